"""What to make a secret address for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.models import SecretUrlKind


class SecretUrlForm(RecordForm):
    """A calendar, a feed or a table, its name, and which of the list it shows."""

    called = forms.CharField(label=_("What to call it"), max_length=100)
    kind = forms.ChoiceField(label=_("What it is"), choices=SecretUrlKind)
    filters = forms.CharField(
        label=_("Filters"),
        max_length=1000,
        required=False,
        help_text=_(
            "As in the address of the list, after the question mark. Without any it shows everything. A table is of "
            "the list of measures, unless another is named here, as the documentation of the API says."
        ),
    )
