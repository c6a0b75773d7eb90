"""How measures relate to each other and to ambiguities."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.fields import StrictSerializer
from measures.models import Basis, LinkBasis, Relation, Strength


class AddressingDraftSerializer(StrictSerializer):
    """An ambiguity that a measure addresses, how strongly, and why."""

    measure = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    ambiguity = serializers.CharField(max_length=100, help_text=_("Key of an ambiguity."))
    strength = serializers.ChoiceField(Strength.choices)
    basis = serializers.ChoiceField(Basis.choices, default=Basis.OURS)
    why = some_text()
    why_zh_hans = some_text()


class LinkDraftSerializer(StrictSerializer):
    """A link to add, with the reason for it."""

    source = serializers.CharField(max_length=100, help_text=_("Key of a measure."))  # type: ignore[assignment]
    target = serializers.CharField(max_length=100, help_text=_("Key of a measure."))
    relation = serializers.ChoiceField(Relation.choices)
    basis = serializers.ChoiceField(LinkBasis.choices, default=LinkBasis.OURS)
    why = serializers.CharField()
    why_zh_hans = some_text()
