"""Whom the names in a table mean: existing parties and people, new parties, and names that may be several."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any, Self

from babel import Locale
from django.utils.translation import gettext as _

from measures.models import Party, User
from measures.models.keys import short_hash
from measures.wings.imports.mapping import JointNames

PARTY_CODE = Party._meta.get_field("code").max_length or 0
PARTY_NAME = Party._meta.get_field("name").max_length or 0
CODE = re.compile(r"[A-Z0-9-]{2,40}")
APART = re.compile(r"(?:(?<!\s)\s++)?[;；]\s*+")
# Separators of parties, which occur inside a name as well.
PERHAPS_APART = re.compile(r"(?:(?<!\s)\s++)?[,/、，]\s*+|(?<!\s)\s++(?:&|and|et|y|und|и)\s++|[和与及]", re.IGNORECASE)
# “Iran, Islamic Republic of”
INVERTED = re.compile(r", [^,]+ of(?: the)?$", re.IGNORECASE)
LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh_Hans")
COUNTRY_CODE = 2
PROPOSALS = 2
MOST_MATCHES = 40
CLOSE = 0.8

# A field, what the table has there, and whom of ours that may mean, by code or address; or the parts of a name that
# may be several parties, and whether that has to be chosen.
type Match = dict[str, Any]


@cache
def country_names() -> frozenset[str]:
    """The names of countries and their unions in the languages of the United Nations, with their codes."""
    found = set()
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            found.add(normalised(name))
            if len(code) == COUNTRY_CODE:
                found.add(code)
    return frozenset(found)


def normalised(name: str) -> str:
    return name.casefold().replace(" & ", " and ")


def code_for_name(name: str) -> str:
    """A code for a party: its name in capitals, or a hash if it is not in Latin letters."""
    plain = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")
    return plain if len(plain) > 1 and len(plain) <= PARTY_CODE and name.isascii() else hashed_code(name)


def hashed_code(name: str) -> str:
    return f"P-{short_hash([name])}"


class UnclearNameError(ValueError):
    """A name may mean one party or several."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“%(text)s” may be one party or several: choose which.") % {"text": name})
        self.name = name


@dataclass
class NameIndex:
    """The parties and people whom a row may name, including parties that earlier rows brought."""

    # From names to codes, and from codes where no party is called so.
    parties: dict[str, str]
    codes: dict[str, str]
    party_names: dict[str, str]
    party_kinds: dict[str, str]
    people: dict[str, str]
    # The codes of parties that are named only by who knows them: none of them is proposed.
    archived: set[str]
    # The addresses of people who share a name, so that the name identifies none of them.
    namesakes: dict[str, list[str]] = field(default_factory=dict)
    new_parties: dict[str, str] = field(default_factory=dict)
    # Names that may mean several parties, with their parts: those with a known part, and the others.
    unclear: dict[str, list[str]] = field(default_factory=dict)
    divisible: dict[str, list[str]] = field(default_factory=dict)
    # Names of people that no user has, or more than one.
    unknown_people: dict[str, None] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        parties: dict[str, str] = {}
        rows = list(Party.objects.all())
        for party in rows:
            for name in (party.name, party.name_zh_hans):
                if name:
                    parties.setdefault(name.casefold(), party.code)
        codes = {party.code.casefold(): party.code for party in rows}
        addresses: dict[str, list[str]] = defaultdict(list)
        for user in User.objects.filter(is_active=True):
            addresses[user.name.casefold()].append(user.email)
        people = {name: emails[0] for name, emails in addresses.items() if len(emails) == 1}
        people |= {email.casefold(): email for emails in addresses.values() for email in emails}
        return cls(
            codes | parties,
            codes,
            {party.code: party.name for party in rows},
            {party.code: party.kind for party in rows},
            people,
            {party.code for party in rows if party.archived_at},
            {name: emails for name, emails in addresses.items() if len(emails) > 1},
        )

    def has_party(self, name: str) -> bool:
        """Whether this party existed before the rows of this table."""
        return self.parties.get(name.casefold(), "") in self.party_names

    def party(self, name: str, code: str, kind: str) -> str:
        """The code of a party given by code or name; an unknown one is new, and never mistaken for another."""
        for codes_by_name, given in ((self.codes, code), (self.parties, code), (self.parties, name)):
            if found := codes_by_name.get(given.casefold()):
                return found
        if len(name) > PARTY_NAME:
            raise ValueError(_("It has more than %(most)d characters.") % {"most": PARTY_NAME})
        made = code if CODE.fullmatch(code) else code_for_name(name)
        if made.casefold() in self.codes:
            made = hashed_code(name)
        self.parties[name.casefold()] = self.codes[made.casefold()] = made
        self.party_kinds[made] = kind
        self.new_parties[made] = name
        return made

    def party_codes(
        self, text: str, code: str, chosen: Mapping[str, str], kind: str, joint_names: str = ""
    ) -> list[str]:
        """The codes of the parties that a cell names, by what was chosen for names; a code belongs to one name only."""
        names = [name for name in APART.split(text) if name]
        if code and len(names) <= 1:
            return [self.party(names[0] if names else code, code, kind)]
        wanted = [each for name in names for each in self.split_names(name, chosen.get(name, ""), joint_names)]
        return sorted({self.party(name, given, kind) for name, given in wanted})

    def split_names(self, name: str, chosen: str, joint_names: str) -> Iterable[tuple[str, str]]:
        """The name and perhaps the code of each party that a name stands for: one, unless all its parts are known.

        Chosen is whom somebody says it stands for: a code, a name, or several names. Where only some parts are known
        it goes by what was chosen for all such names.
        """
        if chosen and (self.has_party(chosen) or CODE.fullmatch(chosen)):
            return [(name, chosen)]
        if chosen:
            return [(each, "") for each in APART.split(chosen) if each]
        parts = [part for part in PERHAPS_APART.split(name) if part]
        if len(parts) <= 1 or self.is_party_or_country(name) or INVERTED.search(name):
            return [(name, "")]
        recognised = [self.is_party_or_country(part) for part in parts]
        if all(recognised) or (any(recognised) and joint_names == JointNames.SEVERAL):
            return [(part, "") for part in parts]
        if any(recognised) and joint_names == JointNames.ONE:
            return [(name, "")]
        if any(recognised):
            self.unclear[name] = parts
            raise UnclearNameError(name)
        self.divisible[name] = parts
        return [(name, "")]

    def is_party_or_country(self, name: str) -> bool:
        return self.has_party(name) or name in country_names() or normalised(name) in country_names()

    def owner(self, name: str, chosen: str) -> str:
        """The address of an active user given by address or name, if only one has it."""
        wanted = (chosen or name).casefold()
        if email := self.people.get(wanted):
            return email
        self.unknown_people[name] = None
        if addresses := self.namesakes.get(wanted):
            reason = _(
                "Several people here are called “%(text)s”: give the email address of the one you mean, %(addresses)s."
            )
            raise ValueError(reason % {"text": name, "addresses": ", ".join(addresses)})
        near = ", ".join(get_close_matches(name.casefold(), self.people, PROPOSALS, CLOSE))
        reason = _("Nobody here is called “%(text)s”.") % {"text": name}
        raise ValueError(f"{reason} {_('Similar names: %(names)s') % {'names': near}}" if near else reason)

    @cached_property
    def matches(self) -> list[Match]:
        """Names that somebody may match: whether they are several parties, and which of ours they mean.

        New parties are among them only where their names are nearly those of others.
        """
        found: list[Match] = [
            {"field": "party", "theirs": name, "near": {}, "parts": parts, "is_open": names is self.unclear}
            for names in (self.unclear, self.divisible)
            for name, parts in names.items()
        ]
        offered = self.party_names.keys() - self.archived
        existing = {name: code for name, code in self.parties.items() if code in offered}
        for name in self.new_parties.values():
            if near := get_close_matches(name.casefold(), existing, PROPOSALS, CLOSE):
                codes = dict.fromkeys(existing[each] for each in near)
                found.append(
                    {"field": "party", "theirs": name, "near": {code: self.party_names[code] for code in codes}}
                )
        for name in self.unknown_people:
            close = get_close_matches(name.casefold(), self.people, PROPOSALS, CLOSE)
            namesakes = {email: email for email in self.namesakes.get(name.casefold(), [])}
            people = namesakes or {self.people[each]: each for each in close}
            found.append({"field": "owner", "theirs": name, "near": people})
        return found[:MOST_MATCHES]
