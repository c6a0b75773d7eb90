"""The two days between which changes are shown, and the calendar by which."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db.models import Q, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models import Entry
from measures.models.journal import EntryQuerySet
from measures.models.partial_dates import end_of

DAY = timedelta(days=1)
# What happened since then is recent; it is a brief's usual period, too.
LATELY = timedelta(days=365)


class ChangesBy(TextChoices):
    """The calendar: by the days from which entries count, or by the days on which they were recorded."""

    OCCURRENCE = "occurrence", _("The day it happened")
    RECORDING = "recording", _("The day it was recorded")


def require_order(first: date, last: date, *, field: str) -> None:
    """Refuse days of which the first is after the last; `field` is what the first is called."""
    if first > last:
        words = gettext("The first day is after the last day: change one of them.")
        raise ValidationError({field: words})


@dataclass(frozen=True, slots=True)
class Period:
    """After one day, up to and including another, by one calendar; the other calendar may be limited too."""

    since: date
    until: date
    by: ChangesBy = ChangesBy.OCCURRENCE
    as_of: date | None = None
    known_at: datetime | None = None

    @classmethod
    def of_days(cls, first: date, last: date, by: ChangesBy = ChangesBy.OCCURRENCE) -> Self:
        """From one day to another, both included."""
        return cls(first - DAY, last, by)

    @property
    def first(self) -> date:
        """Its first day."""
        return self.since + DAY

    def holds(self, day: date | None) -> bool:
        return day is not None and self.since < day <= self.until

    @property
    def last_day(self) -> date | None:
        """The day by which everything that counts had happened; none if there is no limit."""
        return self.until if self.by == ChangesBy.OCCURRENCE else self.as_of

    @property
    def last_known(self) -> datetime | None:
        """The moment by which everything that counts was recorded; none if there is no limit."""
        return end_of(self.until) if self.by == ChangesBy.RECORDING else self.known_at

    @property
    def entries(self) -> EntryQuerySet:
        """The entries that count at the end of some day up to the last one."""
        if self.by == ChangesBy.OCCURRENCE:
            return Entry.objects.counting(as_of=self.until, known_at=self.known_at)
        return Entry.objects.filter(redaction=None).recorded(as_of=self.as_of, known_at=self.last_known)

    @property
    def turning(self) -> Q:
        """The entries that begin or cease to count within the period: nothing else can have changed anything."""
        if self.by == ChangesBy.OCCURRENCE:
            return Q(counts_from__gt=self.since, counts_from__lte=self.until)
        begun = Q(recorded_on__gt=self.since, recorded_on__lte=self.until)
        return begun | Q(correction__recorded_on__gt=self.since, correction__recorded_on__lte=self.until)


@dataclass(frozen=True, slots=True)
class Span:
    """The day from which an entry counts, and the day from which it no longer does because it was corrected."""

    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)
