"""What was searched stands on *About and method* and beside whatever was not found."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.test import Client

from measures.errors import NotAllowedError
from measures.library.load import load_library
from measures.models import PUBLIC, PartialDate, Party, Report, RowChange, TextSearch
from measures.operations.drafts import AssessmentDraft
from measures.operations.searches import record_search
from measures.wings.briefs.choice import BriefChoice
from measures.wings.briefs.compose import brief_document
from measures.wings.briefs.options import BriefLanguage, BriefOptions
from tests.factories import TODAY, client_of, get, log, make_measure, make_report, make_user
from tests.markup import words_of
from tests.saved_rows import FIXTURES

pytestmark = pytest.mark.django_db


def search(report: Report, *, on: date = TODAY, by: Any = None, **fields: Any) -> TextSearch:
    values = {
        "party": "NORTHSHORE",
        "texts": "Notices",
        "language": "en",
        "since": PartialDate(2024),
        "until": PartialDate(2026, 3, 14),
    }
    return record_search(report, by=by or make_user(), on=on, **(values | fields))


def page(address: str, client: Client | None = None) -> str:
    return (client or Client()).get(address).content.decode()


def test_beside_nothing_found_stands_where_to_read_which_texts_were_searched() -> None:
    measure = make_measure(code="F-1")
    assessment = AssessmentDraft(on=measure.key, about="NORTHSHORE", nothing="nothing_found")
    entry = log(measure, assessments=[assessment])
    assert "in the texts searched" not in page(f"/journal/{entry.key}/")

    search(measure.report)

    link = f'<a class="searched" href="/reports/{measure.report.slug}/codebook/#searched">in the texts searched</a>'
    for address in (f"/journal/{entry.key}/", f"/measures/{measure.key}/"):
        assert link in page(address)
    assert "Notices" in page(f"/reports/{measure.report.slug}/codebook/")


SENTENCES = {
    "en": """North Shore, searched: Notices, headlines only, to 10 October 2026; Notices, whole, to 14 March 2026;
        single texts to October 2026.""",
    "zh-hans": """北岸，已检索：Notices, headlines only，截至2026年10月10日；公告，通读，截至2026年3月14日；
        个别文本截至2026年10月。""",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_to_which_day_a_side_was_searched_is_one_sentence_that_names_its_series(language: str) -> None:
    measure = make_measure(make_report(record_as_of=date(2026, 3, 14)), code="F-1")
    Party.objects.filter(code="NORTHSHORE").update(name="North Shore", name_zh_hans="北岸")
    search(measure.report, texts="Notices, whole; two are missing", texts_zh_hans="公告，通读；缺两份")
    search(measure.report, texts="Notices, headlines only", until=PartialDate(2026, 10, 10))
    search(measure.report, texts="Notices of the harbour", until=PartialDate(2026, 10), throughout=False)
    Report.objects.update(search_every_days=1)
    client = Client(headers={"accept-language": language})
    sentence = re.sub("\n +", "" if language == "zh-hans" else " ", SENTENCES[language])
    choice = BriefChoice(first=date(2026, 1, 1), last=TODAY, known_at=datetime(2100, 1, 1, tzinfo=UTC))
    brief = brief_document(BriefOptions(measure.report, PUBLIC, choice, language=BriefLanguage(language)))

    for address in (f"/?report={measure.report.slug}", f"/measures/{measure.key}/", f"/reports/{measure.report.slug}/"):
        assert sentence in words_of_body(page(address, client))
    assert any(sentence in text for text in brief.texts())


def words_of_body(page: str) -> str:
    """What stands on a page, the bar above it included."""
    return words_of(page.replace("<main", "<div").replace("</main>", "</div>"))


def test_a_search_moves_the_day_of_the_report_and_a_check_does_not() -> None:
    measure = make_measure(code="F-1")
    Report.objects.update(record_as_of="2026-01-31")
    log(measure)
    slug = measure.report.slug
    assert get(f"reports/{slug}/")["record_day"] == "2026-01-31"

    search(measure.report)

    assert get(f"reports/{slug}/")["record_day"] == "2026-03-14"
    assert get(f"reports/{slug}/")["record_as_of"] == "2026-01-31"
    assert "The record goes up to <b>14 March 2026</b>" in page(f"/measures/{measure.key}/")


def test_of_a_past_day_it_is_what_had_been_searched_by_then() -> None:
    report = make_measure(code="F-1").report
    first = search(report, on=date(2026, 3, 20))
    search(report, on=date(2026, 6, 1), until=PartialDate(2026, 5))

    found = get("searches/", report=report.slug, as_of="2026-04-01")["results"]

    assert [row["key"] for row in found] == [first.key]
    assert len(get("searches/", report=report.slug)["results"]) == 2
    assert get("searches/", report=report.slug, known_at="2020-01-01")["results"] == []


def test_a_person_says_through_the_api_and_on_the_page_what_they_searched() -> None:
    report = make_measure(code="F-1").report
    words = {
        "report": report.slug, "party": "NORTHSHORE", "texts": "Minutes", "language": "en", "since": "2024",
        "until": "2026-02",
    }  # fmt: skip

    answer = client_of(make_user()).post("/api/v1/searches/", words, format="json")

    assert answer.status_code == 201, answer.content
    assert answer.json()["until"] == "2026-02"
    browser = Client()
    browser.force_login(make_user())
    sent = browser.post(f"/reports/{report.slug}/searched/", words | {"throughout": "on"})
    assert sent.status_code == 302, sent.content
    assert TextSearch.objects.filter(texts="Minutes", throughout=True).count() == 2


def test_what_a_person_searched_is_taken_back_and_stays_as_it_was_known() -> None:
    report, author = make_measure(code="F-1").report, make_user()
    row, other = search(report, by=author), search(report, by=author)
    recorded = TextSearch.objects.get(pk=row.pk).recorded_at
    client = client_of(author)

    assert client.delete(f"/api/v1/searches/{row.key}/").status_code == 204

    assert [each["key"] for each in get("searches/", report=report.slug)["results"]] == [other.key]
    assert len(get("searches/", report=report.slug, known_at=recorded.isoformat())["results"]) == 1
    assert client.get(f"/api/v1/searches/{row.key}/").status_code == 404
    assert client.delete(f"/api/v1/searches/{row.key}/").status_code == 404
    assert RowChange.objects.get(table="measures_textsearch").by == author
    browser = Client()
    browser.force_login(author)
    assert page(f"/reports/{report.slug}/codebook/", browser).count(">Withdraw<") == 1
    sent = browser.post(f"/reports/{report.slug}/searched/{other.key}/")
    assert (sent.status_code, sent["Location"]) == (302, f"/reports/{report.slug}/codebook/#searched")
    assert get(f"reports/{report.slug}/")["record_day"] is None
    assert ">Withdraw<" not in page(f"/reports/{report.slug}/codebook/", browser)


def test_only_its_author_or_an_editor_takes_a_search_back_and_a_library_its_own() -> None:
    load_library(FIXTURES / "two-shores.yaml")
    report = Report.objects.get(slug="two-shores")
    mine, librarys = search(report), TextSearch.objects.filter(searched_by=None).first()
    assert librarys is not None
    another = Client()
    another.force_login(make_user())

    for user, row, status in (
        (make_user(), mine, 403),
        (make_user(role="editor"), librarys, 403),
        (make_user(role="editor"), mine, 204),
    ):
        api, words = client_of(user), {"texts": "Other"}
        if status == 403:
            assert api.patch(f"/api/v1/searches/{row.key}/", words, format="json").status_code == status
        assert api.delete(f"/api/v1/searches/{row.key}/").status_code == status
    assert "Withdraw" not in page("/reports/two-shores/codebook/", another)
    assert another.post(f"/reports/two-shores/searched/{librarys.key}/").status_code == 403
    assert TextSearch.objects.get(pk=librarys.pk).withdrawn_at is None


def test_the_words_of_a_search_are_corrected_by_another_row_and_the_earlier_ones_stay_in_view() -> None:
    author = make_user(name="Wei")
    row = search(make_measure(code="F-1").report, by=author)
    api, at = client_of(author), f"/api/v1/searches/{row.key}/"
    etag = api.get(at)["ETag"]

    sent = api.patch(at, {"texts": "Notices to mariners"}, format="json", headers={"If-Match": etag})
    late = client_of(make_user(role="editor")).patch(at, {"texts": "Mine"}, format="json", headers={"If-Match": etag})

    assert (sent.status_code, late.status_code) == (200, 412)
    shown = get(f"searches/{row.key}/")
    assert (shown["texts"], shown["corrected_by"], shown["version"]) == ("Notices to mariners", None, 2)
    assert [each["texts"] for each in shown["earlier"]] == ["Notices"]
    anew = TextSearch.objects.standing().get(key=row.key)
    row.refresh_from_db()
    assert (anew.replaces, anew.recorded_at, anew.searched_by) == (row, row.withdrawn_at, author)
    assert len(get(f"searches/?report={row.report.slug}&known_at={row.recorded_at:%Y-%m-%d}")["results"]) == 1

    browser = Client()
    browser.force_login(author)
    form = f"/reports/{row.report.slug}/searched/{row.key}/correct/"
    assert "Notices to mariners" in page(form, browser)
    assert browser.post(form, {"texts": "Mine", "version": 1}).status_code == 400
    assert browser.post(form, {"texts": "All notices", "texts_zh_hans": "通告", "version": 2}).status_code == 302
    content = page(f"/reports/{row.report.slug}/codebook/")
    places = [content.index(text) for text in ("All notices", "Corrected by an analyst of", "Notices to mariners")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"party": "ELSEWHERE"}, "party"),
        ({"texts": " "}, "texts"),
        ({"until": PartialDate(2027)}, "until"),
        ({"since": PartialDate(2026, 4)}, "since"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(fields: dict[str, Any], at: str) -> None:
    report = make_measure(code="F-1").report

    with pytest.raises(ValidationError) as refused:
        search(report, **fields)

    assert set(refused.value.message_dict) == {at}
    assert not TextSearch.objects.exists()


def test_a_reader_says_nothing_of_it() -> None:
    report = make_measure(code="F-1").report

    with pytest.raises(NotAllowedError):
        search(report, by=make_user(role="reader"))


def library(tmp_path: Path, change: Any) -> Path:
    content = yaml.safe_load((FIXTURES / "two-shores.yaml").read_text(encoding="utf-8"))
    change(content["record"])
    path = tmp_path / "library.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


def test_a_newer_version_stands_in_the_place_of_the_older_which_is_kept(tmp_path: Path) -> None:
    load_library(FIXTURES / "two-shores.yaml")
    report = Report.objects.get(slug="two-shores")
    mine = search(report, until=PartialDate(2026, 11))

    def change(record: Any) -> None:
        record["searched"][0]["until"] = "2026-10-01"
        del record["searched"][1]

    tally = load_library(library(tmp_path, change))["searches"]

    assert (tally.added, tally.changed, tally.withdrawn, tally.unchanged) == (0, 1, 1, 1)
    standing = TextSearch.objects.standing()
    assert set(standing.values_list("key", flat=True)) == {"two-shores-SR-01", "two-shores-SR-03", mine.key}
    assert str(standing.get(key="two-shores-SR-01").until) == "2026-10-01"
    assert TextSearch.objects.exclude(withdrawn_at=None).count() == 2
    assert RowChange.objects.filter(table="measures_textsearch").count() == 2
    again = load_library(tmp_path / "library.yaml")["searches"]
    assert (again.added, again.changed, again.withdrawn) == (0, 0, 0)


def test_a_side_that_nobody_knows_is_refused_with_its_line(tmp_path: Path) -> None:
    def change(record: Any) -> None:
        record["searched"][0]["party"] = "ELSEWHERE"

    with pytest.raises(Exception, match="ELSEWHERE"):
        load_library(library(tmp_path, change))
