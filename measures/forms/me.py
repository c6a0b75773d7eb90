"""The forms for one's own account."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.forms.time_zones import TimeZoneField
from measures.models import Language, Scope
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
    life = forms.ChoiceField(label=_("How long it is valid"), choices=LIVES, initial=str(USUAL_LIFE.days))

    def expires_at(self, *, at: datetime) -> datetime | None:
        life = self.cleaned_data["life"]
        return None if life == FOR_EVER else at + timedelta(days=int(life))
