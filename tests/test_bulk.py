"""Changing many measures at once: chosen in a list, seen before, and done once."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from measures.models import Measure, Owner, PartialDate, RowChange, Status, User, Watch
from measures.operations.editing import revise
from measures.operations.nouns import MEASURE
from measures.operations.responsibility import name_owner
from tests.factories import make_measure, make_report, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return make_user(role="editor", name="Wei")


@pytest.fixture
def signed_in(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def measures() -> list[Measure]:
    report = make_report("calm")
    return [make_measure(report, code=f"M-{index}") for index in range(3)]


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    return unescape(found[1]) if found else ""


def preview(client: Client, measures: list[Measure], **parameters: Any) -> Any:
    sent = {"measure": [each.key for each in measures], "step": "preview", "next": "/measures/", **parameters}
    return client.post("/measures/change/", sent)


def do(client: Client, measures: list[Measure], **parameters: Any) -> Any:
    """Preview, then confirm what was previewed."""
    text = preview(client, measures, **parameters).content.decode()
    kept = {name: hidden(text, name) for name in ("seen", "form_key")}
    return preview(client, measures, **{**parameters, "step": "do", **kept})


def days(measures: list[Measure]) -> list[str]:
    return [str(each.due_on or "") for each in Measure.objects.filter(pk__in=[m.pk for m in measures]).order_by("code")]


def test_a_preview_shows_what_would_change_and_changes_nothing(signed_in: Client, measures: list[Measure]) -> None:
    done_with = make_measure(measures[0].report, code="M-9", status=Status.IMPLEMENTED)

    answer = preview(signed_in, [*measures, done_with], kind="name_owner", person=make_user(name="Ana").pk)

    body = answer.content.decode()
    assert "What would change: 3 of 4" in body
    assert "This measure is closed" in body
    assert not Owner.objects.exists()


def test_an_owner_is_named_for_all(signed_in: Client, measures: list[Measure]) -> None:
    ana = make_user(name="Ana")

    answer = do(signed_in, measures, kind="name_owner", person=ana.pk, role="reviewer")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/measures/")
    assert set(Owner.objects.values_list("user", "role")) == {(ana.pk, "reviewer")}
    assert Owner.objects.count() == 3


def test_owners_are_released(signed_in: Client, editor: User, measures: list[Measure]) -> None:
    ana = make_user(name="Ana")
    name_owner(measures[0], user=ana, role="coordinator", by=editor)
    name_owner(measures[1], user=ana, role="reviewer", by=editor)

    answer = do(signed_in, measures, kind="release_owner", owner=ana.pk)

    assert answer.status_code == 302
    assert not Owner.objects.exists()


@pytest.mark.parametrize(("sent", "kept"), [("2027-03", "2027-03"), ("", "")])
def test_target_dates_are_set_or_taken_away(signed_in: Client, sent: str, kept: str) -> None:
    report = make_report("calm")
    measures = [make_measure(report, code="M-1", due_on="2026"), make_measure(report, code="M-2", due_on="2026-05-01")]

    do(signed_in, measures, kind="due_on", due_on=sent)

    assert days(measures) == [kept, kept]
    changes = RowChange.objects.filter(table="measures_measure", after__has_key="due_on", before__isnull=False)
    assert {change.before["due_on"] for change in changes} == {"2026", "2026-05-01"}


def test_review_intervals_and_watching_are_set(signed_in: Client, editor: User, measures: list[Measure]) -> None:
    do(signed_in, measures, kind="review_every_days", review_every_days="30")
    assert set(Measure.objects.values_list("review_every_days", flat=True)) == {30}

    do(signed_in, measures[:2], kind="watch")
    assert Watch.objects.filter(user=editor).count() == 2


def test_a_second_click_changes_nothing_more(signed_in: Client, measures: list[Measure]) -> None:
    text = preview(signed_in, measures, kind="due_on", due_on="2027").content.decode()
    kept = {name: hidden(text, name) for name in ("seen", "form_key")}

    for _click in range(2):
        answer = preview(signed_in, measures, kind="due_on", due_on="2027", step="do", **kept)
        assert answer.status_code == 302

    assert set(Measure.objects.values_list("version", flat=True)) == {2}


def test_what_somebody_changed_since_the_preview_is_shown_again_and_nothing_is_done(
    signed_in: Client, editor: User, measures: list[Measure]
) -> None:
    text = preview(signed_in, measures, kind="due_on", due_on="2027").content.decode()
    revise(MEASURE, measures[0], changes={"due_on": PartialDate.parse("2031")}, version=1, by=editor)

    kept = {name: hidden(text, name) for name in ("seen", "form_key")}
    answer = preview(signed_in, measures, kind="due_on", due_on="2027", step="do", **kept)

    assert answer.status_code == 409
    assert "2031" in answer.content.decode()
    assert days(measures) == ["2031", "", ""]


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"kind": "delete"},
        {"kind": "name_owner"},
        {"kind": "review_every_days", "review_every_days": "0"},
        {"kind": "due_on", "due_on": "soon"},
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_done(
    signed_in: Client, measures: list[Measure], parameters: dict[str, str]
) -> None:
    answer = preview(signed_in, measures, **parameters)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_a_reader_may_watch_and_nothing_else(measures: list[Measure]) -> None:
    client = Client()
    client.force_login(make_user(role="reader"))

    offered = client.post("/measures/change/", {"measure": measures[0].key}).content.decode()
    assert re.findall(r'name="kind" value="([^"]+)"', offered) == ["watch"]
    assert preview(client, measures, kind="due_on", due_on="2027").status_code == 400

    assert do(client, measures, kind="watch").status_code == 302
    assert Watch.objects.count() == 3


def test_hidden_measures_cannot_be_chosen(measures: list[Measure]) -> None:
    secret = make_measure(measures[0].report, code="S-1", marking="internal")
    client = Client()
    client.force_login(make_user(role="reader"))

    answer = client.post("/measures/change/", {"measure": secret.key, "next": "/measures/"}, follow=True)

    assert "Choose at least one measure first." in answer.content.decode()
    assert "S-1" not in answer.content.decode()


def test_nothing_chosen_and_nobody_signed_in_lead_back(signed_in: Client, measures: list[Measure]) -> None:
    assert signed_in.post("/measures/change/", {"next": "/measures/"}).headers["Location"] == "/measures/"
    assert Client().post("/measures/change/").headers["Location"].startswith("/accounts/login/")
