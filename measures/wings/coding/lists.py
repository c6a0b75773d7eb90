"""What was coded of each development of a coding."""

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from measures.lists.expressions import DocumentPlace, only_if
from measures.lists.fields import KeyField, PageField, SeenSourceField
from measures.lists.records import RecordSerializer
from measures.wings.coding.models import VALUES, Code, CodedVariable, CodingState, CodingUnit, Settlement


def once_both_done(place: DocumentPlace, variable: CodedVariable, rows: QuerySet[Model], column: str) -> Combinable:
    """What is found of a development once both coders are done; of a source only for those who may read that."""
    shown = ~Q(**{place.path("coding.state"): CodingState.OPEN})
    if variable == CodedVariable.GRADE:
        shown &= place.seen_source("source")
    return only_if(shown, Subquery(rows.order_by().filter(unit=OuterRef(place.path("pk"))).values(column)))


BY = {
    "first": "What the first coder gave, empty if it could not be coded; null until both are done.",
    "second": "What the second coder gave, empty if it could not be coded; null until both are done.",
    "settled": "What a difference was settled on, empty if it cannot be coded; null if nothing was settled.",
}


class CodedField(serializers.ChoiceField):
    """What the first or the second coder gave, or what was settled."""

    def __init__(self, variable: CodedVariable, by: str) -> None:
        self.variable, self.by = variable, by
        super().__init__(
            choices=VALUES[variable].choices, read_only=True, allow_null=True, allow_blank=True, help_text=BY[by]
        )

    def expression(self, place: DocumentPlace) -> Combinable:
        if self.by == "settled":
            return once_both_done(place, self.variable, Settlement.objects.filter(variable=self.variable), "value")
        codes = Code.objects.filter(coder=OuterRef(place.path(f"coding.{self.by}_coder")))
        return once_both_done(place, self.variable, codes, self.variable.value)


class HowField(serializers.CharField):
    """How a difference was settled."""

    def __init__(self, variable: CodedVariable, column: str = "how") -> None:
        self.variable, self.column = variable, column
        super().__init__(read_only=True, allow_null=True, help_text="How the difference was settled, in words.")

    def expression(self, place: DocumentPlace) -> Combinable:
        return once_both_done(place, self.variable, Settlement.objects.filter(variable=self.variable), self.column)


class CodingUnitSerializer(RecordSerializer):
    """One development of a coding: what both coders gave it and what was settled, once both are done."""

    entry = KeyField()
    source = SeenSourceField()  # type: ignore[assignment]
    first_direction = CodedField(CodedVariable.DIRECTION, "first")
    second_direction = CodedField(CodedVariable.DIRECTION, "second")
    settled_direction = CodedField(CodedVariable.DIRECTION, "settled")
    how_direction = HowField(CodedVariable.DIRECTION)
    how_direction_zh_hans = HowField(CodedVariable.DIRECTION, "how_zh_hans")
    first_claim = CodedField(CodedVariable.CLAIM, "first")
    second_claim = CodedField(CodedVariable.CLAIM, "second")
    settled_claim = CodedField(CodedVariable.CLAIM, "settled")
    how_claim = HowField(CodedVariable.CLAIM)
    how_claim_zh_hans = HowField(CodedVariable.CLAIM, "how_zh_hans")
    first_grade = CodedField(CodedVariable.GRADE, "first")
    second_grade = CodedField(CodedVariable.GRADE, "second")
    settled_grade = CodedField(CodedVariable.GRADE, "settled")
    how_grade = HowField(CodedVariable.GRADE)
    how_grade_zh_hans = HowField(CodedVariable.GRADE, "how_zh_hans")
    html_url = PageField("coding", "coding.key")

    class Meta:
        model = CodingUnit
        fields = [
            "place", "entry", "source", "first_direction", "second_direction", "settled_direction", "how_direction",
            "how_direction_zh_hans", "first_claim", "second_claim", "settled_claim", "how_claim", "how_claim_zh_hans",
            "first_grade", "second_grade", "settled_grade", "how_grade", "how_grade_zh_hans", "html_url",
        ]  # fmt: skip
        columns = {
            "place": _("Position"),
            "entry": _("Development"),
            "source": _("Source"),
            "first_direction": _("Direction, first coder"),
            "second_direction": _("Direction, second coder"),
            "settled_direction": _("Direction, settled"),
            "how_direction": _("How the direction was settled"),
            "first_claim": _("How well established, first coder"),
            "second_claim": _("How well established, second coder"),
            "settled_claim": _("How well established, settled"),
            "how_claim": _("How it was settled how well established it is"),
            "first_grade": _("Reliability, first coder"),
            "second_grade": _("Reliability, second coder"),
            "settled_grade": _("Reliability, settled"),
            "how_grade": _("How the reliability was settled"),
        }
        sheet = _("Codings")
