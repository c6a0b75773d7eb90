"""The whole record of a report goes into an archive and comes back as it was, seal by seal."""

import io
import json
import os
import random
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db.models import F

from measures.models import (
    Entry,
    Evidence,
    Measure,
    PartialDate,
    Report,
    Review,
    RowChange,
    Standing,
    StoredFile,
    User,
)
from measures.models.markings import released_to
from measures.operations import journal
from measures.operations.developments import correct_entry, log_development
from measures.operations.drafts import BearingDraft, EntryDraft, FileDraft, SourceDraft, ViewDraft
from measures.operations.evidence import record_evidence, review_evidence
from measures.operations.markings import tighten_marking
from measures.operations.redactions import redact_entry
from tests.factories import TODAY, log, make_representative, make_user

ENTRIES = 1000 if os.environ.get("CBM_LONG_TESTS") else 40
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
pytestmark = pytest.mark.django_db(transaction=True)


def export(slug: str, file: Path) -> bytes:
    call_command("export_report", slug, file, verbosity=0)
    return file.read_bytes()


def restore(file: Path) -> None:
    call_command("restore_journal", file, verbosity=0)


def empty_the_database() -> None:
    """What is left is what a new tracker has."""
    call_command("flush", interactive=False, verbosity=0)
    assert not User.objects.exists()


def standings() -> list[tuple[Any, ...]]:
    figures = [field.attname for field in Standing._meta.concrete_fields if field.name not in ("id", "measure")]
    return [
        (standing.measure.key, *(str(getattr(standing, figure)) for figure in figures))
        for standing in Standing.objects.select_related("measure").order_by("measure__key", "audience")
    ]


def rewritten(file: Path, change: Any) -> Path:
    """The archive with other rows: `change` takes and answers the list of them."""
    other = file.with_name(f"other-{file.name}")
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "record.jsonl":
                rows = change([json.loads(line) for line in content.splitlines()])
                content = b"\n".join(json.dumps(row).encode() for row in rows)
            target.writestr(name, content)
    return other


@pytest.mark.parametrize("slug", ["two-shores", "zhao-2020"])
def test_a_fixture_comes_back_byte_by_byte(slug: str, committed_reports: None, tmp_path: Path) -> None:
    before = export(slug, tmp_path / "a.zip")
    seals = list(Entry.objects.filter(report__slug=slug).order_by("key").values_list("key", "seal"))
    empty_the_database()

    restore(tmp_path / "a.zip")

    assert export(slug, tmp_path / "b.zip") == before
    assert list(Entry.objects.order_by("key").values_list("key", "seal")) == seals
    call_command("verify_journal", verbosity=0)


def lived_in(report: Report, entries: int) -> None:
    """A report that people of every kind have worked on: all markings, corrections, reviews, a file, a redaction."""
    chance = random.Random(7)
    team, other, editor = make_user(), make_user(), make_user(role="editor")
    shore = make_representative("NORTHSHORE")
    measures = list(report.measures.filter(parent=None))
    source = record_evidence(
        SourceDraft(publisher="Calm Press", title="Minutes", file=FileDraft(io.BytesIO(PDF), "minutes.pdf")), by=team
    )
    review_evidence(source, by=other, state="accepted")
    logged = []
    for number in range(entries):
        marking = chance.choice(["public", "participants", "internal", released_to("NORTHSHORE")])
        by = shore if marking.startswith("released") else team
        view = ViewDraft(
            on=chance.choice(measures).key, whose="NORTHSHORE", about="NORTHSHORE", level=1, text="说法",
            provenance="representative",
        )  # fmt: skip
        bearing = BearingDraft(on=chance.choice(measures).key, direction=chance.choice(["toward", "away", "either"]))
        draft = EntryDraft(
            occurred=PartialDate.parse(chance.choice(["2024", "2025-03", "2025-06-01"])),
            title=f"Invented {number}", narrative="Invented.", track="official", claim="reported", marking=marking,
            bears_on=[] if by is shore else [bearing], views=[view] if by is shore else [],
            sources=[] if by is shore else [source.key],
        )  # fmt: skip
        logged.append(log_development(report, draft, by=by, on=TODAY))
    mine = [entry for entry in logged if entry.author_id == team.pk]
    correction = EntryDraft(
        occurred=PartialDate.parse("2025"), title="Mended", narrative="Invented.", track="expert", claim="disputed",
        marking=mine[0].marking, sources=[source.key], bears_on=[BearingDraft(on=measures[0].key, direction="away")],
    )  # fmt: skip
    correct_entry(mine[0], correction, by=editor, on=TODAY)
    redact_entry(mine[1], by=make_user(role="administrator"), reason="A private name.")
    public = next(entry for entry in mine[2:] if entry.marking == "public")
    tighten_marking(public, marking="internal", by=editor)


def test_a_lived_in_record_comes_back_byte_by_byte(committed_reports: None, tmp_path: Path) -> None:
    lived_in(Report.objects.get(slug="two-shores"), ENTRIES)
    Report.objects.get(slug="zhao-2020")
    before, stood = export("two-shores", tmp_path / "a.zip"), standings()
    stored = StoredFile.objects.get()
    empty_the_database()
    default_storage.delete(stored.path)

    restore(tmp_path / "a.zip")

    assert export("two-shores", tmp_path / "b.zip") == before
    assert [row for row in stood if row[0].startswith("two-shores")] == standings()
    with default_storage.open(stored.path) as content:
        assert content.read() == PDF
    assert RowChange.objects.filter(after__marking="internal").exists()
    call_command("verify_journal", verbosity=0)


def without_formats(rows: list[Any]) -> list[Any]:
    """What was written of entries before seals had formats."""
    for name, row in rows[1:]:
        if name == "entry" and row["seal_format"] == 1:
            for column in ("seal_format", "name_salt", "name_commitment"):
                del row[column]
    return rows


def test_an_archive_from_before_seals_had_formats_comes_back(
    committed_reports: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "PRESENT_FORMAT", 1)
    entry = log(Measure.objects.get(key="two-shores-NORTH-1"))
    export("two-shores", tmp_path / "a.zip")
    empty_the_database()

    restore(rewritten(tmp_path / "a.zip", without_formats))

    assert list(Entry.objects.filter(seal_format=1).values_list("key", flat=True)) == [entry.key]
    assert Entry.objects.filter(seal_format=2).exists()
    call_command("verify_journal", verbosity=0)


def test_reviews_are_sealed_anew_where_they_are_put_back_and_say_so(committed_reports: None, tmp_path: Path) -> None:
    reviews = Review.objects.filter(evidence__key__startswith="two-shores").count()
    export("two-shores", tmp_path / "a.zip")
    empty_the_database()

    restore(tmp_path / "a.zip")

    assert Review.objects.filter(sealed_at__gt=F("recorded_at")).count() == reviews > 0
    call_command("verify_journal", verbosity=0)


def test_an_archive_is_for_its_owner_alone(committed_reports: None, tmp_path: Path) -> None:
    export("two-shores", tmp_path / "a.zip")

    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="is there already"):
        export("two-shores", tmp_path / "a.zip")
    with pytest.raises(CommandError, match="no report with the short name"):
        export("nothing", tmp_path / "b.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_no_password_is_in_an_archive(committed_reports: None, tmp_path: Path) -> None:
    author = make_user(password="a-long-enough-secret")
    record = EntryDraft(
        occurred=PartialDate.parse("2025"), title="Invented", narrative="Invented.", track="expert", claim="reported",
        bears_on=[BearingDraft(on="two-shores-NORTH-1", direction="background")],
    )  # fmt: skip
    log_development(Report.objects.get(slug="two-shores"), record, by=author, on=TODAY)
    export("two-shores", tmp_path / "a.zip")
    empty_the_database()

    restore(tmp_path / "a.zip")

    assert b"pbkdf2" not in zipfile.ZipFile(tmp_path / "a.zip").read("record.jsonl")
    assert User.objects.get(email=author.email).has_usable_password() is False


def with_another_title(rows: list[Any]) -> list[Any]:
    next(row for name, row in rows[1:] if name == "entry")["title"] = "Something else"
    return rows


def without_the_second_entry(rows: list[Any]) -> list[Any]:
    entries = [row for row in rows[1:] if row[0] == "entry"]
    return [row for row in rows if row is not entries[1]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_another_title, "what it says is not what was sealed"),
        (without_the_second_entry, "missing|no archive of a report"),
        (lambda rows: [{**rows[0], "archive": 9}, *rows[1:]], "format 9"),
        (lambda rows: [*rows, ["entry", {}]], "no archive of a report"),
        (lambda rows: [*rows, ["nonsense", {}]], "no archive of a report"),
    ],
)
def test_an_archive_that_was_changed_is_refused_whole(
    change: Any, message: str, committed_reports: None, tmp_path: Path
) -> None:
    export("two-shores", tmp_path / "a.zip")
    empty_the_database()

    with pytest.raises(CommandError, match=message):
        restore(rewritten(tmp_path / "a.zip", change))

    assert not Report.objects.exists()
    assert not Entry.objects.exists()


def test_what_is_no_archive_is_refused_plainly(transactional_db: None, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"not a zip")

    with pytest.raises(CommandError, match=r"a\.zip is no archive of a report"):
        restore(tmp_path / "a.zip")
    with pytest.raises(CommandError, match="no archive"):
        restore(tmp_path / "nothing.zip")


def test_a_report_that_is_here_is_not_restored_over(committed_reports: None, tmp_path: Path) -> None:
    export("two-shores", tmp_path / "a.zip")

    with pytest.raises(CommandError, match="two-shores is here already"):
        restore(tmp_path / "a.zip")


def test_a_party_of_that_code_that_is_another_one_is_named(committed_reports: None, tmp_path: Path) -> None:
    export("two-shores", tmp_path / "a.zip")
    empty_the_database()
    make_representative("NORTHSHORE")

    with pytest.raises(CommandError, match=r"NORTHSHORE.*is here already, with another (kind|name)"):
        restore(tmp_path / "a.zip")

    assert not Measure.objects.exists()
    assert not Evidence.objects.exists()
