"""Loads the catalogue of a library: its report, ambiguities, measures and what hangs on them, subjects."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from measures.library import catalogue
from measures.library.read import Library, faults_at
from measures.library.references import refuse_unknown_codes
from measures.models import Addressee, Ambiguity, Link, Measure, Party, Report, Subject
from measures.models.records import Loaded
from measures.models.reports import USUAL_INTERVAL
from measures.models.texts import bilingual
from measures.operations.additions import NewMeasure, insert_measures
from measures.operations.catalogue import LoadTally, Tallies, linked_by_people, merge, revised_fields, withdraw_missing
from measures.operations.clock import clock
from measures.operations.faults import Faults
from measures.operations.standing import restate
from measures.operations.updating import raise_versions

SOURCED = [
    "source_heading", "source_heading_zh_hans", "source_paragraph", "source_note", "source_note_zh_hans",
]  # fmt: skip


def load_catalogue(library: Library, tallies: Tallies, marking: str) -> Report:
    """Load a report with its parties, ambiguities, measures, links, terms, reasons and subjects."""
    content = library.content
    tallies["parties"] = merge(catalogue.party_rows(content), identity=["code"], texts=[])
    name_adjectives(content)
    refuse_unknown_codes(library)
    texts = catalogue.report_texts(content)
    interval = content["report"].get("search_every_days", USUAL_INTERVAL)
    settings = {"search_every_days": interval, "needs_agreement": content["report"].get("needs_agreement", False)}
    report = Report(slug=library.slug, marking=marking, **settings, **texts)
    tallies["reports"] = merge([report], identity=["slug"], texts=list(texts))
    raise_versions(Report, tallies["reports"].changed_rows)
    ambiguities = load_ambiguities(report, library, tallies)
    measures = load_measures(report, library, ambiguities, tallies)
    links = catalogue.link_rows(content, measures)
    tallies["links"] = merge(links, identity=["source_id", "target_id", "relation"], texts=["basis", *bilingual("why")])
    raise_versions(Link, tallies["links"].changed_rows)
    tallies["terms"] = merge_loaded(
        catalogue.term_rows(report, content), texts=["position", "in_report", *bilingual("term", "definition", "note")]
    )
    tallies["motivations"] = merge_loaded(
        catalogue.motivation_rows(report, content), texts=["position", *bilingual("statement", "implication"), *SOURCED]
    )
    load_subjects(report, library, ambiguities, measures, tallies)
    return report


def merge_loaded(rows: Sequence[Loaded], *, texts: Sequence[str], within: str = "") -> LoadTally:
    """Merge rows by their keys; those that a library changes are still as it left them."""
    tally = merge(rows, identity=["key"], texts=texts, within=within)
    if rows:
        raise_versions(type(rows[0]), tally.changed_rows)
    return tally


def name_adjectives(content: Mapping[str, object]) -> None:
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
    tallies["subjects"] = merge_loaded(
        list(rows.values()), texts=["position", "looked_for", *bilingual("title", "note")]
    )
    present = {row.pk: row for row in report.subjects.all()}
    revised = revised_fields(present.values())
    moved = {pk for pk, names in revised.items() if "parent_id" in names}
    for subject in content:
        row = rows[subject["code"]]
        above = present.get(present[row.pk].parent_id or 0)
        # One that people have withdrawn is in no saved library, and stays above it.
        stays = above if above is not None and above.withdrawn_at else None
        row.parent = rows[subject["parent"]] if "parent" in subject else stays
    others = [row for row in rows.values() if row.parent_id != present[row.pk].parent_id and row.pk not in moved]
    Subject.objects.bulk_update(without_circles(others, present), ["parent"])
    touched = {rows[each["code"]].pk: each.get("touches", []) for each in content}
    targets: Sequence[tuple[Any, str, Mapping[str, Measure | Ambiguity]]] = (
        (Subject.measures.through, "measure_id", measures),
        (Subject.ambiguities.through, "ambiguity_id", ambiguities),
    )
    for through, other, by_code in targets:
        pks = {pk: [by_code[code].pk for code in codes if code in by_code] for pk, codes in touched.items()}
        known = {row.pk for row in by_code.values()}
        for pk, touches in through.objects.filter(subject_id__in=pks).values_list("subject_id", other):
            # So does what the library does not have.
            pks[pk] += [touches] if touches not in known else []
        set_others(through, "subject_id", other, pks, kept=linked_by_people(through, "subject_id"))


def without_circles(moving: Sequence[Subject], present: Mapping[int, Subject]) -> list[Subject]:
    """The subjects that a library may move: none that would come below one that people here have put below it."""
    above = {row.pk: row.parent_id for row in (*present.values(), *moving)}
    kept = list(moving)
    for row in moving:
        line, at = {row.pk}, above[row.pk]
        while at is not None and at not in line:
            line.add(at)
            at = above[at]
        if at is not None:
            above[row.pk] = present[row.pk].parent_id
            kept.remove(row)
    return kept


def load_ambiguities(report: Report, library: Library, tallies: Tallies) -> dict[str, Ambiguity]:
    rows = list(catalogue.unsaved_ambiguities(report, library.content))
    texts = [
        "position", "perceived_by_id", "perceived_by_basis", "is_worry", "announced_count",
        *bilingual("title", "description", "bearer_note", "note"), *SOURCED,
    ]  # fmt: skip
    sets = merge_loaded([row for row, _ in rows if row.parent is None], texts=texts)
    elements = merge_loaded([row for row, _ in rows if row.parent is not None], texts=texts, within="parent_id")
    tallies["ambiguity sets"], tallies["ambiguities"] = sets, elements
    borne, bearers = Ambiguity.bearers.through, {row.pk: codes for row, codes in rows}
    set_others(borne, "ambiguity_id", "party_id", bearers, kept=linked_by_people(borne, "ambiguity_id"))
    return {row.code: row for row, _ in rows}


def load_measures(
    report: Report, library: Library, ambiguities: Mapping[str, Ambiguity], tallies: Tallies
) -> dict[str, Measure]:
    there = {code: (pk, key) for code, pk, key in report.measures.values_list("code", "pk", "key")}
    keys = {code: key for code, (_, key) in there.items()}
    pairs = list(catalogue.new_measures(report, library.content, keys))
    new = [each for each, _ in pairs]
    with faults_at(library, ["measures"]):
        changed = merge_measures(new, tallies)
    raise_versions(Measure, changed & {pk for pk, _ in there.values()})
    tallies["milestones"] = merge_loaded(
        [row for each, content in pairs for row in catalogue.unsaved_milestones(each.row, content)],
        texts=["position", "type", "beyond_report", *bilingual("title")],
        within="measure_id",
    )
    tallies["indicators"] = merge_loaded(
        [row for each, content in pairs for row in catalogue.indicator_rows(each.row, content)],
        texts=["position", *bilingual("name", "how_judged", "where_to_look")],
        within="measure_id",
    )
    tallies["addressings"] = merge(
        [row for each, content in pairs for row in catalogue.addressing_rows(each.row, content, ambiguities)],
        identity=["measure_id", "ambiguity_id"],
        texts=["strength", "basis", *bilingual("why")],
    )
    measures = {each.row.code: each.row for each in new}
    present = [row.pk for row in measures.values()]
    withdraw_missing(report, present, tallies["measures"], at=clock())
    restate(present)
    return measures


def merge_measures(new: Sequence[NewMeasure], tallies: Tallies) -> set[int]:
    """Merge measures, their parts and their addressees; returns which are new or changed."""
    texts = [
        "position", "verb", "kind", "explicit", "classification_basis",
        *bilingual("title", "description", "timescale", "classification_why"), *SOURCED,
    ]  # fmt: skip
    by_key = {each.row.key: each for each in new}

    def insert(missing: Sequence[Measure]) -> None:
        insert_measures([by_key[row.key] for row in missing], Faults())

    addressed_by_people = linked_by_people(Addressee, "measure_id")
    present = {row.key: row for row in Measure.objects.filter(key__in=by_key)}
    for key, row in present.items():
        # A kind and its parties go together.
        if row.pk in addressed_by_people:
            by_key[key].row.kind = row.kind
    kinds_by_people = {pk for pk, names in revised_fields(present.values()).items() if "kind" in names}
    wholes = [each.row for each in new if each.row.parent is None]
    tallies["measures"] = merge(wholes, identity=["key"], texts=texts, insert=insert)
    parts = [each.row for each in new if each.row.parent is not None]
    for part in parts:
        # Its primary key is known by now.
        part.parent = part.parent
    tallies["parts"] = merge(parts, identity=["key"], texts=texts, insert=insert, within="parent_id")
    changed = tallies["measures"].changed_rows | tallies["parts"].changed_rows
    addressed = {each.row.pk: each.parties for each in new}
    needed = {each.row.pk: each.needs_to_complete for each in new}
    for through, codes, kept in (
        (Addressee, addressed, addressed_by_people | kinds_by_people),
        (Measure.needs_to_complete.through, needed, linked_by_people(Measure.needs_to_complete.through, "measure_id")),
    ):
        changed |= set_others(through, "measure_id", "party_id", codes, kept=kept)
    return changed


def set_others(
    through: type, owner: str, other: str, others: Mapping[int, Sequence[object]], *, kept: Collection[int] = ()
) -> set[int]:
    """Make a many-to-many table match the library, except for the kept rows; returns the changed rows."""
    others = {pk: each for pk, each in others.items() if pk not in kept}
    rows = through.objects.filter(**{f"{owner}__in": others})  # type: ignore[attr-defined]
    present = set(rows.values_list(owner, other))
    wanted = {(pk, each) for pk, others_pks in others.items() for each in others_pks}
    for pk, each in sorted(present - wanted):
        rows.filter(**{owner: pk, other: each}).delete()
    through.objects.bulk_create([through(**{owner: pk, other: each}) for pk, each in sorted(wanted - present)])  # type: ignore[attr-defined]
    return {pk for pk, _ in present ^ wanted}
