"""How many translations of a report's catalogue are missing, or were read by nobody but their writer."""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet, Value

from measures.models import Audience, Report, TranslationCheck, TranslationState
from measures.models.translations import digest_of_texts
from measures.operations.editing import Noun
from measures.operations.nouns import CATALOGUE


def noun_rows(noun: Noun, report: Report, audience: Audience) -> QuerySet[Model]:
    """The rows of a noun that belong to a report, without those that were withdrawn."""
    rows = noun.of_report(noun.model._default_manager.visible_to(audience), report)
    return rows.filter(withdrawn_at=None) if noun.is_withdrawable else rows


def count_translations(report: Report, audience: Audience) -> dict[str, int]:
    """How many texts of the catalogue are in each state, asked in one query and another for what was checked."""
    texts = [
        noun_rows(noun, report, audience)
        .order_by()
        .values_list(Value(noun.model._meta.db_table), "pk", Value(name), name, f"{name}_zh_hans")
        for noun in CATALOGUE
        for name in noun.texts
    ]
    first, *others = texts
    found = [text for text in first.union(*others, all=True).order_by() if text[3] or text[4]]
    checked = set(
        TranslationCheck.objects.filter(row__in={text[1] for text in found}).values_list(
            "table", "row", "field", "digest"
        )
    )
    counts = Counter(translation_state(text, checked) for text in found)
    return {state.value: counts[state] for state in TranslationState}


def translation_state(text: tuple[Any, ...], checked: Collection[tuple[Any, ...]]) -> TranslationState:
    table, pk, name, english, chinese = text
    if not chinese:
        return TranslationState.MISSING
    is_checked = (table, pk, name, digest_of_texts(english, chinese)) in checked
    return TranslationState.CHECKED if is_checked else TranslationState.WORKING
