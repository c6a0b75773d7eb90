"""The catalogue part of a library as rows, unsaved."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from measures.models import (
    Addressing,
    Ambiguity,
    Doers,
    Indicator,
    Link,
    Measure,
    Milestone,
    Motivation,
    PartialDate,
    Party,
    Report,
    Subject,
    Term,
)
from measures.models.keys import free_key, key_from, measure_key
from measures.models.reports import USUAL_FIRST_YEAR
from measures.operations.additions import NewMeasure

type Content = Mapping[str, Any]

# Notes on a record, which a report without its record has too.
RECORD_NOTES = ("record_note", "readouts_note", "dates_note", "statements_note")
# What a part has from its measure unless the library says otherwise.
INHERITED = ("kind", "explicit", "review_every_days", "parties", "needs_to_complete")


def bilingual_columns(name: str, text: Mapping[str, str] | None) -> dict[str, str]:
    """The two columns of a bilingual text."""
    text = text or {}
    return {name: text.get("en", ""), f"{name}_zh_hans": text.get("zh-hans", "")}


def pairs(content: Content, *names: str) -> dict[str, Any]:
    return {column: text for name in names for column, text in bilingual_columns(name, content.get(name)).items()}


def stated_values(content: Content, *names: str) -> dict[str, Any]:
    """The values under these names; what the library leaves out is as it is on a new row."""
    return {name: content[name] for name in names if name in content}


def source_columns(content: Content) -> dict[str, Any]:
    source = content.get("source") or {}
    return {
        **bilingual_columns("source_heading", source.get("heading")),
        "source_paragraph": source.get("paragraph"),
        **bilingual_columns("source_note", source.get("note")),
    }


def report_texts(content: Content) -> dict[str, Any]:
    """What a library says of the report itself."""
    report, record = content["report"], content.get("record", {})
    return {
        **pairs(
            report, "title", "topic", "aim", "author", "publisher", "note", "subjects_note", "disclaimer", "codebook"
        ),
        "published": PartialDate.parse(report["published"]) if "published" in report else None,
        "url": report.get("url", ""),
        "first_year": report.get("first_year", USUAL_FIRST_YEAR),
        "is_fictional": report.get("fictional", False),
        "levels": report["levels"],
        "library_version": content.get("version", ""),
        **pairs(report, *(name for name in RECORD_NOTES if name in report)),
        **(record_texts(record) if record else {}),
    }


def record_texts(record: Content) -> dict[str, Any]:
    return {
        "record_as_of": date.fromisoformat(record["as_of"]),
        **bilingual_columns("record_note", record.get("note")),
        **pairs(record, "readouts_note", "dates_note", "statements_note"),
    }


def party_rows(content: Content) -> list[Party]:
    return [
        Party(code=party["code"], kind=party["kind"], **pairs(party, "name", "adjective"))
        for party in content.get("parties", [])
    ]


def unsaved_ambiguity(report: Report, content: Content, position: int, parent: Ambiguity | None) -> Ambiguity:
    perceived = content.get("perceived_by", {})
    return Ambiguity(
        report=report,
        parent=parent,
        key=f"{report.slug}-{content['code']}",
        code=content["code"],
        position=position,
        perceived_by_id=perceived.get("party"),
        perceived_by_basis=perceived.get("basis", ""),
        is_worry=content.get("worry", False),
        **stated_values(content, "announced_count"),
        **pairs(content, "title", "description", "bearer_note", "note"),
        **source_columns(content),
    )


def unsaved_ambiguities(report: Report, content: Content) -> Iterator[tuple[Ambiguity, Sequence[str]]]:
    """Sets, each followed by its elements, with the codes of their bearers."""
    places = count(1)
    for group in content.get("ambiguities", []):
        parent = unsaved_ambiguity(report, group, next(places), None)
        yield parent, group.get("bearer", [])
        for element in group.get("elements", []):
            yield unsaved_ambiguity(report, element, next(places), parent), element.get("bearer", [])


def unsaved_measure(
    report: Report, content: Content, position: int, keys: Mapping[str, str], parent: Measure | None = None
) -> Measure:
    classification = content.get("classification", {})
    return Measure(
        report=report,
        parent=parent,
        key=keys.get(content["code"]) or measure_key(report.slug, content["code"]),
        position=position,
        from_library=True,
        classification_basis=classification.get("basis", ""),
        due_on=PartialDate.parse(content["due_on"]) if "due_on" in content else None,
        extra=content.get("further_fields", {}),
        **stated_values(content, "code", "verb", "kind", "explicit", "review_every_days", "marking"),
        **pairs(content, "title", "description", "timescale"),
        **bilingual_columns("classification_why", classification.get("why")),
        **source_columns(content),
    )


def new_measures(report: Report, content: Content, keys: Mapping[str, str]) -> Iterator[tuple[NewMeasure, Content]]:
    """Measures, each followed by its parts, with what the library says of each; `keys` has those that are here."""
    places = count(1)
    for index, measure in enumerate(content.get("measures", [])):
        whole = unsaved_measure(report, measure, next(places), keys)
        yield library_measure(index, whole, measure), measure
        from_whole = {name: measure[name] for name in INHERITED if name in measure}
        for part in measure.get("parts", []):
            row = unsaved_measure(report, from_whole | part, next(places), keys, whole)
            yield library_measure(index, row, from_whole | part), part


def library_measure(index: int, row: Measure, content: Content) -> NewMeasure:
    return NewMeasure(index, row, content["parties"], content.get("needs_to_complete", []))


def unsaved_milestones(measure: Measure, content: Content) -> list[Milestone]:
    return [
        Milestone(
            measure=measure,
            key=f"{measure.key}-{milestone['code']}",
            position=position,
            doers=milestone["party"] if milestone["party"] in (Doers.EACH, Doers.TOGETHER) else Doers.PARTY,
            party_id=None if milestone["party"] in (Doers.EACH, Doers.TOGETHER) else milestone["party"],
            **stated_values(milestone, "type", "beyond_report"),
            **pairs(milestone, "title"),
        )
        for position, milestone in enumerate(content.get("milestones", []), start=1)
    ]


def keyed(above: str, rows: Sequence[Content], name: str) -> Iterator[tuple[str, Content]]:
    """Rows with their keys: the one that a row says, or else one made of its name."""
    taken = {f"{above}-{row['key']}" for row in rows if "key" in row}
    for row in rows:
        key = f"{above}-{row['key']}" if "key" in row else free_key(key_from(above, row[name]["en"]), taken)
        taken.add(key)
        yield key, row


def indicator_rows(measure: Measure, content: Content) -> list[Indicator]:
    return [
        Indicator(
            measure=measure,
            key=key,
            position=position,
            **pairs(indicator, "name", "how_judged", "where_to_look"),
        )
        for position, (key, indicator) in enumerate(keyed(measure.key, content.get("indicators", []), "name"), start=1)
    ]


def addressing_rows(measure: Measure, content: Content, ambiguities: Mapping[str, Ambiguity]) -> list[Addressing]:
    return [
        Addressing(
            measure=measure,
            ambiguity=ambiguities[row["ambiguity"]],
            **stated_values(row, "strength", "basis"),
            **pairs(row, "why"),
        )
        for row in content.get("addresses", [])
    ]


def link_rows(content: Content, measures: Mapping[str, Measure]) -> list[Link]:
    return [
        Link(
            source=measures[link["from"]],
            target=measures[link["to"]],
            **stated_values(link, "relation", "basis"),
            **pairs(link, "why"),
        )
        for link in content.get("links", [])
    ]


def term_rows(report: Report, content: Content) -> list[Term]:
    return [
        Term(
            report=report,
            key=key,
            position=position,
            **stated_values(term, "in_report"),
            **pairs(term, "term", "definition", "note"),
        )
        for position, (key, term) in enumerate(keyed(report.slug, content.get("glossary", []), "term"), start=1)
    ]


def motivation_rows(report: Report, content: Content) -> list[Motivation]:
    return [
        Motivation(
            report=report,
            key=f"{report.slug}-{motivation['code']}",
            position=position,
            **stated_values(motivation, "code"),
            **pairs(motivation, "statement"),
            **bilingual_columns("implication", motivation.get("tracker_implication")),
            **source_columns(motivation),
        )
        for position, motivation in enumerate(content.get("motivations", []), start=1)
    ]


def subject_rows(report: Report, content: Content) -> list[Subject]:
    return [
        Subject(
            report=report,
            key=f"{report.slug}-{subject['code']}",
            position=position,
            **stated_values(subject, "code", "looked_for"),
            **pairs(subject, "title", "note"),
        )
        for position, subject in enumerate(content.get("subjects", []), start=1)
    ]
