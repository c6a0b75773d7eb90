"""Forms with rows that can be added without JavaScript: faults stand at their fields, nothing typed is lost."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.functional import Promise

from measures.errors import RuleError
from measures.forms.fields import RecordForm, typed
from measures.operations.drafts import EntryDraft
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

    def field_of(self, path: Sequence[str]) -> str:
        """The name of the field at which a fault stands; `path` leads to it from this row."""
        return path[0] if path else self.deciding_fields[0]

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


@dataclass(slots=True)
class WholeForm(ABC):
    """A form of many parts; `overall` are the faults that stand at no field: an anchor, a label and the message."""

    overall: list[tuple[str, str, str]] = field(default_factory=list, kw_only=True)

    @abstractmethod
    def is_valid(self) -> bool:
        """Whether each part of it is."""

    @abstractmethod
    def draft(self, *, on: date) -> EntryDraft:
        """The draft of the checked form; `on` is the writer's today."""

    @abstractmethod
    def place(self, path: str, message: str) -> None:
        """Show a fault of the operation at its field."""

    def show_errors(self, error: ValidationError) -> None:
        """Show the operation's errors at their fields: its paths count the filled rows."""
        for path, messages in error.message_dict.items():
            for message in messages:
                self.place(path, message)

    def add(self, form: RecordForm, field_name: str, message: str, *, anchor: str) -> None:
        if field_name in form.fields:
            form.add_error(field_name, message)
        else:
            self.overall.append((anchor, "", message))
