"""What a party says is shown in its own words where there are some, else it says that the words are ours."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from measures.models import Entry
from measures.models.legacy import ENTERED_BY_PARTY
from measures.operations.drafts import ViewDraft
from tests.factories import get, log, make_evidence, make_measure

pytestmark = pytest.mark.django_db


def stated(**fields: Any) -> Entry:
    measure = make_measure(code="W-1")
    view = ViewDraft(
        **{"on": measure.key, "whose": "NORTHSHORE", "provenance": "official_statement", "text": "The lamps stay lit."}
        | fields
    )
    return log(measure, views=[view], sources=[make_evidence().key])


def page(entry: Entry) -> str:
    return Client().get(f"/journal/{entry.key}/").content.decode()


def test_a_statement_in_another_language_is_shown_in_the_original_beside_our_translation() -> None:
    entry = stated(
        quotation="灯要一直亮着。", quotation_language="zh-hans", speaker="A. Keeper", office="Harbour office",
        administration="Council of 2024",
    )  # fmt: skip

    shown = page(entry)

    assert '<blockquote class="said"><span lang="zh-Hans">灯要一直亮着。</span></blockquote>' in shown
    assert "our translation" in shown
    assert "A. Keeper" in shown and "Harbour office" in shown and "Council of 2024" in shown
    assert get(f"entries/{entry.key}/")["views"][0]["in_our_words"] is False


@pytest.mark.parametrize("name", ["speaker", "office", "administration"])
def test_whoever_spoke_is_shown_however_little_is_given(name: str) -> None:
    assert "<span>Given alone</span>" in page(stated(**{name: "Given alone"}))


def test_a_statement_without_a_quotation_is_in_our_words() -> None:
    entry = stated()

    assert "in our words" in page(entry)
    assert get(f"entries/{entry.key}/")["views"][0]["in_our_words"] is True


def test_what_a_party_has_entered_itself_is_in_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No operation writes such a view any more."""
    monkeypatch.setattr("measures.operations.rules.check_choices", lambda *_: None)
    entry = stated(provenance=ENTERED_BY_PARTY)

    assert "entered by an authorised representative" in page(entry).lower()
    assert "in our words" not in page(entry)
    assert get(f"entries/{entry.key}/")["views"][0]["in_our_words"] is False


@pytest.mark.parametrize("quotation", ["lamp " * 60, "灯" * 130, "灯，" * 130])
def test_the_operative_words_are_taken(quotation: str) -> None:
    assert stated(quotation=quotation).views.get().quotation == quotation


@pytest.mark.parametrize("quotation", ["lamp " * 61, "灯" * 131])
def test_a_longer_quotation_is_refused_with_its_field(quotation: str) -> None:
    with pytest.raises(ValidationError) as refused:
        stated(quotation=quotation)

    assert "at most 60 words" in refused.value.message_dict["views.0.quotation"][0]
    assert not Entry.objects.exists()
