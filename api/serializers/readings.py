"""Readings of measures and of a whole report: standings, differences, coverage and reciprocity, and their pages."""

from typing import Any

from rest_framework import serializers

from api.pagination import CURSOR, LARGEST_PAGE, NEXT, PREVIOUS
from api.serializers.fields import DAY_COMPUTED, ReportAsOfSerializer
from measures.analysis.coverage import CoverageState
from measures.analysis.differences import DifferenceState
from measures.analysis.reciprocity import ReciprocityState
from measures.lists.fields import LEVEL, KeyField, PartialDateOutputField
from measures.lists.standings import LatestViewSerializer, StandingSerializer
from measures.models import LinkBasis

STATES = (
    "offered, answered and withdrawn are what developments about the parties did. If no development did anything, "
    "level_reached (our level of the offer reached 1) and no_further_step (it did, and no further step was found) are "
    "our reading alone. not_offered means that no step is recorded; it says nothing about anybody."
)


class SideViewsSerializer(serializers.Serializer[Any]):
    """What one side says: its own word first, with our reading of it."""

    whose = serializers.CharField()
    level = serializers.IntegerField(allow_null=True, help_text=LEVEL)
    is_reading = serializers.BooleanField(help_text="Whether this side has only our own reading.")
    views = LatestViewSerializer(many=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """The sides' views about one subject, side by side; all but “comparable” are not comparable."""

    about = serializers.CharField()
    state = serializers.ChoiceField(DifferenceState.choices)
    is_comparable = serializers.BooleanField()
    sides = SideViewsSerializer(many=True)
    independent = LatestViewSerializer(allow_null=True)


class StandingAsOfSerializer(serializers.Serializer[Any]):
    """The standing of a measure, now or as of a past day."""

    measure = serializers.CharField()
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)
    standing = StandingSerializer(allow_null=True)
    differences = DifferenceSerializer(many=True)


class PageQuerySerializer(serializers.Serializer[Any]):
    """Which page, and how long."""

    cursor = serializers.CharField(required=False, help_text=CURSOR)
    page_size = serializers.IntegerField(
        min_value=1, max_value=LARGEST_PAGE, default=LARGEST_PAGE, help_text="Number of rows in a page."
    )


class PageLinksSerializer(serializers.Serializer[Any]):
    """The addresses of the pages beside this one."""

    next = serializers.URLField(allow_null=True, help_text=NEXT)
    previous = serializers.URLField(allow_null=True, help_text=PREVIOUS)


class AsOfReadingSerializer(serializers.Serializer[Any]):
    """A reading of a report, now or as of a past day."""

    report = KeyField("slug")
    as_of = serializers.DateField(help_text=DAY_COMPUTED)
    known_at = serializers.DateTimeField(allow_null=True)


class MeasureDifferencesSerializer(serializers.Serializer[Any]):
    """The sides' views of one measure, by whose actions they are about."""

    measure = KeyField()
    differences = DifferenceSerializer(many=True)


class DifferencesQuerySerializer(PageQuerySerializer, ReportAsOfSerializer):
    """Of which report, as of which day, and which page."""


class DifferencesSerializer(PageLinksSerializer, AsOfReadingSerializer):
    """The differences of whole measures of a report, never averaged and never ranked: a page of them."""

    measures = MeasureDifferencesSerializer(many=True)


class CoverageSerializer(serializers.Serializer[Any]):
    """How measures cover an ambiguity, and which sides affect it."""

    ambiguity = KeyField()
    state = serializers.ChoiceField(CoverageState.choices)
    moved_by = serializers.ListField(child=serializers.CharField())
    measures = serializers.SerializerMethodField()

    def get_measures(self, coverage: Any) -> list[str]:
        """Keys of the measures that address it."""
        return [row.measure.key for row in coverage.addressings]


class CoverageOfReportSerializer(AsOfReadingSerializer):
    """How the elements of a report are covered."""

    coverage = CoverageSerializer(many=True)


class StepSerializer(serializers.Serializer[Any]):
    """A state of an exchange, its first day, and the development that made it so or the entry whose view says so."""

    state = serializers.ChoiceField(ReciprocityState.choices, help_text=STATES)
    day = serializers.DateField()
    occurred = PartialDateOutputField(source="entry.occurred", read_only=True, help_text="As exactly as it is known.")
    entry = KeyField()
    measure = KeyField(help_text="The one of the two measures that the entry moved.")
    last_found = PartialDateOutputField(
        read_only=True, allow_null=True, help_text="When the last step was found, if none was found since."
    )


class ReciprocitySerializer(serializers.Serializer[Any]):
    """What was offered with one measure, and whether the one that reciprocates it answered."""

    offer = KeyField(source="link.target", help_text="The measure that is reciprocated.")
    answer = KeyField(source="link.source", help_text="The measure that reciprocates it.")
    basis = serializers.ChoiceField(LinkBasis.choices, source="link.basis")
    state = serializers.ChoiceField(ReciprocityState.choices, help_text=STATES)
    since = serializers.DateField(allow_null=True)
    days = serializers.IntegerField(allow_null=True, help_text="Days from then to the day of the reading.")
    movers = serializers.ListField(
        child=serializers.CharField(),
        help_text="Parties that could take the next step; none if it was answered, if only our level moved, or if only "
        "we link the two measures.",
    )
    history = StepSerializer(source="steps", many=True)


class ReciprocityOfReportSerializer(AsOfReadingSerializer):
    """The exchanges that a report, or we, see between its measures."""

    reciprocity = ReciprocitySerializer(many=True)
