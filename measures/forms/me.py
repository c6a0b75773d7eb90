"""The forms for one's own account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.forms.time_zones import TimeZoneField
from measures.models import Language, Report, Scope, TokenReaders
from measures.models.credentials import USUAL_LIFE

FOR_EVER = "0"
LIVES = [("30", _("30 days")), ("90", _("90 days")), ("365", _("a year")), (FOR_EVER, _("until it is revoked"))]


class ProfileForm(RecordForm):
    """The language and the time zone of somebody's mails and pages."""

    language = forms.ChoiceField(
        label=_("Language"), choices=Language, help_text=_("For these pages and for the emails you get.")
    )
    time_zone = TimeZoneField(
        label=_("Time zone"), help_text=_("Used for the time of reminders and for when a day ends.")
    )


class TokenForm(RecordForm):
    """What a token is for, what it may do, and for how long."""

    called = forms.CharField(
        label=_("What to call it"), max_length=100, help_text=_("The program or script that will use it.")
    )
    scope = forms.ChoiceField(label=_("What it may do"), choices=Scope)
    report = forms.ChoiceField(label=_("In which report"), required=False)
    audience = forms.ChoiceField(
        label=_("What it reads"),
        choices=[("", _("What you read")), *TokenReaders.choices],
        required=False,
        help_text=_("A token that reads less than you do cannot write."),
    )
    life = forms.ChoiceField(label=_("How long it is valid"), choices=LIVES, initial=str(USUAL_LIFE.days))

    def __init__(self, *args: Any, reports: Sequence[Report], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports = {report.slug: report for report in reports}
        named = ((slug, str(report.words("title"))) for slug, report in self.reports.items())
        cast(forms.ChoiceField, self.fields["report"]).choices = [("", _("In all reports")), *named]

    def clean_report(self) -> Report | None:
        return self.reports.get(self.cleaned_data["report"])

    def expires_at(self, *, at: datetime) -> datetime | None:
        life = self.cleaned_data["life"]
        return None if life == FOR_EVER else at + timedelta(days=int(life))
