"""The record part of a library: its sources as rows, its entries as drafts."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from measures.library.catalogue import bilingual_columns, pairs, stated_values
from measures.models import (
    CorrectionReason,
    EntryKind,
    Evidence,
    PartialDate,
    TextSearch,
)
from measures.operations.date_loading import LibraryDate
from measures.operations.draft_fields import read_draft
from measures.operations.drafts import EntryDraft, ReadoutsDraft, comparison_draft, summary_fields

type Content = Mapping[str, Any]

# What names a row of the library, by its own key there; and several of them.
KEYS = (
    "key", "on", "of", "responds_to", "development", "source", "subject", "filed_under", "statement", "entry",
)  # fmt: skip
LISTS_OF_KEYS = ("sources", "rests_on", "related", "touches", "subjects", "also_in")
# What has another name in a draft.
RENAMED = {"by": "changed_by"}
PARTIAL_DATES = (
    "occurred", "published", "accessed", "since", "until", "announced_for", "day", "said_on", "published_on",
)  # fmt: skip
DAYS = ("written_on",)


def draft_values(slug: str, content: Content, *names: str) -> dict[str, Any]:
    """The values under these names as rows and drafts have them."""
    return {name: draft_value(slug, name, value) for name, value in stated_values(content, *names).items()}


def draft_value(slug: str, name: str, value: Any) -> Any:
    if name in KEYS and isinstance(value, str):
        return f"{slug}-{value}"
    if name in (*KEYS, *LISTS_OF_KEYS):
        return [f"{slug}-{key}" for key in value]
    if name == "party" and value == "together":
        return ""
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
        "author", "published", "accessed", "read_as_copy", "copy_sha256", "unopened", "address_withheld",
    )  # fmt: skip
    source = Evidence(**draft_values(slug, content, *names), **pairs(content, "title", "publisher", "origin", "note"))
    source.settle_reading()
    return source


def unsaved_search(slug: str, content: Content) -> TextSearch:
    """What a record says was searched."""
    return TextSearch(
        party_id=content["party"],
        **draft_values(slug, content, "key", "language", "since", "until", "throughout"),
        **pairs(content, "texts"),
    )


def watched_date(slug: str, content: Content, recorded_here: Mapping[str, str]) -> LibraryDate:
    """A date ahead of a record; sources that people recorded here stand for its own."""
    values = draft_values(slug, content, "announced_for", "touches", "subjects", "development", "sources")
    values["sources"] = [recorded_here.get(key, key) for key in values.get("sources", ())]
    return LibraryDate(f"{slug}-{content['key']}", values | pairs(content, "title", "as_worded", "why"))


def reason_in_library(slug: str, content: Content, sources: Mapping[str, Evidence]) -> CorrectionReason:
    """What an earlier version had wrong, called by the key of an entry or source, or as an assessment or status is."""
    kind, colon, key = content["key"].rpartition(":")
    return CorrectionReason(
        name=f"{kind}{colon}{slug}-{key}",
        corrected_on=date.fromisoformat(content["on"]),
        ground=sources[f"{slug}-{content['ground']}"] if "ground" in content else None,
        **pairs(content, "was", "now", "why"),
    )


def section_values(slug: str, content: Content) -> dict[str, Any]:
    """What a section says of an entry or what comes with it, as a draft has it."""
    values: dict[str, Any] = {}
    for name, value in content.items():
        if isinstance(value, Mapping):
            values |= bilingual_columns(name, value)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            values[name] = [section_values(slug, each) for each in value]
        else:
            values[RENAMED.get(name, name)] = draft_value(slug, name, value)
    return values


def entry_draft(slug: str, content: Content, as_of: date) -> EntryDraft:
    return read_draft(EntryDraft, {"library_as_of": as_of, **section_values(slug, content)})


def summary_draft_of(slug: str, content: Content, as_of: date) -> EntryDraft:
    """The draft of the summary of a record; one for each day has a key."""
    values = summary_fields(section_values(slug, content) | {"as_of": date.fromisoformat(content["as_of"])})
    key = f"{slug}-SU-{content['as_of']}"
    return read_draft(EntryDraft, {"kind": EntryKind.SUMMARY, "key": key, "library_as_of": as_of, **values})


def readouts_draft(slug: str, content: Content, as_of: date) -> EntryDraft:
    """The draft of an entry that compares texts."""
    values = section_values(slug, content)
    compared = {name: values.pop(name) for name in ReadoutsDraft.__dataclass_fields__ if name in values}
    return comparison_draft(read_draft(ReadoutsDraft, compared), library_as_of=as_of, **values)
