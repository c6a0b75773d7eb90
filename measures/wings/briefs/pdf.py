"""A brief as a PDF that screen readers can read (PDF/UA-1), set in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from pathlib import Path

from django.conf import settings

from measures.errors import NoChineseFaceError
from measures.wings.briefs import typesetting
from measures.wings.briefs.document import BriefDocument, BriefSection, Paragraph, Table
from measures.wings.briefs.typesetting import ExitCode

TEMPLATE = Path(__file__).with_name("brief.typ")
# In the wheel of Typst itself; and the wheel that brings Chinese.
LATIN, CHINESE_WHEEL = "Libertinus Serif", "noto_cjk_sans_otc"
# A brief takes less than half a second; on a busy machine some seconds.
LONGEST_WAIT = 60


def as_pdf(document: BriefDocument) -> bytes:
    """The brief as a file for printing and reading, with tags."""
    request = {
        "template": str(TEMPLATE),
        "document": json.dumps(as_data(document), ensure_ascii=False),
        "latin": LATIN,
        "chinese": settings.CBM_BRIEF_CHINESE,
        "folders": [settings.CBM_BRIEF_FONTS or str(resources.files(CHINESE_WHEEL))],
        "moment": int(document.known_at.timestamp()),
    }
    # It can import what is imported here, and is told none of the secrets that the environment has. On one thread it
    # takes least of the processor.
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "RAYON_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-m", typesetting.__name__],
        env=environment,
        input=json.dumps(request).encode(),
        capture_output=True,
        timeout=LONGEST_WAIT,
        check=False,
    )
    if done.returncode == ExitCode.NO_FACE:
        raise NoChineseFaceError
    if done.returncode != ExitCode.WELL:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return done.stdout


def as_data(document: BriefDocument) -> dict[str, object]:
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
                "letters": part.letters,
                "head": [asdict(each) for each in part.head],
                "sections": [section_data(each) for each in part.sections],
                "annexes": [section_data(each) for each in part.annexes],
            }
            for part in document.parts
        ],
    }


def section_data(section: BriefSection) -> dict[str, object]:
    blocks = [block_data(each) for each in section.grouped]
    return {"heading": section.heading, "is_apart": section.is_apart, "blocks": blocks}


def block_data(block: Paragraph | Table | Sequence[Paragraph]) -> dict[str, object]:
    return asdict(block) if isinstance(block, Paragraph | Table) else {"items": [asdict(each) for each in block]}
