"""The agenda: each kind of reason with its sources, for the team, and the same to the letter for the same day."""

from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client

from measures.models import PUBLIC, TEAM, Audience, Entry, Report, Subject
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


def ask(report: Report, subject: str = "charts", *, of_day: str = "2026-10-01") -> Entry:
    """Texts of a meeting: the north’s asks something of the other side, the south’s does not mention it."""
    matter = Subject.objects.get(key=f"{report.slug}-{subject}")
    meeting = log(report.measures.get(code="COOP-2"), occurred=of_day, title="A meeting", direction="background")
    day = meeting.occurred
    asking = mentioned(matter, act="asked_of_other", sentence="The South Shore is asked to share its charts.")
    return compare(
        meeting,
        text_draft(NORTH, asking, day=day),
        text_draft(SOUTH, not_in_text(matter), day=day),
        on=DAY,
    )


def test_each_reason_names_what_it_rests_on(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    comparison = ask(report)

    agenda = read(report)

    assert [group for group, _lines in agenda.groups] == list(AgendaGroup)
    drill = line_on(agenda, AgendaGroup.ANNOUNCED, "DT-01")
    assert drill.reason.sentence == "Announced for 20 October 2026; nobody has checked since that day passed."
    assert keys_of(drill) == (["S"], ["EV-13"], ["SRC-15"])
    without_day = line_on(agenda, AgendaGroup.ANNOUNCED, "DT-04")
    assert without_day.reason.sentence == "Announced without a day; not recorded as having taken place."
    asked = line_on(agenda, AgendaGroup.ASKED, "charts")
    assert asked.reason.sentence == (
        "Asked of the other side in a text of 1 October 2026 (North Shore); "
        "not in the 1 text read of that meeting or later (South Shore)."
    )
    assert asked.entries == [comparison] and len(asked.sources) == 2
    differing = line_on(agenda, AgendaGroup.DIFFERING, "fog-signals")
    assert differing.reason.sentence == "In one side’s texts only (South Shore): meeting of 20 January 2024."
    assert keys_of(differing) == (["S1"], ["RO-1"], ["SRC-17", "SRC-18"])
    one_sided = line_on(agenda, AgendaGroup.ONE_SIDED, "S1")
    assert one_sided.reason.sentence == (
        "North Shore: no statement found in the texts searched; South Shore: statement of 15 April 2025."
    )
    assert keys_of(one_sided) == (["S1"], ["EV-10"], ["SRC-11"])
    contested = line_on(agenda, AgendaGroup.CONTESTED, "NORTH-1")
    assert contested.reason.sentence == (
        "Movement is claimed; newest accepted source away: 30 June 2026, toward: 30 September 2023."
    )
    assert keys_of(contested) == (["N2"], [], ["SRC-02", "SRC-16"])
    milestone = line_on(agenda, AgendaGroup.MILESTONE, "SOUTH-1")
    assert milestone.reason.sentence == "Milestones recorded as met: 0 of 2."
    assert str(milestone.reason.detail) == "In the report: What each shore can do, paragraph 2"
    assert milestones_of(milestone) == {NORTH: [], SOUTH: ["two-shores-SOUTH-1-M1"]}
    assert keys_of(line_on(agenda, AgendaGroup.MILESTONE, "NORTH-1")) == (
        ["N2"],
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


def test_what_was_asked_leaves_the_agenda_when_a_later_text_speaks_of_it(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    ask(report)
    matter = Subject.objects.get(key="two-shores-charts")
    later = log(report.measures.get(code="COOP-2"), occurred="2026-10-20", direction="background")

    answering = text_draft(SOUTH, mentioned(matter), day=later.occurred)
    compare(later, text_draft(NORTH, not_in_text(matter), day=later.occurred), answering, on=DAY)

    assert lines_of(read(report), AgendaGroup.ASKED) == []
    assert len(lines_of(read(report, on=date(2026, 10, 19)), AgendaGroup.ASKED)) == 1


def test_what_the_asking_side_says_that_the_other_said_is_an_answer(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")
    ask(report)
    matter = Subject.objects.get(key="two-shores-charts")
    later = log(report.measures.get(code="COOP-2"), occurred="2026-10-20", direction="background")
    told = mentioned(matter, "other", act="position_stated", sentence="The South Shore said that charts take time.")

    compare(
        later,
        text_draft(NORTH, told, day=later.occurred),
        text_draft(SOUTH, not_in_text(matter), day=later.occurred),
        on=DAY,
    )

    assert lines_of(read(report), AgendaGroup.ASKED) == []


def test_a_date_before_the_meeting_is_one_up_to_its_last_day(reports: None) -> None:
    before = line_on(read(until=date(2026, 12, 31)), AgendaGroup.COMING, "DT-02")
    after = line_on(read(until=date(2026, 12, 30)), AgendaGroup.ANNOUNCED, "DT-02")

    assert before.topics == after.topics
    assert after.reason.sentence == "Announced for December 2026; not recorded as having taken place."


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

    entry = log(shown, marking=marking, about=SOUTH, direction="background", title="The hidden meeting")
    hidden = make_measure(report, code="HID", marking=marking, addresses=[ambiguity], due_on="2026-12")
    make_milestone(hidden, title="A hidden step")
    make_date(report, "2026-10", marking=marking, title="A hidden date")
    asking = mentioned(subject, act="asked_of_other")
    texts = [text_draft(NORTH, asking, marking=marking), text_draft(SOUTH, not_in_text(subject), marking=marking)]
    compare(entry, *texts)
    assert "A hidden step" in letters(report, audience=TEAM).decode()

    assert letters(report, audience=PUBLIC) == before


def test_nothing_of_it_is_written_differently_for_one_side(reports: None) -> None:
    """With the two shores’ texts exchanged, the reason says the same with their names exchanged."""
    report = Report.objects.get(slug="two-shores")
    matter = Subject.objects.get(key="two-shores-charts")
    sentences = []
    for by, other, day in ((NORTH, SOUTH, "2026-09-01"), (SOUTH, NORTH, "2026-10-01")):
        meeting = log(report.measures.get(code="COOP-2"), occurred=day, direction="background")
        asking = mentioned(matter, act="asked_of_other")
        texts = (
            text_draft(by, asking, day=meeting.occurred),
            text_draft(other, not_in_text(matter), day=meeting.occurred),
        )
        compare(meeting, *texts, on=DAY)
        [line] = [each for each in lines_of(read(report), AgendaGroup.ASKED) if each.entries[0].of == meeting]
        sentences.append(line.reason.sentence)

    parties = ({"North Shore": "one", "South Shore": "other"}, {"South Shore": "one", "North Shore": "other"})
    for place, names in enumerate(parties):
        for name, word in names.items():
            sentences[place] = sentences[place].replace(name, word)
    assert sentences[0].replace("September", "October") == sentences[1]


def test_the_file_holds_what_the_page_shows(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")

    found = docx.Document(BytesIO(letters(report, BriefFormat.DOCX)))

    words = [paragraph.text for paragraph in found.paragraphs]
    assert words[0] == f"Agenda: {report.title}"
    assert any("Announced and not yet done" in each for each in words)
    assert any("已宣布、尚未落实" in each for each in words)
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
    assert milestones_of(line_on(agenda, AgendaGroup.ANNOUNCED, "DT-01"))[NORTH] == ["two-shores-JOINT-1-M1"]
    for form in ("docx", "html"):
        assert client.get(f"/agenda/?report=two-shores&format={form}").status_code == 200
    assert client.get("/agenda/?report=two-shores&format=odt").status_code == 404
    wrong = "report=two-shores&on=2026-11-25&until=2026-10-01"
    assert "The meeting is before the day of the agenda." in client.get(f"/agenda/?{wrong}").content.decode()
