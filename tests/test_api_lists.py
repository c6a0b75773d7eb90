"""Flat lists: what reports say beside their measures, what one follows, what waits for one's review."""

import pytest
from rest_framework.test import APIClient

from measures.models import Indicator, Motivation, Role, Term
from measures.operations.responsibility import watch_measure
from tests.factories import (
    client_of,
    get,
    keys,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_report,
    make_representative,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_what_hangs_on_a_hidden_measure_is_hidden_and_so_is_what_one_follows() -> None:
    report, user = make_report(), make_user(role=Role.READER)
    ambiguity = make_ambiguity(report)
    shown, hidden = (make_measure(report, marking=mark, addresses=[ambiguity]) for mark in ("public", "internal"))
    for measure in (shown, hidden):
        Indicator.objects.create(measure=measure, key=f"{measure.key}-i", position=1, name="I", how_judged="J")
        watch_measure(measure, by=user)

    for address in ("addressings/", "indicators/", "watches/"):
        listed = get(address, client_of(user), count="true")
        assert ([row["measure"] for row in listed["results"]], listed["count"]) == ([shown.key], 1)
        assert b"internal" not in client_of(user).get(f"/api/v1/{address}", {"format": "csv"}).getvalue()


def test_one_sees_what_one_follows_and_nobody_else_does() -> None:
    user, measure = make_user(), make_measure()
    watch_measure(measure, by=user)

    assert [row["measure"] for row in get("watches/", client_of(user))["results"]] == [measure.key]
    assert get("watches/", client_of(make_user()))["results"] == []
    assert APIClient().get("/api/v1/watches/").status_code == 401


def test_the_words_and_reasons_of_a_report_are_listed() -> None:
    report, other = make_report(), make_report()
    for of, word in ((report, "Ferry"), (other, "Harbour")):
        Term.objects.create(report=of, key=f"{of.slug}-{word}", position=1, term=word, definition="D")
        Motivation.objects.create(report=of, key=f"{of.slug}-x1", position=1, code="X1", statement=word)

    assert [row["term"] for row in get("terms/", ordering="-term")["results"]] == ["Harbour", "Ferry"]
    assert [row["term"] for row in get("terms/", report=report.slug)["results"]] == ["Ferry"]
    assert [row["statement"] for row in get("motivations/", report=other.slug)["results"]] == ["Harbour"]


def test_what_waits_for_ones_review_is_listed() -> None:
    waiting = make_evidence(state="pending")
    released = make_evidence(state="pending", marking="released:NORTHSHORE")
    make_evidence()

    assert keys("evidence/", client_of(make_user()), to_review="true") == [waiting.key]
    assert keys("evidence/", client_of(make_representative("NORTHSHORE")), to_review="true") == [released.key]
    assert keys("evidence/", to_review="true") == []
