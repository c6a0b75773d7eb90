"""A form with rows below it: what is wrong stands at its field, and what was typed is never lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict

from measures.errors import RuleError
from measures.forms.fields import RecordForm
from measures.forms.rows import FormRows, RowForm
from measures.whole_numbers import whole_number

CHINESE = "_zh_hans"


class PairedForm(RecordForm):
    """A form whose fields stand beside their Chinese; those in `beside` share a line."""

    beside: tuple[tuple[str, ...], ...] = ()

    @property
    def groups(self) -> list[list[BoundField]]:
        return fields_in_lines(self)


def fields_in_lines(form: PairedForm) -> list[list[BoundField]]:
    """The fields of a form, each with those that share its line."""
    first = {line[0]: line for line in form.beside}
    others = {name for line in form.beside for name in line[1:]}
    lines = in_both_languages(form)
    shown = {group[0].name: group for group in lines}
    return [
        [field for name in first.get(group[0].name, (group[0].name,)) for field in shown[name]]
        for group in lines
        if group[0].name not in others
    ]


def in_both_languages(form: RecordForm) -> list[list[BoundField]]:
    """The fields of a form, each with its Chinese beside it."""
    visible = {field.name: field for field in form.visible_fields()}
    alone = [
        name for name in visible if name.removesuffix(CHINESE) == name or name.removesuffix(CHINESE) not in visible
    ]
    return [[visible[each] for each in (name, f"{name}{CHINESE}") if each in visible] for name in alone]


class PairedRow(RowForm, PairedForm):
    """A row whose fields stand beside their Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKind:
    """One kind of rows: their form, how many blank ones there are at first, and what their forms are made with."""

    form: type[PairedRow]
    title: str
    add_label: str
    blank: int = 1
    hint: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class FormWithRows:
    """A form and its rows by kind."""

    form: PairedForm
    rows: dict[str, FormRows[Any]]
    kinds: Mapping[str, RowKind]

    @classmethod
    def of(
        cls, sent: QueryDict, form: type[PairedForm], kinds: Mapping[str, RowKind], *, initial: Any = None, **given: Any
    ) -> Self:
        """The form at first, as it was sent to be saved, or with one more row as its writer asked for."""
        added = sent.get("act", "").removeprefix("add-")
        if added in kinds:
            rows = {
                name: FormRows.typed(kind.form, name, sent, added=name == added, **kind.given)
                for name, kind in kinds.items()
            }
            return cls(form(initial=typed_in(form, sent, given), **given), rows, kinds)
        if sent:
            rows = {name: FormRows.sent(kind.form, name, sent, **kind.given) for name, kind in kinds.items()}
            return cls(form(sent, **given), rows, kinds)
        rows = {
            name: FormRows.fresh(kind.form, name, (), blank=kind.blank, **kind.given) for name, kind in kinds.items()
        }
        return cls(form(initial=initial, **given), rows, kinds)

    @property
    def sections(self) -> list[tuple[RowKind, FormRows[Any]]]:
        return [(self.kinds[name], rows) for name, rows in self.rows.items()]

    def is_valid(self) -> bool:
        return all([self.form.is_bound and self.form.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def values(self, name: str) -> list[dict[str, Any]]:
        """What the filled rows of a kind say."""
        return [row.cleaned_data for row in self.rows[name].filled]

    def is_done(self, act: Callable[[], object]) -> bool:
        """Whether what it asks for was done; if not, it shows what is wrong."""
        if not self.is_valid():
            return False
        try:
            act()
        except ValidationError as error:
            self.show_errors(error)
        except RuleError as error:
            self.form.add_error(None, str(error))
        else:
            return True
        return False

    def show_errors(self, error: ValidationError) -> None:
        """Show what the operation found wrong at its field: its paths count the filled rows."""
        found: Mapping[str, Sequence[Any]] = (
            error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        )
        for path, messages in found.items():
            name, *rest = path.split(".")
            place = whole_number(rest[0]) if rest else None
            if name in self.rows and place is not None:
                row = self.rows[name].filled[place]
                at = rest[1] if len(rest) > 1 and rest[1] in row.fields else None
                row.add_error(at, messages)
            else:
                name = path if path in self.form.fields else name
                self.form.add_error(name if name in self.form.fields else None, messages)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        bound = [row for rows in self.rows.values() for row in rows.filled if row.is_bound]
        return [*self.form.faults, *(fault for row in bound for fault in row.faults)] if self.form.is_bound else []


def typed_in(form: type[PairedForm], sent: QueryDict, given: Mapping[str, object]) -> dict[str, object]:
    """What was typed into a form, unchecked; a field that takes several has all of them."""
    fields = form(**given).fields
    lists = [name for name, field in fields.items() if getattr(field.widget, "allow_multiple_selected", False)]
    return {name: sent.getlist(name) if name in lists else sent.get(name, "") for name in fields}
