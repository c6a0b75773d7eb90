"""Looks up what drafts name, among what the writer may see: a hidden key is as unknown as one that does not exist."""

from collections.abc import Collection, Iterable

from django.db.models import Model, Q, QuerySet

from measures.analysis.seals import EntryRows
from measures.models import (
    BOTH,
    INDEPENDENT,
    NONE,
    Ambiguity,
    Audience,
    Citation,
    Entry,
    Evidence,
    Measure,
    Milestone,
    Party,
    Report,
    Statement,
)
from measures.operations.drafts import EntryDraft
from measures.operations.files import NO_WORDS, KeptWords

# Words that may stand in place of a party's code.
NO_PARTY = {BOTH, NONE, INDEPENDENT, ""}


class Lookup:
    """Everything that the drafts of some entries of one report name, fetched in one query per kind."""

    def __init__(
        self, report: Report, drafts: Iterable[EntryDraft], audience: Audience, words: KeptWords = NO_WORDS
    ) -> None:
        drafts = list(drafts)
        self.words = words
        targets = {row.on for draft in drafts for rows in (draft.bears_on, draft.assessments) for row in rows}
        said = [statement for draft in drafts for statement in draft.statements]
        targets |= {key for each in said for key in each.on}
        dissents = [draft.dissent for draft in drafts if draft.dissent]
        targets |= {dissent.on for dissent in dissents}
        entries = {key for draft in drafts for assessment in draft.assessments for key in assessment.rests_on}
        entries |= {draft.responds_to for draft in drafts if draft.responds_to}
        entries |= {key for draft in drafts for key in draft.rests_on}
        entries |= {reference.entry for each in said for reference in each.refers_to if reference.entry}
        compared = [draft.readouts for draft in drafts if draft.readouts]
        entries |= {key for each in compared for key in (each.of, *each.related)}
        sources = [source for draft in drafts for _, source in draft.cited()]
        keys = {source if isinstance(source, str) else source.replaces for source in sources} - {""}
        marks = {mark.on for draft in drafts for mark in draft.milestones}
        parties = {code for draft in drafts for row in draft.bears_on for code in (row.about, row.changed_by)}
        parties |= {assessment.about for draft in drafts for assessment in draft.assessments}
        parties |= {code for each in compared for code in each.parties}
        parties |= {dissent.about for dissent in dissents}
        parties |= {code for each in said for code in (*each.parties, *each.to, each.about)}
        seen = Measure.objects.visible_to(audience).filter(report=report)
        self.measures = by_key(seen.only("key", "marking", "parent", "kind").with_party_codes().with_owners(), targets)
        self.ambiguities = by_key(Ambiguity.objects.filter(report=report), targets - self.measures.keys())
        self.milestones = by_key(
            Milestone.objects.visible_to(audience)
            .filter(measure__report=report)
            .select_related("measure")
            .prefetch_related("measure__parties"),
            marks,
        )
        seen_entries = Entry.objects.visible_to(audience).filter(report=report)
        self.entries = by_key(seen_entries.select_related("correction", "redaction"), entries)
        self.citations = visible_citations(self.entries.values(), audience)
        self.subjects = {row.key: row for row in report.subjects.all()} if compared or said else {}
        statements = {reference.statement for each in said for reference in each.refers_to if reference.statement}
        self.statements = by_key(
            Statement.objects.visible_to(audience).filter(entry__in=seen_entries.counting()).select_related("entry"),
            statements,
        )
        # The keys of what comes with the drafts themselves: a statement may refer to any of it.
        self.coming = {each.key for each in said} | {draft.key for draft in drafts} - {""}
        self.evidence = recorded_sources(keys, {url for draft in drafts for url in draft.usable_addresses}, audience)
        self.parties = set(
            Party.objects.visible_to(audience).filter(code__in=parties - NO_PARTY).values_list("code", flat=True)
        )

    def add_entry(self, rows: EntryRows) -> None:
        """Let later drafts name this entry and its sources."""
        key = rows.entry.key
        self.entries[key] = rows.entry
        self.citations |= {(key, row.evidence.key): row for row in rows.citations}


def recorded_sources(keys: Collection[str], addresses: Collection[str], audience: Audience) -> dict[str, Evidence]:
    """Sources by key that are named by their key or their address: locked before the chain, in the order of locks."""
    if not keys and not addresses:
        return {}
    named = Evidence.objects.marked_for(audience).filter(Q(key__in=keys) | Q(url__in=addresses))
    return {row.key: row for row in named.order_by("key").select_for_update(of=("self",), no_key=True)}


def visible_citations(entries: Iterable[Entry], audience: Audience) -> dict[tuple[str, str], Citation]:
    """The citations of earlier entries, by the keys of the entry and of the source."""
    pks = [entry.pk for entry in entries]
    if not pks:
        return {}
    cited = Citation.objects.filter(entry__in=pks, entry__redaction=None)
    seen = cited.filter(audience.reads("entry__report", "evidence__marking")).select_related("entry", "evidence")
    return {(row.entry.key, row.evidence.key): row for row in seen}


def by_key[Row: Model](rows: QuerySet[Row], keys: Iterable[str]) -> dict[str, Row]:
    keys = set(keys)
    return {row.key: row for row in rows.filter(key__in=keys)} if keys else {}  # type: ignore[attr-defined]
