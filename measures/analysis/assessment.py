"""Whether we have assessed something by a day: *no view* is only ever said of a party, never of our own level."""

from datetime import datetime

from django.db.models import Exists, OuterRef, TextChoices
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from measures.models import Audience, Entry, Report, View


class Assessment(TextChoices):
    """What stands in the place of our view: there is one, there is none by the day, or the report has none at all."""

    ASSESSED = "assessed", _("Assessed")
    NOT_FOR_THIS_DAY = "not_for_this_day", _("Not assessed for this day")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


class SideState(TextChoices):
    """How a side, or we, see something: a level, or why there is none, which is never counted as 0."""

    LEVEL = "level", _("Level")
    WORDS_ONLY = "words_only", _("Words only")
    NO_VIEW = "no_view", _("No view")
    NOTHING_FOUND = "nothing_found", _("Nothing found")
    NOT_OBSERVABLE = "not_observable", _("Not observable")
    NOT_FOR_THIS_DAY = "not_for_this_day", _("Not assessed for this day")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


def has_assessments(audience: Audience, *, known_at: datetime | Combinable | None = None) -> Exists:
    """Whether a report has an independent view that an audience may read, on any day, as known at a moment."""
    ours = View.objects.filter(whose=None, entry=OuterRef("pk"))
    entries = Entry.objects.counting(known_at=known_at).visible_to(audience)
    return Exists(entries.filter(Exists(ours), report=OuterRef("pk")))


def without_view(*, has_assessments: bool) -> Assessment:
    """What is shown in place of our view where none counts by the day."""
    return Assessment.NOT_FOR_THIS_DAY if has_assessments else Assessment.NOT_ASSESSED


def unassessed(report: Report, audience: Audience, *, known_at: datetime | None = None) -> Assessment:
    """What is shown in place of our views throughout a report that has none, as known at a moment."""
    found = Report.objects.filter(has_assessments(audience, known_at=known_at), pk=report.pk).exists()
    return without_view(has_assessments=found)
