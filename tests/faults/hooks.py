"""Receivers of webhooks: each is to be called for every entry, under one id, for none that was taken away before.

Whoever was called for an entry that is taken away afterwards is to be told of that.
"""

import json
import math
import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook as Verifier

from measures.models import PARTICIPANTS, PUBLIC, Entry, FetchOutcome, Measure, User
from measures.models.journal import EntryQuerySet
from measures.operations.clock import clock
from measures.wings.webhooks.models import WITHDRAWALS, Delivery, DeliveryQuerySet, Webhook, WebhookEvent
from measures.wings.webhooks.operations import create_webhook
from tests.factories import log, make_user

HOST = "127.0.1.{}"
DEVELOPMENTS = 4
TAKES = 0.01


class Call(BaseHTTPRequestHandler):
    server: "Receivers"

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        body = Verifier(self.server.secrets[self.path]).verify(content, dict(self.headers.items()))
        key = body["data"]["key"]
        time.sleep(TAKES)
        self.server.taken[self.path][body["type"], key][self.headers["webhook-id"]] += 1
        if "after" in body["data"]:
            self.server.told_whole.add((self.path, key))
        self.server.count += 1
        # What was under way when it was taken away arrives.
        is_late = int(self.headers["webhook-timestamp"]) > self.server.withdrawn.get(key, math.inf)
        if is_late and body["type"] not in WITHDRAWALS:
            self.server.too_late.append(json.dumps(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words: Any) -> None:
        pass


class Receivers(ThreadingHTTPServer):
    """All receivers, each at a host of its own, and what they were called for."""

    daemon_threads = True

    def __init__(self, receivers: int = 5) -> None:
        super().__init__(("0.0.0.0", 0), Call)
        self.hosts = [HOST.format(number) for number in range(1, receivers + 1)]
        self.since = datetime.max.replace(tzinfo=UTC)
        self.count = 0
        self.secrets: dict[str, str] = {}
        # By receiver, event and key: how often each id came.
        self.taken: dict[str, dict[tuple[str, str], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
        # By receiver and key: what everybody could read, and so came whole.
        self.told_whole: set[tuple[str, str]] = set()
        # Since when what a key names is taken away, in seconds since 1970.
        self.withdrawn: dict[str, float] = {}
        self.too_late: list[str] = []

    def handle_error(self, *words: Any) -> None:
        """Whoever calls may be killed."""

    def prepare(self) -> None:
        self.since = clock()
        for index, host in enumerate(self.hosts):
            path = f"/{index}"
            _webhook, self.secrets[path] = create_webhook(
                make_user(),
                name=path,
                url=f"http://{host}:{self.server_port}{path}",
                events=[WebhookEvent.ENTRY_LOGGED],
                on=datetime.now(tz=UTC).date(),
                at=clock(),
            )
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def begin_round(self, measure: Measure, author: User) -> None:
        """A few developments, besides those that mails tell of."""
        today = datetime.now(tz=UTC).date()
        for _ in range(DEVELOPMENTS):
            log(measure, by=author, on=today, occurred=str(today))

    def waiting(self) -> int:
        """How many calls are still to be noted or made; of what was taken away before it was noted there is none."""
        noted = calls_for_entries().filter(key__in=self.entries_to_send().values("key")).count()
        waiting = Delivery.objects.waiting().count()
        return self.entries_to_send().count() * len(self.hosts) - noted + waiting + len(self.untold())

    def entries_to_send(self) -> EntryQuerySet:
        """The entries that the owners of webhooks may be sent, since there are any."""
        rows = Entry.objects.visible_to(PARTICIPANTS).filter(redaction__entry=None, recorded_at__gte=self.since)
        return rows.filter(corrects=None)

    def untold(self) -> list[str]:
        """Whoever was called for an entry that those who could read it then cannot now, and is not told of that."""
        standing = Entry.objects.filter(redaction__entry=None)
        everybody, owners = (
            set(standing.visible_to(audience).values_list("key", flat=True)) for audience in (PUBLIC, PARTICIPANTS)
        )
        return [
            f"{name} is not told that {key} was taken away"
            for name, taken in [*self.taken.items()]
            for event, key in [*taken]
            if event == WebhookEvent.ENTRY_LOGGED
            and key not in (everybody if (name, key) in self.told_whole else owners)
            and not any(taken.get((str(withdrawal), key)) for withdrawal in WITHDRAWALS)
        ]

    def faults(self) -> list[str]:
        """What is not as it has to be."""
        found = [f"A call named {each}, which had been taken away" for each in self.too_late] + self.untold()
        entries, sendable = (
            set(Entry.objects.values_list("key", flat=True)),
            set(self.entries_to_send().values_list("key", flat=True)),
        )
        for webhook in Webhook.objects.all():
            calls = list(calls_for_entries().filter(webhook=webhook))
            keys = {row.key for row in calls}
            if not sendable <= keys <= entries or len(keys) != len(calls):
                found.append(f"{webhook.name} is due {len(calls)} calls for {len(sendable)} entries")
            taken = self.taken[webhook.name]
            for row in webhook.deliveries.all():
                ids = taken[row.event, row.key]
                is_withheld = row.outcome == FetchOutcome.WITHHELD and row.key in self.withdrawn
                if row.outcome != FetchOutcome.DELIVERED and not is_withheld:
                    found.append(f"{webhook.name} has no {row.event} about {row.key}: {row.outcome} {row.detail}")
                is_once = row.message_id in ids and (row.event in WITHDRAWALS or len(ids) == 1)
                if row.outcome == FetchOutcome.DELIVERED and not is_once:
                    found.append(f"{row.event} about {row.key} came to {webhook.name} as {dict(ids)}")
        return found

    def summary(self) -> str:
        calls = [ids for taken in self.taken.values() for ids in taken.values() if ids]
        again = sum(ids.total() - 1 for ids in calls)
        withheld = Delivery.objects.filter(outcome=FetchOutcome.WITHHELD).count()
        return f"{len(calls)} calls of webhooks arrived, {again} of them once more under their id; {withheld} withheld."


def calls_for_entries() -> DeliveryQuerySet:
    return Delivery.objects.filter(event=WebhookEvent.ENTRY_LOGGED)
