"""Reports, their words and reasons, and the parties."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import Marking
from measures.models.reports import LONGEST_INTERVAL


class ReportRevisionSerializer(StrictSerializer):
    """What may be edited of a report: who may read it, and after how many days its record is old."""

    marking = serializers.ChoiceField(choices=Marking.choices, required=False)
    search_every_days = serializers.IntegerField(min_value=1, max_value=LONGEST_INTERVAL, required=False)
