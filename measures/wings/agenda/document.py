"""Composes the agenda of a report as a document: each reason with its sources, and what would count as a step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Ambiguity, AnnouncedDate, Audience, Entry, Measure, Milestone, Report, Subject, Words
from measures.models.partial_dates import end_of, moment_in_address
from measures.models.texts import in_sentence, reading_language
from measures.models.written_dates import written_moment
from measures.wings.agenda.readings import Agenda, AgendaLine, Row, agenda_of, shown_code
from measures.wings.agenda.reasons import AgendaGroup
from measures.wings.briefs.compose import in_each_language, in_language, numbered_sections, sources_note, sources_of
from measures.wings.briefs.document import (
    BriefDocument,
    BriefSection,
    Paragraph,
    ParagraphShape,
    Part,
    Run,
    Tone,
    run_of,
)
from measures.wings.briefs.options import BriefLanguage
from measures.wings.briefs.words import (
    Numbering,
    gap,
    item,
    joined,
    make_paragraph,
    note_paragraph,
    on_day,
    readers_of,
    text_run,
)

PAGES: dict[type, str] = {
    Ambiguity: "ambiguity",
    AnnouncedDate: "date",
    Entry: "entry",
    Measure: "measure",
    Subject: "subject",
}


@dataclass(frozen=True, slots=True)
class AgendaOptions:
    """One agenda: the same options give the same file, as long as what they are of is the same."""

    report: Report
    audience: Audience
    on: date
    until: date
    known_at: datetime | None = None
    language: BriefLanguage = BriefLanguage.ENGLISH
    # The keys of the lines that were chosen; without any, all of them.
    lines: frozenset[str] = frozenset()

    @property
    def address(self) -> str:
        """Where the same agenda is had again."""
        known_at = {"known_at": moment_in_address(self.known_at)} if self.known_at else {}
        chosen = {"line": sorted(self.lines)} if self.lines else {}
        asked = {"report": self.report.slug, "on": self.on, "until": self.until, **known_at, **chosen}
        return f"{settings.CBM_SITE_URL}{reverse('agenda')}?{urlencode(asked, doseq=True)}"

    def file_name(self, form: str) -> str:
        return f"cbm-agenda-{self.report.slug}-{self.on}-{self.language}.{form}"

    def read(self) -> Agenda:
        return agenda_of(self.report, self.audience, on=self.on, until=self.until, known_at=self.known_at)


def agenda_document(options: AgendaOptions, *, root: str | None = None) -> BriefDocument:
    """An agenda as a document, whose links begin with the address of this tracker, or another root."""
    return document_of(options.read(), options, settings.CBM_SITE_URL if root is None else root)


def document_of(agenda: Agenda, options: AgendaOptions, root: str) -> BriefDocument:
    """The lines that were chosen of an agenda, as a document."""
    writer = AgendaWriter(agenda.only(options.lines), options, Numbering(), root)
    languages = options.language.languages
    parts = [in_language(language, writer.part) for language in languages]
    return in_language(languages[0], writer.document, parts)


def row_path(row: Row | Entry) -> str:
    """The path of the page of a row."""
    return reverse(PAGES[type(row)], args=[row.key])


@dataclass(slots=True)
class AgendaWriter:
    """Writes an agenda in the language that is active; steps stand where they first count."""

    agenda: Agenda
    options: AgendaOptions
    numbering: Numbering
    root: str
    written: set[tuple[str, ...]] = field(default_factory=set)

    def document(self, parts: list[Part]) -> BriefDocument:
        options = self.options
        running = (str(options.report.words("title")), on_day(options.on), self.readers)
        return BriefDocument(
            parts=parts,
            sources_heading=in_each_language(options.language, lambda: _("Sources")),
            sources_note=list(sources_note(self.numbering.numbered)),
            sources=sources_of(self.numbering, options.language),
            colophon=make_paragraph(text_run(options.address), shape=ParagraphShape.NOTE),
            running_head=" · ".join(running),
            comment_heading=in_each_language(options.language, lambda: _("Comment (office)")),
            known_at=options.known_at or end_of(options.on),
        )

    @property
    def readers(self) -> str:
        return readers_of(self.options.audience.within(self.options.report.pk))

    def part(self) -> Part:
        self.written = set()
        title = _("Agenda: %(report)s") % {"report": self.options.report.words("title")}
        sections = [BriefSection(str(group.label), list(self.blocks(lines))) for group, lines in self.agenda.groups]
        return Part(reading_language(), title, list(self.head()), numbered_sections(sections))

    def head(self) -> Iterator[Paragraph]:
        """For whom it is, of which days, and what it is not."""
        options = self.options
        if options.report.is_fictional:
            yield make_paragraph(text_run(_("None of this happened. No government said any of it."), Tone.STRONG))
        days = _("As of %(day)s, for a meeting up to %(until)s.") % {
            "day": on_day(options.on),
            "until": on_day(options.until),
        }
        known = _("As known %(moment)s.") % {"moment": written_moment(options.known_at)} if options.known_at else ""
        readers = _("For: %(readers)s") % {"readers": self.readers}
        yield make_paragraph(*joined([[text_run(readers, Tone.STRONG)], [text_run(days)], [text_run(known)]]))
        yield note_paragraph(
            _(
                "For the organiser. Each line gives its reason and sources. Lines are not ranked: within a group they "
                "follow the report."
            )
        )
        there = {group for group, _lines in self.agenda.groups}
        if options.lines:
            yield note_paragraph(_("Only what was chosen."))
        elif missing := [str(group.label) for group in AgendaGroup if group not in there]:
            yield note_paragraph(_("Nothing found under: %(groups)s.") % {"groups": _("; ").join(missing)})

    def blocks(self, lines: list[AgendaLine]) -> Iterator[Paragraph]:
        for line in lines:
            yield make_paragraph(*self.heading(line), shape=ParagraphShape.HEADING)
            yield make_paragraph(*self.reason(line))
            yield from self.steps(line)

    def heading(self, line: AgendaLine) -> list[Run]:
        """What it is about; of several, the others by their codes."""
        rows: list[Row] = [*line.topics] or [line.row]
        first, *others = rows
        also = [[self.link(each, shown_code(each) or str(title_of(each)), Tone.MUTED)] for each in others]
        return joined([self.name(first), joined(also, between=_(", "))])

    def name(self, row: Row) -> list[Run]:
        """The code of a measure or an ambiguity, and the title, which leads to its page."""
        code, title = shown_code(row), title_of(row)
        return [*([text_run(f"{code} ")] if code else []), Run(title.text, title.lang, url=self.address(row))]

    def reason(self, line: AgendaLine) -> list[Run]:
        """What it was read from, the reason, the words that were found, the entries and the sources."""
        own = [] if not line.topics or line.row == line.topics[0] else [*self.name(line.row), text_run(_(": "))]
        detail = run_of(line.reason.detail, Tone.MUTED)
        entries = [[self.link(each, each.key, Tone.MUTED)] for each in line.entries]
        sentence = [text_run(line.reason.sentence), *self.numbering.marks(line.sources)]
        return [*own, *joined([sentence, [detail], joined(entries, between=_(", "))])]

    def steps(self, line: AgendaLine) -> Iterator[Paragraph]:
        """What would count as a step of each side, and how it would be judged: once for the same measures."""
        found = line.steps
        same = tuple(each.milestone.key for side in found.sides for each in side.milestones)
        if not found or (same in self.written and line.group != AgendaGroup.MILESTONE):
            return
        self.written.add(same)
        yield note_paragraph(_("What would count as a step:"))
        for side in found.sides:
            milestones = [
                [
                    *self.code_of(each.measure),
                    run_of(each.milestone.words("title")),
                    *beyond_report_runs(each.milestone),
                ]
                for each in side.milestones
            ]
            nothing = [[text_run(_("no open milestone"), Tone.MUTED)]]
            pieces = joined(milestones or nothing, between=_("; "))
            yield item(run_of(side.party.words("name"), Tone.STRONG), text_run(_(": ")), *pieces)
        if found.indicators:
            names = _("; ").join(in_sentence(each.words("name")) for each in found.indicators)
            yield note_paragraph(_("Judged by: %(indicators)s.") % {"indicators": names})

    def code_of(self, measure: Measure) -> list[Run]:
        return [self.link(measure, measure.code), gap()]

    def link(self, row: Row | Entry, words: str, tone: Tone = Tone.PLAIN) -> Run:
        return Run(words or str(row), reading_language(), tone, url=self.address(row))

    def address(self, row: Row | Entry) -> str:
        return f"{self.root}{row_path(row)}"


def title_of(row: Row) -> Words:
    """The title of a row; an entry without one has a heading."""
    return Words(row.heading, reading_language()) if isinstance(row, Entry) else row.words("title")


def heading_of(line: AgendaLine) -> str:
    """What a line is about, and what it was read from where that is something else, in one line."""
    first = line.topics[0] if line.topics else line.row
    rows = [first] if line.row == first else [first, line.row]
    return _(": ").join(f"{shown_code(row)} {title_of(row)}".strip() for row in rows)


def beyond_report_runs(milestone: Milestone) -> list[Run]:
    """That a milestone is not of the report, if it is not."""
    return [text_run(_(" (goes beyond the report)"), Tone.MUTED)] if milestone.beyond_report else []
