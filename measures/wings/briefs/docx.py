"""A brief as a DOCX: real headings, sources linked both ways, and an empty heading for the office's own comment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from django.conf import settings
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from measures.errors import BriefTemplateError
from measures.wings.briefs.document import (
    BriefDocument,
    BriefSection,
    NumberedSource,
    Paragraph,
    ParagraphShape,
    Part,
    Run,
    Table,
    Tone,
)

LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en-GB"}
STYLES = {
    ParagraphShape.TEXT: "Normal",
    ParagraphShape.LEAD: "Normal",
    ParagraphShape.ITEM: "List Bullet",
    ParagraphShape.NOTE: "Normal",
}
MUTED = RGBColor(0x55, 0x55, 0x55)
BLACK = RGBColor(0, 0, 0)
LATIN, CHINESE_TEXT, CHINESE_HEADINGS = "Times New Roman", "FangSong", "SimHei"
SMALL, LARGE = Pt(7), Pt(9.5)
# How high a line is, of its letters.
LINE = 1.13
# The day of every member of the package: zip files can name none before.
MEMBER_DAY = (1980, 1, 1, 0, 0, 0)
FIRST_MEMBER = "[Content_Types].xml"


def as_docx(document: BriefDocument) -> bytes:
    """The brief as a file for word processors."""
    return DocxWriter(blank_document()).as_docx(document)


def blank_document() -> object:
    """A document without content, in the office's styles where a file of theirs is named."""
    if not settings.CBM_BRIEF_TEMPLATE:
        return with_own_styles(docx.Document())
    try:
        found = docx.Document(settings.CBM_BRIEF_TEMPLATE)
    except (OSError, ValueError, PackageNotFoundError) as error:
        raise BriefTemplateError from error
    if not stands_alone(found):
        raise BriefTemplateError
    body = found.element.body
    for element in [each for each in body if each.tag != qn("w:sectPr")]:
        body.remove(element)
    return found


def stands_alone(found: Any) -> bool:
    """Whether a file of styles brings no macros and fetches nothing from elsewhere."""
    parts = list(found.part.package.iter_parts())
    kinds = [part.content_type.lower() for part in parts]
    fetched = [each for part in parts for each in part.rels.values() if each.is_external]
    has_macros = any("macro" in kind or "vba" in kind for kind in kinds)
    return not has_macros and all(each.reltype == RELATIONSHIP_TYPE.HYPERLINK for each in fetched)


def with_own_styles(found: Any) -> Any:
    """Plain styles, with faces that offices have; Chinese headings as official writing has them."""
    sizes = {"Normal": Pt(8.5), "Title": Pt(11.5), "Heading 1": Pt(9.5), "Heading 2": Pt(8.5), "List Bullet": Pt(8.5)}
    for name, size in sizes.items():
        style = found.styles[name]
        is_heading = name not in ("Normal", "List Bullet")
        style.font.name, style.font.size, style.font.color.rgb = LATIN, size, BLACK
        faces = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            faces.attrib.pop(qn(f"w:{theme}"), None)
        faces.set(qn("w:hAnsi"), LATIN)
        faces.set(qn("w:eastAsia"), CHINESE_HEADINGS if is_heading else CHINESE_TEXT)
        without_gaps(style.element.get_or_add_pPr())
        shape = style.paragraph_format
        shape.space_before = Pt(4 if name == "Heading 1" else 1 if is_heading else 0)
        # As high whichever face stands in for one that is missing: some are half as high again as their letters.
        shape.space_after, shape.line_spacing = Pt(0.5), Pt(size.pt * LINE)
    item = found.styles["List Bullet"].paragraph_format
    item.left_indent, item.first_line_indent = Mm(4), Mm(-4)
    found.styles["Title"].font.bold = True
    remove_ornaments(found.styles["Title"])
    page = found.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(15)
    page.top_margin = page.bottom_margin = Mm(12)
    page.header_distance = page.footer_distance = Mm(6)
    return found


def without_gaps(properties: Any) -> None:
    """Without a gap between Chinese and Latin letters or figures."""
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        gap = OxmlElement(name)
        gap.set(qn("w:val"), "0")
        properties.insert_element_before(gap, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


def remove_ornaments(style: Any) -> None:
    """Without a line below it and without space between its letters."""
    for parent, name in (("w:pPr", "w:pBdr"), ("w:rPr", "w:spacing")):
        for ornament in style.element.findall(f"{qn(parent)}/{qn(name)}"):
            ornament.getparent().remove(ornament)


@dataclass(slots=True)
class DocxWriter:
    """Writes a document into a package; bookmarks are numbered as they come."""

    package: Any
    bookmarks: int = field(default=0)

    def as_docx(self, document: BriefDocument) -> bytes:
        self.describe(document)
        self.frame(document)
        for place, part in enumerate(document.parts):
            self.part(part, on_new_page=place > 0)
        if document.comment_heading:
            comment = self.heading(document.comment_heading, 1, document.lang)
            comment.paragraph_format.page_break_before = True
            self.package.add_paragraph()
        if document.sources_heading:
            self.sources(document)
        self.paragraph(self.package.add_paragraph(), document.colophon)
        return repacked(self.package)

    def describe(self, document: BriefDocument) -> None:
        about, moment = self.package.core_properties, document.known_at.astimezone(UTC).replace(tzinfo=None)
        about.title, about.author, about.last_modified_by = document.title, "CBM Tracker", "CBM Tracker"
        about.subject, about.comments, about.keywords = document.running_head, "", ""
        about.language, about.revision = LANGUAGE_TAGS[document.lang], 1
        about.created = about.modified = moment

    def frame(self, document: BriefDocument) -> None:
        """For whom it is, above every page, and the number of the page below it."""
        page = self.package.sections[0]
        head, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
        self.run(head, Run(document.running_head, document.lang, Tone.MUTED))
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), "PAGE")
        foot._p.append(number)

    def part(self, part: Part, *, on_new_page: bool) -> None:
        title = self.heading(part.title, 0, part.lang)
        title.paragraph_format.page_break_before = on_new_page
        for each in part.head:
            self.paragraph(self.package.add_paragraph(), each)
        for section in (*part.sections, *part.annexes):
            self.section(section, part.lang)

    def heading(self, words: str, level: int, lang: str) -> Any:
        found = self.package.add_paragraph(style=self.style("Title" if level == 0 else f"Heading {level}"))
        self.run(found, Run(words, lang))
        return found

    def style(self, name: str) -> Any:
        """A style by its name, where the office's file has it."""
        styles = self.package.styles
        if name not in styles:
            return None
        return styles[name]

    def section(self, section: BriefSection, lang: str) -> None:
        self.heading(section.heading, 1, lang)
        for block in section.grouped:
            if isinstance(block, Table):
                self.table(block, lang)
                continue
            for each in block if isinstance(block, list) else [block]:
                level = {ParagraphShape.HEADING: "Heading 2"}.get(each.shape) or STYLES[each.shape]
                added = self.package.add_paragraph(style=self.style(level))
                self.paragraph(added, each)
                if section.is_apart:
                    shade(added)

    def paragraph(self, found: Any, paragraph: Paragraph) -> None:
        for run in paragraph.runs:
            if run.mark:
                self.link(found, run, anchor=run.mark.source, bookmark=run.mark.anchor)
                continue
            if run.url:
                self.address(found, run.url, run)
                continue
            added = self.run(found, run)
            if paragraph.shape == ParagraphShape.NOTE:
                added.font.size, added.font.color.rgb = SMALL, MUTED
            elif paragraph.shape == ParagraphShape.LEAD:
                added.font.size = LARGE

    def run(self, found: Any, run: Run) -> Any:
        added = found.add_run(run.text)
        if run.tone == Tone.STRONG:
            added.bold = True
        if run.tone == Tone.QUOTED and not run.lang.startswith("zh"):
            added.italic = True
        if run.tone == Tone.MUTED:
            added.font.size, added.font.color.rgb = SMALL, MUTED
        language = OxmlElement("w:lang")
        tag = LANGUAGE_TAGS.get(run.lang, run.lang)
        language.set(qn("w:eastAsia" if run.lang.startswith("zh") else "w:val"), tag)
        if run.lang:
            added._r.get_or_add_rPr().append(language)
        return added

    def link(self, found: Any, run: Run, *, anchor: str, bookmark: str = "") -> None:
        """A link to a place in the file, itself a place that is led back to."""
        hyperlink = OxmlElement("w:hyperlink")
        hyperlink.set(qn("w:anchor"), bookmark_name(anchor))
        added = self.run(found, Run(run.text, run.lang, Tone.MUTED))
        hyperlink.append(added._r)
        start, end = self.bookmark(bookmark) if bookmark else (None, None)
        found._p.extend([each for each in (start, hyperlink, end) if each is not None])

    def bookmark(self, name: str) -> tuple[object, object]:
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for each in (start, end):
            each.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), bookmark_name(name))
        return start, end

    def table(self, table: Table, lang: str) -> None:
        if table.caption:
            self.heading(table.caption, 2, lang)
        found = self.package.add_table(rows=1, cols=len(table.head), style=self.style("Table Grid"))
        for cell, words in zip(found.rows[0].cells, table.head, strict=True):
            self.run(cell.paragraphs[0], Run(words, lang, Tone.STRONG))
        repeated = OxmlElement("w:tblHeader")
        found.rows[0]._tr.get_or_add_trPr().append(repeated)
        for row in table.rows:
            for cell, paragraphs in zip(found.add_row().cells, row, strict=True):
                self.cell(cell, paragraphs)

    def cell(self, cell: Any, paragraphs: Sequence[Paragraph]) -> None:
        for place, each in enumerate(paragraphs):
            self.paragraph(cell.paragraphs[0] if place == 0 else cell.add_paragraph(), each)

    def sources(self, document: BriefDocument) -> None:
        """The numbered sources, each with its address and the ways back."""
        self.heading(document.sources_heading, 1, document.lang)
        for each in document.sources_note:
            self.paragraph(self.package.add_paragraph(), each)
        for source in document.sources:
            self.source(source, document.lang)

    def source(self, source: NumberedSource, lang: str) -> None:
        found = self.package.add_paragraph()
        start, end = self.bookmark(source.anchor)
        found._p.append(start)
        self.run(found, Run(f"[{source.number}]", lang, Tone.STRONG))
        found._p.append(end)
        for run in (Run(" ", lang), *source.runs):
            self.run(found, run)
        if source.url:
            self.run(found, Run(" ", lang))
            self.address(found, source.url, Run(source.url, "", Tone.MUTED))
        for anchor, place in source.ways_back:
            self.link(found, Run(f" ↑{place}", lang), anchor=anchor)

    def address(self, found: Any, url: str, run: Run) -> None:
        """A link to an address."""
        number = self.package.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        hyperlink = OxmlElement("w:hyperlink")
        hyperlink.set(qn("r:id"), number)
        hyperlink.append(self.run(found, run)._r)
        found._p.append(hyperlink)


def shade(paragraph: Any) -> None:
    """Set a paragraph apart from what is of the record."""
    shading = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "F3F3F3")):
        shading.set(qn(name), value)
    paragraph._p.get_or_add_pPr().append(shading)


def bookmark_name(anchor: str) -> str:
    """A name that word processors take."""
    return anchor.replace("-", "_")


def repacked(package: Any) -> bytes:
    """The bytes of a package, its members sorted and dated alike."""
    saved, packed = BytesIO(), BytesIO()
    package.save(saved)
    with ZipFile(saved) as members, ZipFile(packed, "w", ZIP_DEFLATED) as found:
        names = sorted(members.namelist(), key=lambda name: (name != FIRST_MEMBER, name))
        for name in names:
            member = ZipInfo(name, MEMBER_DAY)
            member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
            found.writestr(member, members.read(name))
    return packed.getvalue()
