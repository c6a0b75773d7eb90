"""Whether we have assessed something by a day."""

from datetime import datetime

from django.db.models import Exists, OuterRef, TextChoices
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from measures.models import Assessment, Audience, Entry, Report


class AssessmentState(TextChoices):
    """Whether there is an assessment of ours, none by the day, or none at all in the report."""

    ASSESSED = "assessed", _("Assessed")
    NOT_FOR_THIS_DAY = "not_for_this_day", _("Not assessed for this day")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


class LevelState(TextChoices):
    """How we see something: a level, or why there is none, which is never counted as 0."""

    LEVEL = "level", _("Level")
    NOTHING_FOUND = "nothing_found", _("Nothing found")
    NOT_OBSERVABLE = "not_observable", _("Not observable")
    NOT_FOR_THIS_DAY = "not_for_this_day", _("Not assessed for this day")
    NOT_ASSESSED = "not_assessed", _("Not assessed")


def has_assessments(audience: Audience, *, known_at: datetime | Combinable | None = None) -> Exists:
    """Whether a report has an independent assessment that an audience may read, on any day, as known at a moment."""
    ours = Assessment.objects.of_ours().filter(entry=OuterRef("pk"))
    entries = Entry.objects.counting(known_at=known_at).visible_to(audience)
    return Exists(entries.filter(Exists(ours), report=OuterRef("pk")))


def without_assessment(*, has_assessments: bool) -> AssessmentState:
    """What is shown in place of our assessment where none counts by the day."""
    return AssessmentState.NOT_FOR_THIS_DAY if has_assessments else AssessmentState.NOT_ASSESSED


def unassessed(report: Report, audience: Audience, *, known_at: datetime | None = None) -> AssessmentState:
    """What is shown in place of our assessments throughout a report that has none, as known at a moment."""
    found = Report.objects.filter(has_assessments(audience, known_at=known_at), pk=report.pk).exists()
    return without_assessment(has_assessments=found)
