"""Which column says what, and in which words: guessed, corrected, kept under a name."""

import re
from collections.abc import Collection, Iterable
from collections.abc import Mapping as Lookup
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from measures.library.imports.survey import Survey
from measures.library.sheets.dates import Order, order_of
from measures.library.sheets.sheet import Row, Sheet
from measures.models import Kind, PartyKind, Status

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
    "review_every_days": gettext_lazy("Check every so many days"),
    "status": gettext_lazy("Status"),
    "owner": gettext_lazy("Owner"),
}
# The words of columns, without blanks and signs, that mostly say so; a former one is preferred.
USUAL = {
    name: tuple(words.split())
    for name, words in {
        "code": "code key id ref reference number no cveid 编号 代码 序号",
        "title": "title name measure recommendation vulnerabilityname text 标题 名称 措施 建议",
        "title_zh_hans": "titlezh titlezhhans titlechinese titleinchinese 中文标题",
        "description": "description shortdescription details summary 说明 描述",
        "description_zh_hans": "descriptionzh descriptionzhhans descriptioninchinese 中文说明",
        "kind": "kind 类型",
        "party": "party parties addressedto country state stateunderreview vendorproject to 当事方 国家",
        "party_code": "partycode countrycode iso iso2 iso3",
        "due_on": "due dueon duedate deadline targetdate target 目标日期 期限 截止日期 到期日",
        "review_every_days": "reviewdays revieweverydays checkeverydays",
        "status": "status progress 状态 进展",
        "owner": "owner owners responsible assignee assignedto lead 负责人",
    }.items()
}
WITH_VALUES = {"status": Status, "kind": Kind}
PARTIES_APART = re.compile(r"\s*[;；]\s*")


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a table is read: its form, its columns, their values, what goes for rows that do not say."""

    # Encoding, delimiter, sheet, where they are not as they are found out.
    way: dict[str, str] = field(default_factory=dict)
    # From column to field; a column without a field is kept under its name.
    columns: dict[str, str] = field(default_factory=dict)
    # The columns by which a row without a code is known; where there are none, all are.
    identity: list[str] = field(default_factory=list)
    # By field, from their words to ours; of a party from a name to a code.
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    # What goes for rows that do not say: kind, party.
    defaults: dict[str, str] = field(default_factory=dict)
    party_kind: str = PartyKind.STATE
    order: str = Order.DAY_FIRST
    # Whether what it does not say is still to be guessed.
    is_partial: bool = False

    @classmethod
    def read(cls, kept: Lookup[str, Any]) -> Self:
        return cls(**{name: value for name, value in kept.items() if name in cls.__slots__})

    def kept(self) -> dict[str, Any]:
        return asdict(self)

    def column_of(self, name: str) -> str | None:
        return next((column for column, mapped in self.columns.items() if mapped == name), None)

    @property
    def extra(self) -> set[str]:
        """The columns that have a field; all others are kept under their names."""
        return {column for column, mapped in self.columns.items() if mapped}

    def with_changes(
        self,
        columns: Lookup[str, str],
        values: Iterable[tuple[str, str, str]],
        defaults: Lookup[str, str],
        survey: Survey,
        identity: Iterable[str] | None = None,
    ) -> Self:
        """The mapping with some columns, values and defaults said otherwise; a field has one column."""
        taken = set(columns.values())
        kept = {
            column: mapped for column, mapped in self.columns.items() if mapped not in taken and column not in columns
        }
        fields = {**kept, **{column: mapped for column, mapped in columns.items() if mapped}}
        words = values_for(fields, survey)
        for name, known in self.values.items():
            words[name] = words.get(name, {}) | known
        for name, theirs, ours in values:
            words.setdefault(name, {})[theirs] = ours
        chosen = self.identity if identity is None else list(dict.fromkeys(identity))
        said = {name: value for name, value in {**self.defaults, **defaults}.items() if value}
        return replace(self, columns=fields, identity=chosen, values=words, defaults=said)


def completed(said: Mapping, sheet: Sheet, survey: Survey) -> Mapping:
    """A mapping with what it leaves to be guessed."""
    if not said.is_partial:
        return said
    words = [(name, theirs, ours) for name, known in said.values.items() for theirs, ours in known.items()]
    # What was said of columns that it has not, read so, goes; by some of those that make a row known it is not known.
    identity = said.identity if survey.columns.keys() >= set(said.identity) else []
    columns = {column: mapped for column, mapped in said.columns.items() if column in survey.columns}
    guessed = replace(guess(sheet, survey), way=said.way, party_kind=said.party_kind)
    return guessed.with_changes(columns, words, said.defaults, survey, identity)


def guess(sheet: Sheet, survey: Survey) -> Mapping:
    """The mapping that the words of the columns suggest; a code has to tell the rows apart."""
    found: dict[str, str] = {}
    plain_names = {re.sub(r"[\W_]", "", name).casefold(): name for name in reversed(sheet.columns)}
    for mapped, usual in USUAL.items():
        candidates = (plain_names[word] for word in usual if word in plain_names)
        column = next(
            (each for each in candidates if each not in found and (mapped != "code" or survey.tells_apart(each))), None
        )
        if column:
            found[column] = mapped
    dated = next((column for column, mapped in found.items() if mapped == "due_on"), None)
    order = order_of(survey.columns[dated].values) if dated else None
    return Mapping(
        columns=found,
        values=values_for(found, survey),
        order=order or Order.DAY_FIRST,
    )


def values_for(columns: Lookup[str, str], survey: Survey) -> dict[str, dict[str, str]]:
    """Those of their words that are ours too, whatever their case."""
    found: dict[str, dict[str, str]] = {}
    for column, mapped in columns.items():
        if choices := WITH_VALUES.get(mapped):
            ours = {spelling: value for value, label in choices.choices for spelling in spellings(value, label)}
            theirs_known = survey.columns[column].values if column in survey.columns else ()
            known = {theirs: ours[plain(theirs)] for theirs in theirs_known if plain(theirs) in ours}
            found[mapped] = known
    return found


def spellings(value: str, label: object) -> list[str]:
    return [plain(value), plain(str(label))]


def plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


def faults_of(mapping: Mapping, columns: Collection[str]) -> list[str]:
    """What keeps a mapping from being used, in plain sentences."""
    faults = faults_of_names([*mapping.columns, *mapping.identity], columns)
    for mapped in mapping.columns.values():
        if mapped and mapped not in FIELDS:
            faults.append(_("There is no field “%(field)s”.") % {"field": mapped})
    if mapping.column_of("title") is None:
        faults.append(_("Say which column is the title."))
    for name, words in mapping.values.items():
        choices = WITH_VALUES.get(name)
        for ours in words.values():
            if choices is not None and ours and ours not in choices.values:
                faults.append(_("“%(value)s” is no %(field)s of ours.") % {"value": ours, "field": FIELDS[name]})
    return faults


def faults_of_names(names: Iterable[str], columns: Iterable[str]) -> list[str]:
    """Which of these names are none of a column."""
    missing = dict.fromkeys(names).keys() - set(columns)
    return [_("There is no column “%(column)s”.") % {"column": name} for name in sorted(missing)]


def refuse_faults(mapping: Mapping, columns: Collection[str]) -> None:
    if faults := faults_of_names(mapping.identity, columns):
        raise ValidationError({"identity": faults})
    if faults := faults_of(mapping, columns):
        raise ValidationError({"columns": faults})


def identity_of(row: Row, mapping: Mapping) -> tuple[str, ...]:
    """What a row without a code is known by: the filled cells of some columns or of all, whatever their order."""
    columns = mapping.identity or row.cells
    return tuple(text for column in sorted(columns) if column in row.cells for text in (column, row.cells[column]))
