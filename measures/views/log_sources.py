"""The sources of a development while it is written: those cited, those found, and a new one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Self
from urllib.parse import urlsplit

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from measures.models import Audience, Evidence
from measures.models.evidence import spellings_of_url
from measures.views.reading import ReadingRequest, reading_page, require_act

FOUND_MOST = 12
# With a scheme, or a host followed by a slash: words with nothing but a full stop in them are not addresses.
ADDRESS = re.compile(r"https?://\S+|www\.\S+\.\S+|[\w-]+(\.[\w-]+)+/\S*")


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source not recorded yet: its address, and its publisher if all sources recorded of that host share one."""

    url: str
    publisher: str


@dataclass(frozen=True, slots=True)
class SourceSearch:
    """What is cited, what a search finds besides, and the address for which no source is recorded."""

    cited: Sequence[Evidence]
    found: Sequence[Evidence]
    new: NewSource | None = None
    url: str = ""

    @property
    def at_url(self) -> Evidence:
        """The first source at the address that was searched for."""
        return next(row for row in (*self.cited, *self.found) if row.url in spellings_of_url(self.url))

    def without_search(self, *, cites: Sequence[str], addresses: Sequence[str]) -> Self:
        """What is left to show once the address is cited, or begun as a new source."""
        spellings = set().union(*map(spellings_of_url, addresses))
        cited = [row for row in (*self.cited, *self.found) if row.key in cites]
        found = [row for row in self.found if row.key not in cites and row.url in spellings]
        return replace(self, cited=cited, found=found, new=None, url="")


def find_sources(audience: Audience, *, cites: Sequence[str], find: str, addresses: Sequence[str] = ()) -> SourceSearch:
    """The cited ones in order; those with the words or at the address searched for; those at other addresses."""
    sources = Evidence.objects.visible_to(audience).for_reading()
    places = {key: place for place, key in enumerate(cites)}
    cited = sorted(sources.filter(key__in=cites), key=lambda row: places[row.key])
    url = address_in(find)
    at_address = sources.at(url, *addresses)
    if find and not url:
        at_address |= sources.filter(search__holds=find)
    found = list(at_address.exclude(key__in=cites)[:FOUND_MOST])
    is_new = url and not any(row.url in spellings_of_url(url) for row in [*cited, *found])
    return SourceSearch(cited, found, NewSource(url, publisher_at(url, audience)) if is_new else None, url)


def address_in(find: str) -> str:
    """The address that was typed into the search for sources, if it is one."""
    if not ADDRESS.fullmatch(find):
        return ""
    return find if find.startswith("http") else f"https://{find}"


def publisher_at(url: str, audience: Audience) -> str:
    """The publisher of an address's host, if all sources recorded there have the same."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    starts = [f"{scheme}://{www}{host}/" for scheme in ("https", "http") for www in ("", "www.")]
    of_host = reduce(or_, (Q(url__startswith=start) for start in starts))
    names = Evidence.objects.visible_to(audience).filter(of_host).order_by().values_list("publisher", flat=True)
    publishers = list(names.distinct()[:2])
    return publishers[0] if len(publishers) == 1 else ""


@reading_page()
def log_sources(request: ReadingRequest) -> HttpResponse:
    """The sources found while one types, to be ticked; who has been signed out meanwhile is told so."""
    if not request.user.is_authenticated:
        return render(request, "measures/log/picked.html", {"is_signed_out": True}, status=401)
    require_act(request, request.reading.report, "log_development")
    find = request.GET.get("find", "").strip()
    finding = find_sources(request.reading.audience, cites=request.GET.getlist("cites"), find=find)
    return render(request, "measures/log/picked.html", {"finding": finding, "find": find})
