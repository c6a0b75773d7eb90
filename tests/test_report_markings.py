"""The marking of a report bounds who reads what is in it: no list, page, count, feed or mail tells others of it."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from measures.errors import NotAllowedError, VersionConflictError
from measures.models import Evidence, Measure, Report, Role, RowChange, User
from measures.models.markings import PARTICIPANTS, PUBLIC, TEAM
from measures.operations.connections import link_measures
from measures.operations.drafts import AssessmentDraft, BearingDraft, MarkDraft, SourceDraft
from measures.operations.markings import mark_report
from measures.wings.digests.shared import AudienceRows
from tests.conftest import FIXTURES
from tests.factories import (
    client_of,
    get,
    keys,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_participant,
    make_party,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db


def fill(report: Report, word: str) -> None:
    """A report all of whose rows are public by themselves and say a word that no other row does."""
    owner, editor = make_user(name=f"Owner {word}"), make_user(role=Role.EDITOR)
    report.glossary.create(key=f"{word}-term", position=1, term=f"Term {word}", definition="D")
    report.motivations.create(key=f"{word}-R", position=1, code=f"R-{word}", statement=f"Reason {word}")
    borne = make_ambiguity(report, code=f"A-{word}", title=f"Unclear {word}")
    borne.bearers.add(make_party(f"BEARER-{word}", name=f"Bearer {word}"))
    measures = [
        make_measure(
            report,
            code=f"{index}-{word}",
            title=f"Step {word}",
            addresses=[borne],
            parties=[f"P-{word}"],
            due_on="2026-06",
        )
        for index in range(2)
    ]
    first, second = measures
    first.indicators.create(key=f"{word}-indicator", position=1, name=f"Indicator {word}", how_judged="J")
    first.owners.create(user=owner, named_by=editor)
    link_measures(first, second, relation="reciprocates", why=f"Because {word}", by=editor)
    milestone = make_milestone(first, title=f"Milestone {word}")
    source = SourceDraft(title=f"Source {word}", publisher="P", url=f"https://example.org/{word}")
    log(
        first,
        title=f"It happened {word}",
        sources=[source],
        status="in_progress",
        bears_on=[BearingDraft(on=first.key, direction="toward", status="in_progress", about=f"P-{word}")],
        assessments=[AssessmentDraft(on=first.key, about=f"P-{word}", level=1)],
        milestones=[MarkDraft(on=milestone.key, state="met")],
    )


def test_a_party_that_no_row_names_is_known_to_the_team() -> None:
    make_party("LONELY")

    for client in (None, client_of(make_participant())):
        assert "LONELY" not in {row["key"] for row in get("parties/", client)["results"]}
    assert "LONELY" in {row["key"] for row in get("parties/", client_of(make_user()))["results"]}


@pytest.fixture
def editor() -> User:
    return make_user(role=Role.EDITOR)


@pytest.mark.parametrize(("before", "after"), [("public", "internal"), ("internal", "public")])
def test_an_editor_opens_and_tightens_a_report(editor: User, before: str, after: str) -> None:
    report = make_report("R", marking=before)
    client = Client()
    client.force_login(editor)

    client.post("/reports/R/marking/", {"marking": after})

    report.refresh_from_db()
    assert (report.marking, report.version) == (after, 2)
    change = RowChange.objects.get(table="measures_report", row=report.pk, before__isnull=False)
    assert (change.by, change.before, change.after) == (editor, {"marking": before}, {"marking": after})


def test_whoever_is_no_editor_marks_no_report() -> None:
    report = make_report("R")

    with pytest.raises(NotAllowedError):
        mark_report(report, marking="internal", by=make_user())

    assert Report.objects.get().marking == "public"


def test_a_report_that_somebody_else_has_marked_meanwhile_is_not_marked(editor: User) -> None:
    report = mark_report(make_report(), marking="participants", by=editor)

    with pytest.raises(VersionConflictError):
        mark_report(report, marking="public", version=1, by=editor)

    assert Report.objects.get().marking == "participants"


def test_a_report_is_marked_on_its_page(client: Client, editor: User) -> None:
    report = make_report("R")
    client.force_login(editor)
    address = reverse("mark_report", args=["R"])

    assert address in client.get(reverse("report", args=["R"])).content.decode()
    for _click in range(2):
        answer = client.post(address, {"marking": "internal"}, follow=True)

    assert "Internal: the team" in answer.content.decode()
    report.refresh_from_db()
    assert (report.marking, report.version) == ("internal", 2)


def test_what_is_public_by_itself_is_shown_once_its_report_is_opened(editor: User) -> None:
    report = make_report(marking="internal")
    shown, hidden = make_measure(report), make_measure(report, marking="internal")
    assert keys("measures/") == []

    mark_report(report, marking="public", by=editor)

    assert keys("measures/") == [shown.key]
    assert Measure.objects.get(pk=hidden.pk).marking == "internal"


def changed(since: str, client: APIClient | None = None) -> dict[str, tuple[set[str], set[str]]]:
    """The keys that are told to have changed, and to be there no longer, of each list that tells so."""
    answers = {
        kind: get(f"{kind}/", client, changed_since=since, page_size=500)
        for kind in ("measures", "entries", "evidence", "ambiguities", "milestones")
    }
    return {kind: ({row["key"] for row in each["results"]}, set(each["removed"])) for kind, each in answers.items()}


@pytest.mark.django_db(transaction=True)
def test_whoever_loses_a_report_or_gains_one_is_told_all_that_was_in_it(editor: User) -> None:
    report = make_report("R", marking="public")
    fill(report, "Q")
    names = {
        "measures": {row.key for row in report.measures.all()},
        "entries": {report.entries.get().key},
        "evidence": {Evidence.objects.get().key},
        "ambiguities": {report.ambiguities.get().key},
        "milestones": {report.measures.get(code="0-Q").milestones.get().key},
    }

    since = get("measures/", changed_since="beginning")["changed_since"]
    mark_report(report, marking="internal", by=editor)

    assert changed(since) == {kind: (set(), keys) for kind, keys in names.items()}
    since = get("measures/", changed_since="beginning")["changed_since"]
    mark_report(Report.objects.get(), marking="public", by=editor)
    assert changed(since) == {kind: (keys, set()) for kind, keys in names.items()}


@pytest.mark.django_db(transaction=True)
def test_what_is_done_in_a_hidden_report_is_told_to_its_readers_only() -> None:
    report = make_report("R", marking="participants")
    since = get("measures/", changed_since="beginning")["changed_since"]

    fill(report, "Q")
    Measure.objects.filter(report=report).update(title="T")

    assert all(found == (set(), set()) for found in changed(since).values())
    assert changed(since, client_of(make_participant()))["measures"][0] == {"R-0-Q", "R-1-Q"}


def test_a_source_is_read_by_those_who_may_read_a_report_that_cites_it(editor: User) -> None:
    hidden, source = make_report(marking="internal"), make_evidence()
    assert keys("evidence/") == [source.key]

    log(make_measure(hidden), sources=[source.key])
    assert keys("evidence/") == []

    log(make_measure(make_report(marking="participants")), sources=[source.key])
    assert keys("evidence/") == []
    assert keys("evidence/", client_of(make_participant())) == [source.key]

    mark_report(hidden, marking="public", by=editor)
    assert keys("evidence/") == [source.key]


def test_a_standing_of_a_hidden_report_is_served_to_nobody_else() -> None:
    measure = make_measure(make_report(marking="internal"), status="agreed")

    for audience, count in ((PUBLIC, 0), (PARTICIPANTS, 0), (TEAM, 1)):
        assert Measure.objects.seen_by(audience).filter(standing__status="agreed").count() == count
    assert APIClient().get(f"/api/v1/measures/{measure.key}/standing/").status_code == 404


def test_a_source_of_a_hidden_report_that_was_reviewed_is_told_to_nobody_by_mail() -> None:
    source = make_evidence()
    log(make_measure(make_report(marking="internal")), sources=[source.key])

    shared: Any = AudienceRows(PARTICIPANTS, None, frozenset(), frozenset([source.pk]), frozenset())  # type: ignore[arg-type]

    assert shared.reviewed == frozenset()


def test_a_report_is_loaded_for_those_who_are_to_read_it_and_keeps_that() -> None:
    call_command("load_report", FIXTURES / "two-shores.yaml", verbosity=0, marking="internal")

    call_command("load_report", FIXTURES / "two-shores.yaml", verbosity=0)

    assert Report.objects.get(slug="two-shores").marking == "internal"
    assert "two-shores" not in {row["key"] for row in get("reports/")["results"]}


def test_who_may_read_a_new_report_is_chosen_where_it_is_loaded(client: Client) -> None:
    text = (FIXTURES / "two-shores.yaml").read_text(encoding="utf-8")
    client.force_login(make_user(role="administrator"))

    shown = client.post("/libraries/", {"shipped": "two-shores", "marking": "participants"})
    sent = {"file_name": "two-shores.yaml", "text": text, "marking": "participants", "load": "1"}
    client.post("/libraries/", sent)

    assert '<input type="hidden" name="marking" value="participants">' in shown.content.decode()
    assert Report.objects.get(slug="two-shores").marking == "participants"
