"""Rows of a form that can be added without JavaScript: bearings, views, sources, milestones."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise

from measures.forms.fields import RecordForm, typed
from measures.whole_numbers import whole_number

MOST = 60
# Placeholders that a script replaces with the position of a row it adds, from 0 and from 1.
PLACE, INNER_PLACE = "~0~", "~1~"


class RowForm(RecordForm):
    """One row; it counts only if one of its `deciding_fields` is filled."""

    deciding_fields: tuple[str, ...] = ()
    row_title: str | Promise = ""
    invitation: str | Promise = ""
    is_left_out = False
    is_unfolded = False
    is_first_asked = False

    @property
    def is_blank(self) -> bool:
        """Whether none of its `deciding_fields` is filled, so that the row does not count."""
        if self.is_left_out:
            return True
        values = self.data if self.is_bound else self.initial
        names = [self.add_prefix(name) if self.is_bound else name for name in self.deciding_fields]
        if any(name in self.files for name in names):
            return False
        return not any(str(values.get(name) or "").strip() for name in names)

    @property
    def name(self) -> str:
        """The row's name: “Bearing 2”."""
        return self.numbered_title

    @property
    def numbered_title(self) -> str:
        """The same for templates, where the name is that of a field if there is one."""
        place = str(self.prefix).rpartition("-")[2]
        return str(self.row_title) % {"number": INNER_PLACE if place == PLACE else int(place) + 1}

    @property
    def is_open(self) -> bool:
        """Whether it is shown unfolded: the first, filled ones, and the one just added."""
        return not self.is_blank or self.is_unfolded or self.is_first_asked


class FormRows[Row: RowForm]:
    """The rows of one kind, as many as were requested; blank ones do not count."""

    def __init__(self, form: type[Row], name: str, forms: Sequence[Row], form_arguments: Mapping[str, Any]) -> None:
        self.form, self.name, self.forms, self.form_arguments = form, name, list(forms), form_arguments

    @classmethod
    def fresh(
        cls, form: type[Row], name: str, initial: Sequence[Mapping[str, object]], *, blank: int, **form_arguments: Any
    ) -> "FormRows[Row]":
        """Rows to begin with: the given ones, then blank ones."""
        values = [*initial, *({} for _ in range(max(blank - len(initial), 0)))]
        rows = [
            form(initial=dict(each), prefix=f"{name}-{index}", **form_arguments) for index, each in enumerate(values)
        ]
        return cls(form, name, rows, form_arguments)

    @classmethod
    def sent(
        cls,
        form: type[Row],
        name: str,
        sent: Mapping[str, Any],
        *,
        files: Mapping[str, Any] | None = None,
        **form_arguments: Any,
    ) -> "FormRows[Row]":
        """The sent rows with their files, to be checked; a blank one has nothing to check."""
        rows = [
            form(sent, files, prefix=f"{name}-{index}", **form_arguments)
            for index in range(count_rows_sent(name, sent))
        ]
        blank = cls.typed(form, name, sent, **form_arguments)
        return cls(
            form, name, [was if row.is_blank else row for row, was in zip(rows, blank, strict=True)], form_arguments
        )

    @classmethod
    def typed(
        cls, form: type[Row], name: str, sent: Mapping[str, Any], *, added: int = 0, **form_arguments: Any
    ) -> "FormRows[Row]":
        """The rows as they were typed, unchecked, with so many more."""
        count = count_rows_sent(name, sent)
        rows = [
            form(initial=typed(form, sent, f"{name}-{index}"), prefix=f"{name}-{index}", **form_arguments)
            for index in range(max(count, min(count + added, MOST)))
        ]
        for row in rows[count:]:
            row.is_unfolded = True
        return cls(form, name, rows, form_arguments)

    def __iter__(self) -> Any:
        return iter(self.forms)

    @property
    def filled(self) -> list[Row]:
        return [form for form in self.forms if not form.is_blank]

    @property
    def another(self) -> Row:
        """A blank row, from which a script makes as many more as are needed."""
        row = self.form(prefix=f"{self.name}-{PLACE}", **self.form_arguments)
        row.is_unfolded = True
        return row

    def begin(self, initial: Mapping[str, object]) -> Row:
        """Fill the first blank row, or one more, and unfold it."""
        place = next((index for index, form in enumerate(self.forms) if form.is_blank), len(self.forms))
        row = self.form(initial=dict(initial), prefix=f"{self.name}-{place}", **self.form_arguments)
        row.is_unfolded = True
        self.forms[place : place + 1] = [row]
        return row

    @property
    def next_anchor(self) -> str:
        """Where on the page the next added row will be."""
        return f"{self.name}-{len(self.forms)}"

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.filled)


def count_rows_sent(name: str, sent: Mapping[str, object]) -> int:
    """How many rows were on the page; more than may be added there only if something was sent of that many."""
    begun = {field.removeprefix(f"{name}-").partition("-")[0] for field in sent if field.startswith(f"{name}-")}
    return min(whole_number(str(sent.get(f"{name}-rows", ""))) or 0, max(MOST, len(begun)))
