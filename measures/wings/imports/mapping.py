"""Which column is which field, and what the table's words stand for: corrected by people, saved under a name."""

from collections import Counter
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Lookup
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from measures.models import Kind, PartyKind, Status
from measures.wings.imports.sheets.options import ReadOptions

# What a column can be, in the order in which it is offered.
FIELDS = {
    "code": pgettext_lazy("of a measure", "Code"),
    "title": gettext_lazy("Title"),
    "title_zh_hans": gettext_lazy("Title in Chinese"),
    "description": gettext_lazy("Description"),
    "description_zh_hans": gettext_lazy("Description in Chinese"),
    "kind": gettext_lazy("Kind"),
    "party": gettext_lazy("Addressed to"),
    "party_code": gettext_lazy("Code of the party addressed"),
    "due_on": gettext_lazy("Target date"),
    "review_every_days": gettext_lazy("Days between checks"),
    "status": gettext_lazy("Status"),
    "owner": gettext_lazy("Owner"),
}


class JointNames(StrEnum):
    """How names are read that may mean one party or several, where nobody has chosen for each name."""

    ONE = "one"
    SEVERAL = "several"


WITH_VALUES = {"status": Status, "kind": Kind}


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table is read: its options, its columns, their values, and defaults for rows that leave something out."""

    options: ReadOptions = field(default_factory=ReadOptions)
    # From column to field; a column without a field is stored under its name.
    columns: dict[str, str] = field(default_factory=dict)
    # The columns that identify a row without a code; all columns if there are none.
    identity: list[str] = field(default_factory=list)
    # By field, from the table's words to ours; for a party, from a name to a code or to several names.
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    # Defaults for rows that leave them out: kind, party.
    defaults: dict[str, str] = field(default_factory=dict)
    party_kind: str = PartyKind.STATE
    # Whether day or month comes first in numeric dates; empty if unclear.
    order: str = ""
    # What names stand for that may be one party or several; empty if each is asked for.
    joint_names: str = ""
    # Whether what is left open should still be guessed.
    is_partial: bool = False
    # Whether what is left open should first be taken from the last table that was written into the report.
    is_as_last: bool = False

    @classmethod
    def from_json(cls, stored: Lookup[str, Any]) -> Self:
        values = {name: value for name, value in stored.items() if name in cls.__slots__}
        return cls(**{**values, "options": ReadOptions.from_json(stored.get("way", {}))})

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        del values["options"]
        return {"way": self.options.as_json(), **values}

    def column_of(self, name: str) -> str | None:
        return next((column for column, mapped in self.columns.items() if mapped == name), None)

    @property
    def mapped_columns(self) -> set[str]:
        """The columns that have a field; all others are stored under their names."""
        return {column for column, mapped in self.columns.items() if mapped}

    def with_changes(
        self,
        *,
        options: Lookup[str, object] | None = None,
        columns: Lookup[str, str] | None = None,
        values: Lookup[str, Lookup[str, str]] | None = None,
        defaults: Lookup[str, str] | None = None,
        identity: Iterable[str] | None = None,
        order: str | None = None,
        party_kind: str = "",
        joint_names: str | None = None,
    ) -> Self:
        """The mapping with some of it otherwise; a field has one column, and what is read otherwise is guessed anew."""
        columns, values = columns or {}, values or {}
        kept = {
            column: mapped
            for column, mapped in self.columns.items()
            if column not in columns and mapped not in columns.values()
        }
        changed = replace(
            self,
            options=self.options.with_changes(options or {}),
            columns={**kept, **columns},
            values={name: {**self.values.get(name, {}), **values.get(name, {})} for name in {**self.values, **values}},
            defaults={name: value for name, value in {**self.defaults, **(defaults or {})}.items() if value},
            identity=self.identity if identity is None else list(dict.fromkeys(identity)),
            order=self.order if order is None else order,
            party_kind=party_kind or self.party_kind,
            joint_names=self.joint_names if joint_names is None else joint_names,
        )
        # What was found out about another column no longer holds.
        if changed.column_of("due_on") != self.column_of("due_on") and changed.order == self.order:
            changed = replace(changed, order="")
        return replace(changed, is_partial=self.is_partial or changed.options != self.options)


def as_last_time(mapping: Mapping, last: Mapping) -> Mapping:
    """The last mapping of a report, changed by what was chosen in this one."""
    changed = last.with_changes(
        columns=mapping.columns,
        values=mapping.values,
        defaults=mapping.defaults,
        identity=mapping.identity or None,
        order=mapping.order or None,
        party_kind=mapping.party_kind,
        joint_names=mapping.joint_names or None,
    )
    return replace(changed, is_partial=False, is_as_last=False)


def mapping_faults(mapping: Mapping, columns: Collection[str]) -> list[str]:
    """What keeps a mapping from being used, in plain sentences."""
    faults = missing_columns([*mapping.columns, *mapping.identity], columns)
    for mapped, times in Counter(filter(None, mapping.columns.values())).items():
        if mapped not in FIELDS:
            faults.append(_("There is no field “%(field)s”.") % {"field": mapped})
        elif times > 1:
            faults.append(_("Two columns are mapped to “%(field)s”: choose one.") % {"field": FIELDS[mapped]})
    if mapping.column_of("title") is None:
        faults.append(_("Choose the column that is the title."))
        if len(columns) == 1:
            faults.append(_("Only one column was found: choose the column separator."))
    for name, words in mapping.values.items():
        choices = WITH_VALUES.get(name)
        for ours in words.values():
            if choices is not None and ours and ours not in choices.values:
                faults.append(
                    _("“%(value)s” is not one of our values for “%(field)s”.") % {"value": ours, "field": FIELDS[name]}
                )
    return faults


def missing_columns(names: Iterable[str], columns: Iterable[str]) -> list[str]:
    """Which of these are not columns of the table."""
    missing = dict.fromkeys(names).keys() - set(columns)
    return [_("There is no column “%(column)s”.") % {"column": name} for name in sorted(missing)]


def refuse_missing(mapping: Mapping, columns: Collection[str]) -> None:
    """Refuse a mapping of columns that are not there."""
    for name, chosen in (("identity", mapping.identity), ("columns", mapping.columns)):
        if faults := missing_columns(chosen, columns):
            raise ValidationError({name: faults})


def refuse_faults(mapping: Mapping, columns: Collection[str]) -> None:
    refuse_missing(mapping, columns)
    if faults := mapping_faults(mapping, columns):
        raise ValidationError({"columns": faults})
