"""The form by which a report is begun without a library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.editing import join_wording, level_fields, split_wording
from measures.forms.fields import PartialDateFormField, long, short
from measures.forms.rows import PairedForm, PairedRow
from measures.models import LEVELS, PartyKind
from measures.models.reports import USUAL_DISCLAIMER, USUAL_LEVELS


class ReportForm(PairedForm):
    """What a report is, and what its levels are called."""

    beside = (("published", "url"),)
    folded = tuple(f"level_{level}" for level in LEVELS)
    folded_title = _("What its levels are called")
    title = forms.CharField(label=_("Title"), max_length=300)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=300)
    topic = short(label=_("Topic"), max_length=200, help_text=_("What it is about, in few words."))
    topic_zh_hans = short(label=_("Topic in Chinese"), max_length=200)
    aim = short(
        label=_("Aim"),
        max_length=200,
        help_text=_("What its measures are for, as it stands after “14 recommendations on”."),
    )
    aim_zh_hans = short(label=_("Aim in Chinese"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        required=False,
        help_text=_("Stands in addresses and never changes. Empty: made from the title."),
    )
    author = short(label=_("Author"), max_length=200)
    author_zh_hans = short(label=_("Author in Chinese"), max_length=200)
    publisher = short(label=_("Publisher"), max_length=200)
    publisher_zh_hans = short(label=_("Publisher in Chinese"), max_length=200)
    published = PartialDateFormField(label=_("Published"), required=False)
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    disclaimer = forms.CharField(
        label=_("Disclaimer"),
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands on every page and in every file."),
    )
    disclaimer_zh_hans = long(rows=3, label=_("Disclaimer in Chinese"))
    is_fictional = forms.BooleanField(label=_("It is fictional, and every page says so"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= level_fields("level")

    @staticmethod
    def initial_values() -> dict[str, object]:
        """What stands in the fields at first."""
        return {**USUAL_DISCLAIMER, **split_wording("level", USUAL_LEVELS)}

    def values(self) -> dict[str, Any]:
        """What it says, under the names of the operation."""
        values = {name: value for name, value in self.cleaned_data.items() if not name.startswith("level_")}
        return {**values, "levels": join_wording("level", self.cleaned_data, {})}


class NewPartyForm(PairedRow):
    """A party that is not here yet."""

    deciding_fields = ("code", "name", "name_zh_hans")
    row_title = _("Party %(number)s")
    invitation = _("Add a party that is not here yet")
    beside = (("code", "kind"),)
    name = forms.CharField(label=_("Name"), max_length=200)  # type: ignore[assignment]
    name_zh_hans = short(label=_("Name in Chinese"), max_length=200)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("For a state its two letters in ISO 3166-1; else your own word in capitals. It never changes."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=PartyKind)

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).upper()
