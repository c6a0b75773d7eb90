"""Receivers of webhooks: each is to be called for every development, under one id, and for none that was taken away."""

import json
import math
import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook as Verifier

from measures.models import PARTICIPANTS, Entry, EntryKind, FetchOutcome, Measure, User
from measures.models.journal import EntryQuerySet
from measures.operations.clock import clock
from measures.publishing.changed import present_moment
from measures.wings.webhooks.models import Delivery, Webhook
from measures.wings.webhooks.operations import create_webhook
from tests.factories import log, make_user

HOST = "127.0.1.{}"
DEVELOPMENTS = 4
TAKES = 0.01


class Call(BaseHTTPRequestHandler):
    server: "Receivers"

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        said = Verifier(self.server.secrets[self.path]).verify(content, dict(self.headers.items()))["data"]
        time.sleep(TAKES)
        self.server.taken[self.path][said["key"], said["number"]][self.headers["webhook-id"]] += 1
        self.server.count += 1
        # What was under way when it was taken away arrives: a key, and no word of it.
        if int(self.headers["webhook-timestamp"]) > self.server.withdrawn.get(said["key"], math.inf):
            self.server.too_late.append(json.dumps(said))
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
        # By receiver, key and number: how often each id came.
        self.taken: dict[str, dict[tuple[str, int], Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
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
                events=["development"],
                moment=present_moment(),
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
        noted = Delivery.objects.filter(key__in=self.developments_to_send().values("key")).count()
        return self.developments_to_send().count() * len(self.hosts) - noted + Delivery.objects.waiting().count()

    def developments_to_send(self) -> EntryQuerySet:
        """The developments that the owners of webhooks may be sent, since there are any."""
        rows = Entry.objects.visible_to(PARTICIPANTS).filter(redaction__entry=None, recorded_at__gte=self.since)
        return rows.filter(kind=EntryKind.DEVELOPMENT, corrects=None)

    def faults(self) -> list[str]:
        """What is not as it has to be."""
        found = [f"A call named {said}, which had been taken away" for said in self.too_late]
        entries, sendable = (
            Entry.objects.values_list("key", flat=True),
            set(self.developments_to_send().values_list("key", flat=True)),
        )
        for webhook in Webhook.objects.all():
            calls = {row.key: row for row in webhook.deliveries.all()}
            if not sendable <= set(calls) <= set(entries) or webhook.deliveries.count() != len(calls):
                found.append(f"{webhook.name} is due {len(calls)} calls for {len(sendable)} developments")
            if sorted(row.number for row in calls.values()) != list(range(1, len(calls) + 1)):
                found.append(f"{webhook.name} numbers its calls with gaps")
            taken = self.taken[webhook.name]
            for row in calls.values():
                ids = taken[row.key, row.number]
                is_withheld = row.outcome == FetchOutcome.WITHHELD and row.key in self.withdrawn
                if row.outcome != FetchOutcome.DELIVERED and not is_withheld:
                    found.append(f"{webhook.name} has no call {row.number} about {row.key}: {row.outcome} {row.detail}")
                if row.outcome == FetchOutcome.DELIVERED and list(ids) != [row.message_id]:
                    found.append(f"Call {row.number} of {webhook.name} came as {dict(ids)}")
        return found

    def summary(self) -> str:
        calls = [ids for taken in self.taken.values() for ids in taken.values() if ids]
        again = sum(ids.total() - 1 for ids in calls)
        withheld = Delivery.objects.filter(outcome=FetchOutcome.WITHHELD).count()
        return f"{len(calls)} calls of webhooks arrived, {again} of them once more under their id; {withheld} withheld."
