"""Forgets words in the copies that this tracker made of them, beside the row that says them."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.http import QueryDict

from measures.models import (
    Ambiguity,
    Assessment,
    Entry,
    Evidence,
    FetchHost,
    Marking,
    Measure,
    Notice,
    NoticeKind,
    Redaction,
    RedactionKind,
    Report,
    SavedView,
    SecretUrl,
    SourceAddress,
    Statement,
    TextFinding,
    User,
)
from measures.models.evidence import address_sha256
from measures.models.fetches import UrlHost, host_of
from measures.models.row_changes import row_number
from measures.operations.repeats import forget_answers
from measures.wing import from_wings, wings

# The filters that search for words, and those that ask for a whole value that somebody wrote.
WORDS, EXACT = ("q",), ("url", "extra", "owner")
# What is searched, and what is fetched.
SEARCHED: tuple[type[Model], ...] = (Measure, Ambiguity, Entry, Assessment, TextFinding, Statement, Evidence)
FETCHED: tuple[type[Model], ...] = (Evidence, SourceAddress)


def leave_redaction(
    kind: RedactionKind,
    row: Model,
    key: str,
    columns: Collection[str],
    *,
    by: User,
    reason: str,
    address: str = "",
    report: Report | None = None,
    marking: str = Marking.INTERNAL,
) -> Redaction:
    """Leave the trace of a redaction, once the row itself has lost its words, and take them from its history.

    The database reads the administrator's name and the clock by itself, and claims a mail to each administrator.
    """
    values = (
        kind, row._meta.db_table, str(row_number(row)), key, list(columns), address_sha256(address) if address else "",
        report.pk if report else None, marking, by.pk, reason,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT redact_row({', '.join(['%s'] * len(values))})", values)
        (pk,) = cursor.fetchone()
    return Redaction.objects.get(pk=pk)


def forget_copies(texts: Collection[str], keys: Collection[str], *, reports: "Collection[int] | QuerySet[Any]") -> None:
    """Forget texts where requests and searches have left them, and the words of reports, which are computed anew.

    Mails were recalled when the act began.
    """
    texts = set(texts) - {""}
    if texts:
        forget_answers(keys, texts)
        forget_searches(texts)
    for wing in wings():
        wing.forget_computed(reports)


def forget_searches(texts: Collection[str]) -> None:
    """Delete saved views and secret addresses that search for words which only these texts said.

    Their owners are told at which they have to look, not what they searched for.
    """
    for model, kind in ((SavedView, NoticeKind.VIEW_FORGOTTEN), (SecretUrl, NoticeKind.ADDRESS_FORGOTTEN)):
        rows: QuerySet[Any] = model._default_manager.exclude(filters="")
        gone = {row.pk: row.user_id for row in rows if is_searching(row.filters, texts)}
        Notice.objects.bulk_create(Notice(user_id=user, kind=kind) for user in gone.values())
        rows.filter(pk__in=gone).delete()


def is_searching(filters: str, texts: Collection[str]) -> bool:
    """Whether filters ask for texts by their words, or by an address or a value; never by a code, a key or a state."""
    asked = QueryDict(filters)
    exact = {value for name in EXACT for value in asked.getlist(name)}
    if any(value in texts or value.partition(":")[2] in texts for value in exact):
        return True
    return any(is_forgotten_with(typed, texts) for name in WORDS for typed in asked.getlist(name))


def is_forgotten_with(typed: str, texts: Collection[str]) -> bool:
    """Whether a search must go with these texts: it finds or holds one of them, and nothing else in the record does."""
    held = [text for text in texts if len(text) <= len(typed) and matches_texts(text, [typed])]
    return any(not is_in_record(each) for each in ([*held, typed] if matches_texts(typed, texts) else held))


def matches_texts(typed: str, texts: Collection[str]) -> bool:
    """Whether a search for what somebody typed finds these texts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_vector(VARIADIC %s::text[]) @@ search_query(%s)", [list(texts), typed])
        [is_found] = cursor.fetchone()
    return bool(is_found)


def is_in_record(typed: str) -> bool:
    """Whether a row of the record still holds these words."""
    searched = (*SEARCHED, *from_wings(lambda wing: wing.searched))
    return any(model._default_manager.filter(search__holds=typed).exists() for model in searched)


def forget_host(address: str) -> None:
    """Forget the site of an address, with what its robots.txt says, if nothing else is fetched from it."""
    host = host_of(address)
    fetched = (*FETCHED, *from_wings(lambda wing: wing.fetched))
    others = (model._default_manager.annotate(host=UrlHost("url")).filter(host=host) for model in fetched)
    if not any(rows.exists() for rows in others):
        FetchHost.objects.filter(name=host).delete()
