"""The record that people act on in a schedule, who they are, and what each of them may see."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import yaml

from measures.models import Role, User
from measures.wings.digests.models import Cadence, ReminderSettings
from tests.factories import make_measure, make_report, make_token, make_user
from tests.load.stage import session_of
from tests.schedules.checker import MARKINGS
from tests.servers import ROOT

MEASURES = 8
# An address that the tracker fetches nothing from.
NOWHERE = "http://192.0.2.1"


@dataclass(frozen=True, slots=True)
class Eyes:
    """Somebody who reads: with which token, and which markings they may see."""

    who: str
    token: str
    markings: tuple[str, ...]

    @property
    def see_everything(self) -> bool:
        return self.markings == MARKINGS


@dataclass(frozen=True, slots=True)
class Stage:
    """Who writes, with their tokens; who reads; and the measures that are written about."""

    writers: dict[User, str]
    readers: list[Eyes]
    keys: list[str]
    # Of the session in which the editor imports tables.
    editor_session: str


def set_stage(writers: int) -> Stage:
    report = make_report("busy", title="A busy report")
    make_report("imported", title="An imported report")
    keys = [make_measure(report, title=f"Ferry {index}").key for index in range(MEASURES)]
    people = [make_user(role=Role.ADMINISTRATOR, name=f"Writer {index}") for index in range(1, writers + 1)]
    reader, editor = make_user(role=Role.READER), make_user(role=Role.EDITOR)
    # What one makes of another's source is no reason to remind them: those are counted who are.
    ReminderSettings.objects.bulk_create(
        ReminderSettings(user=person, cadence=Cadence.OFF) for person in (*people, reader, editor)
    )
    readers = [
        Eyes("a stranger", "", MARKINGS[:1]),
        Eyes("a reader", make_token(reader), MARKINGS[:2]),
        Eyes("an editor", make_token(editor), MARKINGS),
    ]
    return Stage({person: make_token(person) for person in people}, readers, keys, session_of(editor))


class GrowingLibrary:
    """The fictional report in ever newer versions, each with one development more."""

    def __init__(self) -> None:
        text = (ROOT / "fixtures" / "two-shores.yaml").read_text(encoding="utf-8")
        self.content: dict[str, Any] = yaml.safe_load(text.replace("https://example.org", NOWHERE))
        # Those that are read are counted.
        del self.content["feeds"]
        self.versions = count(1)

    def grow(self) -> str:
        """Make the next version; answers the title of what is new in it."""
        number = next(self.versions)
        title = f"Loaded with version {number}"
        self.content["version"] = f"2026-11-01.{number}"
        self.content["record"]["entries"].append(
            {
                "key": f"EV-9{number:02}",
                "kind": "development",
                "occurred": "2024-02-01",
                "track": "official",
                "claim": "reported",
                "title": {"en": title, "zh-hans": f"随第{number}版载入"},
                "narrative": {"en": "Fictional.", "zh-hans": "虚构。"},
                "sources": ["SRC-01"],
                "bears_on": [{"on": "SOUTH-1", "direction": "toward", "about": "SOUTHSHORE"}],
            }
        )
        return title

    def as_text(self) -> str:
        return yaml.safe_dump(self.content, allow_unicode=True)
