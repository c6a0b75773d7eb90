"""One candidate ranked, and put below the same news, among as many that came in before as there are measures."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

from django.utils import timezone

from bench.findings import Finding
from bench.measuring import compare
from bench.stage import Stage
from measures.library.load import load_library
from measures.models import Entry, Report
from measures.models.records import random_number
from measures.wings.intake.models import Candidate
from measures.wings.intake.ranking import group_near_titles, rank

LIBRARIES = Path(__file__).parent.parent.parent / "fixtures"
SLUG = "zhao-2020"
LANGUAGES = ("en", "zh-hans")
# Of the older ones the titles do, as far as words are counted in the latest.
WITH_TEXT, AT_ONCE = 5_000, 5_000
# Milliseconds of CPU.
MOST_TO_RANK, MOST_WITH_TITLES = 5, 25
RANKED = 20


def findings(stage: Stage) -> Iterator[Finding]:
    if not Report.objects.filter(slug=SLUG).exists():
        for name in (f"{SLUG}.yaml", f"{SLUG}-record.yaml"):
            load_library(LIBRARIES / name)
    if not Candidate.objects.exists():
        come_in(stage.count)
        stage.vacuum()
    numbers = list(Candidate.objects.order_by("-found_at", "pk").values_list("pk", flat=True)[:RANKED])
    costs = compare(
        {
            "ours": lambda: [rank([number], on=stage.today) for number in numbers],
            "with near titles": lambda: [rank_and_group(stage, number) for number in numbers],
            "all at once": lambda: rank(numbers, on=stage.today),
        },
        times=1,
    )
    each = {name: cost.over(RANKED) for name, cost in costs.items()}
    ours, together = each.pop("ours"), each.pop("with near titles")
    yield Finding("rank one candidate of as many", ours, each, "all at once", most=MOST_TO_RANK)
    work = "rank one of as many and look for the same news"
    yield Finding(work, together, {"rank": ours}, "rank", most=MOST_WITH_TITLES)


def rank_and_group(stage: Stage, number: int) -> None:
    rank([number], on=stage.today)
    group_near_titles([number])


def come_in(number: int) -> None:
    """Make candidates in both languages of the words of the record, over the last year, the latest with a text."""
    chance, now = Random(1), timezone.now()  # noqa: S311  the same each time
    report = Report.objects.get(slug=SLUG)
    texts = list(Entry.objects.filter(report=report).values_list("narrative", "narrative_zh_hans"))
    words = [word for english, _chinese in texts for word in english.split()]
    run = "".join(chinese for _english, chinese in texts)

    def some(language: str, length: int) -> str:
        if language == "en":
            return " ".join(chance.choices(words, k=length))
        return "".join(run[at : at + 3] for at in chance.choices(range(len(run)), k=length))

    for start in range(0, number, AT_ONCE):
        rows = []
        for place in range(start, min(start + AT_ONCE, number)):
            language, url = LANGUAGES[place % 2], f"https://example.org/news/{place}"
            rows.append(
                Candidate(
                    id=random_number(),
                    report=report,
                    url=url,
                    address=url,
                    title=some(language, 10),
                    text=some(language, 500) if place >= number - WITH_TEXT else "",
                    language=language,
                    found_at=now - timedelta(days=365) * (number - place) / number,
                )
            )
        Candidate.objects.bulk_create(rows)
