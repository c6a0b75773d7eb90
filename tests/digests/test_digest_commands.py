"""The commands of reminder mail."""

import pytest
from django.core.management import call_command

from measures.operations.clock import clock
from measures.wings.digests.digest_outbox import DIGESTS
from measures.wings.digests.models import Digest
from tests.digests.test_digests import MONDAY, PAST, digest_for, follower, received
from tests.factories import make_measure

pytestmark = pytest.mark.django_db


def test_the_command_shows_what_it_would_send_and_then_sends_it(mailoutbox, capsys):
    user = follower(make_measure(due_on=PAST))

    call_command("send_digests", "--dry-run", "--on", "2026-11-30")

    shown = capsys.readouterr().out
    assert f"To {user.email}, due on 2026-11-30:" in shown and "Overdue: 1" in shown
    assert not Digest.objects.exists() and mailoutbox == []

    call_command("send_digests", "--on", "2026-11-30")

    assert f"{user.email}: sent" in capsys.readouterr().out
    assert [sent["To"] for sent in received(mailoutbox)] == [user.email]


def test_the_status_says_what_was_sent_and_ends_with_one_where_somebody_is_needed(mailoutbox, capsys):
    digest = digest_for(follower(make_measure(due_on=PAST)))
    DIGESTS.send_waiting([digest.pk], at=clock())
    call_command("digest_status")
    assert "sent in 7 days:           1" in capsys.readouterr().out

    lost = digest_for(follower(make_measure(due_on=PAST)))
    Digest.objects.filter(pk=lost.pk).update(parked_at=clock(), problem="554 Malformed")
    with pytest.raises(SystemExit):
        call_command("digest_status")

    assert f"given up: {lost.recipient.email}, {MONDAY}: 554 Malformed" in capsys.readouterr().out
