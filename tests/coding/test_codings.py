"""Two members of the team code the same developments, neither seeing the other's codes before both are done."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models.signals import post_init
from django.test import Client
from django.urls import get_resolver, reverse

from measures.errors import (
    CodingDoneError,
    CodingIncompleteError,
    CodingOpenError,
    CodingPublishedError,
    CodingUnsettledError,
    NotAllowedError,
)
from measures.models import PUBLIC, TEAM, Entry, Report, User
from measures.operations.clock import clock
from measures.operations.drafts import BearingDraft
from measures.operations.entries import correct_entry
from measures.operations.redactions import redact_texts
from measures.wings.coding.models import Code, Coding, Settlement
from measures.wings.coding.operations import (
    CodeDraft,
    CodingDraft,
    finish_coding,
    open_coding,
    resume_coding,
    revise_coding,
    settle_difference,
    unsettle_difference,
    write_codes,
)
from measures.wings.coding.readings import agreement_of
from tests.coding.factories import make_coding
from tests.exports import csv_rows, sheets
from tests.factories import (
    draft_of,
    give_role,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_report,
    make_user,
)
from tests.files import signed_in
from tests.test_taking_back import CHINESE, REASON, WORD, places_of

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """A coding of three developments, of which one is internal, one cites an internal source and one none."""

    coding: Coding
    editor: User
    first: User
    second: User

    @property
    def page(self) -> str:
        return f"/codings/{self.coding.key}/"

    def code(self, by: User, *rows: str) -> None:
        """Write codes, `place direction claim grade`; a dash is what cannot be coded."""
        parts = [["" if part == "-" else part for part in row.split()] for row in rows]
        drafts = [CodeDraft(unit=int(place), direction=d, claim=c, grade=g) for place, d, c, g in parts]
        write_codes(self.coding, drafts, by=by)

    def finish(self, by: User) -> None:
        self.coding = finish_coding(self.coding, by=by, at=clock())

    def finish_both(self) -> None:
        """Both are done: they differ on the direction of the first development, and on its grade."""
        self.code(self.first, "1 toward reported A", "2 away reported B", "3 either disputed -")
        self.code(self.second, "1 away reported C", "2 away reported B", "3 either disputed -")
        self.finish(self.first)
        self.finish(self.second)

    def settle(self, variable: str, value: str) -> Settlement:
        unit = self.coding.units.get(place=1)
        return settle_difference(unit, variable, value=value, how="Read again.", by=self.first, at=clock())

    def revise(self, **changes: Any) -> None:
        self.coding = revise_coding(self.coding, changes=changes, version=None, by=self.editor, at=clock())


@pytest.fixture
def world() -> World:
    first, second, editor = make_user(), make_user(), make_user(role="editor")
    measure = make_measure()
    open_source, hidden = make_evidence(grade="A"), make_evidence(grade="B", marking="internal")
    log(measure, occurred="2024-01-01", sources=[open_source.key], title="One")
    log(measure, occurred="2024-01-02", sources=[hidden.key], title="Two", marking="internal")
    log(measure, occurred="2024-01-03", title="Three")
    draft = CodingDraft(title="Trial", first_coder=first, second_coder=second)
    return World(open_coding(measure.report, draft, by=editor), editor, first, second)


def test_alpha_and_differences_are_those_of_what_its_reader_may_read(world: World) -> None:
    world.finish_both()

    team, public = agreement_of(world.coding, TEAM), agreement_of(world.coding, PUBLIC)

    direction, claim, grade = team.variables
    assert (team.units, direction.pairs, direction.same, round(direction.nominal or 0, 3)) == (3, 3, 2, 0.545)
    assert (claim.same, claim.nominal, claim.ordinal) == (3, 1.0, None)
    assert (grade.pairs, grade.same) == (2, 1)
    assert grade.ordinal is not None
    assert [value.variable for value in team.differences] == ["direction", "grade"]
    assert (public.units, public.variables[0].pairs) == (0, 0)  # it is not published


def test_what_was_settled_is_the_outcome_and_only_a_person_corrects_the_record(world: World) -> None:
    world.finish_both()
    world.settle("direction", "away")

    [found] = [value for value in agreement_of(world.coding, TEAM).off_record if value.unit.place == 1]
    assert (found.variable, found.outcome, found.recorded) == ("direction", "away", "toward")

    entry = found.entry
    measure = entry.bearings.get().measure
    assert measure is not None
    changed = draft_of(measure, direction="away", occurred="2024-01-01", title="One", reason="Read again.")
    correct_entry(entry, changed, by=world.editor, on=entry.recorded_on)
    assert [value.unit.place for value in agreement_of(world.coding, TEAM).off_record if value.unit.place == 1] == []


def test_a_coder_changes_codes_until_both_are_done(world: World) -> None:
    world.code(world.first, "1 toward reported A")
    with pytest.raises(CodingIncompleteError):
        world.finish(world.first)
    world.code(world.first, "1 away reported A", "2 away reported -", "3 either disputed -")
    world.finish(world.first)
    with pytest.raises(CodingDoneError):
        world.code(world.first, "1 toward reported A")

    world.coding = resume_coding(world.coding, by=world.first)
    world.finish_both()

    assert world.coding.state == "compared"
    with pytest.raises(CodingDoneError):
        resume_coding(world.coding, by=world.first)
    assert Code.objects.get(unit__place=1, coder=world.first).direction == "toward"


@pytest.mark.parametrize(
    ("row", "field"),
    [("1 sideways reported A", "0.direction"), ("3 toward reported A", "0.grade"), ("9 toward reported -", "0.unit")],
)
def test_a_code_is_a_word_of_its_list_for_what_is_there(world: World, row: str, field: str) -> None:
    with pytest.raises(ValidationError) as error:
        world.code(world.first, row)

    assert list(error.value.message_dict) == [field]
    assert not Code.objects.exists()


def test_only_two_different_members_of_the_team_code(world: World) -> None:
    report, reader = world.coding.report, make_user(role="reader")

    with pytest.raises(ValidationError, match="member of the team"):
        open_coding(report, CodingDraft(title="T", first_coder=reader, second_coder=world.first), by=world.editor)
    with pytest.raises(ValidationError, match="two different"):
        open_coding(report, CodingDraft(title="T", first_coder=world.first, second_coder=world.first), by=world.editor)
    with pytest.raises(NotAllowedError):
        world.code(make_user(role="administrator"), "1 toward reported A")
    with pytest.raises(NotAllowedError):
        open_coding(report, CodingDraft(title="T", first_coder=world.first, second_coder=reader), by=world.first)


def test_of_a_large_report_only_what_is_drawn_is_loaded(world: World) -> None:
    coders, loaded = {"first_coder": world.first, "second_coder": world.second}, set()

    def note(instance: Entry, **_more: object) -> None:
        loaded.add(instance.pk)

    post_init.connect(note, sender=Entry)
    try:
        coding = open_coding(world.coding.report, CodingDraft(title="T", most=2, **coders), by=world.editor)
    finally:
        post_init.disconnect(note, sender=Entry)

    assert loaded == set(coding.units.values_list("entry", flat=True))
    assert len(loaded) == 2


def test_of_too_many_some_are_drawn_the_same_for_everybody(world: World) -> None:
    report, coders = world.coding.report, {"first_coder": world.first, "second_coder": world.second}

    drawn = open_coding(report, CodingDraft(title="T", most=2, **coders), by=world.editor)
    chosen = open_coding(
        report, CodingDraft(title="T", entries=[world.coding.units.get(place=3).entry.key], **coders), by=world.editor
    )

    assert [unit.place for unit in drawn.units.all()] == [1, 2]
    assert [unit.entry.title for unit in chosen.units.all()] == ["Three"]
    with pytest.raises(ValidationError, match="no developments"):
        open_coding(report, CodingDraft(title="T", since=clock().date(), **coders), by=world.editor)


def test_it_is_published_once_all_is_settled_and_then_stays_as_it_is(world: World) -> None:
    with pytest.raises(CodingOpenError):
        world.revise(marking="public")
    with pytest.raises(CodingOpenError):
        world.settle("direction", "away")
    world.finish_both()
    with pytest.raises(CodingUnsettledError):
        world.revise(marking="public")
    with pytest.raises(ValidationError, match="do not differ"):
        world.settle("claim", "reported")
    world.settle("direction", "away")
    world.settle("grade", "A")

    world.revise(marking="public")

    assert world.coding.state == "published"
    for change in (lambda: world.settle("grade", "B"), lambda: world.revise(withdrawn=True)):
        with pytest.raises(CodingPublishedError):
            change()
    public = agreement_of(world.coding, PUBLIC)
    assert (public.units, [variable.pairs for variable in public.variables]) == (2, [2, 2, 1])

    world.revise(marking="internal")
    unsettle_difference(world.coding.units.get(place=1), "grade", by=world.second)
    world.revise(withdrawn=True)
    assert f"/codings/{world.coding.key}/" not in signed_in(world.editor).get("/codings/").content.decode()
    world.revise(withdrawn=False)
    assert world.coding.state == "compared"


def test_the_public_reads_what_was_published_of_what_it_may_read_without_names(world: World) -> None:
    world.finish_both()
    world.settle("direction", "away")
    world.settle("grade", "A")
    assert Client().get(world.page).status_code == 404

    world.revise(marking="public")

    units = csv_rows(Client().get(world.page, {"format": "csv"}))
    assert [(row["Position"], row["Direction, first coder"], row["Reliability, settled"]) for row in units] == [
        ("1", "Toward", "Completely reliable"),
        ("3", "Either way", ""),
    ]
    page = Client().get(world.page).content.decode()
    assert "Read again." in page
    assert "Two" not in page
    assert world.first.name not in page
    assert world.first.name in signed_in(world.editor).get(world.page).content.decode()


def test_nobody_sees_the_codes_of_another_before_both_are_done(world: World) -> None:
    """By every address of pages and API that names it, in each format: the same before, while and after one codes."""
    readers = [world.second, make_user(role="administrator"), give_role(make_user(role="reader"), world.coding.report)]
    before = seen_by(readers, world)

    world.code(world.first, *(f"{place} both_ways disputed {grade}" for place, grade in ((1, "E"), (2, "E"), (3, "-"))))
    world.finish(world.first)

    assert {each for each, content in seen_by(readers, world).items() if content != before[each]} == set()
    with pytest.raises(CodingOpenError):
        agreement_of(world.coding, TEAM)


def seen_by(readers: list[User], world: World) -> dict[tuple[str, str], str]:
    """What each reader sees at each address of the coding, but for what changes with each request."""
    found = {}
    for user in readers:
        client = signed_in(user)
        for address in addresses_of(world):
            answer = client.get(address)
            # A workbook has in it when it was made.
            content = (
                sheets(answer) if "format=xlsx" in address and answer.status_code == 200 else answer.getvalue().decode()
            )
            found[user.email, address] = f"{answer.status_code} {CHANGING.sub('', str(content))}"
    return found


def addresses_of(world: World) -> list[str]:
    """All addresses that name a coding, with the list of them and the formats of files."""
    names = {"key": world.coding.key, "place": 1, "unit": 1, "variable": "direction"}
    routes = {
        name: possible[0][1]
        for name in get_resolver().reverse_dict
        if isinstance(name, str) and re.search("coding|code_unit|own-codes|settle", name)
        for possible in [get_resolver().reverse_dict.getlist(name)[0][0]]
    }
    pages = [
        reverse(name, kwargs={key: names[key] for key in parameters})
        for name, parameters in routes.items()
        if set(parameters) <= set(names)
    ]
    files = [f"{world.page}?format={kind}" for kind in ("csv", "xlsx")]
    return [*pages, *files, f"/api/v1/reports/{world.coding.report.slug}/library/"]


# What changes with each request, and that one coder is done: all that the others learn.
CHANGING = re.compile(
    r'(csrfmiddlewaretoken|form_key|version)" value="[^"]*"|"(version|first_done_at)"\s*:[^,}]*'
    r"|(not done yet|done)\s*</dd>"
)


def test_a_coder_codes_page_by_page_and_an_editor_publishes(world: World) -> None:
    client = signed_in(world.first)
    page = f"{world.page}code/1/"
    assert client.post(page, {"claim": "reported", "grade": "A"}).status_code == 400

    answers = [
        client.post(f"{world.page}code/{place}/", {"direction": "toward", "claim": "none", "grade": grade})
        for place, grade in ((1, "A"), (2, "B"), (3, "A"))
    ]
    assert [answer["Location"] for answer in answers] == [f"{world.page}code/2/", f"{world.page}code/3/", world.page]
    assert client.post(f"{world.page}done/").status_code == 302
    assert client.get(page).status_code == 302
    assert [(code.direction, code.claim, code.grade) for code in Code.objects.order_by("unit__place")] == [
        ("toward", "", "A"),
        ("toward", "", "B"),
        ("toward", "", ""),
    ]

    world.code(world.second, "1 away - A", "2 toward - B", "3 toward - -")
    world.finish(world.second)
    settled = client.post(f"{world.page}settle/1/direction/", {"value": "toward", "how": "Read again."})
    assert settled.status_code == 302
    editor = signed_in(world.editor)
    world.coding.refresh_from_db()
    changes = {"title": "Trial", "marking": "public", "version": world.coding.version}
    assert editor.post(f"{world.page}edit/", changes).status_code == 302
    assert "Trial" in Client().get(f"/codings/?report={world.coding.report.slug}").content.decode()


def test_a_coder_is_shown_toward_what_and_not_which_way() -> None:
    coder, report = make_user(), make_report()
    recommended = {"title": "Exchange timetables", "description": "Both offices send each other theirs."}
    affected, internal = make_measure(report, **recommended), make_measure(report, title="Internal", marking="internal")
    make_measure(report, title="Not affected")
    effects = [BearingDraft(on=measure.key, direction="away") for measure in (affected, internal)]
    entry = log(affected, bears_on=effects, marking="internal")
    draft = CodingDraft(title="Trial", first_coder=coder, second_coder=make_user(), entries=[entry.key])
    coding = open_coding(report, draft, by=make_user(role="editor"))

    page = signed_in(coder).get(f"/codings/{coding.key}/code/1/")

    assert list(page.context["measures"]) == [affected, internal]
    text = page.content.decode()
    for words in recommended.values():
        assert words in text
    assert "Not affected" not in text
    assert f"/measures/{affected.key}/" not in text  # what is recorded of it stands there


def test_a_coder_is_told_that_a_development_affects_no_measure() -> None:
    coder, report = make_user(), make_report()
    measure, ambiguity = make_measure(report), make_ambiguity(report, "B1")
    entry = log(measure, bears_on=[BearingDraft(on=ambiguity.key, direction="clearer")])
    draft = CodingDraft(title="Trial", first_coder=coder, second_coder=make_user(), entries=[entry.key])
    coding = open_coding(report, draft, by=make_user(role="editor"))

    page = signed_in(coder).get(f"/codings/{coding.key}/code/1/").content.decode()

    assert "It affects no measure, so it has no direction." in page


def test_what_a_coding_took_from_a_report_goes_with_it() -> None:
    report = make_report(codebook=f"Rules of {WORD}.", codebook_zh_hans=CHINESE)
    coding = make_coding(make_measure(report))
    Report.objects.filter(pk=report.pk).update(codebook="Other rules.")
    report.refresh_from_db()
    assert places_of(WORD) >= {"measures_coding"}

    redact_texts(report, ["codebook", "codebook_zh_hans"], by=make_user(role="administrator"), reason=REASON)

    assert places_of(WORD, CHINESE) == set()
    coding.refresh_from_db()
    assert (coding.codebook, coding.codebook_zh_hans) == ("[redacted]", "［内容已移除］")
