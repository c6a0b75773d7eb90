"""Search over the whole record: what of each kind holds the words that somebody typed, by a day, for an audience.

What was corrected is not found, since it no longer counts; the journal, filtered by the same words, has it struck out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from measures.analysis.found_words import MarkedText, Marker, marker_for
from measures.models import (
    Ambiguity,
    Audience,
    Capture,
    Entry,
    EntryKind,
    Evidence,
    FindingState,
    Measure,
    PartialDate,
    Party,
    Report,
    Statement,
    Subject,
    TextFinding,
    Words,
)
from measures.models.evidence import without_note
from measures.models.journal import LATEST_FIRST, EntryQuerySet, entries_latest_first
from measures.models.records import Days
from measures.models.search import as_query
from measures.models.texts import CHINESE, reading_language

# How many rows of a group are shown; one more is read to know whether there are more.
MOST_SHOWN = 20
# Of a copy so many characters are looked through for the place that is shown.
MOST_OF_A_COPY = 10_000

type Row = Measure | Ambiguity | Entry | TextFinding | Statement | Evidence


class FoundKind(TextChoices):
    """The kinds of rows that are searched, in the order in which they are shown."""

    MEASURES = "measures", _("Measures")
    AMBIGUITIES = "ambiguities", _("Ambiguities")
    DEVELOPMENTS = "developments", _("Developments")
    STATEMENTS = "statements", _("Statements")
    SOURCES = "sources", _("Sources")


@dataclass(frozen=True, slots=True)
class Hit:
    """A row and its texts, by their columns, with the words marked.

    `key` is that of the entry that a statement came with; `party` is who says it, `on` what it is about.
    """

    row: Any
    texts: dict[str, MarkedText]
    key: str
    report: Report | None = None
    day: PartialDate | None = None
    party: Party | None = None
    on: Measure | Ambiguity | Subject | None = None

    @property
    def found_in(self) -> dict[str, MarkedText]:
        """Those of its texts that hold some of the words."""
        return {name: text for name, text in self.texts.items() if text.marks}

    def as_marked(self, words: Words) -> MarkedText:
        """One of its texts with the words marked; a text that is not searched has no marks."""
        return next((text for text in self.texts.values() if text.words.text == words.text), MarkedText(words))

    def texts_of(self, *names: str) -> list[MarkedText]:
        """Its texts of these columns, as far as it has them."""
        return [self.texts[name] for name in names if name in self.texts]


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """The first rows of one kind, and whether there are more."""

    kind: FoundKind
    hits: Sequence[Hit]
    has_more: bool

    @property
    def count(self) -> str:
        return f"{len(self.hits)}+" if self.has_more else str(len(self.hits))


def find_words(
    typed: str,
    audience: Audience,
    *,
    report: Report | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[FoundGroup]:
    """What holds all the words, in one report or in all that the audience may read; without words nothing."""
    if not any(map(str.isalnum, typed)):
        return [FoundGroup(kind, [], has_more=False) for kind in FoundKind]
    days = Days(as_of=as_of, known_at=known_at)
    entries = Entry.objects.visible_to(audience).counting(**days)
    found: dict[FoundKind, list[Row]] = {
        FoundKind.MEASURES: first(exact_matches_first(measures_with(typed, audience, report), typed)),
        FoundKind.AMBIGUITIES: first(exact_matches_first(ambiguities_with(typed, audience, report), typed)),
        FoundKind.DEVELOPMENTS: first(developments_with(typed, entries, report)),
        FoundKind.STATEMENTS: statements_with(typed, entries, report),
        FoundKind.SOURCES: first(sources_with(typed, audience, report, **days)),
    }
    return found_groups(found, typed)


def first(rows: QuerySet[Any]) -> list[Any]:
    return list(rows[: MOST_SHOWN + 1])


def within_report(report: Report | None, path: str = "report") -> Q:
    return Q(**{path: report}) if report else Q()


def measures_with(typed: str, audience: Audience, report: Report | None) -> QuerySet[Measure]:
    found = Measure.objects.visible_to(audience).recommended().filter(within_report(report), search__holds=typed)
    return found.select_related("report")


def ambiguities_with(typed: str, audience: Audience, report: Report | None) -> QuerySet[Ambiguity]:
    found = Ambiguity.objects.visible_to(audience).standing().filter(within_report(report), search__holds=typed)
    return found.select_related("report")


def exact_matches_first(rows: QuerySet[Model], typed: str) -> QuerySet[Any]:
    """Those whose code or key was typed come first; then in the order of reports and of their rows."""
    name = as_query(typed).strip()
    found = rows.annotate(is_named=Q(code__iexact=name) | Q(key__iexact=name))
    ordered: QuerySet[Any] = found.order_by("-is_named", "report__is_fictional", "report__slug", "position", "key")
    return ordered


def developments_with(typed: str, entries: EntryQuerySet, report: Report | None) -> QuerySet[Entry]:
    found = entries.filter(within_report(report), kind=EntryKind.DEVELOPMENT, search__holds=typed)
    return found.select_related("report").order_by(*LATEST_FIRST)


def statements_with(typed: str, entries: EntryQuerySet, report: Report | None) -> list[Any]:
    """What parties said, and mentions in their texts, the latest first."""
    found = [
        *first(own_words_with(typed, entries, report)),
        *first(mentions_with(typed, entries, report)),
    ]
    # Python sorts stably: rows of one entry stay in the order of the database.
    found.sort(key=lambda row: entry_of(row).latest_key, reverse=True)
    return found


def own_words_with(typed: str, entries: EntryQuerySet, report: Report | None) -> QuerySet[Statement]:
    found = Statement.objects.filter(within_report(report, "entry__report"), entry__in=entries, search__holds=typed)
    return found.select_related("entry__report").order_by(*entries_latest_first("entry"), "pk")


def mentions_with(typed: str, entries: EntryQuerySet, report: Report | None) -> QuerySet[TextFinding]:
    found = TextFinding.objects.filter(
        within_report(report, "text__entry__report"),
        state=FindingState.MENTIONS,
        text__entry__in=entries,
        search__holds=typed,
    )
    found = found.select_related("text__entry__report", "text__party", "subject")
    return found.order_by(*entries_latest_first("text__entry"), "pk")


def entry_of(statement: Statement | TextFinding) -> Entry:
    """The entry that a statement belongs to."""
    return statement.text.entry if isinstance(statement, TextFinding) else statement.entry


def sources_with(
    typed: str, audience: Audience, report: Report | None, *, as_of: date | None, known_at: datetime | None
) -> QuerySet[Evidence]:
    """The sources that entries cite, of one report or by a past day; the latest published first.

    For the team each has the beginning of its copy, if that holds the words.
    """
    recorded = Evidence.objects.visible_to(audience).recorded(known_at=known_at)
    found = recorded.holding_words(typed, audience, known_at=known_at)
    if report is not None or as_of is not None:
        entries = Entry.objects.visible_to(audience).recorded(as_of=as_of, known_at=known_at)
        found = found.cited_by(entries.filter(within_report(report)))
    readable = Evidence.copies_read_by(audience, "address__evidence__")
    if readable is not None:
        copies = Capture.objects.recorded(known_at=known_at).filter(readable, search__holds=typed).of(OuterRef("pk"))
        found = found.annotate(copied=Subquery(copies.values(beginning=Left("text", MOST_OF_A_COPY))[:1]))
    found = found.with_review_state(known_at=known_at)
    return found.order_by(F("published").desc(nulls_last=True), "key")


def found_groups(found: dict[FoundKind, list[Row]], typed: str) -> list[FoundGroup]:
    """The rows of each kind with their words marked, which is one query for all of them."""
    shown = {kind: rows[:MOST_SHOWN] for kind, rows in found.items()}
    texts = {id(row): searched_texts(row) for rows in shown.values() for row in rows}
    marker = marker_for(typed, (words.text for each in texts.values() for words in each.values()))
    return [
        FoundGroup(kind, hits_of(rows, texts, marker), has_more=len(found[kind]) > MOST_SHOWN)
        for kind, rows in shown.items()
    ]


def hits_of(rows: Iterable[Row], texts: dict[int, dict[str, Words]], marker: Marker) -> list[Hit]:
    return [hit_of(row, {name: marker.marked(words) for name, words in texts[id(row)].items()}) for row in rows]


def hit_of(row: Row, texts: dict[str, MarkedText]) -> Hit:
    match row:
        case Statement():
            return Hit(row, texts, row.entry.key, row.entry.report, day=row.said_on)
        case TextFinding():
            text, entry = row.text, row.text.entry
            day = text.day or entry.occurred
            return Hit(row, texts, entry.key, entry.report, day=day, party=text.party, on=row.subject)
        case Entry():
            return Hit(row, texts, row.key, row.report, day=row.occurred)
        case Evidence():
            return Hit(row, texts, row.key, day=row.published)
        case _:
            return Hit(row, texts, row.key, row.report)


def searched_texts(row: Any) -> dict[str, Words]:
    """The texts of a row that are searched, each in its language."""
    names = row._meta.get_field("search").texts
    texts = {name: Words(getattr(row, name), language_of(row, name, names)) for name in names}
    if isinstance(row, Evidence):
        texts |= {name: without_note(texts[name]) for name in ("title", "title_zh_hans")}
        texts["url"] = Words(row.address, reading_language())
        texts["copy"] = Words(getattr(row, "copied", None) or "", row.language or reading_language())
    return {name: words for name, words in texts.items() if words}


def language_of(row: Any, name: str, names: Sequence[str]) -> str:
    """The language of a text; a name or an address counts as in the reader's language."""
    if name.endswith("_zh_hans"):
        return CHINESE
    original: str = row.original_language
    if name == "quotation":
        return row.quotation_language or original
    return original if f"{name}_zh_hans" in names else reading_language()
