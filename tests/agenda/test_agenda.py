"""The agenda: each kind of reason with its sources, for the team, and the same to the letter for the same day."""

from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils.html import escape

from measures.models import PUBLIC, TEAM, AnnouncedDate, Audience, Entry, Measure, Report
from measures.operations.drafts import ReferenceDraft
from measures.wings.agenda.document import AgendaOptions, agenda_document
from measures.wings.agenda.readings import Agenda, AgendaLine, agenda_of
from measures.wings.agenda.reasons import AgendaGroup
from measures.wings.briefs.options import BriefFormat, BriefLanguage
from measures.wings.briefs.render import file_of
from tests.factories import (
    compare,
    log,
    make_ambiguity,
    make_date,
    make_measure,
    make_milestone,
    make_participant,
    make_report,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    say,
    text_draft,
)

pytestmark = pytest.mark.django_db

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
DAY = date(2026, 11, 25)


def read(report: Report | None = None, audience: Audience = TEAM, **days: Any) -> Agenda:
    found = report or Report.objects.get(slug="two-shores")
    return agenda_of(found, audience, **{"on": DAY, **days})


def lines_of(agenda: Agenda, group: AgendaGroup) -> list[AgendaLine]:
    return dict(agenda.groups).get(group, [])


def line_on(agenda: Agenda, group: AgendaGroup, key: str) -> AgendaLine:
    """The line of a group whose reason was read from a row."""
    [found] = [line for line in lines_of(agenda, group) if line.row.key == f"{agenda.report.slug}-{key}"]
    return found


def keys_of(line: AgendaLine) -> tuple[list[str], list[str], list[str]]:
    """The codes of what a line is about, and the keys of the entries and sources that it rests on."""
    entries, sources = ([row.key.rpartition("two-shores-")[2] for row in rows] for rows in (line.entries, line.sources))
    return [topic.code for topic in line.topics], entries, sources


def milestones_of(line: AgendaLine) -> dict[str, list[str]]:
    return {side.party.code: [each.milestone.key for each in side.milestones] for side in line.steps.sides}


def ask(report: Report, *, of_day: str = "2026-10-01", **fields: Any) -> Entry:
    """The north asks the south by name for its charts."""
    asked = {"acts": ["asks"], "to": [SOUTH], "subjects": [f"{report.slug}-charts"], **fields}
    return say(report, of_day, "Share your charts.", **asked)


def answer(report: Report, request: Entry, *, of_day: str = "2026-10-20") -> Entry:
    """The south answers that."""
    reference = ReferenceDraft(statement=request.statements.get().key, how="answers")
    return say(report, of_day, "Charts take time.", whose=SOUTH, refers_to=[reference])


def test_each_reason_names_what_it_rests_on(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    request = ask(report)

    agenda = read(report)

    drill = line_on(agenda, AgendaGroup.UNCHECKED, "DT-01")
    assert drill.reason.sentence == "Announced for 20 October 2026; nobody has checked since that day passed."
    assert keys_of(drill) == (["JOINT-1"], ["EV-13"], ["SRC-15"])
    without_day = line_on(agenda, AgendaGroup.UNCHECKED, "DT-04")
    assert without_day.reason.sentence == "Announced without a day; not recorded as having taken place."
    asked = line_on(agenda, AgendaGroup.ASKED, "charts")
    assert asked.reason.sentence == (
        "Asked of South Shore by North Shore, 1 October 2026. "
        "No public answer found in the texts searched (South Shore: "
        "Notices and minutes of the Harbour Office, South Shore (fictional), to 30 October 2026)."
    )
    assert str(asked.reason.detail) == "Share your charts."
    assert asked.entries == [request] and len(asked.sources) == 1
    differing = line_on(agenda, AgendaGroup.ONE_TEXT, "fog-signals")
    assert differing.reason.sentence == "In one side’s texts only (South Shore): meeting of 20 January 2024."
    assert keys_of(differing) == (["fog-signals"], ["RO-1"], ["SRC-17", "SRC-18"])
    contested = line_on(agenda, AgendaGroup.CONTESTED, "NORTH-1")
    assert contested.reason.sentence == (
        "Movement is claimed; newest accepted source away: 30 June 2026, toward: 30 September 2023."
    )
    assert keys_of(contested) == (["NORTH-1"], [], ["SRC-02", "SRC-16"])
    milestone = line_on(agenda, AgendaGroup.MILESTONE, "SOUTH-1")
    assert milestone.reason.sentence == "Milestones recorded as met: 0 of 2."
    assert str(milestone.reason.detail) == "In the report: What each shore can do, paragraph 2"
    assert milestones_of(milestone) == {NORTH: [], SOUTH: ["two-shores-SOUTH-1-M1"]}
    assert keys_of(line_on(agenda, AgendaGroup.MILESTONE, "NORTH-1")) == (
        ["NORTH-1"],
        ["EV-02", "EV-14"],
        ["SRC-02", "SRC-16"],
    )
    assert line_on(agenda, AgendaGroup.COMING, "DT-02").reason.sentence == "Announced for December 2026."
    assert line_on(agenda, AgendaGroup.COMING, "NORTH-1").reason.sentence == (
        "Target date, as set in this tracker: 28 November 2026."
    )
    of_the_tracker = [line for line in agenda.lines if not (line.sources or line.reason.detail)]
    assert [line.row.key for line in of_the_tracker] == ["two-shores-NORTH-1"]
    for _group, lines in agenda.groups:
        positions = [line.topics[0].position for line in lines if line.topics[0]._meta.model_name == "ambiguity"]
        assert positions == sorted(positions)


def test_what_was_asked_leaves_the_agenda_when_something_answers_it(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    request = ask(report)
    words = say(report, "2026-10-10", "Charts are drawn by hand.", whose=SOUTH, subjects=["two-shores-charts"])
    line = line_on(read(report), AgendaGroup.ASKED, "charts")
    assert line.reason.sentence.endswith("On the subject since then: 10 October 2026.")
    assert line.entries == [request, words] and len(line.sources) == 2

    answer(report, request)

    assert lines_of(read(report), AgendaGroup.ASKED) == []
    assert len(lines_of(read(report, on=date(2026, 10, 19)), AgendaGroup.ASKED)) == 1


def test_a_line_stands_under_what_it_is_filed_under_and_never_under_what_that_touches() -> None:
    report = make_report("calm")
    above = make_ambiguity(report, parent=make_ambiguity(report))
    measure = make_measure(report, code="LAMP", parties=[NORTH, SOUTH], addresses=[above])
    subject = make_subject(report, "lamps")
    subject.ambiguities.add(above)
    subject.measures.add(measure)
    make_milestone(measure, title="A step")
    dated = make_date(report, "2026-10")
    dated.measures.add(measure)
    asked = say(report, "2026-10-01", "Light it.", acts=["asks"], to=[SOUTH], subjects=[subject.key])
    unfiled = say(report, "2026-10-02", "And keep it lit.", acts=["asks"], to=[SOUTH])

    agenda = read(report)

    about = {line.key: [topic.key for topic in line.topics] for line in agenda.lines}
    assert about[f"unchecked-{dated.key}"] == [measure.key]
    assert about[f"milestone-{measure.key}"] == [measure.key]
    assert about[f"asked-{asked.statements.get().key}"] == [subject.key]
    assert about[f"one_sided-{subject.key}"] == [subject.key]
    [under_nothing] = [line for line in lines_of(agenda, AgendaGroup.ASKED) if not line.topics]
    assert under_nothing.row == unfiled
    assert not any(key.endswith(above.key) for key in about)


def test_what_is_unclear_stands_by_the_roles_of_those_who_spoke() -> None:
    report = make_report("calm")
    element = make_ambiguity(report, parent=make_ambiguity(report))
    element.bearers.add(NORTH)
    make_measure(report, code="LAMP", parties=[NORTH, SOUTH])
    entry = say(report, "2026-10-01", "It is for fog.", about="itself", on=[element.key])

    line = line_on(read(report), AgendaGroup.ONE_SIDED, element.key.removeprefix("calm-"))

    assert line.reason.sentence == (
        "What the side that it concerns says of its own aim (North Shore): statement of 1 October 2026; "
        "how the other side reads it (South Shore): none found in the texts searched."
    )
    assert line.entries == [entry]
    say(report, "2026-10-02", "It is for war.", whose=SOUTH, about=NORTH, on=[element.key])
    assert lines_of(read(report), AgendaGroup.ONE_SIDED) == []


def test_a_date_before_the_meeting_is_one_up_to_its_last_day(reports: None) -> None:
    before = line_on(read(until=date(2026, 12, 31)), AgendaGroup.COMING, "DT-02")
    after = line_on(read(until=date(2026, 12, 30)), AgendaGroup.LATER, "DT-02")

    assert before.topics == after.topics
    assert after.reason.sentence == before.reason.sentence == "Announced for December 2026."


def letters(report: Report, form: BriefFormat = BriefFormat.HTML, audience: Audience = TEAM) -> bytes:
    options = AgendaOptions(report, audience, DAY, date(2027, 1, 31), language=BriefLanguage.BOTH)
    return file_of(agenda_document(options), form)


def test_the_agenda_of_a_day_is_the_same_to_the_letter(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    first = letters(report), letters(report, BriefFormat.DOCX)

    measure = report.measures.get(code="NORTH-1")
    log(make_measure(make_report("calm"), addresses=[make_ambiguity(make_report("storm"))]))
    log(measure, direction="background", occurred="2026-11-20")
    make_date(Report.objects.get(slug="calm"), "2026-10")

    assert (letters(report), letters(report, BriefFormat.DOCX)) == first


@pytest.mark.parametrize("marking", ["internal", "participants"])
def test_what_readers_may_not_see_is_no_reason(marking: str) -> None:
    report = make_report("calm")
    ambiguity = make_ambiguity(report, parent=make_ambiguity(report))
    shown = make_measure(report, code="LAMP", parties=[NORTH, SOUTH], addresses=[ambiguity])
    subject = make_subject(report, "lamps")
    subject.ambiguities.add(ambiguity)
    before = letters(report, audience=PUBLIC)

    say(report, "2026-10-01", "Hidden words.", marking=marking, acts=["asks"], to=[SOUTH], subjects=[subject.key])
    entry = log(shown, marking=marking, about=SOUTH, direction="background", title="The hidden meeting")
    hidden = make_measure(report, code="HID", marking=marking, addresses=[ambiguity], due_on="2026-12")
    make_milestone(hidden, title="A hidden step")
    make_date(report, "2026-10", marking=marking, title="A hidden date")
    asking = mentioned(subject, act="asked_of_other")
    texts = [text_draft(NORTH, asking, marking=marking), text_draft(SOUTH, not_in_text(subject), marking=marking)]
    compare(entry, *texts)
    assert all(words in letters(report, audience=TEAM).decode() for words in ("A hidden step", "Hidden words."))

    assert letters(report, audience=PUBLIC) == before


def test_nothing_of_it_is_written_differently_for_one_side(reports: None) -> None:
    """With the two shores exchanged, the reason says the same with their names exchanged."""
    report = Report.objects.get(slug="two-shores")
    ask(report, whose=NORTH, to=[SOUTH])
    ask(report, whose=SOUTH, to=[NORTH])

    first, second = (line.reason.sentence for line in lines_of(read(report), AgendaGroup.ASKED))

    def of_one_side(sentence: str) -> str:
        """Without the series that was searched, which each side has of its own."""
        return sentence.partition(": ")[0]

    exchanged = of_one_side(first).replace("North", "?").replace("South", "North").replace("?", "South")
    assert exchanged == of_one_side(second)


def test_the_file_holds_what_the_page_shows(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")

    found = docx.Document(BytesIO(letters(report, BriefFormat.DOCX)))

    words = [paragraph.text for paragraph in found.paragraphs]
    assert words[0] == f"Agenda: {report.title}"
    assert any("Announced, not checked since" in each for each in words)
    assert any("已宣布，此后未核对" in each for each in words)
    assert any("What would count as a step:" in each for each in words)
    links = {each.target_ref for each in found.part.rels.values() if each.is_external}
    assert any(each.endswith("/dates/two-shores-DT-01/") for each in links)


def test_it_is_for_the_team(reports: None) -> None:
    for outsider in (make_user(role="reader"), make_participant()):
        client = Client()
        client.force_login(outsider)
        assert client.get("/agenda/?report=two-shores").status_code == 403
        assert "/agenda/" not in client.get("/?report=two-shores").content.decode()
    assert Client().get("/agenda/?report=two-shores").status_code == 302


def test_the_page_shows_all_of_it_and_names_what_is_wrong(reports: None, client: Client) -> None:
    client.force_login(make_user())
    agenda = read(until=date(2026, 12, 31))

    page = client.get("/agenda/?report=two-shores&on=2026-11-25&until=2026-12")

    shown = page.content.decode()
    assert [line.reason.sentence for line in agenda.lines if line.reason.sentence not in shown] == []
    assert "/dates/two-shores-DT-01/" in shown
    assert milestones_of(line_on(agenda, AgendaGroup.UNCHECKED, "DT-01"))[NORTH] == ["two-shores-JOINT-1-M1"]
    for form in ("docx", "html"):
        assert client.get(f"/agenda/?report=two-shores&format={form}").status_code == 200
    assert client.get("/agenda/?report=two-shores&format=odt").status_code == 404
    wrong = "report=two-shores&on=2026-11-25&until=2026-10-01"
    assert "The meeting is before the agenda" in client.get(f"/agenda/?{wrong}").content.decode()


def test_what_is_ticked_is_what_the_file_holds(reports: None, client: Client) -> None:
    client.force_login(make_user())
    request = ask(Report.objects.get(slug="two-shores"))
    chosen = f"asked-{request.statements.get().key}"
    address = f"/agenda/?report=two-shores&on=2026-11-25&until=2026-12&line={chosen}"

    page = client.get(address).content.decode()
    file = client.get(f"{address}&format=html").content.decode()

    assert page.count(" checked>") == 1
    measure, drill = Measure.objects.get(key="two-shores-JOINT-1"), AnnouncedDate.objects.get(key="two-shores-DT-01")
    assert escape(f"{measure}: {drill.words('title')}") in page
    for shown in (page[page.index("<article") :], file):
        assert "Share your charts." in shown
        assert "Only what was chosen." in shown
        assert "nobody has checked since that day passed" not in shown
    assert f"line={chosen}" in file, "the address of the file has what was chosen"
