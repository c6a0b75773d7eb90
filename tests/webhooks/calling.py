"""Calls of webhooks to a receiver on this machine, and what it was told."""

import json
import time
from collections.abc import Iterator
from typing import Any

from measures.models import User
from measures.operations.clock import clock
from measures.wings.webhooks.calls import WEBHOOKS
from measures.wings.webhooks.models import CHOSEN_EVENTS, Webhook
from measures.wings.webhooks.operations import create_webhook
from tests.factories import TODAY, make_user
from tests.sites import Site


def make_webhook(site: Site, user: User | None = None, **fields: Any) -> tuple[Webhook, str]:
    fields = {"name": "ours", "url": f"{site.url}/hook", "events": CHOSEN_EVENTS, "on": TODAY, **fields}
    return create_webhook(user or make_user(), at=clock(), **fields)


def call() -> None:
    """What the worker does at each tick."""
    WEBHOOKS.plan(at=clock())
    WEBHOOKS.fetch_waiting(until=time.monotonic() + 60)


def data_received(site: Site) -> list[dict[str, Any]]:
    return [json.loads(content)["data"] for content in site.contents]


def received(site: Site) -> Iterator[tuple[str, str]]:
    """The event and the key of each call."""
    for content in site.contents:
        call = json.loads(content)
        yield call["type"], call["data"].get("key", "")
