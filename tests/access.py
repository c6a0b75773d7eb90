"""People of every role, rows of every marking, and what the tests of access ask of them."""

from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from rest_framework.test import APIClient

from measures.models import Ambiguity, Entry, Evidence, Measure, Report, Role, User
from measures.operations.drafts import AssessmentDraft, BearingDraft, SourceDraft
from tests.factories import (
    log,
    make_ambiguity,
    make_measure,
    make_milestone,
    make_participant,
    make_party,
    make_report,
    make_user,
)

X, Y = "NORTHSHORE", "SOUTHSHORE"
# The last is of rows that an earlier version released to one party: nobody reads those.
MARKINGS = {"P": "public", "T": "participants", "I": "internal", "X": f"released:{X}"}
READS = {
    "anonymous": "P",
    "reader": "P",
    "participant": "PT",
    "contributor": "PTI",
    "editor": "PTI",
    "administrator": "PTI",
    "deactivated": "P",
}


def user_of(role: str) -> User | None:
    match role:
        case "anonymous":
            return None
        case "deactivated":
            return make_user(role=Role.ADMINISTRATOR, is_active=False)
        case "participant":
            return make_participant()
        case _:
            return make_user(role=role)


def client_for(user: User | None) -> APIClient:
    """A browser and a program in one: signed in, if there is an account."""
    client = APIClient()
    if user is not None:
        client.force_login(user)
    return client


@dataclass
class World:
    """A public measure of which one entry says something, with its source; both have the marking in question."""

    letter: str
    measure: Measure
    ambiguity: Ambiguity
    entry: Entry
    source: Evidence
    milestone_key: str

    @property
    def report(self) -> str:
        return self.measure.report.slug

    @property
    def lanterns(self) -> str:
        return f"Lanterns {self.letter} on the quay"

    @property
    def gazette(self) -> str:
        return f"Ferry gazette {self.letter}"


def make_world(report: Report, letter: str) -> World:
    marking = MARKINGS[letter]
    ambiguity = make_ambiguity(report, parent=make_ambiguity(report))
    measure = make_measure(report, parties=[X], addresses=[ambiguity])
    milestone = make_milestone(measure)
    source = SourceDraft(
        title=f"Ferry gazette {letter}", publisher="Harbour office", url=f"https://example.org/gazette/{letter}"
    )
    # No operation gives the marking of X any more.
    with patch("measures.operations.entries.check_readership") if letter == "X" else nullcontext():
        entry = log(
            measure,
            marking=marking,
            title=f"Lanterns {letter} on the quay",
            sources=[source],
            bears_on=[
                BearingDraft(on=measure.key, direction="toward"),
                BearingDraft(on=ambiguity.key, direction="clearer", concern="up"),
            ],
            assessments=[view_on(measure), view_on(ambiguity, level=None)],
        )
    return World(letter, measure, ambiguity, entry, entry.citations.get().evidence, milestone.key)


def make_worlds() -> dict[str, World]:
    """A world of each marking, in one report."""
    for code in (X, Y):
        make_party(code)
    report = make_report()
    return {letter: make_world(report, letter) for letter in MARKINGS}


def view_on(row: Measure | Ambiguity, level: int | None = 2) -> AssessmentDraft:
    nothing = "" if level is not None else "nothing_found"
    return AssessmentDraft(on=row.key, about=X, level=level, nothing=nothing, text="Lanterns seen")


def answer_of(client: APIClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code in (200, 404), (address, answer.content)
    return answer


def keys_listed(client: APIClient, address: str) -> list[str]:
    """The keys of the rows of a list; its count has to agree."""
    counted = answer_of(client, f"{address}{'&' if '?' in address else '?'}count=true").json()
    keys = [row["key"] for row in counted["results"]]
    assert counted["count"] == len(keys)
    return keys


def listed(client: APIClient, address: str, key: str) -> bool:
    """Whether a list has a row."""
    return key in keys_listed(client, address)


def says(client: APIClient, address: str, *texts: str) -> bool:
    """Whether an answer tells these; it has to tell all or none."""
    content = answer_of(client, address).content.decode()
    found = {text in content for text in texts}
    assert len(found) == 1, (address, texts)
    return found == {True}


def development(measure: Measure, **fields: Any) -> dict[str, Any]:
    """What is sent to log something."""
    return {
        "report": measure.report.slug,
        "occurred": "2024-05",
        "title": "A buoy was laid",
        "narrative": "The harbour office laid it.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "toward", "about": "none"}],
        **fields,
    }
