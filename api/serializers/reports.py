"""Reports, their words and reasons, and the parties."""

from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.models import Marking


class ReportRevisionSerializer(StrictSerializer):
    """What may be edited of a report: who may read what is in it."""

    marking = serializers.ChoiceField(choices=Marking.choices)
