"""Search finds words of a row's own texts, in English and Chinese, by an index, and nothing that is hidden."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from measures.access import audience_of
from measures.models import Ambiguity, Entry, Evidence, Marking, Measure, Role
from measures.operations.additions import MeasureDraft, add_measures
from measures.operations.redactions import redact_entry
from measures.publishing.measure_filters import MeasureFilters
from tests.factories import (
    TODAY,
    client_of,
    get,
    keys,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_participant,
    make_party,
    make_report,
    make_user,
)

pytestmark = pytest.mark.django_db

TITLE = "Declare that the ferries of the U.S.-Northshore line carry no missiles"
DESCRIPTION = "A long-range timetable, and/or a note on NMD系统."
CHINESE = "声明渡轮不载运导弹防御设备，并公布时刻表"


@pytest.fixture
def measure() -> Measure:
    report = make_report("shores")
    make_measure(report, code="OTHER", title="Count lighthouses", title_zh_hans="清点灯塔")
    return make_measure(report, code="FERRY-3", title=TITLE, description=DESCRIPTION, description_zh_hans=CHINESE)


@pytest.mark.parametrize(
    "words",
    [
        " ".join(f"w{index}" for index in range(150_000)),
        "".join(chr(0x4E00 + index * 7919 % 20_000) + chr(0x4E00 + index // 20_000) for index in range(150_000)),
        " ".join(chr(0x3300 + index % 80) + chr(0x3300 + index // 80) for index in range(6400)) * 12,
    ],
    ids=["words", "Chinese", "signs that stand for several"],
)
def test_of_a_very_long_text_the_beginning_is_found(words: str) -> None:
    measure = make_measure(
        code="LONG-1", title="A long lighthouse list", description=words, description_zh_hans="灯塔清单"
    )

    for typed in ("lighthouse", "灯塔清单"):
        assert keys("measures/", q=typed) == [measure.key]


def test_a_very_long_description_is_taken() -> None:
    report, words = make_report("shores"), " ".join(f"w{index}" for index in range(150_000))
    draft = MeasureDraft(
        report=report.slug, code="LONG-1", title="T", kind="unilateral", parties=[make_party().code], description=words
    )

    add_measures([draft], by=make_user(role=Role.EDITOR))

    assert keys("measures/", q="w7") == ["shores-LONG-1"]


THAI = "เริ่มการเจรจาใหม่และแจ้งล่วงหน้าก่อนการปล่อย"


@pytest.mark.parametrize("typed", ["เจรจา", "แจ้งล่วงหน้า", "การเจรจาใหม่", "ปล่อย", "เจรจา ปล่อย"])
def test_a_piece_of_a_text_without_spaces_is_found(typed: str, measure: Measure) -> None:
    thai = make_measure(measure.report, title=THAI)

    assert keys("measures/", q=typed) == [thai.key]
    assert keys("measures/", q="เจรจากัน") == []


@pytest.mark.parametrize(
    "typed",
    [
        "missiles", "missile", "MISSILE carry", "carrying", "declares missiles",  # by their stems, in any order
        "miss", "ferries mis", "timet",  # the last word as it is typed
        "the missile", "the",  # a word that English does without
        '"carry no missiles"', '"of the U.S."', "“no missiles”", '"no missiles',  # as they follow each other
        "US", "U.S.", "northshore", "range", "long-range", "note", "or",  # words inside others
        "FERRY-3", "shores-FERRY-3", "ferry",  # its code and key
        "导弹", "弹防御", "渡轮不载运导弹防御设备", "弹", "表", "导弹 时刻表", "“导弹防御”",  # any part of a sentence
        "NMD系统", "NMD 系统", "nm系统", "导弹 missile", "系统 note",  # both
        "ＮＭＤ", "ferries\0missiles", "  ferries  ",
    ],
)  # fmt: skip
def test_words_of_a_row_are_found(measure: Measure, typed: str) -> None:
    assert keys("measures/", q=typed) == [measure.key]


@pytest.mark.parametrize(
    "typed",
    [
        "lighthouse missile", '"missiles carry"', "issile", "ferri no lighthouses", "FERRY-4", "U.N.",
        "弹导", "导弹设备", "备并", "载时", "灯塔 导弹", "渡轮 灯",
    ],
)  # fmt: skip
def test_what_a_row_does_not_say_is_not_found(measure: Measure, typed: str) -> None:
    assert measure.key not in keys("measures/", q=typed)


ODD = [
    "\0", "'", "\\", "& | ! <-> :* ( )", '"', '""', "a:*b", "'a' & 'b'", "-", "?", "%", "{}", "\U0001f6a2", "\ufffe",
    "x" * 10_000, "导弹" * 1_600, "a b " * 2_500, '"' * 10_000, "( " * 5_000, "\\'" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("address", ["measures/", "entries/", "evidence/", "ambiguities/"])
def test_whatever_is_typed_is_answered(measure: Measure, address: str) -> None:
    client = APIClient()

    statuses = {typed: client.get(f"/api/v1/{address}", {"q": typed}).status_code for typed in ODD}

    assert statuses == dict.fromkeys(ODD, 200)


@pytest.mark.parametrize("reader", [None, "participant", Role.CONTRIBUTOR])
def test_hidden_rows_are_neither_found_nor_counted(reader: str | None) -> None:
    report = make_report()
    for marking in Marking:
        make_measure(report, marking=marking, title="A lantern", title_zh_hans="一盏灯笼")
        make_evidence(marking=marking, title="A lantern", title_zh_hans="一盏灯笼")
    user = make_participant() if reader == "participant" else make_user(role=reader) if reader else None
    client = client_of(user) if user else APIClient()
    seen = [marking for marking in Marking if audience_of(user).may_read(marking)] if user else ["public"]

    for address in ("measures/", "evidence/"):
        for typed in ("lantern", "灯笼", "灯"):
            answer = get(address, client, q=typed, count="true")
            assert {row["marking"] for row in answer["results"]} == set(seen)
            assert answer["count"] == len(seen)


def test_a_row_is_not_found_by_the_translation_of_another(measure: Measure) -> None:
    addressed = make_ambiguity(measure.report, title="What the lamps mean", title_zh_hans="灯光的含义")
    addressing = make_measure(measure.report, addresses=[addressed], title="Agree on lamps", title_zh_hans="商定信号")
    log(addressing, title="A flag was shown", title_zh_hans="展示了旗帜")

    assert keys("measures/", q="灯光") == keys("measures/", q="旗帜") == keys("entries/", q="信号") == []
    assert keys("ambiguities/", q="灯光") == [addressed.key]


def test_entries_and_sources_are_searched(measure: Measure) -> None:
    entry = log(measure, title="A buoy was laid", narrative="Near the pier.", narrative_zh_hans="在码头附近。")
    log(measure)
    source = make_evidence(title="Notice to mariners", publisher_zh_hans="港务局", url="https://harbour.example/n/7")
    make_evidence()

    assert (
        keys("entries/", q="buoys pier") == keys("entries/", q="码头") == keys("entries/", q=entry.key) == [entry.key]
    )
    for typed in ("mariner", "港务", "harbour.example", "https://harbour.example/n/7", source.key):
        assert keys("evidence/", q=typed) == [source.key]


def test_what_was_redacted_is_not_found(measure: Measure) -> None:
    entry = log(measure, title="A private name")

    redact_entry(entry, by=make_user(role=Role.ADMINISTRATOR), reason="A private name stood in it.")

    assert keys("entries/", q="private") == []
    assert keys("entries/", q=entry.key) == [entry.key]


def test_a_page_searches_as_the_answers_do(measure: Measure) -> None:
    found = Client().get("/measures/", {"q": "导弹 missile"}).content.decode()
    missed = Client().get("/measures/", {"q": "导弹 lighthouse"}).content.decode()

    assert measure.title in found
    assert measure.title not in missed


@pytest.mark.parametrize("typed", ["导弹", "lighthouse", '"lighthouse keeper"', "灯塔导弹", "lighthou"])
def test_search_reads_the_index(typed: str) -> None:
    report = make_report()
    Measure.objects.bulk_create(
        Measure(report=report, key=f"m-{n}", code=f"{n}", position=n, kind="joint", title=f"Carry {n} ropes")
        for n in range(1, 2001)
    )
    measures = Measure.objects.visible_to(audience_of(make_user())).order_by("key")
    with connection.cursor() as cursor:
        # So small a table may be read whole just as well, if the index still holds words of earlier tests.
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = MeasureFilters({"q": typed}, measures, reader=make_user(), on=TODAY).qs.explain()

    assert "Bitmap Index Scan on measure_search" in plan


def test_no_row_carries_its_words_around(measure: Measure) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        rows: list[Any] = [model.objects.all()[:1] for model in (Measure, Entry, Evidence, Ambiguity)]
        read = [row.search for [row] in filter(None, map(list, rows))]

    assert read == [None]
    assert not any('"search"' in query["sql"] for query in queries)
