"""A brief in HTML: within a page of the tracker, or as a file of its own that a browser prints."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

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

STYLE = Path(__file__).with_name("brief.css")
TAGS = {Tone.PLAIN: "span", Tone.STRONG: "strong", Tone.MUTED: "small", Tone.QUOTED: "i"}
LANGUAGE_TAGS = {"zh-hans": "zh-Hans"}


def as_html(document: BriefDocument) -> bytes:
    """The brief as a file that asks for nothing else."""
    page = format_html(
        '<!DOCTYPE html>\n<html lang="{}">\n<head>\n<meta charset="utf-8">\n<title>{}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>\n{}:root {{ --letters: {}pt; }}\n</style>\n</head>\n"
        '<body>\n<p class="brief-running">{}</p>\n{}\n</body>\n</html>\n',
        language_tag(document.lang),
        document.title,
        mark_safe(STYLE.read_text(encoding="utf-8")),  # noqa: S308
        min(part.letters for part in document.parts),
        document.running_head,
        brief_html(document, top=1),
    )
    return page.encode()


def brief_html(document: BriefDocument, *, top: int) -> SafeString:
    """The brief as an article whose title is a heading of the level `top`."""
    return HtmlWriter(top).article(document)


@dataclass(frozen=True, slots=True)
class HtmlWriter:
    """Writes the parts of a document; `top` is the level of its title."""

    top: int

    def article(self, document: BriefDocument) -> SafeString:
        return format_html(
            '<article class="brief">\n{}\n{}<p class="brief-colophon">{}</p>\n</article>',
            lines(self.part(each) for each in document.parts),
            self.sources(document) if document.sources_heading else "",
            runs_html(document.colophon.runs, document.lang),
        )

    def sources(self, document: BriefDocument) -> SafeString:
        return format_html(
            '<section class="brief-sources">\n{}\n{}\n<ol>\n{}\n</ol>\n</section>\n',
            self.heading(document.sources_heading, 1),
            lines(self.paragraph(each, document.lang) for each in document.sources_note),
            lines(source_item(each, document.lang) for each in document.sources),
        )

    def heading(self, words: str | SafeString, below: int) -> SafeString:
        """A heading so many levels below the title."""
        level = self.top + below
        return format_html("<h{}>{}</h{}>", level, words, level)

    def part(self, part: Part) -> SafeString:
        return format_html(
            '<div class="brief-part" lang="{}">\n{}\n<div class="brief-head">\n{}\n</div>\n{}\n</div>',
            language_tag(part.lang),
            self.heading(part.title, 0),
            lines(self.paragraph(each, part.lang) for each in part.head),
            lines(self.section(each, part.lang) for each in (*part.sections, *part.annexes)),
        )

    def section(self, section: BriefSection, lang: str) -> SafeString:
        blocks = lines(self.block(each, lang) for each in section.grouped)
        kind = "brief-section brief-apart" if section.is_apart else "brief-section"
        return format_html('<section class="{}">\n{}\n{}\n</section>', kind, self.heading(section.heading, 1), blocks)

    def block(self, block: Paragraph | Table | list[Paragraph], lang: str) -> SafeString:
        if isinstance(block, list):
            items = format_html_join("\n", "<li>{}</li>", ((runs_html(each.runs, lang),) for each in block))
            return format_html('<ul class="brief-items">\n{}\n</ul>', items)
        return self.paragraph(block, lang) if isinstance(block, Paragraph) else self.table(block, lang)

    def paragraph(self, paragraph: Paragraph, lang: str) -> SafeString:
        words = runs_html(paragraph.runs, lang)
        if paragraph.shape == ParagraphShape.HEADING:
            return self.heading(words, 2)
        return format_html('<p class="brief-{}">{}</p>', paragraph.shape, words)

    def table(self, table: Table, lang: str) -> SafeString:
        head = format_html_join("", '<th scope="col">{}</th>', ((cell,) for cell in table.head))
        return format_html(
            "<table>\n{}<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>\n</table>",
            format_html("<caption>{}</caption>\n", table.caption) if table.caption else "",
            head,
            lines(self.row(each, lang) for each in table.rows),
        )

    def row(self, row: Sequence[Sequence[Paragraph]], lang: str) -> SafeString:
        first, *others = (lines(self.paragraph(each, lang) for each in cell) for cell in row)
        cells = format_html_join("", "<td>{}</td>", ((cell,) for cell in others))
        return format_html('<tr><th scope="row">{}</th>{}</tr>', first, cells)


def lines(pieces: Iterable[SafeString]) -> SafeString:
    return format_html_join("\n", "{}", ((piece,) for piece in pieces))


def runs_html(runs: Sequence[Run], lang: str) -> SafeString:
    return format_html_join("", "{}", ((run_html(run, lang),) for run in runs))


def run_html(run: Run, lang: str) -> SafeString | str:
    """A piece of text; only what is in another language or tone than what is around it gets a tag."""
    if run.mark:
        return format_html(
            '<a class="brief-mark" id="{}" href="#{}">{}</a>', run.mark.anchor, run.mark.source, run.text
        )
    words: SafeString | str = format_html('<a href="{}">{}</a>', run.url, run.text) if run.url else run.text
    if run.lang == lang and run.tone == Tone.PLAIN:
        return words
    language = format_html(' lang="{}"', language_tag(run.lang)) if run.lang and run.lang != lang else ""
    tag = TAGS[run.tone]
    return format_html('<{} class="brief-{}"{}>{}</{}>', tag, run.tone, language, words, tag)


def source_item(source: NumberedSource, lang: str) -> SafeString:
    """A source with its address, and the ways back to where it is named."""
    address = format_html(' <a href="{}" rel="noreferrer">{}</a>', source.url, source.url) if source.url else ""
    back = format_html_join("", ' <a class="brief-back" href="#{}">↑{}</a>', source.ways_back)
    return format_html('<li id="{}">{}{}{}</li>', source.anchor, runs_html(source.runs, lang), address, back)


def language_tag(language: str) -> str:
    return LANGUAGE_TAGS.get(language, language)
