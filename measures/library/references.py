"""What a library refers to must be there: parties, ambiguities and measures by their codes, sources by their keys."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from measures.library.read import Library
from measures.library.shape import Place, rows_at
from measures.models import Ambiguity, Doers, Entry, Measure, Party


def refuse_unknown_codes(library: Library) -> None:
    """Every code of a party, an ambiguity or a measure that the catalogue names must be there."""
    library.refuse_unknown(unknown_codes(library.content))


def unknown_codes(content: dict[str, object]) -> Iterator[tuple[Place, str]]:
    """The places of codes that are nowhere, with each of them; a subject is under one that stands before it."""
    parties = set(Party.objects.values_list("code", flat=True))
    ambiguities = codes_in(content, "ambiguities.*", "ambiguities.*.elements.*")
    measures = codes_in(content, "measures.*", "measures.*.parts.*")
    allowed = {
        "ambiguities.*.bearer.*": parties,
        "ambiguities.*.perceived_by.party": parties,
        "ambiguities.*.elements.*.bearer.*": parties,
        "ambiguities.*.elements.*.perceived_by.party": parties,
        "measures.*.parties.*": parties,
        "measures.*.needs_to_complete.*": parties,
        "measures.*.addresses.*.ambiguity": ambiguities,
        "measures.*.milestones.*.party": parties | {Doers.EACH, Doers.TOGETHER},
        "measures.*.parts.*.parties.*": parties,
        "measures.*.parts.*.needs_to_complete.*": parties,
        "measures.*.parts.*.addresses.*.ambiguity": ambiguities,
        "measures.*.parts.*.milestones.*.party": parties | {Doers.EACH, Doers.TOGETHER},
        "links.*.from": measures,
        "links.*.to": measures,
        "subjects.*.touches.*": measures | ambiguities,
        "feeds.*.party": parties,
    }
    for place, codes in allowed.items():
        yield from ((path, code) for path, code in rows_at(content, place.split(".")) if code not in codes)
    before: set[str] = set()
    for path, subject in rows_at(content, ["subjects", "*"]):
        if "parent" in subject and subject["parent"] not in before:
            yield [*path, "parent"], subject["parent"]
        before.add(subject["code"])


def codes_in(content: dict[str, object], *places: str) -> set[str]:
    return {row["code"] for place in places for _path, row in rows_at(content, place.split("."))}


def refuse_unknown_sides(library: Library) -> None:
    """Every party whose texts the record says were searched must be there."""
    parties = set(Party.objects.values_list("code", flat=True))
    rows = rows_at(library.content, ["record", "searched", "*", "party"])
    library.refuse_unknown((path, code) for path, code in rows if code not in parties)


def refuse_unknown_codings(library: Library) -> None:
    """What was coded a second time must be there: measures and ambiguities, and beside a record its entries.

    A catalogue that is saved has no entries with it.
    """
    here = {"on": keys_here(library.slug, Measure, Ambiguity)}
    if "record" in library.content:
        here["entry"] = keys_here(library.slug, Entry)
    rows = rows_at(library.content, ["second_coding", "*", "codes", "*"])
    library.refuse_unknown(
        ([*path, name], code[name])
        for path, code in rows
        for name, keys in here.items()
        if f"{library.slug}-{code[name]}" not in keys
    )


def keys_here(slug: str, *models: type[Model]) -> set[str]:
    """The keys of the rows of a report."""
    rows = (model._default_manager.filter(report__slug=slug).values_list("key", flat=True) for model in models)
    return {*chain.from_iterable(rows)}


def refuse_unknown_sources(library: Library) -> None:
    """Every source that another replaces must be there, be replaced once, and not in a circle."""
    library.refuse(faults_of_replacing(library.content.get("record", {}).get("sources", [])))


def faults_of_replacing(sources: list[dict[str, Any]]) -> Iterator[tuple[Place, str]]:
    later = {source["key"]: source.get("replaced_by", "") for source in sources}
    times = Counter(later.values())
    for at, source in enumerate(sources):
        key = other = source.get("replaced_by", "")
        path: Place = ["record", "sources", at, "replaced_by"]
        if key and key not in later:
            yield path, _("There is nothing with the code “%(code)s”.") % {"code": key}
        elif key and times[key] > 1:
            yield path, _("“%(key)s” replaces several sources: name it as the replacement for only one.") % {"key": key}
        for _step in later:
            other = later.get(other, "")
        if other:
            yield path, _("These sources replace each other.")
