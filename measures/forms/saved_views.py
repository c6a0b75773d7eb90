"""Naming a saved view."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.models import SavedList


class NameForm(RecordForm):
    """What a view is called."""

    called = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class SaveForm(NameForm):
    """The name of a view, its list and its filters."""

    page = forms.ChoiceField(choices=SavedList, widget=forms.HiddenInput)
    filters = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
