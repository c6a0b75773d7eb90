"""The Python client does the main job against this tracker, and its models say what the API says."""

import re
import sys
from pathlib import Path
from typing import Any, get_type_hints

import httpx
import pytest
from cbm_tracker_client import Tracker, TrackerError, UnreachableError, command, connection, models
from django.test import Client

from measures.models import Entry, Scope, User
from tests.factories import TODAY, log, make_measure, make_token, make_user
from tests.servers import ROOT

README = (ROOT / "clients/python/README.md").read_text(encoding="utf-8")
SITE = "http://testserver"


class Unsteady(httpx.BaseTransport):
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


@pytest.fixture
def transport(monkeypatch: pytest.MonkeyPatch) -> Unsteady:
    monkeypatch.setattr(connection.time, "sleep", lambda seconds: None)
    return Unsteady()


def tracker_of(transport: httpx.BaseTransport, user: User | None = None) -> Tracker:
    return Tracker(SITE, make_token(user, Scope.WRITE) if user else "", transport=transport)


@pytest.mark.django_db
def test_measures_come_page_by_page_as_of_a_day(transport: Unsteady) -> None:
    first = make_measure(status="proposed")
    others = [make_measure(report=first.report) for _ in range(3)]
    report = tracker_of(transport).report(first.report.slug)

    rows = list(report.measures(page_size=2))
    before = list(report.measures(as_of="2000-01-01", key=first.key))

    assert {row["key"] for row in rows} == {each.key for each in (first, *others)}
    assert [row["standing"]["status"] for row in before] == [""]
    assert report.measure(first.key)["title"] == first.title
    assert [row["key"] for row in tracker_of(transport).reports()] == [first.report.slug]


@pytest.mark.django_db
def test_a_development_is_logged_once_though_the_answer_is_lost(transport: Unsteady) -> None:
    measure = make_measure()
    report = tracker_of(transport, make_user()).report(measure.report.slug)
    transport.losses = 2

    entry = report.log(
        occurred=TODAY,
        title="A fog signal was agreed",
        narrative="The harbour masters announced it.",
        bears_on=[{"on": measure.key, "direction": "toward", "about": "none"}],
        track="official",
        claim="reported",
        title_zh_hans="商定了雾号",
    )

    assert Entry.objects.get().key == entry["key"]
    assert report.changes(TODAY)["entries"][0]["title_zh_hans"] == "商定了雾号"
    assert report.confirm_unchanged(measure.key)["entries"]
    assert report.brief("docx", since=TODAY).startswith(b"PK")


@pytest.mark.django_db
def test_what_is_refused_names_its_fields_and_a_lost_tracker_is_told(transport: Unsteady) -> None:
    measure = make_measure()
    report = tracker_of(transport, make_user()).report(measure.report.slug)
    draft: dict[str, Any] = {"occurred": "2026-13", "title": "", "narrative": "N", "bears_on": []}
    with pytest.raises(TrackerError) as refused:
        report.log(**draft, track="official", claim="reported")
    assert refused.value.status == 400
    assert {"occurred", "title", "bears_on"} <= {each["field"] for each in refused.value.fields}
    assert "title: " in str(refused.value)
    with pytest.raises(TrackerError) as unknown:
        report.measure("nothing")
    assert unknown.value.status == 404
    transport.losses = connection.ATTEMPTS
    with pytest.raises(UnreachableError, match="does not answer: The line was cut"):
        report.measure(measure.key)


@pytest.mark.django_db
def test_the_command_prints_what_changed_and_saves_the_brief(
    transport: Unsteady, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    measure = make_measure()
    log(measure, title="A buoy was laid", status="in_progress", occurred=str(TODAY))
    monkeypatch.setattr(command, "Tracker", lambda url, token: Tracker(SITE, token, transport=transport))
    slug, day = measure.report.slug, str(TODAY)

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["cbm", *words])
        command.main()
        return capsys.readouterr().out

    told = run("changes", slug, "--since", day)
    assert "A buoy was laid" in told
    assert f"{measure.key}  no status → in_progress" in told
    assert '"title": "A buoy was laid"' in run("changes", slug, "--since", day, "--json")
    assert run("changes", slug, "--since", "2001-01-01", "--until", "2001-01-02").startswith("Nothing changed")
    assert "bytes" in run("brief", slug, "--since", day, "--to", str(tmp_path / "brief.docx"))
    with pytest.raises(SystemExit, match="let the name end in"):
        run("brief", slug, "--to", str(tmp_path / "brief.txt"))
    with pytest.raises(SystemExit, match="nothing"):
        run("changes", "nothing", "--since", day)


@pytest.mark.django_db
def test_the_program_in_the_readme_runs(transport: Unsteady, capsys: pytest.CaptureFixture[str], reports: None) -> None:
    program = "\n".join(re.findall(r"```python\n(.*?)```", README, re.DOTALL))
    program = program.replace('Tracker("http://127.0.0.1:8000"', 'Tracker("http://testserver", transport=transport')

    exec(compile(program, "README.md", "exec"), {"transport": transport})

    told = capsys.readouterr().out
    assert re.search(r"^NORTH-1 .* \w+$", told, re.MULTILINE) and "developments this year" in told
    assert "401" in told.splitlines()[-1]


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
