"""What an error looks like, for the description of the API."""

from rest_framework import serializers


class FieldProblemSerializer(serializers.Serializer[object]):
    """What is wrong with one field."""

    field = serializers.CharField(help_text="Path of the field, such as “bears_on.0.direction”; empty for the whole.")
    messages = serializers.ListField(child=serializers.CharField())
    index = serializers.IntegerField(required=False, help_text="For a list of rows: the number of the row, from 0.")
    key = serializers.CharField(required=False, help_text="For a list of rows: the key of the row.")
    current = serializers.IntegerField(required=False, help_text="The present version of that row.")
    existing = serializers.CharField(
        required=False, help_text="The key of the source that is already recorded with this address or file."
    )


class ProblemSerializer(serializers.Serializer[object]):
    """A problem, after RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField(help_text="Stable name of the problem, for programs.")
    errors = FieldProblemSerializer(many=True, required=False)  # type: ignore[assignment]
    current = serializers.IntegerField(required=False, help_text="The present version, if the request named another.")
