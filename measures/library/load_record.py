"""Loads the record of a library: what was searched, entries, comparisons of texts, the summary, dates ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from measures.library import catalogue, record
from measures.library.read import Library, faults_at
from measures.library.references import refuse_unknown_sides
from measures.models import CorrectionReason, Evidence, Report
from measures.operations.catalogue import Tallies, merge
from measures.operations.clock import clock
from measures.operations.date_loading import load_dates
from measures.operations.drafts import EntryDraft
from measures.operations.searches import load_searches
from measures.operations.series import keep_reasons, load_entries, new_reasons
from measures.operations.standing import restate


def load_record(library: Library, report: Report, recorded_here: Mapping[str, str], tallies: Tallies) -> None:
    """Load the entries of a record, whose sources are there; those that people recorded here stand for its own."""
    content = library.content["record"]
    as_of, today = date.fromisoformat(content["as_of"]), clock().date()
    if as_of > today:
        library.refuse([(["record", "as_of"], _("This day is in the future."))])
    refuse_unknown_sides(library)
    tallies["searches"] = load_searches(
        report,
        [record.unsaved_search(report.slug, each) for each in content.get("searched", [])],
        author_name=library.author_name,
        on=as_of,
        at=clock(),
    )
    if "reports" not in tallies:
        texts = catalogue.record_texts(content)
        tallies["reports"] = merge([Report(slug=report.slug, **texts)], identity=["slug"], texts=list(texts))
    drafts = [
        with_other_sources(record.entry_draft(report.slug, entry, as_of), recorded_here) for entry in content["entries"]
    ]
    compared = [
        with_other_sources(record.readouts_draft(report.slug, each, as_of), recorded_here)
        for each in content.get("readouts", [])
    ]
    summaries = [record.summary_draft_of(report.slug, content["summary"], as_of)] if "summary" in content else []
    reasons = new_reasons(report, correction_reasons(library, report, recorded_here))

    def load(kind: str, place: str, entries: Sequence[EntryDraft], present: set[str] | None = None) -> None:
        with faults_at(library, ["record", place], is_one=place == "summary"):
            tallies[kind] = load_entries(
                report, entries, author_name=library.author_name, on=today, reasons=reasons, present=present
            )

    load("entries", "entries", drafts, {draft.key for draft in (*drafts, *compared)})
    if compared:
        load("readouts", "readouts", compared)
    if summaries:
        load("summaries", "summary", summaries)
    keep_reasons(report, reasons)
    with faults_at(library, ["record", "dates"]):
        tallies["dates"] = load_dates(
            report,
            [record.watched_date(report.slug, each, recorded_here) for each in content.get("dates", [])],
            author_name=library.author_name,
            on=as_of,
            at=clock(),
        )
    if tallies["sources"].changed_rows:
        # What counts of a source changes where measures stand.
        restate(list(report.measures.values_list("pk", flat=True)))


def correction_reasons(library: Library, report: Report, recorded_here: Mapping[str, str]) -> list[CorrectionReason]:
    """What earlier versions of the record had wrong; every source that shows it must be there."""
    corrections = library.content["record"].get("corrections", [])
    keys = {f"{report.slug}-{each['ground']}" for each in corrections if "ground" in each}
    names = {recorded_here.get(key, key): key for key in keys}
    sources = {names[row.key]: row for row in Evidence.objects.filter(key__in=names)}
    library.refuse_unknown(
        (["record", "corrections", at, "ground"], each["ground"])
        for at, each in enumerate(corrections)
        if "ground" in each and f"{report.slug}-{each['ground']}" not in sources
    )
    return [record.reason_in_library(report.slug, each, sources) for each in corrections]


def with_other_sources(draft: EntryDraft, keys: Mapping[str, str]) -> EntryDraft:
    """A draft that names other sources in the place of some."""
    if not keys:
        return draft
    assessments = [
        replace(assessment, sources=[keys.get(key, key) for key in assessment.sources])
        for assessment in draft.assessments
    ]
    if draft.readouts is not None:
        texts = [replace(text, source=keys.get(str(text.source), text.source)) for text in draft.readouts.texts]
        draft = replace(draft, readouts=replace(draft.readouts, texts=texts))
    return replace(draft, sources=[keys.get(str(key), str(key)) for key in draft.sources], assessments=assessments)
