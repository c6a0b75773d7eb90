"""A report is made on pages or through the API, without a library."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.errors import NotAllowedError
from measures.models import Marking, Party, Report
from measures.models.reports import USUAL_LEVELS
from measures.operations.new_reports import PartyDraft, ReportDraft, add_report
from tests.factories import make_party, make_report, make_user
from tests.files import signed_in

pytestmark = pytest.mark.django_db


def sent(**fields: Any) -> dict[str, Any]:
    """The form as it is sent when nothing but the title was typed."""
    levels = {f"level_{level}": words["en"] for level, words in USUAL_LEVELS.items()}
    return {
        "title": "Calm Waters",
        "disclaimer": "Ours.",
        **levels,
        "parties-rows": "2",
        **fields,
    }


def test_an_editor_makes_a_report_with_its_parties_and_is_shown_it() -> None:
    client = signed_in(make_user(role="editor"))
    page = client.get("/reports/new/")
    assert page.content.decode().count('name="parties-0-name"') == 1
    party = {"parties-1-name": "North Shore", "parties-1-name_zh_hans": "北岸", "parties-1-code": "northshore"}
    party |= {"parties-1-kind": "state"}
    values = sent(form_key=page.context["form_key"], title_zh_hans="平静水域", topic="Lamps", **party)

    answer = client.post("/reports/new/", values)
    again = client.post("/reports/new/", values)

    report = Report.objects.get()
    assert (answer["Location"], again["Location"]) == ("/reports/calm-waters/", "/reports/calm-waters/")
    assert (report.topic, report.aim) == ("Lamps", "")
    assert (report.title_zh_hans, report.marking, report.levels["3"]["en"]) == (
        "平静水域",
        "internal",
        "Largely in place",
    )
    assert Party.objects.get().name_zh_hans == "北岸"
    assert client.get("/reports/calm-waters/").status_code == 200
    assert client.get("/?report=calm-waters").status_code == 200


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost() -> None:
    make_report("calm")
    make_party("NORTHSHORE")
    client = signed_in(make_user(role="editor"))
    party = {"parties-0-name": "North", "parties-0-code": "NORTHSHORE", "parties-0-kind": "state"}

    answer = client.post("/reports/new/", sent(slug="calm", **party))

    assert answer.status_code == 400
    forms = answer.context["forms"]
    assert forms.form.errors["slug"] == ["This short name is already in use."]
    assert forms.rows["parties"].forms[0].errors["code"] == ["There is already a party with this code."]
    assert 'value="Calm Waters"' in answer.content.decode()
    assert Report.objects.count() == 1


def test_a_button_adds_a_row_and_keeps_what_was_typed() -> None:
    client = signed_in(make_user(role="editor"))

    answer = client.post("/reports/new/", sent(act="add-parties", title="平静水域"))

    assert answer.status_code == 200
    assert len(answer.context["forms"].rows["parties"].forms) == 3
    assert 'value="平静水域"' in answer.content.decode()
    assert not Report.objects.exists()


def test_a_short_name_is_made_of_the_title_and_given_once() -> None:
    editor = make_user(role="editor")

    slugs = [
        add_report(ReportDraft(title=title), by=editor).slug
        for title in ("New", "Calm waters!", "Calm Waters", "平静水域")
    ]

    assert slugs[:3] == ["new-2", "calm-waters", "calm-waters-2"]
    assert slugs[3].startswith("report-")
    assert set(Report.objects.values_list("marking", flat=True)) == {Marking.INTERNAL}
    assert Report.objects.get(slug="calm-waters").levels == USUAL_LEVELS


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ReportDraft(title="Calm", slug="new"), "slug"),
        (ReportDraft(title="Calm", levels={"0": {"en": "Nothing"}}), "levels"),
        (ReportDraft(title="Calm", parties=[PartyDraft(code="X", name="X")]), "parties.0.code"),
        (
            ReportDraft(title="Calm", parties=[PartyDraft(code="XY", name="X"), PartyDraft(code="XY", name="Y")]),
            "parties.1.code",
        ),
    ],
)
def test_what_is_wrong_with_a_draft_is_named(draft: ReportDraft, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        add_report(draft, by=make_user(role="editor"))

    assert list(refused.value.message_dict) == [field]
    assert not Report.objects.exists()


def test_a_new_report_is_for_the_team_alone_until_an_editor_opens_it(client: Client) -> None:
    make_report("zhao")
    editor = signed_in(make_user(role="editor"))
    editor.post("/reports/new/", sent(title="A test", form_key=editor.get("/reports/new/").context["form_key"]))

    assert client.get("/?report=a-test").status_code == client.get("/reports/a-test/").status_code == 404
    assert [row["key"] for row in client.get("/api/v1/reports/").json()["results"]] == ["zhao"]

    editor.post("/reports/a-test/marking/", {"marking": "public"})

    assert client.get("/?report=a-test").status_code == 200


def test_only_editors_begin_reports(client: Client) -> None:
    contributor = make_user(role="contributor")
    client.force_login(contributor)

    assert client.get("/reports/new/").status_code == 403
    with pytest.raises(NotAllowedError):
        add_report(ReportDraft(title="Calm"), by=contributor)
