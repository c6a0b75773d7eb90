"""The form for a new webhook."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.models import Report
from measures.wings.webhooks.models import CHOSEN_EVENTS, WebhookEvent


class WebhookForm(RecordForm):
    """A new webhook: its name, its address, what it is called for, and of which report."""

    called = forms.CharField(label=_("What to call it"), max_length=100)
    url = forms.CharField(label=_("Address"), max_length=1000, widget=forms.URLInput)
    events = forms.MultipleChoiceField(label=_("What it is called for"), widget=forms.CheckboxSelectMultiple)
    report = forms.ChoiceField(label=_("Report"), required=False)

    def __init__(self, *args: Any, reports: Iterable[Report], is_of_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports = {report.slug: report for report in reports}
        fields: Any = self.fields
        offered = [event for event in CHOSEN_EVENTS if is_of_team or event != WebhookEvent.CANDIDATE_FOUND]
        fields["events"].choices = [(event.value, event.label) for event in offered]
        fields["report"].choices = [("", _("All reports")), *((slug, str(each)) for slug, each in self.reports.items())]

    def clean_report(self) -> Report | None:
        return self.reports.get(self.cleaned_data["report"])
