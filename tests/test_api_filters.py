"""Lists are narrowed by what their rows say; a filter or a value that is none is named."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from rest_framework.test import APIClient

from measures.models import PUBLIC, Evidence, Measure, OwnerRole, PartialDate, Role
from measures.operations.drafts import AssessmentDraft, BearingDraft, StatementDraft
from measures.operations.responsibility import name_owner
from measures.publishing.measure_filters import MeasureFilters
from tests.exports import csv_rows
from tests.factories import (
    TODAY,
    client_of,
    compare,
    fields_of,
    get,
    keys,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_party,
    make_report,
    make_subject,
    make_user,
    mentioned,
    say,
    text_draft,
)

pytestmark = pytest.mark.django_db


def test_lists_are_of_whole_measures_unless_parts_are_asked_for() -> None:
    whole = make_measure()
    part = make_measure(whole.report, parent=whole)

    assert keys("measures/") == [whole.key]
    assert keys("measures/", parts="true") == [whole.key, part.key]
    assert get(f"measures/{part.key}/")["parent"] == whole.key
    assert get(f"measures/{whole.key}/")["parts"] == [part.key]


def test_measures_are_filtered_by_what_they_are_and_where_they_stand() -> None:
    report = make_report()
    ambiguity = make_ambiguity(report)
    mine = make_measure(report, status="agreed", addresses=[ambiguity], title="Ferries", title_zh_hans="渡轮")
    shared = make_measure(report, parties=("NORTHSHORE", "SOUTHSHORE"), due_on=PartialDate.parse("2026-10"))
    log(shared, direction="away")
    owner = make_user()
    name_owner(mine, user=owner, role=OwnerRole.COORDINATOR, by=make_user(role=Role.EDITOR))
    make_measure()

    def found(**parameters: Any) -> list[str]:
        return keys("measures/", client_of(owner), report=report.slug, **parameters)

    assert found() == [mine.key, shared.key]
    assert found(kind="joint") == [shared.key]
    assert found(status=["agreed", "suspended"]) == [mine.key]
    assert found(party="SOUTHSHORE") == [shared.key]
    assert found(owner="me") == found(owner=owner.email) == found(owner=owner.pk) == [mine.key]
    assert found(ambiguity=ambiguity.key) == found(ambiguity=ambiguity.code) == [mine.key]
    assert found(direction="away") == [shared.key]
    assert found(due_before="2026-11-01") == [shared.key]
    assert found(due_after="2026-10-31") == []
    assert found(q="渡轮") == found(q="ferries") == [mine.key]
    assert found(contested="false", unsupported="false") == [mine.key, shared.key]


def test_overdue_and_unchecked_are_of_the_day() -> None:
    late = make_measure(due_on=PartialDate.parse("2026-10"))
    never = make_measure(late.report)
    log(late)
    seen = Measure.objects.seen_by(PUBLIC)

    def on(day: date, **parameters: str) -> list[str]:
        filters = MeasureFilters(parameters, seen, reader=AnonymousUser(), on=day)
        return [measure.key for measure in filters.qs]

    assert on(date(2026, 10, 31), overdue="true") == []
    assert on(date(2026, 11, 1), overdue="true") == [late.key]
    assert on(date(2026, 11, 1), overdue="false") == [never.key]
    assert on(TODAY, unchecked="true") == [never.key]
    assert on(TODAY + timedelta(days=400), unchecked="true") == [late.key, never.key]


def test_our_levels_are_asked_for_with_about_whom_they_are() -> None:
    measure = make_measure()
    log(
        measure,
        sources=[make_evidence().key],
        assessments=[AssessmentDraft(on=measure.key, about="NORTHSHORE", level=2, direction="toward")],
    )

    assert keys("measures/", level=2) == [measure.key]
    assert keys("measures/", level=3) == []
    assert keys("measures/", about="NORTHSHORE") == [measure.key]
    assert keys("measures/", level=2, about="NORTHSHORE") == [measure.key]
    assert keys("measures/", level=3, about="NORTHSHORE") == []
    assert keys("measures/", level=2, about="none") == []


@pytest.mark.parametrize(
    ("address", "parameter", "value"),
    [
        ("measures/", "severity", "high"),
        ("measures/", "status", "nope"),
        ("measures/", "report", "nope"),
        ("measures/", "party", "NOPE"),
        ("measures/", "owner", "me"),
        ("measures/", "owner", "somebody@example.org"),
        ("measures/", "ambiguity", "nope"),
        ("measures/", "overdue", "perhaps"),
        ("measures/", "due_before", "tomorrow"),
        ("measures/", "level", "4"),
        ("measures/", "about", "NOPE"),
        ("measures/", "parts", "perhaps"),
        ("measures/", "page_size", "501"),
        ("measures/", "page_size", "0"),
        ("measures/", "count", "perhaps"),
        ("measures/", "cursor", "nonsense"),
        ("measures/", "cursor", "WzAsInJlcG9ydCIsInIiLCJ4IiwieCJd"),
        ("measures/", "ordering", "description"),
        ("entries/", "measure", "nope"),
        ("entries/", "direction", "sideways"),
        ("entries/", "occurred_after", "2024"),
        ("entries/", "cursor", "WzAsIi1vY2N1cnJlZCIsIngiLCJ5IiwieiJd"),
        ("entries/", "ordering", "occurred,recorded"),
        ("entries/", "report", "nope"),
        ("entries/", "ambiguity", "nope"),
        ("milestones/", "measure", "nope"),
        ("terms/", "report", "nope"),
        ("chains/", "report", "nope"),
        ("measures/", "about", "independent"),
        ("evidence/", "report", "nope"),
        ("evidence/", "grade", "G"),
        ("evidence/", "state", "nope"),
        ("reports/", "q", "x"),
        ("links/", "100%", "x"),
        ("dashboard/", "report", "nope"),
    ],
)
def test_an_unknown_filter_or_value_is_named(address: str, parameter: str, value: str) -> None:
    answer = APIClient().get(f"/api/v1/{address}", {parameter: value})

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [parameter]


def test_a_day_that_no_record_knows_is_named() -> None:
    measure = make_measure()

    answer = APIClient().get(f"/api/v1/measures/{measure.key}/standing/", {"as_of": "9999-12-31"})

    assert [error["field"] for error in answer.json()["errors"]] == ["as_of"]


def test_only_the_team_asks_what_others_answer_for() -> None:
    owner = make_user()

    answer = client_of(make_user(role=Role.READER)).get("/api/v1/measures/", {"owner": owner.email})

    assert answer.status_code == 400


def test_what_names_nothing_is_refused_in_an_export_too() -> None:
    answer = APIClient().get("/api/v1/entries/", {"measure": "nope", "format": "csv"})

    assert fields_of(answer) == {"measure"}


def test_entries_are_filtered_by_what_they_say() -> None:
    measure = make_measure()
    part = make_measure(measure.report, parent=measure)
    ambiguity = make_ambiguity(measure.report)
    toward = log(measure, occurred="2023")
    on_part = log(part, direction="away", track="expert")
    clearer = log(measure, bears_on=[BearingDraft(on=ambiguity.key, direction="clearer")])

    assert keys("entries/", measure=measure.key) == [on_part.key, toward.key]
    assert keys("entries/", measure=measure.key, direction="away") == [on_part.key]
    assert keys("entries/", ambiguity=ambiguity.code) == [clearer.key]
    assert keys("entries/", track="expert") == [on_part.key]
    assert keys("entries/", occurred_before="2024-01-01") == [toward.key]
    assert keys("entries/", occurred_after="2024-04-23") == []
    assert keys(f"measures/{measure.key}/entries/") == [on_part.key, toward.key]


def test_sources_are_filtered_by_grade_state_and_report() -> None:
    measure = make_measure()
    cited, loose = make_evidence(grade="B"), make_evidence(state="pending", kind="analysis")
    log(measure, sources=[cited.key])

    assert keys("evidence/", grade="B") == [cited.key]
    assert keys("evidence/", state="pending") == keys("evidence/", kind="analysis") == [loose.key]
    assert keys("evidence/", report=measure.report.slug) == [cited.key]
    assert keys(f"measures/{measure.key}/evidence/") == [cited.key]
    assert keys("evidence/", q=loose.title) == [loose.key]


def test_measures_are_listed_that_have_no_status_on_record() -> None:
    silent, agreed, stalled = make_measure(), make_measure(status="agreed"), make_measure(status="stalled")
    log(silent, direction="toward")

    assert silent.key in keys("measures/", status="none")
    assert {agreed.key, stalled.key}.isdisjoint(keys("measures/", status="none"))
    assert set(keys("measures/", status=["none", "agreed"])) >= {silent.key, agreed.key}
    assert agreed.key in keys("measures/", status="none", as_of="2001-01-01")


def test_ambiguities_are_listed_by_who_has_not_spoken() -> None:
    report = make_report()
    parent = make_ambiguity(report)
    make_party("SOUTHSHORE")
    covered, bare = (make_ambiguity(report, parent=parent) for _ in range(2))
    make_measure(report, addresses=[covered], parties=["NORTHSHORE", "SOUTHSHORE"])
    say(report, "2024-05", "It is unclear to us.", on=[covered.key])
    ours = AssessmentDraft(on=bare.key, level=1)
    log(make_measure(report), assessments=[ours], sources=[make_evidence().key])

    assert keys("ambiguities/", unheard="NORTHSHORE") == [bare.key]
    assert keys("ambiguities/", unheard="SOUTHSHORE") == [covered.key, bare.key]
    assert keys("ambiguities/", unheard="NORTHSHORE", as_of="2024-05-30") == [covered.key, bare.key]
    assert keys("ambiguities/", unheard="NORTHSHORE", as_of="2024-05-31") == [bare.key]
    assert fields_of(APIClient().get("/api/v1/ambiguities/?unheard=NOWHERE")) == {"unheard"}


def test_a_statement_that_one_may_not_read_is_not_heard() -> None:
    report = make_report()
    element = make_ambiguity(report, parent=make_ambiguity(report))
    make_measure(report)
    say(report, "2024-05-01", "It is unclear to us.", on=[element.key], marking="internal")

    assert keys("ambiguities/", unheard="NORTHSHORE") == [element.key]
    assert keys("ambiguities/", client_of(make_user()), unheard="NORTHSHORE") == []


def test_entries_are_filtered_by_a_party_and_by_the_sources_that_they_cite() -> None:
    measure = make_measure(parties=("NORTHSHORE", "SOUTHSHORE"))
    chinese = make_evidence(language="zh-hans", kind="official_text")
    english = make_evidence(language="en", kind="press")
    acts = log(measure, about="NORTHSHORE", sources=[chinese.key])
    words = StatementDraft(
        parties=["SOUTHSHORE"], authority="ministry", speaker="A keeper", said_on=PartialDate.parse("2024-04-23"),
        quotation="It is so.", quotation_language="en", acts=["states"],
    )  # fmt: skip
    says = log(measure, statements=[words], sources=[english.key])
    assessed = log(measure, assessments=[AssessmentDraft(on=measure.key, level=1)])
    shared = log(measure, about="both", sources=[chinese.key, english.key])
    subject = make_subject(measure.report)
    texts = [text_draft(party, mentioned(subject)) for party in ("NORTHSHORE", "SOUTHSHORE")]
    compared = compare(acts, *texts)

    def found(**parameters: Any) -> set[str]:
        return set(keys("entries/", **parameters))

    assert assessed.key in found()
    assert found(party="NORTHSHORE") == {acts.key, shared.key, compared.key}
    assert found(party="SOUTHSHORE") == {says.key, shared.key, compared.key}
    assert found(source_language="zh") == found(source_language="zh-hans") == {acts.key, shared.key}
    assert found(source_language="z") == set()
    assert found(source_kind=["press", "official_statement"]) == {says.key, shared.key, compared.key}
    # Both are of one source.
    assert found(source_kind="press", source_language="zh") == set()
    assert found(source_kind="official_text", source_language="zh") == {acts.key, shared.key}
    assert fields_of(APIClient().get("/api/v1/entries/", {"party": "ELSEWHERE"})) == {"party"}
    assert fields_of(APIClient().get("/api/v1/entries/", {"source_kind": "rumour"})) == {"source_kind"}


def test_what_is_hidden_narrows_no_journal() -> None:
    measure = make_measure()
    hidden = make_measure(measure.report)
    source = make_evidence(language="zh", kind="press")
    entry = log(
        measure,
        bears_on=[
            BearingDraft(on=measure.key, direction="toward"),
            BearingDraft(on=hidden.key, direction="toward", about="NORTHSHORE"),
        ],
        sources=[source.key],
    )
    assert keys("entries/", party="NORTHSHORE") == keys("entries/", source_kind="press") == [entry.key]

    Measure.objects.filter(pk=hidden.pk).update(marking="internal")
    Evidence.objects.filter(pk=source.pk).update(marking="internal")

    for parameters in ({"party": "NORTHSHORE"}, {"source_kind": "press"}, {"source_language": "zh"}):
        assert keys("entries/", **parameters) == []
        assert keys("entries/", client_of(make_user()), **parameters) == [entry.key]


def test_page_file_and_answer_of_the_journal_are_narrowed_alike() -> None:
    measure = make_measure(make_report("calm"))
    lamps = log(measure, title="Lamps were lit", about="NORTHSHORE", sources=[make_evidence(language="zh").key])
    log(measure, title="A bell rang")

    for narrowed in ({"q": "lamps"}, {"party": "NORTHSHORE"}, {"source_language": "zh"}):
        page = Client().get("/journal/", narrowed).content.decode()
        rows = csv_rows(Client().get("/journal/", {**narrowed, "format": "csv"}))
        assert keys("entries/", **narrowed) == [row["Key"] for row in rows] == [lamps.key]
        assert "Lamps were lit" in page and "A bell rang" not in page


def test_measures_are_ordered_by_title_status_level_and_direction() -> None:
    report = make_report()
    agreed = make_measure(report, title="Buoys", status="agreed")
    proposed = make_measure(report, title="Charts", status="proposed")
    bare = make_measure(report, title="Anchors")
    for measure, direction, level in ((agreed, "toward", 1), (proposed, "away", 3)):
        ours = AssessmentDraft(on=measure.key, about="NORTHSHORE", level=level)
        log(measure, direction=direction, occurred="2025-01-01", assessments=[ours])

    for ordering in ("status", "level", "direction", "title"):
        forwards = keys("measures/", ordering=ordering)
        assert forwards[0] == bare.key, ordering
        assert keys("measures/", ordering=f"-{ordering}") == forwards[::-1]
    assert keys("measures/", ordering="status") == [bare.key, proposed.key, agreed.key]
    assert keys("measures/", ordering="level") == [bare.key, agreed.key, proposed.key]
    assert keys("measures/", ordering="level", as_of="2024-12-31") == sorted([bare.key, agreed.key, proposed.key])


def test_entries_are_found_by_the_status_that_they_set() -> None:
    report = make_report()
    agreed, proposed = (make_measure(report, status=status) for status in ("agreed", "proposed"))
    [setting], [other] = (keys("entries/", measure=measure.key) for measure in (agreed, proposed))
    log(agreed)

    assert keys("entries/", status_set="agreed") == [setting]
    assert set(keys("entries/", status_set=["agreed", "proposed"])) == {setting, other}
    assert keys("entries/", status_set=["agreed", "proposed"], measure=proposed.key) == [other]


def test_a_source_is_found_by_its_address_however_that_is_written() -> None:
    source = make_evidence(url="https://example.org/notices/14")
    make_evidence()

    assert keys("evidence/", url="https://example.org/notices/14") == [source.key]
    assert keys("evidence/", url="http://www.example.org/notices/14/?utm_source=x") == [source.key]
    assert keys("evidence/", url="https://example.org/notices/15") == []
