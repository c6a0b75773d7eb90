"""What a digest tells, how often it repeats it, and what it keeps quiet about."""

import threading
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.db import connection, transaction

from measures.models import Kind, Marking, Measure, Notice, OwnerRole, Role, User
from measures.operations.announced_dates import record_finding
from measures.operations.clock import clock
from measures.operations.drafts import AssessmentDraft
from measures.operations.evidence import review_evidence
from measures.operations.responsibility import name_owner, release_owner, watch_measure
from measures.wings.digests import news, shared
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest, ReminderSettings
from measures.wings.digests.operations import snooze_measure, wake_measure
from measures.wings.digests.plan import plan_digests
from tests.factories import (
    log,
    make_candidate,
    make_date,
    make_evidence,
    make_feed,
    make_measure,
    make_proposal,
    make_report,
    make_user,
    say,
)

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
FIRST = date(2026, 11, 2)
PAST = "2026-06-30"


def follower(*measures: Measure, **fields: object) -> User:
    user = make_user(**{"role": Role.READER, **fields})
    for measure in measures:
        watch_measure(measure, by=user)
    user.watches.update(since=LONG_AGO)
    return user


def sent_on(user: User, day: date) -> str:
    """The text that is sent to somebody on a day, or an empty one where nothing is."""
    found = Digest.objects.filter(recipient=user).sent_or_empty().first()
    since = found.claimed_at if found else LONG_AGO
    digest = Digest.objects.create(recipient=user, due_on=day, covers_since=since, claimed_at=clock())
    mail.outbox.clear()
    DIGESTS.send_waiting([digest.pk], at=clock())
    digest.refresh_from_db()
    assert digest.sent_at or digest.nothing_to_say, digest.problem
    return text_of(bytes(digest.message)) if digest.message else ""


def text_of(stored: bytes) -> str:
    body = message_from_bytes(stored, policy=policy.default).get_body(("plain",))
    return body.get_content()


def days_told(user: User, words: str, count: int) -> list[int]:
    """On which of so many days, from the first, these words are told."""
    return [index for index in range(count) if words in sent_on(user, FIRST + timedelta(index))]


def test_what_stays_overdue_is_repeated_ever_more_rarely_and_brings_no_mail_meanwhile():
    user = follower(make_measure(title="A ferry timetable", due_on=PAST))
    ReminderSettings.objects.create(user=user, unchecked=False)

    assert days_told(user, "A ferry timetable", 18) == [0, 1, 3, 7, 15]
    assert Digest.objects.filter(recipient=user, sent_at__isnull=False).count() == 5


def test_what_changes_is_told_anew():
    measure = make_measure(title="A ferry timetable", due_on=PAST)
    user = follower(measure)
    ReminderSettings.objects.create(user=user, unchecked=False)
    assert days_told(user, "A ferry timetable", 3) == [0, 1]

    Measure.objects.filter(pk=measure.pk).update(due_on="2026-07-31")

    assert "A ferry timetable" in sent_on(user, FIRST + timedelta(3))


def test_what_was_told_lately_is_counted_and_linked_beside_what_is_due_to_be_told():
    report = make_report()
    user = follower(make_measure(report, title="Old", due_on=PAST))
    ReminderSettings.objects.create(user=user, unchecked=False)
    days_told(user, "Old", 2)
    watch_measure(make_measure(report, title="Newly late", due_on=PAST), by=user)

    text = sent_on(user, FIRST + timedelta(2))

    assert "Overdue: 2" in text and "Newly late" in text and "Old" not in text
    assert f"and 1 more: http://127.0.0.1:8000/measures/?report={report.slug}&overdue=true&followed=true" in text


def test_a_snoozed_measure_is_counted_and_not_told_before_its_day():
    report = make_report()
    rests, other = make_measure(report, title="Resting", due_on=PAST), make_measure(report, title="Awake", due_on=PAST)
    user = follower(rests, other)
    snooze_measure(rests, by=user, until=FIRST + timedelta(7), on=FIRST)

    first = sent_on(user, FIRST)

    assert "Awake" in first and "Resting" not in first and "Overdue: 2" in first
    assert "Resting" in sent_on(user, FIRST + timedelta(7))


def test_a_measure_that_is_woken_is_told_again():
    measure = make_measure(title="Resting", due_on=PAST)
    user = follower(measure)
    snooze_measure(measure, by=user, until=FIRST + timedelta(7), on=FIRST)
    assert sent_on(user, FIRST) == ""

    wake_measure(measure, by=user)

    assert "Resting" in sent_on(user, FIRST + timedelta(1))


@pytest.mark.parametrize(
    ("section", "heading"),
    [("overdue", "Overdue: "), ("due_soon", "Due soon: "), ("unchecked", "Unchecked: "), ("news", "New: "),
     ("dates", "Dates ahead: "), ("reviews", "Waiting for my review: "), ("notices", "For you: ")],
)  # fmt: skip
def test_a_section_that_is_not_wanted_is_left_out(section, heading):
    report = make_report()
    late, soon = make_measure(report, due_on=PAST), make_measure(report, due_on=str(FIRST))
    log(late)
    make_evidence(state="pending")
    make_date(report, "2026-11")
    users = [follower(late, soon, role=Role.CONTRIBUTOR) for _ in range(2)]
    for user in users:
        name_owner(late, user=user, role=OwnerRole.REVIEWER, by=make_user(role=Role.EDITOR))
    ReminderSettings.objects.create(user=users[1], **{section: False})

    wants, does_not = (sent_on(user, FIRST) for user in users)

    assert heading in wants
    assert does_not and heading not in does_not


def test_sources_that_others_recorded_wait_for_those_who_may_review_them():
    measure = make_measure()
    recorder = follower(measure, role=Role.CONTRIBUTOR)
    reviewer, reader = follower(measure, role=Role.CONTRIBUTOR), follower(measure)
    source = make_evidence(state="pending", title="A harbour almanac", recorded_by=recorder)
    make_evidence(state="pending", title="An internal memo", marking=Marking.INTERNAL)

    texts = [sent_on(user, FIRST) for user in (reviewer, recorder, reader)]

    assert ["A harbour almanac" in text for text in texts] == [True, False, False]
    assert "Waiting for my review: 1" in texts[0] and f"/sources/{source.key}/#reviews" in texts[0]
    assert not any("An internal memo" in text for text in texts)


def test_who_is_made_owner_hears_of_it_once_and_not_of_what_they_did_themselves():
    measure, editor = make_measure(title="A ferry timetable"), make_user(role=Role.EDITOR, name="Wei")
    user, colleague = make_user(role=Role.READER), make_user()
    for owner in (user, colleague):
        name_owner(measure, user=owner, role=OwnerRole.COORDINATOR, by=editor)
    name_owner(measure, user=editor, role=OwnerRole.REVIEWER, by=editor)

    first, second = sent_on(user, FIRST), sent_on(user, FIRST + timedelta(1))

    assert "For you: 1" in first and "You now own it: Coordinator · by an analyst of this tracker" in first
    assert "You now own it: Coordinator · by Wei" in sent_on(colleague, FIRST)
    assert "For you" not in second
    assert "For you" not in sent_on(editor, FIRST)


def test_who_no_longer_answers_for_a_measure_is_not_told_that_they_do():
    measure, editor = make_measure(due_on=PAST), make_user(role=Role.EDITOR)
    user = follower(measure)
    owner = name_owner(measure, user=user, role=OwnerRole.COORDINATOR, by=editor)
    release_owner(owner, by=editor)

    assert "For you" not in sent_on(user, FIRST)


def test_whoever_recorded_a_source_hears_what_others_made_of_it():
    recorder, reviewer = make_user(), make_user(name="Li")
    source = make_evidence(state="pending", title="A harbour almanac", recorded_by=recorder)
    review_evidence(source, by=recorder, state="pending")
    review_evidence(source, by=reviewer, state="disputed", note="Another year.")

    text = sent_on(recorder, FIRST)

    assert "For you: 1" in text and "A harbour almanac" in text and "Your source: Disputed · by Li" in text
    assert "Another year." not in text


def test_owners_hear_of_a_new_assessment_of_their_measure_in_one_place():
    measure, author = make_measure(title="A ferry timetable"), make_user()
    owner, watcher = follower(), follower(measure)
    name_owner(measure, user=owner, role=OwnerRole.COORDINATOR, by=make_user(role=Role.EDITOR))
    Notice.objects.all().delete()
    assessment = AssessmentDraft(on=measure.key, level=2)
    log(measure, by=author, title="The harbour office spoke", assessments=[assessment])

    texts = [sent_on(user, FIRST) for user in (owner, watcher)]

    assert "For you: 1" in texts[0] and "Our assessment: level 2 · The harbour office spoke" in texts[0]
    assert "New: " not in texts[0] and "For you" not in texts[1] and "New: 1" in texts[1]


def test_a_reminder_says_of_a_measure_in_short_what_its_reader_may_read():
    measure, other = (make_measure(due_on=PAST, kind=Kind.JOINT) for _ in range(2))
    for each, marking in ((measure, Marking.PUBLIC), (other, Marking.INTERNAL)):
        assessed = AssessmentDraft(on=each.key, level=1, in_short=f"Lamps of {each.code}.", in_short_zh_hans="已点亮。")
        log(each, assessments=[assessed], marking=marking)

    text = sent_on(follower(measure, other), FIRST)

    assert f"In short: Lamps of {measure.code}." in text and "Overdue: 2" in text
    assert f"Lamps of {other.code}." not in text


def test_an_assessment_that_was_written_later_says_when():
    measure, author = make_measure(title="A ferry timetable"), make_user()
    owner, watcher = follower(), follower(measure)
    name_owner(measure, user=owner, role=OwnerRole.COORDINATOR, by=make_user(role=Role.EDITOR))
    assessment = AssessmentDraft(on=measure.key, level=2, written_on=date(2026, 11, 2))
    log(measure, by=author, occurred="2020-12-31", bears_on=[], assessments=[assessment])

    for user in (owner, watcher):
        assert "31 Dec 2020, written on 2 November 2026" in sent_on(user, FIRST)


def test_what_a_side_says_on_a_measure_is_new_to_who_follows_it():
    measure = make_measure()
    user, other = follower(measure), follower(make_measure(measure.report))

    say(measure.report, PAST, "The lamps stay lit.", on=[measure.key])
    say(measure.report, PAST, "The lamps of the team.", on=[measure.key], marking="internal")

    told = sent_on(user, FIRST)
    assert "New: 1" in told and "Statement" in told and "The lamps of the team." not in told
    assert "New: " not in sent_on(other, FIRST)


def test_an_assessment_that_participants_may_not_read_is_noticed_by_nobody_in_the_mail():
    measure = make_measure(due_on=PAST)
    owner = follower(role=Role.CONTRIBUTOR)
    name_owner(measure, user=owner, role=OwnerRole.COORDINATOR, by=make_user(role=Role.EDITOR))
    Notice.objects.all().delete()
    assessment = AssessmentDraft(on=measure.key, level=2)
    log(measure, title="Internal", assessments=[assessment], marking=Marking.INTERNAL)

    text = sent_on(owner, FIRST)

    assert "Overdue: 1" in text and "For you" not in text and "Internal" not in text


def test_what_is_recorded_while_a_digest_is_composed_is_told_by_the_next_and_once():
    measure = make_measure()
    user = follower(measure)
    ReminderSettings.objects.create(user=user, unchecked=False)
    log(measure, title="In time")
    claimed_at = clock()
    entry = log(measure, title="Committed late")
    digest = Digest.objects.create(recipient=user, due_on=FIRST, covers_since=LONG_AGO, claimed_at=claimed_at)
    DIGESTS.send_waiting([digest.pk], at=clock())
    # It was recorded before the claim, and became visible after the digest had been composed.
    Digest.objects.filter(pk=digest.pk).update(claimed_at=entry.recorded_at + timedelta(seconds=1))

    second, third = sent_on(user, FIRST + timedelta(1)), sent_on(user, FIRST + timedelta(2))

    assert "Committed late" in second and "In time" not in second
    assert third == ""


@pytest.mark.django_db(transaction=True)
def test_what_a_long_import_recorded_is_told_by_the_next_digest_and_what_was_told_before_is_not_told_again(monkeypatch):
    # However long it takes: no overlap of the digests helps.
    for module in (news, shared):
        monkeypatch.setattr(module, "OVERLAP", timedelta())
    measure, other = make_measure(), make_measure()
    user, editor = follower(measure, other), make_user(role=Role.EDITOR)
    ReminderSettings.objects.create(user=user, unchecked=False, cadence="daily")
    is_recorded, is_to_end = threading.Event(), threading.Event()

    def act():
        with transaction.atomic():
            log(measure, title="Recorded by the import", by=editor)
            is_recorded.set()
            assert is_to_end.wait(20)
        connection.close()

    importing = threading.Thread(target=act)
    importing.start()
    assert is_recorded.wait(20)
    log(other, title="Told at once", by=editor)
    first = sent_by_plan(user, FIRST)
    is_to_end.set()
    importing.join()

    second, third = sent_by_plan(user, FIRST + timedelta(1)), sent_by_plan(user, FIRST + timedelta(2))

    assert "Told at once" in first and "Recorded by the import" not in first
    assert "Recorded by the import" in second and "Told at once" not in second
    assert third == ""


def sent_by_plan(user: User, day: date) -> str:
    """The text of the digest that is planned for somebody on a day."""
    plan_digests(at=clock(), on=day)
    digest = Digest.objects.get(recipient=user, due_on=day)
    DIGESTS.send_waiting([digest.pk], at=clock())
    digest.refresh_from_db()
    return text_of(bytes(digest.message)) if digest.message else ""


def test_each_line_links_to_the_act_that_settles_it_for_those_who_may():
    measure = make_measure(due_on=PAST)
    contributor, reader = follower(measure, role=Role.CONTRIBUTOR), follower(measure)

    ours, theirs = sent_on(contributor, FIRST), sent_on(reader, FIRST)

    assert f"Log what happened: http://127.0.0.1:8000/log/?measure={measure.key}" in ours
    assert "Checked, nothing new: http://127.0.0.1:8000/reminders/checked/" in ours
    assert "Log what happened" not in theirs and "Checked, nothing new:" not in theirs
    assert "Snooze: http://127.0.0.1:8000/reminders/snooze/" in theirs


def test_dates_that_passed_or_are_near_are_told_to_the_team():
    measure = make_measure()
    member, reader = follower(measure, role=Role.CONTRIBUTOR), follower(measure)
    make_date(measure.report, "2026-10", title="A passed meeting")
    make_date(measure.report, "2026-12-02", title="A near meeting")
    make_date(measure.report, "2026-12-03", title="A far meeting")
    make_date(measure.report, title="A meeting without a day")
    make_date(measure.report, "2026-10", title="A meeting in private", marking=Marking.INTERNAL)
    make_date(make_report(), "2026-10", title="A meeting elsewhere")

    text, other = sent_on(member, FIRST), sent_on(reader, FIRST)

    assert "Dates ahead: 2" in text
    assert [f"A {which} meeting" in text for which in ("passed", "near", "far")] == [True, True, False]
    assert "without a day" not in text and "in private" not in text and "elsewhere" not in text
    assert "Passed, not checked" in text and "/found/" in text
    assert "meeting" not in other


def test_a_date_is_told_anew_when_it_passes_and_no_longer_when_somebody_has_looked():
    measure = make_measure()
    user = follower(measure, role=Role.CONTRIBUTOR)
    row = make_date(measure.report, "2026-11-03", title="A near meeting", on=FIRST)

    # Unchanged it would rest on the third day.
    assert days_told(user, "A near meeting", 4) == [0, 1, 2, 3]
    record_finding(row, kind="nothing_found", by=user, on=FIRST + timedelta(3))
    assert "A near meeting" not in sent_on(user, FIRST + timedelta(20))


def test_the_team_is_told_how_much_waits_in_the_inbox_and_nothing_of_what_it_is():
    measure = make_measure(title="A ferry timetable", due_on=PAST)
    hidden = make_report(marking="internal")
    for report in (measure.report, measure.report, hidden):
        make_candidate(report, title="A secret meeting")
        make_candidate(report, has_little_in_common=True)
    member, reader = follower(measure, role=Role.CONTRIBUTOR), follower(measure)

    told = sent_on(member, FIRST)

    assert "Inbox: 2" in told and "A secret meeting" not in told
    assert "Inbox" not in sent_on(reader, FIRST)
    # A number beside what is due again on the first of these days and not on the second: it brings no mail by itself.
    make_candidate(measure.report)
    assert ["Inbox: 3" in sent_on(member, FIRST + timedelta(day)) for day in (1, 2)] == [True, False]


def test_the_team_is_told_how_many_proposals_of_others_wait():
    measure = make_measure(due_on=PAST)
    member = follower(measure, role=Role.CONTRIBUTOR)
    for by in (member, None, None):
        make_proposal(measure, by=by, title="A secret meeting")

    told = sent_on(member, FIRST)

    assert "Proposals: 2" in told and "A secret meeting" not in told
    assert "Proposals" not in sent_on(follower(measure), FIRST)


def test_editors_are_told_of_feeds_that_have_failed_for_two_weeks():
    measure, now = make_measure(due_on=PAST), clock()
    make_feed(measure.report, title="Harbour news", failing_since=now - timedelta(days=15))
    make_feed(measure.report, title="Ferry news", failing_since=now - timedelta(days=13))
    make_feed(measure.report, title="Lamp news", failing_since=now - timedelta(days=20), is_on=False)
    make_feed(make_report(marking="internal"), title="Inner news", failing_since=now - timedelta(days=15))
    editor, contributor = follower(measure, role=Role.EDITOR), follower(measure, role=Role.CONTRIBUTOR)

    told = sent_on(editor, FIRST)

    assert "Feeds that fail: 1" in told and "Harbour news" in told
    assert not any(name in told for name in ("Ferry news", "Lamp news", "Inner news"))
    assert "Feeds that fail" not in sent_on(contributor, FIRST)
