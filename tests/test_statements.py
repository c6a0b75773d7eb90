"""What a party says is shown in its own words where there are some, else it says whose words they are."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.analysis.seals import AssessmentRows, EntryRows
from measures.models import Ambiguity, Assessment, Entry, Measure, PartialDate
from measures.models.legacy import ENTERED_BY_PARTY
from measures.operations.evidence import random_key
from measures.operations.journal import append
from tests.factories import get, make_measure, say
from tests.markup import compact, words_of

pytestmark = pytest.mark.django_db


def stated(quotation: str = "The lamps stay lit.", **fields: Any) -> Entry:
    measure = make_measure(code="W-1")
    return say(measure.report, "2024-04-23", quotation, on=[measure.key], **fields)


def recorded(on: Measure | Ambiguity | None = None, **fields: Any) -> Entry:
    """What an earlier version recorded as a party's view: no operation writes it any more."""
    on = on or make_measure(code="W-1")
    entry = Entry(
        key=random_key("entry"), report=on.report, kind="development", occurred=PartialDate.parse("2024-04-23"),
        title="A notice", narrative="It was read out.", track="official", claim="reported", marking="public",
        author_name="Somebody", language="en",
    )  # fmt: skip
    view = Assessment(
        **{"entry": entry, on._meta.model_name: on, "whose_id": "NORTHSHORE", "text": "The lamps stay lit."}
        | {"provenance": "official_statement"}
        | fields
    )
    [entry] = append(on.report, "public", [EntryRows(entry, assessments=[AssessmentRows(view)])])
    return entry


def page(entry: Entry) -> str:
    return compact(Client().get(f"/journal/{entry.key}/").content.decode())


def test_a_statement_in_another_language_is_shown_in_the_original_beside_our_translation() -> None:
    entry = stated(
        "灯要一直亮着。", quotation_language="zh-hans", speaker="A. Keeper", office="Harbour office",
        translation="The lamps are to stay lit.",
    )  # fmt: skip

    shown = page(entry)

    assert '<blockquote class="said">“<span lang="zh-Hans">灯要一直亮着。</span>”</blockquote>' in shown
    assert "<p>The lamps are to stay lit.</p>" in shown
    assert "our translation" in shown
    assert "A. Keeper" in shown and "Harbour office" in shown


def test_the_translation_of_the_party_itself_is_not_called_ours() -> None:
    translated = {"quotation_language": "zh-hans", "translation": "The lamps are lit.", "translation_by": "party"}

    shown = page(stated("灯要一直亮着。", **translated))

    assert "the party’s own translation" in shown
    assert "our translation" not in shown


@pytest.mark.parametrize("speech", ["reported", "paraphrase"])
def test_words_that_are_no_quotation_stand_in_no_quotation_marks_and_say_so(speech: str) -> None:
    entry = stated(speech=speech)

    shown = page(entry)

    assert '<p class="said">The lamps stay lit.</p>' in shown
    assert "<blockquote" not in shown
    assert {"reported": "in indirect speech", "paraphrase": "paraphrase"}[speech] in words_of(shown)


@pytest.mark.parametrize("name", ["speaker", "office", "administration"])
def test_whoever_spoke_is_shown_however_little_is_recorded(name: str) -> None:
    assert "<span>Given alone</span>" in page(recorded(**{name: "Given alone"}))


def test_what_was_recorded_as_a_view_stands_with_its_entry_in_our_words_or_as_a_quotation() -> None:
    ours, quoted = recorded(), recorded(quotation="灯要一直亮着。", quotation_language="zh-hans")

    assert "Recorded as a view" in page(ours)
    assert "in our words" in page(ours)
    assert '<blockquote class="said"><span lang="zh-Hans">灯要一直亮着。</span></blockquote>' in page(quoted)
    assert "our translation" in page(quoted)
    [view] = get(f"entries/{quoted.key}/")["recorded_views"]
    assert (view["whose"], view["quotation"]) == ("NORTHSHORE", "灯要一直亮着。")
    assert get(f"entries/{quoted.key}/")["assessments"] == []


def test_what_a_party_has_entered_itself_is_in_its_words() -> None:
    shown = page(recorded(provenance=ENTERED_BY_PARTY))

    assert "entered by an authorised representative" in shown.lower()
    assert "in our words" not in shown


@pytest.mark.parametrize("quotation", ["lamp " * 60, "灯" * 130, "灯，" * 130])
def test_the_operative_words_are_taken(quotation: str) -> None:
    assert stated(quotation).statements.get().quotation == quotation


@pytest.mark.parametrize("quotation", ["lamp " * 61, "灯" * 131])
def test_a_longer_quotation_is_refused_with_its_field(quotation: str) -> None:
    with pytest.raises(ValidationError) as refused:
        stated(quotation)

    assert "at most 60 words" in refused.value.message_dict["statements.0.quotation"][0]
    assert not Entry.objects.exists()
