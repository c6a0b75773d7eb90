"""What to do with rows that both the file and somebody here have changed, and what rows say in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.forms.fields import RecordForm
from measures.forms.imports import NOTHING
from measures.library.imports.mapping import FIELDS, WITH_VALUES
from measures.models import Decision, ImportRow
from measures.models.imports import CONFLICT, EXTRA, flat

BY_ROW = [(NOTHING, gettext_lazy("By field")), *Decision.choices]
BY_FIELD = [
    (NOTHING, gettext_lazy("Undecided")), (Decision.KEEP, Decision.KEEP.label), (Decision.TAKE, Decision.TAKE.label),
]  # fmt: skip
# Fields of rows that no column is mapped to under this name.
ROW_FIELDS = {"parties": FIELDS["party"], "withdrawn_at": gettext_lazy("Withdrawn")}


def field_label(name: str) -> str:
    """The label of a field; that of a further one is its column's name."""
    return str(FIELDS.get(name) or ROW_FIELDS.get(name) or name.removeprefix(EXTRA))


def words_of(name: str, value: Any) -> str:
    """The value of a field, in words."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name in WITH_VALUES and value in WITH_VALUES[name].values:
        return str(WITH_VALUES[name](value).label)
    return "" if value is None else str(value)


class ConflictForm(RecordForm):
    """What to do with the conflicting rows that are shown: with a whole row, or with each of its fields."""

    html_id = "conflicts"

    def __init__(self, *args: Any, rows: Iterable[ImportRow], decisions: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            decided = decisions.get(str(row.row_number), "")
            of_row, of_fields = ("", decided) if isinstance(decided, dict) else (decided, {})
            label = _("Row %(number)d, %(code)s") % {"number": row.row_number, "code": row.code}
            self.add_choice(f"row-{row.row_number}", label, BY_ROW, of_row)
            for field, name in self.fields_of(row).items():
                self.add_choice(field, f"{label}{_(': ')}{field_label(name)}", BY_FIELD, of_fields.get(name))

    def add_choice(self, field: str, label: str, choices: Any, decided: Any) -> None:
        select = forms.Select({"form": self.html_id})
        self.fields[field] = forms.ChoiceField(
            label=label, choices=choices, initial=decided or NOTHING, required=False, widget=select
        )

    @staticmethod
    def fields_of(row: ImportRow) -> dict[str, str]:
        """The form's fields for the fields of a row that are in conflict."""
        return {f"row-{row.row_number}-{place}": name for place, name in enumerate(row.in_conflict)}

    def decided(self) -> dict[str, Any]:
        """One decision, or one for each field, by row number."""
        chosen: dict[str, str] = {name: value.removeprefix(NOTHING) for name, value in self.cleaned_data.items()}
        found = {}
        for row in self.rows:
            by_field = {name: chosen[field] for field, name in self.fields_of(row).items() if chosen[field]}
            found[str(row.row_number)] = chosen[f"row-{row.row_number}"] or by_field
        return {row_number: decision for row_number, decision in found.items() if decision}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a page shows it: what is wrong with it, what differs, and what can be chosen where it is in conflict."""

    row: ImportRow
    problems: list[tuple[str, str]]
    # Each with what is here, what is in the file, and the choice where both have changed.
    differences: list[tuple[str, str, str, Any]]
    choice: Any = None

    @classmethod
    def of(cls, row: ImportRow, form: ConflictForm | None = None) -> Self:
        choices = {name: form[field] for field, name in form.fields_of(row).items()} if form else {}
        differences = [
            (field_label(name), words_of(name, here), words_of(name, file), choices.get(name))
            for name, here, file in row.compared
        ]
        problems = [
            (field_label(each["field"]), each["message"]) for each in row.problems if each["message"] != CONFLICT
        ]
        return cls(row, problems, differences, form[f"row-{row.row_number}"] if form else None)

    def values(self) -> list[tuple[str, str]]:
        """What would be written of the row, in words."""
        return [(field_label(name), words_of(name, value)) for name, value in flat(self.row.fields).items() if value]
