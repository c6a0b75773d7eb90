"""Why something stands on the agenda: each reason in one sentence, the same for every side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.analysis.readouts import Comparison, Meeting, SubjectReading
from measures.analysis.requests import AddresseeWords, RequestOnRecord
from measures.analysis.statements import LatestWords
from measures.analysis.unclear import Cell
from measures.models import AnnouncedDate, DateState, Measure, Party, Statement, Words
from measures.models.texts import NO_WORDS, in_sentence
from measures.models.written_dates import written_date


class AgendaGroup(TextChoices):
    """The groups of an agenda, in the order in which they are shown."""

    UNCHECKED = "unchecked", gettext_lazy("Announced, not checked since")
    NOT_FOUND = "not_found", gettext_lazy("Announced, looked for, nothing found")
    ASKED = "asked", gettext_lazy("Asked, no public answer found")
    IN_OTHER_WORDS = "in_other_words", gettext_lazy("Both said it, in other words")
    ONE_TEXT = "one_text", gettext_lazy("In the texts of one side only")
    ONE_SIDED = "one_sided", gettext_lazy("Words of one side only")
    CONTESTED = "contested", gettext_lazy("Contested")
    MILESTONE = "milestone", gettext_lazy("Next milestone of each side")
    COMING = "coming", gettext_lazy("Date before the meeting")
    LATER = "later", gettext_lazy("Announced for a day after the meeting")


class Reason:
    """Why something stands on the agenda, in the language that is active."""

    __slots__ = ()

    @property
    def sentence(self) -> str:
        raise NotImplementedError

    @property
    def short(self) -> str:
        """The sentence without where was searched, for a list to choose from."""
        return self.sentence

    @property
    def detail(self) -> Words:
        """The words that it was read from, if there are any."""
        return NO_WORDS


@dataclass(frozen=True, slots=True)
class DateReason(Reason):
    """Something was announced, and the record does not show that it took place."""

    row: AnnouncedDate
    due: Any
    state: str
    looked_on: date | None

    @property
    def sentence(self) -> str:
        return _("%(announced)s; %(found)s.") % {"announced": self.announced, "found": self.found}

    @property
    def announced(self) -> str:
        if self.due is None:
            return _("Announced without a day")
        days = {"day": written_date(self.row.announced_for), "later": written_date(self.due)}
        if self.row.announced_for is None:
            return _("Announced without a day, put off to %(later)s") % days
        if self.due == self.row.announced_for:
            return _("Announced for %(day)s") % days
        return _("Announced for %(day)s, put off to %(later)s") % days

    @property
    def found(self) -> str:
        """What is recorded of it, which may be that nobody has checked."""
        if self.looked_on:
            return _("checked on %(day)s, nothing found") % {"day": written_date(self.looked_on)}
        if self.state == DateState.PASSED:
            return _("nobody has checked since that day passed")
        if self.state == DateState.SOME_TIME:
            return _("the day was not looked up")
        return _("not recorded as having taken place")

    @property
    def detail(self) -> Words:
        return self.row.words("as_worded")


@dataclass(frozen=True, slots=True)
class AskedReason(Reason):
    """A statement asks or proposes something of a side by name, and nothing found refers to it as an answer."""

    request: RequestOnRecord
    by: Sequence[Party]

    @property
    def sentence(self) -> str:
        words = self.short
        for each in self.silent:
            words = _("%(first)s %(second)s") % {"first": words, "second": each.not_found}
        if days := [written_date(statement.said_on) for each in self.silent for statement in each.later]:
            since = _("On the subject since then: %(days)s.") % {"days": _(", ").join(days)}
            words = _("%(first)s %(second)s") % {"first": words, "second": since}
        return words

    @property
    def short(self) -> str:
        return _("Asked of %(of)s by %(by)s, %(day)s.") % {
            "of": names_of(each.party for each in self.silent),
            "by": names_of(self.by),
            "day": written_date(self.request.statement.said_on),
        }

    @property
    def silent(self) -> list[AddresseeWords]:
        """Those addressed of whom no answer was found."""
        return [each for each in self.request.addressees if each.is_looked_for]

    @property
    def detail(self) -> Words:
        """The words of the request, in the reader's language where there is a translation."""
        return self.request.statement.translated or self.request.statement.quoted


@dataclass(frozen=True, slots=True)
class DifferingReason(Reason):
    """The sides' texts of a meeting are not the same on a subject, or only one side's speak of it."""

    meeting: Meeting
    row: SubjectReading

    @property
    def sentence(self) -> str:
        compared = str(self.row.state.label)
        if self.row.state != Comparison.NOT_THE_SAME:
            holding = next(side.party for side in self.row.sides if side.mentions_subject)
            compared = _("%(compared)s (%(party)s)") % {"compared": compared, "party": holding.words("name")}
        day = written_date(self.meeting.development.occurred)
        return _("%(compared)s: meeting of %(day)s.") % {"compared": compared, "day": day}

    @property
    def detail(self) -> Words:
        return self.row.judgement.words("sentence") if self.row.judgement else NO_WORDS


@dataclass(frozen=True, slots=True)
class SideFinding:
    """The last statement found of a side, or that none was found in those of its texts that were searched."""

    party: Party
    statement: LatestWords | None

    @property
    def in_words(self) -> str:
        if self.statement is None:
            return _("%(party)s: no statement found in the texts searched") % {"party": self.party.words("name")}
        day = written_date(self.statement.day)
        return _("%(party)s: statement of %(day)s") % {"party": self.party.words("name"), "day": day}


@dataclass(frozen=True, slots=True)
class RoleFinding:
    """What was found of one role on an ambiguity: the latest statement, or none."""

    role: str
    parties: Sequence[Party]
    statement: Statement | None

    @classmethod
    def of(
        cls, cell: Cell, parties: Mapping[str, Party], shown: Mapping[int, Statement], *, is_first: bool
    ) -> "RoleFinding":
        latest = next((shown[pk] for pk in cell.statements), None)
        role = cell.title if is_first else in_sentence(cell.title)
        return cls(role, [parties[code] for code in cell.sides], latest)

    @property
    def in_words(self) -> str:
        role = _("%(role)s (%(parties)s)") % {"role": self.role, "parties": names_of(self.parties)}
        if self.statement is None:
            return _("%(role)s: none found in the texts searched") % {"role": role}
        return _("%(role)s: statement of %(day)s") % {"role": role, "day": written_date(self.statement.said_on)}


@dataclass(frozen=True, slots=True)
class OneSidedReason(Reason):
    """Words of one side, or of one role, are recorded, and none of another were found."""

    sides: Sequence[SideFinding | RoleFinding]

    @property
    def sentence(self) -> str:
        return _("%(sides)s.") % {"sides": _("; ").join(side.in_words for side in self.sides)}


@dataclass(frozen=True, slots=True)
class ContestedReason(Reason):
    """An accepted source that points away is newer than any that points toward."""

    measure: Measure
    toward: date
    away: date

    @property
    def sentence(self) -> str:
        words = _("Movement is claimed; newest accepted source away: %(away)s, toward: %(toward)s.")
        return words % {"away": written_date(self.away), "toward": written_date(self.toward)}


@dataclass(frozen=True, slots=True)
class MilestoneReason(Reason):
    """Not all milestones of a measure are met."""

    measure: Measure
    met: int
    total: int

    @property
    def sentence(self) -> str:
        return _("Milestones recorded as met: %(met)d of %(total)d.") % {"met": self.met, "total": self.total}

    @property
    def detail(self) -> Words:
        """Where the report asks for the measure."""
        heading, paragraph = self.measure.words("source_heading"), self.measure.source_paragraph
        if not heading:
            return NO_WORDS
        place = (
            _("%(heading)s, paragraph %(number)d") % {"heading": heading, "number": paragraph} if paragraph else heading
        )
        return Words(_("In the report: %(place)s") % {"place": place}, heading.lang)


@dataclass(frozen=True, slots=True)
class ComingReason(Reason):
    """A day comes before the meeting: one that was announced, or the target date of a measure."""

    row: AnnouncedDate | Measure
    due: Any

    @property
    def sentence(self) -> str:
        if isinstance(self.row, Measure):
            return _("Target date, as set in this tracker: %(day)s.") % {"day": written_date(self.due)}
        if self.due == self.row.announced_for:
            return _("Announced for %(day)s.") % {"day": written_date(self.due)}
        return _("Put off to %(day)s.") % {"day": written_date(self.due)}

    @property
    def detail(self) -> Words:
        return NO_WORDS if isinstance(self.row, Measure) else self.row.words("as_worded")


def names_of(parties: Iterable[Party]) -> str:
    return _(", ").join(str(party.words("name")) for party in parties)
