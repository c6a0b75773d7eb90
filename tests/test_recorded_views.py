"""What earlier versions recorded as a party's view stays with its entry until an editor makes it a statement."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from measures.analysis.verification import verify
from measures.models import Assessment, Entry, Report, Role, Statement
from tests.factories import client_of, get, make_evidence, make_report, make_user
from tests.test_pages_corrections import as_a_browser_sends
from tests.test_pages_log import signed_in
from tests.test_statements import page, recorded

pytestmark = pytest.mark.django_db


def corrected(entry: Entry, **changes: Any) -> Any:
    """What the API answers to a correction of the entry."""
    body = {"title": "A second notice", "reason": "Of another day."} | changes
    return client_of(make_user(role=Role.EDITOR)).post(f"/api/v1/entries/{entry.key}/correction/", body, format="json")


def listed(**options: Any) -> list[str]:
    out = StringIO()
    call_command("recorded_views", stdout=out, **options)
    return out.getvalue().splitlines()


def test_a_correction_keeps_its_words_and_takes_its_level_away() -> None:
    answer = corrected(recorded(level=2, speaker="A. Keeper"))

    assert answer.status_code == 201, answer.json()["errors"]
    [view] = answer.json()["recorded_views"]
    assert (view["whose"], view["text"], view["speaker"]) == ("NORTHSHORE", "The lamps stay lit.", "A. Keeper")
    correction = Entry.objects.get(key=answer.json()["key"])
    assert Assessment.objects.get(entry=correction).level is None
    assert "Recorded as a view" in page(correction)
    assert verify().faults == []


def test_a_correction_leaves_it_out_where_it_says_so() -> None:
    entry = recorded()
    bears_on = [{"on": entry.assessments.get().on.key, "direction": "background"}]

    refused = corrected(entry, drops_recorded_views=True)
    answer = corrected(entry, drops_recorded_views=True, bears_on=bears_on)

    assert [error["field"] for error in refused.json()["errors"]] == ["bears_on"]
    assert answer.status_code == 201, answer.json()["errors"]
    assert answer.json()["recorded_views"] == []
    assert not Assessment.objects.filter(entry__key=answer.json()["key"]).exists()


def test_its_words_become_a_statement_in_the_form_of_a_correction() -> None:
    entry = recorded(quotation="灯要一直亮着。", quotation_language="zh-hans", speaker="A. Keeper")
    measure, source = entry.assessments.get().measure, make_evidence()
    client = signed_in(make_user(role=Role.EDITOR))
    path = f"/journal/{entry.key}/correct/?recorded_views"

    assert path.removesuffix("?recorded_views") in client.get(f"/journal/{entry.key}/").content.decode()
    form = client.get(path)
    [words] = form.context["form"].rows["statements"].filled
    values = as_a_browser_sends(form.context["form"]) | {
        "act": "save", "form_key": form.context["page"].form_key, "cites": source.key, "reason": "In its own words.",
        "statements-0-authority": "ministry", "statements-0-acts": "states",
        **{f"statements-0-{name}": words.initial[name] for name in ("parties", "on")},
    }  # fmt: skip
    answer = client.post(path, values)

    assert answer.status_code == 302, answer.context["form"].faults
    statement = Statement.objects.get(entry__corrects=entry)
    assert (statement.quotation, statement.translation) == ("灯要一直亮着。", "The lamps stay lit.")
    assert (statement.speaker, statement.speech) == ("A. Keeper", "direct")
    assert [place.measure for place in statement.places.exclude(measure=None)] == [measure]
    assert statement.entry.kind == "statement"
    assert not Assessment.objects.filter(entry__corrects=entry).exists()
    assert listed() == ["0 recorded as a view"]


def test_a_command_lists_those_that_are_left_with_the_page_that_corrects_them() -> None:
    entry, other = recorded(), make_report()

    [line, total] = listed(report=entry.report.slug)

    assert line.startswith(f"{entry.key}  NORTHSHORE on W-1, 2024-04-23: ")
    assert line.endswith(f"/journal/{entry.key}/correct/?recorded_views")
    assert total == "1 recorded as a view"
    assert listed(report=other.slug) == ["0 recorded as a view"]
    corrected(entry)
    assert entry.key not in "".join(listed())
    with pytest.raises(CommandError, match="There is no report “nowhere”"):
        listed(report="nowhere")


def test_it_counts_in_no_list_figure_or_search() -> None:
    entry = recorded()
    measure = entry.assessments.get().measure

    assert get(f"measures/{measure.key}/standing/")["standing"]["assessments"] == []
    assert get("entries/", party="NORTHSHORE")["results"] == []
    hits = {group["kind"]: group["hits"] for group in get("search/", q="lamps stay lit")["groups"]}
    assert not any(hits.values())
    assert Report.objects.get().slug == entry.report.slug
