"""Digests composed, each to its last byte but not sent, beside one statement and string formatting."""

import email.policy
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from html import escape
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.utils import timezone

from bench.findings import Finding
from bench.measuring import compare
from bench.stage import Stage
from measures.models import PARTICIPANTS
from measures.wings.digests.compose import compose
from measures.wings.digests.messages import ComposedMail
from measures.wings.digests.models import Digest
from measures.wings.digests.outbox import TOGETHER
from measures.wings.digests.plan import due_digests

# What people who own something are reminded of; of generated measures there is nothing new to tell.
BY_HAND = """
    SELECT u.email, d.section, m.code, m.title, m.key, d.day
    FROM measures_owner o JOIN measures_user u ON u.id = o.user_id JOIN measures_measure m ON m.id = o.measure_id
        JOIN measures_standing s ON s.measure_id = m.id AND s.audience = %(audience)s
        CROSS JOIN LATERAL (
            SELECT 'overdue' AS section, m.due_by AS day WHERE m.due_by < %(on)s
            UNION ALL SELECT 'due_soon', m.due_by WHERE m.due_by BETWEEN %(on)s AND %(on)s::date + 7
            UNION ALL SELECT 'unchecked', s.last_checked
                WHERE s.last_checked IS NULL OR s.last_checked < %(on)s::date - m.review_every_days
        ) d
    WHERE o.user_id = ANY (%(people)s) AND s.status NOT IN ('implemented', 'no_longer_pursued')
        AND m.parent_id IS NULL AND m.withdrawn_at IS NULL AND m.marking = ANY (%(markings)s)
    ORDER BY u.email, d.section, d.day, m.position
"""
SECTIONS = ("overdue", "due_soon", "unchecked")
SHOWN = 20
# Milliseconds of CPU.
MOST = 16


def findings(stage: Stage) -> Iterator[Finding]:
    on = stage.today + timedelta(days=1)
    digests = list(islice(due_digests(at=timezone.now(), on=on), TOGETHER))
    values = {
        # What is internal is never mailed.
        "audience": PARTICIPANTS.name,
        "markings": list(PARTICIPANTS.markings),
        "on": on,
        "people": [digest.recipient_id for digest in digests],
    }
    if counted(compose(digests)) != len(stage.link.execute(BY_HAND, values).fetchall()):
        raise RuntimeError("The digests that are compared do not count the same.")
    costs = compare({"ours": lambda: in_full(digests), "limit": lambda: by_hand(stage, values, on)}, times=2, rounds=5)
    each = {name: cost.over(len(digests)) for name, cost in costs.items()}
    yield Finding("one digest, without SMTP", each.pop("ours"), each, "limit", most=MOST, is_plotted=False)


def counted(composed: Iterable[ComposedMail]) -> int:
    """How many measures digests remind of."""
    return sum(each.digest.counts.get(section, 0) for each in composed for section in SECTIONS)


def in_full(digests: Sequence[Digest]) -> int:
    mails = (each.message.message(policy=email.policy.SMTP).as_bytes() for each in compose(digests) if each.message)
    return sum(map(len, mails))


def by_hand(stage: Stage, values: dict[str, Any], on: date) -> int:
    rows = stage.link.execute(BY_HAND, values).fetchall()
    return sum(len(mail(address, list(mine), on)) for address, mine in groupby(rows, key=itemgetter(0)))


def mail(address: str, rows: Sequence[tuple[Any, ...]], on: date) -> bytes:
    """A message in text and HTML, put together by formatting."""
    text, html = [], []
    for section, group in groupby(rows, key=itemgetter(1)):
        lines = list(group)
        text.append(f"{section}: {len(lines)}")
        html.append(f"<h2>{section}: {len(lines)}</h2>")
        for _address, _section, code, title, key, day in lines[:SHOWN]:
            link = f"https://example.org/measures/{key}/"
            text.append(f"- {code} {title} ({day})\n  {link}\n  {link}snooze/")
            html.append(
                f'<p><a href="{link}">{code}</a> {escape(title)} ({day}) <a href="{link}snooze/">snooze</a></p>'
            )
    head = f"From: tracker@example.org\r\nTo: {address}\r\nSubject: Your reminders of {on}\r\nMIME-Version: 1.0\r\n"
    head += 'Content-Type: multipart/alternative; boundary="part"\r\n\r\n'
    parts = (f"--part\r\nContent-Type: text/{kind}; charset=utf-8\r\n\r\n" for kind in ("plain", "html"))
    return "\r\n".join([head, next(parts), *text, next(parts), *html, "--part--"]).encode()
