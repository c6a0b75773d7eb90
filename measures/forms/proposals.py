"""What a second member of the team says to a proposal, as they have read it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm


class AgreeForm(RecordForm):
    """That they agree to the version they have read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class SendBackForm(AgreeForm):
    """What stands against it."""

    words = forms.CharField(
        label=_("What stands against it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever proposed it reads this, and the team."),
    )
