"""The brief: what stands in it and in which order, for whom, and the same in every form."""

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from django.core.management import call_command
from django.test import Client

from measures.models import PARTICIPANTS, PUBLIC, TEAM, Audience, Measure, PartialDate, Party, Report
from measures.operations.drafts import AssessmentDraft, StatementDraft, UnreadTextDraft
from measures.wings.briefs import options as asked
from measures.wings.briefs.choice import BriefChoice
from measures.wings.briefs.compose import brief_document
from measures.wings.briefs.document import BriefDocument, Table
from measures.wings.briefs.docx import as_docx
from measures.wings.briefs.html import as_html
from measures.wings.briefs.options import Annex, BriefFormat, BriefLanguage, BriefOptions
from measures.wings.briefs.pdf import as_data
from measures.wings.briefs.render import brief_file
from tests.factories import (
    client_of,
    compare,
    log,
    make_ambiguity,
    make_date,
    make_evidence,
    make_measure,
    make_participant,
    make_report,
    make_subject,
    make_user,
    mentioned,
    not_in_text,
    say,
    summarise,
    text_draft,
)

NORTH, SOUTH = "NORTHSHORE", "SOUTHSHORE"
# Later than all that tests record, so that nothing is hidden by the moment alone.
LATER = datetime(2100, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def options(report: Report, audience: Audience = PUBLIC, **fields: Any) -> BriefOptions:
    days = {"first": date(2024, 1, 1), "last": date(2026, 11, 25), "known_at": LATER}
    chosen = {name: fields.pop(name) for name in (*days, "measures", "ambiguities", "subjects") if name in fields}
    return BriefOptions(report, audience, BriefChoice(**{**days, **chosen}), **fields)


def document(report: Report, audience: Audience = PUBLIC, **fields: Any) -> BriefDocument:
    return brief_document(options(report, audience, **fields))


def text_of(found: BriefDocument) -> str:
    return "\n".join(found.texts())


def section(found: BriefDocument, heading: str) -> str:
    """What stands below a heading."""
    [wanted] = [each for each in found.parts[0].sections if each.heading == heading]
    return "\n".join(block.text for block in wanted.blocks)  # type: ignore[union-attr]


def name_of(code: str) -> str:
    """What a party is called here, by the fictional report if that is loaded."""
    return Party.objects.get(code=code).name


@pytest.fixture
def measure() -> Measure:
    return make_measure(make_report("calm"), code="LAMP-1", parties=[NORTH, SOUTH])


def test_the_sections_stand_in_their_order(reports: None) -> None:
    found = document(Report.objects.get(slug="two-shores"))

    assert [each.heading for each in found.parts[0].sections] == [
        "Bottom line",
        "What happened",
        "What each side says",
        "Where the texts differ",
        "Ahead",
        "What we do not know or did not look at",
        "Our assessment",
    ]


def test_every_claim_of_the_page_leads_to_a_source_and_back(reports: None) -> None:
    for slug in ("zhao-2020", "two-shores"):
        found = document(Report.objects.get(slug=slug), language=BriefLanguage.BOTH)

        runs = [run for part in found.parts for each in part.sections for block in each.blocks for run in block.runs]  # type: ignore[union-attr]
        marks = [run.mark for run in runs if run.mark]
        assert {mark.number for mark in marks} == {source.number for source in found.sources}
        assert {mark.anchor for mark in marks} == {back for each in found.sources for back, _place in each.ways_back}
        happened, said = found.parts[0].sections[1:3]
        claims = [each for each in (*happened.blocks, *said.blocks) if each.shape == "item"]  # type: ignore[union-attr]
        told = [each for each in claims if "No statement found" not in each.text]  # type: ignore[union-attr]
        assert told and all(any(run.mark for run in each.runs) for each in told)  # type: ignore[union-attr]


def test_without_a_summary_it_says_so_and_writes_none(measure: Measure) -> None:
    log(measure, occurred="2026-03-01", title="The lamps were lit", sources=[make_evidence().key])

    found = document(measure.report)

    assert section(found, "Bottom line") == "No summary written."
    assert "The lamps were lit" in section(found, "What happened")
    assert section(found, "Where the texts differ") == "No texts of a meeting were compared."
    assert "No date within 90 days is recorded" in section(found, "Ahead")


def test_a_report_with_nothing_on_record_reads_all_the_same() -> None:
    found = document(make_report("bare"))

    assert section(found, "What happened") == "Only background, or nothing, is recorded in this period."
    assert section(found, "What each side says") == "No statement of any side is on record here."
    assert "No source is on record for what is shown." in text_of(found)
    for form in BriefFormat:
        assert brief_file(options(found_report()), form)


def found_report() -> Report:
    return Report.objects.get(slug="bare")


def test_the_summary_stands_with_the_sources_of_what_it_rests_on(measure: Measure) -> None:
    source = make_evidence(title="A notice")
    entry = log(measure, occurred="2026-03-01", sources=[source.key])
    summarise(measure.report, text="The lamps are lit.", rests_on=[entry.key])

    found = document(measure.report)

    assert section(found, "Bottom line").startswith("The lamps are lit.[1]\nSummary by an analyst")
    assert "A notice" in "".join(run.text for run in found.sources[0].runs)


def test_what_happened_is_of_the_period_and_of_what_is_chosen(measure: Measure) -> None:
    other = make_measure(measure.report, code="HORN-1")
    log(measure, occurred="2023-12-31", title="Before")
    log(measure, occurred="2024-01-01", title="On the first day")
    log(other, occurred="2026-01-01", title="Of another")

    happened = section(document(measure.report), "What happened")
    narrowed = section(document(measure.report, measures=[measure]), "What happened")

    assert "Before" not in happened
    assert "On the first day" in happened and "Of another" in happened
    assert "On the first day" in narrowed and "Of another" not in narrowed


def test_no_more_than_five_lines_of_what_happened(measure: Measure) -> None:
    for month in range(1, 8):
        log(measure, occurred=f"2026-0{month}-01", title=f"Lamp {month}")

    happened = section(document(measure.report), "What happened")

    assert [f"Lamp {month}" in happened for month in range(1, 8)] == [False, False, True, True, True, True, True]
    assert "The latest 5 of 7 developments of this period, background left out." in happened


def test_both_sides_stand_beside_each_other_in_the_order_of_their_codes(measure: Measure) -> None:
    subject = make_subject(measure.report, "lamps")
    say(measure.report, "2026-03-01", "It is well lit.", whose=SOUTH, subjects=[subject.key])

    said = section(document(measure.report), "What each side says")

    assert said.splitlines()[:2] == ["What lamps is", f"{name_of(NORTH)}: No statement found in the texts searched"]
    assert said.splitlines()[2].startswith(f"{name_of(SOUTH)}: “It is well lit.” · 1 March 2026")


def test_what_one_sides_text_says_of_both_stands_first(measure: Measure) -> None:
    lamps, horns = make_subject(measure.report, "lamps"), make_subject(measure.report, "horns")
    entry = log(measure, occurred="2026-03-01", sources=[make_evidence().key])
    north = text_draft(NORTH, mentioned(lamps, "own"), mentioned(horns, "both"))
    compare(entry, north, text_draft(SOUTH, not_in_text(lamps), not_in_text(horns)))

    differ = section(document(measure.report), "Where the texts differ")

    assert differ.index("What horns is") < differ.index("What lamps is")
    assert f"{name_of(SOUTH)}: not in the text that was read" in differ
    assert differ.endswith("What a text does not mention may still have been discussed.")


def test_dates_stand_within_thirty_and_ninety_days(measure: Measure) -> None:
    for when, title in (("2026-12-20", "Talks"), ("2027-02-10", "A visit"), ("2027-06-01", "Far off")):
        make_date(measure.report, when, title=title, on=date(2026, 11, 1))
    make_date(measure.report, "2026-06-01", title="Passed by", on=date(2026, 5, 1))

    found = document(measure.report)

    ahead = section(found, "Ahead").splitlines()
    assert ahead[0].startswith("Within 30 days: Talks, announced for 20 December 2026")
    assert ahead[1].startswith("Within 90 days: A visit, announced for 10 February 2027")
    assert "Far off" not in text_of(found)
    assert "Passed, not checked: Passed by" in section(found, "What we do not know or did not look at")


def test_our_assessment_has_its_level_confidence_and_basis(measure: Measure) -> None:
    ours = AssessmentDraft(on=measure.key, about="none", level=2, text="Both keep lamps.")
    log(measure, occurred="2026-03-01", status="under_discussion", assessments=[ours], sources=[make_evidence().key])

    found = section(document(measure.report), "Our assessment")

    assert (
        "LAMP-1 Measure LAMP-1: under discussion · level 2: Level 2 · moderate confidence · Both keep lamps.[1]"
        in found
    )


MARKER = "Zugzwang"


def hide(measure: Measure) -> None:
    """Rows of every kind that only the team may read."""
    marking = "internal"
    subject = measure.report.subjects.get()
    hidden = make_measure(measure.report, code=f"{MARKER}-1", marking="internal", title=f"{MARKER} measure")
    source = make_evidence(marking=marking, title=f"{MARKER} source", publisher=f"{MARKER} press")
    about = {"marking": marking, "title": f"{MARKER} happened", "narrative": MARKER, "sources": [source.key]}
    where = {"on": [measure.key, measure.report.ambiguities.get().key], "subjects": [subject.key]}
    said = {"quotation": f"{MARKER} said", "speaker": f"{MARKER} keeper", "source": source.key}
    say(measure.report, "2026-11-01", whose=NORTH, marking=marking, **where, **said)
    log(hidden, occurred="2026-11-02", **about)
    entry = log(measure, occurred="2026-11-03", **{**about, "sources": [make_evidence(marking=marking).key]})
    words = {"quotation": f"{MARKER} words", "sentence": f"{MARKER} sentence"}
    north = text_draft(NORTH, mentioned(subject, "both", **words), marking=marking, issuer=f"{MARKER} office")
    compare(entry, north, text_draft(SOUTH, not_in_text(subject), marking=marking))
    make_date(measure.report, "2026-12-01", title=f"{MARKER} talks", marking=marking, on=date(2026, 11, 1))
    make_date(measure.report, "2026-10-01", title=f"{MARKER} past", marking=marking, on=date(2026, 5, 1))
    summarise(measure.report, text=f"{MARKER} summary", marking=marking)
    ours = {"about": "none", "level": 3}
    assessments = [AssessmentDraft(on=measure.key, text=f"{MARKER} level", **ours)]
    log(measure, occurred="2026-11-04", status="agreed", assessments=assessments, **about)


def test_what_readers_may_not_see_changes_nothing_of_their_brief(measure: Measure) -> None:
    make_subject(measure.report, "lamps").measures.add(measure)
    make_ambiguity(measure.report, "A1")
    log(measure, occurred="2026-03-01", title="Seen by all", sources=[make_evidence().key])
    wanted = {"annexes": list(Annex), "language": BriefLanguage.BOTH}
    others = (PUBLIC, PARTICIPANTS)
    before = [document(measure.report, audience, **wanted) for audience in others]

    hide(measure)

    after = [document(measure.report, audience, **wanted) for audience in others]
    assert after == before
    assert all(MARKER not in json.dumps(as_data(each)) for each in after)
    assert MARKER.encode() not in as_html(after[1])
    with ZipFile(BytesIO(as_docx(after[1]))) as members:
        assert all(MARKER.encode() not in members.read(name) for name in members.namelist())
    assert MARKER in text_of(document(measure.report, TEAM, annexes=list(Annex)))


def test_an_assessment_is_footnoted_with_its_own_sources_and_what_it_rests_on_is_told_apart(measure: Measure) -> None:
    old, own = (
        make_evidence(title=f"The {age} paper", published=day)
        for age, day in (("old", "2025-05-09"), ("new", "2026-05-20"))
    )
    earlier = log(measure, occurred="2025-05-09", sources=[old.key], title="It was said before")
    ours = AssessmentDraft(on=measure.key, level=1, text="It is the same again.", rests_on=[earlier.key])
    log(measure, occurred="2026-05-20", sources=[own.key], assessments=[ours], direction="toward")

    found = document(measure.report)

    number = {source.runs[0].text: source.number for source in found.sources}
    told = section(found, "Our assessment")
    assert f"[{number['The new paper']}]" in told
    assert f"; rests also on [{number['The old paper']}]" in told.split(f"[{number['The new paper']}]", 1)[1]


def test_the_day_of_a_statement_has_its_own_footnote_and_both_sides_their_issuer(measure: Measure) -> None:
    lamps = make_subject(measure.report, "lamps").key
    say(measure.report, "2026-05-20", "It is so.", office="Harbour office", subjects=[lamps])
    say(measure.report, "2026-05-20", "It is not so.", whose=SOUTH, speech="reported", subjects=[lamps])

    said = section(document(measure.report), "What each side says")

    assert re.search(rf"{name_of(NORTH)}: “It is so\.” · 20 May 2026\[\d\] · A keeper, Harbour office", said)
    assert re.search(rf"{name_of(SOUTH)}: It is not so\. · 20 May 2026\[\d\] · A keeper", said)


# Empty brackets or quotation marks, a mark of punctuation before nothing or after it, and what stands for nothing.
UNFINISHED = re.compile(
    r"None|^\s*[·,;:，；：、]|[·,;:，；：、]\s*$|·\s*·|\(\s*\)|（\s*）|“\s*”|,\s*[,;.]|，\s*[，；。]"
)

BARE = [("heading", "heading"), ("heading", None)]


def unfinished(found: BriefDocument) -> list[str]:
    """What does not read as whole: empty texts, halves of sentences, headings above nothing, tables of no rows."""
    lines = [text for text in found.texts() if not text.strip() or UNFINISHED.search(text)]
    for part in found.parts:
        for each in (*part.sections, *part.annexes):
            shapes = ["" if isinstance(block, Table) else block.shape for block in each.blocks]
            is_bare = any(pair in BARE for pair in pairwise([*shapes, None]))
            has_empty_table = any(isinstance(block, Table) and not block.rows for block in each.blocks)
            lines += [each.heading] if is_bare or has_empty_table or not shapes else []
    return lines


def said_by(party: str, quotation: str, **fields: Any) -> StatementDraft:
    """Words of no more than what has to be told of them."""
    words = {"quotation": quotation, "quotation_language": "en", "acts": ["states"]}
    return StatementDraft(
        parties=[party],
        authority="ministry",
        speaker="A keeper",
        said_on=PartialDate.parse("2026-03"),
        **words,
        **fields,
    )


def fill(measure: Measure, **language: str) -> None:
    """All that a brief may show, in one language only."""
    report, source = measure.report, make_evidence().key
    subject, element = make_subject(report), make_ambiguity(report, parent=make_ambiguity(report))
    subject.measures.add(measure)
    statements = [
        said_by(SOUTH, "It is lit.", speech="reported", on=[measure.key]),
        said_by(NORTH, "Lit!", on=[measure.key], subjects=[subject.key]),
        said_by(NORTH, "Unclear.", on=[element.key], speech="paraphrase"),
    ]
    ours = AssessmentDraft(on=measure.key, about="none", level=2, text="Lit.")
    entry = log(
        measure, occurred="2026-03", status="under_discussion", assessments=[ours], statements=statements,
        sources=[source], **language,
    )  # fmt: skip
    log(measure, occurred="2026-04-01", status="agreed", claim="disputed", sources=[source], **language)
    silent = [UnreadTextDraft(party=NORTH, title="Another notice")]
    compare(
        entry,
        text_draft(NORTH, mentioned(subject, "both")),
        text_draft(SOUTH, not_in_text(subject)),
        unread_texts=silent,
    )
    for when in ("2026-12-20", "2026-06-01", ""):
        make_date(report, when, title="Talks", on=date(2026, 5, 1))
    summarise(report, text="The lamps are lit.", rests_on=[entry.key])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_record_in_one_language_gives_whole_sentences_in_both(measure: Measure, language: str) -> None:
    bare = make_report("bare")
    fill(measure, language=language)

    for report in (bare, measure.report):
        assert unfinished(document(report, language=BriefLanguage.BOTH, annexes=list(Annex))) == []


def test_without_summary_and_readouts_it_gives_whole_sentences(measure: Measure) -> None:
    log(measure, occurred="2026-03-01", title="The lamps were lit")

    assert unfinished(document(measure.report, language=BriefLanguage.BOTH, annexes=list(Annex))) == []


def test_the_docx_has_headings_links_both_ways_and_no_other_address(reports: None) -> None:
    report = Report.objects.get(slug="zhao-2020")

    content = brief_file(options(report), BriefFormat.DOCX)

    found = docx.Document(BytesIO(content))
    headings = [each.text for each in found.paragraphs if each.style.name == "Heading 1"]
    assert headings[:2] == ["Bottom line", "What happened"]
    assert headings[-2:] == ["Comment (office)", "Sources"]
    xml = found.element.xml
    anchors, names = (
        set(re.findall(pattern, xml)) for pattern in (r'w:anchor="(\w+)"', r'bookmarkStart [^>]*w:name="(\w+)"')
    )
    assert anchors and anchors <= names
    external = {each.target_ref for each in found.part.rels.values() if each.is_external}
    assert external == {each.url for each in document(report).sources if each.url}
    with ZipFile(BytesIO(content)) as members:
        assert members.namelist()[0] == "[Content_Types].xml"
        assert {each.date_time for each in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in members.namelist() if "vba" in name.lower()]


def test_the_office_may_bring_its_styles_and_no_macros(reports: None, settings: Any, tmp_path: Path) -> None:
    template = docx.Document()
    template.add_paragraph("Text that is not taken")
    template.styles["Heading 1"].font.name = "Courier New"
    template.save(str(tmp_path / "office.docx"))
    settings.CBM_BRIEF_TEMPLATE = str(tmp_path / "office.docx")

    found = docx.Document(BytesIO(brief_file(options(Report.objects.get(slug="two-shores")), BriefFormat.DOCX)))

    assert found.styles["Heading 1"].font.name == "Courier New"
    assert "Text that is not taken" not in [each.text for each in found.paragraphs]


def test_in_chinese_headings_are_numbered_and_all_is_chinese_but_original_words(reports: None) -> None:
    found = document(Report.objects.get(slug="zhao-2020"), language=BriefLanguage.CHINESE)

    headings = [each.heading for each in found.parts[0].sections]
    assert headings[0].startswith("一、") and headings[-1].startswith("七、")
    assert found.lang == "zh-hans"


def test_the_file_says_for_whom_it_is(reports: None) -> None:
    report = Report.objects.get(slug="two-shores")

    assert "For: Public ·" in text_of(document(report))
    assert "For: Internal: the team" in text_of(document(report, TEAM))
    assert "For: Participants and the team" in text_of(document(report, PARTICIPANTS))


def api(client: Any = None, **parameters: Any) -> Any:
    return (client or Client()).get("/api/v1/brief/", {"report": "two-shores", **parameters})


def test_the_api_gives_each_form_and_the_pdf_is_accessible(reports: None) -> None:
    for form in BriefFormat:
        answer = api(format=form.value, to="2026-11-01", known_at="2026-11-20", language="both")

        assert answer.status_code == 200, answer.content
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Cache-Control"] == "private, no-store"

    assert answer.content.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.content
    assert b"/StructTreeRoot" in answer.content


def test_nobody_has_a_brief_for_who_may_read_more(reports: None) -> None:
    assert api(audience="team").json()["errors"][0]["field"] == "audience"
    assert api(client_of(make_participant()), audience="team").status_code == 400
    assert api(client_of(make_participant()), audience="participants").status_code == 200
    assert api(client_of(make_user()), audience="team").status_code == 200


def test_it_names_what_is_wrong(reports: None) -> None:
    assert api(**{"from": "2026-02-01", "to": "2026-01-01"}).status_code == 400
    assert api(measures="two-shores-NOWHERE").status_code == 400
    assert api(language="fr").status_code == 400
    assert api(format="odt").status_code == 406


def test_a_brief_narrowed_to_a_hidden_measure_is_none(measure: Measure) -> None:
    hidden = make_measure(measure.report, code="HID-1", marking="internal")
    wanted = {"report": "calm", "measures": hidden.key}

    assert api(**wanted).status_code == 400
    assert api(client_of(make_user()), audience="team", **wanted).status_code == 200
    assert api(client_of(make_user()), **wanted).status_code == 400


def test_the_page_shows_it_and_keeps_nothing_that_the_office_adds(reports: None) -> None:
    client = Client()
    shown = client.get("/brief/", {"report": "two-shores"})
    kept = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.content.decode()))

    sent = {name: unescape(value) for name, value in kept.items() if name != "csrfmiddlewaretoken"}
    answer = client.post("/brief/", {**sent, "cover": "For the desk", "note": "Read it.", "format": "html"})

    assert shown.status_code == answer.status_code == 200
    assert "Read it." in answer.content.decode() and "For the desk" in answer.content.decode()
    assert "Read it." not in client.get("/brief/", {"report": "two-shores"}).content.decode()
    assert client.post("/brief/", {**sent, "format": "odt"}).status_code == 404


def test_the_page_names_what_is_wrong(reports: None) -> None:
    answer = Client().get("/brief/", {"report": "two-shores", "from": "2026-03", "to": "2026-01"})

    assert answer.status_code == 400
    assert "The first day is after the last day: change one of them." in answer.content.decode()


def test_without_a_chinese_face_no_pdf_is_set_and_who_asks_hears_why(reports: None, settings: Any) -> None:
    settings.CBM_BRIEF_CHINESE = "No such face"

    answer = api(format="pdf")

    assert (answer.status_code, answer.json()["code"]) == (409, "no_chinese_face")
    page = Client().get("/brief/", {"report": "two-shores", "format": "pdf"})
    assert page.status_code == 400
    assert "This server has no Chinese face" in page.content.decode()
    assert api(format="docx").status_code == 200


def test_a_template_with_macros_is_refused(reports: None, settings: Any, tmp_path: Path) -> None:
    docx.Document().save(str(tmp_path / "plain.docx"))
    with ZipFile(tmp_path / "plain.docx") as plain, ZipFile(tmp_path / "macros.docx", "w") as macros:
        for member in plain.infolist():
            content = plain.read(member).replace(b"styles+xml", b"styles.macroEnabled+xml")
            macros.writestr(member, content)

    for name in ("macros.docx", "nowhere.docx"):
        settings.CBM_BRIEF_TEMPLATE = str(tmp_path / name)

        answer = api(format="docx")
        assert (answer.status_code, answer.json()["code"]) == (409, "brief_template")


def test_page_api_and_command_give_the_same_file(reports: None, tmp_path: Path) -> None:
    days = {"from": "2024-01-01", "to": "2026-11-01", "known_at": "2026-11-20T10:00:00Z"}
    path = tmp_path / "brief.html"

    call_command(
        "brief", "two-shores", str(path), "--from", days["from"], "--to", days["to"], "--known-at", days["known_at"]
    )

    assert api(**days).content == path.read_bytes()
    page = Client().get("/brief/", {"report": "two-shores", "language": "en", "format": "html", **days})
    assert page.content == path.read_bytes()


def test_a_moment_that_has_not_come_is_now(reports: None) -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    choice = asked.brief_choice(
        Report.objects.get(slug="two-shores"), PUBLIC, today=now.date(), now=now, known_at=LATER, last=date(2027, 1, 1)
    )

    assert (choice.known_at, choice.last) == (now, now.date())
