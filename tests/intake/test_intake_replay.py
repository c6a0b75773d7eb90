"""The ranking on what two offices have really published, week by week, against what the record has cited of it.

The titles are not ours to give away: the folder that CBM_WATCH names has them, one file for each office. What is found
is written to `var/replay.md`.
"""

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from statistics import median

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast, Substr

from measures.models import Evidence, PartialDate, Report, Subject
from measures.models.evidence import comparable_url
from measures.wings.intake.models import Candidate, RankingBasis, ReportWord
from measures.wings.intake.ranking import rank
from tests.factories import make_feed
from tests.servers import ROOT

WATCH = os.environ.get("CBM_WATCH", "")
pytestmark = pytest.mark.skipif(not WATCH, reason="CBM_WATCH names no folder with what was published")


@dataclass(frozen=True, slots=True)
class Aim:
    """How many of what is cited should come among the first of their week."""

    language: str
    first: int
    found: int


PLAIN = "words in common"
AIMS = {"cctv-evening-news": Aim("zh-hans", 15, 9), "white-house": Aim("en", 8, 5)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item that the record cites came among those of its office and week, and the words that it shares."""

    item: Candidate
    by: str
    place: float
    of: int
    words: str = ""

    @property
    def office(self) -> str:
        return self.item.feed.key

    @property
    def month(self) -> str:
        return str(self.item.published)[:7]

    @property
    def is_found(self) -> bool:
        return self.place <= AIMS[self.office].first


def test_what_the_record_cites_comes_among_the_first_of_its_week(reports: None) -> None:
    report = Report.objects.get(slug="zhao-2020")
    for name, aim in AIMS.items():
        publish(report, name, aim)

    found = replayed(report, "ranking")
    shares = shares_of_first(report)
    Subject.objects.filter(report=report).update(title="", title_zh_hans="", looked_for={})
    RankingBasis.objects.all().delete()
    found += [place for place in replayed(report, "ranking without subjects") if place.by != PLAIN]
    write_report(report, found, shares)

    assert [place.item.title for place in found if place.item.has_little_in_common] == []
    for name, aim in AIMS.items():
        ranked = [place for place in found if (place.office, place.by) == (name, "ranking")]
        assert sum(place.is_found for place in ranked) >= aim.found
        assert median(place.place for place in ranked) <= 8


def publish(report: Report, name: str, aim: Aim) -> None:
    """Let everything in that one office has published, each item on its day."""
    feed = make_feed(report, key=name, title=name, language=aim.language, is_on=False)
    with (Path(WATCH) / f"{name}.csv").open() as file:
        rows = {comparable_url(row["url"]): row for row in csv.DictReader(file)}
    days = {address: date.fromisoformat(row["published"][:10]) for address, row in rows.items()}
    Candidate.objects.bulk_create(
        Candidate(
            report=report,
            feed=feed,
            url=row["url"],
            address=address,
            title=row["title"][:500],
            language=aim.language,
            published=PartialDate.parse(str(days[address])),
            found_at=datetime.combine(days[address], time(12), UTC),
        )
        for address, row in rows.items()
    )


def replayed(report: Report, by: str) -> list[Place]:
    """The places of all that is cited, by what was on record before its week and by the count of words of that."""
    cited = {comparable_url(url) for url in Evidence.objects.exclude(url="").values_list("url", flat=True)}
    cited_items = report.candidates.filter(address__in=cited)
    found = []
    for monday in sorted({monday_of(item) for item in cited_items}):
        week = report.candidates.filter(found_at__date__range=(monday, monday + timedelta(days=6)))
        rank(week.values_list("pk", flat=True), on=monday - timedelta(days=1))
        on_record = set(ReportWord.objects.filter(report=report).values_list("word", flat=True))
        for office in AIMS:
            items = list(week.filter(feed__key=office).select_related("feed").prefetch_related("matches"))
            common = {item.pk: len(on_record.intersection(item.title_words)) for item in items}
            for item in items:
                if item.address in cited:
                    found += [
                        place_of(item, by, {other.pk: other.score for other in items}),
                        place_of(item, PLAIN, common),
                    ]
    return found


def place_of(item: Candidate, by: str, values: Mapping[int, float]) -> Place:
    """The place of an item by a value; those of one value share the middle of their places."""
    own = values[item.pk]
    better, alike = sum(each > own for each in values.values()), sum(each == own for each in values.values())
    best = item.matches.first()
    return Place(item, by, better + (alike + 1) / 2, len(values), ", ".join(best.words) if best else "")


def monday_of(item: Candidate) -> date:
    return item.found_at.date() - timedelta(days=item.found_at.weekday())


def shares_of_first(report: Report) -> list[str]:
    """How many of the ten best of each week that was ranked are whose, in the inbox's order, and how many it folds."""
    weeks = defaultdict(list)
    for item in report.candidates.filter(score__gt=0).select_related("feed"):
        weeks[monday_of(item)].append(item)
    first = Counter(item.feed.key for items in weeks.values() for item in items[:10])
    every = Counter(item.feed.key for items in weeks.values() for item in items)
    folded = Counter(report.candidates.filter(has_little_in_common=True).values_list("feed__key", flat=True))
    return [
        f"{office}: {first[office]} of the ten best of each week, {every[office]} of all; {folded[office]} folded"
        for office in AIMS
    ]


def write_report(report: Report, found: Sequence[Place], shares: Sequence[str]) -> None:
    """A table by office and month, what was missed with the words that it shares, and the figures beside it."""
    lines = ["| office | month | items | cited | found | places |", "|---|---|--:|--:|--:|---|"]
    items = Counter(report.candidates.values_list("feed__key", Substr(Cast("published", TextField()), 1, 7)))
    ranked = [place for place in found if place.by == "ranking"]
    for (office, month), count in sorted(items.items()):
        here = [place for place in ranked if (place.office, place.month) == (office, month)]
        where = ", ".join(f"{place.place:g} of {place.of}" for place in here)
        lines.append(f"| {office} | {month} | {count} | {len(here)} | {sum(p.is_found for p in here)} | {where} |")
    lines += ["", *shares, ""]
    for (office, by), places in groupby(
        sorted(found, key=lambda place: (place.office, place.by)), lambda place: (place.office, place.by)
    ):
        lines += summary_of(office, by, list(places))
    (ROOT / "var" / "replay.md").write_text("\n".join(lines) + "\n")


def summary_of(office: str, by: str, places: list[Place]) -> Iterator[str]:
    """What one way of ranking found of one office, beside chance, and what it missed."""
    aim = AIMS[office]
    by_chance = sum(min(1, aim.first / place.of) for place in places)
    yield (
        f"{office}, by {by}: {sum(place.is_found for place in places)} of {len(places)} among the first {aim.first}, "
        f"median place {median(place.place for place in places):g}; by chance {by_chance:.1f} of {len(places)}, "
        f"median place {median((place.of + 1) / 2 for place in places):g}"
    )
    for place in places:
        if not place.is_found and by != PLAIN:
            yield f"- missed: {place.item.published} {place.place:g} of {place.of}: {place.item.title} ({place.words})"
    yield ""
