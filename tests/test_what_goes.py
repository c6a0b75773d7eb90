"""What earlier versions kept and this one does not: an upgrade counts it, asks, and takes it away, kept if wished."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cbm_tracker.embedded.addresses import OWNER_ROLE
from tests.places import VERSIONS, Place, new_place
from tests.servers import ROOT
from tests.test_migrating import CATALOG

LATEST = "0230932"
COUNTED = """\
This version does not keep all that this database holds. What goes:
  circles: 2
  members of circles: 6
  dialogue sessions: 3
  items of their agendas: 6
  notes of sessions: 4
  agreed words: 1
  follow-ups: 2
  accounts that speak for a party, which are deactivated: 3
  entries released to one party: 2
  sources released to one party: 2
"""
APPLIED = "SELECT count(*) FROM django_migrations"
REDACTED = """
    SELECT by_name, reason, (SELECT count(*) FROM measures_redactionmail WHERE redaction_id = redaction.id)
    FROM measures_redaction AS redaction WHERE by_id IS NULL ORDER BY redaction.id
"""


def new_key(folder: Path) -> tuple[Path, Path]:
    """A private key and its certificate, as docs/operations.md says to make them."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-subj", "/CN=kept", "-keyout", str(key)]
    subprocess.run([*command, "-out", str(certificate)], check=True, capture_output=True)
    return key, certificate


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A tracker of before; an upgrade that is refused changes nothing, so that one is enough for all of these."""
    with new_place(tmp_path_factory.mktemp("old"), Place) as place:
        place.install(LATEST)
        yield place


def test_an_upgrade_says_what_goes_and_changes_nothing_until_somebody_has_chosen(old: Place) -> None:
    before = old.rows(APPLIED, OWNER_ROLE)

    planned = old.manage("migrate", "--plan")
    refused = old.manage("migrate")

    assert planned.returncode == 0, planned.stderr
    assert planned.stdout.startswith(COUNTED)
    assert refused.returncode == 1
    assert refused.stdout.startswith(COUNTED)
    assert "nothing has changed. Choose what becomes of these rows: CBM_DROPPED=redact" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert old.rows(APPLIED, OWNER_ROLE) == before
    assert old.rows("SELECT count(*) FROM measures_noteline") == [(4,)]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"CBM_DROPPED_FILE": ""}, "CBM_DROPPED=keep needs CBM_DROPPED_FILE, a new file, and CBM_DROPPED_KEY."),
        ({"CBM_DROPPED_KEY": "/etc/hostname"}, "CBM_DROPPED_KEY is a file with an X.509 certificate"),
        ({"CBM_DROPPED_FILE": "{folder}/certificate.pem"}, "is there already, or its folder is not"),
        ({"CBM_DROPPED_FILE": "{files}/kept"}, "is among the stored files, which are backed up"),
    ],
)
def test_what_goes_is_kept_only_where_it_can_be(
    chosen: dict[str, str], message: str, old: Place, tmp_path: Path
) -> None:
    _, certificate = new_key(tmp_path)
    usual = {"CBM_DROPPED": "keep", "CBM_DROPPED_FILE": str(tmp_path / "kept"), "CBM_DROPPED_KEY": str(certificate)}
    before = old.rows(APPLIED, OWNER_ROLE)

    refused = old.manage(
        "migrate", **usual | {name: value.format(folder=tmp_path, files=old.files) for name, value in chosen.items()}
    )

    assert refused.returncode == 1
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr
    assert old.rows(APPLIED, OWNER_ROLE) == before
    assert not (tmp_path / "kept").exists()


class Kept(Place):
    """A tracker of before that was upgraded, and what went, as its file says."""

    def upgrade(self, folder: Path) -> None:
        self.install(LATEST)
        self.file = folder / "kept.pem"
        key, certificate = new_key(folder)
        chosen = {"CBM_DROPPED": "keep", "CBM_DROPPED_FILE": str(self.file), "CBM_DROPPED_KEY": str(certificate)}
        self.migrated = self.manage("migrate", **chosen)
        assert self.migrated.returncode == 0, self.migrated.stderr
        self.decrypted = folder / "kept.json"
        decrypt = ["openssl", "cms", "-decrypt", "-binary", "-inform", "PEM", "-inkey", str(key)]
        subprocess.run([*decrypt, "-in", str(self.file), "-out", str(self.decrypted)], check=True)
        self.kept = json.loads(self.decrypted.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "files").mkdir()
    with new_place(folder / "files", Kept) as place:
        place.upgrade(folder)
        yield place


def test_what_goes_is_written_down_before_for_whoever_has_the_key(kept: Kept) -> None:
    assert kept.file.stat().st_mode & 0o777 == 0o600
    # Longer than what base64 may spell by chance.
    assert not re.search(rb"(?:Ferry|Buoy) talks", kept.file.read_bytes())
    assert f"What went is in {kept.file}, encrypted, and in no backup." in kept.migrated.stdout
    assert {circle["name"] for circle in kept.kept["circles"]} == {"Ferry talks", "Buoy talks"}
    [ferries] = [circle for circle in kept.kept["circles"] if circle["name"] == "Ferry talks"]
    assert [(each["email"], each["organises"]) for each in ferries["members"]] == [
        ("nora@example.org", False),
        ("olu@example.org", True),
        ("sam@example.org", False),
        ("wei@example.org", False),
    ]
    [fog] = [session for session in kept.kept["sessions"] if session["title"] == "Ferries in fog"]
    assert [item["question"] for item in fog["agenda"]][1] == "Who calls first?"
    assert fog["agenda"][0]["on"] == "two-straits-B1"
    assert {line["text"] for note in fog["notes"] for line in note["lines"] or ()} == {
        "Both spoke of fog.",
        "雾也谈到了。",
        "Calls are answered “at once”; nobody said by whom.",
    }
    assert [words["text_zh_hans"] for words in fog["agreed_words"]] == ["双方公布时刻表。"]
    assert {each["text"] for each in fog["follow_ups"]} == {"Send the timetable", "Ask the harbour"}


def test_what_was_released_to_one_party_is_written_down_with_who_spoke_for_it(kept: Kept) -> None:
    north, south = sorted(kept.kept["released_entries"], key=lambda entry: str(entry["marking"]))
    assert (north["title"], north["marking"]) == ("We publish more", "released:NORTHSHORE")
    assert [source["source"] for source in north["sources"]] == ["for-north"]
    assert [view["text"] for view in north["views"]] == ["We did all that was asked."]
    assert {each["on"] for each in (*north["bearings"], *north["views"])} == {"two-straits-NORTH-1"}
    assert south["title"] == "We answer calls"
    assert [source["title"] for source in kept.kept["released_sources"]] == [
        "A letter to Northshore", "A letter to Southshore",
    ]  # fmt: skip
    assert [(each["email"], each["speaks_for"]) for each in kept.kept["representatives"]] == [
        ("gone@example.org", "SOUTHSHORE"), ("nora@example.org", "NORTHSHORE"), ("sam@example.org", "SOUTHSHORE"),
    ]  # fmt: skip


RELEASED = """
    SELECT key, title, narrative, encode(salt, 'hex') FROM measures_entry WHERE starts_with(marking, 'released:')
    UNION ALL
    SELECT key, title, publisher || url, '' FROM measures_evidence WHERE starts_with(marking, 'released:')
"""
PEOPLE = "SELECT email, is_participant, is_active FROM measures_user ORDER BY email"


def test_of_what_was_released_to_one_party_the_seals_are_left(kept: Kept) -> None:
    rows = kept.rows(RELEASED)

    assert len(rows) == 4
    assert {words for _key, *words in rows for words in words} == {""}
    assert kept.rows("SELECT DISTINCT audience FROM measures_standing ORDER BY 1") == [
        ("participants",), ("public",), ("team",),
    ]  # fmt: skip


def test_who_spoke_for_a_party_is_marked_and_waits_for_an_administrator(kept: Kept) -> None:
    spoke = {"nora@example.org", "sam@example.org", "gone@example.org"}

    assert {email for email, is_participant, _ in kept.rows(PEOPLE) if is_participant} == spoke
    assert {email for email, _, is_active in kept.rows(PEOPLE) if not is_active} == spoke
    assert kept.rows("""
        SELECT email, kind, about FROM measures_accountevent JOIN measures_user AS person ON person.id = account_id
        WHERE kind IN ('made_participant', 'deactivated') ORDER BY email, measures_accountevent.id
    """) == [
        ("gone@example.org", "made_participant", "SOUTHSHORE"),
        ("nora@example.org", "made_participant", "NORTHSHORE"), ("nora@example.org", "deactivated", ""),
        ("sam@example.org", "made_participant", "SOUTHSHORE"), ("sam@example.org", "deactivated", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_no_account_reads_a_row_that_it_could_not_read_before(kept: Kept, is_confirmed: bool) -> None:
    before = json.loads((VERSIONS / f"{LATEST}_readable.json").read_text(encoding="utf-8"))

    now = kept.readable(is_confirmed=is_confirmed)

    assert now.keys() == before.keys()
    more = {
        (who, name): sorted(set(keys) - set(before[who][name]))
        for who, rows in now.items()
        # Whoever was deactivated before was let in again by nobody.
        if not (is_confirmed and who == "gone@example.org")
        for name, keys in rows.items()
    }
    assert {place: keys for place, keys in more.items() if keys} == {}
    # The team reads what it read; of what was released to one party nobody reads anything.
    assert all(set(keys) == set(before["ida@example.org"][name]) for name, keys in now["ida@example.org"].items())
    assert not {key for rows in now.values() for keys in rows.values() for key in keys} & {
        key for key, *_ in kept.rows(RELEASED)
    }


def verify_kept(file: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "docs/verify_kept.py"), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_script_verifies_the_chain_that_left(kept: Kept, tmp_path: Path) -> None:
    pinned = [json.loads(line) for line in (VERSIONS / f"{LATEST}_heads.jsonl").read_text().splitlines()]
    [head] = [each for each in pinned if each["kind"] == "session"]

    verified = verify_kept(kept.decrypted)

    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert verified.stdout == f"chain of {head['circle']}: 3 notes, {head['seal']}\n"
    changed = tmp_path / "changed.json"
    changed.write_text(kept.decrypted.read_text(encoding="utf-8").replace("spoke of fog", "spoke of smoke"))
    found = verify_kept(changed)
    assert found.returncode == 1
    assert "sequence 1: what it says is not what was sealed" in found.stdout


def test_what_went_was_redacted_and_says_so(kept: Kept) -> None:
    notes, released = (
        "This version keeps no notes of dialogue sessions.",
        "This version has no rows that are released to one party.",
    )

    assert kept.rows(REDACTED) == [("an upgrade of the tracker", reason, 1) for reason in [notes] * 3 + [released] * 4]


def test_only_the_migration_redacts_without_an_account(kept: Kept) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="Only an active administrator redacts"):
        kept.rows("SELECT redact_row('text', 'x', '1', '', '{}', '', NULL, 'internal', NULL, 'Because.')", OWNER_ROLE)


def test_a_second_run_asks_and_does_nothing(kept: Kept) -> None:
    again = kept.manage("migrate")

    assert again.returncode == 0, again.stderr
    assert "What goes" not in again.stdout
    assert len(kept.rows(REDACTED)) == 7


@pytest.mark.parametrize("part", CATALOG)
def test_a_database_without_what_went_is_like_a_new_one(part: str, kept: Kept) -> None:
    with psycopg.connect(os.environ["CBM_OWNER_DATABASE_URL"]) as link:
        new = link.execute(CATALOG[part].encode()).fetchall()

    assert sorted(kept.rows(CATALOG[part], OWNER_ROLE), key=repr) == sorted(new, key=repr)


def test_every_chain_that_stays_verifies(kept: Kept) -> None:
    verified = kept.manage("verify_journal", "--heads", str(VERSIONS / f"{LATEST}_heads.jsonl"))

    assert "no fault found." in verified.stdout, verified.stdout + verified.stderr
    assert "redacted by an upgrade of the tracker on " in verified.stdout


def test_what_goes_is_redacted_without_being_kept(place: Place) -> None:
    place.install(LATEST)

    migrated = place.manage("migrate", CBM_DROPPED="redact")

    assert migrated.returncode == 0, migrated.stderr
    assert migrated.stdout.startswith(COUNTED)
    assert "encrypted" not in migrated.stdout
    assert len(place.rows(REDACTED)) == 7


def test_a_backup_of_before_asks_the_same_when_it_is_put_back(place: Place) -> None:
    backup = str(VERSIONS / f"{LATEST}.zip")

    refused = place.manage("restore", backup, "--unproven")
    assert refused.returncode == 1
    assert "Choose what becomes of these rows" in refused.stderr
    assert place.is_empty()
    restored = place.manage("restore", backup, "--unproven", CBM_DROPPED="redact")

    assert "no fault found." in restored.stdout, restored.stdout + restored.stderr
    assert len(place.rows(REDACTED)) == 7
