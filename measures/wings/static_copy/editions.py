"""What a copy is of: a report, as everybody could read it seven days before a moment."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from measures.access import everybody_may_read
from measures.errors import RuleError
from measures.models import Report, RowChange
from measures.models.partial_dates import moment_in_address

# What was recorded by mistake has so long to be taken back before it is in files that nobody can call back.
PUBLIC_FOR = timedelta(days=7)


class NotPublicError(RuleError):
    """Not everybody may read this report: nothing of it is copied."""

    code = "not_public"


class NotACopyError(RuleError):
    """The folder has other files than those of a copy: name another one, or empty it."""

    code = "not_a_copy"


class BeingMadeError(RuleError):
    """A copy is being made in this folder: wait until it is there."""

    code = "being_made"


class NotPublicLongEnoughError(RuleError):
    """This report has been public for less than seven days: nothing of it is copied yet."""

    code = "not_public_long_enough"


@dataclass(frozen=True, slots=True)
class Edition:
    """One copy: the same moment gives the same files, as long as the catalogue is the same."""

    report: Report
    at: datetime

    @property
    def known_at(self) -> datetime:
        """By when all was recorded that is in it."""
        return self.at - PUBLIC_FOR

    @property
    def as_of(self) -> date:
        return self.known_at.date()

    @property
    def days(self) -> dict[str, str]:
        """The past that it shows, as addresses name it."""
        return {"as_of": str(self.as_of), "known_at": moment_in_address(self.known_at)}

    @property
    def parameters(self) -> dict[str, str]:
        """What pages are asked for."""
        return {"report": self.report.slug, **self.days}


def require_public(edition: Edition) -> None:
    """Refuse a copy of what strangers may not read, or only since less than seven days."""
    report = edition.report
    if not everybody_may_read(report):
        raise NotPublicError
    remarked = RowChange.objects.filter(
        table=Report._meta.db_table, row=report.pk, at__gt=edition.known_at, before__has_key="marking"
    )
    if report.added_at > edition.known_at or remarked.exists():
        raise NotPublicLongEnoughError
