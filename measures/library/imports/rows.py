"""What one row of a table says of a measure, in our terms, or why it cannot be taken."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from typing import Any, Self

from django.utils.translation import gettext as _

from measures.library.imports.mapping import PARTIES_APART, Mapping, identity_of
from measures.library.sheets.dates import Order, read_date
from measures.library.sheets.sheet import Row
from measures.models import Kind, Measure, Party, PartyKind, Status, User
from measures.models.keys import LONGEST_CODE, mark_of
from measures.models.measures import LONGEST_REVIEW

TITLE = Measure._meta.get_field("title").max_length or 0
# As long as a code could be that was rewritten to fit into an address, which none is any more.
LONGEST_FORMER_CODE = 30
PARTY_CODE = Party._meta.get_field("code").max_length or 0
PARTY_NAME = Party._meta.get_field("name").max_length or 0
TEXTS = ("title_zh_hans", "description", "description_zh_hans")
PROPOSALS = 2
MOST_MATCHES = 40
CLOSE = 0.8

type Fields = dict[str, Any]
type Problem = dict[str, str]
# A field, what the table says there, and whom of ours that may mean, by code or address.
type Match = dict[str, Any]


@dataclass(slots=True)
class Known:
    """The parties and people that a row may name, and the parties that the rows so far have brought."""

    parties: dict[str, str]
    kinds: dict[str, str]
    people: dict[str, str]
    # The addresses of those who share a name, by which none of them is known.
    namesakes: dict[str, list[str]] = field(default_factory=dict)
    new_parties: dict[str, str] = field(default_factory=dict)
    # Those who are named, and whom nobody here is called, or more than one.
    strangers: dict[str, None] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Self:
        parties: dict[str, str] = {}
        kinds: dict[str, str] = {}
        for party in Party.objects.all():
            kinds[party.code] = party.kind
            for name in (party.code, party.name, party.name_zh_hans):
                if name:
                    parties.setdefault(name.casefold(), party.code)
        addresses: dict[str, list[str]] = defaultdict(list)
        for user in User.objects.filter(is_active=True):
            addresses[user.name.casefold()].append(user.email)
        people = {name: emails[0] for name, emails in addresses.items() if len(emails) == 1}
        people |= {email.casefold(): email for emails in addresses.values() for email in emails}
        return cls(parties, kinds, people, {name: emails for name, emails in addresses.items() if len(emails) > 1})

    def party(self, name: str, code: str, kind: str) -> str:
        """The code of a party by its code or name; one that nobody knows is new, and never taken for another."""
        known = self.parties.get((code or name).casefold()) or self.parties.get(name.casefold())
        if known:
            return known
        if len(name) > PARTY_NAME:
            raise ValueError(_("It has more than %(most)d characters.") % {"most": PARTY_NAME})
        made = code if re.fullmatch(r"[A-Z0-9-]{2,40}", code) else code_of(name)
        self.parties[name.casefold()] = self.parties[made.casefold()] = made
        self.kinds[made] = kind
        self.new_parties[made] = name
        return made

    def matches(self) -> list[Match]:
        """Parties and people who are named and not known here: perhaps others of ours, which only a person can tell.

        New parties are among them only where their names are nearly those of others.
        """
        known = {name: code for name, code in self.parties.items() if code not in self.new_parties}
        found: list[Match] = []
        for name in self.new_parties.values():
            if near := get_close_matches(name.casefold(), known, PROPOSALS, CLOSE):
                found.append({"field": "party", "theirs": name, "near": {known[each]: each for each in near}})
        for name in self.strangers:
            close = get_close_matches(name.casefold(), self.people, PROPOSALS, CLOSE)
            namesakes = {email: email for email in self.namesakes.get(name.casefold(), [])}
            people = namesakes or {self.people[each]: each for each in close}
            found.append({"field": "owner", "theirs": name, "near": people})
        return found[:MOST_MATCHES]


def code_of(name: str) -> str:
    """A code for a party: its name in capitals, or a mark of it where its letters are not ours."""
    plain = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")
    return plain if len(plain) > 1 and len(plain) <= PARTY_CODE and name.isascii() else f"P-{mark_of([name])}"


@dataclass(slots=True)
class Said:
    """What a row says: its code, its fields, and what is wrong with it."""

    number: int
    code: str
    # The code that its measure has if it was imported when codes were rewritten.
    former_code: str
    fields: Fields
    problems: list[Problem]

    @property
    def is_rejected(self) -> bool:
        return bool(self.problems)


def said(row: Row, columns: Sequence[str], mapping: Mapping, known: Known) -> Said:
    """Read a row of a table with these columns by a mapping."""
    problems: list[Problem] = []
    cell = {mapped: row.cells.get(column, "") for column, mapped in mapping.columns.items() if mapped}
    fields: Fields = {}
    read("code", fields, problems, partial(code_of_row, row, cell, mapping))
    read_title(cell, fields, problems)
    for name in TEXTS:
        if name in cell:
            fields.setdefault(name, cell[name])
    if len(fields.get("title_zh_hans", "")) > TITLE:
        problems.append(problem("title_zh_hans", _("It has more than %(most)d characters.") % {"most": TITLE}))
    for name, reading in READINGS.items():
        text = cell.get(name) or mapping.defaults.get(name, "")
        if text:
            read(name, fields, problems, partial(reading, text, mapping, known))
    parties = cell.get("party") or mapping.defaults.get("party", "")
    if parties or cell.get("party_code"):
        read("parties", fields, problems, partial(parties_of, parties, cell.get("party_code", ""), mapping, known))
    else:
        problems.append(problem("party", _("Nobody is named whom it is addressed to.")))
    check_kind(fields, known, problems)
    fields["extra"] = {column: text for column, text in row.cells.items() if column not in mapping.extra}
    return Said(row.number, fields.get("code", ""), former_code(row, cell, columns), fields, problems)


def problem(name: str, message: str) -> Problem:
    return {"field": name, "message": message}


def read(name: str, fields: Fields, problems: list[Problem], reading: Callable[[], Any]) -> None:
    try:
        fields[name] = reading()
    except ValueError as error:
        problems.append(problem(name, str(error)))


def read_title(cell: Lookup[str, str], fields: Fields, problems: list[Problem]) -> None:
    """The title; one that is too long is cut at a word, and stands whole in the description."""
    title = cell.get("title", "")
    if not title:
        problems.append(problem("title", _("The title is empty.")))
    elif len(title) > TITLE:
        fields["title"] = title[: TITLE - 1].rsplit(None, 1)[0] + "…"
        fields["description"] = "\n\n".join(filter(None, [title, cell.get("description", "")]))
    else:
        fields["title"] = title


def code_of_row(row: Row, cell: Lookup[str, str], mapping: Mapping) -> str:
    """The code of a row as it is written, or a mark of what a row is known by that has none."""
    own = cell.get("code", "")
    if len(own) > LONGEST_CODE:
        raise ValueError(_("It has more than %(most)d characters.") % {"most": LONGEST_CODE})
    if own:
        return own
    if "code" in cell and not mapping.identity:
        raise ValueError(_("This row has no code."))
    texts = identity_of(row, mapping)
    if not texts:
        raise ValueError(_("It says nothing in the columns by which a row without a code is known."))
    return f"R-{mark_of(texts)}"


def former_code(row: Row, cell: Lookup[str, str], columns: Sequence[str]) -> str:
    """The code that a row was given when codes were rewritten, and others made of all cells in their order."""
    if own := cell.get("code", ""):
        plain = re.sub(r"[^A-Za-z0-9_-]+", "-", own).strip("-")
        return plain if plain and len(plain) <= LONGEST_FORMER_CODE and own.isascii() else f"R-{mark_of([own])}"
    return f"R-{mark_of(row.cells.get(column, '') for column in columns)}"


def translated(name: str, text: str, mapping: Mapping) -> str:
    return mapping.values.get(name, {}).get(text, "")


def read_status(text: str, mapping: Mapping, known: Known) -> str:
    ours = translated("status", text, mapping)
    if not ours:
        raise ValueError(_("“%(text)s” is no status of ours: say which one it stands for.") % {"text": text})
    return Status(ours).value


def read_kind(text: str, mapping: Mapping, known: Known) -> str:
    ours = translated("kind", text, mapping) or (text if text in Kind.values else "")
    if not ours:
        raise ValueError(_("“%(text)s” is no kind of ours: say which one it stands for.") % {"text": text})
    return ours


def read_due(text: str, mapping: Mapping, known: Known) -> str:
    try:
        return str(read_date(text, Order(mapping.order)))
    except ValueError as error:
        raise ValueError(_("“%(text)s” is no date that can be read.") % {"text": text}) from error


def read_days(text: str, mapping: Mapping, known: Known) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST_REVIEW):
        raise ValueError(
            _("“%(text)s” is no number of days from 1 to %(most)d.") % {"text": text, "most": LONGEST_REVIEW}
        )
    return int(text)


def read_owner(text: str, mapping: Mapping, known: Known) -> str:
    name = (translated("owner", text, mapping) or text).casefold()
    email = known.people.get(name)
    if email is None:
        known.strangers[text] = None
        if addresses := known.namesakes.get(name):
            told = _("Several people here are called “%(text)s”: say which one by the address, %(addresses)s.")
            raise ValueError(told % {"text": text, "addresses": ", ".join(addresses)})
        near = ", ".join(get_close_matches(text.casefold(), known.people, PROPOSALS, CLOSE))
        told = _("Nobody here is called “%(text)s”.") % {"text": text}
        raise ValueError(f"{told} {_('Nearly so: %(names)s') % {'names': near}}" if near else told)
    return email


READINGS: dict[str, Callable[[str, Mapping, Known], Any]] = {
    "status": read_status,
    "kind": read_kind,
    "due_on": read_due,
    "review_every_days": read_days,
    "owner": read_owner,
}


def parties_of(text: str, code: str, mapping: Mapping, known: Known) -> list[str]:
    """The codes of the parties that a cell names, apart by semicolons; a code stands for one name only."""
    names = [name for name in PARTIES_APART.split(text) if name]
    if code and len(names) <= 1:
        return [known.party(names[0] if names else code, code, mapping.party_kind)]
    found = {known.party(name, translated("party", name, mapping), mapping.party_kind) for name in names}
    return sorted(found)


def check_kind(fields: Fields, known: Known, problems: list[Problem]) -> None:
    """A unilateral measure is addressed to one party, any other to several or to a group."""
    parties = fields.get("parties", [])
    is_one = len(parties) == 1 and known.kinds.get(parties[0]) != PartyKind.GROUP
    if "kind" not in fields and not any(each["field"] == "kind" for each in problems):
        fields["kind"] = Kind.UNILATERAL.value if len(parties) == 1 and is_one else Kind.COOPERATIVE.value
    elif fields.get("kind") == Kind.UNILATERAL and len(parties) > 1:
        problems.append(problem("kind", _("A unilateral measure is addressed to one party.")))
    elif fields.get("kind") not in (None, Kind.UNILATERAL) and is_one:
        problems.append(problem("kind", _("A measure of this kind is addressed to several parties, or to a group.")))
