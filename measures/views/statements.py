"""What parties said in their own words: the list of all, and how one is shown wherever it stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.quotations import CopyState, copy_states
from measures.analysis.readouts import meetings_of, subject_in_meetings, texts_on_subject
from measures.lists.statements import StatementSerializer
from measures.models import (
    ABOUT_WORDS,
    Addressed,
    Entry,
    Evidence,
    Party,
    Report,
    SecretUrlKind,
    Speech,
    Statement,
    StatementAct,
    StatementVoice,
    Subject,
    TranslationBy,
    Words,
)
from measures.models.statements import NEWEST_FIRST, NOT_THE_SIDE, StatementQuerySet
from measures.models.texts import in_sentence, reading_language
from measures.publishing.statement_filters import StatementFilters
from measures.views.exports import chosen_format, export_page
from measures.views.filter_fields import (
    FilterChoice,
    choices_of,
    hidden_fields,
    list_filters,
    parameters_of,
    problems_of,
)
from measures.views.pages import ListPage, around_rows, paged
from measures.views.public_links import follow_url
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page
from measures.views.readouts import seen_subjects

# Of each side, on a page.
PAGE_SIZE = 10
CLOSED = ("act", "authority")
TYPED = ("q", "speaker", "said_after", "said_before")
OFFERED = (*TYPED, "party", "about", "subject", "ambiguity", "measure", "speech", *CLOSED)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement is filed: a subject, a measure or an ambiguity."""

    words: Words
    url: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """What a statement refers to, how, and whether the text says so or we file it so."""

    how: str
    what: Words
    url: str
    basis: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as a page shows it."""

    statement: Statement
    # Who spoke, in which office, on which occasion.
    named: Sequence[Words]
    quoted: Words
    translation: Words
    is_quoted: bool
    # What is to be said of how we have the words wherever they stand, and what a page says once for all of them.
    notes: Sequence[str]
    usual_notes: Sequence[str]
    # Whether they speak for a side: a member of a legislature and an official who is not named do not.
    is_of_the_side: bool
    acts: str
    source: Evidence
    places: Sequence[Place]
    references: Sequence[ReferenceLine]
    url: str

    @property
    def joint_parties(self) -> Sequence[str]:
        """Those who said it together, where its place says who spoke."""
        return self.statement.parties if len(self.statement.parties) > 1 else ()


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A statement in the column of a side, and whose words it is besides."""

    row: StatementRow
    beside: Sequence[str]


@dataclass(frozen=True, slots=True)
class SideColumn:
    """What a side said in a year; the column of a side that said nothing in it is empty."""

    party: Party
    rows: Sequence[ColumnRow]


@dataclass(frozen=True, slots=True)
class YearOfStatements:
    """What was said in a year: a column for each side, and what others said."""

    year: int
    columns: Sequence[SideColumn]
    others: Sequence[ColumnRow]


# What statements refer to, by its key.
type Named = Mapping[str, Statement | Entry]


@reading_page(travels=True)
@for_report
def statements(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """Statements of a report as of a day, newest first, with filters in the address; a subject has its page."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    filters = list_filters(StatementFilters, parameters, counting_statements(report, reading), reading)
    problems = problems_of(filters)
    found = filters.qs
    if chosen_format(request) and not problems:
        return export_page(request, reading, StatementSerializer, found.newest_first(), filters)
    chosen = {name for name in parameters if name in filters.form.fields} - {"report"}
    if not problems and chosen == {"subject"} and len(subjects := filters.form.found("subject")) == 1:
        return redirect(page_of("subject", subjects[0].key, reading))
    page = paged_by_side(parameters, found, reading)
    form = filter_form(filters, report, parameters, reading)
    context = {
        **columns_of(page, reading),
        **form,
        "count": found.count(),
        "subjects_to_read": report.subjects.standing().order_by("position"),
        "follow_url": follow_url(SecretUrlKind.FEED, filters, reading),
        **around_rows(request, parameters, filters, page, problems),
    }
    return render(request, "measures/statements.html", context, status=400 if context["problems"] else 200)


@reading_page(travels=True)
def subject(request: ReadingRequest, key: str) -> HttpResponse:
    """What each side says on a subject, and what its texts of meetings say of it, in the order of time."""
    found: Subject = get_object_or_404(seen_subjects(request.reading), key=key)
    reading = request.reading = request.reading.of(found.report)
    parameters = parameters_of(request.GET, reading)
    said = counting_statements(found.report, reading).filed_under(subject=found)
    page = paged_by_side(parameters, said, reading)
    meetings = meetings_of(found.report, reading.audience, **reading.days)
    context = {
        **columns_of(page, reading),
        **page.links,
        "subject": found,
        "in_meetings": subject_in_meetings(found, meetings),
        "sides": texts_on_subject(found, meetings),
        "below": found.children.standing(),
        "may_edit": access.allows(request.user, "revise_subject", found),
    }
    return render(request, "measures/subject.html", context, status=400 if page.problems else 200)


def paged_by_side(parameters: QueryDict, found: StatementQuerySet, reading: Reading) -> ListPage[Statement]:
    """A page of statements, the newest first, of no side more than ten."""
    size = PAGE_SIZE * max(1, len(reading.sides))
    fitting = partial(statements_that_fit, sides=list(reading.side_places))
    return paged(parameters, found.for_reading(), NEWEST_FIRST, size, fitting=fitting)


def statements_that_fit(rows: Sequence[Statement], sides: Collection[str]) -> int:
    """How many of these stand on a page before a side has more than ten."""
    of_side = dict.fromkeys(sides, 0)
    for place, row in enumerate(rows):
        for code in of_side.keys() & set(row.parties):
            of_side[code] += 1
        if max(of_side.values(), default=0) > PAGE_SIZE:
            return place
    return len(rows)


def columns_of(page: ListPage[Statement], reading: Reading) -> dict[str, object]:
    """The statements of a page by year, a column for each side that has some on it, and the sides that have none."""
    rows = statement_rows(page.rows, reading)
    speaking = {code for row in rows for code in row.statement.parties}
    sides = [side for side in reading.sides if side.code in speaking]
    is_whole = not page.previous_url and not page.next_url
    return {
        "years": [
            year_of_statements(year, list(members), sides, reading)
            for year, members in groupby(rows, key=lambda row: row.statement.said_on.year)
        ],
        "silent": [side for side in reading.sides if side not in sides] if is_whole else [],
    }


def year_of_statements(
    year: int, rows: Sequence[StatementRow], sides: Sequence[Party], reading: Reading
) -> YearOfStatements:
    def column_row(row: StatementRow, *, but: str = "") -> ColumnRow:
        return ColumnRow(row, [code for code in row.statement.parties if code != but])

    columns = [
        SideColumn(side, [column_row(row, but=side.code) for row in rows if side.code in row.statement.parties])
        for side in sides
    ]
    others = [column_row(row) for row in rows if reading.side_places.keys().isdisjoint(row.statement.parties)]
    return YearOfStatements(year, columns, others)


def counting_statements(report: Report, reading: Reading) -> StatementQuerySet:
    """The statements of a report that count on the day shown and that the reader may read."""
    found: StatementQuerySet = Statement.objects.filter(entry__report=report)
    return found.counting(reading.audience, **reading.days)


def filter_form(
    filters: StatementFilters, report: Report, parameters: QueryDict, reading: Reading
) -> dict[str, object]:
    """What the form of the filters offers, and what is chosen in it."""

    def offered(name: str, pairs: Iterable[tuple[str, str]]) -> list[FilterChoice]:
        return [FilterChoice(value, label, value in parameters.getlist(name)) for value, label in pairs]

    sides = [(side.code, str(side)) for side in reading.sides]
    subjects = report.subjects.standing().order_by("position")
    ambiguities = report.ambiguities.standing().exclude(parent=None)
    return {
        **{name: parameters.get(name, "") for name in TYPED},
        "is_original": parameters.getlist("speech") == [Speech.DIRECT],
        "parties": offered("party", sides),
        "abouts": offered("about", [*sides, *((str(word.value), str(word.label)) for word in ABOUT_WORDS)]),
        "subjects": offered("subject", [(each.key, str(each)) for each in subjects]),
        "ambiguities": offered("ambiguity", [(each.key, str(each)) for each in ambiguities]),
        **{f"{name}s": choices_of(filters.form, name, parameters) for name in CLOSED},
        "hidden": hidden_fields(filters, parameters, [name for name in OFFERED if name != "measure"]),
    }


def statement_rows(found: Collection[Statement], reading: Reading, *, with_copies: bool = False) -> list[StatementRow]:
    """Statements that were read `for_reading`, as a page shows them; also whether the copies of sources have them."""
    references = [row for each in found for row in each.references.all()]
    said: StatementQuerySet = Statement.objects.filter(key__in={row.to_statement for row in references} - {""})
    happened = Entry.objects.visible_to(reading.audience).filter(key__in={row.to_entry for row in references} - {""})
    named: dict[str, Statement | Entry] = {}
    if references:
        named |= {each.key: each for each in said.counting(reading.audience, **reading.days).select_related("entry")}
        named |= {each.key: each for each in happened.select_related("redaction")}
    states = copy_states(found) if with_copies else {}
    return [statement_row(each, named, states.get(each.pk), reading) for each in found]


def statement_row(statement: Statement, named: Named, state: CopyState | None, reading: Reading) -> StatementRow:
    return StatementRow(
        statement=statement,
        named=list(filter(None, map(statement.words, ("speaker", "office", "occasion")))),
        quoted=statement.quoted,
        translation=statement.translated,
        is_quoted=statement.speech == Speech.DIRECT,
        notes=notes_on(statement),
        usual_notes=[*usual_notes_on(statement), *([in_sentence(state.label)] if state else [])],
        is_of_the_side=statement.authority not in NOT_THE_SIDE,
        acts=acts_of(statement, reading),
        source=statement.citation.evidence,
        places=places_of(statement, reading),
        references=references_of(statement, named, reading),
        url=reverse("entry", args=[statement.entry.key]) + query(reading.day_kept) + f"#{statement.key}",
    )


def notes_on(statement: Statement) -> list[str]:
    """What is unusual in how we have the words."""
    notes = []
    if statement.speech == Speech.PARAPHRASE:
        notes.append(in_sentence(statement.get_speech_display()))
    if statement.as_quoted_by:
        notes.append(_("as quoted by %(name)s") % {"name": statement.words("as_quoted_by")})
    if statement.voice != StatementVoice.OWN:
        notes.append(in_sentence(statement.get_voice_display()))
    if statement.translated and statement.translation_by != TranslationBy.OURS:
        notes.append(in_sentence(statement.get_translation_by_display()))
    return notes


def usual_notes_on(statement: Statement) -> list[str]:
    """What a page of many statements says once for all of them."""
    notes = []
    if statement.speech == Speech.REPORTED:
        notes.append(in_sentence(statement.get_speech_display()))
    if statement.translated and statement.translation_by == TranslationBy.OURS:
        notes.append(in_sentence(statement.get_translation_by_display()))
    return notes


def acts_of(statement: Statement, reading: Reading) -> str:
    """What the words do, and to whom they are addressed."""
    acts = _(", ").join(in_sentence(StatementAct(act).label) for act in statement.acts)
    words = {str(word): str(word.label) for word in Addressed}
    to = _(", ").join(words.get(code) or str(reading.parties.get(code, code)) for code in statement.to)
    return _("%(acts)s, to %(parties)s") % {"acts": acts, "parties": to} if to else acts


def places_of(statement: Statement, reading: Reading) -> list[Place]:
    """Where it is filed, of what the reader may read."""
    found = []
    for place in statement.places.all():
        if place.subject:
            found.append(Place(place.subject.words("title"), page_of("subject", place.subject.key, reading)))
        elif place.ambiguity:
            row = place.ambiguity
            found.append(Place(row.words("title"), page_of("ambiguity", row.key, reading), row.code))
        elif place.measure and reading.audience.within(place.measure.report_id).may_read(place.measure.marking):
            measure = place.measure
            found.append(Place(measure.words("title"), page_of("measure", measure.key, reading), measure.code))
    return found


def references_of(statement: Statement, named: Named, reading: Reading) -> list[ReferenceLine]:
    """What it refers to, of what the reader may read."""
    found = []
    for row in statement.references.all():
        target = named.get(row.to_statement or row.to_entry)
        if target is not None:
            how, basis = str(row.get_how_display()), in_sentence(row.get_basis_display())
            found.append(ReferenceLine(how, *named_line(target, reading), basis))
    return found


def named_line(target: Statement | Entry, reading: Reading) -> tuple[Words, str]:
    """What a statement refers to, in a few words, and where it stands."""
    if isinstance(target, Statement):
        return target.words("speaker"), page_of("entry", target.entry.key, reading) + f"#{target.key}"
    return Words(target.heading, reading_language()), page_of("entry", target.key, reading)


def page_of(name: str, key: str, reading: Reading) -> str:
    return reverse(name, args=[key]) + query(reading.day_kept)
