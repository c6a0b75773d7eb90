"""By whose account a development is known: the parties' own texts, press reports, or other sources.

A source is a party's text if a comparison has read it as one, or others of its publisher and of no other party.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, OuterRef, TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models import (
    Audience,
    Citation,
    Claim,
    Entry,
    Evidence,
    Party,
    ReadoutText,
    SourceKind,
)
from measures.models.compiled import Compiled
from measures.models.journal import is_unreviewed
from measures.models.placeholders import AS_OF, KNOWN_AT, Placeholder, values_of_days
from measures.models.records import among, json_rows, readable_by

ENTRIES = Placeholder("entries", ArrayField(BigIntegerField()))
OFFICIAL = (SourceKind.OFFICIAL_TEXT, SourceKind.OFFICIAL_STATEMENT)


class AccountKind(TextChoices):
    """The kind of source by which a development is known."""

    TEXTS = "texts", _("by the parties’ texts")
    OFFICIAL = "official", _("by an official text")
    PRESS = "press", _("by press reports")
    OTHER = "other", _("by other sources")
    NONE = "none", _("no source")


@dataclass(frozen=True, slots=True)
class Account:
    """By whose account a development is known, with its sources in their order, and those that a line names.

    `parties` are the codes of those whose texts say it; `comparison` is the key of the entry that sets texts of it
    side by side. `is_accepted`: a library brought it, or somebody else than its author has accepted a source.
    """

    kind: AccountKind
    parties: Sequence[str] = ()
    sources: Sequence[Evidence] = ()
    shown_sources: Sequence[Evidence] = ()
    comparison: str = ""
    is_accepted: bool = False


def accounts_of(
    entries: Iterable[Entry], audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> dict[int, Account]:
    """The account of each development by its primary key, from the sources that the audience may read."""
    developments = [entry for entry in entries if not entry.is_redacted]
    citations = citations_of(audience, is_past=as_of is not None or known_at is not None)
    values = {"entries": [entry.pk for entry in developments], **values_of_days(as_of=as_of, known_at=known_at)}
    found: dict[int, list[Citation]] = defaultdict(list)
    for citation in citations.filled(values):
        found[citation.entry_id].append(citation)
    return {entry.pk: account_of(entry, found[entry.pk]) for entry in developments}


@cache
def citations_of(audience: Audience, *, is_past: bool) -> Compiled[Citation]:
    """The sources that some entries cite, each with the texts of its publisher that comparisons have read."""
    days: dict[str, Any] = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    comparisons = Entry.objects.visible_to(audience).counting(**days)
    texts = ReadoutText.objects.filter(
        entry__in=comparisons, evidence__publisher=OuterRef("evidence__publisher")
    ).order_by("entry", "party", "pk")
    rows = (
        Citation.objects.filter(readable_by(Evidence, audience, "evidence__"), among("entry", ENTRIES))
        .select_related("evidence")
        .annotate(
            texts=json_rows(texts.annotate(comparison=F("entry__key")), "party_id", "evidence_id", "comparison"),
            is_unreviewed=is_unreviewed(audience, path="entry__", known_at=days.get("known_at")),
        )
        .order_by("pk")
    )
    return Compiled(rows)


def account_of(entry: Entry, citations: Sequence[Citation]) -> Account:
    """The account of one development; where one side's account is all there is, that of its first source."""
    telling = citations[:1] if entry.claim == Claim.ONE_SIDE else citations
    texts = {party: citation.evidence for citation in reversed(telling) if (party := party_of_source(citation))}
    sources = [citation.evidence for citation in citations]
    return Account(
        AccountKind.TEXTS if texts else kind_of([citation.evidence.kind for citation in telling]),
        sorted(texts),
        sources,
        [texts[party] for party in sorted(texts)] or sources[:1],
        comparison_of(citations),
        is_accepted=not any(citation.is_unreviewed for citation in citations) if citations else entry.author_id is None,  # type: ignore[attr-defined]
    )


def party_of_source(citation: Citation) -> str:
    """The code of the party whose text a source is, if it is one."""
    texts: list[Mapping[str, object]] = citation.texts  # type: ignore[attr-defined]
    own = {str(text["party_id"]) for text in texts if text["evidence_id"] == citation.evidence_id}
    parties = own or {str(text["party_id"]) for text in texts}
    return parties.pop() if len(parties) == 1 else ""


def kind_of(kinds: Collection[str]) -> AccountKind:
    if any(kind in OFFICIAL for kind in kinds):
        return AccountKind.OFFICIAL
    if SourceKind.PRESS in kinds:
        return AccountKind.PRESS
    return AccountKind.OTHER if kinds else AccountKind.NONE


def comparison_of(citations: Sequence[Citation]) -> str:
    """The key of the comparison that read texts of two parties among these sources."""
    sides: dict[str, set[str]] = defaultdict(set)
    for citation in citations:
        for text in citation.texts:  # type: ignore[attr-defined]
            if text["evidence_id"] == citation.evidence_id:
                sides[text["comparison"]].add(text["party_id"])
    return next((key for key, parties in sides.items() if len(parties) > 1), "")


def account_in_words(account: Account, parties: Mapping[str, Party]) -> str:
    """Both texts, by the text of one side, by press reports: by whose account a development is known."""
    if account.kind != AccountKind.TEXTS:
        return str(account.kind.label)
    if len(account.parties) > 1:
        return gettext("both texts") if len(account.parties) == 2 else gettext("texts of several sides")
    return by_text_of(account.parties[0], parties)


def by_text_of(code: str, parties: Mapping[str, Party]) -> str:
    party = parties.get(code)
    return gettext("by the %(party)s text") % {"party": party.before_noun if party else code}
