"""What calls say: of what everybody may read the row, of all else the key; and whoever had it learns when it goes."""

import json
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from jsonschema import Draft202012Validator

from measures.models import MOMENTS_LAST, CorrectionReason, Entry, Report
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft, MarkDraft
from measures.operations.entries import correct_entry
from measures.operations.evidence import review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.publishing.changed import TransactionMoment, present
from measures.wings.webhooks.calls import WEBHOOKS
from measures.wings.webhooks.models import CHOSEN_EVENTS, Disclosure, Webhook
from tests.factories import (
    TODAY,
    client_of,
    draft_of,
    log,
    make_evidence,
    make_measure,
    make_milestone,
    make_participant,
    make_report,
    make_user,
    say,
)
from tests.sites import Site, in_turn, page
from tests.webhooks.calling import call, data_received, make_webhook, received

pytestmark = pytest.mark.django_db(transaction=True)


def of_event(site: Site, event: str) -> list[dict[str, Any]]:
    """What the calls of an event said."""
    calls = (json.loads(content) for content in site.contents)
    return [each["data"] for each in calls if each["type"] == event]


def test_each_act_of_an_entry_is_told_with_the_row_before_and_after(receiver: Site) -> None:
    measure = make_measure()
    milestone = make_milestone(measure)
    make_webhook(receiver)
    log(measure, assessments=[AssessmentDraft(on=measure.key, level=1, text="One step.")])
    entry = log(
        measure,
        assessments=[AssessmentDraft(on=measure.key, level=2, text="A second step.")],
        milestones=[MarkDraft(on=milestone.key, party=milestone.party_id, state="met")],
    )
    statement = say(measure.report, "2024-05-01", "We repair the beacon.", whose="NORTHSHORE", on=[measure.key])

    call()

    _, assessed = of_event(receiver, "assessment.recorded")
    assert (assessed["key"], assessed["entry"]) == (measure.key, entry.key)
    assert (assessed["before"]["level"], assessed["after"]["level"]) == (1, 2)
    [met] = of_event(receiver, "milestone.met")
    assert (met["key"], met["measure"], met["after"]["state"]) == (milestone.key, measure.key, "met")
    assert "before" not in met
    [said] = of_event(receiver, "statement.recorded")
    assert (said["entry"], said["after"]["quotation"]) == (statement.key, "We repair the beacon.")
    assert said["api_url"] == f"{django_settings.CBM_SITE_URL}/api/v1/statements/{said['key']}/"
    assert said["after"]["on"] == [measure.key]


def test_a_correction_names_what_it_corrects_and_tells_anew_only_what_it_changes(receiver: Site) -> None:
    user, measure = make_user(), make_measure()
    fields = {"status": "under_discussion", "assessments": [AssessmentDraft(on=measure.key, level=1)]}
    make_webhook(receiver)
    entry = log(measure, by=user, title="The lamp was lit", **fields)
    draft = draft_of(measure, title="The lamp was lit twice", **(fields | {"status": "in_progress"}))

    correction = correct_entry(entry, draft, by=user, on=TODAY)
    call()

    events = [event for event, _ in received(receiver)]
    assert events[:3] == ["entry.logged", "measure.status_set", "assessment.recorded"]
    assert events[3:] == ["entry.corrected", "measure.status_set", "report.corrected"]
    corrected, set_to, reason = data_received(receiver)[3:]
    assert (corrected["key"], corrected["corrects"]) == (correction.key, entry.key)
    assert (corrected["before"]["title"], corrected["after"]["title"]) == ("The lamp was lit", "The lamp was lit twice")
    assert (set_to["before"]["status"], set_to["after"]["status"]) == ("under_discussion", "in_progress")
    assert (reason["key"], reason["after"]["why"]) == (measure.report.slug, "It was wrong.")
    assert set(Disclosure.objects.values_list("entry", flat=True)) == {entry.pk, correction.pk}


def test_reviews_and_lines_of_the_corrections_are_told(receiver: Site) -> None:
    source, report = make_evidence(state="accepted", key="source-of-the-pilots"), make_report()
    make_webhook(receiver, events=["source.reviewed", "report.corrected"])
    review_evidence(source, by=make_user("editor"), state="disputed", note="The log says otherwise.")
    CorrectionReason.objects.create(report=report, corrected_on=TODAY, was="A date.", why="A slip of the pen.")

    call()

    reviewed, corrected = data_received(receiver)
    assert (reviewed["key"], reviewed["before"]["state"], reviewed["after"]["state"]) == (
        source.key,
        "accepted",
        "disputed",
    )
    assert "The log says otherwise." not in json.dumps(reviewed)
    assert (corrected["report"], corrected["after"]["why"]) == (report.slug, "A slip of the pen.")
    assert "entry" not in corrected


def test_nothing_is_told_that_had_happened_before_while_another_transaction_runs(receiver: Site) -> None:
    measure, beside = make_measure(), connection.copy()
    beside.set_autocommit(False)
    with closing(beside), beside.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        log(measure)
        make_webhook(receiver, events=["entry.logged"])
        entry = log(measure)
        call()
        call()

    assert list(received(receiver)) == [("entry.logged", entry.key)]


def test_of_what_not_everybody_may_read_a_call_names_the_key_only(receiver: Site) -> None:
    make_webhook(receiver, make_participant(), events=["entry.logged", "measure.status_set"])
    measure = make_measure()
    hidden = log(measure, title="The pilots met", marking="participants", status="under_discussion")

    call()

    logged, set_to = data_received(receiver)
    assert set(logged) == set(set_to) == {"key", "url", "api_url"}
    assert (logged["key"], set_to["key"]) == (hidden.key, measure.key)
    assert not any(b"pilots" in content or b"under_discussion" in content for content in receiver.contents)


def test_what_came_before_is_what_everybody_may_read_of_it(receiver: Site) -> None:
    make_webhook(receiver, make_participant(), events=["measure.status_set"])
    measure = make_measure()
    log(measure, status="under_discussion")
    log(measure, status="stalled", marking="participants")
    log(measure, status="in_progress")

    call()

    changes = [(each.get("before"), each["after"]["status"]) for each in data_received(receiver) if "after" in each]
    assert changes[0] == (None, "under_discussion")
    assert (changes[1][0]["status"], changes[1][1]) == ("under_discussion", "in_progress")


@pytest.mark.parametrize("events", [["entry.logged"], ["measure.status_set"], CHOSEN_EVENTS])
def test_whoever_was_told_of_an_entry_learns_that_it_was_redacted(receiver: Site, events: list[str]) -> None:
    webhook, _ = make_webhook(receiver, events=events)
    entry = log(make_measure(), title="The keeper of the lamp", status="under_discussion")
    call()
    redact_entry(entry, by=make_user("administrator"), reason="A private name stood in it.")

    call()
    call()

    assert of_event(receiver, "entry.redacted") == [{"key": entry.key}]
    assert not webhook.disclosures.exists()


def test_words_of_an_earlier_entry_that_a_call_repeats_count_as_told(receiver: Site) -> None:
    """The status before comes from another entry than the one that is told of."""
    measure = make_measure()
    first = log(measure, status="under_discussion")
    make_webhook(receiver, events=["measure.status_set"])
    log(measure, status="in_progress")
    call()
    redact_entry(first, by=make_user("administrator"), reason="A private name stood in it.")

    call()

    assert of_event(receiver, "entry.redacted") == [{"key": first.key}]


def test_who_was_not_told_of_a_redacted_entry_learns_of_it_only_if_they_wish(receiver: Site) -> None:
    entry, hidden = log(make_measure()), log(make_measure(), marking="internal")
    make_webhook(receiver, events=["entry.logged"], name="quiet")
    make_webhook(receiver, events=["entry.redacted"], name="redactions")
    for each in (entry, hidden):
        redact_entry(each, by=make_user("administrator"), reason="A private name stood in it.")

    call()

    assert list(received(receiver)) == [("entry.redacted", entry.key)]


def test_whoever_was_told_of_an_entry_learns_that_fewer_may_read_it(receiver: Site) -> None:
    reader, _ = make_webhook(receiver, make_user("reader"), events=["entry.logged"], name="reader")
    of_participant, _ = make_webhook(receiver, make_participant(), events=["entry.logged"], name="participant")
    entry = log(make_measure())
    unknown = log(make_measure())
    WEBHOOKS.plan(at=clock())
    tighten_marking(unknown, marking="internal", by=make_user("editor"))
    call()
    assert len(receiver.contents) == 2

    for marking in ("participants", "internal"):
        tighten_marking(entry, marking=marking, by=make_user("editor"))
        call()
        call()

    assert of_event(receiver, "entry.tightened") == [{"key": entry.key}] * 4
    assert {row.event for row in reader.deliveries.shown()} == {"entry.logged", "entry.tightened"}
    assert set(of_participant.disclosures.values_list("marking", flat=True)) == {"internal"}


def test_an_entry_that_is_closed_again_is_told_again(receiver: Site) -> None:
    make_webhook(receiver, events=["entry.logged"])
    entry = log(make_measure())
    call()

    for marking in ("internal", "public", "internal"):
        Report.objects.update(marking=marking)
        call()

    assert of_event(receiver, "entry.tightened") == [{"key": entry.key}] * 2


def test_a_correction_does_not_name_what_fewer_may_read(receiver: Site) -> None:
    make_webhook(receiver, events=["entry.corrected"])
    user, measure = make_user(), make_measure()
    entry = log(measure, by=user)
    correction = correct_entry(entry, draft_of(measure), by=user, on=TODAY)
    Entry.objects.filter(pk=entry.pk).update(marking="internal")

    call()

    (corrected,) = of_event(receiver, "entry.corrected")
    assert corrected["key"] == correction.key
    assert "corrects" not in corrected


def test_a_report_that_is_closed_tightens_all_that_was_told_of_it(receiver: Site) -> None:
    make_webhook(receiver, events=["entry.logged"])
    entry = log(make_measure())
    call()
    report = Report.objects.get()
    report.marking = "participants"
    report.save()

    call()

    assert of_event(receiver, "entry.tightened") == [{"key": entry.key}]


def test_whoever_may_have_had_a_call_that_failed_is_told_of_the_redaction(receiver: Site, settings: Any) -> None:
    settings.CBM_FETCH_PAUSE = 60
    receiver.pages["/hook"] = in_turn(page("", status=500), page("Thanks."))
    make_webhook(receiver, events=["entry.logged"])
    entry = log(make_measure())
    call()
    redact_entry(entry, by=make_user("administrator"), reason="A private name stood in it.")
    Webhook.objects.get().deliveries.update(next_attempt_at=clock())

    call()
    call()

    assert [event for event, _ in received(receiver)] == ["entry.logged", "entry.redacted"]


def test_a_webhook_that_was_off_for_too_long_is_told_of_redactions_all_the_same(receiver: Site) -> None:
    webhook, _ = make_webhook(receiver, events=["entry.logged"])
    entry = log(make_measure())
    call()
    redact_entry(entry, by=make_user("administrator"), reason="A private name stood in it.")
    log(make_measure())
    now = present()
    long_ago = now._replace(seconds=now.seconds - int(MOMENTS_LAST.total_seconds()) - 1)
    Webhook.objects.update(changes_until=json.dumps(long_ago))

    call()

    assert list(received(receiver))[1:] == [("entry.redacted", entry.key)]
    webhook.refresh_from_db()
    assert TransactionMoment(*json.loads(webhook.changes_until)).xid >= now.xid


def test_nothing_is_missed_when_the_secret_key_changes(receiver: Site, settings: Any) -> None:
    make_webhook(receiver, events=["entry.logged"])
    call()
    entry = log(make_measure())
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]

    call()

    assert list(received(receiver)) == [("entry.logged", entry.key)]


def test_neither_the_call_nor_its_list_tells_that_one_was_left_out(receiver: Site) -> None:
    webhook, _ = make_webhook(receiver, make_user("reader"), events=["entry.logged"])
    measure = make_measure()
    hidden, shown = log(measure), log(measure)
    WEBHOOKS.plan(at=clock())
    tighten_marking(hidden, marking="internal", by=make_user("editor"))
    call()
    client, address = client_of(webhook.user), f"/api/v1/webhooks/{webhook.key}/deliveries/"

    rows = client.get(address, {"count": "true"}).json()

    assert [row["key"] for row in rows["results"]] == [shown.key]
    assert rows["count"] == 1
    assert not {"number", "last_number"} & {*data_received(receiver)[0], *rows["results"][0]}
    withheld = webhook.deliveries.get(outcome="withheld")
    for message in (withheld.message_id, "msg_²", "msg_", "1", f"msg_{'9' * 30}"):
        assert client.post(f"{address}{message}/again/").status_code == 404
    again = client.post(f"{address}{rows['results'][0]['id']}/again/").json()
    assert (again["id"], again["ended_at"]) == (rows["results"][0]["id"], None)


def test_the_description_of_the_api_has_each_call(receiver: Site) -> None:
    """With the shape that real calls have."""
    measure = make_measure()
    make_webhook(receiver)
    log(measure, status="under_discussion", assessments=[AssessmentDraft(on=measure.key, level=1)])
    call()
    schema = client_of(make_user()).get("/api/v1/schema/", {"format": "json"}).json()

    assert set(schema["webhooks"]) == {*map(str, CHOSEN_EVENTS), "test"}
    for content in receiver.contents:
        said = json.loads(content)
        body = schema["webhooks"][said["type"]]["post"]["requestBody"]["content"]["application/json"]["schema"]
        Draft202012Validator({**body, "components": schema["components"]}).validate(said)


def test_calls_of_one_event_come_in_the_order_in_which_it_was_recorded(receiver: Site) -> None:
    make_webhook(receiver, events=["entry.logged"])
    entries = [log(make_measure(), occurred=f"2024-0{month}") for month in (3, 1, 2)]

    call()

    assert [key for _, key in received(receiver)] == [each.key for each in entries]
    assert timedelta() < clock() - entries[0].recorded_at
