"""Editing what a report's catalogue says: the one way to add a row of any noun, to revise it, and to withdraw it.

What people may edit of each noun is declared in `nouns`; pages, the API, the row history's upgrades and the documents
follow from there.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Field, ManyToManyField, Max, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RuleError
from measures.models import Audience, Entry, EntryKind, Evidence, Measure, Party, Report, User
from measures.models.keys import free_key, key_from
from measures.models.texts import Bilingual
from measures.operations.batches import Revision, as_single_row, require_rows, revise_rows
from measures.operations.clock import clock
from measures.operations.evidence import random_key
from measures.operations.faults import Faults, faults
from measures.operations.locks import lock_row
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import update_columns

type Above = Report | Measure | None

# As libraries may have them.
OWN_KEY = re.compile(r"(?=.{1,39}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*")


def no_rules(row: Any, found: Faults, changed: Mapping[str, Any]) -> None:
    """A noun whose columns say all there is to check."""


def nothing_along(row: Any, changed: Collection[str], by: User) -> Mapping[str, Any]:
    """A noun of which nothing else changes along with what people change."""
    return {}


def no_stamps(by: User, on: date | None) -> Mapping[str, Any]:
    """A noun that does not say who added a row, nor when."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Noun:
    """A kind of row that people edit: which of its columns, in the order in which a form shows them.

    A bilingual column stands for both languages. References and many-to-many fields are given by keys.
    """

    name: str
    model: Any
    columns: Sequence[str]
    # Columns that are given when a row is added, and then stay.
    columns_of_new: Sequence[str] = ()
    # Columns that a button changes, not the form.
    switches: Sequence[str] = ()
    # Names under which a writer may give the keys for several many-to-many fields together.
    together: Mapping[str, Sequence[str]] = field(default_factory=dict)
    act: str = "edit_catalogue"
    # The act of adding, if it is another.
    act_to_add: str = ""
    # The field of the row that it belongs to, if any.
    within: str = "report"
    # The column that identifies it, and the one of which keys are proposed or made; or the word in a random key.
    key: str = "key"
    key_of: str = "title"
    random_key_of: str = ""
    # A column that no two rows of one report or measure share.
    once: str = ""
    # The column that says when a row has ended for good, and what is answered to whoever changes it after.
    ended_by: str = ""
    ended: type[RuleError] = RuleError
    # What a new row says of who added it, and which other columns change with those that were changed.
    stamps: Callable[[User, date | None], Mapping[str, Any]] = no_stamps
    along: Callable[[Any, Collection[str], User], Mapping[str, Any]] = nothing_along
    # The names of the page that shows a row, and of a list for all its readers in place of the editors' one.
    page: str = ""
    list_page: str = ""
    # What the form says first, and beside its fields.
    before_adding: str | Promise = ""
    before_editing: str | Promise = ""
    hints: Mapping[str, str | Promise] = field(default_factory=dict)
    # Whether a form of its own adds rows, with all that hangs on them.
    has_form_for_new: bool = False
    # The rules for a row and what changes of it: columns with their values, many-to-many fields with the rows they get.
    check: Callable[[Any, Faults, Mapping[str, Any]], None] = no_rules
    # What locks rows, by their numbers, before they are read or one is added, and what is computed anew once they have
    # changed.
    lock: Callable[[Collection[int]], object] | None = None
    restate: Callable[[Mapping[Any, Mapping[str, Any]]], object] | None = None

    @property
    def act_of_adding(self) -> str:
        return self.act_to_add or self.act

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def fields(self) -> "list[Field[Any, Any]]":
        """The fields that are edited, each text followed by its Chinese."""
        texts = self.texts
        names = [each for name in self.columns for each in (name, *([f"{name}_zh_hans"] if name in texts else []))]
        return [self.model._meta.get_field(name) for name in names]

    @property
    def fields_of_new(self) -> "list[Field[Any, Any]]":
        """The fields that are filled in when a row is added."""
        return [*self.fields, *map(self.model._meta.get_field, self.columns_of_new)]

    @property
    def references(self) -> "Mapping[str, list[Field[Any, Any]]]":
        """The fields that take keys, by the name under which these are given."""
        alone = {field.name: [field] for field in self.fields_of_new if field.is_relation}
        return alone | {name: [alone[each][0] for each in names] for name, names in self.together.items()}

    @property
    def texts(self) -> list[str]:
        """The texts that have their Chinese."""
        bilingual = self.model.bilingual_names() if issubclass(self.model, Bilingual) else ()
        return [name for name in self.columns if name in bilingual]

    @property
    def columns_kept(self) -> list[str]:
        """The columns that a later version of a library leaves as somebody here has made them."""
        return [field.attname for field in self.fields if not isinstance(field, ManyToManyField)]

    @property
    def has_code(self) -> bool:
        """Whether its key is made of a code that never changes."""
        return self.key_of == "code"

    @property
    def is_withdrawable(self) -> bool:
        return not self.ended_by and hasattr(self.model, "withdrawn_at")

    def is_open(self, row: Any) -> bool:
        """Whether a row has not ended for good."""
        return not self.ended_by or getattr(row, self.ended_by) is None

    def rows(self, by: User) -> QuerySet[Any]:
        """The rows that a person may read."""
        found: QuerySet[Any] = self.model._default_manager.visible_to(access.audience_of(by))
        return found.select_related(self.report_path) if self.report_path else found

    @property
    def report_path(self) -> str:
        """The way from a row to the report that it belongs to; a report is itself, and parties belong to none."""
        return {"measure": "measure__report", "report": "report"}.get(self.within, "")

    def of_report(self, rows: QuerySet[Any], report: Report) -> QuerySet[Any]:
        """Those of some rows that belong to a report; parties belong to none."""
        return rows if self.model is Party else rows.filter(**{self.report_path or "pk": report.pk})


def key_name(model: type[Model]) -> str:
    """The column by which people name a row."""
    return "code" if model is Party else "slug" if model is Report else "key"


def report_above(above: Any) -> Report | None:
    """The report that a row belongs to."""
    match above:
        case None | Report():
            return above
        case _:
            return getattr(above, "report", None) or report_above(getattr(above, "measure", None))


def nameable(field: "Field[Any, Any]", report: Report | None, audience: Audience, row: Any = None) -> QuerySet[Any]:
    """The rows that a field may name: parties, sources, and what stands in the same report.

    Of developments those that count, and the one that the row names already.
    """
    model: Any = field.related_model
    if model is Evidence:
        return Evidence.objects.marked_for(audience).order_by("key")
    rows: QuerySet[Any] = model._default_manager.visible_to(audience)
    if model is Party:
        return rows.order_by("code")
    rows = rows.filter(report=report)
    if model is Entry:
        counting = Q(pk__in=Entry.objects.counting().order_by().values("pk"))
        return rows.filter(counting | Q(pk=getattr(row, field.attname, None)), kind=EntryKind.DEVELOPMENT)
    return rows.order_by("position", "pk")


def values_of(noun: Noun, row: Any) -> dict[str, Any]:
    """What people may edit of a row, as it is now, with the keys of the rows that it names."""
    keys = keys_named(noun, row)
    return {field.name: keys[field.name] if field.is_relation else getattr(row, field.name) for field in noun.fields}


def keys_named(noun: Noun, row: Any) -> dict[str, Any]:
    """The keys of the rows that each field of a row names, in one query."""
    found: dict[str, Any] = {}
    for each in noun.fields:
        if isinstance(each, ManyToManyField):
            key, through = f"{each.m2m_reverse_field_name()}__{key_name(each.related_model)}", each.remote_field.through
            links: QuerySet[Any] = QuerySet(through).filter(**{each.m2m_field_name(): OuterRef("pk")})
            found[f"{each.name}_keys"] = ArraySubquery(links.values(key))
        elif each.is_relation:
            model: Any = each.related_model
            found[f"{each.name}_keys"] = Coalesce(F(f"{each.name}__{key_name(model)}"), Value(""))
    if not found:
        return {}
    [keys] = noun.model._default_manager.filter(pk=row.pk).values(**found)
    return {
        name.removesuffix("_keys"): sorted(value) if isinstance(value, list) else value for name, value in keys.items()
    }


def resolve(
    noun: Noun,
    changes: Mapping[str, Any],
    report: Report | None,
    found: Faults,
    *,
    audience: Audience,
    row: Any = None,
    at: str = "",
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The changes with rows in place of their keys: those of columns, and those of many-to-many fields."""
    names = [*(each.name for each in noun.fields_of_new if not each.is_relation), *noun.switches]
    columns: dict[str, Any] = {name: changes[name] for name in names if name in changes}
    links: dict[str, list[Any]] = {}
    for name, fields in noun.references.items():
        if name not in changes:
            continue
        value, is_many = changes[name], isinstance(fields[0], ManyToManyField)
        wanted = value if is_many else [value] if value else []
        rows = [rows_by_key(each, wanted, report, audience, row) for each in fields]
        for place, key in enumerate(wanted):
            if not any(key in of_field for of_field in rows):
                found.add_unknown(f"{at}{name}" + f".{place}" * is_many, key)
        for each, of_field in zip(fields, rows, strict=True):
            named = [of_field[key] for key in wanted if key in of_field]
            if is_many:
                links[each.name] = named
            else:
                columns[each.attname] = named[0].pk if named else None
    return columns, links


def rows_by_key(
    field: "Field[Any, Any]", wanted: Sequence[str], report: Report | None, audience: Audience, row: Any
) -> dict[str, Any]:
    """The rows with these keys that a field may name."""
    name = key_name(field.related_model)  # type: ignore[arg-type]
    rows = nameable(field, report, audience, row).filter(**{f"{name}__in": wanted}) if wanted else ()
    return {getattr(each, name): each for each in rows}


def resolve_together(
    noun: Noun, revisions: Sequence[Revision], rows: Mapping[str, Any], *, by: User
) -> tuple[list[Revision], dict[str, dict[str, list[Any]]]]:
    """The changes of columns, and by the key of each row the many-to-many fields that differ."""
    resolved, links = [], {}
    with faults() as found:
        for index, revision in enumerate(revisions):
            row = rows[revision.key]
            columns, of_row = resolve(
                noun,
                revision.changes,
                report_above(row),
                found,
                audience=access.audience_of(by),
                row=row,
                at=f"{index}.",
            )
            if noun.is_withdrawable and "withdrawn" in revision.changes:
                columns["withdrawn_at"] = (row.withdrawn_at or clock()) if revision.changes["withdrawn"] else None
            resolved.append(Revision(revision.key, revision.version, columns))
            links[revision.key] = {name: each for name, each in of_row.items() if differs(row, name, each)}
    return resolved, links


def lock_rows(noun: Noun, revisions: Sequence[Revision], *, by: User) -> dict[str, Any]:
    """The rows that are to be revised as they are now, by their keys, locked until the end of the transaction."""
    access.require_somewhere(by, noun.act)
    keys = [revision.key for revision in revisions]
    seen = noun.rows(by).filter(**{f"{noun.key}__in": keys}).order_by(noun.key)
    if noun.lock:
        noun.lock(seen.values_list("pk", flat=True))
    rows = {getattr(row, noun.key): row for row in seen.select_for_update(of=("self",), no_key=True)}
    require_rows(revisions, rows)
    access.require(by, noun.act, *rows.values())
    if not all(noun.is_open(row) for row in rows.values()):
        raise noun.ended
    return rows


@in_one_transaction
def revise_together(noun: Noun, revisions: Sequence[Revision], *, by: User) -> list[Any]:
    """Change what rows say, or withdraw them, all or none, if nobody else has since the writer read them."""
    keys = [revision.key for revision in revisions]
    rows = lock_rows(noun, revisions, by=by)
    resolved, links = resolve_together(noun, revisions, rows, by=by)
    changed = dict(revise_rows(resolved, rows, [*noun.columns_kept, *noun.switches, "withdrawn_at"]))
    for key, of_row in links.items():
        if of_row and rows[key] not in changed:
            rows[key].version += 1
            changed[rows[key]] = []
    altered = {
        row: {name: getattr(row, name) for name in names} | links[getattr(row, noun.key)]
        for row, names in changed.items()
    }
    with faults() as found:
        for index, key in enumerate(keys):
            if rows[key] in altered:
                check_row(noun, rows[key], found, f"{index}.", altered[rows[key]])
    for row, names in changed.items():
        along = noun.along(row, names, by)
        for name, value in along.items():
            setattr(row, name, value)
        names += [*along, "version"]
    update_columns(changed.items())
    set_links((rows[key], of_row) for key, of_row in links.items())
    if noun.restate:
        noun.restate(altered)
    return [rows[key] for key in keys]


def set_links(links: Iterable[tuple[Any, Mapping[str, list[Any]]]]) -> None:
    """Give rows what their many-to-many fields name."""
    for row, of_row in links:
        for name, others in of_row.items():
            getattr(row, name).set(others)


def revise(noun: Noun, row: Any, *, changes: Mapping[str, Any], version: int | None = None, by: User) -> Any:
    """Change what one row says, or withdraw it, if nobody else has since the writer read it as `version`."""
    with as_single_row():
        return revise_together(noun, [Revision(getattr(row, noun.key), version, changes)], by=by)[0]


def differs(row: Any, name: str, others: Sequence[Any]) -> bool:
    return {each.pk for each in getattr(row, name).all()} != {each.pk for each in others}


def check_row(noun: Noun, row: Any, found: Faults, at: str, changed: Mapping[str, Any]) -> None:
    """The rules that no column says by itself."""
    own = Faults()
    noun.check(row, own, changed)
    if (
        noun.once
        and noun.once in changed
        and siblings(noun, row).filter(**{noun.once: getattr(row, noun.once)}).exists()
    ):
        own.add(noun.once, _("This is already in use."))
    found.add_below(at, own)


def siblings(noun: Noun, row: Any) -> QuerySet[Any]:
    """The other rows of the same report or measure."""
    rows: QuerySet[Any] = noun.model._default_manager.exclude(pk=row.pk)
    return rows.filter(**{noun.within: getattr(row, noun.within)}) if noun.within else rows


@in_one_transaction
def add_row(noun: Noun, above: Above, *, values: Mapping[str, Any], by: User, on: date | None = None) -> Any:
    """Add a row at the end of its list, with the key that is given, or else proposed; it never changes after."""
    access.require(by, noun.act_of_adding, above)
    if noun.lock:
        noun.lock(())
    if above is not None:
        lock_row(above)
    row: Any = noun.model(**({noun.within: above} if noun.within else {}), **noun.stamps(by, on))
    with faults() as found:
        columns, links = resolve(noun, values, report_above(above), found, audience=access.audience_of(by))
        for name, value in columns.items():
            setattr(row, name, value)
        if hasattr(row, "position") and not values.get("position"):
            row.position = (siblings(noun, row).aggregate(last=Max("position"))["last"] or 0) + 1
        give_key(noun, row, above, values, found)
        for each in noun.fields_of_new:
            if not (each.blank or each.is_relation) and isinstance(getattr(row, each.name), str):
                found.require(each.name, getattr(row, each.name))
        found.check(row, [name for name, value in columns.items() if value != ""])
        check_row(noun, row, found, "", columns | links)
    row.save(force_insert=True)
    set_links([(row, links)])
    return row


def give_key(noun: Noun, row: Any, above: Any, values: Mapping[str, Any], found: Faults) -> None:
    """The key that a writer has given, or that follows from what the row is called."""
    prefix = getattr(above, key_name(type(above))) if above else ""
    if noun.random_key_of:
        row.key = random_key(f"{prefix}-{noun.random_key_of}")
        return
    field = "code" if noun.has_code else noun.key
    own = values.get(field, "")
    taken = noun.model._default_manager
    if own or field != "key":
        found.require(field, own)
        if own and not OWN_KEY.fullmatch(own):
            found.add(field, _("Use only letters, digits and hyphens, at most 39 of them."))
        if noun.has_code:
            row.code = own
            found.check(row, ["code"])
        key = f"{prefix}-{own}" if prefix else own
        if taken.filter(**{noun.key: key}).exists():
            found.add(field, _("This is already in use."))
        setattr(row, noun.key, key)
        return
    row.key = proposed_key(noun, prefix, getattr(row, noun.key_of))


def proposed_key(noun: Noun, prefix: str, words: str) -> str:
    """A key made of what a row is called, that no other row has."""
    proposed = key_from(prefix, words)
    return free_key(
        proposed, set(noun.model._default_manager.filter(key__startswith=proposed).values_list("key", flat=True))
    )
