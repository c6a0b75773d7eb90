"""Measures are added on pages with all that hangs on them, linked, withdrawn and brought back."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.errors import RuleError
from measures.library.load import load_content
from measures.library.read import parse_library
from measures.library.write import catalogue_of, library_text
from measures.models import Addressing, Link, Measure, Milestone, Report
from measures.models.markings import TEAM
from measures.operations.connections import AddressingDraft, address_ambiguities, stop_addressing
from tests.factories import get, give_role, make_ambiguity, make_measure, make_party, make_report, make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    """A report without a library, in which nothing but two ambiguities and two parties is there."""
    made = make_report("calm")
    for code in ("NORTHSHORE", "SOUTHSHORE"):
        make_party(code)
    ambiguities = make_ambiguity(made, "A"), make_ambiguity(made, "A1", parent=make_ambiguity(made, "B"))
    for ambiguity in ambiguities:
        ambiguity.bearers.set([make_party()])
    return made


@pytest.fixture
def editor() -> Client:
    return signed_in(make_user(role="editor", name="Wei"))


def sent(**fields: Any) -> dict[str, Any]:
    """The form of a measure as it is sent with a title, a party and nothing else."""
    blank = {"addressings-rows": "2", "milestones-rows": "2", "parts-rows": "1", "review_every_days": "180"}
    own = {"title": "Publish the timetable", "code": "M-1", "kind": "unilateral", "parties": ["NORTHSHORE"]}
    return {"marking": "public", **blank, **own, **fields}


def row(name: str, place: int, **fields: str) -> dict[str, str]:
    return {f"{name}-{place}-{field}": value for field, value in fields.items()}


def test_a_measure_is_added_with_all_that_hangs_on_it(report: Report, editor: Client) -> None:
    page = editor.get("/measures/new/?report=calm")
    assert 'value="M-1"' in page.content.decode()
    owner = make_user(name="Ana")
    values = sent(
        form_key=page.context["form_key"],
        title_zh_hans="公布时刻表",
        due_on="June 2027",
        verb="could",
        timescale="within a year",
        timescale_zh_hans="一年内",
        owners=str(owner.pk),
        **row("addressings", 0, ambiguity="calm-A", strength="whole_set", basis="report", why="It tells when."),
        **row("milestones", 0, title="A first timetable", who="NORTHSHORE", type="statement"),
        **row("milestones", 1, title="Talks", title_zh_hans="会谈", who="together", type="dialogue"),
        **row("parts", 0, title="In winter"),
    )

    answer = editor.post("/measures/new/?report=calm", values)
    again = editor.post("/measures/new/?report=calm", values)

    assert answer["Location"] == again["Location"] == "/measures/calm-M-1/"
    measure, part = Measure.objects.order_by("position")
    assert (measure.title_zh_hans, str(measure.due_on), part.code, part.parent) == (
        "公布时刻表",
        "2027-06",
        "M-1a",
        measure,
    )
    assert (measure.verb, measure.timescale, measure.timescale_zh_hans) == ("could", "within a year", "一年内")
    assert (part.verb, part.timescale) == ("", "")
    assert [each.key for each in measure.milestones.all()] == ["calm-M-1-M1", "calm-M-1-M2"]
    assert Addressing.objects.get().ambiguity.code == "A"
    assert measure.owners.get().user == owner
    text = editor.get("/measures/calm-M-1/?show=method").content.decode()
    assert "It tells when." in text
    assert 'value="M-2"' in editor.get("/measures/new/?report=calm").content.decode()


def test_what_is_wrong_with_a_row_stands_at_it_and_nothing_is_added(report: Report, editor: Client) -> None:
    rows = row("addressings", 0, ambiguity="calm-A1", strength="whole_set", basis="report")
    rows |= row("milestones", 1, title="Talks", who="SOUTHSHORE", type="dialogue")

    answer = editor.post("/measures/new/?report=calm", sent(**rows))
    anew = editor.post("/measures/new/?report=calm", sent(**rows | row("milestones", 1, who="together")))

    forms = answer.context["forms"]
    assert answer.status_code == anew.status_code == 400
    assert forms.rows["milestones"].forms[1].errors["__all__"]
    assert anew.context["forms"].rows["addressings"].forms[0].errors["strength"]
    assert not Measure.objects.exists()


def test_a_button_adds_a_row_and_keeps_what_was_typed(report: Report, editor: Client) -> None:
    answer = editor.post(
        "/measures/new/?report=calm", sent(act="add-milestones", title="时刻表", parties=["SOUTHSHORE"])
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.context["forms"].rows["milestones"].forms) == 3
    assert 'value="时刻表"' in text
    assert re.search(r'value="SOUTHSHORE" id="\w+" checked', text)
    assert not Measure.objects.exists()


def test_a_part_begins_with_what_its_measure_says(report: Report, editor: Client) -> None:
    make_measure(report, code="M-1", parties=["NORTHSHORE", "SOUTHSHORE"])
    page = editor.get("/measures/new/?part_of=calm-M-1")
    assert page.context["forms"].form.initial["parties"] == ["NORTHSHORE", "SOUTHSHORE"]

    values = sent(code="M-11", kind="joint", parties=["NORTHSHORE", "SOUTHSHORE"])
    answer = editor.post("/measures/new/?part_of=calm-M-1", values)

    assert answer["Location"] == "/measures/calm-M-11/"
    assert Measure.objects.get(code="M-11").parent == Measure.objects.get(code="M-1")


def test_what_hangs_on_a_measure_is_added_and_removed_on_its_page(report: Report, editor: Client) -> None:
    measure, other = make_measure(report, code="M-1"), make_measure(report, code="M-2")
    page, method = "/measures/calm-M-1/", "/measures/calm-M-1/?show=method"
    added = {
        "addresses/": {
            "addressings-rows": "1",
            **row("addressings", 0, ambiguity="calm-A", strength="primary", basis="ours"),
        },
        "milestones/": {"milestones-rows": "1", **row("milestones", 0, title="Talks", who="each", type="dialogue")},
        "links/": {"relation": "enables", "target": other.key, "basis": "report", "why": "It comes first."},
    }
    for address, values in added.items():
        form_key = editor.get(f"{page}{address}").context["form_key"]
        for _click in range(2):
            answer = editor.post(f"{page}{address}", {"form_key": form_key, **values})
            assert answer["Location"] == (page if address == "milestones/" else method), address

    text = editor.get(method).content.decode()

    assert "It comes first." in text
    assert (measure.addressings.count(), measure.milestones.count(), measure.links_out.count()) == (1, 1, 1)
    editor.post(f"{page}addresses/remove/", {"ambiguity": "calm-A"})
    editor.post(f"{page}links/remove/", {"link": Link.objects.get().pk})
    assert (measure.addressings.count(), measure.links_out.count()) == (0, 0)


def test_what_a_library_says_stays(report: Report, editor: Client) -> None:
    Report.objects.update(library_version="1")
    measure, other = make_measure(report, code="M-1"), make_measure(report, code="M-2")
    ambiguity = report.ambiguities.get(code="A")
    Addressing.objects.create(measure=measure, ambiguity=ambiguity, strength="primary", basis="report")
    Link.objects.create(source=measure, target=other, relation="enables", basis="report")
    by = make_user(role="editor")

    editor.post("/measures/calm-M-1/addresses/remove/", {"ambiguity": "calm-A"})
    editor.post("/measures/calm-M-1/links/remove/", {"link": Link.objects.get().pk})
    draft = AddressingDraft(ambiguity="calm-B", strength="primary", basis="report")
    with pytest.raises(ValidationError) as refused:
        address_ambiguities(measure, [draft], by=by)

    assert (measure.addressings.count(), measure.links_out.count()) == (1, 1)
    assert "/addresses/remove/" not in editor.get("/measures/calm-M-1/?show=method").content.decode()
    assert [field.rpartition(".")[2] for field in refused.value.message_dict] == ["basis"]
    with pytest.raises(RuleError):
        stop_addressing(measure, "calm-A", by=by)


def test_an_ambiguity_is_addressed_once_and_has_to_be_there(report: Report) -> None:
    measure, by = make_measure(report, code="M-1"), make_user(role="editor")
    address_ambiguities(measure, [AddressingDraft(ambiguity="calm-A", strength="primary")], by=by)

    for key in ("calm-A", "nothing"):
        with pytest.raises(ValidationError) as refused:
            address_ambiguities(measure, [AddressingDraft(ambiguity=key, strength="primary")], by=by)
        assert [field.rpartition(".")[2] for field in refused.value.message_dict] == ["ambiguity"]

    assert measure.addressings.count() == 1


def test_of_many_parties_those_of_the_report_and_the_chosen_ones_come_first_and_the_others_are_folded(
    report: Report, editor: Client
) -> None:
    make_measure(report, parties=["SOUTHSHORE"])
    for number in range(20):
        make_party(f"P{number:02}")

    page = editor.get("/measures/new/?report=calm").content.decode()
    again = editor.post("/measures/new/?report=calm", sent(act="add-parts", parties=["P07"])).content.decode()

    first, _details, others = page.partition("<details data-narrows>")
    assert ('value="SOUTHSHORE"' in first, 'value="P07"' in first, 'value="P07"' in others) == (True, False, True)
    assert 'value="P07"' in again.partition("<details data-narrows>")[0]


def test_a_measure_is_withdrawn_and_brought_back_and_a_library_leaves_that_alone(
    report: Report, editor: Client
) -> None:
    make_measure(report, code="M-1", from_library=True)
    library = parse_library("calm.yaml", library_text(catalogue_of(report, TEAM)))

    editor.post("/edit/measures/calm-M-1/withdraw/", {"withdraw": ""})
    load_content(library)

    assert "Withdrawn on" in editor.get("/measures/calm-M-1/").content.decode()
    assert get("measures/")["results"] == []
    editor.post("/edit/measures/calm-M-1/withdraw/", {"bring_back": ""})
    assert not Measure.objects.get().is_withdrawn
    assert [row["version"] for row in get("measures/")["results"]] == [3]


def test_only_editors_add_and_withdraw(report: Report) -> None:
    make_measure(report, code="M-1")
    contributor = signed_in(make_user())
    pages = ["new/", *(f"calm-M-1/{page}/" for page in ("milestones", "addresses", "links"))]

    assert {contributor.get(f"/measures/{page}").status_code for page in pages} == {403}
    assert "/measures/new/" not in contributor.get("/measures/?report=calm").content.decode()
    assert not Milestone.objects.exists()


def test_an_editor_of_one_report_adds_measures_there_alone(report: Report) -> None:
    other = make_report("rough")
    somebody = signed_in(give_role(make_user(role="reader"), report))

    assert somebody.get("/measures/new/?report=calm").status_code == 200
    assert somebody.get(f"/measures/new/?report={other.slug}").status_code == 403
    assert somebody.get("/reports/new/").status_code == 403
