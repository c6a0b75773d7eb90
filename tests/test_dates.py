"""Dates ahead, and the bar that says how far a record goes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from measures.analysis.staleness import RecordState, record_state, with_record_state
from measures.errors import DateClosedError, NotAllowedError, VersionConflictError
from measures.library.load import load_library
from measures.library.read import LibraryError
from measures.models import (
    PARTICIPANTS,
    PUBLIC,
    TEAM,
    AnnouncedDate,
    Audience,
    DateFinding,
    DateState,
    Entry,
    Marking,
    PartialDate,
    Report,
    RowChange,
    User,
)
from measures.operations.announced_dates import DATE, record_finding, withdraw_date, withdraw_finding
from measures.operations.editing import revise
from measures.operations.markings import tighten_marking
from measures.operations.nouns import REPORT
from measures.operations.redactions import redact_entry
from measures.wings.briefs.choice import BriefChoice
from measures.wings.briefs.compose import brief_document
from measures.wings.briefs.options import BriefLanguage, BriefOptions
from measures.wings.briefs.readings import brief_of
from tests.factories import (
    TODAY,
    client_of,
    get,
    log,
    make_date,
    make_evidence,
    make_measure,
    make_report,
    make_subject,
    make_user,
)
from tests.saved_rows import FIXTURES

pytestmark = pytest.mark.django_db


def find(row: AnnouncedDate, kind: str, *, on: date = TODAY, by: Any = None, **fields: Any) -> DateFinding:
    return record_finding(row, kind=kind, by=by or make_user(), on=on, **fields)


def state_on(report: Report, on: date, audience: Audience = PUBLIC, **days: Any) -> RecordState:
    return record_state(with_record_state(Report.objects.filter(pk=report.pk), audience, on=on, **days).get(), on)


def dates_on(row: AnnouncedDate, on: date, **days: Any) -> str:
    """The state of a date on a day, or nothing where it was not there."""
    rows = AnnouncedDate.objects.filter(pk=row.pk).standing(**days).as_found(on, **days)
    return "".join(rows.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("2026-11-30", date(2026, 11, 30), date(2026, 11, 30)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_a_month_and_a_year_come_until_they_begin_and_pass_with_their_last_day(
    when: str, first: date, last: date
) -> None:
    row = make_date(make_report(), when)

    assert dates_on(row, first) == DateState.COMING
    assert dates_on(row, last) == (DateState.COMING if first == last else DateState.SOME_TIME)
    assert dates_on(row, last + timedelta(days=1)) == DateState.PASSED


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_is_announced_for_a_year_that_has_begun_is_nowhere_said_to_be_due(language: str) -> None:
    """On the last days of 2026 it may be over or still come: the record has only the year."""
    report = make_report(record_as_of=TODAY)
    row = make_date(report, "2026", title="Lamp conference")
    some_time = {
        "en": "Day not looked up: Lamp conference, some time in 2026",
        "zh-hans": "具体日期未查：Lamp conference",
    }

    record = state_on(report, date(2026, 12, 1))
    assert ([each.title.text for each in record.some_time], record.due) == (["Lamp conference"], [])
    choice = BriefChoice(first=date(2026, 1, 1), last=date(2026, 12, 1), known_at=datetime(2100, 1, 1, tzinfo=UTC))
    options = BriefOptions(report, PUBLIC, choice, language=BriefLanguage(language))
    assert some_time[language] in "\n".join(brief_document(options).texts()).replace("： ", "：")
    assert not brief_of(report, PUBLIC, choice).dates_within(timedelta(0), timedelta(days=90))
    assert get(f"dates/{row.key}/", as_of="2026-12-01")["state"] == "some_time"


def test_a_target_month_or_year_that_has_begun_is_not_within_thirty_days() -> None:
    measure = make_measure(due_on="2026")
    choice = BriefChoice(first=date(2026, 1, 1), last=date(2026, 12, 10), known_at=datetime(2100, 1, 1, tzinfo=UTC))

    brief = brief_of(measure.report, PUBLIC, choice)

    assert (brief.due_within(timedelta(0), timedelta(days=90)), brief.due_some_time) == ([], [measure])


def test_what_has_no_day_never_passes() -> None:
    row = make_date(make_report())

    assert dates_on(row, date(2400, 1, 1)) == DateState.UNDATED


def test_who_looks_on_the_last_day_has_looked_and_who_looked_before_has_not() -> None:
    row = make_date(make_report(), "2026-11", on=date(2026, 10, 1))

    find(row, "nothing_found", on=date(2026, 11, 29))
    assert dates_on(row, date(2026, 12, 1)) == DateState.PASSED

    find(row, "nothing_found", on=date(2026, 12, 3), found_on=date(2026, 11, 30))
    assert dates_on(row, date(2026, 12, 3)) == DateState.LOOKED_FOR


def test_what_is_put_off_passes_when_the_new_date_does() -> None:
    row = make_date(make_report(), "2026-11")

    find(row, "put_off", put_off_to=PartialDate(2027, 1))
    find(row, "put_off", put_off_to=PartialDate(2027, 3))

    assert dates_on(row, date(2027, 3, 31)) == DateState.SOME_TIME
    assert dates_on(row, date(2027, 4, 1)) == DateState.PASSED
    assert get(f"dates/{row.key}/")["due"] == "2027-03"
    assert get(f"dates/{row.key}/")["announced_for"] == "2026-11"


def test_what_was_closed_in_november_was_open_in_october() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11", on=date(2026, 9, 28))
    before = timezone.now()
    entry = log(measure, on=date(2026, 11, 20), occurred=PartialDate(2026, 11, 19))
    find(row, "took_place", on=date(2026, 11, 20), development=entry.key)

    assert dates_on(row, date(2026, 9, 27), as_of=date(2026, 9, 27)) == ""
    assert dates_on(row, date(2026, 10, 31), as_of=date(2026, 10, 31)) == DateState.COMING
    assert dates_on(row, date(2026, 12, 1)) == DateState.TOOK_PLACE
    assert dates_on(row, date(2026, 12, 1), known_at=before) == DateState.PASSED
    slug = measure.report.slug
    assert [each["state"] for each in get("dates/", report=slug)["results"]] == ["took_place"]
    assert [each["state"] for each in get("dates/", report=slug, as_of="2026-10-31")["results"]] == ["coming"]
    assert get("dates/", report=slug, known_at="2020-01-01")["results"] == []


def test_a_wrong_closing_is_withdrawn_and_known_to_have_stood() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11")
    by = make_user()
    finding = find(row, "took_place", by=by, development=log(measure).key)
    then = timezone.now()

    with pytest.raises(DateClosedError):
        find(row, "nothing_found")
    with pytest.raises(NotAllowedError):
        withdraw_finding(finding, by=make_user(), at=timezone.now())
    withdraw_finding(finding, by=by, at=timezone.now())
    again = withdraw_finding(finding, by=make_user(role="editor"), at=timezone.now())

    assert dates_on(row, TODAY) == DateState.SOME_TIME
    assert dates_on(row, TODAY, known_at=then) == DateState.TOOK_PLACE
    assert again.withdrawn_by_name == str(by)
    assert RowChange.objects.filter(table="measures_datefinding").count() == 1


def test_what_a_redacted_development_showed_counts_no_longer() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11")
    entry = log(measure)
    find(row, "took_place", development=entry.key)

    redact_entry(entry, by=make_user(role="administrator"), reason="A name.")

    assert dates_on(row, TODAY) == DateState.SOME_TIME


@pytest.mark.parametrize(
    ("kind", "fields", "at"),
    [
        ("elsewhere", {}, "kind"),
        ("took_place", {}, "development"),
        ("took_place", {"development": "nothing"}, "development"),
        ("put_off", {}, "put_off_to"),
        ("nothing_found", {"put_off_to": PartialDate(2027)}, "put_off_to"),
        ("nothing_found", {"found_on": TODAY + timedelta(days=1)}, "found_on"),
        ("nothing_found", {"note": "n" * 501}, "note"),
    ],
)
def test_what_cannot_have_been_found_is_refused_with_its_field(kind: str, fields: dict[str, Any], at: str) -> None:
    row = make_date(make_report(), "2026-11")

    with pytest.raises(ValidationError) as refused:
        find(row, kind, **fields)

    assert set(refused.value.message_dict) == {at}
    assert not DateFinding.objects.exists()


def test_the_database_refuses_two_that_took_place() -> None:
    measure = make_measure(code="F-1")
    row = make_date(measure.report, "2026-11")
    finding = find(row, "took_place", development=log(measure).key)
    finding.pk, finding._state.adding = finding.pk + 1, True

    with pytest.raises(IntegrityError, match="date_took_place_once"):
        finding.save()


def test_a_reader_neither_adds_nor_closes_nor_edits() -> None:
    reader, row = make_user(role="reader"), make_date(make_report(), "2026-11")

    for act in (
        lambda: make_date(row.report, "2026-12", by=reader),
        lambda: find(row, "nothing_found", by=reader),
        lambda: revise(DATE, row, changes={"title": "Other"}, by=reader),
        lambda: withdraw_date(row, by=make_user(), at=timezone.now()),
    ):
        with pytest.raises(NotAllowedError):
            act()

    row.refresh_from_db()
    assert (row.title, row.withdrawn_at, row.findings.count()) == ("Talks", None, 0)


def test_what_a_date_names_has_to_be_there_and_as_readable() -> None:
    measure = make_measure(code="F-1")
    internal = make_evidence(marking=Marking.INTERNAL)
    report = measure.report

    with pytest.raises(ValidationError) as refused:
        make_date(
            report, touches=["nothing"], subjects=["nothing"], sources=["nothing"], development="nothing", title=" "
        )
    with pytest.raises(ValidationError) as wider:
        make_date(report, sources=[internal.key])

    assert set(refused.value.message_dict) == {"touches.0", "subjects.0", "sources.0", "development", "title"}
    assert set(wider.value.message_dict) == {"marking"}
    assert not AnnouncedDate.objects.exists()
    make_date(report, sources=[internal.key], marking=Marking.INTERNAL)


def test_a_date_becomes_as_narrow_as_what_it_names() -> None:
    measure, editor = make_measure(code="F-1"), make_user(role="editor")
    source, entry, shown = make_evidence(), log(measure), log(measure)
    rows = {
        "source": make_date(measure.report, sources=[source.key]),
        "development": make_date(measure.report, development=entry.key),
        "shown": make_date(measure.report),
        "other": make_date(measure.report),
    }
    find(rows["shown"], "took_place", development=shown.key)

    for row in (source, entry, shown):
        tighten_marking(row, marking=Marking.INTERNAL, by=editor)

    markings = {name: AnnouncedDate.objects.get(pk=row.pk).marking for name, row in rows.items()}
    assert markings == {"source": "internal", "development": "internal", "shown": "internal", "other": "public"}
    tighten_marking(rows["other"], marking=Marking.PARTICIPANTS, by=editor)
    assert len(get("dates/")["results"]) == 0
    assert len(get("dates/", client_of(make_user()))["results"]) == 4
    with pytest.raises(NotAllowedError):
        tighten_marking(rows["other"], marking=Marking.INTERNAL, by=make_user())


def test_a_record_is_old_the_day_after_its_interval() -> None:
    report = make_report(record_as_of=date(2026, 9, 28))

    fresh, old = state_on(report, date(2026, 10, 19)), state_on(report, date(2026, 10, 20))

    assert (fresh.age, fresh.is_old, fresh.is_stale) == (21, False, False)
    assert (old.age, old.is_old, old.is_stale) == (22, True, True)
    Report.objects.update(search_every_days=60)
    assert not state_on(report, date(2026, 11, 27)).is_old
    assert state_on(make_report(), TODAY).age is None


def test_what_is_due_depends_on_the_day_and_the_reader() -> None:
    report = make_report(record_as_of=TODAY)
    make_date(report, "2026-12-25", title="Near")
    make_date(report, "2026-12-26", title="Far")
    make_date(report, "2026-10", title="Passed", on=date(2026, 9, 1))
    make_date(report, title="Undated", marking=Marking.PARTICIPANTS)
    make_date(report, "2026-11-30", title="Hidden", marking=Marking.INTERNAL)
    make_date(report, "2026-11", title="Begun")

    def titles(audience: Audience) -> list[list[str]]:
        record = state_on(report, TODAY, audience)
        kinds = (record.passed, record.some_time, record.due, record.undated)
        return [[str(each.title) for each in dates] for dates in kinds]

    assert titles(PUBLIC) == [["Passed"], ["Begun"], ["Near"], []]
    assert titles(PARTICIPANTS) == [["Passed"], ["Begun"], ["Near"], ["Undated"]]
    assert titles(TEAM) == [["Passed"], ["Begun"], ["Hidden", "Near"], ["Undated"]]


def test_a_past_day_is_read_by_what_was_searched_by_then() -> None:
    report = make_report(record_as_of=date(2026, 1, 31))
    Report.objects.filter(pk=report.pk).update(record_as_of=date(2026, 9, 28))

    assert state_on(report, date(2026, 11, 27)).day == date(2026, 9, 28)
    for on, day in (
        (date(2026, 11, 27), date(2026, 9, 28)),
        (date(2026, 9, 27), date(2026, 1, 31)),
        (date(2026, 1, 1), None),
    ):
        assert state_on(report, on, as_of=on).day == day
    assert state_on(report, TODAY, known_at=timezone.now() - timedelta(days=1)).day is None


def page(address: str, browser: Client | None = None) -> str:
    return (browser or Client()).get(address).content.decode()


def signed_in(**fields: Any) -> Client:
    browser = Client()
    browser.force_login(make_user(**fields))
    return browser


def test_every_page_of_a_report_says_once_how_far_its_record_goes() -> None:
    measure = make_measure(make_report(record_as_of=date(2020, 9, 28)), code="F-1")
    make_date(measure.report, "2020-11", title="Harbour talks", on=date(2020, 9, 28))
    slug = measure.report.slug

    for address in ("/", f"/measures/{measure.key}/", "/journal/", "/dates/", f"/reports/{slug}/", "/glossary/"):
        text = page(address)
        assert text.count('class="stale"') == 1, address
        assert "The record goes up to <b>28 September 2020</b>" in text
        assert "Nothing after that has been checked." in text
        assert "Harbour talks" in text and ", announced for November 2020" in text
        assert "Report data loaded up to" not in text
        assert text.index('class="skip"') < text.index("</header>") < text.index('class="stale"') < text.index("<main")
    assert 'class="stale"' not in page(f"/measures/{measure.key}/?as_of=2020-10-15")
    assert "22 days ago" in page(f"/measures/{measure.key}/?as_of=2020-10-20")


def test_a_page_of_several_reports_names_those_whose_record_is_old() -> None:
    old = make_measure(make_report(title="Old harbours", record_as_of=date(2020, 1, 1)), code="F-1").report
    make_measure(make_report(title="New harbours", record_as_of=timezone.now().date()), code="F-2")

    across, of_one = page("/sources/"), page(f"/sources/?report={old.slug}")

    assert "<b>Old harbours</b>" in across and "<b>New harbours</b>" not in across
    assert "<b>Old harbours</b>" not in of_one and "The record goes up to <b>1 January 2020</b>" in of_one


def test_what_is_hidden_is_not_in_the_bar() -> None:
    report = make_measure(make_report(record_as_of=timezone.now().date()), code="F-1").report
    make_date(report, "2020", title="Secret talks", marking=Marking.INTERNAL)

    assert 'class="stale"' not in page("/")
    assert "Secret talks" in page("/", signed_in())
    assert 'class="stale"' not in page("/", signed_in(role="reader"))


def test_a_date_is_added_edited_and_closed_on_its_pages_and_once() -> None:
    measure = make_measure(code="F-1")
    subject = make_subject(measure.report, "ferries")
    entry = log(measure, title="Talks were held")
    browser = signed_in()
    form = browser.get(f"/dates/new/?report={measure.report.slug}").context["form_key"]
    said = {
        "title": "Talks", "as_worded": "“in autumn”", "announced_for": "2026-11",
        "measures": [measure.key],
        "subjects": [subject.key], "development": entry.key, "marking": "public", "form_key": form,
    }  # fmt: skip

    for _click in range(2):
        answer = browser.post(f"/dates/new/?report={measure.report.slug}", said)
        assert answer.status_code == 302, answer.content
    row = AnnouncedDate.objects.get()

    assert (str(row.announced_for), row.measures.get(), row.subjects.get()) == ("2026-11", measure, subject)
    assert (row.development, row.added_on) == (entry, row.recorded_at.date())
    fields = browser.get(f"/dates/{row.key}/edit/").context["form"].initial
    assert (fields["measures"], fields["sources"], fields["subjects"]) == ([measure.key], [], [subject.key])
    edited = {**said, "title": "Harbour talks", "measures": [], "version": row.version, "seen": fields["seen"]}
    assert browser.post(f"/dates/{row.key}/edit/", edited).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.measures.count(), row.version) == ("Harbour talks", 0, 2)
    closing = {"kind": "took_place", "found_on": str(row.added_on), "development": ""}
    refused = browser.post(f"/dates/{row.key}/found/", closing)
    assert refused.status_code == 400 and "This cannot be empty." in refused.content.decode()
    closing |= {"development": entry.key, "form_key": browser.get(f"/dates/{row.key}/found/").context["form_key"]}
    for _click in range(2):
        assert browser.post(f"/dates/{row.key}/found/", closing).status_code == 302
    finding = row.findings.get()
    text = page(f"/dates/{row.key}/", browser)
    assert "It took place" in text and "Talks were held" in text
    assert 'class="section"' in page("/dates/") and "Took place" in page("/dates/")
    browser.post(f"/dates/{row.key}/found/{finding.pk}/withdraw/")
    assert dates_on(row, TODAY) == DateState.SOME_TIME
    assert "struck" in page(f"/dates/{row.key}/", browser)
    browser.post(f"/dates/{row.key}/withdraw/")
    assert browser.get(f"/dates/{row.key}/").status_code == 404


def test_the_list_has_what_passed_first_then_what_comes_then_what_has_no_day() -> None:
    measure = make_measure(code="F-1")
    report = measure.report
    for title, when in (("A", ""), ("B", "2099"), ("C", "2020"), ("D", "2019-05")):
        make_date(report, when, title=title)
    closed = make_date(report, "2018", title="E")
    find(closed, "took_place", development=log(measure).key)

    rows = get("dates/", report=report.slug)["results"]

    assert [row["title"] for row in rows] == ["D", "C", "B", "A", "E"]
    assert [row["state"] for row in rows] == ["passed", "passed", "coming", "undated", "took_place"]
    assert [row["title"] for row in get("dates/", state="passed")["results"]] == ["D", "C"]
    assert [row["title"] for row in get("dates/", wanting="true")["results"]] == ["D", "C", "A"]
    figures = {each["name"]: each["count"] for each in get("dashboard/", report=report.slug)["figures"]}
    assert [figures[f"dates.{name}"] for name in ("passed", "some_time", "due", "undated")] == [2, 0, 0, 1]
    assert len(get("dashboard/", report=report.slug)["record"]["passed"]) == 2


def test_the_api_adds_revises_and_closes() -> None:
    measure = make_measure(code="F-1")
    client = client_of(make_user())
    body = {"report": measure.report.slug, "title": "Talks", "as_worded": "“soon”", "touches": [measure.key]}

    made = client.post("/api/v1/dates/", body, format="json")
    assert made.status_code == 201, made.content
    address = f"/api/v1/dates/{made.json()['key']}/"
    assert (made.json()["state"], made.json()["due"], made.json()["touches"]) == ("undated", None, [measure.key])
    tag = client.get(address)["ETag"]
    assert client.patch(address, {"announced_for": "2027-01"}, format="json").status_code == 428
    revised = client.patch(address, {"announced_for": "2027-01"}, format="json", headers={"If-Match": tag})
    assert (revised.status_code, revised.json()["due"]) == (200, "2027-01")
    stale = client.patch(address, {"title": "Other"}, format="json", headers={"If-Match": tag})
    assert stale.status_code == 412
    found = client.post(f"{address}findings/", {"kind": "put_off", "put_off_to": "2027-02"}, format="json")
    assert found.status_code == 201, found.content
    assert client.get(address).json()["due"] == "2027-02"
    assert client.delete(f"{address}findings/{found.json()['id']}/").status_code == 204
    assert client.get(address).json()["due"] == "2027-01"
    assert client.get(f"{address}findings/").json()["results"][0]["withdrawn_by_name"]
    table = b"".join(client.get("/api/v1/dates/?format=csv").streaming_content).decode()
    assert "announced_for" in table
    assert client.delete(address, headers={"If-Match": client.get(address)["ETag"]}).status_code == 204
    assert client.get("/api/v1/dates/").json()["results"] == []


def test_an_editor_sets_the_interval_of_a_report() -> None:
    report, editor = make_report(record_as_of=date(2026, 9, 28)), make_user(role="editor")

    def set_interval(days: int, by: User) -> None:
        revise(REPORT, report, changes={"search_every_days": days}, version=1, by=by)

    with pytest.raises(NotAllowedError):
        set_interval(60, make_user())
    with pytest.raises(ValidationError) as refused:
        set_interval(0, editor)
    set_interval(60, editor)

    assert set(refused.value.message_dict) == {"search_every_days"}
    report.refresh_from_db()
    assert (report.search_every_days, report.version) == (60, 2)


def test_two_who_edit_a_date_do_not_write_over_each_other() -> None:
    row, by = make_date(make_report(), "2026-11"), make_user()

    revise(DATE, row, changes={"title": "First"}, version=1, by=by)

    with pytest.raises(VersionConflictError):
        revise(DATE, row, changes={"title": "Second"}, version=1, by=by)
    row.refresh_from_db()
    assert row.title == "First"


def library(tmp_path: Path, change: Any) -> Path:
    content = yaml.safe_load((FIXTURES / "two-shores.yaml").read_text(encoding="utf-8"))
    change(content["record"])
    path = tmp_path / "library.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_a_library_brings_dates_and_a_second_load_changes_nothing() -> None:
    first, second = (load_library(FIXTURES / "two-shores.yaml")["dates"] for _ in range(2))

    assert (first.added, second.added, second.changed, second.withdrawn, second.unchanged) == (4, 0, 0, 0, 4)
    row = AnnouncedDate.objects.get(key="two-shores-DT-02")
    assert (str(row.announced_for), row.added_on, row.added_by) == ("2026-12", date(2026, 10, 31), None)
    assert row.development is not None and row.development.key == "two-shores-EV-12"
    assert [each.key for each in (*row.measures.all(), *row.ambiguities.all(), *row.subjects.all())] == [
        "two-shores-COOP-2", "two-shores-S2", "two-shores-charts",
    ]  # fmt: skip
    assert [source.key for source in row.sources.all()] == ["two-shores-SRC-14"]


def test_a_newer_version_brings_dates_up_to_date_but_for_what_people_edited(tmp_path: Path) -> None:
    load_library(FIXTURES / "two-shores.yaml")
    edited, mine = AnnouncedDate.objects.get(key="two-shores-DT-03"), Report.objects.get(slug="two-shores")
    revise(DATE, edited, changes={"title": "Our title", "subjects": []}, by=make_user())
    by_hand = make_date(mine, "2027")

    def change(record: Any) -> None:
        dates = {row["key"]: row for row in record["dates"]}
        dates["DT-02"] |= {"announced_for": "2027-01", "touches": ["COOP-2"]}
        dates["DT-03"] |= {"title": {"en": "Their title"}, "announced_for": "2028"}
        record["dates"] = [dates["DT-02"], dates["DT-03"], {**dates["DT-04"], "key": "DT-05"}]

    tally = load_library(library(tmp_path, change))["dates"]

    assert (tally.added, tally.changed, tally.withdrawn) == (1, 2, 2)
    moved, kept = (AnnouncedDate.objects.get(key=f"two-shores-DT-0{number}") for number in (2, 3))
    assert (str(moved.announced_for), moved.ambiguities.count()) == ("2027-01", 0)
    assert (kept.title, str(kept.announced_for), kept.subjects.count()) == ("Our title", "2028", 0)
    by_hand.refresh_from_db()
    assert by_hand.withdrawn_at is None
    again = load_library(tmp_path / "library.yaml")["dates"]
    assert (again.added, again.changed, again.withdrawn) == (0, 0, 0)
    load_library(FIXTURES / "two-shores.yaml")
    assert AnnouncedDate.objects.get(key="two-shores-DT-01").withdrawn_at is None


def test_what_a_person_withdrew_a_library_does_not_bring_back() -> None:
    load_library(FIXTURES / "two-shores.yaml")
    row = AnnouncedDate.objects.get(key="two-shores-DT-01")
    withdraw_date(row, by=make_user(role="editor"), at=timezone.now())

    load_library(FIXTURES / "two-shores.yaml")

    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_a_date_of_a_library_names_what_is_in_force_and_is_as_narrow() -> None:
    load_library(FIXTURES / "two-shores.yaml")
    source = Entry.objects.get(key="two-shores-EV-12").citations.get().evidence
    tighten_marking(source, marking=Marking.INTERNAL, by=make_user(role="editor"))
    assert AnnouncedDate.objects.get(key="two-shores-DT-02").marking == Marking.INTERNAL

    tally = load_library(FIXTURES / "two-shores.yaml")["dates"]

    assert tally.unchanged == 4
    assert AnnouncedDate.objects.get(key="two-shores-DT-02").marking == Marking.INTERNAL


def test_what_a_date_of_a_library_names_has_to_be_there(tmp_path: Path) -> None:
    def change(record: Any) -> None:
        record["dates"][0] |= {"touches": ["NOTHING-1"], "development": "EV-99"}

    with pytest.raises(LibraryError) as refused:
        load_library(library(tmp_path, change))

    assert "record.dates.0.touches.0" in str(refused.value) and "record.dates.0.development" in str(refused.value)


def test_a_days_readers_zone_does_not_move_a_date() -> None:
    """Days of readings are those of UTC, whoever reads; what one says of today is of one's own day."""
    report = make_measure(code="F-1").report
    row = make_date(report, "2026-11")
    browser = signed_in(time_zone="Pacific/Auckland")
    with time_machine.travel("2026-11-30T20:00:00Z", tick=False):
        assert "Passed, not checked" not in page(f"/dates/{row.key}/", browser)
        closing = {"kind": "nothing_found", "found_on": "2026-12-01"}
        assert browser.post(f"/dates/{row.key}/found/", closing).status_code == 302
    assert dates_on(row, date(2026, 12, 1)) == DateState.LOOKED_FOR
