"""Corrections stand in the place of entries, by those who may write them; what they leave out stays as it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from measures.analysis.verification import verify
from measures.models import Entry, Measure, PartialDate, Proposal, Report, Role, Standing
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    DissentDraft,
    FindingDraft,
    JudgementDraft,
    MarkDraft,
    StatementDraft,
    UnreadTextDraft,
)
from measures.operations.entries import confirm_unchanged, dissent_from
from tests.factories import (
    TODAY,
    client_of,
    compare,
    fields_of,
    get,
    log,
    make_ambiguity,
    make_evidence,
    make_measure,
    make_milestone,
    make_report,
    make_subject,
    make_user,
    mentioned,
    summarise,
    text_draft,
)
from tests.shared_rows import made_once

pytestmark = pytest.mark.django_db
type Body = dict[str, Any]


@pytest.fixture
def report() -> Report:
    return make_report("shores")


@pytest.fixture
def measure(report: Report) -> Measure:
    return make_measure(report, code="N-1")


def test_a_correction_stands_in_the_place_of_the_entry(measure: Measure) -> None:
    writer = make_user()
    entry = log(measure, by=writer)
    corrected = {
        "occurred": "2024-05",
        "title": "The timetable was withdrawn",
        "narrative": "It had been published by mistake.",
        "reason": "The notice of its withdrawal was overlooked.",
        "track": "official",
        "claim": "reported",
        "bears_on": [{"on": measure.key, "direction": "away"}],
    }

    client = client_of(writer)
    answer = client.post(f"/api/v1/entries/{entry.key}/correction/", corrected)
    again = client.post(f"/api/v1/entries/{entry.key}/correction/", corrected)

    assert answer.status_code == 201
    assert answer.json()["corrects"] == entry.key
    assert client.get(f"/api/v1/entries/{entry.key}/").json()["correction"] == answer.json()["key"]
    assert Standing.objects.get(measure=measure, audience="public").latest_direction == "away"
    assert (again.status_code, again.json()["code"]) == (409, "already_corrected")


def test_only_the_author_or_an_editor_corrects(measure: Measure) -> None:
    entry = log(measure)
    corrected = {"occurred": "2024", "title": "t", "narrative": "n", "track": "official", "claim": "reported"}
    corrected |= {"reason": "It was wrong.", "bears_on": [{"on": measure.key, "direction": "away"}]}  # type: ignore[dict-item]

    other = client_of(make_user()).post(f"/api/v1/entries/{entry.key}/correction/", corrected)
    editor = client_of(make_user(role=Role.EDITOR)).post(f"/api/v1/entries/{entry.key}/correction/", corrected)

    assert (other.status_code, editor.status_code) == (403, 201)


@dataclass(frozen=True)
class Journal:
    """One entry of each kind, with every kind of part."""

    client: APIClient
    development: Entry
    comparison: Entry
    summary: Entry
    dissent: Entry
    spare: dict[str, str]

    def read(self, address: str) -> Body:
        body: Body = get(address, self.client)
        return body

    def corrected(self, address: str, **changes: Any) -> Any:
        """What a correction is answered with; it is a trial, so the next one begins from the same."""
        body = {"reason": "It was wrong.", **changes}
        return self.client.post(f"/api/v1/{address}correction/?dry_run=true", body, format="json")


def write_journal() -> Journal:
    measure, editor = make_measure(parties=["NORTHSHORE", "SOUTHSHORE"]), make_user(role=Role.EDITOR)
    report, ambiguity = measure.report, make_ambiguity(measure.report)
    earlier, sources = log(measure, by=editor), [make_evidence().key, make_evidence().key]
    step = AssessmentDraft(
        on=measure.key, about="both", level=1, text="A step.", text_zh_hans="一步。",
        confidence_basis="One text.", assumptions="None.", what_would_change="A second text.",
        rests_on=[earlier.key], sources=sources[:1],
    )  # fmt: skip
    unseen = AssessmentDraft(on=ambiguity.key, nothing="not_observable", text="Murky.", sources=sources[:1])
    said = StatementDraft(
        parties=["SOUTHSHORE"], authority="ministry", speaker="The harbour master", office="Harbour Office",
        said_on=PartialDate.parse("2024-04-23"), quotation="it is murky", quotation_language="en", acts=["states"],
        on=[ambiguity.key], source=sources[1],
    )  # fmt: skip
    development = log(
        measure, by=make_user(), sources=sources, responds_to=earlier.key, baseline=True,
        assessments=[step, unseen], statements=[said],
        title_zh_hans="渡轮", narrative_zh_hans="已公布。",
        milestones=[MarkDraft(on=make_milestone(measure).key, state="met")],
        bears_on=[
            BearingDraft(
                on=measure.key, direction="toward", status="in_progress", changed_by="NORTHSHORE", about="both",
                reason="It began.", reason_zh_hans="已开始。", note="In part.", note_zh_hans="部分。",
            ),
            BearingDraft(on=ambiguity.key, direction="murkier", concern="up", state="raised"),
        ],
    )  # fmt: skip
    subjects = [make_subject(report), make_subject(report)]
    comparison = compare(
        development,
        text_draft("NORTHSHORE", mentioned(subjects[0], paragraph=1), note="Read twice.", administration="First"),
        text_draft("SOUTHSHORE", FindingDraft(subject=subjects[1].key, state="not_in_text", note="Looked for.")),
        by=editor,
        related=[earlier.key],
        unread_texts=[UnreadTextDraft(party="NORTHSHORE", title="Remarks", url="https://example.org/remarks")],
        judgements=[JudgementDraft(subject=subjects[0].key, sameness="same", sentence="Both.")],
    )
    summary = summarise(report, by=editor, note="All was read.", note_zh_hans="均已阅读。", rests_on=[earlier.key])
    otherwise = DissentDraft(
        on=measure.key, about="both", level=2, direction="toward", text="More.", text_zh_hans="更多。"
    )
    dissent = dissent_from(development, otherwise, by=editor, on=TODAY)
    spare = {"source": make_evidence().key, "measure": make_measure(report).key, "entry": log(measure, by=editor).key}
    return Journal(client_of(editor), development, comparison, summary, dissent, spare)


@pytest.fixture(scope="module")
def journal(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Journal]:
    yield from made_once(write_journal, django_db_blocker)


def without_own(body: Body) -> Body:
    """What an entry says, without what is each entry's own: its key, place and seal, and the like."""
    own = {
        "key", "recorded_at", "counts_from", "author_name", "corrects", "correction", "sequence",
        "commitment", "seal", "html_url", "pieces", "is_unreviewed", "chain",
    }  # fmt: skip
    text = json.dumps({name: value for name, value in body.items() if name not in own})
    return json.loads(text.replace(body["key"], "KEY"))  # type: ignore[no-any-return]


TEXTS = ("title", "title_zh_hans", "narrative", "narrative_zh_hans")
LISTS = ("bears_on", "assessments", "milestones", "statements")
few = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(
    told=st.fixed_dictionaries(
        {},
        optional={name: st.just(f"New {name}") for name in TEXTS}
        | {"occurred": st.sampled_from(["2024-05", "2023"]), "track": st.just("expert"), "claim": st.just("disputed")},
    ),
    emptied=st.sets(st.sampled_from(["responds_to", *LISTS]), max_size=2),
)
def test_what_a_correction_leaves_out_stays_and_what_is_empty_goes(
    journal: Journal, told: Body, emptied: set[str]
) -> None:
    at = f"entries/{journal.development.key}/"
    before = without_own(journal.read(at))
    empty: Body = {name: "" if name == "responds_to" else [] for name in emptied}

    answer = journal.corrected(at, **told, **empty)

    assert answer.status_code == 201, answer.content
    expected = before | told | {name: value or None if name == "responds_to" else [] for name, value in empty.items()}
    assert without_own(answer.json()) == expected


def test_a_list_that_is_sent_stands_as_sent(journal: Journal) -> None:
    at = f"entries/{journal.development.key}/"
    before = journal.read(at)
    sources = [each["key"] for each in before["sources"]]

    answer = journal.corrected(
        at,
        sources=[*sources, journal.spare["source"]],
        bears_on=[
            {"on": journal.spare["measure"], "direction": "away"},
        ],
    ).json()

    assert [each["key"] for each in answer["sources"]] == [*sources, journal.spare["source"]]
    assert [(each["on"], each["direction"]) for each in answer["bears_on"]] == [(journal.spare["measure"], "away")]
    assert without_own(answer)["assessments"] == without_own(before)["assessments"]


def test_the_answer_says_what_stays_changes_goes_and_comes(journal: Journal) -> None:
    at = f"entries/{journal.development.key}/"
    before = journal.read(at)
    measure, ambiguity = (each["on"] for each in before["bears_on"])
    sources = [each["key"] for each in before["sources"]]

    bears_on = [{"on": measure, "direction": "either"}, {"on": journal.spare["measure"], "direction": "away"}]
    pieces = journal.corrected(at, bears_on=bears_on, milestones=[]).json()["pieces"]

    def of(fate: str) -> set[tuple[str, str]]:
        return {(each["part"], each["what"]) for each in pieces[fate]}

    assert of("stays") == {
        ("assessments", f"{measure}:both"),
        ("assessments", f"{ambiguity}:none"),
        ("statements", before["statements"][0]["key"]),
        *(("sources", key) for key in sources),
    }
    assert of("changes") == {("bears_on", measure)}
    assert of("goes") == {("bears_on", ambiguity), ("milestones", before["milestones"][0]["milestone"])}
    assert of("comes") == {("bears_on", journal.spare["measure"])}


def test_what_rests_on_a_source_that_is_taken_away_is_named_and_nothing_is_written(journal: Journal) -> None:
    entries = Entry.objects.count()

    answer = journal.corrected(f"entries/{journal.development.key}/", sources=[])

    assert answer.status_code == 400
    assert fields_of(answer) == {"assessments.0.sources", "assessments.1.sources"}
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"narrative": "Read again."}, {"narrative": "Read again."}),
        ({"judgements": []}, {"judgements": []}),
        ({"unread_texts": [], "related": []}, {"unread_texts": [], "related": []}),
    ],
)
def test_a_comparison_keeps_what_its_correction_leaves_out(journal: Journal, changes: Body, expected: Body) -> None:
    at = f"readouts/{journal.comparison.key}/"
    before = without_own(journal.read(at))

    answer = journal.corrected(at, **changes)

    assert answer.status_code == 201, answer.content
    assert without_own(answer.json()) == before | expected
    gone = {each["part"] for each in answer.json()["pieces"]["goes"]}
    assert gone == {name for name, value in changes.items() if value == []}


@pytest.mark.parametrize("changes", [{}, {"text": "Lamps are lit."}, {"note": ""}, {"rests_on": []}])
def test_a_summary_keeps_what_its_correction_leaves_out(journal: Journal, changes: Body) -> None:
    at, before = f"summaries/{journal.summary.key}/", journal.read(f"entries/{journal.summary.key}/")
    names = {"text": "title", "note": "narrative"}

    answer = journal.corrected(at, **changes)

    assert answer.status_code == 201, answer.content
    today = {"written_on": answer.json()["written_on"]}
    expected = without_own(before) | {names.get(name, name): value for name, value in changes.items()} | today
    assert without_own(answer.json()) == expected
    assert before["rests_on"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"text": "Less."}, {"text": "Less."}),
        ({"level": 0}, {"level": 0}),
        ({"nothing": "nothing_found"}, {"level": None, "nothing": "nothing_found"}),
    ],
)
def test_a_dissent_keeps_what_its_correction_leaves_out(journal: Journal, changes: Body, expected: Body) -> None:
    before = journal.read(f"entries/{journal.dissent.key}/")

    answer = journal.corrected(f"dissents/{journal.dissent.key}/", **changes)

    assert answer.status_code == 201, answer.content
    assert answer.json()["dissents"] == [before["dissents"][0] | expected]
    assert answer.json()["responds_to"] == journal.development.key


@pytest.mark.parametrize("of", ["entries/development", "readouts/comparison", "summaries/summary", "dissents/dissent"])
def test_a_draft_sent_back_as_it_is_changes_nothing(journal: Journal, of: str) -> None:
    noun, kind = of.split("/")
    at = f"{noun}/{getattr(journal, kind).key}/"

    pieces = journal.corrected(at, **journal.read(f"{at}draft/")).json()["pieces"]

    assert (pieces["changes"], pieces["goes"], pieces["comes"]) == ([], [], [])
    assert pieces["stays"] or kind == "dissent"


@pytest.mark.parametrize("kind", ["comparison", "summary", "dissent"])
def test_what_is_corrected_at_its_own_address_is_refused_at_that_of_entries(journal: Journal, kind: str) -> None:
    entry: Entry = getattr(journal, kind)

    answer = journal.corrected(f"entries/{entry.key}/", title="Another title")

    assert answer.status_code == 400
    assert fields_of(answer) == {"of" if kind == "comparison" else "kind"}


def test_a_check_stays_a_check(measure: Measure) -> None:
    author = make_user()
    [check] = confirm_unchanged([measure], by=author, on=TODAY)

    answer = client_of(author).post(f"/api/v1/entries/{check.key}/correction/", {"narrative": "Twice.", "reason": "r"})

    assert (answer.status_code, answer.json()["kind"]) == (201, "check")
    assert answer.json()["bears_on"][0]["on"] == measure.key
    assert verify().faults == []


def test_a_proposal_that_corrects_keeps_what_is_left_out(report: Report, measure: Measure) -> None:
    author, source = make_user(), make_evidence().key
    entry = log(measure, by=author, sources=[source], assessments=[AssessmentDraft(on=measure.key, level=1)])
    Report.objects.update(needs_agreement=True)
    client = client_of(author)

    second = {"on": measure.key, "level": 2, "why_changed": "A second step."}
    proposed = client.post(
        f"/api/v1/entries/{entry.key}/correction/", {"assessments": [second], "reason": "r"}, format="json"
    )
    at = f"/api/v1/proposals/{proposed.json()['key']}/"
    version = {"if-match": client.get(at)["ETag"]}
    changed = client.put(at, {"title": "Another", "occurred": "2024-05"}, format="json", headers=version)

    assert (proposed.status_code, changed.status_code) == (202, 202)
    assert Proposal.objects.get().body["sources"] == [source]
    version = {"if-match": client.get(at)["ETag"]}
    agreed = client_of(make_user()).post(f"{at}agree/", headers=version)
    assert agreed.status_code == 201, agreed.content
    assert [each["key"] for each in agreed.json()["sources"]] == [source]
    assert (agreed.json()["title"], agreed.json()["assessments"][0]["level"]) == ("Another", 2)


def test_the_description_requires_what_the_server_does(description: Path) -> None:
    schemas = json.loads(description.read_text())["components"]["schemas"]

    assert {name: schemas[name]["required"] for name in CORRECTIONS} == {name: ["reason"] for name in CORRECTIONS}


CORRECTIONS = ("Correction", "DissentCorrection", "ReadoutsCorrection", "SummaryCorrection")
