"""Writes what a report says now as a library that `load_library` takes, for an audience."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

import yaml
from django.db.models import Model, Prefetch, Q, QuerySet

from measures.library.catalogue import INHERITED, RECORD_NOTES
from measures.models import (
    Addressing,
    Ambiguity,
    Doers,
    Indicator,
    Link,
    Marking,
    Measure,
    Milestone,
    Motivation,
    Party,
    Report,
    Subject,
    Term,
)
from measures.models.keys import key_from
from measures.models.markings import Audience
from measures.models.reports import USUAL_FIRST_YEAR, USUAL_INTERVAL
from measures.wing import wings

FORMAT = 1
WIDTH = 110

type Content = dict[str, Any]


class LibraryDumper(yaml.SafeDumper):
    """Indents lists below their keys, like the libraries under fixtures/, and writes repeated values in full."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT002
        super().increase_indent(flow, False)  # noqa: FBT003

    def ignore_aliases(self, data: object) -> bool:
        return True


def library_text(content: Content) -> str:
    """A library as YAML."""
    text: str = yaml.dump(content, Dumper=LibraryDumper, allow_unicode=True, sort_keys=False, width=WIDTH)
    return text


def bilingual_texts(row: Model, *names: str) -> Content:
    """The bilingual texts of these names, without what is empty."""
    pairs = {
        name: without_empty(**{"en": getattr(row, name), "zh-hans": getattr(row, f"{name}_zh_hans")}) for name in names
    }
    return without_empty(**pairs)


def without_empty(**values: object) -> Content:
    """The values that are not empty."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def source_place(row: Ambiguity | Measure | Motivation) -> Content:
    """The place in the report that a row rests on."""
    found = bilingual_texts(row, "source_heading", "source_note")
    place = without_empty(
        heading=found.get("source_heading"), paragraph=row.source_paragraph, note=found.get("source_note")
    )
    return without_empty(source=place)


def catalogue_of(report: Report, audience: Audience) -> Content:
    """What a report says, as far as the audience may read it: a library without a record."""
    listed = report.ambiguities.standing().filter(Q(parent=None) | Q(parent__withdrawn_at=None)).order_by("position")
    rows = (
        report.measures.visible_to(audience)
        .recommended()
        .order_by("position")
        .prefetch_related(
            "parties",
            "needs_to_complete",
            "milestones",
            Prefetch("addressings", Addressing.objects.filter(ambiguity__in=listed).select_related("ambiguity")),
            "links_out__target",
            Prefetch("indicators", Indicator.objects.standing()),
        )
    )
    measures = list(rows)
    wholes = [measure for measure in measures if measure.parent_id is None]
    ambiguities = list(listed.prefetch_related("bearers"))
    sections = [wing.section_of_library(report, audience) for wing in wings()]
    parties = parties_to_write(measures, ambiguities).union(*(named for _section, named in sections))
    return {
        "library": FORMAT,
        **without_empty(version=report.library_version),
        "report": report_content(report),
        "parties": [party_content(party) for party in sorted(parties, key=attrgetter("code"))],
    } | without_empty(
        ambiguities=[set_content(each, ambiguities) for each in ambiguities if each.is_set],
        measures=[measure_content(whole, measures) for whole in wholes],
        links=link_contents(measures),
        glossary=[term_content(term, report) for term in report.glossary.standing().order_by("position")],
        motivations=[motivation_content(each) for each in report.motivations.standing().order_by("position")],
        subjects=library_subjects(report, audience, listed),
        **{name: rows for section, _parties in sections for name, rows in section.items()},
    )


def report_content(report: Report) -> Content:
    return (
        {"slug": report.slug}
        | bilingual_texts(report, "title", "topic", "aim", "author", "publisher")
        | without_empty(published=str(report.published or ""), url=report.url)
        | bilingual_texts(report, "note", "subjects_note", "disclaimer", *RECORD_NOTES)
        | without_empty(
            fictional=report.is_fictional or None,
            search_every_days=report.search_every_days if report.search_every_days != USUAL_INTERVAL else None,
            needs_agreement=report.needs_agreement or None,
            first_year=report.first_year if report.first_year != USUAL_FIRST_YEAR else None,
        )
        | {"levels": report.levels}
        | bilingual_texts(report, "codebook")
    )


def parties_to_write(measures: list[Measure], ambiguities: list[Ambiguity]) -> set[Party]:
    parties = {party for measure in measures for party in (*measure.parties.all(), *measure.needs_to_complete.all())}
    parties |= {party for ambiguity in ambiguities for party in ambiguity.bearers.all()}
    parties |= {ambiguity.perceived_by for ambiguity in ambiguities if ambiguity.perceived_by}
    return parties | {row.party for measure in measures for row in measure.milestones.all() if row.party}


def party_content(party: Party) -> Content:
    return {"code": party.code} | bilingual_texts(party, "name", "adjective") | {"kind": party.kind}


def codes(parties: Any) -> list[str]:
    return sorted(party.code for party in parties.all())


def ambiguity_content(ambiguity: Ambiguity) -> Content:
    perceived = without_empty(party=ambiguity.perceived_by_id, basis=ambiguity.perceived_by_basis)
    return (
        {"code": ambiguity.code}
        | bilingual_texts(ambiguity, "title", "description")
        | {"bearer": codes(ambiguity.bearers)}
        | bilingual_texts(ambiguity, "bearer_note")
        | without_empty(perceived_by=perceived or None)
        | without_empty(worry=ambiguity.is_worry or None)
        | source_place(ambiguity)
        | without_empty(announced_count=ambiguity.announced_count)
        | bilingual_texts(ambiguity, "note")
    )


def set_content(group: Ambiguity, ambiguities: list[Ambiguity]) -> Content:
    elements = [ambiguity_content(each) for each in ambiguities if each.parent_id == group.pk]
    return ambiguity_content(group) | {"elements": elements}


def measure_content(measure: Measure, measures: Sequence[Measure]) -> Content:
    classification = without_empty(
        basis=measure.classification_basis, why=bilingual_texts(measure, "classification_why").get("classification_why")
    )
    return (
        {"code": measure.code}
        | bilingual_texts(measure, "title", "description")
        | without_empty(verb=measure.verb)
        | bilingual_texts(measure, "timescale")
        | {"kind": measure.kind, **without_empty(classification=classification), "explicit": measure.explicit}
        | {"parties": codes(measure.parties)}
        | without_empty(needs_to_complete=codes(measure.needs_to_complete))
        | source_place(measure)
        | without_empty(
            due_on=str(measure.due_on or ""),
            review_every_days=measure.review_every_days if measure.review_every_days != 180 else None,
            marking=measure.marking if measure.marking != Marking.PUBLIC else None,
            further_fields=measure.extra,
            parts=[part_content(part, measure) for part in measures if part.parent_id == measure.pk],
            addresses=[addressing_content(each) for each in measure.addressings.all()],
            milestones=[milestone_content(each, measure) for each in measure.milestones.all()],
            indicators=[
                indicator_content(each, measure) for each in measure.indicators.all() if each.withdrawn_at is None
            ],
        )
    )


def part_content(part: Measure, whole: Measure) -> Content:
    """What a part says, without what it has from its measure."""
    usual: Content = {"review_every_days": 180, "needs_to_complete": []}
    content, of_whole = (usual | measure_content(row, ()) for row in (part, whole))
    return {name: value for name, value in content.items() if name not in INHERITED or value != of_whole.get(name)}


def addressing_content(row: Addressing) -> Content:
    return {"ambiguity": row.ambiguity.code, "strength": row.strength, "basis": row.basis} | bilingual_texts(row, "why")


def milestone_content(milestone: Milestone, measure: Measure) -> Content:
    who = milestone.party_id if milestone.doers == Doers.PARTY else milestone.doers
    return (
        {"code": milestone.key.removeprefix(f"{measure.key}-"), "party": who, "type": milestone.type}
        | bilingual_texts(milestone, "title")
        | {"beyond_report": milestone.beyond_report}
    )


def own_key(row: Indicator | Term, above: str, words: str) -> Content:
    """The key of a row, if it is not the one that its words would give it."""
    return {} if row.key == key_from(above, words) else {"key": row.key.removeprefix(f"{above}-")}


def indicator_content(indicator: Indicator, measure: Measure) -> Content:
    key = own_key(indicator, measure.key, indicator.name)
    return key | bilingual_texts(indicator, "name", "how_judged", "where_to_look")


def link_contents(measures: list[Measure]) -> list[Content]:
    """The links between measures that the audience may all read."""
    seen = {measure.pk: measure.code for measure in measures}
    return [
        link_content(link, seen) for measure in measures for link in measure.links_out.all() if link.target_id in seen
    ]


def link_content(link: Link, code_of: Mapping[int, str]) -> Content:
    ends = {"from": code_of[link.source_id], "to": code_of[link.target_id]}
    return ends | {"relation": link.relation, "basis": link.basis} | bilingual_texts(link, "why")


def term_content(term: Term, report: Report) -> Content:
    key = own_key(term, report.slug, term.term)
    texts = bilingual_texts(term, "term", "definition")
    return key | texts | {"in_report": term.in_report} | bilingual_texts(term, "note")


def motivation_content(motivation: Motivation) -> Content:
    implication = bilingual_texts(motivation, "implication").get("implication")
    return (
        {"code": motivation.code}
        | bilingual_texts(motivation, "statement")
        | source_place(motivation)
        | without_empty(tracker_implication=implication)
    )


def library_subjects(report: Report, audience: Audience, listed: QuerySet[Ambiguity]) -> list[Content]:
    """The subjects that texts are read for, each after the one above it, with what they touch of what is to be seen."""
    seen = Prefetch("measures", Measure.objects.visible_to(audience).recommended().order_by("position"))
    rows = report.subjects.standing().order_by("position").prefetch_related(seen, Prefetch("ambiguities", listed))
    subjects = {subject.pk: subject for subject in rows}
    placed: dict[int, Content] = {}
    for subject in subjects.values():
        line: dict[int, Subject] = {}
        next_above: Subject | None = subject
        while next_above is not None and next_above.pk not in placed and next_above.pk not in line:
            line[next_above.pk] = next_above
            next_above = subjects.get(next_above.parent_id or 0)
        for each in reversed(line.values()):
            above = subjects.get(each.parent_id or 0)
            placed[each.pk] = subject_content(each, above.code if above else "")
    return list(placed.values())


def subject_content(subject: Subject, above: str) -> Content:
    touched = [row.code for row in (*subject.measures.all(), *subject.ambiguities.all())]
    return (
        {"code": subject.code}
        | without_empty(parent=above)
        | bilingual_texts(subject, "title")
        | {"looked_for": subject.looked_for}
        | without_empty(touches=touched)
        | bilingual_texts(subject, "note")
    )
