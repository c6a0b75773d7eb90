"""The forms for what is one’s own: account, tokens, secret addresses, saved views and webhooks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.forms.time_zones import TimeZoneField
from measures.models import Language, Report, SavedList, Scope, SecretUrlKind, TokenReaders
from measures.models.credentials import USUAL_LIFE
from measures.publishing.secret_addresses import LIST, MEASURES
from measures.publishing.secret_addresses import TABLES as FILTERS

FOR_EVER = "0"
LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), (FOR_EVER, _("until it is revoked"))]


class ProfileForm(RecordForm):
    """The language and the time zone of somebody's mails and pages, and whether others than the team see their name."""

    language = forms.ChoiceField(label=_("Language"), choices=Language)
    time_zone = TimeZoneField(label=_("Time zone"), help_text=_("For the time of reminders and the end of a day."))
    is_named_in_public = forms.BooleanField(
        label=_("Show my name outside the team"),
        required=False,
        help_text=_(
            "Readers outside the team see your role beside what you record, such as “an analyst of this tracker”. "
            "Tick this to show them your name, also on earlier records. You can take it back at any time."
        ),
    )


class TokenForm(RecordForm):
    """What a token is for, what it may do, and for how long."""

    called = forms.CharField(label=_("What to call it"), max_length=100)
    scope = forms.ChoiceField(label=_("What it may do"), choices=Scope)
    report = forms.ChoiceField(label=_("In which report"), required=False)
    audience = forms.ChoiceField(
        label=_("What it reads"),
        choices=[("", _("What you read")), *TokenReaders.choices],
        required=False,
        help_text=_("A token that reads less than you do cannot write."),
    )
    life = forms.ChoiceField(label=_("How long it is valid"), choices=LIVES, initial=str(USUAL_LIFE.days))

    def __init__(self, *args: object, reports: Sequence[Report], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.reports = {report.slug: report for report in reports}
        named = ((slug, str(report.words("title"))) for slug, report in self.reports.items())
        cast(forms.ChoiceField, self.fields["report"]).choices = [("", _("In all reports")), *named]

    def clean_report(self) -> Report | None:
        return self.reports.get(self.cleaned_data["report"])

    def expires_at(self, *, at: datetime) -> datetime | None:
        life = self.cleaned_data["life"]
        return None if life == FOR_EVER else at + timedelta(days=int(life))


# The lists that a table can show, by their names in the API.
TABLES = {
    MEASURES: _("Measures"),
    "entries": _("Journal"),
    "milestones": _("Milestones"),
    "dates": _("Dates ahead"),
    "ambiguities": _("Ambiguities"),
    "evidence": _("Sources"),
    "readouts": _("Readouts"),
    "subjects": _("Subjects"),
}


class SecretUrlForm(RecordForm):
    """A calendar, a feed or a table, its name, and which of the list it shows."""

    called = forms.CharField(label=_("What to call it"), max_length=100)
    kind = forms.ChoiceField(label=_("What it is"), choices=SecretUrlKind)
    table = forms.ChoiceField(label=_("List"), choices=TABLES, required=False, help_text=_("Which list a table shows."))
    filters = forms.CharField(
        label=_("Filters"),
        max_length=1000,
        required=False,
        help_text=_("As in the list’s address, after the question mark. Empty shows everything."),
    )

    def clean(self) -> dict[str, object]:
        """The filters of a table say which list it is of; of those that the form began with, that list may lack one."""
        fields = self.cleaned_data
        table, filters = fields.pop("table", "") or MEASURES, QueryDict(fields.get("filters", ""), mutable=True)
        if fields.get("kind") == SecretUrlKind.TABLE and LIST not in filters:
            if "filters" not in self.changed_data and "followed" not in FILTERS[table].base_filters:
                filters.pop("followed", None)
            fields["filters"] = "&".join(filter(None, [f"{LIST}={table}", filters.urlencode()]))
        return fields


class NameForm(RecordForm):
    """What a view is called."""

    called = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class SaveForm(NameForm):
    """The name of a view, its list and its filters."""

    page = forms.ChoiceField(choices=SavedList, widget=forms.HiddenInput)
    filters = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
