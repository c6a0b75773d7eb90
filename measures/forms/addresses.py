"""What to make a secret address for."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.models import SecretUrlKind
from measures.publishing.secret_addresses import LIST, MEASURES
from measures.publishing.secret_addresses import TABLES as FILTERS

# The lists that a table can show, by their names in the API.
TABLES = {
    MEASURES: _("Measures"),
    "entries": _("Journal"),
    "bearings": _("Effects"),
    "views": _("Views"),
    "statuses": _("Statuses"),
    "milestones": _("Milestones"),
    "dates": _("Dates to watch"),
    "ambiguities": _("Ambiguities"),
    "evidence": _("Sources"),
    "readouts": _("Readouts"),
    "subjects": _("Subjects"),
    "mentions": _("What the texts of a meeting mention"),
    "judgements": _("Judgements of two sides’ texts"),
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
        help_text=_("As in the address of the list, after the question mark. Without any it shows everything."),
    )

    def clean(self) -> dict[str, Any]:
        """The filters of a table say which list it is of; of those that the form began with, that list may lack one."""
        fields = self.cleaned_data
        table, filters = fields.pop("table", "") or MEASURES, QueryDict(fields.get("filters", ""), mutable=True)
        if fields.get("kind") == SecretUrlKind.TABLE and LIST not in filters:
            if "filters" not in self.changed_data and "followed" not in FILTERS[table].base_filters:
                filters.pop("followed", None)
            fields["filters"] = "&".join(filter(None, [f"{LIST}={table}", filters.urlencode()]))
        return fields
