"""Checks now and then whether the addresses of sources still answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import F, Q

from measures.models import Evidence, LinkCheck, LinkState

AT_ONCE = 10
LONGEST_WAIT_DAYS = 30


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """The result of a check, as a state and in the server's own terms."""

    state: LinkState
    text: str


def links_due(*, at: datetime) -> list[Evidence]:
    """Sources whose address is due for a check: never two of one host, the longest waiting first."""
    due = (
        Evidence.objects.exclude(url="")
        .filter(Q(link_check=None) | Q(link_check__due_at__lte=at) | ~Q(link_check__url=F("url")))
        .order_by(F("link_check__due_at").asc(nulls_first=True), "key")
    )
    by_host: dict[str, Evidence] = {}
    for source in due.iterator(chunk_size=200):
        by_host.setdefault(host_of(source.url), source)
        if len(by_host) == AT_ONCE:
            break
    return list(by_host.values())


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def check_link(source: Evidence, *, at: datetime, ask: Callable[[str], LinkAnswer]) -> LinkCheck:
    """Check a source's address and note the result; one that fails is checked again after 1, 2, 4 … days."""
    check = put_off(source, at=at)
    answer = ask(source.url)
    check.failures = 0 if answer.state == LinkState.ANSWERS else check.failures + 1
    check.state, check.answer, check.checked_at = answer.state, answer.text[:200], at
    check.due_at = at + timedelta(days=days_after(check.failures))
    check.save()
    return check


def put_off(source: Evidence, *, at: datetime) -> LinkCheck:
    """Before an address is checked, note it as due again as if it had failed.

    So one that brings down whoever asks it is not the first to be asked again.
    """
    nothing = {"url": source.url, "state": LinkState.FAILS, "answer": "", "failures": 0, "checked_at": at, "due_at": at}
    check, _ = LinkCheck.objects.get_or_create(evidence=source, defaults=nothing)
    if check.url != source.url:
        check = LinkCheck(evidence=source, **nothing)
    check.due_at = at + timedelta(days=days_after(check.failures + 1))
    check.save()
    return check


def days_after(failures: int) -> int:
    """In how many days an address is checked again."""
    return LONGEST_WAIT_DAYS if not failures else min(2 ** min(failures - 1, 10), LONGEST_WAIT_DAYS)
