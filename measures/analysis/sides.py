"""The sides of a report, whose words stand beside each other; and what every page begins with, read at once."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, OuterRef, QuerySet, Value
from django.db.models.expressions import Combinable

from measures.analysis.assessment import has_assessments
from measures.analysis.searches import searches_json
from measures.analysis.staleness import with_record_state
from measures.models import Addressee, Audience, Party, Report
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.placeholders import AS_OF, KNOWN_AT, TODAY, values_of_days
from measures.models.records import has_any, json_rows
from measures.wing import wings


def sides_of(report: Report, audience: Audience) -> list[Party]:
    """The parties addressed by measures the audience may read, by code: their words are set side by side."""
    return [party for party in parties_for(report, audience) if party.is_side]  # type: ignore[attr-defined]


def parties_for(report: Report | OuterRef, audience: Audience) -> QuerySet[Party]:
    """The parties that an audience may see, each with `is_side`: whether its words are set beside those of others."""
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


def unreadable_sides(audience: Audience, report: str = "pk") -> Combinable:
    """The codes of a report's sides whose own pages cannot be read from here, within another query."""
    found = (codes for wing in wings() if (codes := wing.unreadable_sides(audience, report)) is not None)
    return next(found, Value([], ArrayField(CharField())))


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
    """Those of them whose words are set side by side."""
    return [party for party in parties_of_report(report) if party.is_side]  # type: ignore[attr-defined]
