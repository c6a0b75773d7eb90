"""Difference in assessed progress: the parties' views of a measure side by side, never averaged, never ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.assessment import has_assessments
from measures.analysis.incoming import unreadable_sides
from measures.analysis.past import with_standings
from measures.analysis.searches import searches_json
from measures.analysis.staleness import with_record_state
from measures.analysis.standing import ViewFigures
from measures.models import INDEPENDENT, Addressee, Audience, Measure, Party, Provenance, Report
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.measures import MeasureQuerySet
from measures.models.placeholders import AS_OF, KNOWN_AT, TODAY, values_of_days
from measures.models.records import has_any, json_rows


class DifferenceState(TextChoices):
    """Whether the parties' views can be set against each other; all but the first read “Not comparable”."""

    COMPARABLE = "comparable", _("Comparable")
    ONE_VIEW = "one_view", _("One view")
    WORDS_ONLY = "words_only", _("Words only")
    NO_VIEW = "no_view", _("No view")


@dataclass(frozen=True, slots=True)
class SideViews:
    """What one side says about one subject: its own word first, then our reading of it."""

    whose: str
    views: Sequence[ViewFigures]

    @property
    def level(self) -> int | None:
        """The side's level; a representative's takes precedence over our reading of that party."""
        declared = sorted(self.views, key=lambda view: not view["by_representative"])
        return next((view["level"] for view in declared if view["level"] is not None), None)

    @property
    def is_reading(self) -> bool:
        """Whether all we have of this side is our own reading."""
        return bool(self.views) and all(view["provenance"] == Provenance.OUR_READING for view in self.views)


@dataclass(frozen=True, slots=True)
class Difference:
    """The sides' views about one subject: a party's actions, both, or no one's in particular."""

    about: str
    sides: Sequence[SideViews]
    independent: ViewFigures | None

    @property
    def state(self) -> DifferenceState:
        levels = sum(side.level is not None for side in self.sides)
        if levels >= 2:
            return DifferenceState.COMPARABLE
        if levels == 1:
            return DifferenceState.ONE_VIEW
        return DifferenceState.WORDS_ONLY if any(side.views for side in self.sides) else DifferenceState.NO_VIEW

    @property
    def is_comparable(self) -> bool:
        return self.state == DifferenceState.COMPARABLE


def sides_of(report: Report, audience: Audience) -> list[Party]:
    """The parties addressed by measures the audience may read, by code: their views are set side by side."""
    return [party for party in parties_for(report, audience) if party.is_side]  # type: ignore[attr-defined]


def parties_for(report: Report | OuterRef, audience: Audience) -> QuerySet[Party]:
    """The parties that an audience may see, each with `is_side`: whether its views are set beside those of others."""
    addressed = Addressee.objects.visible_to(audience).filter(party=OuterRef("pk"), report=report)
    return Party.objects.visible_to(audience).annotate(is_side=has_any(addressed)).order_by("code")


def reports_with_parties(
    audience: Audience, *, on: date, as_of: date | None = None, known_at: datetime | None = None
) -> list[Report]:
    """The reports that an audience may read, each with its parties, its searches and the state of its record.

    These are read by `parties_of_report`, `searched_texts` and `record_state`. Each says whether it `has_assessments`,
    and which sides are `unreadable`, too.
    """
    reports = compiled_reports(audience, is_past=as_of is not None or known_at is not None)
    return reports.filled({"today": on, **values_of_days(as_of=as_of, known_at=known_at)})


def report_with_parties(
    report: Report, audience: Audience, *, on: date, as_of: date | None = None, known_at: datetime | None = None
) -> Any:
    """The same for one of them."""
    reports = reports_with_parties(audience, on=on, as_of=as_of, known_at=known_at)
    return next(each for each in reports if each.pk == report.pk)


@lru_cache(KEPT_AUDIENCES)
def compiled_reports(audience: Audience, *, is_past: bool) -> Compiled[Report]:
    """What every page begins with, for an audience."""
    fields = (field.attname for field in Party._meta.concrete_fields)
    parties = parties_for(OuterRef(OuterRef("pk")), audience)
    days = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    reports = with_record_state(Report.objects.visible_to(audience), audience, on=TODAY, **days).annotate(
        party_rows=json_rows(parties, *fields, "is_side"),
        searches_json=searches_json(),
        unreadable=unreadable_sides(audience),
        has_assessments=has_assessments(audience),
    )
    return Compiled(reports)


def parties_of_report(report: Any) -> list[Party]:
    """The parties that were loaded with a report."""
    found = []
    for columns in report.party_rows:
        party = Party(**{name: value for name, value in columns.items() if name != "is_side"})
        party.is_side = columns["is_side"]  # type: ignore[attr-defined]
        found.append(party)
    return found


def sides_of_loaded(report: Any) -> list[Party]:
    """Those of them whose views are set side by side."""
    return [party for party in parties_of_report(report) if party.is_side]  # type: ignore[attr-defined]


def differences_of_measures(
    measures: MeasureQuerySet,
    audience: Audience,
    *,
    sides: Sequence[Party],
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[tuple[Measure, list[Difference]]]:
    """The differences of whole measures of a report with these sides, as they stand or as of a past day."""
    return [
        (measure, differences_of(measure, measure.standing.views if measure.standing else [], sides))
        for measure in with_standings(measures, audience, as_of=as_of, known_at=known_at)
    ]


def differences_of(measure: Measure, views: Sequence[ViewFigures], sides: Iterable[Party]) -> list[Difference]:
    """For each subject on which somebody has a view: how each side, and any other party with a view, sees it."""
    codes = [side.code for side in sides]
    codes += sorted({str(view["whose"]) for view in views} - {*codes, INDEPENDENT})
    subjects = {str(view["about"]) for view in views} | set(measure.party_codes)
    return [
        Difference(
            about,
            [
                SideViews(code, [view for view in views if (view["whose"], view["about"]) == (code, about)])
                for code in codes
            ],
            next((view for view in views if (view["whose"], view["about"]) == (INDEPENDENT, about)), None),
        )
        for about in sorted(subjects, key=lambda about: (about not in codes, about))
    ]
