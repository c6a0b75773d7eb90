"""What the codes of the API are called."""

from rest_framework import serializers

from measures.models import Operator

TEXTS = Operator.bilingual_columns()


class CodeSerializer(serializers.Serializer[object]):
    """A value of a closed list, and what it is called."""

    list = serializers.CharField(help_text="Name of the closed list, as docs/data.md has it.")
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    label_zh_hans = serializers.CharField()


class CodesSerializer(serializers.Serializer[object]):
    """All codes of all closed lists."""

    results = CodeSerializer(many=True)
