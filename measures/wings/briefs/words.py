"""How a brief puts things: pieces of text in the language that is active, and the numbers of sources."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from measures.models import (
    PUBLIC,
    Ambiguity,
    AmbiguityState,
    Assessment,
    Audience,
    Evidence,
    Marking,
    Measure,
    Nothing,
    PartialDate,
    Report,
    Status,
    Words,
)
from measures.models.markings import PARTICIPANTS, TEAM, marking_label
from measures.models.texts import CHINESE, in_sentence, reading_language
from measures.models.written_dates import written_date
from measures.wings.briefs.document import Paragraph, ParagraphShape, Run, SourceMark, Tone, run_of
from measures.wings.briefs.readings import Brief

# How many sources are named for one claim.
MOST_MARKS = 3
# How much of our words one line has.
LONGEST = 220
SENTENCE_END = re.compile(r"[.;]\s|[。；]")


@dataclass(slots=True)
class Numbering:
    """Numbers sources in the order in which they are first named, and counts how often each is."""

    numbers: dict[int, int] = field(default_factory=dict)
    times: dict[int, int] = field(default_factory=dict)
    numbered: list[Evidence] = field(default_factory=list)

    def marks(self, sources: Iterable[Evidence]) -> list[Run]:
        """The numbers of sources."""
        marks = [self.mark(each) for each in sources]
        return [Run(f"[{mark.number}]", reading_language(), mark=mark) for mark in marks]

    def mark(self, source: Evidence) -> SourceMark:
        if source.pk not in self.numbers:
            self.numbered.append(source)
            self.numbers[source.pk] = len(self.numbered)
        number = self.numbers[source.pk]
        self.times[number] = self.times.get(number, 0) + 1
        return SourceMark(number, self.times[number])


@dataclass(frozen=True, slots=True)
class Wording:
    """What the sections of a brief share: the brief, and the numbers of its sources."""

    brief: Brief
    numbering: Numbering

    def marks(self, *claims: Any) -> list[Run]:
        """The numbers of the sources that claims rest on."""
        sources = {source.pk: source for claim in claims for source in self.brief.sources_of(claim)}
        return self.marks_of(sources.values())

    def grounds(self, assessment: Assessment) -> list[Run]:
        """The numbers of the sources that an assessment rests on besides its own, told apart."""
        marks = self.marks_of(self.brief.grounds_of(assessment))
        return [text_run(_("; rests also on"), Tone.MUTED), gap(), *marks] if marks else []

    def marks_of(self, sources: Iterable[Evidence]) -> list[Run]:
        """The numbers of sources, of as many as one line names."""
        readable = [self.brief.sources[each.pk] for each in sources if each.pk in self.brief.sources]
        return self.numbering.marks(readable[:MOST_MARKS])


def text_run(text: object, tone: Tone = Tone.PLAIN) -> Run:
    """A piece of text in the language of the brief."""
    return Run(str(text), reading_language(), tone)


def make_paragraph(*runs: Run, shape: ParagraphShape = ParagraphShape.TEXT) -> Paragraph:
    return Paragraph([run for run in runs if run.text], shape)


def gap() -> Run:
    """What separates a label from its text: a blank, but nothing in Chinese."""
    return text_run("" if reading_language() == CHINESE else " ")


def item(*runs: Run) -> Paragraph:
    return make_paragraph(*runs, shape=ParagraphShape.ITEM)


def note_paragraph(text: object) -> Paragraph:
    return make_paragraph(text_run(text), shape=ParagraphShape.NOTE)


def joined(pieces: Iterable[Sequence[Run]], between: str = " · ") -> list[Run]:
    """Pieces of text with something between each two."""
    found: list[Run] = []
    for piece in pieces:
        if runs := [run for run in piece if run.text]:
            found += [*([text_run(between)] if found else []), *runs]
    return found


def quotation_run(words: Words) -> Run:
    """Original words, in quotation marks."""
    return Run(f"“{words.text}”", words.lang, Tone.QUOTED)


def ours(words: Words) -> Run:
    """Our words, as many whole sentences as a line has room for, else cut after a word."""
    if len(words.text) <= LONGEST:
        return run_of(words)
    cut = words.text[:LONGEST]
    ends = [end.end() for end in SENTENCE_END.finditer(cut)]
    if ends:
        return Run(f"{cut[: ends[-1]].rstrip('; ；')} …", words.lang)
    return Run(f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut} …", words.lang)


def on_day(day: PartialDate | date | None) -> str:
    return written_date(day)


def readers_of(audience: Audience) -> str:
    """For whom something is."""
    markings = {PUBLIC: Marking.PUBLIC, PARTICIPANTS: Marking.PARTICIPANTS, TEAM: Marking.INTERNAL}
    return marking_label(markings[audience])


def standing_in_words(on: Measure | Ambiguity, value: str) -> str:
    """The status of a measure, or the state of an ambiguity."""
    if isinstance(on, Measure):
        return in_sentence(Status(value).in_words) if value else _("No status recorded")
    return in_sentence(AmbiguityState(value).label) if value else _("No state recorded")


def level_in_words(report: Report, level: int | None, nothing: str = "") -> str:
    """A level as the report words it, or why there is none."""
    if level is None:
        return in_sentence(Nothing(nothing).label) if nothing else ""
    return _("level %(level)d: %(wording)s") % {"level": level, "wording": report.level_wording(level)}
