"""The form that begins an origin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm


class OriginForm(RecordForm):
    """Why the heads of a chain are signed under another origin."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
