"""Turns drafts into rows: resolves their keys among what the writer may see, and reports unknown ones.

A hidden key gets the same answer as one that does not exist.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from measures.analysis.seals import EntryRows, ViewRows
from measures.models import (
    BOTH,
    INDEPENDENT,
    NONE,
    Ambiguity,
    AmbiguityState,
    Audience,
    Bearing,
    Citation,
    Clarity,
    Concern,
    Direction,
    Dissent,
    Doers,
    Entry,
    Evidence,
    Ground,
    MarkState,
    Measure,
    Milestone,
    MilestoneMark,
    Party,
    Provenance,
    RelatedDevelopment,
    Report,
    Status,
    View,
)
from measures.operations.drafts import BearingDraft, DissentDraft, EntryDraft, MarkDraft, ViewDraft, column_values
from measures.operations.faults import Faults

# Words that may stand in place of a party's code.
NO_PARTY = {BOTH, NONE, INDEPENDENT, ""}


class Lookup:
    """Everything that the drafts of some entries of one report name, fetched in one query per kind."""

    def __init__(self, report: Report, drafts: Iterable[EntryDraft], audience: Audience) -> None:
        drafts = list(drafts)
        targets = {row.on for draft in drafts for rows in (draft.bears_on, draft.views) for row in rows}
        dissents = [draft.dissent for draft in drafts if draft.dissent]
        targets |= {dissent.on for dissent in dissents}
        entries = {key for draft in drafts for view in draft.views for key in view.rests_on}
        entries |= {draft.responds_to for draft in drafts if draft.responds_to}
        entries |= {key for draft in drafts for key in draft.rests_on}
        compared = [draft.readouts for draft in drafts if draft.readouts]
        entries |= {key for each in compared for key in (each.of, *each.related)}
        sources = [source for draft in drafts for _, source in draft.cited()]
        keys = {source if isinstance(source, str) else source.replaces for source in sources} - {""}
        marks = {mark.on for draft in drafts for mark in draft.milestones}
        parties = {code for draft in drafts for row in draft.bears_on for code in (row.about, row.changed_by)}
        parties |= {code for draft in drafts for row in draft.views for code in (row.about, row.whose)}
        parties |= {code for each in compared for code in each.parties}
        parties |= {dissent.about for dissent in dissents}
        seen = Measure.objects.visible_to(audience).filter(report=report)
        self.measures = by_key(seen.only("key", "marking", "parent"), targets)
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
        self.subjects = {row.key: row for row in report.subjects.all()} if compared else {}
        self.evidence = recorded_sources(keys, {url for draft in drafts for url in draft.usable_addresses}, audience)
        self.parties = set(
            Party.objects.visible_to(audience).filter(code__in=parties - NO_PARTY).values_list("code", flat=True)
        )

    def remember(self, rows: EntryRows) -> None:
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


def unsaved_entry(draft: EntryDraft, evidence: Mapping[str, Evidence], lookup: Lookup, found: Faults) -> EntryRows:
    """The unsaved rows of a draft; `evidence` are the sources it cites, by the paths of their fields."""
    entry = Entry(**column_values(draft, Entry))
    if draft.responds_to:
        entry.responds_to = find(lookup.entries, draft.responds_to, "responds_to", found)
    citations = {source.key: Citation(entry=entry, evidence=source) for source in evidence.values()}
    entry_rows = EntryRows(
        entry,
        bearings=[bearing_of(row, lookup, found, f"bears_on.{index}.") for index, row in enumerate(draft.bears_on)],
        views=[unsaved_view(row, citations, lookup, found, f"views.{index}.") for index, row in enumerate(draft.views)],
        citations=list(citations.values()),
        marks=[unsaved_mark(row, lookup, found, f"milestones.{index}.") for index, row in enumerate(draft.milestones)],
    )
    if draft.dissent:
        entry_rows.dissents = [unsaved_dissent(draft.dissent, lookup, found)]
    rows: list[Bearing | View | MilestoneMark | Dissent]
    rows = [*entry_rows.bearings, *(each.view for each in entry_rows.views), *entry_rows.marks, *entry_rows.dissents]
    for row in rows:
        row.entry = entry
    grounds = [find(lookup.entries, key, f"rests_on.{index}", found) for index, key in enumerate(draft.rests_on)]
    entry_rows.related = [RelatedDevelopment(entry=entry, development=each) for each in grounds if each]
    refuse_twice(entry_rows, found)
    lookup.remember(entry_rows)
    return entry_rows


def find[Row](rows: Mapping[str, Row], key: str, field: str, found: Faults) -> Row | None:
    row = rows.get(key)
    if row is None:
        found.add_unknown(field, key)
    return row


def target_columns(key: str, lookup: Lookup, found: Faults, field: str) -> dict[str, Any]:
    if key in lookup.ambiguities:
        return {"ambiguity": lookup.ambiguities[key]}
    return {"measure": find(lookup.measures, key, field, found)}


def about_of(code: str, lookup: Lookup, found: Faults, field: str) -> dict[str, Any]:
    if code not in (BOTH, NONE):
        require_party(code, lookup, found, field)
    return {"about_id": None if code in (BOTH, NONE) else code, "about_both": code == BOTH}


def require_party(code: str, lookup: Lookup, found: Faults, field: str) -> None:
    if code not in lookup.parties:
        found.add(field, _("There is no party with the code “%(code)s”.") % {"code": code})


def bearing_of(draft: BearingDraft, lookup: Lookup, found: Faults, at: str) -> Bearing:
    target = target_columns(draft.on, lookup, found, f"{at}on")
    on_ambiguity = "ambiguity" in target
    found.require_choice(f"{at}direction", draft.direction, Clarity if on_ambiguity else Direction)
    for name, choices, fits in (
        ("concern", Concern, on_ambiguity),
        ("state", AmbiguityState, on_ambiguity),
        ("status", Status, not on_ambiguity),
    ):
        if value := getattr(draft, name):
            found.require_choice(f"{at}{name}", value, choices)
            if not fits:
                found.add(f"{at}{name}", _("This does not fit the measure or ambiguity that is affected."))
    if draft.changed_by:
        require_party(draft.changed_by, lookup, found, f"{at}changed_by")
    return Bearing(
        **target,
        **about_of(draft.about, lookup, found, f"{at}about"),
        changed_by_id=draft.changed_by or None,
        **column_values(draft, Bearing),
    )


def unsaved_view(
    draft: ViewDraft, citations: Mapping[str, Citation], lookup: Lookup, found: Faults, at: str
) -> ViewRows:
    independent = draft.whose == INDEPENDENT
    if not independent:
        require_party(draft.whose, lookup, found, f"{at}whose")
    view = View(
        **target_columns(draft.on, lookup, found, f"{at}on"),
        **about_of(draft.about, lookup, found, f"{at}about"),
        whose_id=None if independent else draft.whose,
        **column_values(draft, View),
    )
    if independent:
        view.provenance = Provenance.OUR_READING
    earlier = [find(lookup.entries, key, f"{at}rests_on", found) for key in draft.rests_on]
    # A view may rest on a source of its own entry or of an earlier one that it names.
    cites = {source: row for (entry, source), row in lookup.citations.items() if entry in draft.rests_on}
    cited = [find(cites | dict(citations), key, f"{at}sources", found) for key in draft.sources]
    grounds = [Ground(view=view, entry=row) for row in earlier] + [Ground(view=view, citation=row) for row in cited]
    return ViewRows(view, grounds)


def unsaved_dissent(draft: DissentDraft, lookup: Lookup, found: Faults) -> Dissent:
    return Dissent(
        **target_columns(draft.on, lookup, found, "on"),
        **about_of(draft.about, lookup, found, "about"),
        **column_values(draft, Dissent),
    )


def unsaved_mark(draft: MarkDraft, lookup: Lookup, found: Faults, at: str) -> MilestoneMark:
    milestone = find(lookup.milestones, draft.on, f"{at}on", found)
    found.require_choice(f"{at}state", draft.state, MarkState)
    if milestone is not None:
        allowed = markers_of(milestone)
        if (draft.party or None) not in allowed:
            parties = {party.code: str(party) for party in milestone.measure.parties.all()}
            names = ", ".join(parties.get(code, code) if code else _("all together") for code in allowed)
            found.add(f"{at}party", _("This milestone is met by: %(names)s.") % {"names": names})
    return MilestoneMark(milestone=milestone, party_id=draft.party or None, state=draft.state)


def markers_of(milestone: Milestone) -> list[str | None]:
    """The codes of the parties that can meet a milestone; none if they meet it together."""
    if milestone.doers == Doers.TOGETHER:
        return [None]
    if milestone.doers == Doers.PARTY:
        return [milestone.party_id]
    return list(milestone.measure.party_codes)


def refuse_twice(rows: EntryRows, found: Faults) -> None:
    """One bearing per target, and one view per target, whose and about."""
    seen: set[object] = set()
    for index, bearing in enumerate(rows.bearings):
        target = ("bears_on", bearing.measure, bearing.ambiguity)
        if target in seen and target[1:] != (None, None):
            found.add(f"bears_on.{index}.on", _("This entry already says how it is affected."))
        seen.add(target)
    for index, row in enumerate(rows.views):
        view = row.view
        holder = ("views", view.measure, view.ambiguity, view.whose_code, view.about_code)
        if holder in seen and holder[1:3] != (None, None):
            found.add(
                f"views.{index}.whose",
                _("This entry already has a view of the same side on the same thing, about the same actions."),
            )
        seen.add(holder)
