"""By whose account a development is known: the parties' own texts, press reports, or other sources.

A source is a party's text if a comparison has read it as one; an official one also if others of its publisher were
read as those of one party. It tells of a development if it was published on that day or later, or was read as a text
about it: a day is not the same everywhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThanOrEqual, LessThan
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
from measures.models.compiled import KEPT_AUDIENCES, Compiled
from measures.models.journal import EntryQuerySet, is_unreviewed
from measures.models.partial_dates import FirstDay, LastDay
from measures.models.placeholders import AS_OF, KNOWN_AT, Placeholder, values_of_days
from measures.models.records import among, json_rows, readable_by

ENTRIES = Placeholder("entries", ArrayField(BigIntegerField()))
OFFICIAL = (SourceKind.OFFICIAL_TEXT, SourceKind.OFFICIAL_STATEMENT, SourceKind.AUTHORISED_TEXT)


class AccountKind(TextChoices):
    """The kind of source by which a development is known."""

    TEXTS = "texts", _("by the parties’ texts")
    OFFICIAL = "official", _("by an official text")
    PRESS = "press", _("by press reports")
    OTHER = "other", _("by other sources")
    NONE = "none", _("no source")


# What makes a source one of these kinds; of several, the first kind counts.
KINDS = {
    AccountKind.TEXTS: Q(party__isnull=False),
    AccountKind.OFFICIAL: Q(evidence__kind__in=OFFICIAL, is_older=False),
    AccountKind.PRESS: Q(evidence__kind=SourceKind.PRESS, is_older=False),
    AccountKind.OTHER: Q(),
}
PUBLISHED = LastDay(Cast("evidence__published", TextField()))
OCCURRED = FirstDay(Cast("entry__occurred", TextField()))


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
    developments: Sequence[Entry],
    audience: Audience,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> dict[int, Account]:
    """The account of each development by its primary key, from the sources that the audience may read."""
    citations = citations_of(audience, is_past=as_of is not None or known_at is not None)
    standing = [entry.pk for entry in developments if not entry.is_redacted]
    values = {"entries": standing, **values_of_days(as_of=as_of, known_at=known_at)}
    found: dict[int, list[Citation]] = defaultdict(list)
    for citation in citations.filled(values):
        found[citation.entry_id].append(citation)
    return {entry.pk: development_account(entry, found[entry.pk]) for entry in developments}


@lru_cache(KEPT_AUDIENCES)
def citations_of(audience: Audience, *, is_past: bool) -> Compiled[Citation]:
    """The sources that some entries cite, with the account of each entry and the comparisons that have read them."""
    days: dict[str, Any] = {"as_of": AS_OF, "known_at": KNOWN_AT} if is_past else {}
    comparisons = Entry.objects.visible_to(audience).counting(**days)
    texts = ReadoutText.objects.filter(entry__in=comparisons, evidence=OuterRef("evidence"))
    comparing = texts.annotate(comparison=F("entry__key")).order_by("entry", "party", "pk")
    rows = (
        Citation.objects.filter(readable_by(Evidence, audience, "evidence__"), among("entry", ENTRIES))
        .select_related("evidence")
        .annotate(
            party=party_of_source(comparisons),
            account=account_kind(audience, comparisons, path="entry__"),
            account_parties=account_parties(audience, comparisons, path="entry__"),
            texts=json_rows(comparing, "party_id", "comparison"),
            is_unreviewed=is_unreviewed(audience, path="entry__", known_at=days.get("known_at")),
        )
        .order_by("pk")
    )
    return Compiled(rows)


def account_kind(audience: Audience, comparisons: EntryQuerySet, *, path: str = "") -> Combinable:
    """The kind of account of the development at a path, within a query; `comparisons` are those that count."""
    telling = sources_by_party(audience, comparisons, path=path)
    kinds = [When(Exists(telling.filter(condition)), then=Value(kind)) for kind, condition in KINDS.items()]
    return Case(*kinds, default=Value(AccountKind.NONE), output_field=CharField())


def account_parties(audience: Audience, comparisons: EntryQuerySet, *, path: str = "") -> ArraySubquery:
    """The codes of the parties whose texts tell of the development at a path, within a query."""
    telling = sources_by_party(audience, comparisons, path=path)
    return ArraySubquery(telling.exclude(party=None).order_by("party").values("party").distinct())


def sources_by_party(audience: Audience, comparisons: EntryQuerySet, *, path: str) -> Any:
    """The sources of a development, each with the `party` whose text it is; only the first of one side's account."""
    readable = Citation.objects.filter(readable_by(Evidence, audience, "evidence__")).order_by("pk")
    first = readable.filter(entry=OuterRef("entry")).values("pk")[:1]
    telling = readable.filter(~Q(entry__claim=Claim.ONE_SIDE) | Q(pk=Subquery(first)), entry=OuterRef(f"{path}pk"))
    is_older = Coalesce(LessThan(PUBLISHED, OCCURRED), Value(False))  # noqa: FBT003
    return telling.annotate(party=party_of_source(comparisons), is_older=is_older)


def party_of_source(comparisons: EntryQuerySet) -> Case:
    """The code of the party whose text of a development a cited source is, within a query of citations.

    A text of one party, published on the day of the development or later, or read as a text about it.
    """
    texts = ReadoutText.objects.filter(entry__in=comparisons).order_by()
    own, of_publisher = (texts.filter(**{name: OuterRef(name)}) for name in ("evidence", "evidence__publisher"))
    about_it = own.filter(Q(entry__of=OuterRef("entry")) | Q(entry__of__correction=OuterRef("entry")))
    is_later = Q(GreaterThanOrEqual(PUBLISHED, OCCURRED))
    return Case(
        When((is_later & Exists(own)) | Exists(about_it), then=Subquery(only_party(own, "evidence"))),
        When(is_later & Q(evidence__kind__in=OFFICIAL), then=Subquery(only_party(of_publisher, "evidence__publisher"))),
    )


def only_party(texts: QuerySet[Model], shared: str) -> QuerySet[Any, Any]:
    """The party of texts that share a value, if they have one party."""
    parties: QuerySet[Any, Any] = texts.values(shared).annotate(first=Min("party"), last=Max("party"))
    return parties.filter(first=F("last")).values("first")


def development_account(entry: Entry, citations: Sequence[Any]) -> Account:
    """The account of one development, by its citations."""
    if not citations:
        return Account(AccountKind.NONE, sources=[], is_accepted=entry.author_id is None)
    sources, parties = [citation.evidence for citation in citations], citations[0].account_parties
    texts = {citation.party: citation.evidence for citation in reversed(citations)}
    return Account(
        AccountKind(citations[0].account),
        parties,
        sources,
        [texts[party] for party in parties] or [min(sources, key=lambda source: (source.grade, source.credibility))],
        comparison_of(citations),
        is_accepted=not any(citation.is_unreviewed for citation in citations),
    )


def comparison_of(citations: Iterable[Any]) -> str:
    """The key of the comparison that read texts of two parties among these sources."""
    sides: dict[str, set[str]] = defaultdict(set)
    for citation in citations:
        for text in citation.texts:
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
