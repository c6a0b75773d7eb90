"""An administrator chooses the report of the front page; what is archived is in no menu, form or public answer."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from measures.errors import ArchivedReportError, NotAllowedError, PartyInUseError, ReportInUseError
from measures.models import Marking, Measure, Party, Report, RowChange
from measures.operations.additions import MeasureDraft, add_measures
from measures.operations.archiving import archive_parties, archive_report, bring_back_parties, choose_front_page
from measures.operations.clock import clock
from measures.operations.markings import mark_report
from tests.factories import client_of, log, make_measure, make_party, make_report, make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db


def on_front_page(client: Client) -> str:
    report: Report = client.get("/").context["reading"].report
    return report.slug


def test_a_report_that_comes_first_in_the_alphabet_does_not_take_over_the_front_page(client: Client) -> None:
    make_report("zhao", title="The real one")
    make_report("a-test")

    assert on_front_page(client) == "zhao"


def test_an_administrator_chooses_the_report_of_the_front_page_and_the_history_says_so(client: Client) -> None:
    zhao, other = make_report("zhao"), make_report("other")
    administrator = signed_in(make_user(role="administrator"))
    assert "Show it on the front page" in administrator.get("/reports/").content.decode()

    administrator.post("/reports/other/front-page/")

    assert on_front_page(client) == "other"
    administrator.post("/reports/zhao/front-page/")
    assert on_front_page(client) == "zhao"
    changes = RowChange.objects.filter(table="measures_report", row=other.pk, before__has_key="is_front_page")
    assert [change.after["is_front_page"] for change in changes.order_by("pk")] == [True, False]
    assert Report.objects.get(is_front_page=True) == zhao


def test_who_may_not_read_the_chosen_report_sees_the_one_that_is_here_longest(client: Client) -> None:
    make_report("zhao")
    make_report("shores", is_fictional=True)
    secret = make_report("aims", marking="internal")
    choose_front_page(secret, by=make_user(role="administrator"))

    assert on_front_page(client) == "zhao"
    assert on_front_page(signed_in(make_user(role="editor"))) == "aims"


@pytest.mark.parametrize("role", ["reader", "contributor", "editor"])
def test_nobody_else_chooses_it(role: str) -> None:
    report = make_report("zhao")

    answer = signed_in(make_user(role=role)).post("/reports/zhao/front-page/")

    assert answer.status_code == 403
    with pytest.raises(NotAllowedError):
        choose_front_page(report, by=make_user(role=role))
    assert not Report.objects.filter(is_front_page=True).exists()


def test_a_command_chooses_it_too(client: Client) -> None:
    make_report("zhao")
    make_report("other")

    call_command("choose_front_page", "other", verbosity=0)

    assert on_front_page(client) == "other"
    with pytest.raises(CommandError, match="There is no report “no”"):
        call_command("choose_front_page", "no")


def test_an_empty_report_is_archived_and_brought_back(client: Client) -> None:
    make_report("zhao")
    make_report("left", title="Left over")
    editor = signed_in(make_user(role="editor"))
    assert "Left over" in client.get("/").content.decode()

    editor.post("/reports/left/archive/")

    assert "Left over" not in client.get("/").content.decode()
    assert client.get("/?report=left").status_code == 404
    assert client.get("/api/v1/reports/left/").status_code == 404
    assert "Left over" not in editor.get("/").content.decode()
    assert "Left over" not in editor.get("/imports/").content.decode()
    assert "Left over" in editor.get("/reports/").content.decode()
    assert editor.get("/reports/left/").status_code == 200
    with pytest.raises(ArchivedReportError):
        mark_report(Report.objects.get(slug="left"), marking=Marking.PUBLIC, by=make_user(role="editor"))

    editor.post("/reports/left/bring-back/")

    assert "Left over" in editor.get("/").content.decode()
    assert Report.objects.get(slug="left").marking == Marking.INTERNAL


def test_a_report_in_which_anything_stands_is_not_archived() -> None:
    measure = make_measure(make_report("kept"))
    editor = make_user(role="editor")

    answer = signed_in(editor).post("/reports/kept/archive/", follow=True).content.decode()

    assert "Something stands in this report: only an empty one can be archived." in answer
    log(measure)
    Measure.objects.update(withdrawn_at=clock())
    with pytest.raises(ReportInUseError):
        archive_report(measure.report, at=clock(), by=editor)
    assert Report.objects.get().archived_at is None


def test_the_report_of_the_front_page_is_not_archived() -> None:
    choose_front_page(make_report("zhao"), by=None)

    page = signed_in(make_user(role="editor")).post("/reports/zhao/archive/", follow=True).content.decode()

    assert "This is the report of the front page: choose another one for it first." in page
    assert Report.objects.get().archived_at is None


def test_unused_parties_are_archived_and_brought_back() -> None:
    make_measure(parties=("NORTHLAND", "SOUTHLAND"))
    make_party("BOEING")
    editor = signed_in(make_user(role="editor"))
    page = editor.get("/reports/").content.decode()
    assert "BOEING" in page
    assert "NORTHLAND" not in page

    editor.post("/parties/archive/", {"party": ["BOEING"]})

    team = client_of(make_user(role="editor"))
    assert [row["key"] for row in team.get("/api/v1/parties/").json()["results"]] == ["NORTHLAND", "SOUTHLAND"]
    assert "BOEING" not in editor.get("/reports/new/").content.decode()

    editor.post("/parties/bring-back/", {"party": ["BOEING"]})

    assert team.get("/api/v1/parties/BOEING/").status_code == 200


def test_a_party_that_something_names_is_not_archived_nor_are_those_chosen_with_it() -> None:
    make_measure(parties=("NORTHLAND", "SOUTHLAND"))
    make_party("BOEING")

    with pytest.raises(PartyInUseError):
        archive_parties(["BOEING", "NORTHLAND"], at=clock(), by=make_user(role="editor"))

    assert Party.objects.current().count() == 3


def test_a_measure_that_names_an_archived_party_brings_it_back() -> None:
    make_party("BOEING")
    editor, report = make_user(role="editor"), make_report("zhao")
    archive_parties(["BOEING"], at=clock(), by=editor)

    draft = MeasureDraft(report=report.slug, code="A-1", title="Build less", kind="unilateral", parties=["BOEING"])
    add_measures([draft], by=editor)

    assert Party.objects.current().get().code == "BOEING"


@pytest.mark.parametrize("role", ["reader", "contributor"])
def test_only_editors_archive_and_bring_back(role: str) -> None:
    report, by = make_report("left"), make_user(role=role)
    make_party("BOEING")
    client = signed_in(by)

    assert client.get("/reports/").status_code == 403
    for address in ("reports/left/archive", "reports/left/bring-back", "parties/archive", "parties/bring-back"):
        assert client.post(f"/{address}/", {"party": "BOEING"}).status_code == 403
    with pytest.raises(NotAllowedError):
        archive_report(report, at=clock(), by=by)
    for act in (lambda: archive_parties(["BOEING"], at=clock(), by=by), lambda: bring_back_parties(["BOEING"], by=by)):
        with pytest.raises(NotAllowedError):
            act()
    assert Report.objects.current().exists()
    assert Party.objects.current().exists()
