"""Logging a development on its page: one screen, nothing lost, nothing twice, nothing beyond what one may."""

import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from measures.models import Ambiguity, Assessment, Bearing, Entry, Evidence, Measure, Report
from tests.factories import (
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_user,
)
from tests.markup import compact

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report()


@pytest.fixture
def first(report: Report) -> Measure:
    return make_measure(report, parties=("NORTHSHORE",))


@pytest.fixture
def second(report: Report) -> Measure:
    return make_measure(report, parties=("NORTHSHORE", "SOUTHSHORE"))


@pytest.fixture
def unclear(report: Report) -> Ambiguity:
    return make_ambiguity(report)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, report: Report, *bearings: dict[str, str], act: str = "save", **fields: Any) -> dict[str, Any]:
    """What a browser sends for a filled form."""
    page = client.get("/log/", {"report": report.slug})
    values: dict[str, Any] = {
        "act": act,
        "report": report.slug,
        "form_key": page.context["page"].form_key,
        "occurred": "2024-07-17",
        "track": "official",
        "claim": "reported",
        "title": "The ferry was put on hold",
        "narrative": "The harbour office said so.",
        "language": "en",
        "marking": "public",
        "sources-rows": "3",
        "bears_on-rows": "3",
        "assessments-rows": "3",
        "milestones-rows": "1",
    }
    for index in range(3):
        values |= {f"sources-{index}-grade": "F", f"sources-{index}-credibility": "6", f"sources-{index}-kind": "press"}
        values |= {f"bears_on-{index}-about": "none"}
        values |= {f"assessments-{index}-about": "none", f"assessments-{index}-confidence": "moderate"}
    for index, bearing in enumerate(bearings):
        values |= {f"bears_on-{index}-{name}": value for name, value in bearing.items()}
    return values | fields


def toward(row: Measure | Ambiguity, direction: str = "toward", **more: str) -> dict[str, str]:
    return {"on": row.key, "direction": direction, **more}


NEW_SOURCE = {
    "sources-0-url": "https://example.org/ferry",
    "sources-0-title": "Ferry on hold",
    "sources-0-publisher": "Harbour Gazette",
    "sources-0-grade": "B",
    "sources-0-credibility": "2",
}


def test_one_event_bears_on_measures_and_an_ambiguity_with_a_new_source(report, first, second, unclear):
    client = signed_in(make_user())
    existing = make_evidence()

    answer = client.post(
        "/log/",
        sent(
            client,
            report,
            toward(first, "away", status="suspended", reason="It was put on hold."),
            toward(second, "either"),
            toward(unclear, "murkier", concern="up"),
            **NEW_SOURCE,
            cites=[existing.key],
        ),
        follow=True,
    )

    entry = Entry.objects.get()
    assert answer.redirect_chain == [(f"/journal/{entry.key}/", 302)]
    assert {row.on.key: row.direction for row in entry.bearings.all()} == {
        first.key: "away",
        second.key: "either",
        unclear.key: "murkier",
    }
    assert {row.evidence.title for row in entry.citations.all()} == {existing.title, "Ferry on hold"}
    assert Measure.objects.get(pk=first.pk).standings.get(audience="public").status == "suspended"
    page = answer.content.decode()
    assert f'<a href="/journal/{entry.key}/correct/">Correct it</a>' in page
    assert f'<a href="/log/?report={report.slug}">Log another</a>' in page


@pytest.mark.parametrize(("level", "found"), [("2", (2, "")), ("nothing_found", (None, "nothing_found"))])
def test_our_assessment_is_logged_with_its_level_or_with_what_stands_in_its_place(report, first, level, found):
    client = signed_in(make_user())

    refused = client.post("/log/", sent(client, report, toward(first), **assessment_on(first, text="It is published.")))
    assert "level" in refused.context["form"].rows["assessments"].forms[0].errors
    assert not Entry.objects.exists()
    sent_whole = sent(client, report, toward(first), **assessment_on(first, level=level, text="It is published."))
    client.post("/log/", sent_whole)

    assessment = Assessment.objects.get()
    assert ((assessment.level, assessment.nothing), assessment.text) == (found, "It is published.")


def test_a_preview_shows_the_state_of_play_and_writes_nothing(report, first, second):
    client = signed_in(make_user())
    log(first, occurred="2025-01-01", status="in_progress", sources=[make_evidence().key])
    entries, sources = Entry.objects.count(), Evidence.objects.count()
    values = sent(
        client, report, toward(first, "away", status="suspended"), toward(second), act="preview", **NEW_SOURCE
    )

    answer = client.post("/log/", values)

    assert answer.status_code == 200
    changes = {change.on.code: change for change in answer.context["page"].preview.changes}
    status, direction = changes[first.code].then.lines
    assert (status.before, status.after) == ("none recorded", "suspended")
    assert not changes[first.code].now.assessments
    assert not any(line.is_changed for line in changes[first.code].now.lines)
    assert (direction.before, direction.after) == ("none", "away")
    assert changes[second.code].now.lines[1].after == "toward"
    assert (Entry.objects.count(), Evidence.objects.count()) == (entries, sources)
    assert 'value="Ferry on hold"' in answer.content.decode()


def assessment_on(row, **fields):
    """The fields of the first assessment of the form."""
    values = {"on": row.key, "about": "none", "level": "", "confidence": "moderate", **fields}
    return {f"assessments-0-{name}": value for name, value in values.items()}


def test_a_preview_tells_before_and_after_in_words_for_ambiguities_and_assessments_too(report, first, unclear):
    client = signed_in(make_user())
    log(first, occurred="2024-01-01", direction="away")
    ours = assessment_on(first, about="NORTHSHORE", level="2", text="It is published.")
    values = sent(client, report, toward(first), toward(unclear, "clearer"), act="preview", **NEW_SOURCE, **ours)

    page = client.post("/log/", values).content.decode()
    preview = " ".join(re.sub(r"<[^>]+>", " ", page[page.index('id="preview"') :]).split())

    assert "Latest direction: before away ; after toward" in preview
    assert "about Northshore: before not assessed ; after level 2" in preview
    assert "Clearer or less clear: before none ; after clearer" in preview
    assert unclear.code in preview
    assert not Entry.objects.filter(bearings__ambiguity=unclear).exists()


@pytest.mark.parametrize(
    ("assessment", "label", "message"),
    [
        ({"text": "So we read it"}, "Level", "Our assessment needs a level"),
        ({"level": "2", "on": ""}, "On what", "Choose the measure or ambiguity that the assessment is on."),
    ],
)
def test_what_an_assessment_lacks_is_said_in_words_at_its_field(report, first, assessment, label, message):
    client = signed_in(make_user())

    page = client.post("/log/", sent(client, report, toward(first), **NEW_SOURCE, **assessment_on(first, **assessment)))

    text = page.content.decode()
    summary = text[text.index('id="errors"') : text.index('id="what"')]
    assert page.status_code == 400
    assert f"Assessment 1 · {label} · {message}" in summary
    assert "“”" not in summary
    assert "is not one of" not in summary
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("occurred", "required"),
        ("title", "required"),
        ("narrative", "required"),
        ("bears_on-0-on", "required"),
        ("sources-0-title", "required"),
        ("sources-0-url", "this or a file"),
        ("assessments-0-level", "required"),
        ("assessments-0-why_changed", "required if our level or direction changes"),
        ("assessments-0-text", ""),
        ("statements-0-speaker", "required"),
        ("statements-0-quotation", "required"),
        ("statements-0-office", ""),
        ("track", ""),
    ],
)
def test_each_field_says_in_words_whether_it_has_to_be_filled(report, first, name, words):
    page = compact(signed_in(make_user()).get(f"/log/?report={report.slug}").content.decode())

    label = re.search(rf'<label for="id_{name}">(.*?)</label>', page)[1]
    assert re.findall('<span class="hint">(.*?)</span>', label) == ([words] if words else [])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("25 November 2026", "2026-11-25"),
        ("25 Nov 2026", "2026-11-25"),
        ("November 25, 2026", "2026-11-25"),
        ("Nov 2026", "2026-11"),
        ("2026年11月25日", "2026-11-25"),
        ("２０２６年１１月", "2026-11"),
        ("2026", "2026"),
        ("13/04/2026", "2026-04-13"),
    ],
)
def test_dates_are_taken_as_people_write_them(report, first, typed, kept):
    client = signed_in(make_user())

    client.post("/log/", sent(client, report, toward(first), occurred=typed))

    assert str(Entry.objects.get().occurred) == kept


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("03/04/2026", "This may be 3 April 2026 or 4 March 2026: write the month as a word."),
        ("the other day", "Enter a date like 17 July 2024, Jul 2024, 2024 or 2024-07-17."),
    ],
)
def test_a_date_that_is_unclear_or_none_is_refused_in_plain_words(report, first, typed, message):
    client = signed_in(make_user())

    page = client.post("/log/", sent(client, report, toward(first), occurred=typed))

    assert ("When it happened", message) in [(label, text) for _, label, text in page.context["form"].faults]
    assert not Entry.objects.exists()


def test_the_preview_says_all_that_was_entered(report, first, unclear):
    client = signed_in(make_user())
    ours = assessment_on(unclear, level="1", text="They call it a pause.")

    page = client.post("/log/", sent(client, report, toward(first), act="preview", **NEW_SOURCE, **ours))

    recorded = {name: dict(lines) for name, lines in page.context["entered"]}
    assert recorded[""]["Headline"] == "The ferry was put on hold"
    assert recorded["Effect 1"]["Which way does it point?"] == "A step toward the recommendation"
    assert recorded["New source 1"]["Publisher"] == "Harbour Gazette"
    assert recorded["New source 1"]["How reliable is the publisher in general?"] == "B · Usually reliable"
    assert recorded["Assessment 1"]["In words"] == "They call it a pause."
    text = compact(page.content.decode())
    assert all(words in text for lines in recorded.values() for words in lines.values())
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("parties", "about"), [(["NORTHSHORE"], "NORTHSHORE"), (["NORTHSHORE", "SOUTHSHORE"], "none")])
def test_it_is_about_whom_a_unilateral_measure_is_addressed_to_unless_somebody_else_is_chosen(report, parties, about):
    client, measure = signed_in(make_user()), make_measure(report, parties=parties)

    client.post("/log/", sent(client, report, {**toward(measure), "about": ""}))

    assert Bearing.objects.get().about_code == about


def test_mistakes_are_told_at_their_fields_and_nothing_typed_is_lost(report, first, unclear):
    client = signed_in(make_user())
    values = sent(
        client,
        report,
        toward(first, "clearer"),
        {},
        toward(unclear),
        occurred="last summer",
        narrative="",
        title="Kept",
    )

    answer = client.post("/log/", values)

    assert answer.status_code == 400
    form = answer.context["form"]
    assert "occurred" in form.entry.errors
    assert "narrative" in form.entry.errors
    assert "direction" in form.rows["bears_on"].forms[0].errors
    assert "direction" in form.rows["bears_on"].forms[2].errors
    page = answer.content.decode()
    assert 'href="#id_bears_on-2-direction"' in page
    assert 'id="id_bears_on-2-direction"' in page
    assert 'value="last summer"' in page
    assert 'value="Kept"' in page
    assert not Entry.objects.exists()


def test_what_the_operation_refuses_is_told_at_the_very_field(report, first):
    client = signed_in(make_user())
    future = sent(client, report, toward(first), occurred="2999-01-01")
    blank_before = sent(client, report, {}, toward(first, status="agreed"))

    assert "occurred" in client.post("/log/", future).context["form"].entry.errors
    assert "status" in client.post("/log/", blank_before).context["form"].rows["bears_on"].forms[1].errors
    assert not Entry.objects.exists()


def test_an_address_on_record_is_told_with_its_source_to_tick_and_then_counts_once(report, first):
    client = signed_in(make_user())
    existing = make_evidence()
    values = sent(client, report, toward(first), **NEW_SOURCE | {"sources-0-url": existing.url})

    answer = client.post("/log/", values)
    client.post("/log/", values | {"cites": [existing.key]})

    assert "url" in answer.context["form"].rows["sources"].forms[0].errors
    assert [source.key for source in answer.context["finding"].found] == [existing.key]
    assert Entry.objects.get().citations.get().evidence == existing


@pytest.mark.parametrize("kind", ["sources", "bears_on", "assessments", "milestones"])
def test_another_row_keeps_everything_typed(report, first, kind):
    make_milestone(first)
    client = signed_in(make_user())
    values = sent(client, report, toward(first, note="A note"), act=f"add-{kind}", occurred="2024-07", **NEW_SOURCE)
    rows = int(values[f"{kind}-rows"])

    answer = client.post("/log/", values)

    page = answer.content.decode()
    assert f'name="{kind}-rows" value="{rows + 1}"' in page
    assert f'id="{kind}-{rows}"' in page
    for typed in ("2024-07", "A note", "Harbour Gazette", "The ferry was put on hold"):
        assert typed in page
    assert "notice-wrong" not in page


def test_a_source_on_record_is_found_by_publisher_and_stays_ticked(report, first):
    client = signed_in(make_user())
    existing, other = make_evidence(publisher="Lighthouse Post"), make_evidence()

    found = client.post("/log/", sent(client, report, toward(first), act="find", find="lighthouse", cites=[other.key]))

    assert [source.key for source in found.context["finding"].found] == [existing.key]
    assert [source.key for source in found.context["finding"].cited] == [other.key]


def test_a_second_click_logs_nothing_and_shows_what_the_first_made(report, first):
    client = signed_in(make_user())
    values = sent(client, report, toward(first))

    client.post("/log/", values)
    answer = client.post("/log/", values, follow=True)

    entry = Entry.objects.get()
    assert answer.redirect_chain == [(f"/journal/{entry.key}/", 302)]
    assert "This has already been saved" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_log_once(report, first):
    client = signed_in(make_user())
    values = sent(client, report, toward(first))

    def click(_: int) -> str:
        try:
            again = Client()
            again.cookies = client.cookies
            return str(again.post("/log/", values)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(click, range(4)))

    assert places == {f"/journal/{Entry.objects.get().key}/"}


def test_the_form_begins_with_what_the_address_says(report, first, second, unclear):
    client = signed_in(make_user())

    targets = {"measure": [first.key, second.key], "ambiguity": unclear.key}
    page = client.get("/log/", targets)

    rows = page.context["form"].rows
    assert [row.initial["on"] for row in rows["bears_on"].filled] == [first.key, second.key, unclear.key]
    assert page.context["page"].report == report
    page = client.get("/log/", {"kind": "statement", "whose": "NORTHSHORE", **targets})
    rows = page.context["form"].rows
    assert rows["statements"].forms[0].initial == {
        "parties": ["NORTHSHORE"], "on": [first.key, second.key, unclear.key],
    }  # fmt: skip
    assert rows["statements"].forms[0]["parties"].value() == ["NORTHSHORE"]


def test_a_reader_is_refused(report, first):
    writer, reader = signed_in(make_user()), signed_in(make_user(role="reader"))
    values = sent(writer, report, toward(first))

    assert reader.get("/log/").status_code == 403
    assert reader.post("/log/", values).status_code == 403
    assert not Entry.objects.exists()


def test_after_signing_in_again_the_draft_comes_back_to_its_writer_only(report, first):
    writer = make_user(password="a-long-password")
    client = signed_in(writer)
    values = sent(client, report, toward(first, note="Typed before"))
    client.logout()

    parameters = client.post("/log/", values)
    assert parameters.status_code == 401 and "get back what you typed" in parameters.content.decode()
    assert not Entry.objects.exists() and not Session.objects.exists()
    typed = {"draft": hidden(parameters, "draft"), "next": hidden(parameters, "next"), "login": writer.email}
    refused = client.post("/accounts/login/", {**typed, "password": "wrong"})
    assert hidden(refused, "draft") == typed["draft"] and not Session.objects.exists()
    page = client.post("/accounts/login/", {**typed, "password": "a-long-password"}, follow=True).content.decode()

    assert "Typed before" in page
    assert "not saved yet" in page
    other = make_user(password="a-long-password")
    again = {**typed, "login": other.email, "password": "a-long-password"}
    assert "Typed before" not in Client().post("/accounts/login/", again, follow=True).content.decode()


def hidden(answer: Any, name: str) -> str:
    """The value of a hidden field of the form in which one signs in."""
    form = answer.content.decode().split('<div class="sign-in')[1]
    value, *_again = re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', form)
    return html.unescape(value)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_stranger_leaves_no_session_and_no_draft(report, first, settings, is_public):
    settings.CBM_PUBLIC_READING = is_public

    for address in ("/log/", "/sources/new/", "/imports/", f"/measures/{first.key}/watch/"):
        client = Client()
        client.post(address, {"form_key": "made up", "narrative": "y" * 150_000})
        assert "sessionid" not in client.cookies

    assert not Session.objects.exists()


def test_what_is_too_long_to_be_carried_along_is_said_to_be_lost(report):
    page = Client().post("/log/", {"narrative": "y" * 200_001}).content.decode()

    assert "too long to keep" in page and "yyyy" not in page


def test_a_form_of_somebody_who_was_signed_out_is_said_not_to_be_kept(first):
    page = Client().post("/sources/new/", {"title": "A note"}, follow=True).content.decode()

    assert "Nothing was saved: you are signed out" in page
    assert "Nothing was saved: you are signed out" not in Client().get("/sources/new/", follow=True).content.decode()


@pytest.mark.parametrize("page_language", ["en", "zh-hans"])
@pytest.mark.parametrize("account_language", ["en", "zh-hans"])
def test_the_language_of_writing_is_that_of_the_page(
    report: Report, first: Measure, page_language: str, account_language: str
) -> None:
    client = signed_in(make_user(language=account_language))
    client.cookies["django_language"] = page_language

    page = client.get("/log/", {"report": report.slug}, headers={"accept-language": page_language}).content.decode()

    assert f'lang="{"zh-Hans" if page_language == "zh-hans" else "en"}"' in page[: page.index("<head")]
    assert f'<option value="{page_language}" selected>' in page


CHINESE_TEXT = {"title": "渡轮停航", "narrative": "港务局称渡轮自7月17日起停航（THAAD）。"}


@pytest.mark.parametrize(
    ("written", "language"),
    [
        (CHINESE_TEXT, "en"),
        ({"title": CHINESE_TEXT["title"]}, "en"),
        ({"narrative": "The office: “渡轮停航”."}, "zh-hans"),
    ],
)
def test_a_text_in_another_language_than_was_chosen_is_asked_about_and_loses_nothing(
    report: Report, first: Measure, written: dict[str, str], language: str
) -> None:
    client, bearing = signed_in(make_user()), {"on": first.key, "direction": "toward", "note": "A note."}
    values = sent(client, report, bearing, language=language, **written)

    asked = client.post("/log/", values)

    assert asked.status_code == 400 and not Entry.objects.exists()
    page = asked.content.decode()
    assert "tick that the language is right" in page and 'name="is_language_meant"' in page
    for kept in (values["title"], values["narrative"], "A note.", "2024-07-17"):
        assert html.escape(kept) in page
    client.post("/log/", values | {"is_language_meant": "on"})
    assert Entry.objects.get().language == language


def test_a_text_in_the_language_that_was_chosen_is_asked_nothing(report: Report, first: Measure) -> None:
    client = signed_in(make_user())

    for written, language in (({}, "en"), (CHINESE_TEXT, "zh-hans")):
        bearing = {"on": first.key, "direction": "toward"}
        client.post("/log/", sent(client, report, bearing, language=language, **written))

    assert list(Entry.objects.order_by("pk").values_list("language", flat=True)) == ["en", "zh-hans"]
    assert 'name="is_language_meant"' not in client.get("/log/", {"report": report.slug}).content.decode()
