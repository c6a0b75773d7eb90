"""Sources on pages: recorded with a file, reviewed by somebody else, judged anew, and waiting in one list."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from measures.models import Entry, Evidence, Review, StoredFile
from tests.factories import get, log, make_evidence, make_measure, make_participant, make_user

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def form(client: Client, **fields: Any) -> dict[str, Any]:
    return {
        "form_key": client.get("/sources/new/").context["form_key"],
        "title": "A note",
        "publisher": "Harbour office",
        "grade": "B",
        "credibility": "2",
        "kind": "press",
        "marking": "public",
        **fields,
    }


def a_file(content: bytes = PDF, name: str = "note.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_source_is_recorded_with_its_file_once() -> None:
    client = signed_in(make_user())
    sent = form(client)

    first = client.post("/sources/new/", {**sent, "file": a_file()})
    again = client.post("/sources/new/", {**sent, "file": a_file()}, follow=True)

    source = Evidence.objects.get()
    assert first["Location"] == f"/sources/{source.key}/"
    assert "already been saved" in again.content.decode()
    assert (source.file_name, source.file.size) == ("note.pdf", len(PDF))
    assert f"/files/{source.key}/" in page(Client(), f"/sources/{source.key}/")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "url"),
        ({"file": a_file(b"MZ\x00")}, "file"),
        ({"file": a_file(b"")}, "file"),
        ({"url": "https://example.org/x", "title": ""}, "title"),
        ({"kind": "dialogue_note"}, "kind"),
        ({"url": "https://example.org/x", "replaces": "no-such"}, "replaces"),
        ({"url": "https://example.org/x", "marking": "released:NORTHSHORE"}, "marking"),
    ],
)
def test_a_source_says_at_its_field_what_is_wrong(fields: dict[str, Any], wrong: str) -> None:
    client = signed_in(make_user())

    answer = client.post("/sources/new/", form(client, **fields))

    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {wrong}
    assert not Evidence.objects.exists() and not StoredFile.objects.exists()


def test_only_writers_record_sources() -> None:
    assert Client().get("/sources/new/").status_code == 302
    assert signed_in(make_user(role="reader")).post("/sources/new/", {}).status_code == 403
    assert signed_in(make_participant()).get("/sources/new/").status_code == 403
    assert signed_in(make_user()).get("/sources/new/").status_code == 200


def review(client: Client, source: Evidence, state: str, note: str = "") -> Any:
    return client.post(f"/sources/{source.key}/review/", {"state": state, "note": note})


def test_somebody_else_accepts_and_a_second_click_adds_nothing() -> None:
    source, reviewer = make_evidence(state="pending", recorded_by=make_user()), make_user(name="Ann Keeper")
    client = signed_in(reviewer)

    for _ in range(2):
        answer = review(client, source, "accepted")
        assert (answer.status_code, answer["Location"]) == (302, f"/sources/{source.key}/#reviews")

    row = Review.objects.get()
    assert (row.state, row.reviewer, row.is_self_review) == ("accepted", reviewer, False)
    shown = page(client, f"/sources/{source.key}/")
    assert "Ann Keeper" in shown and "self-reviewed" not in shown


def test_ones_own_source_is_said_to_be_self_reviewed() -> None:
    recorder = make_user()
    source = make_evidence(state="pending", recorded_by=recorder)
    client = signed_in(recorder)
    assert "You recorded this source" in page(client, f"/sources/{source.key}/")

    review(client, source, "accepted")

    assert Review.objects.get().is_self_review
    assert "(self-reviewed)" in page(Client(), f"/sources/{source.key}/")


@pytest.mark.parametrize("state", ["disputed", "retracted"])
def test_to_dispute_or_retract_takes_a_reason_and_keeps_the_row(state: str) -> None:
    source, client = make_evidence(), signed_in(make_user())

    answer = review(client, source, state)
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"note"}
    assert Review.objects.filter(evidence=source).count() == 1

    review(client, source, state, "The letter was forged.")
    shown = page(Client(), f"/sources/{source.key}/")
    assert "The letter was forged." in shown
    assert ("Retracted: it no longer counts" in shown) is (state == "retracted")


def test_a_state_that_is_none_is_refused() -> None:
    source, client = make_evidence(), signed_in(make_user())

    for state in ("pending", "burnt", ""):
        assert review(client, source, state, "Why.").status_code == 400
    assert client.get(f"/sources/{source.key}/review/").status_code == 405
    assert Review.objects.count() == 1


def test_who_may_not_review_sees_no_button_and_is_refused() -> None:
    source = make_evidence(state="pending")

    for user in (make_user(role="reader"), make_participant()):
        client = signed_in(user)
        assert "/review/" not in page(client, f"/sources/{source.key}/")
        assert review(client, source, "accepted").status_code == 403
        assert client.post(f"/sources/{source.key}/edit/", {}).status_code == 403
    assert review(Client(), source, "accepted").status_code == 302
    assert not Review.objects.exists()


def test_the_queue_lists_what_waits_oldest_first_and_ones_own_last() -> None:
    me = make_user()
    own = make_evidence(state="pending", recorded_by=me, title="My own")
    older = make_evidence(state="pending", title="The older")
    newer = make_evidence(state="pending", title="The newer", marking="internal")
    make_evidence(title="Accepted already")

    answer = signed_in(me).get("/reviews/")

    assert [row.source for row, _ in answer.context["rows"]] == [older, newer, own]
    assert answer.content.decode().count("your own") == 1
    for outsider in (make_participant(), make_user(role="reader")):
        assert signed_in(outsider).get("/reviews/").status_code == 403
    assert Client().get("/reviews/").status_code == 302


def test_the_queue_costs_as_much_for_many(django_assert_max_num_queries: Any) -> None:
    for _ in range(20):
        make_evidence(state="pending", recorded_by=make_user())
    client = signed_in(make_user())
    make_measure()

    with django_assert_max_num_queries(10):
        client.get("/reviews/")


def test_a_source_is_judged_anew_and_a_copy_is_named() -> None:
    source, client = make_evidence(), signed_in(make_user())
    address = f"/sources/{source.key}/edit/"
    assert address in page(client, f"/sources/{source.key}/")
    sent = {"grade": "A", "credibility": "1", "archive_url": "https://archive.example/1", "accessed": "2026-11"}

    assert client.post(address, sent).status_code == 302
    wrong = client.post(address, {**sent, "grade": "Z", "credibility": "9", "archive_url": "javascript:x"})

    source.refresh_from_db()
    assert (source.grade, source.credibility, source.archive_url) == ("A", 1, "https://archive.example/1")
    assert set(wrong.context["form"].errors) == {"grade", "credibility", "archive_url"}


def test_what_replaces_what_is_said_on_both() -> None:
    old = make_evidence(title="The draft")
    client = signed_in(make_user())

    client.post("/sources/new/", form(client, url="https://example.org/final", title="The text", replaces=old.key))

    new = Evidence.objects.get(replaces=old)
    assert "The text" in page(Client(), f"/sources/{old.key}/")
    assert "The draft" in page(Client(), f"/sources/{new.key}/")


def logged(client: Client, measure: Any, act: str, **fields: Any) -> Any:
    form_key = client.get("/log/", {"report": measure.report.slug}).context["page"].form_key
    sent = {
        "act": act, "report": measure.report.slug, "form_key": form_key, "occurred": "2024-07-17",
        "track": "official", "claim": "reported", "title": "On hold", "narrative": "It said so.", "language": "en",
        "marking": "public", "sources-rows": "1", "sources-0-title": "A note", "sources-0-publisher": "Office",
        "sources-0-grade": "B", "sources-0-credibility": "2", "sources-0-kind": "press", "bears_on-rows": "1",
        "bears_on-0-on": measure.key, "bears_on-0-direction": "toward", "bears_on-0-about": "none",
    }  # fmt: skip
    return client.post("/log/", {**sent, **fields})


def test_a_development_brings_its_file_along() -> None:
    measure, client = make_measure(), signed_in(make_user())

    answer = logged(client, measure, "save", **{"sources-0-file": a_file()})

    assert answer.status_code == 302, answer.context["form"].faults
    assert Entry.objects.get().citations.get().evidence.file.media_type == "application/pdf"


def test_a_preview_keeps_no_file_and_says_that_it_is_to_be_chosen_again(storage: Path) -> None:
    measure, client = make_measure(), signed_in(make_user())

    answer = logged(client, measure, "preview", **{"sources-0-file": a_file()})

    assert answer.status_code == 200
    assert "Choose the file again" in answer.content.decode()
    assert not storage.exists()
    assert not Entry.objects.exists() and not StoredFile.objects.exists()


def test_a_file_that_is_refused_is_told_at_its_field_and_nothing_is_logged() -> None:
    measure, client = make_measure(), signed_in(make_user())

    answer = logged(client, measure, "save", **{"sources-0-file": a_file(b"MZ\x00", "agreement.pdf")})

    assert answer.status_code == 400
    [row] = answer.context["form"].rows["sources"].filled
    assert set(row.errors) == {"file"}
    assert not Entry.objects.exists()


def test_a_retraction_takes_a_source_out_of_the_count() -> None:
    measure, source = make_measure(), make_evidence()
    log(measure, sources=[source.key])
    assert measure.standings.get(audience="public").sources_toward == 1

    review(signed_in(make_user()), source, "retracted", "The letter was forged.")

    assert measure.standings.get(audience="public").sources_toward == 0
    assert Evidence.objects.filter(pk=source.pk).exists()


def test_the_queue_comes_page_by_page_each_source_once_also_while_others_are_reviewed(monkeypatch) -> None:
    monkeypatch.setattr("measures.views.sources.PAGE_SIZE", 2)
    me, colleague = make_user(), make_user()
    others = [make_evidence(state="pending", recorded_by=colleague).key for _ in range(3)]
    own = make_evidence(state="pending", recorded_by=me).key
    client = signed_in(me)

    first = client.get("/reviews/")
    client.post(f"/sources/{others[0]}/review/", {"state": "accepted", "note": ""})
    second = client.get("/reviews/" + first.context["next_url"])

    shown = [row.source.key for answer in (first, second) for row, _ in answer.context["rows"]]
    assert shown == [*others, own]
    assert [is_own for _, is_own in second.context["rows"]] == [False, True]
    assert second.context["next_url"] == ""
    assert second.context["previous_url"]


GRADED = "Graded by the record’s authors, not reviewed here"


def test_what_a_library_brings_is_not_reviewed_here_until_a_person_has_reviewed_it() -> None:
    source = make_evidence()
    log(make_measure(code="L-1"), sources=[source.key])

    assert GRADED in page(Client(), f"/sources/{source.key}/")
    assert "†: graded by the record’s authors, not reviewed here." in page(Client(), "/sources/")
    [found] = get("evidence/", reviewed_here="false")["results"]
    assert (found["key"], found["review_state"], found["is_reviewed_here"]) == (source.key, "accepted", False)
    assert not Evidence.objects.all().pending().exists()

    review(signed_in(make_user()), source, "accepted")

    assert GRADED not in page(Client(), f"/sources/{source.key}/")
    assert "†" not in page(Client(), "/sources/") and "accepted" in page(Client(), "/sources/")
    [found] = get("evidence/", reviewed_here="true")["results"]
    assert (found["review_state"], found["is_reviewed_here"]) == ("accepted", True)
    assert get("evidence/", reviewed_here="false")["results"] == []


def test_a_report_counts_the_sources_that_nobody_here_has_reviewed() -> None:
    measure = make_measure(code="L-1")
    kept, retracted, ours = make_evidence(), make_evidence(state="retracted"), make_evidence(by_report_author=True)
    log(measure, sources=[kept.key, retracted.key, ours.key])
    address, of_measure = f"/reports/{measure.report.slug}/", f"/measures/{measure.key}/?show=sources"

    assert "1 counted source was graded by the record’s authors" in page(Client(), address)
    assert "†: graded by the record’s authors, not reviewed here" in page(Client(), of_measure)

    for source in (kept, retracted, ours):
        review(signed_in(make_user()), source, "accepted")

    assert "graded by the record’s authors" not in page(Client(), address)
    assert "not reviewed here" not in page(Client(), of_measure)
