"""What each side says on the subjects of a report: its latest words on each, beside the other's.

The words of a statement, or a passage of one of its texts of a meeting: whichever is later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, Unpack

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, TextField
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from measures.models import (
    Ambiguity,
    Audience,
    Entry,
    FindingState,
    Measure,
    PartialDate,
    Party,
    ReadoutText,
    Report,
    Speech,
    Statement,
    StatementPlace,
    Subject,
    TextFinding,
    TextVoice,
    Words,
)
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.journal import EntryQuerySet
from measures.models.partial_dates import LastDay
from measures.models.placeholders import AS_OF, KNOWN_AT, REPORT, THESE, Placeholder, values_of_days
from measures.models.records import Days, among
from measures.models.texts import NO_WORDS, in_sentence

# Statements that are further apart are not of one time.
MONTHS_APART = 12
OWN_VOICES = (TextVoice.OWN, TextVoice.BOTH)

TARGET_KINDS = ("measure", "ambiguity")

type Target = tuple[str, int]
# By party, who held which office when it spoke, in order of time.
type Administrations = Mapping[str, Sequence[tuple[date, str, str]]]


@dataclass(frozen=True, slots=True)
class LatestWords:
    """What a side said last on something: a statement, or a passage of one of its texts."""

    whose: str
    row: Statement | TextFinding
    day: PartialDate

    @property
    def context(self) -> Statement | ReadoutText:
        """What says who spoke, and with which entry it comes: the text that has a passage, else the row itself."""
        return self.row.text if isinstance(self.row, TextFinding) else self.row

    @property
    def administration(self) -> Words:
        """Under which administration it was said, if that is told."""
        return NO_WORDS if isinstance(self.context, Statement) else self.context.words("administration")

    @property
    def is_quoted(self) -> bool:
        """Whether its words are the speaker's own, and stand in quotation marks."""
        return not isinstance(self.row, Statement) or self.row.speech == Speech.DIRECT

    @property
    def quoted(self) -> Words:
        """Its words in the original, where they were quoted."""
        if not self.row.quotation:
            return NO_WORDS
        if isinstance(self.row, Statement):
            return self.row.quoted
        return Words(self.row.quotation, self.row.quotation_language or self.row.text.language)

    @property
    def field_in_our_words(self) -> str:
        """The field of its row with what we say in our words that it is, or with the translation."""
        return "translation" if isinstance(self.row, Statement) else "sentence"

    @property
    def in_our_words(self) -> Words:
        return self.row.words(self.field_in_our_words)

    @property
    def ours(self) -> str:
        return str(getattr(self.row, self.field_in_our_words))

    @property
    def ours_zh_hans(self) -> str:
        return str(getattr(self.row, f"{self.field_in_our_words}_zh_hans"))

    @property
    def words_are(self) -> str:
        """Whose words our text is: a translation, or what a text says in our words."""
        return (
            in_sentence(self.row.get_translation_by_display()) if isinstance(self.row, Statement) else _("in our words")
        )

    @property
    def issuer(self) -> Words:
        """Who issued the text, or who spoke and in which office."""
        if isinstance(self.row, TextFinding):
            return self.row.text.words("issuer")
        speaker, office = self.row.words("speaker"), self.row.words("office")
        return Words(_(", ").join(filter(None, (speaker.text, office.text))), (office or speaker).lang)


@dataclass(frozen=True, slots=True)
class SideStatement:
    """A side with its last statement on a subject, and whether it has had another administration since."""

    party: Party
    statement: LatestWords | None
    is_of_earlier_administration: bool = False


@dataclass(frozen=True, slots=True)
class SubjectStatements:
    """A subject with the last statement of each side, the sides in the order of their codes."""

    subject: Subject
    sides: Sequence[SideStatement]

    @property
    def is_silent(self) -> bool:
        """Whether no side has said anything on it."""
        return all(side.statement is None for side in self.sides)

    @property
    def months_apart(self) -> int:
        return months_apart(self.sides)


def months_apart(sides: Iterable[SideStatement]) -> int:
    """By how many months the sides' statements are apart, if those are more than twelve."""
    days = [side.statement.day.last for side in sides if side.statement]
    if len(days) < 2:
        return 0
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if months > MONTHS_APART else 0


def statements_on_subjects(
    report: Report,
    sides: Sequence[Party],
    audience: Audience,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[SubjectStatements]:
    """The subjects of a report in its order, each with what the sides said last, as of a day or as it stands."""
    is_past = as_of is not None or known_at is not None
    values = {"report": report.pk, **values_of_days(as_of=as_of, known_at=known_at)}
    subjects: list[Any] = compiled_subjects().filled(values)
    if not subjects:
        return []
    passages = {
        (row.subject_id, row.text.party_id): statement_in_text(row)
        for row in latest_passages(audience, is_past=is_past).filled(values)
    }
    said = latest_own_words(report, sides, audience, as_of=as_of, known_at=known_at)
    administrations = latest_administrations(passages.values())
    return [
        SubjectStatements(
            subject,
            beside(
                sides,
                [latest_of(said.get((subject.pk, side.code)), passages.get((subject.pk, side.code))) for side in sides],
                administrations,
            ),
        )
        for subject in subjects
    ]


def latest_of(*statements: LatestWords | None) -> LatestWords | None:
    return max(filter(None, statements), key=lambda statement: statement.day.last, default=None)


def beside(
    sides: Sequence[Party],
    statements: Sequence[LatestWords | None],
    administrations: Administrations,
) -> list[SideStatement]:
    days = [statement.day.last for statement in statements if statement]
    return [
        SideStatement(
            side,
            each,
            is_of_earlier_administration=is_of_earlier(each, administrations, days),
        )
        for side, each in zip(sides, statements, strict=True)
    ]


def compiled_counting_entries(audience: Audience, *, is_past: bool) -> EntryQuerySet:
    """The entries of a report that count, now or as of a past day, in a queryset that is compiled once."""
    days = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    return Entry.objects.filter(report=REPORT).visible_to(audience).counting(**days)


@cache
def compiled_subjects() -> Compiled[Subject]:
    return Compiled(subjects_with_targets(REPORT))


def subjects_with_targets(report: Report | Placeholder) -> Any:
    """The subjects of a report, each with the numbers of the measures and ambiguities that it touches."""
    measures = Subject.measures.through.objects.filter(subject=OuterRef("pk")).order_by("measure")
    ambiguities = Subject.ambiguities.through.objects.filter(subject=OuterRef("pk")).order_by("ambiguity")
    return (
        Subject.objects.standing()
        .filter(report=report)
        .annotate(
            measure_pks=ArraySubquery(measures.values("measure")),
            ambiguity_pks=ArraySubquery(ambiguities.values("ambiguity")),
        )
    )


def subject_targets(subject: Any) -> list[Target]:
    return [
        *(("measure", pk) for pk in subject.measure_pks),
        *(("ambiguity", pk) for pk in subject.ambiguity_pks),
    ]


@lru_cache(KEPT_AUDIENCES)
def latest_passages(audience: Audience, *, is_past: bool) -> Compiled[TextFinding]:
    """Of each subject and party, the last passage in which a text of the party speaks of it for itself or for both."""
    day = Coalesce(LastDay(Cast("text__day", TextField())), F("text__entry__counts_from"))
    rows = (
        TextFinding.objects.filter(
            subject__report=REPORT,
            text__entry__in=compiled_counting_entries(audience, is_past=is_past).order_by().values("pk"),
            state=FindingState.MENTIONS,
            voice__in=OWN_VOICES,
            in_another_connection=False,
        )
        .select_related("text__entry", "text__evidence")
        .annotate(said_by=day)
        .order_by("subject_id", "text__party_id", "-said_by", "text__evidence__key", "position", "pk")
        .distinct("subject_id", "text__party_id")
    )
    return Compiled(rows)


def statement_in_text(found: TextFinding) -> LatestWords:
    day = found.text.day or PartialDate.of(found.text.entry.counts_from)
    return LatestWords(found.text.party_id, found, day)


def latest_own_words(
    report: Report, sides: Sequence[Party], audience: Audience, **days: Unpack[Days]
) -> Mapping[tuple[int, str], LatestWords]:
    """By subject and party, the last statement that speaks for the party and is filed under that very subject."""
    return latest_filed("subject", sides, audience, report=report, **days)


def latest_words_on(
    things: Iterable[Measure | Ambiguity], sides: Sequence[Party], audience: Audience, **days: Unpack[Days]
) -> dict[Target, list[SideStatement]]:
    """What the sides said last on measures and ambiguities, by what these are: a query for each kind."""
    targets = list(map(target_of, things))
    found: dict[Target, list[SideStatement]] = {}
    for kind in TARGET_KINDS:
        pks = [pk for each, pk in targets if each == kind]
        words = latest_filed(kind, sides, audience, these=pks, **days) if pks else {}
        found |= {(kind, pk): [SideStatement(side, words.get((pk, side.code))) for side in sides] for pk in pks}
    return found


def latest_filed(
    kind: str,
    sides: Sequence[Party],
    audience: Audience,
    *,
    report: Report | None = None,
    these: Sequence[int] = (),
    **days: Unpack[Days],
) -> dict[tuple[int, str], LatestWords]:
    """By what it is filed under, of one kind, and by party, the last statement that speaks for the party.

    What it is filed under is any of a report, or these by primary key.
    """
    if not sides:
        return {}
    codes, is_past = tuple(side.code for side in sides), any(days.values())
    rows = latest_places(kind, codes, audience, of_report=report is not None, is_past=is_past)
    values = {"report": report.pk if report else 0, "these": list(these), **values_of_days(**days)}
    found: dict[tuple[int, str], LatestWords] = {}
    for row in rows.filled(values):
        for code in row.statement.parties:
            found[getattr(row, f"{kind}_id"), code] = LatestWords(code, row.statement, row.statement.said_on)
    return found


@lru_cache(KEPT_AUDIENCES)
def latest_places(
    kind: str, codes: tuple[str, ...], audience: Audience, *, of_report: bool, is_past: bool
) -> Compiled[StatementPlace]:
    """Where the last statement of each of these parties is filed, of one kind of thing; the latest last."""
    days: Any = {"as_of": AS_OF if is_past else None, "known_at": KNOWN_AT if is_past else None}
    speaking = Statement.objects.counting(audience, **days).of_the_side().for_its_speaker()
    these = Q(**{f"{kind}__report": REPORT}) if of_report else among(kind, THESE)
    order = (f"{kind}_id", "-statement__said_last", "-statement__key", "-pk")
    filed = StatementPlace.objects.filter(these, **{f"{kind}__isnull": False}).order_by(*order).distinct(f"{kind}_id")
    latest = (filed.filter(statement__in=speaking.of_any([code])).values("pk") for code in codes)
    is_latest = Q.create([Q(pk__in=rows) for rows in latest], connector=Q.OR)
    rows = StatementPlace.objects.filter(is_latest).select_related("statement__entry", "statement__citation")
    return Compiled(rows.order_by("statement__said_last", "statement__key", "pk"))


def target_of(on: Measure | Ambiguity) -> Target:
    return ("measure" if isinstance(on, Measure) else "ambiguity", on.pk)


def latest_administrations(statements: Iterable[LatestWords]) -> Administrations:
    """Who held which office, by these statements."""
    found: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
    for statement in statements:
        if not isinstance(statement.context, Statement) and statement.context.administration:
            found[statement.whose].append((statement.day.last, *office_and_holder(statement.context.administration)))
    return {whose: sorted(rows) for whose, rows in found.items()}


def office_and_holder(administration: str) -> tuple[str, str]:
    """An administration in its parts: “Name, Office” or “Name administration”."""
    separator = ", " if ", " in administration else " "
    holder, _, office = administration.rpartition(separator)
    return office, holder


def is_of_earlier(statement: LatestWords | None, administrations: Administrations, others: Sequence[date]) -> bool:
    """Whether somebody else held the same office for this side by the day of the latest statement beside it."""
    if statement is None or isinstance(statement.context, Statement) or not statement.context.administration:
        return False
    office, holder = office_and_holder(statement.context.administration)
    by_then = [
        other
        for day, same_office, other in administrations[statement.whose]
        if same_office == office and statement.day.last < day <= max(others)
    ]
    return bool(by_then) and by_then[-1] != holder
