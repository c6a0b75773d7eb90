"""The record part of a library: its sources as rows, its entries as drafts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from measures.library.catalogue import pairs
from measures.models import (
    NONE,
    Confidence,
    CorrectionReason,
    Evidence,
    Language,
    PartialDate,
    ReadBy,
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


def source_rows(slug: str, contents: Sequence[Content]) -> list[Evidence]:
    """The sources of a record, each with that in whose place it stands."""
    rows = {content["key"]: unsaved_source(slug, content) for content in contents}
    for content in contents:
        if "replaced_by" in content:
            rows[content["replaced_by"]].replaces = rows[content["key"]]
    return list(rows.values())


def unsaved_source(slug: str, content: Content) -> Evidence:
    return Evidence(
        key=f"{slug}-{content['key']}",
        kind=content["kind"],
        grade=content["grade"],
        credibility=content["credibility"],
        url=content.get("url", ""),
        language=content.get("language", ""),
        by_report_author=content.get("by_report_author", False),
        original_title_language=content.get("original_title_language", ""),
        author=content.get("author", ""),
        published=date_in_library(content, "published"),
        accessed=date_in_library(content, "accessed"),
        **pairs(content, "title", "publisher", "origin", "note"),
    )


def search_rows(slug: str, contents: Sequence[Content]) -> list[TextSearch]:
    """What a record says was searched."""
    return [
        TextSearch(
            key=f"{slug}-{content['key']}",
            party_id=content["party"],
            language=content["language"],
            since=PartialDate.parse(content["since"]),
            until=PartialDate.parse(content["until"]),
            throughout=content.get("throughout", True),
            **pairs(content, "texts"),
        )
        for content in contents
    ]


def watched_date(slug: str, content: Content, recorded_here: Mapping[str, str]) -> LibraryDate:
    """A date to watch of a record; sources that people recorded here stand for its own."""
    sources = [f"{slug}-{key}" for key in content.get("sources", [])]
    draft = DateDraft(
        announced_for=date_in_library(content, "announced_for"),
        touches=[f"{slug}-{code}" for code in content.get("touches", [])],
        subjects=[f"{slug}-{code}" for code in content.get("subjects", [])],
        development=f"{slug}-{content['development']}" if "development" in content else "",
        sources=[recorded_here.get(key, key) for key in sources],
        **pairs(content, "title", "as_worded", "why"),
    )
    return LibraryDate(f"{slug}-{content['key']}", draft)


def date_in_library(content: Content, name: str) -> PartialDate | None:
    return PartialDate.parse(content[name]) if name in content else None


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
        key=f"{slug}-{content['key']}",
        kind=content["kind"],
        occurred=PartialDate.parse(content["occurred"]),
        track=content.get("track", ""),
        claim=content.get("claim", ""),
        baseline=content.get("baseline", False),
        responds_to=f"{slug}-{content['responds_to']}" if "responds_to" in content else "",
        sources=[f"{slug}-{key}" for key in content.get("sources", [])],
        bears_on=[bearing_draft(slug, bearing) for bearing in content.get("bears_on", [])],
        views=[view_draft(slug, view) for view in content.get("views", [])],
        milestones=[mark_draft(slug, mark) for mark in content.get("milestones", [])],
        language=Language.ENGLISH,
        library_as_of=as_of,
        **pairs(content, "title", "narrative"),
    )


def bearing_draft(slug: str, content: Content) -> BearingDraft:
    return BearingDraft(
        on=f"{slug}-{content['on']}",
        direction=content["direction"],
        about=content.get("about", NONE),
        concern=content.get("concern", ""),
        status=content.get("status", ""),
        changed_by=content.get("by", ""),
        **pairs(content, "reason", "note"),
    )


def view_draft(slug: str, content: Content) -> ViewDraft:
    return ViewDraft(
        on=f"{slug}-{content['on']}",
        whose=content["whose"],
        about=content.get("about", NONE),
        level=content.get("level"),
        nothing=content.get("nothing", ""),
        direction=content.get("direction", ""),
        confidence=content.get("confidence", Confidence.MODERATE),
        provenance=content["provenance"],
        rests_on=[f"{slug}-{key}" for key in content.get("rests_on", [])],
        sources=[f"{slug}-{key}" for key in content.get("sources", [])],
        quotation=content.get("quotation", ""),
        quotation_language=content.get("quotation_language", ""),
        written_on=date.fromisoformat(content["written_on"]) if "written_on" in content else None,
        **pairs(content, *View.bilingual_names()),
    )


def summary_draft_of(slug: str, content: Content, as_of: date) -> EntryDraft:
    """The draft of the summary of a record; one for each day has a key."""
    return summary_draft(
        key=f"{slug}-SU-{content['as_of']}",
        as_of=date.fromisoformat(content["as_of"]),
        written_on=date.fromisoformat(content["written_on"]),
        rests_on=[f"{slug}-{key}" for key in content.get("rests_on", [])],
        language=Language.ENGLISH,
        library_as_of=as_of,
        **pairs(content, "text", "note"),
    )


def mark_draft(slug: str, content: Content) -> MarkDraft:
    party = content["party"]
    return MarkDraft(on=f"{slug}-{content['on']}", state=content["state"], party="" if party == "together" else party)


def readouts_draft(slug: str, content: Content, as_of: date) -> EntryDraft:
    """The draft of an entry that compares texts."""
    return comparison_draft(
        ReadoutsDraft(
            of=f"{slug}-{content['of']}",
            related=[f"{slug}-{key}" for key in content.get("related", [])],
            texts=[text_draft(slug, text) for text in content["texts"]],
            unread_texts=[unread_text_draft(text) for text in content.get("unread_texts", [])],
            judgements=[judgement_draft(slug, judgement) for judgement in content.get("judgements", [])],
        ),
        key=f"{slug}-{content['key']}",
        language=Language.ENGLISH,
        library_as_of=as_of,
        **pairs(content, "title", "narrative"),
    )


def text_draft(slug: str, content: Content) -> TextDraft:
    return TextDraft(
        source=f"{slug}-{content['source']}",
        party=content["party"],
        day=date_in_library(content, "day"),
        language=content["language"],
        kind=content["kind"],
        extent=content["extent"],
        read_by=content.get("read_by", ReadBy.PERSON),
        findings=[finding_draft(slug, finding) for finding in content.get("findings", [])],
        **pairs(content, "issuer", "administration", "note"),
    )


def finding_draft(slug: str, content: Content) -> FindingDraft:
    return FindingDraft(
        subject=f"{slug}-{content['subject']}",
        state=content["state"],
        filed_under=f"{slug}-{content['filed_under']}" if "filed_under" in content else "",
        mentions=[MentionDraft(**mention | pairs(mention, "sentence")) for mention in content.get("mentions", [])],
        **pairs(content, "note"),
    )


def unread_text_draft(content: Content) -> UnreadTextDraft:
    return UnreadTextDraft(
        party=content["party"],
        day=date_in_library(content, "day"),
        url=content.get("url", ""),
        **pairs(content, "title"),
    )


def judgement_draft(slug: str, content: Content) -> JudgementDraft:
    return JudgementDraft(
        subject=f"{slug}-{content['subject']}",
        sameness=content["sameness"],
        written_on=date.fromisoformat(content["written_on"]) if "written_on" in content else None,
        **pairs(content, "sentence"),
    )
