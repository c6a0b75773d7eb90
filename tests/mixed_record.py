"""A record with some of everything that an answer shows, under every marking; what is added is fictional."""

from datetime import date
from typing import Any

from measures.models import (
    BulkAct,
    BulkKind,
    Digest,
    Entry,
    Evidence,
    Import,
    ImportRow,
    Kind,
    Marking,
    Measure,
    Outcome,
    OwnerRole,
    PartialDate,
    Role,
    Scope,
    SecretUrlKind,
    StoredFile,
    User,
)
from measures.operations.announced_dates import record_finding
from measures.operations.clock import clock
from measures.operations.developments import correct_entry
from measures.operations.drafts import BearingDraft, EntryDraft
from measures.operations.markings import tighten_marking
from measures.operations.milestones import meet_milestone
from measures.operations.redactions import redact_entry
from measures.operations.reminders import snooze_measure
from measures.operations.responsibility import name_owner, watch_measure
from measures.operations.saved_views import save_view
from measures.operations.secret_urls import create_secret_url
from measures.operations.tokens import create_token
from tests.factories import TODAY, log, make_date, make_evidence, make_milestone, make_representative, make_user

TEXTS: dict[str, Any] = {
    "occurred": PartialDate.parse("2026-04-23"),
    "title": "A ferry timetable was published",
    "narrative": "The harbour office published it.",
}


def mix() -> None:
    """Add to the loaded reports some of everything that an answer shows, under every marking."""
    editor, administrator = make_user(role=Role.EDITOR), make_user(role=Role.ADMINISTRATOR)
    measures = list(Measure.objects.filter(report__is_fictional=True, parent=None).order_by("-parties__pk", "key"))
    for measure, day in zip(measures, ("2020", "2026-11", "2027-01-05"), strict=False):
        Measure.objects.filter(pk=measure.pk).update(due_on=PartialDate.parse(day))
        name_owner(measure, user=make_user(), role=OwnerRole.COORDINATOR, by=editor)
    shared = next(measure for measure in measures if measure.kind != Kind.UNILATERAL)
    mark_all_ways(shared, editor)
    correct_and_redact(shared, administrator)
    file = StoredFile.objects.create(sha256="a" * 64, size=10, media_type="application/pdf", stored_at=clock())
    make_evidence(file=file, file_name="note.pdf", replaces=make_evidence(recorded_by=editor))
    keep_for(editor, measures)
    announce_all_ways(shared, editor)
    hide_some(administrator)


def keep_for(user: User, measures: list[Measure]) -> None:
    """What is one person's own: what they follow, what rests, their mail and their secret addresses."""
    for measure in measures:
        watch_measure(measure, by=user)
    snooze_measure(measures[0], by=user, until=date(2027, 1, 1), on=TODAY)
    outcomes: list[dict[str, Any]] = [
        {"sent_at": clock(), "counts": {"overdue": 2}},
        {"nothing_to_say": True},
        {"parked_at": clock(), "problem": "550 No such user"},
        {"caught_up_with": TODAY},
    ]
    for day, outcome in enumerate(outcomes, 1):
        Digest.objects.create(
            recipient=user, due_on=date(2026, 11, day), covers_since=clock(), claimed_at=clock(), **outcome
        )
    file = StoredFile.objects.create(sha256="b" * 64, size=10, media_type="text/csv", stored_at=clock())
    job = Import.objects.create(key="import-1", report=measures[0].report, file=file, file_name="t.csv", by=user)
    ImportRow.objects.create(of=job, number=1, outcome=Outcome.NEW, fields={"title": "T"}, measure=measures[0])
    save_view(user, name="Overdue", page="measures", filters="overdue=true")
    changes = [[measures[0].key, None, 30], [measures[1].key, 180, 30]]
    BulkAct.objects.create(key="bulk-1", by=user, kind=BulkKind.REVIEW_INTERVAL, changes=changes)
    create_token(user, name="A briefing", scope=Scope.READ)
    create_secret_url(user, name="My calendar", kind=SecretUrlKind.CALENDAR, filters="")


def mark_all_ways(measure: Measure, editor: User) -> None:
    """Milestones that are met, undone, met by one of two, and entries that only some may read."""
    parties = [party.code for party in measure.parties.all()]
    for doers, marks in {"together": ["met", "undone"], "each": ["met"], "party": ["not_met"]}.items():
        milestone = make_milestone(measure, doers=doers, party_id=parties[0] if doers == "party" else None)
        for state in marks:
            party = parties[0] if doers != "together" else ""
            meet_milestone(milestone, **TEXTS, state=state, party=party, by=editor, on=TODAY)
    speaker = make_representative(parties[0])
    log(measure, by=speaker, marking=f"released:{parties[0]}")
    for marking in ("participants", "internal"):
        log(measure, marking=marking, sources=[make_evidence(marking=marking).key])


def announce_all_ways(measure: Measure, editor: User) -> None:
    """Dates to watch under every marking: coming, passed, put off, looked for, and one that took place."""
    for marking in ("public", "participants", "internal"):
        for when in ("2020-01", "2026-12-10", ""):
            make_date(measure.report, when, marking=marking, touches=[measure.key], by=editor)
        put_off, looked_for, took_place = (make_date(measure.report, "2020", marking=marking) for _ in range(3))
        entry = log(measure, marking=marking, sources=[make_evidence(marking=marking).key])
        record_finding(put_off, kind="put_off", put_off_to=PartialDate(2021), by=editor, on=TODAY)
        record_finding(looked_for, kind="nothing_found", by=editor, on=TODAY)
        record_finding(took_place, kind="took_place", development=entry.key, by=editor, on=TODAY)


def correct_and_redact(measure: Measure, administrator: User) -> None:
    first, second = log(measure, by=administrator), log(measure)
    draft = EntryDraft(
        **TEXTS,
        track="official",
        claim="reported",
        reason="It was wrong.",
        bears_on=[BearingDraft(on=measure.key, direction="away")],
        responds_to=second.key,
    )
    correct_entry(first, draft, by=administrator, on=TODAY)
    redact_entry(second, by=administrator, reason="A name")


def hide_some(administrator: User) -> None:
    """Tighten some rows, with all that names them."""
    for rows in (Measure.objects.filter(parent=None), Entry.objects.all(), Evidence.objects.all()):
        for row, marking in zip(
            rows.order_by("-pk").filter(marking="public")[3:12:4],
            (Marking.INTERNAL, Marking.PARTICIPANTS),
            strict=False,
        ):
            tighten_marking(row, marking=marking, by=administrator)
