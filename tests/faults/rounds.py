"""Rounds of mails: in each everybody is due a digest and a brief, while processes are killed; then all is counted.

In each, too, feeds are due that list something new, webhooks are called, and tables are looked at and written.
Meanwhile people ask a web server whose processes are killed one at a time.

In each, too, an entry that they tell of is redacted or tightened while some of them still wait. Briefs tell of it in
the file that is attached.
"""

import logging
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError, connections, transaction

from cbm_tracker.processes import say
from measures.errors import RedactedEntryError
from measures.models import Entry, Measure, Role, User, Watch
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from measures.wings.digests.models import BriefAttachment, BriefSubscription, Cadence, Digest, ReminderSettings
from measures.wings.imports.models import Import, ImportState
from measures.wings.intake.models import FeedFetch
from tests.factories import log, make_measure, make_user
from tests.faults.asking import Visitors, asking
from tests.faults.feeds import News
from tests.faults.hooks import Receivers
from tests.faults.mail import Sink
from tests.faults.processes import Everything, Setup, everything
from tests.faults.tables import Tables
from tests.sites import free_port

# Longer than any recovery takes, on a busy machine too.
LONGEST_REST = 900.0
IDLE = 0.2
NEARLY_ALL, FEW = 0.9, 3
# The share of mails that have gone out when an entry is taken away: somewhere between these. Digests go before briefs.
TAKEN_AWAY = (0.05, 0.9)
# One person of so many wants the brief as well.
ONE_BRIEF_AMONG = 3
# There are so many times as many people as feeds.
ONE_FEED_FOR = 10
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
# Where the days of rounds that are over are moved to, so that today is due again.
PAST = datetime(2000, 1, 1, tzinfo=UTC).date()
OVER = PAST + timedelta(days=9000)
PRIVATE = "The private name of round {}."


def patiently[Answer](ask: Callable[[], Answer]) -> Answer:
    """Ask the database, again where it was killed meanwhile."""
    deadline = time.monotonic() + LONGEST_REST
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            connections["default"].close()
            time.sleep(0.2)


def prepare(recipients: int) -> tuple[Measure, User]:
    """So many people who watch one measure, due a digest on each day, and some of them the brief of its report."""
    measure, author = make_measure(), make_user(role=Role.EDITOR)
    # Where it is about noon, so that no midnight comes between.
    now = datetime.now(tz=UTC)
    zone = f"Etc/GMT{(now.hour - 12):+d}"
    today = now.astimezone(ZoneInfo(zone))
    people = User.objects.bulk_create(
        User(email=f"recipient{index}@example.org", name=f"Recipient {index}", time_zone=zone)
        for index in range(recipients)
    )
    Watch.objects.bulk_create(Watch(measure=measure, user=person) for person in people)
    Watch.objects.update(since=LONG_AGO)
    ReminderSettings.objects.bulk_create(
        ReminderSettings(
            user=person, cadence=Cadence.DAILY, weekday=today.weekday(), hour=0, brief_attachment=BriefAttachment.DOCX
        )
        for person in people
    )
    BriefSubscription.objects.bulk_create(
        BriefSubscription(user=person, report=measure.report, cadence=Cadence.WEEKLY, since=LONG_AGO)
        for person in people[::ONE_BRIEF_AMONG]
    )
    return measure, author


@transaction.atomic
def begin_round(index: int, measure: Measure, author: User) -> Entry:
    """Two things happen, one of which is to be taken away, and today is a new day.

    The round may have begun before the database was killed.
    """
    if begun := Entry.objects.filter(title=PRIVATE.format(index)).first():
        return begun
    today = datetime.now(tz=UTC).date()
    log(measure, by=author, on=today, occurred=str(today), title=f"The development of round {index}")
    entry = log(measure, by=author, on=today, occurred=str(today), title=PRIVATE.format(index))
    Digest.objects.filter(due_on__gt=OVER).update(due_on=PAST + timedelta(index))
    return entry


def take_away(entry: Entry, index: int, administrator: User) -> None:
    """Redact an entry, every other time tighten it; a database that was killed may have done so already."""
    if index % 2:
        tighten_marking(entry, marking="internal", by=administrator)
        return
    with suppress(RedactedEntryError):
        redact_entry(entry, by=administrator, reason="A private name stood in it.")


def mails_of(recipients: int) -> int:
    """How many mails are due in a round."""
    return recipients + len(range(0, recipients, ONE_BRIEF_AMONG))


def mails_sent() -> int:
    return Digest.objects.filter(due_on__gt=OVER).sent_or_empty().count()


@dataclass
class Moments:
    """When to kill: at random, most often while mails go out and news is read, now and then while nothing happens."""

    chance: random.Random
    pause: float
    sink: Sink
    news: News
    receivers: Receivers
    tables: Tables
    awaits: int = 1
    not_before: float | None = None

    @property
    def progress(self) -> int:
        return self.sink.count + self.news.requests.total() + self.receivers.count

    def has_come(self) -> bool:
        now = time.monotonic()
        if self.not_before is None and self.progress >= self.awaits:
            self.not_before = now + self.chance.expovariate(1 / self.pause)
        return self.not_before is not None and now > self.not_before

    def choose_next(self) -> None:
        """After another mail or request went out; one time in five whether or not one does."""
        self.awaits = self.progress + (self.chance.random() > IDLE)
        self.not_before = None


def play(kills: int, mails: int, moments: Moments, all_of_it: Everything, *, measure: Measure, author: User) -> int:
    """Rounds until so many processes were killed; answers how many rounds it took."""
    news, receivers, tables = moments.news, moments.receivers, moments.tables
    administrator = make_user(role=Role.ADMINISTRATOR)
    rounds, left = 0, kills
    while left > 0:
        entry = patiently(lambda: begin_round(rounds, measure, author))  # noqa: B023
        patiently(lambda: news.begin_round(rounds))  # noqa: B023
        patiently(lambda: receivers.begin_round(measure, author))
        words, await_count = entry.title, mails * moments.chance.uniform(*TAKEN_AWAY)
        rounds += 1
        most = -1
        others = (news.waiting, receivers.waiting, tables.waiting)
        while (done := patiently(mails_sent)) < mails or any(patiently(waiting) for waiting in others):
            # However slow the machine is, mails go out.
            if done > most:
                most, deadline = done, time.monotonic() + LONGEST_REST
            if time.monotonic() > deadline:
                raise SystemExit(f"Round {rounds} does not end: {stuck()}")
            if words not in moments.sink.withdrawn and done >= await_count:
                patiently(lambda: take_away(entry, rounds, administrator))  # noqa: B023
                moments.sink.withdrawn.add(words)
                receivers.withdrawn[entry.key] = time.time()
            # At the end of a round every kill would hit the same few, which would be given up as poison.
            is_nearly_over = done >= mails * NEARLY_ALL and patiently(news.waiting) <= FEW
            patiently(lambda: tables.go_on(author, is_last=is_nearly_over))  # noqa: B023
            if left > 0 and not is_nearly_over and moments.has_come():
                tables.hit += bool(patiently(tables.under_way))
                all_of_it.kill_something()
                left -= 1
                moments.choose_next()
            all_of_it.keep_up()
            time.sleep(0.05)
    return rounds


def stuck() -> list[object]:
    rows = Digest.objects.filter(due_on__gt=OVER, sent_at=None)
    mails = rows.values("recipient", "attempts", "next_attempt_at", "parked_at", "problem")
    readings = FeedFetch.objects.waiting().values("feed", "attempts", "next_attempt_at", "outcome", "detail")
    tables = Import.objects.exclude(state=ImportState.APPLIED).values("file_name", "state", "problem", "done")
    return [*mails[:5], *readings[:5], *tables[:5]]


def faults_in(sink: Sink, rounds: int, recipients: int) -> list[str]:
    """What is not as it has to be."""
    found = []
    unsent = Digest.objects.filter(sent_at=None, nothing_to_say=False).count()
    if unsent:
        found.append(f"{unsent} mails are claimed and unsent")
    if Digest.objects.count() != rounds * mails_of(recipients):
        found.append(f"{Digest.objects.count()} mails were claimed, not {rounds * mails_of(recipients)}")
    claimed: Counter[str] = Counter()
    for digest in Digest.objects.select_related("recipient").defer("message"):
        claimed[digest.recipient.email] += 1
        if digest.nothing_to_say or digest.message_id not in sink.taken[digest.recipient.email]:
            found.append(f"{digest.recipient.email} has no {name_of(digest)} of {digest.due_on}")
    found += [
        f"{who} has {len(ids)} mails, but {claimed[who]} were claimed"
        for who, ids in sink.taken.items()
        if len(ids) != claimed[who]
    ]
    found += [f"{key} was sent with other bytes" for key in sink.contents if has_other_bytes(sink, key)]
    found += [f"A mail said “{words}”, which had been taken away" for words in sink.too_late]
    return found


def name_of(digest: Digest) -> str:
    return "brief" if digest.brief_of_id else "digest"


def has_other_bytes(sink: Sink, message_id: str) -> bool:
    """Whether copies of one mail differ otherwise than by what was taken away between them."""
    with_words = [bool(sink.withdrawn_words(content)) for content in sink.contents[message_id]]
    return len(with_words) != len(set(with_words))


def main() -> None:
    kills, recipients, seed = (int(word) for word in sys.argv[1:4])
    pause, began, sink, receivers = float(sys.argv[4]), time.monotonic(), Sink(), Receivers()
    news, tables, ports = News(recipients // ONE_FEED_FOR), Tables(), (free_port(), free_port())
    visitors = Visitors(ports)
    # They tell of each command, and of each connection that a kill has cost.
    for talker in ("mail.log", "psycopg.pool"):
        logging.getLogger(talker).setLevel(logging.ERROR)
    controller = sink.start()
    news.start()
    os.environ["CBM_MAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
    chance = random.Random(seed)
    measure, author = prepare(recipients)
    news.prepare(measure.report)
    receivers.prepare()
    tables.prepare()
    # Before there is anybody who could find that there is nothing to say.
    begin_round(0, measure, author)
    moments = Moments(chance, pause, sink, news, receivers, tables)
    with everything(Path(os.environ["CBM_VAR"]), chance, Setup(ports, web_processes=2, importers=1)) as all_of_it:
        with asking(*visitors.people):
            rounds = play(kills, mails_of(recipients), moments, all_of_it, measure=measure, author=author)
        found = patiently(lambda: faults_in(sink, rounds, recipients)) + visitors.faults()
        for part in (news, receivers, tables):
            found += patiently(part.faults)
        found += [f"{web.name} did not survive" for web in all_of_it.webs if web.starts > 1]
        summaries = [*(patiently(part.summary) for part in (news, receivers, tables)), visitors.summary()]
    controller.stop()
    copies = [index for ids in sink.taken.values() for index in ids.values()]
    killed = ", ".join(f"{name} {index}" for name, index in sorted(all_of_it.killed.items()))
    say(f"{sum(all_of_it.killed.values())} kills ({killed}), seed {seed}, {time.monotonic() - began:.0f} s.")
    briefs = sum(message_id.startswith("<brief.") for ids in sink.taken.values() for message_id in ids)
    say(f"{rounds} due days, {recipients} recipients: {len(copies)} mails by Message-ID, {briefs} of them briefs,")
    say(f"{len(sink.withdrawn)} entries redacted or tightened meanwhile, named in {len(sink.too_late)} later mails.")
    say(f"{sum(copies) - len(copies)} raw duplicates of the window between the mail server's yes and our mark.")
    for summary in summaries:
        say(summary)
    for fault in found[:20]:
        say(f"FAULT: {fault}")
    sys.exit(1 if found else 0)
