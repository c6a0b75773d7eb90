"""Parses one row of a table into the fields of a measure, or says why it cannot be taken."""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Lookup
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from measures.library.imports.mapping import Mapping, identity_of
from measures.library.imports.names import APART, NameIndex, UnclearNameError
from measures.library.sheets.dates import Order, UnclearOrderError, read_date
from measures.library.sheets.sheet import SheetRow
from measures.models import ImportRow, Kind, Measure, PartyKind, Status
from measures.models.keys import LONGEST_CODE, short_hash
from measures.models.measures import LONGEST_REVIEW
from measures.operations.additions import fault_of_parties

TITLE = Measure._meta.get_field("title").max_length or 0
# As long as a code could be that was rewritten to fit into an address, which none is any more.
LONGEST_FORMER_CODE = 30
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
    with noting(problems, "code"):
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
            with noting(problems, name, text):
                fields[name] = parser(text, mapping, index)
    parties = cells.get("party") or mapping.defaults.get("party", "")
    if parties or cells.get("party_code"):
        with noting(problems, "parties"):
            fields["parties"] = party_codes(parties, cells.get("party_code", ""), mapping, index)
    else:
        problems.append(row_problem("party", _("This row does not name the party that the measure is addressed to.")))
    check_kind(fields, index, problems)
    fields["extra"] = {column: text for column, text in row.cells.items() if column not in mapping.mapped_columns}
    return ImportRow(row_number=row.row_number, code=fields.get("code", ""), fields=fields, problems=problems)


def cells_by_field(row: SheetRow, mapping: Mapping, index: NameIndex) -> dict[str, str]:
    """The cells of a row by field; what people write for nothing is empty, except in a code."""
    cells = {mapped: row.cells.get(column, "") for column, mapped in mapping.columns.items() if mapped}
    return {name: "" if stands_for_nothing(name, text, mapping, index) else text for name, text in cells.items()}


def stands_for_nothing(name: str, text: str, mapping: Mapping, index: NameIndex) -> bool:
    if text.casefold() not in NOTHING or name == "code" or mapping.values.get(name, {}).get(text):
        return False
    return not (name == "party" and index.has_party(text)) and not (name == "party_code" and text == NAMIBIA)


def row_problem(name: str, message: str, **more: str) -> Problem:
    return {"field": name, "message": message, **{key: text for key, text in more.items() if text}}


@contextmanager
def noting(problems: list[Problem], name: str, text: str = "") -> Iterator[None]:
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


def former_code(row: SheetRow, columns: Sequence[str], mapping: Mapping) -> str:
    """The code that a row was given when codes were rewritten, and others made of all cells in their order."""
    if own := row.cells.get(mapping.column_of("code") or "", ""):
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", own).strip("-")
        return plain if plain and len(plain) <= LONGEST_FORMER_CODE and own.isascii() else f"R-{short_hash([own])}"
    return f"R-{short_hash(row.cells.get(column, '') for column in columns)}"


def in_our_words(name: str, text: str, mapping: Mapping) -> str:
    return mapping.values.get(name, {}).get(text, "")


def parse_status(text: str, mapping: Mapping, index: NameIndex) -> str:
    ours = in_our_words("status", text, mapping)
    if not ours:
        raise ValueError(_("“%(text)s” is not one of our statuses: choose the one it stands for.") % {"text": text})
    return Status(ours).value


def parse_kind(text: str, mapping: Mapping, index: NameIndex) -> str:
    ours = in_our_words("kind", text, mapping) or (text if text in Kind.values else "")
    if not ours:
        raise ValueError(_("“%(text)s” is not one of our kinds: choose the one it stands for.") % {"text": text})
    return ours


def parse_due(text: str, mapping: Mapping, index: NameIndex) -> str:
    return str(read_date(text, Order(mapping.order) if mapping.order else None))


def parse_days(text: str, mapping: Mapping, index: NameIndex) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST_REVIEW):
        raise ValueError(
            _("“%(text)s” is not a number of days from 1 to %(most)d.") % {"text": text, "most": LONGEST_REVIEW}
        )
    return int(text)


def parse_owner(text: str, mapping: Mapping, index: NameIndex) -> str:
    return index.owner(text, in_our_words("owner", text, mapping))


PARSERS: dict[str, Callable[[str, Mapping, NameIndex], Any]] = {
    "status": parse_status,
    "kind": parse_kind,
    "due_on": parse_due,
    "review_every_days": parse_days,
    "owner": parse_owner,
}


def party_codes(text: str, code: str, mapping: Mapping, index: NameIndex) -> list[str]:
    """The codes of the parties that a cell names; a code belongs to one name only."""
    names = [name for name in APART.split(text) if name]
    if code and len(names) <= 1:
        return [index.party(names[0] if names else code, code, mapping.party_kind)]
    wanted = [each for name in names for each in index.split_names(name, in_our_words("party", name, mapping))]
    return sorted({index.party(name, chosen, mapping.party_kind) for name, chosen in wanted})


def check_kind(fields: Fields, index: NameIndex, problems: list[Problem]) -> None:
    """Whether as many parties are addressed as the kind of measure wants; where no kind is given, they suggest one."""
    kinds = {code: index.party_kinds[code] for code in fields.get("parties", ())}
    if "kind" not in fields and not any(each["field"] == "kind" for each in problems):
        is_one = len(kinds) == 1 and PartyKind.GROUP not in kinds.values()
        fields["kind"] = Kind.UNILATERAL.value if is_one else Kind.COOPERATIVE.value
    elif kinds and "kind" in fields and (fault := fault_of_parties(fields["kind"], kinds)):
        problems.append(row_problem("kind", fault))
