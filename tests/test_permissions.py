"""The tables in docs/permissions.md say what `measures.access` answers, in every cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from measures import access
from measures.models import (
    AnnouncedDate,
    DateFinding,
    Entry,
    Evidence,
    Measure,
    Owner,
    Party,
    Proposal,
    Report,
    Role,
    TextSearch,
    User,
)
from tests.conftest import ROOT
from tests.wings import ARE_ALL_HERE, joined, samples

CONDITIONS = {
    "yes": lambda row: True,
    "no": lambda row: False,
    "themselves": lambda row: row.is_own,
    "what others proposed": lambda row: not row.is_own,
    "their own": lambda row: row.is_own,
    "what is public": lambda row: False,
}


@dataclass(frozen=True)
class Row:
    """What an act is done on: whose it is."""

    is_own: bool


def table(heading: str) -> dict[str, dict[str, str]]:
    """A table of the page: the cells of each row, by its first one and by column."""
    section = (ROOT / "docs/permissions.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    head, _, *rows = lines
    return {row[0].strip("`"): dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def reader(column: str) -> access.Reader:
    if column == "anonymous":
        return AnonymousUser()
    is_participant = column == "participant"
    user = User(pk=1, role=Role.READER if is_participant else Role(column), is_participant=is_participant)
    user.roles_in_reports = {}
    return user


WRITTEN_BY: dict[str, Callable[[int], Model]] = {
    "agree": lambda pk: Proposal(proposed_by_id=pk),
    "change_proposal": lambda pk: Proposal(proposed_by_id=pk),
    "withdraw_proposal": lambda pk: Proposal(proposed_by_id=pk),
    "release_owner": lambda pk: Owner(user_id=pk),
    "withdraw_date": lambda pk: AnnouncedDate(added_by_id=pk),
    "withdraw_finding": lambda pk: DateFinding(recorded_by_id=pk),
    "correct_search": lambda pk: TextSearch(searched_by_id=pk),
    "withdraw_search": lambda pk: TextSearch(searched_by_id=pk),
    **joined(each.acted_on for each in samples()),
}


def act_target(act: str, row: Row) -> Any:
    mine = 1 if row.is_own else 2
    match act:
        case "correct_entry":
            return [Entry(author_id=mine)]
        case "review_evidence" | "revise_evidence":
            return [Evidence()]
        case "tighten_marking":
            return [Entry(author_id=mine), Evidence(recorded_by_id=mine), Measure()]
        case act if act in WRITTEN_BY:
            return [WRITTEN_BY[act](mine)]
        case "set_reminders" | "revise_view" | "share_view" | "unshare_view":
            return [User(pk=mine)]
        case _:
            return [None]


def rows() -> Iterator[Row]:
    return map(Row, (True, False))


# The document tells of all wings.
ACTS = {act: cells for act, cells in table("Who may do what").items() if act in access.rules() or ARE_ALL_HERE}


def test_every_act_and_role_has_its_cell() -> None:
    columns = ["anonymous", "reader", "participant", "contributor", "editor", "administrator"]

    assert set(ACTS) == set(access.rules())
    assert {tuple(row) for row in ACTS.values()} == {tuple(columns)}


@pytest.mark.parametrize(("act", "column"), [(act, column) for act, cells in ACTS.items() for column in cells])
def test_who_may_do_what(act: str, column: str) -> None:
    holds = CONDITIONS[ACTS[act][column]]
    for row in rows():
        for on in act_target(act, row):
            assert access.allows(reader(column), act, on) == holds(row), (row, on)


@pytest.mark.parametrize("act", ACTS)
def test_whoever_was_deactivated_may_nothing(act: str) -> None:
    for column in ("reader", "participant", "contributor", "editor", "administrator"):
        user = reader(column)
        user.is_active = False
        for row in rows():
            assert not any(access.allows(user, act, on) for on in act_target(act, row))


READABLE = table("Who may read")


@pytest.mark.parametrize(
    ("marking", "column"), [(name, column) for name, cells in READABLE.items() for column in cells]
)
def test_who_may_read_what(marking: str, column: str) -> None:
    assert access.audience_of(reader(column)).may_read(marking) == (READABLE[marking][column] == "yes")


# Acts of the whole tracker, whatever report is at hand.
OF_ALL_REPORTS = {"add_report", "edit_party", "import_table", "read_shared_views", "share_view", "unshare_view"}
OF_SOURCES = {"open_evidence", "record_evidence", "review_evidence", "revise_evidence", "read_capture"}


def in_report(act: str, row: Row, report: int) -> list[Any]:
    """What an act is done on, in a report."""
    found = act_target(act, row)
    for each in found:
        if isinstance(each, Owner):
            each.measure = Measure(report_id=report)
        elif isinstance(each, DateFinding):
            each.date = AnnouncedDate(report_id=report)
        elif hasattr(each, "report_id"):
            each.report_id = report
    return [Report(pk=report) if each is None else each for each in found]


@pytest.mark.parametrize("column", ["contributor", "editor"])
@pytest.mark.parametrize("act", [act for act in ACTS if act not in OF_ALL_REPORTS | OF_SOURCES])
def test_a_role_for_one_report_is_that_role_there_and_none_elsewhere(act: str, column: str) -> None:
    """Of sources, which are in no report, `test_report_roles` asks."""
    user = reader("reader")
    user.roles_in_reports = {1: column}
    for row in rows():
        for report, as_column in ((1, column), (2, "reader")):
            for on in in_report(act, row, report):
                if isinstance(on, Evidence | User):
                    continue
                assert access.allows(user, act, on) == access.allows(reader(as_column), act, on), (report, row)


@pytest.mark.parametrize("act", sorted(OF_ALL_REPORTS))
def test_an_act_of_the_whole_tracker_asks_for_the_role_in_all_reports(act: str) -> None:
    user = reader("reader")
    user.roles_in_reports = {1: "editor"}
    for row in rows():
        for on in (*act_target(act, row), Party(code="NORTHSHORE")):
            if not (isinstance(on, User) and row.is_own):
                assert not access.allows(user, act, on)
