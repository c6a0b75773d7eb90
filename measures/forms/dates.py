"""Saying what was found of a date ahead."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import PartialDateFormField, RecordForm, day_field, short
from measures.models import Audience, DateFindingKind, Entry, EntryKind, Report
from measures.models.written_dates import written_date

OFFERED_MOST = 100


def developments_offered(report: Report, audience: Audience, chosen: str = "") -> list[tuple[str, str]]:
    """The latest developments of a report, and the one that is chosen already."""
    seen = Entry.objects.visible_to(audience).filter(report=report, kind=EntryKind.DEVELOPMENT)
    entries = list(seen.counting().select_related("redaction").latest_first()[:OFFERED_MOST])
    if chosen and chosen not in {entry.key for entry in entries}:
        entries += seen.filter(key=chosen)
    return [(entry.key, f"{written_date(entry.occurred)} · {entry.heading}") for entry in entries]


class DateFindingForm(RecordForm):
    """What was found of a date."""

    kind = forms.ChoiceField(label=_("What was found"), choices=DateFindingKind, widget=forms.RadioSelect)
    found_on = day_field(label=_("Checked on"))
    development = forms.ChoiceField(
        label=_("The development that shows it"),
        required=False,
        help_text=_("Required if it took place. If the development is not recorded yet, log it first."),
    )
    put_off_to = PartialDateFormField(label=_("Put off to"), required=False)
    note = short(label=_("Note"), max_length=500)

    def __init__(self, *args: Any, report: Report, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["development"].choices = [("", "–"), *developments_offered(report, audience)]
