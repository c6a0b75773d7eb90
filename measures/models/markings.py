"""Who may read a row, and which rows a reader's numbers are made of.

A marking says who may read one row; an audience is a group of readers who may read the same rows.
"""

from dataclasses import dataclass, replace
from functools import reduce
from hashlib import sha256
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.legacy import MARKING_PATTERN


class Marking(models.TextChoices):
    """Who may read a row."""

    PUBLIC = "public", _("Public")
    PARTICIPANTS = "participants", _("Participants and the team")
    INTERNAL = "internal", _("Internal: the team")


def marking_label(marking: str) -> str:
    """A marking in the reader's words."""
    return str(Marking(marking).label)


def is_within(marking: str, other: str) -> bool:
    """Whether everybody who may read rows marked `marking` may also read rows marked `other`."""
    return other in (Marking.PUBLIC, marking) or (other == Marking.PARTICIPANTS and marking != Marking.PUBLIC)


def narrower_than(marking: str) -> list[Marking]:
    """The markings to which a row of this one may be tightened."""
    return [other for other in Marking if other != marking and is_within(other, marking)]


def narrowest_marking(*markings: str) -> str:
    """The narrowest of some markings."""
    return reduce(lambda marking, other: marking if is_within(marking, other) else other, markings)


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers who may read the same rows: the public, the participants or the team."""

    name: str
    markings: tuple[str, ...]
    # The reports, by primary key, in which these readers are another audience, one that reads more.
    in_reports: "tuple[tuple[int, Audience], ...]" = ()

    def may_read(self, marking: str, report: int | None = None) -> bool:
        """Whether they may read what has this marking, in a report if it is in one."""
        return marking in self.within(report).markings

    def within(self, report: int | None) -> "Audience":
        """The audience that these readers are in one report; never to be asked for rows that may be of others."""
        return dict(self.in_reports).get(report or 0, self.elsewhere) if self.in_reports else self

    @property
    def elsewhere(self) -> "Audience":
        """The audience that they are in all other reports."""
        return replace(self, in_reports=())

    def reads(self, report: str, *markings: str) -> models.Q:
        """The condition that they may read rows by these columns, which hold markings; `report` leads to the report."""
        condition = models.Q(*((f"{marking}__in", self.markings) for marking in markings))
        for pk, audience in self.in_reports:
            condition |= models.Q((report, pk)) & audience.reads(report, *markings)
        return condition

    def at_most(self, other: "Audience") -> "Audience":
        """Those of these readers' rows that another audience reads too, in every report."""
        shared = set(self.markings) & set(other.markings)
        own = self.elsewhere
        if shared != set(self.markings):
            own = [each for each in AUDIENCES if shared.issuperset(each.markings)][-1]
        parts = ((pk, audience.at_most(other)) for pk, audience in self.in_reports)
        return replace(own, in_reports=tuple((pk, audience) for pk, audience in parts if audience != own))

    def only_in(self, report: int, *, elsewhere: "Audience") -> "Audience":
        """These readers in one report, and other readers elsewhere."""
        within = self.within(report)
        return elsewhere if within == elsewhere else replace(elsewhere, in_reports=((report, within),))

    @property
    def parts(self) -> "tuple[Audience, ...]":
        """The audience that they are in most reports, and those that they are in others."""
        return self.elsewhere, *(audience for _report, audience in self.in_reports)

    @property
    def signature(self) -> str:
        """Its name, and a short hash of what its readers may read besides in some reports."""
        more = " ".join(f"{report}:{audience.name}" for report, audience in self.in_reports)
        return f"{self.name} {sha256(more.encode()).hexdigest()[:8]}" if more else self.name

    def reports_read_as(self, marking: str) -> list[int]:
        """The reports in which they may read what has a marking that they may not read elsewhere."""
        return [report for report, audience in self.in_reports if audience.may_read(marking)]

    @property
    def reads_every_report(self) -> bool:
        """Whether no report can be hidden from them."""
        return all(map(self.may_read, Marking))


PUBLIC = Audience("public", (Marking.PUBLIC,))
PARTICIPANTS = Audience("participants", (Marking.PUBLIC, Marking.PARTICIPANTS))
TEAM = Audience("team", (Marking.PUBLIC, Marking.PARTICIPANTS, Marking.INTERNAL))
# Those who read nothing, as strangers do where public reading is off.
NOBODY = Audience("nobody", ())
AUDIENCES = (PUBLIC, PARTICIPANTS, TEAM)


def audience_by_name(name: str) -> Audience:
    """The audience of this name."""
    return {audience.name: audience for audience in AUDIENCES}[name]


if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField


class MarkingField(_CharField):
    """The marking of a row; public unless said otherwise."""

    def __init__(self, **kwargs: object) -> None:
        settings: dict[str, object] = {
            "max_length": 60,
            "default": Marking.PUBLIC,
            "validators": [RegexValidator(MARKING_PATTERN)],
            **kwargs,
        }
        super().__init__(**settings)  # type: ignore[arg-type]
