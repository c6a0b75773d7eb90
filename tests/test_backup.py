"""A backup under write load, put back elsewhere, is the record at its moment; else nothing is put back at all."""

import base64
import hashlib
import json
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from cbm_tracker.backup.archive import ArchiveError
from cbm_tracker.backup.contents import MANIFEST
from cbm_tracker.backup.proof import PROOF, members_digest
from cbm_tracker.backup.rotation import back_up_into, backups_in
from cbm_tracker.backup.write import back_up
from cbm_tracker.embedded.addresses import OWNER_ROLE, database_url
from measures.analysis.verification import verify
from measures.models import Entry, StoredFile
from measures.operations.evidence import record_evidence
from measures.operations.signing import signing_key
from tests.factories import log, make_capture, make_evidence, make_measure, make_token, make_user
from tests.files import PDF, draft, kept
from tests.places import VERSIONS, Place
from tests.servers import ROOT
from tests.test_migrating import UPGRADED

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("storage")]


class Writer(threading.Thread):
    """Logs one development after the other, each with a file of its own, until it is told to stop."""

    def __init__(self, write: Callable[[int], None]) -> None:
        super().__init__()
        self.write, self.stop = write, threading.Event()
        self.count = 0

    def run(self) -> None:
        while not self.stop.is_set():
            self.write(self.count)
            self.count += 1
        connection.close()


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a small record with one file, one review, and one account with a token."""
    make_token(make_user(email="keeper@example.org"))
    log(make_measure(), sources=[draft(), make_evidence().key])
    back_up(tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


def test_a_backup_under_write_load_is_the_record_at_its_moment(tmp_path: Path, place: Place) -> None:
    measure, by = make_measure(), make_user()

    def write(index: int) -> None:
        source = record_evidence(draft(PDF + b"%" + str(index).encode()), by=by)
        log(measure, by=by, sources=[source.key], title=f"Development {index}")

    writer = Writer(write)
    writer.start()
    while writer.count < 5:
        writer.join(0.05)
    manifest = back_up(tmp_path / "backup.zip").manifest
    while writer.count < manifest.heads[0].sequence + 3:
        writer.join(0.05)
    writer.stop.set()
    writer.join()

    restored = place.restore(tmp_path / "backup.zip")

    assert restored.returncode == 0, restored.stderr
    [head] = manifest.heads
    assert 5 <= head.sequence < Entry.objects.count()
    assert f"{head.sequence} entries and 0 reviews in 1 chains verified, no fault found." in restored.stdout
    then = Entry.objects.filter(sequence__lte=head.sequence).order_by("sequence")
    query = "SELECT key, title, encode(seal, 'hex') FROM measures_entry ORDER BY sequence"
    assert place.rows(query) == [(entry.key, entry.title, bytes(entry.seal).hex()) for entry in then]
    assert place.rows(query)[-1][2] == head.seal
    assert verify(manifest.heads).faults == []
    assert len(kept(place.files)) == place.rows("SELECT count(*) FROM measures_storedfile")[0][0]


def test_all_rows_come_back_and_writing_goes_on_where_it_was(backup: Path, place: Place) -> None:
    make_capture(make_evidence(state="pending"))
    backup = back_up(backup.with_name("with-a-copy.zip")).path
    assert place.restore(backup).returncode == 0

    words = place.manage("backup", str(backup.with_name("again.zip")))
    assert words.returncode == 0, words.stderr
    with zipfile.ZipFile(backup) as one, zipfile.ZipFile(backup.with_name("again.zip")) as other:
        names = [name for name in one.namelist() if name not in (MANIFEST, PROOF)]
        assert names == [name for name in other.namelist() if name not in (MANIFEST, PROOF)]
        assert [
            name for name in names if sorted(one.read(name).splitlines()) != sorted(other.read(name).splitlines())
        ] == []
        first, second = json.loads(one.read(MANIFEST)), json.loads(other.read(MANIFEST))
    assert {**first, "made_at": ""} == {**second, "made_at": ""}
    assert place.manage("load_report", str(ROOT / "fixtures" / "two-shores.yaml")).returncode == 0
    assert "no fault found" in place.manage("verify_journal").stdout


def test_only_its_owner_reads_a_backup_and_nobody_is_signed_in_by_it(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(backup) as archive:
        assert "rows/django_session" not in archive.namelist()
        assert b"keeper@example.org" in archive.read("rows/measures_user")


def test_a_backup_never_takes_the_place_of_another(backup: Path) -> None:
    before = backup.read_bytes()

    with pytest.raises(ArchiveError, match="there already"):
        back_up(backup)

    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.glob("backup.zip*")] == ["backup.zip"]


def test_a_lost_file_is_told_and_restored_without_on_request_only(tmp_path: Path, storage: Path, place: Place) -> None:
    log(make_measure(), sources=[draft()])
    [path] = kept(storage)
    path.unlink()
    file = StoredFile.objects.get()

    manifest = back_up(tmp_path / "backup.zip").manifest

    assert manifest.lost == [file.pk]
    refused = place.restore(tmp_path / "backup.zip")
    assert refused.returncode == 1
    assert f"file {file.pk}: it is missing" in refused.stderr
    assert place.is_empty()
    accepted = place.restore(tmp_path / "backup.zip", "--despite-faults")
    assert accepted.returncode == 0
    assert "1 fault found" in accepted.stdout


def test_a_database_that_is_not_empty_is_refused_with_the_way_out(backup: Path, place: Place) -> None:
    with psycopg.connect(database_url(place.var, OWNER_ROLE, place.database)) as link:
        link.execute("CREATE TABLE kept AS SELECT 1 AS number")

    refused = place.restore(backup)

    assert refused.returncode == 1
    assert "is not empty: restore into a new one" in refused.stderr
    assert place.rows("SELECT number FROM kept", OWNER_ROLE) == [(1,)]


def test_files_of_another_record_are_not_put_at_risk(backup: Path, place: Place) -> None:
    stranger = place.files / "ab" / "cd" / "abcd"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("Of another record.")

    refused = place.restore(backup)

    assert "1 that are not of this backup (ab/cd/abcd …)" in refused.stderr
    assert kept(place.files) == [stranger]


def test_files_that_are_still_there_are_taken_over(backup: Path, storage: Path, place: Place) -> None:
    storage.rename(place.files)

    assert place.restore(backup).returncode == 0

    assert [path.read_bytes() for path in kept(place.files)] == [PDF]


def test_lost_and_changed_files_alone_are_put_back_into_the_present_record(
    backup: Path, storage: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [path] = kept(storage)
    path.write_bytes(b"something else")
    log(make_measure(), title="Since the backup")

    call_command("restore", backup, files=True)

    assert path.read_bytes() == PDF
    assert f"file {path.name}: it is back" in capsys.readouterr().out
    assert Entry.objects.filter(title="Since the backup").exists()


def test_a_file_that_the_backup_does_not_have_is_named(backup: Path, storage: Path) -> None:
    newer = record_evidence(draft(PDF + b"% newer"), by=make_user()).file
    assert newer is not None
    (storage / newer.path).unlink()

    with pytest.raises(CommandError, match="Not every file is in this backup"):
        call_command("restore", backup, files=True)

    assert not (storage / newer.path).exists()


def altered(backup: Path, **changed: bytes) -> Path:
    """A copy of a backup with other members, and a digest that fits them: somebody knows how it is made."""
    copy = backup.with_name("altered.zip")
    with zipfile.ZipFile(backup) as one, zipfile.ZipFile(copy, "w") as other:
        for name in one.namelist():
            if name != PROOF:
                content = one.read(name)
                other.writestr(name, next((value for key, value in changed.items() if key in name), content))
        other.writestr(PROOF, json.dumps(json.loads(one.read(PROOF)) | {"digest": members_digest(other)}))
    return copy


def truncated(backup: Path) -> Path:
    copy = backup.with_name("truncated.zip")
    copy.write_bytes(backup.read_bytes()[:-2000])
    return copy


def with_a_bit_turned(backup: Path) -> Path:
    content = bytearray(backup.read_bytes())
    with zipfile.ZipFile(backup) as archive:
        content[archive.getinfo("rows/measures_user").header_offset + 100] ^= 1
    copy = backup.with_name("turned.zip")
    copy.write_bytes(content)
    return copy


DAMAGED: dict[str, Callable[[Path], Path]] = {
    "a part of the file": truncated,
    "a bit that turned": with_a_bit_turned,
    "a table without its rows": lambda backup: altered(backup, measures_entry=b""),
    "rows that hang on nothing": lambda backup: altered(backup, measures_chain=b""),
    "no ZIP file": lambda backup: Path(__file__),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_backup_is_refused_and_nothing_is_put_back(damage: str, backup: Path, place: Place) -> None:
    refused = place.restore(DAMAGED[damage](backup))

    assert refused.returncode == 1
    assert "is no backup, or a damaged one" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert place.is_empty()


def test_a_changed_word_is_named_and_nothing_is_put_back(backup: Path, place: Place) -> None:
    with zipfile.ZipFile(backup) as archive:
        entries = archive.read("rows/measures_entry")
    title = Entry.objects.get().title.encode()

    refused = place.restore(altered(backup, measures_entry=entries.replace(title, b"Another title")))

    assert "what it says is not what was sealed" in refused.stderr
    assert place.is_empty()


def test_a_backup_of_a_newer_version_is_refused_with_the_way_out(backup: Path, place: Place) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    manifest["migrations"].append(["measures", "9999_of_days_to_come"])

    refused = place.restore(altered(backup, **{MANIFEST: json.dumps(manifest).encode()}))

    assert "newer version of the tracker (measures.9999_of_days_to_come): restore it with that one" in refused.stderr
    assert place.is_empty()


@pytest.mark.parametrize("version", UPGRADED)
def test_a_backup_of_an_older_version_is_brought_up_to_date_and_guarded(version: str, place: Place) -> None:
    restored = place.manage("restore", str(VERSIONS / f"{version}.zip"), "--unproven", CBM_DROPPED="redact")

    assert "12 entries and 8 reviews in 8 chains verified, no fault found." in restored.stdout, restored.stderr
    assert place.rows("SELECT count(*) FROM django_migrations WHERE name = '0003_functions_and_triggers'") == [(1,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        place.rows("UPDATE measures_entry SET title = 'Another' RETURNING 1")
    with pytest.raises(psycopg.errors.RestrictViolation):
        place.rows("UPDATE measures_entry SET title = 'Another' RETURNING 1", OWNER_ROLE)


def test_a_backup_of_a_version_in_between_is_refused_with_the_way(backup: Path, place: Place) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    manifest["migrations"] = [
        [app, name] for app, name in manifest["migrations"] if name != "0040_numbers_that_tell_nothing"
    ]

    refused = place.restore(altered(backup, **{MANIFEST: json.dumps(manifest).encode()}))

    assert "bring it up to date with commit 859465f first" in refused.stderr
    assert place.is_empty()


def test_a_folder_keeps_the_newest_and_leaves_alone_what_is_not_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    old = [folder / f"cbm-2026010{day}T000000Z.zip" for day in (1, 2, 3)]
    for path in (*old, folder / "before-the-upgrade.zip"):
        path.write_bytes(b"")

    made, removed = back_up_into(folder, keep=2)

    assert removed == old[:2]
    assert backups_in(folder) == [old[2], made.path]
    assert (folder / "before-the-upgrade.zip").exists()


KEY = base64.b64encode(b"a key of thirty-two bytes, fixed").decode()


@pytest.fixture
def signed_backup(tmp_path: Path, settings: LazySettings) -> Path:
    """A backup that was signed by KEY."""
    settings.CBM_SIGNING_KEY = KEY
    make_user(email="keeper@example.org", role="contributor")
    back_up(tmp_path / "signed.zip")
    return tmp_path / "signed.zip"


def promoted(backup: Path) -> Path:
    """A copy in which a contributor has become an administrator."""
    with zipfile.ZipFile(backup) as archive:
        users = archive.read("rows/measures_user")
    return altered(backup, measures_user=users.replace(b"contributor", b"administrator"))


def test_the_digest_that_is_printed_can_be_made_by_anybody(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", backup.with_name("another.zip"))
    printed = capsys.readouterr().out.split("Digest: ")[1].strip()

    with zipfile.ZipFile(backup.with_name("another.zip")) as archive:
        lines = [
            f"{hashlib.sha256(archive.read(name)).hexdigest()}  {name}\n"
            for name in sorted(archive.namelist())
            if name != PROOF
        ]

    assert hashlib.sha256("".join(lines).encode()).hexdigest() == printed


def test_a_backup_that_was_packed_anew_is_not_the_one_whose_digest_was_printed(backup: Path, place: Place) -> None:
    with zipfile.ZipFile(backup) as archive:
        printed = json.loads(archive.read(PROOF))["digest"]
    changed = altered(backup, measures_user=b"")

    refused = place.restore(changed, "--digest", printed)

    assert refused.returncode == 1
    assert "not the one that was given" in refused.stderr
    assert place.is_empty()
    accepted = place.restore(backup, "--digest", printed)
    assert accepted.returncode == 0, accepted.stderr
    assert f"Digest of the backup: {printed}" in accepted.stdout


def test_a_member_that_its_digest_does_not_cover_is_refused(backup: Path, place: Place) -> None:
    with zipfile.ZipFile(backup, "a") as archive:
        archive.writestr("rows/measures_other", b"")

    refused = place.restore(backup)

    assert "its members are not those that its digest was made of" in refused.stderr
    assert place.is_empty()


def test_a_signed_backup_is_put_back_by_the_tracker_that_signed_it(signed_backup: Path, place: Place) -> None:
    restored = place.restore(signed_backup, CBM_SIGNING_KEY=KEY)

    assert restored.returncode == 0, restored.stderr


@pytest.mark.parametrize("change", ["other rows", "another key", "no proof"])
def test_a_backup_that_this_trackers_key_has_not_signed_is_put_back_only_on_request(
    change: str, signed_backup: Path, place: Place
) -> None:
    path, key = signed_backup, KEY
    if change == "other rows":
        path = promoted(signed_backup)
    elif change == "another key":
        key = base64.b64encode(b"another key of thirty-two bytes.").decode()
    else:
        path = without_proof(signed_backup)

    refused = place.restore(path, CBM_SIGNING_KEY=key)

    assert refused.returncode == 1
    assert "see --unproven" in refused.stderr
    assert place.is_empty()
    assert place.restore(path, "--unproven", CBM_SIGNING_KEY=key).returncode == 0


def without_proof(backup: Path) -> Path:
    """A copy as older versions made them."""
    copy = backup.with_name("older.zip")
    with zipfile.ZipFile(backup) as one, zipfile.ZipFile(copy, "w") as other:
        for name in one.namelist():
            if name != PROOF:
                other.writestr(name, one.read(name))
    return copy


def test_a_restore_that_fails_shows_no_row(backup: Path, place: Place) -> None:
    with zipfile.ZipFile(backup) as archive:
        users = archive.read("rows/measures_user")

    refused = place.restore(altered(backup, measures_user=users + users))

    assert "its rows do not fit" in refused.stderr
    assert "keeper@example.org" not in refused.stderr + refused.stdout
    assert "argon2" not in refused.stderr + refused.stdout
    assert place.is_empty()


def test_a_signing_key_that_is_none_is_named(settings: LazySettings) -> None:
    settings.CBM_SIGNING_KEY = "too short"

    with pytest.raises(ImproperlyConfigured, match="CBM_SIGNING_KEY is 32 random bytes in base64"):
        signing_key()
