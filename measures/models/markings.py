"""Who may read a row, and which rows a reader's numbers are made of.

A marking says who may read one row; an audience is a group of readers who may read the same rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

RELEASED = "released:"


class Marking(models.TextChoices):
    """The markings that name no party; `released_to` gives those that do."""

    PUBLIC = "public", _("Public")
    PARTICIPANTS = "participants", _("Participants: the team and representatives")
    INTERNAL = "internal", _("Internal: the team")


def released_to(party_code: str) -> str:
    """The marking of rows that only the representatives of one party read."""
    return f"{RELEASED}{party_code}"


def party_of(marking: str) -> str | None:
    """The code of the party that a row is released to, if it is released to one."""
    return marking.removeprefix(RELEASED) if marking.startswith(RELEASED) else None


def marking_label(marking: str) -> str:
    """A marking in the reader's words."""
    if party := party_of(marking):
        return gettext("Released to %(party)s only") % {"party": party}
    return str(Marking(marking).label)


def is_within(marking: str, other: str) -> bool:
    """Whether everybody who may read rows marked `marking` may also read rows marked `other`."""
    return other in (Marking.PUBLIC, marking) or (other == Marking.PARTICIPANTS and marking != Marking.PUBLIC)


def wider_or_same(marking: str) -> list[Marking]:
    """The markings, except those of one party, that are at least as wide as this one."""
    return [other for other in Marking if is_within(marking, other)]


def narrower_than(marking: str) -> list[Marking]:
    """The markings, except those of one party, to which a row of this one may be tightened."""
    return [other for other in Marking if other != marking and is_within(other, marking)]


def narrowest_marking(*markings: str) -> str:
    """The narrowest of some markings."""
    return reduce(lambda marking, other: marking if is_within(marking, other) else other, markings)


@dataclass(frozen=True, slots=True)
class Audience:
    """Readers who may read the same rows: the public, the participants, the team, or one party's representatives."""

    name: str
    markings: tuple[str, ...]
    # The audience whose stored readings it uses when it has none of its own.
    falls_back_on: str = ""

    @classmethod
    def of_party(cls, party_code: str) -> Self:
        markings = (Marking.PUBLIC, Marking.PARTICIPANTS, released_to(party_code))
        return cls(f"party:{party_code}", markings, falls_back_on="participants")

    def may_read(self, marking: str) -> bool:
        return marking in self.markings

    @property
    def party(self) -> str:
        """The code of their party, if they are a party's representatives."""
        return next(filter(None, map(party_of, self.markings)), "")

    @property
    def reads_every_report(self) -> bool:
        """Whether no report can be hidden from them, since no report is released to a party."""
        return all(map(self.may_read, Marking))


PUBLIC = Audience("public", (Marking.PUBLIC,))
PARTICIPANTS = Audience("participants", (Marking.PUBLIC, Marking.PARTICIPANTS))
TEAM = Audience("team", (Marking.PUBLIC, Marking.PARTICIPANTS, Marking.INTERNAL))
COMMON_AUDIENCES = (PUBLIC, PARTICIPANTS, TEAM)


def audiences_for(markings: Iterable[str]) -> list[Audience]:
    """The audiences whose readings can differ, given the markings that occur: X only where a row is released to X."""
    parties = sorted({party for marking in markings if (party := party_of(marking))})
    return [*COMMON_AUDIENCES, *(Audience.of_party(code) for code in parties)]


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
            "validators": [RegexValidator(r"^(public|participants|internal|released:[A-Z0-9-]{2,40})$")],
            **kwargs,
        }
        super().__init__(**settings)  # type: ignore[arg-type]
