"""What has changed since a moment: new or changed rows, and keys of rows that left the list."""

from typing import Any

from django import forms
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from measures.models import Audience, Trace
from measures.publishing.moments import transaction_of


class ChangedSinceField(forms.CharField):
    """A moment from an earlier answer, parsed as a transaction number."""

    default_error_messages = {"unknown": _("This moment is not from this database. Start again with “beginning”.")}

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return transaction_of(text)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown") from error

    def run_validators(self, value: object) -> None:
        pass


class ChangedSinceFilter(CharFilter):  # type: ignore[misc]
    """Rows that may have changed for this reader since a moment: no change is missed, some come twice."""

    field_class = ChangedSinceField

    def __init__(self) -> None:
        super().__init__(
            label=_("Changed since"),
            help_text=_("First “beginning”, then the value of “changed_since” in the last response."),
        )

    def filter(self, rows: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        if not value:
            return rows
        return rows.filter(key__in=traces_of(rows, self.parent.audience, value).values("key"))


def traces_of(rows: QuerySet[Model], audience: Audience, since: int) -> QuerySet[Trace]:
    """What was changed since a transaction, for an audience, of rows of this kind."""
    kind = str(rows.model._meta.model_name)
    return Trace.objects.visible_to(audience).filter(kind=kind, xid__gte=since)


def removed_from(rows: QuerySet[Model], audience: Audience, since: int) -> list[str]:
    """Keys of rows that changed since and are not, or no longer, in this list; this audience once saw each."""
    if not since:
        return []
    traces = traces_of(rows, audience, since)
    added = Trace.objects.filter(kind=OuterRef("kind"), xid=OuterRef("xid"), key=OuterRef("key"), is_new=True)
    gone = traces.exclude(Exists(added)).exclude(key__in=rows.order_by().values("key"))
    return list(gone.order_by("key").values_list("key", flat=True).distinct())
