"""Exchanges: a measure that one side offers, the one that reciprocates it, and whose step comes next."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.analysis.reciprocity import ExchangeStep, Reciprocity, ReciprocityState
from measures.models import Claim
from measures.models.texts import in_sentence
from measures.models.written_dates import SHORT_MONTH, written_date
from measures.views.reading import Reading, query
from measures.views.rows import short_link


def exchange_rows(found: Iterable[Reciprocity], reading: Reading) -> list[dict[str, Any]]:
    return [exchange_row(each, reading) for each in found]


def exchange_row(found: Reciprocity, reading: Reading) -> dict[str, Any]:
    """An exchange in words."""
    return {
        "offer": short_link(found.link.target, reading),
        "answer": short_link(found.link.source, reading),
        "label": step_label(found.step) if found.step else str(found.state.label),
        "sentence": exchange_sentence(found),
        "since": found.step.entry.occurred if found.step and not found.step.is_ours else None,
        "days": days_ago(found.days) if found.days is not None else "",
        "movers": found.movers,
        "is_answered": found.state == ReciprocityState.ANSWERED,
        "is_our_reading": found.is_our_reading,
        "is_our_level": found.step is not None and found.step.is_ours,
        "steps": [step_row(step, found, reading) for step in found.steps],
    }


def step_row(step: ExchangeStep, found: Reciprocity, reading: Reading) -> dict[str, Any]:
    """One step of an exchange: since when, by which entry, and for a development by whose account."""
    is_offer = step.measure == found.link.target
    label = (
        in_sentence(step_label(step)) if is_offer or not step.is_ours else f"{step.measure.code}: {step_label(step)}"
    )
    if step.state == ReciprocityState.OFFERED and not is_offer:
        label = _("the answering measure moved away")
    development = None if step.is_ours else step.entry
    return {
        "label": label,
        "occurred": step.entry.occurred,
        "url": reverse("entry", args=[step.entry.key]) + query(reading.day_kept),
        "heading": development.words("title") if development else "",
        "claim": Claim(development.claim).label if development and development.claim != Claim.REPORTED else "",
    }


def step_label(step: ExchangeStep) -> str:
    """What a step is called; where no later one was found, with the day since when."""
    if step.last_found is None:
        return str(step.state.label)
    return _("No further step found since %(day)s") % {"day": written_date(step.last_found, SHORT_MONTH)}


def exchange_sentence(found: Reciprocity) -> str:
    """Where the exchange stands, with the codes of both measures."""
    sentences = {
        ReciprocityState.NOT_OFFERED: _("No step on %(offer)s is recorded."),
        ReciprocityState.OFFERED: _("A step on %(offer)s is recorded, but none on %(answer)s beside it."),
        ReciprocityState.ANSWERED: _("A step on %(offer)s is recorded, and one on %(answer)s beside it."),
        ReciprocityState.WITHDRAWN: _("A step on %(offer)s was recorded; a later development moved away from it."),
        ReciprocityState.LEVEL_REACHED: _("No step on %(offer)s is recorded; only our level for it changed."),
        ReciprocityState.NO_FURTHER_STEP: _("No step on %(offer)s is recorded; only our level for it changed."),
    }
    return sentences[found.state] % {"offer": found.link.target.code, "answer": found.link.source.code}


def days_ago(days: int) -> str:
    return ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}
