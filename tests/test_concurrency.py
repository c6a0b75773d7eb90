"""Many writers at once on few measures: nothing is lost, chains stay whole, no two wait for each other."""

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cbm_tracker.attribution import Actor, acting
from measures.analysis.verification import verify
from measures.errors import RuleError
from measures.library.load import load_content
from measures.library.read import Library, LibraryError, parse_library
from measures.models import Entry, EntryKind, Evidence, Measure, PartialDate, Report, Review, Role, Standing, User
from measures.models.markings import AUDIENCES
from measures.models.measures import MeasureQuerySet
from measures.operations.drafts import AssessmentDraft, BearingDraft, EntryDraft, SourceDraft
from measures.operations.editing import revise
from measures.operations.entries import confirm_unchanged, correct_entry, log_development
from measures.operations.evidence import review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.nouns import MEASURE
from measures.operations.redactions import redact_entry
from measures.operations.standing import FIGURES
from measures.wings.imports.jobs import receive
from measures.wings.imports.models import Import, ImportState
from measures.wings.imports.worker import request_undoing, request_writing, work_on
from tests.factories import FICTIONAL, TODAY, log, make_evidence, make_user
from tests.replaying import standings_of
from tests.tables import table
from tests.test_markings import more_widely_readable
from tests.written_over import watched_edits

THREADS = 16
PATIENCE = 180.0
SECONDS = 30 if os.environ.get("CBM_LONG_TESTS") == "1" else 6
# How often each act is chosen; the last six are rare, and take the most locks.
ACTS = {
    "log": 8, "correct": 4, "review": 4, "cite": 6, "check": 2, "revise": 6,
    "replace": 1, "redact": 1, "tighten": 1, "bring": 1, "undo": 1, "load": 1,
}  # fmt: skip
CODES = ("M-1", "M-2", "M-3")
HEADER = ("Code", "Title", "Country", "Status", "Remark")

pytestmark = pytest.mark.django_db(transaction=True)


class Writer(threading.Thread):
    """Acts on the record as one person until its time is over, and counts what became of it."""

    def __init__(self, index: int, by: User, administrator: User, until: float) -> None:
        super().__init__()
        self.index, self.random = index, Random(index)
        self.by, self.administrator, self.until = by, administrator, until
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.logged: list[str] = []
        self.reviewed = 0
        self.brought = 0
        # By version and measure: the description that an editor gave it.
        self.revised: dict[tuple[int, str], str] = {}
        self.errors: list[Exception] = []

    def run(self) -> None:
        names = list(ACTS)
        # However slow the machine is, each kind of act until it was done once, the rare ones by some; then by chance.
        first = [name for name in names if ACTS[name] > 1 or self.index % 4 == 0]
        self.random.shuffle(first)
        try:
            while time.monotonic() < self.until or (first and time.monotonic() < self.until + PATIENCE / 2):
                name = first[-1] if first else self.random.choices(names, list(ACTS.values()))[0]
                done = self.attempt(name, getattr(self, name))
                if first:
                    first = first[:-1] if done else [name, *first[:-1]]
        except Exception as error:  # noqa: BLE001 (a thread has nobody else to tell)
            self.errors.append(error)
        finally:
            connection.close()

    def attempt(self, name: str, act: Callable[[], None]) -> bool:
        try:
            act()
        except (RuleError, ValidationError, LibraryError) as error:
            self.refused[f"{name}: {type(error).__name__}"] += 1
            return False
        self.done[name] += 1
        return True

    def draft(self, marking: str, **fields: object) -> EntryDraft:
        """A development on some of the measures, in any order, with an assessment."""
        chosen = self.random.sample(list(shared_measures()), self.random.randint(1, 3))
        bearings = [BearingDraft(on=row.key, direction=self.random.choice(["toward", "away"])) for row in chosen]
        values: dict[str, object] = {
            "occurred": PartialDate(2024, self.random.randint(1, 12)),
            "title": "A ferry ran",
            "narrative": "It was seen.",
            "track": "official",
            "claim": "reported",
            "bears_on": bearings,
            "assessments": [AssessmentDraft(on=chosen[0].key, level=self.random.randint(0, 3))],
            "marking": marking,
            "reason": "It was wrong.",
            **fields,
        }
        return EntryDraft(**values)  # type: ignore[arg-type]

    def write(self, **fields: object) -> None:
        measure = Measure.objects.order_by("key")[0]
        marking = self.random.choice(["public", "public", "internal"])
        entry = log_development(measure.report, self.draft(marking, **fields), by=self.by, on=TODAY)
        self.logged.append(entry.key)

    def any_entry(self) -> Entry:
        return self.random.choice(list(Entry.objects.order_by("-pk")[:10]))

    def sources(self) -> list[Evidence]:
        return self.random.sample(list(Evidence.objects.all()), 2)

    def log(self) -> None:
        self.write()

    def cite(self) -> None:
        self.write(sources=[source.key for source in self.sources()])

    def replace(self) -> None:
        cited, replaced = self.sources()
        address = f"https://example.org/{self.ident}/{time.monotonic_ns()}"
        newer = SourceDraft(title="Newer", publisher="P", url=address, replaces=replaced.key)
        self.write(sources=[newer, cited.key])

    def correct(self) -> None:
        entry = self.any_entry()
        newer = correct_entry(entry, self.draft(entry.marking), by=self.by, on=TODAY)
        self.logged.append(newer.key)

    def review(self) -> None:
        state = self.random.choice(["accepted", "disputed", "retracted"])
        review_evidence(self.sources()[0], by=self.by, state=state, note="Read again.")
        self.reviewed += 1

    def check(self) -> None:
        self.logged += [entry.key for entry in confirm_unchanged(list(shared_measures()), by=self.by, on=TODAY)]

    def redact(self) -> None:
        redact_entry(self.any_entry(), by=self.administrator, reason="A private name stood in it.")

    def revise(self) -> None:
        """Change what no table brings, sometimes as of a version that may be an older one by now."""
        measure = Measure.objects.get(code=self.random.choice(CODES))
        version = measure.version if self.random.random() < 0.5 else None
        text = f"Revised by {self.index} at {time.monotonic_ns()}"
        changed = revise(MEASURE, measure, changes={"description": text}, version=version, by=self.by)  # type: ignore[arg-type]
        assert (changed.version, changed.code) not in self.revised
        self.revised[changed.version, changed.code] = text

    def bring(self) -> None:
        """Import other titles, statuses and remarks of the measures that are there."""
        self.bring_table([self.row(code) for code in self.random.sample(CODES, 2)])

    def undo(self) -> None:
        """Import a measure that is new, later beside one that is there on which others may log, and take both back."""
        self.brought += 1
        there = [self.row(code) for code in self.random.sample(CODES, 1) if self.brought > 1]
        job = self.bring_table([self.row(f"N-{self.index}-{self.brought}"), *there])
        request_undoing(job, by=self.by)
        work_on(job.pk)
        job.refresh_from_db()
        if job.state != ImportState.UNDONE:
            raise ValidationError(job.problem)

    def row(self, code: str) -> tuple[str, ...]:
        status = self.random.choice(["proposed", "under discussion", "stalled"])
        words = f"{self.index} {time.monotonic_ns()}"
        return code, f"Brought by {words}", "North Shore", status, words

    def bring_table(self, rows: list[tuple[str, ...]]) -> Import:
        content = BytesIO(table(*rows, header=HEADER).encode())
        report, marking = Report.objects.get(), self.random.choice(["public", "internal"])
        job = receive(content, "t.csv", report=report, new={}, profile=None, marking=marking, by=self.by)
        Import.objects.filter(pk=job.pk).update(decisions={"*": "take"})
        request_writing(job, by=self.by)
        work_on(job.pk)
        job.refresh_from_db()
        assert job.state == ImportState.APPLIED, job.problem
        assert job.counts["rejected"] == 0
        return job

    def load(self) -> None:
        """Load the library again, with other texts and one entry more."""
        key = f"E-{self.index}-{time.monotonic_ns()}"
        with acting(Actor(command="load_report")):
            load_content(library(paragraph=self.random.randint(1, 999), entry=key))
        self.logged.append(f"busy-{key}")

    def tighten(self) -> None:
        row = self.random.choice([self.any_entry(), self.sources()[0], Measure.objects.get(code="M-2")])
        tighten_marking(row, marking=self.random.choice(["participants", "internal"]), by=self.by)


def shared_measures() -> MeasureQuerySet:
    """The measures on which everybody acts: those that a table brought are its importer's, who may take them back."""
    return Measure.objects.filter(code__in=CODES)


def library(*, paragraph: int, entry: str) -> Library:
    """A report of three measures, of which one entry says something."""
    measures = [
        {
            "code": code,
            "title": {"en": f"Measure {code} as of paragraph {paragraph}"},
            "description": {"en": "As the library has it."},
            "kind": "unilateral",
            "classification": {"basis": "ours", "why": {"en": f"By paragraph {paragraph}."}},
            "explicit": True,
            "source": {"heading": {"en": "Ferries"}, "paragraph": paragraph},
            "parties": ["NORTHSHORE"],
        }
        for code in CODES
    ]
    source = {
        "key": "S-1", "publisher": {"en": "Harbour office"}, "url": "https://example.org/timetable", "grade": "B",
        "kind": "official_text", "credibility": 2, "by_report_author": False, "language": "en",
    }  # fmt: skip
    development = {
        "key": entry, "kind": "development", "occurred": "2024-01-15", "track": "official", "claim": "reported",
        "title": {"en": "A timetable was published"}, "narrative": {"en": "It was seen."}, "sources": ["S-1"],
        "bears_on": [{"on": "M-1", "direction": "toward", "about": "NORTHSHORE"}],
    }  # fmt: skip
    content = {
        "library": 1,
        "version": "1",
        "report": {
            "slug": "busy",
            "title": {"en": "A busy report"},
            "disclaimer": {"en": FICTIONAL},
            "fictional": True,
            "levels": {str(level): {"en": f"Level {level}"} for level in range(4)},
        },
        "parties": [{"code": "NORTHSHORE", "name": {"en": "North Shore"}, "kind": "state"}],
        "measures": measures,
        "record": {"as_of": "2026-01-31", "sources": [source], "entries": [development]},
    }
    return parse_library("busy.yaml", json.dumps(content))


def assert_standings_are_replayed() -> None:
    for audience in AUDIENCES:
        replayed = standings_of(Measure.objects.all(), audience)
        stored = Standing.objects.filter(audience=audience.name)
        assert figures_of(stored) == figures_of(replayed.values())


def figures_of(standings: Iterable[Standing]) -> dict[int, dict[str, object]]:
    return {row.measure_id: {name: getattr(row, name) for name in FIGURES} for row in standings}


def test_many_writers_lose_nothing_and_never_wait_in_a_circle(
    storage: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # On a loaded machine sixteen connections take a while to open; that is not what is tested. Those who import take
    # three each.
    monkeypatch.setattr(connection.pool, "timeout", PATIENCE)
    connection.pool.resize(1, 4 * THREADS)
    load_content(library(paragraph=1, entry="E-0"))
    editors, administrator = [make_user(role=Role.EDITOR) for _ in range(THREADS)], make_user(role=Role.ADMINISTRATOR)
    tighten_marking(Measure.objects.get(code="M-3"), marking="internal", by=administrator)
    first = log(Measure.objects.get(code="M-1"))
    for _ in range(4):
        make_evidence()
    reviews = Review.objects.count()
    until = time.monotonic() + SECONDS
    writers = [Writer(index, editor, administrator, until) for index, editor in enumerate(editors)]
    connection.close()  # the threads take all the connections that the pool has

    with watched_edits() as edits:
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join(timeout=SECONDS + PATIENCE)

    assert not [writer for writer in writers if writer.is_alive()], "somebody waits for ever"
    assert [error for writer in writers for error in writer.errors] == []
    done, refused = sum((w.done for w in writers), Counter()), sum((w.refused for w in writers), Counter())
    deadlocks = caplog.text.count("was broken off by the database")
    with capsys.disabled():
        sys.stdout.write(f"\n{done.total()} acts in {SECONDS} s: {dict(done)}; refused: {dict(refused)}; ")
        sys.stdout.write(f"{edits.count} versions; {deadlocks} deadlocks\n")
    assert set(done) == set(ACTS)
    assert deadlocks == 0
    assert (edits.unversioned, edits.twice) == ([], [])
    assert_revisions_are_kept([writer.revised for writer in writers])
    logged = ["busy-E-0", first.key, *(key for writer in writers for key in writer.logged)]
    taken_out = keys_taken_out()
    assert {key.removesuffix("-2") for key in taken_out} <= set(logged)
    by_people = Entry.objects.exclude(kind=EntryKind.ASSESSMENT)
    assert sorted([*logged, *taken_out]) == sorted(by_people.values_list("key", flat=True))
    imported = Evidence.objects.exclude(file=None).count()
    assert Review.objects.count() == reviews + imported + sum(writer.reviewed for writer in writers)
    findings = verify()
    assert (findings.faults, findings.entries) == ([], Entry.objects.count())
    assert more_widely_readable() == []
    assert_standings_are_replayed()


def keys_taken_out() -> list[str]:
    """Of the entries that a load wrote since its library no longer has others: but for the last, none still counts."""
    of_library = Entry.objects.filter(author=None, library_as_of__isnull=False)
    assert of_library.filter(corrects=None).counting().count() <= 1
    return list(of_library.exclude(corrects=None).values_list("key", flat=True))


def assert_revisions_are_kept(revised: Iterable[dict[tuple[int, str], str]]) -> None:
    """Each version was given to one editor only, and what the last of them wrote still stands."""
    given = [each for revisions in revised for each in revisions.items()]
    assert len({version for version, _ in given}) == len(given)
    for code in CODES:
        last = max((version, text) for (version, of), text in given if of == code)
        assert Measure.objects.get(code=code).description == last[1]
