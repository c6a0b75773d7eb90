"""Our assessments as pages show them: about whom, at which level, resting on what, with who dissents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.dissents import dissent_of
from measures.analysis.standing import AssessmentFigures, shows_our_level
from measures.models import BOTH, NONE, Assessment, Dissent, Measure, Nothing
from measures.views.reading import Reading, query


@dataclass(frozen=True, slots=True)
class ShownAssessment:
    """An assessment of ours with what it rests on."""

    assessment: Assessment
    sources: int
    entries: Sequence[str]
    shows_our_level: bool
    dissents: Sequence[Dissent]

    @property
    def shows_level(self) -> bool:
        """Whether it has a level that is shown as a number."""
        return self.assessment.level is not None and self.shows_our_level


def shown_assessments(assessments: Iterable[Any], measure: Measure | None = None) -> list[ShownAssessment]:
    """Assessments that came `with_grounds` and `with_dissents`, each with its sources, or all that its entry cites."""
    return [
        ShownAssessment(
            assessment,
            assessment.sources if assessment.sources or assessment.rests_on else assessment.cited,
            assessment.rests_on,
            shows_our_level(measure or assessment.measure, assessment.about_code),
            [dissent_of(row) for row in assessment.dissent_rows],
        )
        for assessment in assessments
    ]


def about_words(about: str, reading: Reading) -> str:
    """About whose actions an assessment is."""
    if about == NONE:
        return _("about the measure")
    if about == BOTH:
        return _("about both sides")
    return _("about %(party)s") % {"party": reading.parties.get(about, about)}


def level_words(level: int | None, nothing: str) -> str:
    """A level, or what stands in its place; never 0."""
    if level is not None:
        return _("level %(level)d") % {"level": level}
    return str(Nothing(nothing).label) if nothing else _("words only")


def assessment_cell(figures: AssessmentFigures, reading: Reading) -> dict[str, object]:
    """One assessment in a cell: a level, that there is none, or words."""
    written_on = figures["written_on"]
    return {
        **figures,
        "url": reverse("entry", args=[figures["entry"]]) + query(reading.day_kept),
        "written_on": date.fromisoformat(written_on) if written_on else None,
    }
