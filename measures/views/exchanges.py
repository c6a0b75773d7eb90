"""Exchanges: a measure that one side offers, the one that reciprocates it, and whose move it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.analysis.history import AnyEntry
from measures.analysis.reciprocity import Reciprocity, ReciprocityState
from measures.views.reading import Reading, query
from measures.views.rows import Target, target_of


@dataclass(frozen=True, slots=True)
class StepRow:
    """From a day on it stood so, by an entry."""

    label: str
    day: date
    url: str


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """An exchange in words."""

    offer: Target
    answer: Target
    label: str
    sentence: str
    since: date | None
    days: str
    movers: Sequence[str]
    is_answered: bool
    is_our_reading: bool
    steps: Sequence[StepRow]


def exchange_rows(found: Iterable[Reciprocity], reading: Reading) -> list[ExchangeRow]:
    return [exchange_row(each, reading) for each in found]


def exchange_row(found: Reciprocity, reading: Reading) -> ExchangeRow:
    return ExchangeRow(
        offer=target_of(found.link.target, reading),
        answer=target_of(found.link.source, reading),
        label=str(found.state.label),
        sentence=sentence_of(found),
        since=found.since,
        days=days_ago(found.days) if found.days is not None else "",
        movers=found.movers,
        is_answered=found.state == ReciprocityState.ANSWERED,
        is_our_reading=found.is_our_reading,
        steps=[StepRow(str(step.state.label), step.day, entry_url(step.entry, reading)) for step in found.steps],
    )


def sentence_of(found: Reciprocity) -> str:
    """Where the exchange stands, with the codes of both measures."""
    sentences = {
        ReciprocityState.NOT_OFFERED: _("No step of %(offer)s is on record that %(answer)s could answer."),
        ReciprocityState.OFFERED: _("A step of %(offer)s is on record; %(answer)s has not answered it."),
        ReciprocityState.ANSWERED: _("A step of %(offer)s is on record, and %(answer)s has answered it."),
        ReciprocityState.WITHDRAWN: _("What %(offer)s had offered to %(answer)s was taken back."),
    }
    return sentences[found.state] % {"offer": found.link.target.code, "answer": found.link.source.code}


def days_ago(days: int) -> str:
    return ngettext("for %(days)d day", "for %(days)d days", days) % {"days": days}


def entry_url(entry: AnyEntry, reading: Reading) -> str:
    return reverse("entry", args=[entry.key]) + query(reading.day_kept)
