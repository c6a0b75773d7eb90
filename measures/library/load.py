"""Loads a library into the database: adds what is missing, brings its texts up to date, corrects its own entries."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from measures.errors import OlderLibraryError
from measures.library import catalogue, record
from measures.library.read import Library, LibraryError, read_library
from measures.library.references import refuse_unknown_codes, refuse_unknown_sides, refuse_unknown_sources
from measures.models import (
    Addressing,
    Ambiguity,
    CorrectionReason,
    Evidence,
    Indicator,
    Link,
    Marking,
    Measure,
    Milestone,
    Party,
    Report,
    Subject,
)
from measures.models.reports import USUAL_INTERVAL
from measures.operations.additions import NewMeasure, insert_measures
from measures.operations.catalogue import LoadTally, lock_for_loading, merge, withdraw_missing
from measures.operations.clock import clock
from measures.operations.date_loading import load_dates
from measures.operations.drafts import EntryDraft
from measures.operations.faults import Faults
from measures.operations.locks import lock_libraries
from measures.operations.searches import load_searches
from measures.operations.series import keep_reasons, load_entries, new_reasons
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import raise_versions

SOURCED = [
    "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans",
]  # fmt: skip

type Tallies = dict[str, LoadTally]


def bilingual(*names: str) -> list[str]:
    return [column for name in names for column in (name, f"{name}_zh_hans")]


def load_library(path: Path, *, dry_run: bool = False, older: bool = False, marking: str = Marking.PUBLIC) -> Tallies:
    """Load a file in one transaction; see `load_content`."""
    return load_content(read_library(path), dry_run=dry_run, older=older, marking=marking)


@in_one_transaction
def load_content(
    library: Library, *, dry_run: bool = False, older: bool = False, marking: str = Marking.PUBLIC
) -> Tallies:
    """Load a library and return what was added, changed, withdrawn or left alone, kind by kind.

    Raises LibraryError with the line of every fault, and OlderLibraryError where a later version is loaded, unless
    `older` says that this is meant; then, as with `dry_run`, nothing is written. The marking is that of a new report;
    one that is here keeps its own.
    """
    content = library.content
    tallies: Tallies = {}
    lock_libraries()
    if not (dry_run or older) and (loaded := later_version(library)):
        raise OlderLibraryError(loaded=loaded)
    slug = slug_of(library)
    refuse_unknown_sources(library)
    sources = record.source_rows(slug, content.get("record", {}).get("sources", []))
    tally_of_sources, recorded_here = lock_for_loading(slug, sources, accepted_by=author_of(library))
    is_record_only = isinstance(content["report"], str)
    report = loaded_report(library) if is_record_only else load_catalogue(library, tallies, marking)
    if "record" in content:
        tallies["sources"] = tally_of_sources
        load_record(library, report, recorded_here, tallies)
    if dry_run:
        transaction.set_rollback(True)
    return tallies


def slug_of(library: Library) -> str:
    """The slug of the report that a library is about."""
    report = library.content["report"]
    return str(report if isinstance(report, str) else report["slug"])


def author_of(library: Library) -> str:
    """The author's name that the journal gives to what a library brings."""
    return f"{slug_of(library)} {library.content['version']}"


def later_version(library: Library) -> str:
    """The version of the catalogue, or the day of the record, that is loaded and later than the library's own."""
    content = library.content
    report = Report.objects.filter(slug=slug_of(library)).first()
    if report is None:
        return ""
    if not isinstance(content["report"], str) and version_key(report.library_version) > version_key(content["version"]):
        return report.library_version
    as_of = content.get("record", {}).get("as_of", "")
    if as_of and report.record_as_of and report.record_as_of.isoformat() > as_of:
        return report.record_as_of.isoformat()
    return ""


def version_key(version: str) -> list[tuple[int, str]]:
    """A sort key for versions: dates, numbers and texts as people count them, so that 10 comes after 9."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", version)]


def loaded_report(library: Library) -> Report:
    report = Report.objects.filter(slug=library.content["report"]).first()
    if report is None:
        message = _("This report has not been loaded yet: load its catalogue first.")
        raise LibraryError([library.fault(["report"], message)])
    return report


def load_catalogue(library: Library, tallies: Tallies, marking: str) -> Report:
    """Load a report with its parties, ambiguities, measures, links, terms and reasons."""
    content = library.content
    tallies["parties"] = merge(catalogue.party_rows(content), identity=["code"], texts=[])
    name_adjectives(content)
    refuse_unknown_codes(library)
    texts = catalogue.report_texts(content)
    interval = content["report"].get("search_every_days", USUAL_INTERVAL)
    report = Report(slug=content["report"]["slug"], marking=marking, search_every_days=interval, **texts)
    tallies["reports"] = merge([report], identity=["slug"], texts=list(texts))
    ambiguities = load_ambiguities(report, library, tallies)
    measures = load_measures(report, library, ambiguities, tallies)
    links = catalogue.link_rows(content, measures)
    tallies["links"] = merge(links, identity=["source_id", "target_id", "relation"], texts=["basis", *bilingual("why")])
    raise_versions(Link, tallies["links"].changed_rows)
    tallies["terms"] = merge(
        catalogue.term_rows(report, content),
        identity=["report_id", "term"],
        texts=["position", "in_report", "term_zh_hans", *bilingual("definition", "note")],
    )
    tallies["motivations"] = merge(
        catalogue.motivation_rows(report, content),
        identity=["report_id", "code"],
        texts=["position", *bilingual("statement", "implication"), *SOURCED],
    )
    load_subjects(report, library, ambiguities, measures, tallies)
    return report


def name_adjectives(content: Mapping[str, Any]) -> None:
    """Give the adjectives to parties that are there and have none."""
    for party in catalogue.party_rows(content):
        if party.adjective:
            words = {"adjective": party.adjective, "adjective_zh_hans": party.adjective_zh_hans}
            Party.objects.filter(code=party.code, adjective="").update(**words)


def load_subjects(
    report: Report,
    library: Library,
    ambiguities: Mapping[str, Ambiguity],
    measures: Mapping[str, Measure],
    tallies: Tallies,
) -> None:
    """Load the subjects that texts are read for, which are above which, and what they touch."""
    content = library.content.get("subjects", [])
    rows = {row.code: row for row in catalogue.subject_rows(report, library.content)}
    tallies["subjects"] = merge(
        list(rows.values()), identity=["key"], texts=["position", "looked_for", *bilingual("title", "note")]
    )
    raise_versions(Subject, tallies["subjects"].changed_rows)
    above = dict(report.subjects.values_list("pk", "parent_id"))
    for subject in content:
        rows[subject["code"]].parent = rows[subject["parent"]] if "parent" in subject else None
    Subject.objects.bulk_update([row for row in rows.values() if row.parent_id != above[row.pk]], ["parent"])
    touched = {rows[each["code"]].pk: each.get("touches", []) for each in content}
    targets: Sequence[tuple[type, str, Mapping[str, Measure | Ambiguity]]] = (
        (Subject.measures.through, "measure_id", measures),
        (Subject.ambiguities.through, "ambiguity_id", ambiguities),
    )
    for through, other, by_code in targets:
        pks = {pk: [by_code[code].pk for code in codes if code in by_code] for pk, codes in touched.items()}
        set_others(through, "subject_id", other, pks)


def load_ambiguities(report: Report, library: Library, tallies: Tallies) -> dict[str, Ambiguity]:
    rows = list(catalogue.unsaved_ambiguities(report, library.content))
    texts = [
        "position", "perceived_by_id", "perceived_by_basis", "announced_count",
        *bilingual("title", "description", "bearer_note", "note"), *SOURCED,
    ]  # fmt: skip
    sets = merge([row for row, _ in rows if row.parent is None], identity=["key"], texts=texts)
    elements = merge([row for row, _ in rows if row.parent is not None], identity=["key"], texts=texts)
    tallies["ambiguity sets"], tallies["ambiguities"] = sets, elements
    set_parties(Ambiguity.bearers.through, "ambiguity_id", {row.pk: codes for row, codes in rows})
    return {row.code: row for row, _ in rows}


def load_measures(
    report: Report, library: Library, ambiguities: Mapping[str, Ambiguity], tallies: Tallies
) -> dict[str, Measure]:
    new = list(catalogue.new_measures(report, library.content))
    there = set(report.measures.values_list("pk", flat=True))
    with faults_at(library, ["measures"]):
        changed = merge_measures(new, tallies)
    raise_versions(Measure, changed & there)
    milestones: list[Milestone] = []
    indicators: list[Indicator] = []
    addressings: list[Addressing] = []
    wholes = [each.row for each in new if each.row.parent is None]
    for row, content in zip(wholes, library.content.get("measures", []), strict=True):
        milestones += catalogue.unsaved_milestones(row, content)
        indicators += catalogue.indicator_rows(row, content)
        addressings += catalogue.addressing_rows(row, content, ambiguities)
    tallies["milestones"] = merge(
        milestones, identity=["key"], texts=["position", "type", "beyond_report", *bilingual("title")]
    )
    raise_versions(Milestone, tallies["milestones"].changed_rows)
    tallies["indicators"] = merge(
        indicators,
        identity=["measure_id", "name"],
        texts=["position", "name_zh_hans", *bilingual("how_judged", "where_to_look")],
    )
    tallies["addressings"] = merge(
        addressings, identity=["measure_id", "ambiguity_id"], texts=["strength", "basis", *bilingual("why")]
    )
    measures = {each.row.code: each.row for each in new}
    present = [row.pk for row in measures.values()]
    withdraw_missing(report, present, tallies["measures"], at=clock())
    restate(present)
    return measures


def merge_measures(new: Sequence[NewMeasure], tallies: Tallies) -> set[int]:
    """Merge measures, their parts and their addressees; returns which are new or changed."""
    texts = [
        "position", "kind", "explicit", "classification_basis", "from_library",
        *bilingual("title", "description", "classification_why"), *SOURCED,
    ]  # fmt: skip
    by_key = {each.row.key: each for each in new}

    def insert(missing: Sequence[Measure]) -> None:
        insert_measures([by_key[row.key] for row in missing], Faults())

    wholes = [each.row for each in new if each.row.parent is None]
    tallies["measures"] = merge(wholes, identity=["key"], texts=texts, insert=insert)
    parts = [each.row for each in new if each.row.parent is not None]
    for part in parts:
        # Its primary key is known by now.
        part.parent = part.parent
    tallies["parts"] = merge(parts, identity=["key"], texts=texts, insert=insert)
    changed = tallies["measures"].changed_rows | tallies["parts"].changed_rows
    addressed = {each.row.pk: each.parties for each in new}
    needed = {each.row.pk: each.needs_to_complete for each in new}
    changed |= set_parties(Measure.parties.through, "measure_id", addressed)
    return changed | set_parties(Measure.needs_to_complete.through, "measure_id", needed)


def set_parties(through: type, owner: str, codes: Mapping[int, Sequence[str]]) -> set[int]:
    """Make a many-to-many table between rows and parties match the library; returns the changed rows."""
    return set_others(through, owner, "party_id", codes)


def set_others(through: type, owner: str, other: str, others: Mapping[int, Sequence[Any]]) -> set[int]:
    """Make a many-to-many table match the library; returns the changed rows."""
    rows = through.objects.filter(**{f"{owner}__in": others})  # type: ignore[attr-defined]
    present = set(rows.values_list(owner, other))
    wanted = {(pk, each) for pk, others_pks in others.items() for each in others_pks}
    for pk, each in sorted(present - wanted):
        rows.filter(**{owner: pk, other: each}).delete()
    through.objects.bulk_create([through(**{owner: pk, other: each}) for pk, each in sorted(wanted - present)])  # type: ignore[attr-defined]
    return {pk for pk, _ in present ^ wanted}


def load_record(library: Library, report: Report, recorded_here: Mapping[str, str], tallies: Tallies) -> None:
    """Load the entries of a record, whose sources are there; those that people recorded here stand for its own."""
    content = library.content["record"]
    as_of, today = date.fromisoformat(content["as_of"]), clock().date()
    if as_of > today:
        raise LibraryError([library.fault(["record", "as_of"], _("This day is in the future."))])
    refuse_unknown_sides(library)
    tallies["searches"] = load_searches(
        report,
        record.search_rows(report.slug, content.get("searched", [])),
        author_name=author_of(library),
        on=as_of,
        at=clock(),
    )
    if "reports" not in tallies:
        texts = catalogue.record_texts(content)
        tallies["reports"] = merge([Report(slug=report.slug, **texts)], identity=["slug"], texts=list(texts))
    drafts = [
        with_sources(record.entry_draft(report.slug, entry, as_of), recorded_here) for entry in content["entries"]
    ]
    compared = [
        with_sources(record.readouts_draft(report.slug, each, as_of), recorded_here)
        for each in content.get("readouts", [])
    ]
    summaries = [record.summary_draft_of(report.slug, content["summary"], as_of)] if "summary" in content else []
    reasons = new_reasons(report, correction_reasons(library, report, recorded_here))
    with faults_at(library, ["record", "entries"]):
        tallies["entries"] = load_entries(
            report,
            drafts,
            author_name=author_of(library),
            on=today,
            reasons=reasons,
            present={draft.key for draft in (*drafts, *compared)},
        )
    if compared:
        with faults_at(library, ["record", "readouts"]):
            tallies["readouts"] = load_entries(
                report, compared, author_name=author_of(library), on=today, reasons=reasons
            )
    if summaries:
        with faults_at(library, ["record", "summary"], is_one=True):
            tallies["summaries"] = load_entries(
                report, summaries, author_name=author_of(library), on=today, reasons=reasons
            )
    keep_reasons(report, reasons)
    with faults_at(library, ["record", "dates"]):
        tallies["dates"] = load_dates(
            report,
            record.watched_dates(report.slug, content.get("dates", []), recorded_here),
            author_name=author_of(library),
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
    unknown = _("There is nothing with the code “%(code)s”.")
    faults = [
        library.fault(["record", "corrections", at, "ground"], unknown % {"code": code})
        for at, each in enumerate(corrections)
        if (code := each.get("ground")) and f"{report.slug}-{code}" not in sources
    ]
    if faults:
        raise LibraryError(faults)
    return [record.reason_in_library(report.slug, each, sources) for each in corrections]


def with_sources(draft: EntryDraft, keys: Mapping[str, str]) -> EntryDraft:
    """A draft that names other sources in the place of some."""
    if not keys:
        return draft
    views = [replace(view, sources=[keys.get(key, key) for key in view.sources]) for view in draft.views]
    if draft.readouts is not None:
        texts = [replace(text, source=keys.get(str(text.source), text.source)) for text in draft.readouts.texts]
        draft = replace(draft, readouts=replace(draft.readouts, texts=texts))
    return replace(draft, sources=[keys.get(str(key), str(key)) for key in draft.sources], views=views)


@contextmanager
def faults_at(library: Library, path: Sequence[str], *, is_one: bool = False) -> Iterator[None]:
    """Turn the errors of library rows at a path, or of the only row there, into faults with the line of each."""
    try:
        yield
    except ValidationError as error:
        raise LibraryError(
            [
                library.fault([*path, *steps(field)[is_one:]], message)
                for field, messages in error.message_dict.items()
                for message in messages
            ]
        ) from error


def steps(field: str) -> list[str | int]:
    """The path of a field, ``3.bears_on.0.on``, as the steps to it."""
    return [int(step) if step.isdigit() else step for step in field.split(".")]
