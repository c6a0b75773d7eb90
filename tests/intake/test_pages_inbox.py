"""The inbox, and the forms that begin with what came in: without JavaScript, for the team alone."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from measures.models import Entry, Role, User
from measures.wings.intake.models import Candidate, CandidateMatch, DropReason
from tests.factories import (
    log,
    make_ambiguity,
    make_candidate,
    make_evidence,
    make_feed,
    make_measure,
    make_participant,
    make_party,
    make_report,
    make_subject,
    make_user,
)
from tests.files import signed_in
from tests.markup import compact

pytestmark = pytest.mark.django_db

MOST_QUERIES = 13


def match(candidate: Candidate, words: Sequence[str] = (), **target: Any) -> CandidateMatch:
    return CandidateMatch.objects.create(candidate=candidate, words=list(words), score=1.0, **target)


def text_of(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.content
    return compact(answer.content.decode())


def log_body(client: Client, address: str, **fields: str) -> dict[str, str]:
    """What a browser would send of a form for a development, with these fields changed."""
    form = client.get(address).context["form"]
    page = client.get(address).context["page"]
    values = {"form_key": page.form_key, "report": page.report.slug, "act": "save"}
    values |= {"track": "official", "claim": "reported", "marking": "public"}
    for part in (form.entry, *(row for rows in form.rows.values() for row in rows)):
        for field in part:
            value = field.value()
            if value not in (None, "", False) and field.name != "file":
                values[field.html_name] = str(value)
    values |= {f"{name}-rows": str(len(list(rows))) for name, rows in form.rows.items()}
    return {**values, **fields}


def test_the_inbox_shows_what_waits_with_the_words_marked_by_which_it_may_concern_something() -> None:
    report = make_report()
    feed, measure = make_feed(report, title="Notices"), make_measure(report, code="F-1", title="Publish timetables")
    ambiguity, subject = make_ambiguity(report, "B1"), make_subject(report, "lamps")
    first = make_candidate(report, feed=feed, title="A Ferry timetable is published", score=2.0, text="All ferries.")
    make_candidate(report, title="A ferry timetable is out", near_to=first)
    chinese = make_candidate(report, title="公布渡轮时刻表", language="zh", score=1.0)
    for target in ({"measure": measure}, {"ambiguity": ambiguity}, {"subject": subject}):
        match(first, ["ferry timetable", "All ferries"], **target)
    match(chinese, ["时刻"], measure=measure)
    client = signed_in(make_user())

    page = text_of(client, f"/inbox/?report={report.slug}")

    assert "A <mark>Ferry timetable</mark> is published" in page
    assert "<mark>All ferries</mark>." in page
    assert "公布渡轮<mark>时刻</mark>表" in page
    assert "1 other with nearly the same title" in page
    assert page.index("is published") < page.index("公布")
    for words in ("Publish timetables", "What B1 is", "What lamps is", "Notices", "3 items"):
        assert words in page
    latest = text_of(client, f"/inbox/?report={report.slug}&sort=found")
    assert latest.index("公布") < latest.index("is published")
    part = text_of(client, f"/inbox/?report={report.slug}", **{"HX-Request": "true"})
    assert "<html" not in part
    assert "公布" not in text_of(client, f"/inbox/?report={report.slug}&feed={feed.key}")
    unknown = client.get(f"/inbox/?report={report.slug}&feed=nothing")
    assert (unknown.status_code, len(unknown.context["problems"])) == (400, 1)


def titles(client: Client, address: str) -> list[str]:
    return [row["candidate"].title for row in client.get(address).context["rows"]]


def test_what_has_little_in_common_is_folded_and_found_all_the_same() -> None:
    report = make_report()
    feed = make_feed(report)
    for number in range(35):
        make_candidate(report, title=f"Bakery {number}", feed=feed, has_little_in_common=True)
    folded = make_candidate(report, title="Fair", score=0.2, has_little_in_common=True)
    make_candidate(report, title="Fair again", score=0.3, near_to=folded, found_at="2026-11-25T09:00Z")
    likely = make_candidate(report, title="A timetable", score=2.0, found_at="2026-11-24T09:00Z")
    make_candidate(report, title="A time table", score=0.1, near_to=likely, has_little_in_common=True)
    make_candidate(make_report(), title="Elsewhere", has_little_in_common=True)
    client, here = signed_in(make_user()), f"/inbox/?report={report.slug}"

    page = text_of(client, here)

    assert titles(client, here) == ["A timetable", "Fair again"]
    assert "2 items" in page
    assert "37 with little in common with this report" in page
    assert f'href="{here}&amp;show=little"' in page
    assert titles(client, f"{here}&sort=found&state=waiting") == ["Fair again", "A timetable"]
    behind = client.get(f"{here}&show=little")
    following = client.get(f"/inbox/{behind.context['next_url']}")
    assert [len(answer.context["rows"]) for answer in (behind, following)] == [30, 6]
    assert behind.context["rows"][0]["candidate"] == folded
    assert "37 items with little in common with this report" in compact(following.content.decode())
    assert f'href="{here}"' in compact(following.content.decode())
    assert titles(client, f"{here}&q=fair") == ["Fair"]
    assert len(titles(client, f"{here}&feed={feed.key}")) == 30
    Candidate.objects.filter(pk=folded.pk).update(state="dropped", decided_at="2026-11-25T10:00Z")
    assert titles(client, f"{here}&state=dropped") == ["Fair"]
    assert "36 with little in common with this report" in text_of(client, here)
    part = text_of(client, f"{here}&show=little", **{"HX-Request": "true", "Accept-Language": "zh-hans"})
    assert "36条与本报告关联甚少的条目" in part


def test_an_inbox_in_which_all_is_folded_says_so() -> None:
    report = make_report()
    make_candidate(report, title="Fair", has_little_in_common=True)
    client = signed_in(make_user())

    page = text_of(client, f"/inbox/?report={report.slug}")

    assert "Nothing waits here." not in page
    assert "1 with little in common with this report" in page
    assert "Fair" not in page


def test_what_is_dropped_leaves_the_inbox_and_can_be_undone() -> None:
    report, wei = make_report(), make_user()
    candidate = make_candidate(report, title="A fair")
    client, here = signed_in(wei), f"/inbox/?report={report.slug}"

    dropped = client.post(f"/inbox/{candidate.pk}/drop/", {"reason": "off_topic", "next": here})

    assert dropped["Location"] == here
    page = text_of(client, here)
    assert "Nothing waits here." in page
    assert "About something else" in page
    assert f"/inbox/{candidate.pk}/undo/" in page
    assert "A fair" in text_of(client, f"{here}&state=dropped")
    assert f"/inbox/{candidate.pk}/undo/" not in text_of(signed_in(make_user()), here)
    client.post(f"/inbox/{candidate.pk}/undo/")
    assert Candidate.objects.get().is_waiting
    client.post(f"/inbox/{candidate.pk}/drop/", {"next": here})
    assert "Choose why it is not relevant." in text_of(client, here, **{"HX-Request": "true"})
    client.post(f"/inbox/{candidate.pk}/drop/", {"reason": "other"})
    client.post(f"/inbox/{candidate.pk}/drop/", {"reason": "other"})
    assert "Somebody has already decided this." in text_of(client, here)


def test_a_candidate_is_assigned_and_found_by_whose_it_is() -> None:
    report, wei = make_report(), make_user()
    candidate = make_candidate(report, title="A fair")
    client, here = signed_in(wei), f"/inbox/?report={report.slug}"

    client.post(f"/inbox/{candidate.pk}/assign/", {"to": wei.email.upper()})

    assert Candidate.objects.get().assigned_to == wei
    assert "A fair" in text_of(client, f"{here}&assigned=me")
    assert "A fair" not in text_of(client, f"{here}&assigned=nobody")
    for outsider in ("nobody@example.org", make_user(Role.READER).email):
        client.post(f"/inbox/{candidate.pk}/assign/", {"to": outsider})
    page = text_of(client, here)
    assert "There is no active user" in page
    assert "Only a member of the team can decide what came in." in page
    client.post(f"/inbox/{candidate.pk}/assign/", {"to": ""})
    assert Candidate.objects.get().assigned_to is None


def test_a_development_is_logged_from_a_candidate_without_a_script() -> None:
    report = make_report()
    measure = make_measure(report, code="F-1")
    feed = make_feed(report, party=make_party())
    candidate = make_candidate(report, feed=feed, title="A timetable", url="https://example.org/t")
    match(candidate, measure=measure)
    client, address = signed_in(make_user()), f"/log/?report={report.slug}&candidate={candidate.pk}"

    page = client.get(address)

    form = page.context["form"]
    assert (form.entry["title"].value(), str(form.entry["occurred"].value())) == ("A timetable", "2026-11-20")
    source = form.rows["sources"].forms[0]
    assert [source[name].value() for name in ("url", "title", "publisher", "kind", "language")] == [
        candidate.url, "A timetable", "Harbour Office", "official_statement", "en",
    ]  # fmt: skip
    assert not form.rows["bears_on"].filled
    chosen = client.post(address, log_body(client, address, act=f"choose-{measure.key}"))
    assert chosen.context["form"].rows["bears_on"].forms[0]["on"].value() == measure.key
    effect = {"bears_on-0-on": measure.key, "bears_on-0-direction": "toward", "narrative": "It was published."}
    previewed = client.post(address, log_body(client, address, act="preview", **effect))
    assert (previewed.status_code, Candidate.objects.get().state) == (200, "waiting")
    logged = client.post(address, log_body(client, address, **effect))
    entry = Entry.objects.get()
    assert logged["Location"] == f"/journal/{entry.key}/"
    candidate.refresh_from_db()
    assert (candidate.state, candidate.entry) == ("logged", entry)
    assert [citation.evidence.url for citation in entry.citations.all()] == [candidate.url]
    assert "Back to the inbox" in text_of(client, logged["Location"])
    assert client.get(address)["Location"] == f"/journal/{entry.key}/"


def test_the_form_says_that_the_day_filled_in_is_that_of_publication() -> None:
    report = make_report()
    words = "The day of publication is filled in: change it if it happened on another day."
    candidate = make_candidate(report, published="2026-11-20")
    client = signed_in(make_user())

    assert words in client.get(f"/log/?candidate={candidate.pk}").content.decode()
    assert words not in client.get(f"/log/?report={report.slug}").content.decode()


def test_a_chinese_title_is_no_headline_where_one_writes_in_english() -> None:
    candidate = make_candidate(make_report(), title="公布时刻表", language="zh-CN")
    address = f"/log/?candidate={candidate.pk}"

    for language, field in (("en", "title_zh_hans"), ("zh-hans", "title")):
        answer = signed_in(make_user()).get(address, headers={"accept-language": language})
        entry = answer.context["form"].entry
        assert {name: entry[name].value() for name in ("title", "title_zh_hans")}[field] == "公布时刻表"


def test_a_source_that_is_recorded_is_cited() -> None:
    source = make_evidence(url="https://example.org/t/")
    candidate = make_candidate(make_report(), url="http://www.example.org/t")

    form = signed_in(make_user()).get(f"/log/?candidate={candidate.pk}").context["form"]

    assert (form.cites, form.rows["sources"].filled) == ([source.key], [])


def test_what_came_in_is_added_as_a_source_to_a_development_on_record() -> None:
    wei, measure = make_user(), make_measure()
    entry, other = log(measure, by=wei, title="Concerned"), make_measure(measure.report)
    log(other, by=wei, title="Elsewhere")
    log(measure, title="Of another")
    candidate = make_candidate(measure.report, title="A timetable")
    client, choosing = signed_in(wei), f"/inbox/{candidate.pk}/cite/"
    assert "Elsewhere" in text_of(client, choosing)
    match(candidate, measure=measure)

    page = text_of(client, choosing)

    assert "Concerned" in page
    assert "Elsewhere" not in page
    assert "Of another" not in page
    assert "Of another" in text_of(signed_in(make_user(Role.EDITOR)), choosing)
    assert "Elsewhere" in text_of(client, f"{choosing}?q=elsewhere")
    address = f"/journal/{entry.key}/correct/?candidate={candidate.pk}"
    assert f'href="{address}"' in page
    saved = client.post(address, log_body(client, address, publisher="P", **{"sources-0-publisher": "P"}))
    candidate.refresh_from_db()
    assert saved.status_code == 302, saved.content
    assert (candidate.state, candidate.evidence.url) == ("cited", candidate.url)  # type: ignore[union-attr]
    assert candidate.entry.corrects == entry  # type: ignore[union-attr]
    elsewhere = make_candidate(make_report())
    assert client.get(f"/journal/{candidate.entry.key}/correct/?candidate={elsewhere.pk}").status_code == 404


def test_the_bookmark_opens_the_form_with_address_title_and_selected_words() -> None:
    report = make_report()
    client = signed_in(make_user())

    code = client.get(f"/inbox/bookmark/?report={report.slug}").context["code"]

    assert code.startswith(f"javascript:void open('http://testserver/log/?report={report.slug}'")
    for part in ("encodeURIComponent(location.href)", "encodeURIComponent(document.title)", "getSelection()"):
        assert part in code
    address = f"/log/?report={report.slug}&url=https%3A%2F%2Fexample.org%2Ft&title=A%20timetable&words=at%20noon"
    form = client.get(address).context["form"]
    assert (form.entry["title"].value(), form.entry["narrative"].value()) == ("A timetable", "“at noon”")
    assert form.rows["sources"].forms[0]["url"].value() == "https://example.org/t"
    asked = Client().get(address)
    assert unquote(parse_qs(urlsplit(asked["Location"]).query)["next"][0]) == unquote(address)


@pytest.mark.parametrize("outsider", ["reader", "participant"])
def test_nobody_else_sees_or_decides_what_came_in(outsider: str) -> None:
    candidate = make_candidate(make_report(), title="A fair")
    user = make_participant() if outsider == "participant" else make_user(Role.READER)
    client = signed_in(user)

    for page in ("/inbox/", "/inbox/bookmark/", f"/inbox/{candidate.pk}/cite/"):
        assert client.get(page).status_code == 403
        assert Client().get(page).status_code == 302
    for act in ("drop", "undo", "assign"):
        assert client.post(f"/inbox/{candidate.pk}/{act}/", {"reason": "other", "to": user.email}).status_code == 403
    assert client.get(f"/log/?candidate={candidate.pk}").status_code in (403, 404)
    assert "A fair" not in client.get("/").content.decode()
    candidate.refresh_from_db()
    assert (candidate.state, candidate.version) == ("waiting", 1)


def test_a_candidate_of_no_number_is_not_there() -> None:
    make_report()
    client = signed_in(make_user())

    for number in ("1", "x", "9" * 30):
        assert client.get(f"/log/?candidate={number}").status_code == 404


def test_the_inbox_asks_as_often_for_many_as_for_few(wei: User) -> None:
    report = make_report()
    measure, feed = make_measure(report), make_feed(report)
    counts = []
    for _round in range(2):
        for _ in range(12):
            candidate = make_candidate(report, feed=feed, assigned_to=wei, sent_by=wei)
            match(candidate, ["news"], measure=measure)
            make_candidate(report, near_to=candidate)
            match(make_candidate(report, feed=feed, has_little_in_common=True), ["news"], measure=measure)
        dropped = make_candidate(report)
        Candidate.objects.filter(pk=dropped.pk).update(
            state="dropped", decided_by=wei, decided_at="2026-11-25T10:00Z", drop_reason=DropReason.OTHER
        )
        client = signed_in(wei)
        client.get("/inbox/")
        for address in (
            "/inbox/",
            "/inbox/?show=little",
            "/inbox/?state=dropped&state=waiting&q=news&assigned=me",
            f"/inbox/?measure={measure.key}",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:4] == counts[4:]
    assert max(counts) <= MOST_QUERIES, [query["sql"] for query in queries]


@pytest.fixture
def wei() -> User:
    return make_user()
