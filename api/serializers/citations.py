"""How a row of the record is cited."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.fields import AsOfSerializer
from measures.models.texts import Language


class CitationQuerySerializer(AsOfSerializer):
    """As of which day and as known at which moment a row is cited, and in which language for programs."""

    language = serializers.ChoiceField(
        Language.choices, required=False, help_text=_("Of `bibtex` and `csl`; English unless given.")
    )


class CitationTextSerializer(serializers.Serializer[Any]):
    """A citation as text."""

    key = serializers.CharField(help_text="As `bibtex` and `csl` have it in English; in Chinese it ends with -zh.")
    text = serializers.CharField()
    text_zh_hans = serializers.CharField()


class CitationsSerializer(serializers.Serializer[Any]):
    """The citations of a row: as it is recorded here and, of a source, also the source itself."""

    as_of = serializers.DateField()
    known_at = serializers.DateTimeField()
    url = serializers.URLField(help_text="The page that keeps showing what was known then.")
    citations = CitationTextSerializer(many=True)
    bibtex = serializers.CharField()
    csl = serializers.ListField(child=serializers.DictField(), help_text="CSL-JSON: one item for each citation.")
