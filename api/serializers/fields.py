"""Fields and serializers that several nouns share."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from measures.lists.fields import LEVEL
from measures.lists.records import AudienceContext
from measures.models import LEVELS, Report
from measures.models import partial_dates as stored
from measures.models.partial_dates import end_of

DAY_COMPUTED = _("The day asked for, or today (UTC).")


def no_row(key: object) -> str:
    return gettext("There is nothing with the key “%(key)s” here.") % {"key": key}


class KnownAtField(serializers.DateTimeField):
    """A moment by which something was recorded; a day means its last moment, in UTC."""

    def __init__(self) -> None:
        words = _("What was recorded by this moment, or by the end of this day (UTC).")
        super().__init__(required=False, help_text=words)

    def to_internal_value(self, value: Any) -> datetime:
        try:
            return end_of(date.fromisoformat(value))
        except (TypeError, ValueError):
            return super().to_internal_value(value)


class DayField(serializers.DateField):
    """A day that the record can be shown as of."""

    default_error_messages = {"out_of_reach": _("There is no record for this day.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not stored.is_within_reach(day):
            self.fail("out_of_reach")
        return day


class WordField(serializers.ChoiceField):
    """A value of a closed list; the operation checks it, so that a writer gets all faults at once."""

    default_error_messages = {"not_a_word": _("Use one of the words in the list.")}

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("not_a_word")
        return data


@extend_schema_field({"type": "integer", "minimum": min(LEVELS), "maximum": max(LEVELS)})
class LevelField(serializers.IntegerField):
    """A level; the operation checks that it exists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": LEVEL, **kwargs})


class TextField(serializers.CharField):
    """A text; numbers and other values are refused."""

    def to_internal_value(self, data: object) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictSerializer(serializers.Serializer[object]):
    """A body: an unknown field is an error that names it.

    `needed` are fields that the operation asks for, so that a writer hears of every fault at once.
    """

    needed: ClassVar[Sequence[str]] = ()

    def to_internal_value(self, data: object) -> Any:
        sent = data if isinstance(data, Mapping) else {}
        unknown = sorted(set(sent) - set(self.fields), key=str)
        errors: dict[str, Any] = {str(name): [_("There is no such field here.")] for name in unknown}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            errors = {**error.detail, **errors}  # type: ignore[dict-item]
        if errors:
            required = {name: [self.fields[name].error_messages["required"]] for name in self.missing(sent)}
            raise serializers.ValidationError({**required, **errors})
        return values

    def missing(self, sent: Mapping[str, Any]) -> list[str]:
        """The needed fields that a body which says anything leaves out."""
        return [name for name in self.needed if sent and not sent.get(name)]


class OfReportSerializer(AudienceContext, StrictSerializer):
    """A body about a report, given by its short name."""

    report = serializers.CharField(help_text=_("Short name of a report."))

    def validate_report(self, value: str) -> Report:
        report = Report.objects.visible_to(self.audience).filter(slug=value).first()
        if report is None:
            raise serializers.ValidationError(gettext("There is no report “%(slug)s” here.") % {"slug": value})
        return report


class AsOfSerializer(StrictSerializer):
    """As of which day, and as known at which moment, a reading is asked for."""

    as_of = DayField(help_text=_("What had happened by this day."))
    known_at = KnownAtField()


class ReportAsOfSerializer(OfReportSerializer, AsOfSerializer):
    """A reading of which report, as of which day."""
