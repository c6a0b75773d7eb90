"""The form of a table: which one, into which report, and how it is read where that is not to be found out."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm
from measures.library.sheets.dates import Order
from measures.library.sheets.encodings import ENCODINGS
from measures.library.sheets.limits import MOST_ROWS
from measures.models import ImportProfile, Marking, Report

# The text of a select with nothing chosen.
NOTHING = "-"
FOUND_OUT = _("Detect automatically")
ORDERS = [
    ("", FOUND_OUT),
    (Order.DAY_FIRST, _("Day first: 31/12/2027")),
    (Order.MONTH_FIRST, _("Month first: 12/31/2027")),
]
OPTIONS = {
    "encoding": _("Encoding"),
    "delimiter": _("Column separator"),
    "sheet": _("Sheet"),
    "header_row": _("Row with the column names"),
}
OPTION_LABELS: dict[str, Mapping[str, Any]] = {
    "encoding": ENCODINGS,
    "delimiter": {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Bar (|)")},
}


def header_row_field(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=OPTIONS["header_row"], required=False, min_value=1, max_value=MOST_ROWS, **kwargs)


class TableForm(RecordForm):
    """A table, and the report that its rows become measures of."""

    read_options = ("encoding", "delimiter", "header_row")
    is_as_last = True

    file = forms.FileField(label=_("Table"), help_text=_("CSV, TSV, XLSX, JSON or JSON Lines."))
    report = forms.ModelChoiceField(
        label=_("Report to import into"),
        queryset=Report.objects.current(),
        required=False,
        empty_label=_("A new report"),
        to_field_name="slug",
    )
    slug = forms.SlugField(label=_("Short name of the new report"), required=False, max_length=60)
    title = forms.CharField(label=_("Title of the new report"), required=False, max_length=300)
    author = forms.CharField(label=_("Author of the new report"), required=False, max_length=200)
    marking = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Marking,
        help_text=_(
            "Applies to its measures and, if a new report is created, to that report once the table is written. Until "
            "then only the team can read the report, and it is in no menu."
        ),
    )
    encoding = forms.ChoiceField(
        label=OPTIONS["encoding"], choices=[("", FOUND_OUT), *ENCODINGS.items()], required=False
    )
    delimiter = forms.ChoiceField(
        label=OPTIONS["delimiter"], choices=[("", FOUND_OUT), *OPTION_LABELS["delimiter"].items()], required=False
    )
    header_row = header_row_field(help_text=_("Leave it empty to detect it automatically."))
    order = forms.ChoiceField(label=_("Dates written as numbers"), choices=ORDERS, required=False)
    profile = forms.ChoiceField(
        label=_("Saved mapping"),
        required=False,
        help_text=_("As last time only if the table has the columns for it; else by their names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = ((str(profile.pk), str(profile)) for profile in ImportProfile.objects.all())
        self.fields["profile"].choices = [  # type: ignore[attr-defined]
            ("", _("As last time for this report")),
            (NOTHING, _("By the names of the columns")),
            *saved,
        ]

    def clean_profile(self) -> ImportProfile | None:
        """The saved mapping that was chosen, if one was."""
        chosen = self.cleaned_data["profile"]
        self.is_as_last = not chosen
        return ImportProfile.objects.get(pk=chosen) if chosen not in ("", NOTHING) else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("report"):
            return values
        if not values.get("slug") and "slug" not in self.errors:
            raise ValidationError({"slug": _("Choose a report, or enter a short name for a new one.")})
        if Report.objects.current().filter(slug=values.get("slug")).exists():
            raise ValidationError({"slug": _("There is already a report with this short name: choose it above.")})
        return values

    def option_fields(self) -> list[Any]:
        return [self[name] for name in (*self.read_options, "order")]

    def has_options(self) -> bool:
        """Whether any of them is set, or wrong."""
        return any(field.value() or field.errors for field in self.option_fields())

    def options(self) -> dict[str, Any]:
        """How the file is to be read, as far as that was chosen."""
        return {name: self.cleaned_data[name] for name in self.read_options if self.cleaned_data[name]}

    def new_report(self) -> dict[str, str]:
        """What was entered for a new report."""
        return {name: self.cleaned_data[name] for name in ("slug", "title", "author")}
