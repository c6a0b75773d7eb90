"""The record part of a library: its sources as rows, its entries as drafts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from measures.library.catalogue import pairs, stated_values
from measures.models import (
    CorrectionReason,
    Evidence,
    PartialDate,
    TextSearch,
    View,
)
from measures.operations.announced_dates import DateDraft
from measures.operations.date_loading import LibraryDate
from measures.operations.drafts import (
    BearingDraft,
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    MarkDraft,
    MentionDraft,
    ReadoutsDraft,
    TextDraft,
    UnreadTextDraft,
    ViewDraft,
    comparison_draft,
    summary_draft,
)

type Content = Mapping[str, Any]

# What names a row of the library, by its own key there; and several of them.
KEYS = ("key", "on", "of", "responds_to", "development", "source", "subject", "filed_under")
LISTS_OF_KEYS = ("sources", "rests_on", "related", "touches", "subjects")
PARTIAL_DATES = ("occurred", "published", "accessed", "since", "until", "announced_for", "day")
DAYS = ("written_on",)


def draft_values(slug: str, content: Content, *names: str) -> dict[str, Any]:
    """The values under these names as rows and drafts have them."""
    return {name: draft_value(slug, name, value) for name, value in stated_values(content, *names).items()}


def draft_value(slug: str, name: str, value: Any) -> Any:
    if name in KEYS:
        return f"{slug}-{value}"
    if name in LISTS_OF_KEYS:
        return [f"{slug}-{key}" for key in value]
    if name in PARTIAL_DATES:
        return PartialDate.parse(value)
    return date.fromisoformat(value) if name in DAYS else value


def source_rows(slug: str, contents: Sequence[Content]) -> list[Evidence]:
    """The sources of a record, each with that in whose place it stands."""
    rows = {content["key"]: unsaved_source(slug, content) for content in contents}
    for content in contents:
        if "replaced_by" in content:
            rows[content["replaced_by"]].replaces = rows[content["key"]]
    return list(rows.values())


def unsaved_source(slug: str, content: Content) -> Evidence:
    names = (
        "key", "kind", "grade", "credibility", "url", "language", "by_report_author", "original_title_language",
        "author", "published", "accessed",
    )  # fmt: skip
    return Evidence(**draft_values(slug, content, *names), **pairs(content, "title", "publisher", "origin", "note"))


def unsaved_search(slug: str, content: Content) -> TextSearch:
    """What a record says was searched."""
    return TextSearch(
        party_id=content["party"],
        **draft_values(slug, content, "key", "language", "since", "until", "throughout"),
        **pairs(content, "texts"),
    )


def watched_date(slug: str, content: Content, recorded_here: Mapping[str, str]) -> LibraryDate:
    """A date to watch of a record; sources that people recorded here stand for its own."""
    values = draft_values(slug, content, "announced_for", "touches", "subjects", "development", "sources")
    values["sources"] = [recorded_here.get(key, key) for key in values.get("sources", ())]
    draft = DateDraft(**values, **pairs(content, "title", "as_worded", "why"))
    return LibraryDate(f"{slug}-{content['key']}", draft)


def reason_in_library(slug: str, content: Content, sources: Mapping[str, Evidence]) -> CorrectionReason:
    """What an earlier version had wrong; it is called by the key of an entry or source, or as a view or status is."""
    kind, colon, key = content["key"].rpartition(":")
    return CorrectionReason(
        name=f"{kind}{colon}{slug}-{key}",
        corrected_on=date.fromisoformat(content["on"]),
        ground=sources[f"{slug}-{content['ground']}"] if "ground" in content else None,
        **pairs(content, "was", "now", "why"),
    )


def entry_draft(slug: str, content: Content, as_of: date) -> EntryDraft:
    return EntryDraft(
        bears_on=[bearing_draft(slug, bearing) for bearing in content.get("bears_on", [])],
        views=[view_draft(slug, view) for view in content.get("views", [])],
        milestones=[mark_draft(slug, mark) for mark in content.get("milestones", [])],
        library_as_of=as_of,
        **draft_values(
            slug, content, "key", "kind", "occurred", "track", "claim", "baseline", "responds_to", "sources"
        ),
        **pairs(content, "title", "narrative"),
    )


def bearing_draft(slug: str, content: Content) -> BearingDraft:
    return BearingDraft(
        changed_by=content.get("by", ""),
        **draft_values(slug, content, "on", "direction", "about", "concern", "status"),
        **pairs(content, "reason", "note"),
    )


def view_draft(slug: str, content: Content) -> ViewDraft:
    names = (
        "on", "whose", "about", "level", "nothing", "direction", "confidence", "provenance", "rests_on", "sources",
        "quotation", "quotation_language", "written_on",
    )  # fmt: skip
    return ViewDraft(**draft_values(slug, content, *names), **pairs(content, *View.bilingual_names()))


def summary_draft_of(slug: str, content: Content, as_of: date) -> EntryDraft:
    """The draft of the summary of a record; one for each day has a key."""
    return summary_draft(
        key=f"{slug}-SU-{content['as_of']}",
        as_of=date.fromisoformat(content["as_of"]),
        library_as_of=as_of,
        **draft_values(slug, content, "written_on", "rests_on"),
        **pairs(content, "text", "note"),
    )


def mark_draft(slug: str, content: Content) -> MarkDraft:
    party = content["party"]
    return MarkDraft(on=f"{slug}-{content['on']}", state=content["state"], party="" if party == "together" else party)


def readouts_draft(slug: str, content: Content, as_of: date) -> EntryDraft:
    """The draft of an entry that compares texts."""
    readouts = ReadoutsDraft(
        texts=[text_draft(slug, text) for text in content["texts"]],
        unread_texts=[unread_text_draft(slug, text) for text in content.get("unread_texts", [])],
        judgements=[judgement_draft(slug, judgement) for judgement in content.get("judgements", [])],
        **draft_values(slug, content, "of", "related"),
    )
    values = draft_values(slug, content, "key") | pairs(content, "title", "narrative")
    return comparison_draft(readouts, library_as_of=as_of, **values)


def text_draft(slug: str, content: Content) -> TextDraft:
    return TextDraft(
        findings=[finding_draft(slug, finding) for finding in content.get("findings", [])],
        **draft_values(slug, content, "source", "party", "day", "language", "kind", "extent", "read_by"),
        **pairs(content, "issuer", "administration", "note"),
    )


def finding_draft(slug: str, content: Content) -> FindingDraft:
    return FindingDraft(
        mentions=[MentionDraft(**mention | pairs(mention, "sentence")) for mention in content.get("mentions", [])],
        **draft_values(slug, content, "subject", "state", "filed_under"),
        **pairs(content, "note"),
    )


def unread_text_draft(slug: str, content: Content) -> UnreadTextDraft:
    return UnreadTextDraft(**draft_values(slug, content, "party", "day", "url"), **pairs(content, "title"))


def judgement_draft(slug: str, content: Content) -> JudgementDraft:
    return JudgementDraft(
        **draft_values(slug, content, "subject", "sameness", "written_on"),
        **pairs(content, "sentence"),
    )
