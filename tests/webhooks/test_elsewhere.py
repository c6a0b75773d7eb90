"""What webhooks have to do with the rest: digests tell of them, and they keep no words of what happened."""

from datetime import timedelta

import pytest

from measures.operations.clock import clock
from measures.wings.webhooks.events import plan_deliveries
from measures.wings.webhooks.models import Delivery, Webhook
from measures.wings.webhooks.operations import create_webhook
from tests.digests.test_digest_contents import FIRST, follower, sent_on
from tests.factories import TODAY, log, make_candidate, make_measure, make_report, make_user
from tests.test_taking_back import CHINESE, WORD, places_of

pytestmark = pytest.mark.django_db


def test_whoever_has_a_webhook_that_was_switched_off_since_it_failed_is_told():
    measure, at = make_measure(), clock()
    owner, other = follower(measure), follower(measure)
    of_owner = {"user": owner, "url": "https://example.org/hook", "events": [], "due_until": FIRST}
    for name, failing_since in (("Desk", at - timedelta(days=5)), ("Quiet", None)):
        Webhook.objects.create(
            key=name, name=name, failing_since=failing_since, switched_off_at=at, candidates_until=at, **of_owner
        )

    told = sent_on(owner, FIRST)

    assert "Webhooks that fail: 1" in told and "Desk" in told and "Quiet" not in told
    assert "Webhooks" not in sent_on(other, FIRST)
    # As everything that stays as it is, it rests between.
    assert ["Desk" in sent_on(owner, FIRST + timedelta(day)) for day in (1, 2)] == [True, False]


def test_no_word_of_what_happened_is_copied_for_a_webhook() -> None:
    editor, at, report = make_user(role="editor"), clock(), make_report()
    create_webhook(
        editor, name="W", url="https://hooks.example/", events=["entry.logged", "candidate.found"], on=TODAY, at=at
    )
    make_candidate(report, url=f"https://{WORD}.example/news", title=f"On {WORD}", text=f"{WORD} {CHINESE}")
    log(make_measure(report), title=f"On {WORD}", title_zh_hans=CHINESE, narrative=f"It is {WORD}.")

    plan_deliveries(at=clock() + timedelta(minutes=5))

    assert set(Delivery.objects.values_list("event", flat=True)) == {"entry.logged", "candidate.found"}
    assert places_of(WORD, CHINESE).isdisjoint({"measures_webhook", "measures_delivery"})
