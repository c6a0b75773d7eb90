"""Records of any size, loaded set by set: measures of which nothing is known yet, and a few of which much is."""

from datetime import date, timedelta

from measures.models import (
    Addressee,
    Addressing,
    Ambiguity,
    Indicator,
    Link,
    Measure,
    Party,
    Report,
    Standing,
)
from measures.models.markings import AUDIENCES
from measures.operations.drafts import AssessmentDraft, BearingDraft, MarkDraft
from measures.operations.entries import correct_entry
from measures.operations.responsibility import name_owner, watch_measure
from tests.factories import (
    TODAY,
    draft_of,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_party,
    make_report,
    make_user,
)

MOVED = 12
BATCH = 2000


def make_record(measures: int) -> Report:
    """A report with so many measures, some developments, a source, and assessments of both kinds of things."""
    report = make_report("calm")
    parties = [make_party("NORTHSHORE"), make_party("SOUTHSHORE")]
    elements = [make_ambiguity(report, f"A{index}", parent=make_ambiguity(report, f"S{index}")) for index in range(3)]
    for element in elements:
        element.bearers.add(parties[0])
    rows = make_measures(report, measures, parties, elements)
    for row in rows[:MOVED]:
        move(row, elements[0])
    return report


def make_measures(
    report: Report, index: int, parties: list[Party], elements: list[Ambiguity], start: int = 0
) -> list[Measure]:
    """Joint measures of these parties, each addressing one of these elements, with the standings of untouched ones."""
    rows = Measure.objects.bulk_create(
        (
            Measure(
                report=report, code=f"M{place}", key=f"calm-M{place}", position=place, kind="joint", title=f"M {place}"
            )
            for place in range(start, start + index)
        ),
        batch_size=BATCH,
    )
    Addressee.objects.bulk_create(
        (Addressee(measure_id=row.pk, party_id=party.pk) for row in rows for party in parties), batch_size=BATCH
    )
    Addressing.objects.bulk_create(
        (
            Addressing(
                measure=row, ambiguity=elements[row.position % len(elements)], strength="primary", basis="report"
            )
            for row in rows
        ),
        batch_size=BATCH,
    )
    Standing.objects.bulk_create(
        (Standing(measure=row, audience=audience.name) for row in rows for audience in AUDIENCES),
        batch_size=BATCH,
    )
    return rows


def make_much_discussed(report: Report, entries: int = 130) -> Measure:
    """A measure of which each kind of thing is on record, with a long journal and a corrected entry in it."""
    element = report.ambiguities.exclude(parent=None)[0]
    measure = make_measure(report, code="LONG", parties=("NORTHSHORE", "SOUTHSHORE"), kind="joint", addresses=[element])
    answer = make_measure(report, code="ANSWER", parties=("SOUTHSHORE",))
    make_measure(report, code="LONGa", parent=measure, parties=("NORTHSHORE",))
    Link.objects.create(source=answer, target=measure, relation="reciprocates", basis="report")
    Indicator.objects.create(
        measure=measure, key=f"{measure.key}-ferries", position=1, name="Ferries", how_judged="By the timetable."
    )
    editor = make_user(role="editor")
    name_owner(measure, user=editor, role="coordinator", by=editor)
    watch_measure(measure, by=editor)
    milestone = make_milestone(measure)
    move(measure, element)
    log(answer, assessments=[AssessmentDraft(on=answer.key, about="SOUTHSHORE", level=1)])
    first, source = log(measure, by=editor), make_evidence()
    log(
        measure,
        by=editor,
        responds_to=first.key,
        milestones=[MarkDraft(on=milestone.key, state="met")],
        sources=[source.key],
        bears_on=[BearingDraft(on=on, direction="background") for on in (measure.key, element.key)],
        assessments=[
            AssessmentDraft(on=on, level=level, rests_on=[first.key], sources=[source.key])
            for on, level in ((measure.key, 1), (element.key, 0))
        ],
    )
    for day in range(entries):
        log(measure, by=editor, occurred=str(date(2025, 1, 1) + timedelta(days=day)))
    last = measure.bearings.latest("pk").entry
    correct_entry(last, draft_of(measure, title="A ferry timetable was printed"), by=editor, on=TODAY)
    return measure


def move(measure: Measure, element: Ambiguity) -> None:
    """A development with a source that moves a measure and makes an element clearer, with assessments of both."""
    log(
        measure,
        occurred="2026-10-01",
        bears_on=[
            BearingDraft(on=measure.key, direction="toward", about="NORTHSHORE"),
            BearingDraft(on=element.key, direction="clearer", about="NORTHSHORE"),
        ],
        assessments=[
            AssessmentDraft(on=measure.key, about="none", level=1, direction="toward"),
            AssessmentDraft(on=element.key, about="NORTHSHORE", level=2, text="It is clear."),
        ],
        sources=[make_evidence().key],
    )
