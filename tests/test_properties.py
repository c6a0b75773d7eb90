"""Any sequence of acts: what is stored, rebuilt and replayed agrees with a tiny model, and nothing hidden shows.

`CBM_LONG_TESTS=1` runs many more and longer sequences.
"""

import os
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from api.urls import urlpatterns as api
from measures.urls import urlpatterns as pages
from tests.clocks import record_by
from tests.factories import compare, log, make_date, make_evidence, mentioned, text_draft
from tests.machines.acts import Acts
from tests.machines.invariants import RecordMachine
from tests.machines.shores import Shores, make_shores
from tests.machines.watching import WatchedMachine
from tests.wings import samples

LONG = os.environ.get("CBM_LONG_TESTS") == "1"
QUIET = settings(
    # Shrinking costs minutes; a failing sequence is short enough to read.
    phases=[Phase.generate],
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
)
# Addresses at which one acts only, and what says nothing of the record.
NOT_WATCHED = {
    "api-owner", "mark_report", "api-watch", "api-snooze", "api-correction",
    "api-checks", "api-marks", "api-secret-url", "api-me",
    "api-date-finding", "tighten_date", "tighten_measure", "tighten_source", "withdraw_date", "withdraw_finding",
    "api-summary-correction", "correct_summary", "api-dissent-correction", "new_dissent", "correct_dissent",
    "api-text-search", "api-readouts-correction", "api-readouts-judgements",
    "schema", "docs",
    "checks", "correct_search", "take_search_back", "review_source", "open_source",
    "redact", "redact_source", "redact_copies", "redact_text", "redact_name",
    "milestone", "watch", "unwatch", "snooze", "wake", "owners", "release", "seen",
    "revoke_address",
    # One row of a list that is watched, and what its editors do with it.
    "api-party", "api-statement", "api-term",
    "new_row", "sign_off", "withdraw_row", "choose_words", "latest_words",
    # An editor's, who reads all there is.
    "reports", "choose_front_page", "archive_report", "bring_back_report", "archive_parties", "bring_back_parties",
    "new_report", "new_measure", "new_milestones", "new_addressings", "remove_addressing", "new_link", "remove_link",
    # The team's, who read the same; an outsider gets nothing.
    "agenda",
    "api-draft", "api-dissent-draft", "api-readouts-draft", "api-summary-draft",
    "api-candidates",
    "redact_candidate",
    "capture", "capture_text", "api-capture", "api-capture-text",
    "inbox", "bookmarklet", "cite_candidate", "drop_candidate", "undo_candidate", "assign_candidate",
    "feeds", "feed", "new_feed", "preview_feed", "switch_feed", "revise_feed", "remove_feed",
    # What waits for a second member, which these acts ask for nowhere; `test_proposals` asks who sees it.
    "api-proposals", "api-proposal", "api-agree", "api-send-back", "proposals", "proposal", "change_proposal", "agree",
    "send_back", "withdraw_proposal",
    # One's own, and an administrator's.
    "about", "describe_tracker",
    "change_measures",
    "me", "make_token", "revoke_token", "saved_views",
    "rename_view", "share_view", "remove_view",
    "my_account_log", "account_log",
    "people", "person", "invite", "invite_again", "report_roles", "deactivate",
    "unlink_provider",
    "api-secret-urls", "api-tokens", "api-token",
    "import", "import_rows", "settle_import", "act_on_import", "drop_import", "libraries",
    "reminder_queue", "retry_digest",
    # What links in a mail open says nothing but the measure's name, to whom has the mail.
    "api-reminder-address", "address_works", "stop_from_mail", "snooze_from_mail", "checked_from_mail",
    *chain.from_iterable(each.not_watched for each in samples()),
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def shores(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Shores:
    """A record that is made once for all sequences, and a clock that they put forward."""
    settings.MEDIA_ROOT = tmp_path
    shores = make_shores()
    record_by(shores.calendar.now, monkeypatch)
    return shores


def run(machine: type[Acts], shores: Shores, *, sequences: int, steps: int) -> None:
    run_state_machine_as_test(
        partial(machine, shores), settings=settings(QUIET, max_examples=sequences, stateful_step_count=steps)
    )


def test_the_record_is_what_happened(shores: Shores) -> None:
    run(RecordMachine, shores, sequences=60 if LONG else 5, steps=30 if LONG else 15)


def test_what_a_reader_may_not_see_changes_no_byte_of_an_answer(shores: Shores) -> None:
    run(WatchedMachine, shores, sequences=60 if LONG else 4, steps=30 if LONG else 20)


def test_whatever_has_an_address_is_watched(shores: Shores) -> None:
    """Else name it in `tests.readings`, or here."""
    entry = log(shores.rows["A"], sources=[make_evidence().key])
    subject = shores.report.subjects.get()
    make_date(shores.report)
    compare(entry, text_draft("NORTHSHORE", mentioned(subject)), text_draft("SOUTHSHORE", mentioned(subject)))
    addresses = [address for reader in shores.readers for address in reader.addresses(shores.report)]
    watched = {resolve(urlsplit(address).path).url_name for address in addresses}

    assert {route.name for route in (*api, *pages) if route.name} - watched == NOT_WATCHED
