"""A brief as a document, before it has a form: sections of paragraphs and tables, and numbered sources.

The forms differ in nothing but how they write this down.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from math import floor, sqrt

from measures.models import Words

# The smallest and the largest size of letters, in points.
SMALLEST, LARGEST = 8.3, 10.0
# How much a page has room for: its width by its height, in points; and what each text takes of it, in letters that are
# as wide as high: a share of its own width, since some is smaller, and what its last line and the space below it leave.
ROOM, SHARE, LINE = 389_000, 0.8, 75
FIRST_WIDE, NARROW = "\u2e80", 0.44


class Tone(StrEnum):
    """How a piece of text is set apart from what is around it."""

    PLAIN = "plain"
    STRONG = "strong"
    MUTED = "muted"
    # Original words.
    QUOTED = "quoted"


class ParagraphShape(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    LEAD = "lead"
    ITEM = "item"
    NOTE = "note"
    # A heading below that of its section.
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class SourceMark:
    """The number of a source where something rests on it; so many times it was named before."""

    number: int
    place: int

    @property
    def anchor(self) -> str:
        """What the source leads back to."""
        return mark_anchor(self.number, self.place)

    @property
    def source(self) -> str:
        """Where the source stands."""
        return source_anchor(self.number)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one language and tone, or the mark of a source; with an address, a link to a page."""

    text: str
    lang: str
    tone: Tone = Tone.PLAIN
    mark: SourceMark | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces of text that stand together."""

    runs: Sequence[Run]
    shape: ParagraphShape = ParagraphShape.TEXT

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each of paragraphs, the first of a row its heading; without a caption where a heading says it."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Sequence[Paragraph]]]


@dataclass(frozen=True, slots=True)
class BriefSection:
    """A heading and what stands below it; `is_apart` where it is not of the record."""

    heading: str
    blocks: Sequence[Paragraph | Table]
    is_apart: bool = False

    @property
    def grouped(self) -> Iterator[Paragraph | Table | list[Paragraph]]:
        """Its blocks as they stand, the items that follow each other as one list."""
        for are_items, blocks in groupby(self.blocks, key=is_item):
            if are_items:
                yield [block for block in blocks if isinstance(block, Paragraph)]
            else:
                yield from blocks


@dataclass(frozen=True, slots=True)
class Part:
    """The brief in one language."""

    lang: str
    title: str
    # For whom it is, of which report and of which days.
    head: Sequence[Paragraph]
    sections: Sequence[BriefSection]
    annexes: Sequence[BriefSection] = ()

    @property
    def letters(self) -> float:
        """About how large letters may be, in points, for all but the annexes to stand on one page."""
        texts = [paragraph.text for paragraph in self.head]
        texts += [text for section in self.sections for text in block_texts(section.blocks)]
        taken = sum(map(width_of, texts)) * SHARE + LINE * (len(texts) + len(self.sections))
        return min(max(floor(10 * sqrt(ROOM / taken)) / 10, SMALLEST), LARGEST)


@dataclass(frozen=True, slots=True)
class NumberedSource:
    """A numbered source, what it is, its address, and how often it is named."""

    number: int
    runs: Sequence[Run]
    url: str
    marks: int

    @property
    def anchor(self) -> str:
        return source_anchor(self.number)

    @property
    def ways_back(self) -> list[tuple[str, int]]:
        """Where it is named, with the number of each place."""
        return [(mark_anchor(self.number, place), place) for place in range(1, self.marks + 1)]


@dataclass(frozen=True, slots=True)
class BriefDocument:
    """A brief in one language or in both, for one audience."""

    parts: Sequence[Part]
    # The last line.
    colophon: Paragraph
    # What stands above every page.
    running_head: str
    known_at: datetime
    # Without this heading there are no sources.
    sources_heading: str = ""
    sources_note: Sequence[Paragraph] = ()
    sources: Sequence[NumberedSource] = ()
    # Below which heading an office writes for itself, if it is to.
    comment_heading: str = ""

    @property
    def title(self) -> str:
        return self.parts[0].title

    @property
    def lang(self) -> str:
        return self.parts[0].lang

    def texts(self) -> Iterator[str]:
        """All that it says, in the order in which it stands."""
        for part in self.parts:
            yield part.title
            yield from (paragraph.text for paragraph in part.head)
            for section in (*part.sections, *part.annexes):
                yield section.heading
                yield from block_texts(section.blocks)
        yield from filter(None, [self.sources_heading])
        yield from block_texts(self.sources_note)
        yield from ("".join(run.text for run in source.runs) for source in self.sources)
        yield self.colophon.text


def is_item(block: Paragraph | Table) -> bool:
    return isinstance(block, Paragraph) and block.shape == ParagraphShape.ITEM


def block_texts(blocks: Sequence[Paragraph | Table]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
            continue
        yield from ([block.caption] if block.caption else [])
        yield from block.head
        yield from (paragraph.text for row in block.rows for cell in row for paragraph in cell)


def width_of(text: str) -> float:
    """How wide a text is, in letters that are as wide as high."""
    return sum(1 if letter >= FIRST_WIDE else NARROW for letter in text)


def source_anchor(number: int) -> str:
    return f"source-{number}"


def mark_anchor(number: int, place: int) -> str:
    return f"mark-{number}-{place}"


def run_of(words: Words, tone: Tone = Tone.PLAIN) -> Run:
    return Run(words.text, words.lang, tone)
