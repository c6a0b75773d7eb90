"""What parties said in their own words: the list of all, and how one is shown wherever it stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.quotations import CopyState, copy_states
from measures.lists.statements import StatementSerializer
from measures.models import (
    ABOUT_WORDS,
    Addressed,
    Entry,
    Evidence,
    Report,
    Speech,
    Statement,
    StatementAct,
    StatementVoice,
    Words,
)
from measures.models.statements import NEWEST_FIRST, StatementQuerySet
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
from measures.views.pages import around_rows, paged
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page

PAGE_SIZE = 20
CLOSED = ("act", "authority")
OFFERED = ("q", "party", "about", "subject", "ambiguity", "measure", *CLOSED, "said_after", "said_before")


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
    quoted: Words
    translation: Words
    is_quoted: bool
    notes: Sequence[str]
    acts: str
    source: Evidence
    places: Sequence[Place]
    references: Sequence[ReferenceLine]
    url: str


# What statements refer to, by its key.
type Named = Mapping[str, Statement | Entry]


@reading_page(travels=True)
@for_report
def statements(request: ReadingRequest, report: Report) -> HttpResponseBase:
    """Statements of a report as of a day, newest first, with filters in the address."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    filters = list_filters(StatementFilters, parameters, counting_statements(report, reading), reading)
    problems = problems_of(filters)
    found = filters.qs
    if chosen_format(request) and not problems:
        return export_page(request, reading, StatementSerializer, found.newest_first())
    page = paged(parameters, found.for_reading(), NEWEST_FIRST, PAGE_SIZE)
    context = {
        "rows": statement_rows(page.rows, reading),
        "count": found.count(),
        **around_rows(request, parameters, filters, page, problems),
        **filter_form(filters, report, parameters, reading),
    }
    return render(request, "measures/statements.html", context, status=400 if context["problems"] else 200)


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
        "q": parameters.get("q", ""),
        "said_after": parameters.get("said_after", ""),
        "said_before": parameters.get("said_before", ""),
        "parties": offered("party", sides),
        "abouts": offered("about", [*sides, *((str(word.value), str(word.label)) for word in ABOUT_WORDS)]),
        "subjects": offered("subject", [(each.key, str(each)) for each in subjects]),
        "ambiguities": offered("ambiguity", [(each.key, str(each)) for each in ambiguities]),
        **{f"{name}s": choices_of(filters.form, name, parameters) for name in CLOSED},
        "hidden": hidden_fields(filters, parameters, [name for name in OFFERED if name != "measure"]),
    }


def statement_rows(found: Collection[Statement], reading: Reading) -> list[StatementRow]:
    """Statements that were read `for_reading`, as a page shows them."""
    references = [row for each in found for row in each.references.all()]
    said: StatementQuerySet = Statement.objects.filter(key__in={row.to_statement for row in references} - {""})
    happened = Entry.objects.visible_to(reading.audience).filter(key__in={row.to_entry for row in references} - {""})
    named: dict[str, Statement | Entry] = {}
    if references:
        named |= {each.key: each for each in said.counting(reading.audience, **reading.days).select_related("entry")}
        named |= {each.key: each for each in happened.select_related("redaction")}
    states = copy_states(found)
    return [statement_row(each, named, states[each.pk], reading) for each in found]


def statement_row(statement: Statement, named: Named, state: CopyState, reading: Reading) -> StatementRow:
    return StatementRow(
        statement=statement,
        quoted=statement.quoted,
        translation=statement.translated,
        is_quoted=statement.speech == Speech.DIRECT,
        notes=notes_on(statement, state),
        acts=acts_of(statement, reading),
        source=statement.citation.evidence,
        places=places_of(statement, reading),
        references=references_of(statement, named, reading),
        url=reverse("entry", args=[statement.entry.key]) + query(reading.day_kept) + f"#{statement.key}",
    )


def notes_on(statement: Statement, state: CopyState) -> list[str]:
    """What has to be said of how we have the words."""
    notes = []
    if statement.speech != Speech.DIRECT:
        notes.append(in_sentence(statement.get_speech_display()))
    if statement.as_quoted_by:
        notes.append(_("as quoted by %(name)s") % {"name": statement.words("as_quoted_by")})
    if statement.voice != StatementVoice.OWN:
        notes.append(in_sentence(statement.get_voice_display()))
    if statement.translated:
        notes.append(in_sentence(statement.get_translation_by_display()))
    return [*notes, in_sentence(state.label)]


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
