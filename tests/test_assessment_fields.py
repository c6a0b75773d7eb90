"""A field of an assessment is declared by the model: whatever else has it takes it from there."""

from dataclasses import fields
from pathlib import Path

import pytest
from django.test import Client

from api.serializers.drafts import DraftSerializer
from measures.analysis.facts import AssessmentFacts
from measures.analysis.seals import FORMATS, PRESENT_FORMAT, format_of
from measures.forms.development import AssessmentForm
from measures.lists.entries import AssessmentSerializer
from measures.lists.standings import LatestAssessmentSerializer
from measures.models import CARD, Assessment, Entry
from measures.models.records import value_columns
from measures.models.texts import bilingual
from measures.operations.drafts import AssessmentDraft, EntryDraft
from measures.operations.rows import column_values
from tests.conftest import ROOT
from tests.factories import make_report, make_user

# About whom it is, is a party, both or none: one value that is handed in and shown as such.
SEALED = set(value_columns(Assessment)) - {"about_both"}
# What only a row has that an earlier version recorded as a party's view is not handed in any more.
VALUES = SEALED - {*bilingual("speaker", "office", "administration"), "provenance", "quotation", "quotation_language"}
NAMED_IN = {
    "measures/models/bearings.py", "measures/operations/drafts.py", "measures/templates/measures/log/assessments.html",
}  # fmt: skip


def test_a_writer_hands_in_every_field_and_a_reader_is_shown_it() -> None:
    # The form has one choice for a level and for what stands in its place.
    assert set(AssessmentForm.base_fields) >= VALUES - {"nothing"}
    assert set(DraftSerializer(dataclass=AssessmentDraft).fields) >= VALUES
    assert {field.name for field in fields(AssessmentDraft)} >= VALUES
    assert set(AssessmentSerializer().fields) >= VALUES


@pytest.mark.django_db
def test_the_page_of_the_form_has_every_field() -> None:
    client = Client()
    client.force_login(make_user())

    page = client.get("/log/", {"report": make_report().slug}).content.decode()

    assert [name for name in AssessmentForm.base_fields if f'name="assessments-0-{name}"' not in page] == []


def test_the_present_format_seals_every_field() -> None:
    assert {*FORMATS[PRESENT_FORMAT].view, "level"} == SEALED


def test_a_column_is_in_the_format_that_it_came_with_and_in_none_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Assessment, "sealed_from_format", {"venue": 4})

    assert format_of(3).view == format_of(2).view
    assert format_of(4).view == (*format_of(2).view, "venue")


def test_a_standing_keeps_every_text_that_has_its_chinese_but_those_of_the_card() -> None:
    texts = Assessment.columns_in_lists()

    assert texts[:2] == ("text", "text_zh_hans")
    assert AssessmentFacts.COLUMNS[-len(texts) :] == texts
    assert set(LatestAssessmentSerializer().fields) >= set(texts)
    assert {*Assessment.bilingual_columns()} & VALUES - {*texts} == {*bilingual(*CARD)}


def test_a_draft_fills_the_columns_that_it_shares_with_the_model() -> None:
    draft = AssessmentDraft(on="M", level=2, text="T")

    assert set(column_values(draft, Assessment)) == VALUES
    assert column_values(draft, Assessment)["text"] == "T"
    assert "responds_to" not in column_values(EntryDraft(occurred=None), Entry)  # type: ignore[arg-type]


def test_a_field_of_an_assessment_is_named_in_few_files() -> None:
    sources = [path for room in ("api", "measures") for path in Path(ROOT, room).rglob("*.*")]
    files = {
        str(path.relative_to(ROOT))
        for path in sources
        if path.suffix in (".py", ".html", ".json")
        and "migrations" not in path.parts
        and "other_reading_zh_hans" in path.read_text()
    }

    assert files == NAMED_IN
