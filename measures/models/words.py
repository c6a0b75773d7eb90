"""The closed lists of words for measures and entries."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    UNILATERAL = "unilateral", _("Unilateral")
    COOPERATIVE = "cooperative", _("Cooperative")
    JOINT = "joint", _("Joint")


class Verb(models.TextChoices):
    """How strongly a report urges a measure, by its verb."""

    SHOULD = "should", _("should")
    SHOULD_CONSIDER = "should_consider", _("should consider")
    COULD = "could", _("could")


class Status(models.TextChoices):
    """This tracker's judgement of where a measure stands; it may go down."""

    PROPOSED = "proposed", _("Recommended")
    UNDER_DISCUSSION = "under_discussion", _("Under discussion")
    AGREED = "agreed", _("Agreed")
    IN_PROGRESS = "in_progress", _("In progress")
    SUSPENDED = "suspended", _("Suspended")
    STALLED = "stalled", _("Stalled")
    REVERSED = "reversed", _("Reversed")
    IMPLEMENTED = "implemented", _("Implemented")
    NO_LONGER_PURSUED = "no_longer_pursued", _("No longer pursued")

    @property
    def in_words(self) -> str:
        """As readers are told it: what we conclude from absence is said as absence, and as our assessment."""
        if self == Status.STALLED:
            return gettext("No further step found (our assessment)")
        if self != Status.NO_LONGER_PURSUED:
            return str(self.label)
        return gettext("%(status)s (our assessment)") % {"status": self.label}


# Judged from what did not happen: nobody's act.
FROM_ABSENCE = (Status.STALLED,)


DONE_WITH = (Status.IMPLEMENTED, Status.NO_LONGER_PURSUED)


NEEDS_SOURCE = (Status.AGREED, Status.SUSPENDED, Status.REVERSED, Status.IMPLEMENTED)


CLAIMS_MOVEMENT = (Status.AGREED, Status.IN_PROGRESS, Status.IMPLEMENTED)


class EntryKind(models.TextChoices):
    DEVELOPMENT = "development", _("Development")
    CHECK = "check", _("Checked, nothing new")
    ASSESSMENT = "assessment", _("Assessment")
    READOUTS = "readouts", _("Texts side by side")
    SUMMARY = "summary", _("Summary")
    DISSENT = "dissent", _("Dissent")
    # A day on which somebody said something; it moves nothing by itself.
    STATEMENT = "statement", _("Statements")


class Track(models.TextChoices):
    OFFICIAL = "official", _("Official")
    SEMI_OFFICIAL = "semi_official", _("Semi-official (Track 1.5)")
    EXPERT = "expert", _("Expert (Track 2)")
    PRESS_ANALYSIS = "press_analysis", _("Press and analysis")


class Claim(models.TextChoices):
    REPORTED = "reported", _("Reported")
    ONE_SIDE = "one_side", _("By one side’s account")
    DISPUTED = "disputed", _("Disputed")


class Direction(models.TextChoices):
    """What an entry does to a measure: moves it toward, away, can be read either way, or is background."""

    TOWARD = "toward", _("Toward")
    AWAY = "away", _("Away")
    EITHER = "either", _("Either way")
    BACKGROUND = "background", _("Background")


class Pointing(models.TextChoices):
    """Where a development points over all the measures that it bears on: one word, so that it counts once."""

    TOWARD = "toward", _("Toward")
    AWAY = "away", _("Away")
    BOTH_WAYS = "both_ways", _("Toward and away")
    EITHER_WAY = "either", _("Either way")
    BACKGROUND = "background", _("Background")

    @classmethod
    def of(cls, directions: Collection[str]) -> "Pointing":
        """By its directions on measures; `EntryQuerySet.with_pointing` has the database say the same."""
        is_toward, is_away = Direction.TOWARD in directions, Direction.AWAY in directions
        if is_toward and is_away:
            return cls.BOTH_WAYS
        if is_toward or is_away:
            return cls.TOWARD if is_toward else cls.AWAY
        return cls.EITHER_WAY if Direction.EITHER in directions else cls.BACKGROUND


# In the order in which they are counted; what is background is not.
POINTINGS = (Pointing.TOWARD, Pointing.AWAY, Pointing.BOTH_WAYS, Pointing.EITHER_WAY)


class Clarity(models.TextChoices):
    """What an entry does to an ambiguity."""

    CLEARER = "clearer", _("Clearer")
    MURKIER = "murkier", _("Less clear")
    EITHER = "either", _("Either way")
    BACKGROUND = "background", _("Background")


class Concern(models.TextChoices):
    UP = "up", _("Concern up")
    DOWN = "down", _("Concern down")
    SAME = "same", _("Concern unchanged")


class AmbiguityState(models.TextChoices):
    NOT_RAISED = "not_raised", _("Not raised")
    RAISED = "raised", _("Raised by one side")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged by the side it concerns")
    UNDER_DISCUSSION = "under_discussion", _("Under discussion")
    NARROWED = "narrowed", _("Narrowed")
    UNRESOLVABLE = "unresolvable", _("Accepted by both as unresolvable")
    RESOLVED = "resolved", _("Resolved")
