"""A copy of a report: the same bytes for the same moment, no dead link, and nothing that is not for everybody."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from pytest_django.plugin import DjangoDbBlocker

from measures.models import Measure, Report, Role
from measures.operations.markings import mark_report, tighten_marking
from measures.operations.redactions import redact_entry
from tests.clocks import record_by
from tests.factories import log, make_evidence, make_measure, make_report, make_user
from tests.leaks import ADDRESS, AGREED, LeakyRecord, make_readers, word_of
from tests.static_copy.copies import SLUG, contents, dead_links, publish, soon
from tests.unpacking import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def at(loaded: None, django_db_blocker: DjangoDbBlocker) -> datetime:
    with django_db_blocker.unblock():
        return soon()


@pytest.fixture(scope="module")
def copy(at: datetime, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the fictional report."""
    with django_db_blocker.unblock():
        return publish(tmp_path_factory.mktemp("copies") / "copy", at)


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report("shoals"))


def test_a_copy_for_a_moment_is_the_same_whenever_it_is_made(copy: Path, at: datetime, tmp_path: Path) -> None:
    again = publish(tmp_path / "again", at, on=at + timedelta(days=3))

    first, second = contents(copy), contents(again)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_no_link_within_a_copy_is_dead(copy: Path) -> None:
    assert list(dead_links(copy)) == []


def test_a_copy_has_every_page_of_a_report_in_both_languages(copy: Path) -> None:
    report = Report.objects.get(slug=SLUG)
    entries = report.entries.filter(marking="public")
    rows = [
        *(f"measures/{row.key}" for row in report.measures.all()),
        *(f"ambiguities/{row.key}" for row in report.ambiguities.all()),
        *(f"subjects/{row.key}" for row in report.subjects.all()),
        *(f"journal/{row.key}" for row in entries),
        *(
            f"sources/{key}"
            for key in entries.exclude(citations=None).values_list("citations__evidence__key", flat=True)
        ),
    ]
    lists = [
        "",
        "measures",
        "statements",
        "journal",
        "dates",
        "requests",
        "readouts",
        "ambiguities",
        "glossary",
        "about",
    ]
    parts = [
        f"measures/{row.key}/{part}" for row in report.measures.all() for part in ("statements", "sources", "method")
    ]

    wanted = {
        "/".join(filter(None, (language, path, "index.html")))
        for language in ("en", "zh-hans")
        for path in (*rows, *lists, *parts, f"reports/{SLUG}", f"reports/{SLUG}/codebook", "search")
    }

    assert wanted - contents(copy).keys() == set()
    assert "离线副本" in (copy / "zh-hans/index.html").read_text(encoding="utf-8")


def test_a_copy_has_nothing_that_needs_a_server(copy: Path) -> None:
    pages = {name: content.decode() for name, content in contents(copy).items() if name.endswith(".html")}

    for what in ("csrfmiddlewaretoken", "nonce", "data-hx-", 'method="post"', "/accounts/", "Another day"):
        assert [name for name, page in pages.items() if what in page] == [], what


def test_the_address_that_is_cited_leads_to_the_page_of_the_copy(copy: Path, at: datetime) -> None:
    [cited] = Measure.objects.filter(key=f"{SLUG}-COOP-1")
    known_at = at - timedelta(days=7)

    page = (copy / f"en/cite/measure/{cited.key}/index.html").read_text(encoding="utf-8")

    assert f"/measures/{cited.key}/?as_of={known_at.date()}&amp;known_at={known_at:%Y-%m-%dT%H:%M:%SZ}" in page
    assert f'href="../../../measures/{cited.key}/index.html"' in page


def test_what_was_recorded_within_seven_days_is_not_in_it(
    measure: Measure, any_moment: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log(measure, title="Vexearlier")
    at = soon(10)
    record_by(lambda: at - timedelta(days=2), monkeypatch)
    log(measure, title="Vexlater", sources=[make_evidence(title="Vexsource", publisher="Vexpublisher").key])

    early = b"".join(contents(publish(tmp_path / "early", at, slug="shoals")).values())
    late = b"".join(contents(publish(tmp_path / "late", at + timedelta(days=6), slug="shoals")).values())

    assert b"Vexearlier" in early
    assert [word for word in (b"Vexlater", b"Vexsource", b"Vexpublisher") if word in early] == []
    assert [word for word in (b"Vexlater", b"Vexsource", b"Vexpublisher") if word not in late] == []


def test_what_is_redacted_or_tightened_is_gone_from_the_next_copy(measure: Measure, tmp_path: Path) -> None:
    keeper = make_user(Role.ADMINISTRATOR)
    redacted, tightened = (log(measure, title=title) for title in ("Vexredacted", "Vextightened"))
    at = soon()
    before = contents(publish(tmp_path / "copy", at, slug="shoals"))

    redact_entry(redacted, by=keeper, reason="A private name stood in it.")
    tighten_marking(tightened, marking="internal", by=keeper)
    after = contents(publish(tmp_path / "copy", at, slug="shoals"))

    assert [word for word in (b"Vexredacted", b"Vextightened") if word not in b"".join(before.values())] == []
    assert [word for word in (b"Vexredacted", b"Vextightened") if word in b"".join(after.values())] == []
    assert f"en/journal/{tightened.key}/index.html" in before.keys() - after.keys()
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_no_hidden_word_and_no_name_of_somebody_who_did_not_agree_is_in_a_copy(tmp_path: Path) -> None:
    record = LeakyRecord()
    record.plant_hidden()

    files = contents(publish(tmp_path / "copy", soon(), slug="report-one"))

    texts = {name: f"{name}\n{text_of(content)}".lower() for name, content in files.items()}
    forbidden = {*make_readers(record)["a stranger"].forbidden, ADDRESS, word_of("two", "public").lower()}
    assert [(name, word) for name, text in texts.items() for word in sorted(forbidden) if word in text] == []
    assert any(AGREED.lower() in text for text in texts.values())
    assert sum(word_of("one", "public").lower() in text for text in texts.values()) > 20


def test_a_report_that_is_not_public_is_not_copied(measure: Measure, settings: Any, tmp_path: Path) -> None:
    keeper, at = make_user(Role.ADMINISTRATOR), soon()

    settings.CBM_PUBLIC_READING = False
    with pytest.raises(CommandError, match="Not everybody may read this report"):
        publish(tmp_path / "copy", at, slug="shoals")
    settings.CBM_PUBLIC_READING = True
    mark_report(measure.report, marking="internal", by=keeper)
    with pytest.raises(CommandError, match="Not everybody may read this report"):
        publish(tmp_path / "copy", at, slug="shoals")
    with pytest.raises(CommandError, match="no report with the short name"):
        publish(tmp_path / "copy", at, slug="nowhere")

    assert not (tmp_path / "copy").exists()


def test_a_report_that_became_public_within_seven_days_is_not_copied_yet(measure: Measure, tmp_path: Path) -> None:
    keeper = make_user(Role.ADMINISTRATOR)

    with pytest.raises(CommandError, match="less than seven days"):
        publish(tmp_path / "copy", soon(6), slug="shoals")
    Report.objects.filter(pk=measure.report_id).update(added_at=soon(-30))
    hidden = mark_report(measure.report, marking="internal", by=keeper)
    mark_report(hidden, marking="public", by=keeper)
    with pytest.raises(CommandError, match="less than seven days"):
        publish(tmp_path / "copy", soon(6), slug="shoals")

    publish(tmp_path / "copy", soon(8), slug="shoals")
    assert json.loads((tmp_path / "copy/copy.json").read_text())["report"] == "shoals"


def test_a_folder_with_other_files_is_left_alone(measure: Measure, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/letter.txt").write_text("Dear Wei")

    with pytest.raises(CommandError, match="other files than those of a copy"):
        publish(tmp_path / "copy", soon(), slug="shoals")

    assert contents(tmp_path / "copy") == {"letter.txt": b"Dear Wei"}


def test_a_moment_ahead_is_refused(measure: Measure, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="in the future"):
        publish(tmp_path / "copy", soon(9), slug="shoals", on=soon(8))
