"""Parses one row of a table into the fields of a measure, or says why it cannot be taken."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Lookup
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from measures.analysis.typed_dates import Order, UnclearOrderError, read_date
from measures.models import Kind, Measure, Status
from measures.models.keys import LONGEST_CODE, short_hash
from measures.models.measures import LONGEST_REVIEW
from measures.whole_numbers import whole_number
from measures.wings.imports.mapping import Mapping
from measures.wings.imports.models import ImportRow
from measures.wings.imports.names import NameIndex, UnclearNameError
from measures.wings.imports.sheets.sheet import SheetRow

TITLE = Measure._meta.get_field("title").max_length or 0
TEXTS = ("title_zh_hans", "description", "description_zh_hans")
# Of both descriptions: of more the database may not be able to keep every word for searching.
LONGEST_TEXT = 100_000
# What people write to leave a cell empty; as a party's code, “NA” is Namibia.
NOTHING = ("na", "n/a", "n.a.", "-", "–", "—")
NAMIBIA = "NA"

type Fields = dict[str, Any]
# The field and the message; “reason” groups messages that quote the row, “text” is the cell's content.
type Problem = dict[str, str]


def parse_row(row: SheetRow, mapping: Mapping, index: NameIndex) -> ImportRow:
    """Read a row of a table by a mapping: its code and fields, or what is wrong with it."""
    problems: list[Problem] = []
    cells = cells_by_field(row, mapping, index)
    fields: Fields = {}
    with collecting_problem(problems, "code"):
        fields["code"] = code_of_row(row, cells, mapping)
    parse_title(cells, fields, problems)
    for name in TEXTS:
        if name in cells:
            fields.setdefault(name, cells[name])
    if len(fields.get("title_zh_hans", "")) > TITLE:
        problems.append(row_problem("title_zh_hans", _("It has more than %(most)d characters.") % {"most": TITLE}))
    if sum(len(fields.get(name, "")) for name in ("description", "description_zh_hans")) > LONGEST_TEXT:
        problems.append(row_problem("description", _("It has more than %(most)d characters.") % {"most": LONGEST_TEXT}))
    for name, parser in PARSERS.items():
        if text := cells.get(name) or mapping.defaults.get(name, ""):
            with collecting_problem(problems, name, text):
                fields[name] = parser(text, mapping, index)
    parties = cells.get("party") or mapping.defaults.get("party", "")
    if parties or cells.get("party_code"):
        with collecting_problem(problems, "parties"):
            chosen = mapping.values.get("party", {})
            code = cells.get("party_code", "")
            fields["parties"] = index.party_codes(parties, code, chosen, mapping.party_kind, mapping.joint_names)
    else:
        problems.append(row_problem("party", _("This row does not name the party addressed.")))
    fields["extra"] = {column: text for column, text in row.cells.items() if column not in mapping.mapped_columns}
    return ImportRow(row_number=row.row_number, code=fields.get("code", ""), fields=fields, problems=problems)


def cells_by_field(row: SheetRow, mapping: Mapping, index: NameIndex) -> dict[str, str]:
    """The cells of a row by field; what people write for nothing is empty, except in a code."""
    cells = {mapped: row.cells.get(column, "") for column, mapped in mapping.columns.items() if mapped}
    return {name: "" if is_empty_value(name, text, mapping, index) else text for name, text in cells.items()}


def is_empty_value(name: str, text: str, mapping: Mapping, index: NameIndex) -> bool:
    if text.casefold() not in NOTHING or name == "code" or mapping.values.get(name, {}).get(text):
        return False
    return not (name == "party" and index.has_party(text)) and not (name == "party_code" and text == NAMIBIA)


def row_problem(name: str, message: str, **more: str) -> Problem:
    return {"field": name, "message": message, **{key: text for key, text in more.items() if text}}


@contextmanager
def collecting_problem(problems: list[Problem], name: str, text: str = "") -> Iterator[None]:
    """Note why the text of a field cannot be parsed."""
    try:
        yield
    except UnclearOrderError as error:
        problems.append(row_problem(name, str(error), reason=_("Choose whether the day or the month comes first.")))
    except UnclearNameError as error:
        problems.append(row_problem(name, str(error), text=error.name))
    except ValueError as error:
        reason = _("These dates cannot be read.") if name == "due_on" else ""
        problems.append(row_problem(name, str(error), reason=reason, text=text))


def parse_title(cells: Lookup[str, str], fields: Fields, problems: list[Problem]) -> None:
    """The title; one that is too long is cut at a word and kept in full in the description."""
    title = cells.get("title", "")
    if not title:
        problems.append(row_problem("title", _("The title is empty.")))
    elif len(title) > TITLE:
        fields["title"] = title[: TITLE - 1].rsplit(None, 1)[0] + "…"
        fields["description"] = "\n\n".join(filter(None, [title, cells.get("description", "")]))
    else:
        fields["title"] = title


def code_of_row(row: SheetRow, cells: Lookup[str, str], mapping: Mapping) -> str:
    """The code of a row as written, or a hash of what identifies a row without one."""
    own = cells.get("code", "")
    if len(own) > LONGEST_CODE:
        raise ValueError(_("It has more than %(most)d characters.") % {"most": LONGEST_CODE})
    if own:
        return own
    if "code" in cells and not mapping.identity:
        raise ValueError(_("This row has no code."))
    texts = identity_of(row, mapping)
    if not texts:
        raise ValueError(_("This row is empty in the columns that identify a row without a code."))
    return f"R-{short_hash(texts)}"


def identity_of(row: SheetRow, mapping: Mapping) -> tuple[str, ...]:
    """What identifies a row without a code: the filled cells of some or all columns, in whatever order."""
    columns = mapping.identity or row.cells
    return tuple(text for column in sorted(columns) if column in row.cells for text in (column, row.cells[column]))


def in_our_words(name: str, text: str, mapping: Mapping) -> str:
    return mapping.values.get(name, {}).get(text, "")


def parse_status(text: str, mapping: Mapping, index: NameIndex) -> str:
    ours = in_our_words("status", text, mapping)
    if not ours:
        raise ValueError(_("“%(text)s” is not one of our statuses: choose which it means.") % {"text": text})
    return Status(ours).value


def parse_kind(text: str, mapping: Mapping, index: NameIndex) -> str:
    ours = in_our_words("kind", text, mapping) or (text if text in Kind.values else "")
    if not ours:
        raise ValueError(_("“%(text)s” is not one of our kinds: choose which it means.") % {"text": text})
    return ours


def parse_due(text: str, mapping: Mapping, index: NameIndex) -> str:
    return str(read_date(text, Order(mapping.order) if mapping.order else None))


def parse_days(text: str, mapping: Mapping, index: NameIndex) -> int:
    days = whole_number(text) or 0
    if not 1 <= days <= LONGEST_REVIEW:
        raise ValueError(
            _("“%(text)s” is not a number of days from 1 to %(most)d.") % {"text": text, "most": LONGEST_REVIEW}
        )
    return days


def parse_owner(text: str, mapping: Mapping, index: NameIndex) -> str:
    return index.owner(text, in_our_words("owner", text, mapping))


PARSERS: dict[str, Callable[[str, Mapping, NameIndex], Any]] = {
    "status": parse_status,
    "kind": parse_kind,
    "due_on": parse_due,
    "review_every_days": parse_days,
    "owner": parse_owner,
}
