"""Asking the addresses of sources, now and then, whether they still answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import F, Q

from measures.models import Evidence, LinkCheck, LinkState
from measures.operations.asking import Answer

AT_ONCE = 10
LONGEST_WAIT_DAYS = 30


def links_due(*, at: datetime, most: int = AT_ONCE) -> list[Evidence]:
    """Sources whose address is to be asked now: never two of one host, and those that wait longest first."""
    due = (
        Evidence.objects.exclude(url="")
        .filter(Q(link_check=None) | Q(link_check__due_at__lte=at) | ~Q(link_check__url=F("url")))
        .order_by(F("link_check__due_at").asc(nulls_first=True), "key")
    )
    by_host: dict[str, Evidence] = {}
    for source in due.iterator(chunk_size=200):
        by_host.setdefault(host_of(source.url), source)
        if len(by_host) == most:
            break
    return list(by_host.values())


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def check_link(source: Evidence, *, at: datetime, ask: Callable[[str], Answer]) -> LinkCheck:
    """Ask the address of a source and note the answer; one that fails is asked after 1, 2, 4 … days again."""
    answer = ask(source.url)
    before = LinkCheck.objects.filter(evidence=source, url=source.url).first()
    failures = 0 if answer.state == LinkState.ANSWERS else (before.failures if before else 0) + 1
    values = {
        "url": source.url,
        "state": answer.state,
        "answer": answer.text[:200],
        "failures": failures,
        "checked_at": at,
        "due_at": at + timedelta(days=days_after(failures)),
    }
    return LinkCheck.objects.update_or_create(evidence=source, defaults=values)[0]


def days_after(failures: int) -> int:
    """How many days until an address is asked again."""
    return LONGEST_WAIT_DAYS if not failures else min(2 ** min(failures - 1, 10), LONGEST_WAIT_DAYS)
