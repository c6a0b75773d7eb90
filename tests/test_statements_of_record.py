"""The record's statements come out of page, API and file as they went in, and are as many as it says."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from io import StringIO
from itertools import product
from typing import Any

import pytest
import yaml
from django.test import Client
from rest_framework.test import APIClient

from tests.conftest import FIXTURES
from tests.markup import compact

pytestmark = [pytest.mark.usefixtures("reports"), pytest.mark.django_db]

SLUG = "zhao-2020"
# What a file writes otherwise, and what an answer has besides.
BILINGUAL = ("speaker", "office", "occasion", "place", "as_quoted_by", "translation", "in_answer_to", "note")
OMITTED = {"about": "itself", "voice": "own", "speech": "direct", "translation_by": "ours"}


@pytest.fixture(scope="module")
def written() -> dict[str, dict[str, Any]]:
    """The statements of the library, by key, each as an answer would have it."""
    library = yaml.safe_load((FIXTURES / "zhao-2020-record.yaml").read_text(encoding="utf-8"))
    said = ((entry, each) for entry in library["record"]["entries"] for each in entry.get("statements", ()))
    return {f"{SLUG}-{each['key']}": as_answered(entry["key"], each) for entry, each in said}


def as_answered(entry: str, given: Mapping[str, Any]) -> dict[str, Any]:
    def keys(name: str) -> list[str]:
        return [f"{SLUG}-{key}" for key in given.get(name, ())]

    texts = {name: given.get(name, {}).get("en", "") for name in BILINGUAL}
    in_chinese = {f"{name}_zh_hans": given.get(name, {}).get("zh-hans", "") for name in BILINGUAL}
    references = [
        {
            "how": each["how"],
            "manner": each.get("manner", "words"),
            "basis": each.get("basis", "ours"),
            "statement": f"{SLUG}-{each['statement']}" if "statement" in each else "",
            "entry": f"{SLUG}-{each['entry']}" if "entry" in each else "",
        }
        for each in given.get("refers_to", ())
    ]
    return {
        "key": f"{SLUG}-{given['key']}",
        "report": SLUG,
        "entry": f"{SLUG}-{entry}",
        **{name: given.get(name, usual) for name, usual in OMITTED.items()},
        **{
            name: given[name] for name in ("parties", "authority", "said_on", "quotation", "quotation_language", "acts")
        },
        "published_on": given.get("published_on"),
        "to": given.get("to", []),
        "source": f"{SLUG}-{given['source']}",
        "also_in": keys("also_in"),
        "subjects": keys("subjects"),
        "on": keys("on"),
        "refers_to": references,
        **texts,
        **in_chinese,
    }


def answered() -> Iterator[dict[str, Any]]:
    address: str | None = f"/api/v1/statements/?report={SLUG}&page_size=50"
    while address:
        page = APIClient().get(address).json()
        yield from page["results"]
        address = page["next"]


def test_every_field_comes_out_of_the_api_as_it_went_in(written: dict[str, dict[str, Any]]) -> None:
    found = {row["key"]: {name: value for name, value in row.items() if name != "html_url"} for row in answered()}

    assert found == written


def test_every_field_comes_out_of_the_file_as_it_went_in(written: dict[str, dict[str, Any]]) -> None:
    answer = APIClient().get(f"/api/v1/statements/?report={SLUG}&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    answer.close()
    rows = [row for row in csv.DictReader(StringIO(text)) if row["key"] in written]

    assert len(rows) == len(written)
    for row in rows:
        said = written[row["key"]]
        for name, value in said.items():
            if name not in ("refers_to", "html_url"):
                assert row[name] == in_file(value), (row["key"], name)
        targets = [each["statement"] or each["entry"] for each in said["refers_to"]]
        assert [each.partition(":")[2] for each in row["refers_to"].split("; ") if each] == targets


def in_file(value: object) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value or "")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_statement_is_on_a_page_in_its_own_words(written: dict[str, dict[str, Any]], language: str) -> None:
    client, address, seen = Client(headers={"accept-language": language}), f"/statements/?report={SLUG}", ""
    while address:
        answer = client.get(address)
        seen += compact(unescape(answer.content.decode()))
        address = "/statements/" + answer.context["next_url"] if answer.context["next_url"] else ""

    for said in written.values():
        translation = said["translation_zh_hans" if language == "zh-hans" else "translation"]
        for text in (said["quotation"], translation):
            assert compact(text) in seen, said["key"]
        if said["speech"] == "reported":
            assert f"“{compact(said['quotation'])}”" not in seen


# By China and by the United States, as the record tells it.
COUNTS: Mapping[str, tuple[Callable[[Mapping[str, Any]], list[str]], Mapping[str, tuple[int, int]]]] = {
    "sides": (lambda said: ["all"], {"all": (71, 70)}),
    "years": (
        lambda said: [said["said_on"][:4]],
        {
            "2019": (3, 2), "2020": (6, 0), "2021": (1, 7), "2022": (6, 5), "2023": (4, 11), "2024": (16, 14),
            "2025": (22, 20), "2026": (13, 11),
        },
    ),
    "authorities": (
        lambda said: [said["authority"]],
        {
            "leader": (3, 11), "law_or_government_text": (16, 24), "ministry": (49, 27), "military": (0, 1),
            "legislature": (0, 4), "authorised_media_text": (3, 0), "unnamed_official": (0, 3),
        },
    ),
    "speech": (lambda said: [said["speech"]], {"direct": (43, 70), "reported": (28, 0)}),
    "subjects": (
        lambda said: [key.removeprefix(f"{SLUG}-") for key in said["subjects"]],
        {
            "missile-defence": (14, 14), "theatre-missile-defence": (5, 5), "no-first-use": (7, 1),
            "nuclear-forces": (20, 10),
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", COUNTS)
def test_the_counts_are_those_that_the_record_names(written: dict[str, dict[str, Any]], what: str) -> None:
    values_of, expected = COUNTS[what]
    counted = Counter(
        (value, side)
        for said in answered()
        for value, side in product(values_of(said), ("CN", "US"))
        if side in said["parties"]
    )

    for value, (china, united_states) in expected.items():
        assert (counted[value, "CN"], counted[value, "US"]) == (china, united_states), value
    assert len(written) == 140


def test_statements_are_asked_for_by_side_subject_and_day() -> None:
    query = {"report": SLUG, "party": "CN", "subject": f"{SLUG}-no-first-use", "said_after": "2024-01-01"}
    found = APIClient().get("/api/v1/statements/", query).json()["results"]

    assert {f"{SLUG}-ST-CN-{number}" for number in ("025", "026", "027", "050", "071", "077")} == {
        each["key"] for each in found
    }
    assert all(each["said_on"] >= "2024" and "CN" in each["parties"] for each in found)
