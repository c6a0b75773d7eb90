"""The Python client does the main job against this tracker, and its models say what the API says."""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_type_hints

import httpx
import pytest
from asgiref.sync import sync_to_async
from cbm_tracker_client import AsyncTracker, CbmError, Tracker, TrackerError, UnreachableError, calls, models
from cbm_tracker_client import command as commands
from cbm_tracker_client import tracker as trackers
from cbm_tracker_client.webhooks import ForgedCallError, verified_call
from django.test import Client
from standardwebhooks import Webhook as Signer

from measures.models import Entry, Evidence, Scope, User
from measures.operations.markings import tighten_marking
from measures.wings.webhooks.operations import new_secret
from tests.factories import TODAY, log, make_evidence, make_measure, make_token, make_user
from tests.servers import ROOT

README = (ROOT / "clients/python/README.md").read_text(encoding="utf-8")
PROGRAM = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
SITE = "http://testserver"


class Unsteady(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Reaches this tracker, and loses the answers to the next requests."""

    def __init__(self) -> None:
        self.losses = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        address, kind = request.url.raw_path.decode(), request.headers.get("Content-Type", "")
        headers = dict(request.headers.items())
        answer = Client().generic(request.method, address, request.read(), content_type=kind, headers=headers)
        if self.losses:
            self.losses -= 1
            raise httpx.ReadError("The line was cut.", request=request)
        return httpx.Response(answer.status_code, headers=dict(answer.items()), content=answer.getvalue())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return await sync_to_async(self.handle_request)(request)


def in_a_thread(act: Callable[..., Any], *given: Any) -> Any:
    """What it returns, called where no loop of a browser runs, as a program of its own would be."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(act, *given).result()


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> Unsteady:
    monkeypatch.setattr(trackers, "FIRST_PAUSE", 0.001)
    return Unsteady()


def tracker_of(transport: httpx.BaseTransport, user: User | None = None) -> Tracker:
    return Tracker(SITE, make_token(user, Scope.WRITE) if user else "", transport=transport)


def logged(tracker: Tracker, **more: Any) -> models.Entry:
    measure = make_measure()
    call = calls.log(
        measure.report.slug,
        occurred=TODAY,
        title="A fog signal was agreed",
        narrative="The harbour masters announced it.",
        bears_on=[{"on": measure.key, "direction": "toward", "about": "none"}],
        track="official",
        claim="reported",
        **more,
    )
    return tracker.send(call)


@pytest.mark.django_db
def test_measures_come_page_by_page_as_of_a_day(transport: Unsteady) -> None:
    first = make_measure(status="proposed")
    others = [make_measure(report=first.report) for _ in range(3)]
    tracker, report = tracker_of(transport), first.report.slug

    rows = list(tracker.rows(calls.measures(report, page_size=2)))
    before = list(tracker.rows(calls.measures(report, as_of="2000-01-01", key=first.key)))

    assert {row["key"] for row in rows} == {each.key for each in (first, *others)}
    assert [row["standing"]["status"] for row in before] == [""]
    assert tracker.send(calls.measure(first.key))["title"] == first.title
    assert [row["key"] for row in tracker.rows(calls.reports())] == [report]


@pytest.mark.django_db(transaction=True)
def test_an_asynchronous_program_gets_the_same(transport: Unsteady) -> None:
    measure = make_measure()
    others = [make_measure(report=measure.report) for _ in range(2)]
    transport.losses = 1

    async def found() -> tuple[list[str], str, int]:
        async with AsyncTracker(SITE, transport=transport) as tracker:
            listed = calls.measures(measure.report.slug, page_size=2)
            rows = [row["key"] async for row in tracker.rows(listed)]
            return (
                rows,
                (await tracker.send(calls.measure(measure.key)))["key"],
                len((await tracker.update(listed)).rows),
            )

    rows, one, kept = in_a_thread(asyncio.run, found())

    assert set(rows) == {each.key for each in (measure, *others)}
    assert (one, kept) == (measure.key, 3)


@pytest.mark.django_db
def test_a_development_is_logged_once_though_the_answer_is_lost(
    transport: Unsteady, caplog: pytest.LogCaptureFixture
) -> None:
    tracker = tracker_of(transport, make_user())
    transport.losses = 2

    entry = logged(tracker, title_zh_hans="商定了雾号")

    assert Entry.objects.get().key == entry["key"]
    assert [record.levelname for record in caplog.records if record.name == trackers.__name__] == ["WARNING"] * 2
    assert "The line was cut.; again in" in caplog.text
    report, [on] = entry["report"], entry["bears_on"]
    assert tracker.send(calls.changes(report, TODAY))["entries"][0]["title_zh_hans"] == "商定了雾号"
    assert tracker.send(calls.confirm_unchanged(on["on"]))["entries"]
    assert tracker.send(calls.brief(report, "docx", since=TODAY)).startswith(b"PK")


@pytest.mark.django_db
def test_a_correction_changes_what_it_gives_and_nothing_else(transport: Unsteady) -> None:
    tracker = tracker_of(transport, make_user("editor"))
    entry = logged(tracker, sources=[make_evidence().key])

    corrected = tracker.send(calls.correct(entry["key"], title="Two fog signals were agreed", reason="There are two."))

    assert (corrected["title"], corrected["narrative"]) == ("Two fog signals were agreed", entry["narrative"])
    draft = tracker.send(calls.draft(corrected["key"]))
    assert (draft["title"], draft["sources"]) == (corrected["title"], [Evidence.objects.get().key])


@pytest.mark.django_db
def test_a_source_is_recorded_with_its_file_and_changed_only_as_it_was_read(
    transport: Unsteady, tmp_path: Path
) -> None:
    tracker, file = tracker_of(transport, make_user("editor")), tmp_path / "sailings.txt"
    file.write_text("Sailings of the week\n", encoding="utf-8")
    graded = {"grade": "C", "credibility": 3}
    key = tracker.send(calls.record_source(title="Sailings", publisher="Ferry watch", file=file, **graded))["key"]
    first = tracker.send(calls.source(key))

    second = tracker.send(calls.revise_source(key, first.etag, grade="D"))

    assert (first.row["grade"], second.row["grade"]) == ("C", "D")
    with pytest.raises(TrackerError) as late:
        tracker.send(calls.revise_source(key, first.etag, grade="B"))
    assert (late.value.status, late.value.current) == (412, int(second.etag.strip('"').split(".")[0]))
    transport.losses = 1
    with pytest.raises(UnreachableError, match="may or may not have done it"):
        tracker.send(calls.revise_source(key, second.etag, grade="B"))
    assert Evidence.objects.get(key=key).grade == "B"


@pytest.mark.django_db(transaction=True)
def test_a_copy_is_kept_by_what_changed_since(transport: Unsteady) -> None:
    measure = make_measure()
    tracker, listed = tracker_of(transport), calls.entries(measure.report.slug, page_size=1)
    shown, hidden = log(measure), log(measure)

    first = tracker.update(listed)
    assert ({row["key"] for row in first.rows}, first.removed) == ({shown.key, hidden.key}, [])
    tighten_marking(hidden, marking="internal", by=make_user("editor"))
    later = log(measure)
    second = tracker.update(listed, first.changed_since)

    assert second.removed == [hidden.key]
    assert later.key in {row["key"] for row in second.rows}


@pytest.mark.django_db
def test_what_is_refused_names_its_fields_and_a_lost_tracker_is_told(transport: Unsteady) -> None:
    measure = make_measure()
    tracker = tracker_of(transport, make_user())
    draft: dict[str, Any] = {"occurred": "2026-13", "title": "", "narrative": "N", "bears_on": []}
    with pytest.raises(TrackerError) as refused:
        tracker.send(calls.log(measure.report.slug, **draft, track="official", claim="reported"))
    assert refused.value.status == 400
    assert {"occurred", "title", "bears_on"} <= {each["field"] for each in refused.value.fields}
    assert "title: " in str(refused.value)
    with pytest.raises(TrackerError) as unknown:
        tracker.send(calls.measure("nothing"))
    assert unknown.value.status == 404
    transport.losses = trackers.ATTEMPTS
    with pytest.raises(CbmError, match="does not answer: The line was cut") as lost:
        tracker.send(calls.measure(measure.key))
    assert isinstance(lost.value, UnreachableError)


@pytest.mark.parametrize("wanted", ["7", "7²", "", "Fri, 04 Dec 2026 10:00:00 GMT"])
def test_a_busy_tracker_is_asked_again_after_the_pause_that_it_wants(
    wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(trackers.time, "sleep", pauses.append)
    answers = iter([httpx.Response(503, headers={"Retry-After": wanted}) if wanted.isascii() else httpx.Response(429)])
    transport = httpx.MockTransport(lambda request: next(answers, httpx.Response(200, json={"key": "found"})))

    found = Tracker(SITE, transport=transport).send(calls.get("measures/found/"))

    assert found == {"key": "found"}
    [pause] = pauses
    assert (7 if wanted == "7" else 1) <= pause <= (8 if wanted == "7" else 2)


def test_only_a_call_signed_with_the_secret_is_read() -> None:
    secret, content, now = new_secret(), '{"type": "entry.logged", "data": {"key": "entry-1"}}', datetime.now(tz=UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Signer(secret).sign("msg_1", now, content),
    }

    assert verified_call(secret, content.encode(), headers)["data"] == {"key": "entry-1"}
    for forged in (
        {**headers, "webhook-id": "msg_2"},
        {**headers, "webhook-timestamp": str(int(time.time()) - 900)},
        {},
    ):
        with pytest.raises(ForgedCallError):
            verified_call(secret, content.encode(), forged)


@pytest.mark.django_db
def test_the_command_prints_logs_and_saves_the_brief(
    transport: Unsteady, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    measure = make_measure()
    log(measure, title="A buoy was laid", status="in_progress", occurred=str(TODAY))
    monkeypatch.setattr(commands, "Tracker", lambda url, token: Tracker(SITE, token, transport=transport))
    slug, day = measure.report.slug, str(TODAY)

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["cbm", *words])
        commands.main()
        return capsys.readouterr().out

    told = run("changes", slug, "--since", day)
    assert "A buoy was laid" in told
    assert f"{measure.key}  no status → in_progress" in told
    assert '"title": "A buoy was laid"' in run("changes", slug, "--since", day, "--json")
    assert run("changes", slug, "--since", "2001-01-01", "--until", "2001-01-02").startswith("Nothing changed")
    assert f"in_progress           {measure.title}" in run("measures", slug)
    assert "no status" in run("measures", slug, "--as-of", "2000-01-01")
    assert "bytes" in run("brief", slug, "--since", day, "--to", str(tmp_path / "brief.docx"))
    development = "log", slug, "--occurred", day, "--title", "A lamp", "--narrative", "It was lit.", "--on", measure.key
    development += "--direction", "toward", "--track", "official", "--claim", "reported", "--once", "lamp"
    with pytest.raises(SystemExit, match=r"(?i)sign in|token|credentials"):
        run(*development)
    monkeypatch.setenv("CBM_TOKEN", make_token(make_user(), Scope.WRITE))
    assert run(*development) == run(*development)
    assert Entry.objects.filter(title="A lamp").count() == 1
    with pytest.raises(SystemExit, match="let the name end in"):
        run("brief", slug, "--to", str(tmp_path / "brief.txt"))
    with pytest.raises(SystemExit, match="nothing"):
        run("changes", "nothing", "--since", day)
    with pytest.raises(SystemExit):
        run("--version")
    assert re.fullmatch(r"cbm \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.django_db(transaction=True)
def test_the_program_in_the_readme_runs(transport: Unsteady, capsys: pytest.CaptureFixture[str], reports: None) -> None:
    program = PROGRAM.replace('Tracker("http://127.0.0.1:8000"', 'Tracker("http://testserver", transport=transport')

    in_a_thread(exec, compile(program, "README.md", "exec"), {"transport": transport})

    told = capsys.readouterr().out
    assert re.search(r"^NORTH-1 .* \w+$", told, re.MULTILINE) and "developments this year" in told
    assert re.search(r"^401 ", told, re.MULTILINE)
    [kept], [counted] = (
        re.findall(r"^(\d+) measures are kept$", told, re.MULTILINE),
        re.findall(r"^(\d+) measures$", told, re.MULTILINE),
    )
    assert kept == counted != "0"


def test_the_program_in_the_readme_has_types(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")

    command = [sys.executable, "-m", "mypy", "--config-file=", "--strict", f"--cache-dir={tmp_path}", str(program)]
    source = str(ROOT / "clients/python/src")
    done = subprocess.run(command, env={"MYPYPATH": source}, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_the_models_are_those_of_the_description() -> None:
    described = Client().get("/api/v1/schema/?format=json").json()["components"]["schemas"]
    dictionaries = {name: schema for name, schema in described.items() if "properties" in schema}

    too_old = {
        name
        for name, schema in dictionaries.items()
        if set(schema["properties"]) != set(get_type_hints(getattr(models, name, dict)))
    }

    assert too_old == set(), "make client-models brings them up to date"
