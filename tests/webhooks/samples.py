"""What the tests of the core are told of webhooks."""

from collections.abc import Mapping

from django.utils import timezone

from measures.models import Measure, Report, User
from measures.operations.clock import clock
from measures.wings.webhooks.models import Delivery, Webhook
from measures.wings.webhooks.operations import add_deliveries, create_webhook
from tests.factories import TODAY
from tests.wings import WingSamples


def fill_webhooks(report: Report, rows: int, user: User) -> None:
    at = clock()
    Webhook.objects.bulk_create(
        Webhook(
            user=user,
            key="W" if n == 0 else f"webhook-{n}",
            name=f"W{n}",
            url="https://example.org/hook",
            events=["entry.logged"],
            report=report,
            due_until=TODAY,
            candidates_until=at,
        )
        for n in range(rows)
    )


def fill_deliveries(report: Report, rows: int, user: User) -> None:
    fill_webhooks(report, 1, user)
    webhook = Webhook.objects.get(key="W")
    Delivery.objects.bulk_create(
        Delivery(webhook=webhook, number=n, event="test", cause=f"{n}", due_at=clock(), happened_at=clock())
        for n in range(rows)
    )


def make_webhook(reader: User, *, about: Measure) -> Webhook:
    """A webhook with calls that went through, failed and wait."""
    at = timezone.now()
    webhook, _secret = create_webhook(
        reader,
        name="Desk",
        url="https://example.org/hook",
        events=["entry.logged", "date.due"],
        on=at.date(),
        at=at,
    )
    calls = [
        Delivery(event="entry.logged", key="two-shores-DV-01", outcome="delivered", ended_at=at, status=200),
        Delivery(event="date.due", key=about.key, outcome="no_answer", detail="timed out", next_attempt_at=at),
        Delivery(event="test"),
    ]
    for call in calls:
        call.happened_at = at
    add_deliveries(webhook, calls, at=at)
    return webhook


class WebhookSamples(WingSamples):
    own_lists = {"webhooks/": fill_webhooks, "webhooks/W/deliveries/": fill_deliveries}
    without_a_page = ("webhooks/", "webhooks/<slug:key>/deliveries/")
    of_no_report = ("webhooks/",)
    pages = {
        "webhooks": ["/webhooks/"],
        "webhook": ["/webhooks/{webhook}/"],
        "remove_webhook": ["/webhooks/{webhook}/remove/"],
    }
    no_pages = ("replace_webhook_secret", "switch_webhook_on", "switch_webhook_off", "test_webhook", "call_again")
    # They are one's own.
    not_watched = (
        "webhooks", "webhook", "replace_webhook_secret", "switch_webhook_on", "switch_webhook_off", "test_webhook",
        "remove_webhook", "call_again", "api-webhooks", "api-webhook", "api-webhook-secret", "api-webhook-test",
        "api-deliveries", "api-call-again",
    )  # fmt: skip
    doors = {"account": "api-webhooks webhooks"}
    acted_on = {"change_webhook": lambda pk: User(pk=pk)}
    goes_with = {
        "a person’s name": {"webhook": "name"},
        "nothing": {
            "webhook": "url events secret former_secret changes_until",
            "delivery": "entry cause subject detail",
        },
    }

    def names(self, measure: Measure, reader: User) -> Mapping[str, str]:
        return {"webhook": make_webhook(reader, about=measure).key}


SAMPLES = WebhookSamples()
