"""A brief as a PDF that screen readers can read (PDF/UA-1), set by Typst; what it says is data to it, never markup."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from measures.briefs.document import BriefDocument, Paragraph, Section, Table, grouped
from measures.errors import NoChineseFaceError

TEMPLATE = Path(__file__).with_name("brief.typ")
# In the wheel of Typst itself; and in that which brings Chinese, of no use to production that names its own.
LATIN, CHINESE_WHEEL = "Libertinus Serif", "noto_cjk_sans_otc"


def as_pdf(document: BriefDocument) -> bytes:
    """The brief as a file for printing and reading, with tags."""
    given = {
        "document": json.dumps(as_data(document), ensure_ascii=False),
        "latin": LATIN,
        "chinese": chinese_face(),
    }
    return typst.compile(
        TEMPLATE,
        font_paths=faces(),
        ignore_system_fonts=True,
        sys_inputs=given,
        pdf_standards="ua-1",
        timestamp=int(document.known_at.timestamp()),
    )


def as_data(document: BriefDocument) -> dict[str, Any]:
    """What the template reads."""
    return {
        "running_head": document.running_head,
        "sources_heading": document.sources_heading,
        "sources_note": [asdict(each) for each in document.sources_note],
        "sources": [asdict(each) for each in document.sources],
        "colophon": asdict(document.colophon),
        "parts": [
            {
                "lang": part.lang,
                "title": part.title,
                "head": [asdict(each) for each in part.head],
                "sections": [section_data(each) for each in part.sections],
                "annexes": [section_data(each) for each in part.annexes],
            }
            for part in document.parts
        ],
    }


def section_data(section: Section) -> dict[str, Any]:
    blocks = [block_data(each) for each in grouped(section.blocks)]
    return {"heading": section.heading, "is_apart": section.is_apart, "blocks": blocks}


def block_data(block: Paragraph | Table | Sequence[Paragraph]) -> dict[str, Any]:
    return asdict(block) if isinstance(block, Paragraph | Table) else {"items": [asdict(each) for each in block]}


@cache
def faces() -> typst.Fonts:
    """The faces of Typst's wheel, with those of the folder that is named, else of the wheel that brings Chinese."""
    folder = settings.CBM_BRIEF_FONTS or chinese_wheel()
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder] if folder else [])


def chinese_wheel() -> str:
    """Where the wheel with the Chinese face is, if it is there."""
    return str(resources.files(CHINESE_WHEEL)) if find_spec(CHINESE_WHEEL) else ""


def chinese_face() -> str:
    """The face in which Chinese is set, which has to be there: without it there would be empty boxes."""
    face: str = settings.CBM_BRIEF_CHINESE
    if face not in faces().families():
        raise NoChineseFaceError
    return face
