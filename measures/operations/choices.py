"""Checks fields of a draft that take one word of a closed list; not those of effects, which depend on their target."""

from collections.abc import Iterator

from django.db.models import TextChoices

from measures.models import (
    INDEPENDENT,
    Claim,
    Confidence,
    EntryKind,
    Extent,
    FindingState,
    MarkState,
    Nothing,
    Provenance,
    ReadBy,
    Sameness,
    TextAct,
    TextKind,
    TextVoice,
    Track,
    ViewDirection,
)
from measures.operations.drafts import EntryDraft, ReadoutsDraft, ViewDraft
from measures.operations.faults import Faults

# The path of a field, what is in it, and what may be.
type Choice = tuple[str, str, type[TextChoices]]


def check_choices(draft: EntryDraft, found: Faults) -> None:
    for field, word, choices in choices_in(draft):
        found.require_choice(field, word, choices)


def choices_in(draft: EntryDraft) -> Iterator[Choice]:
    if draft.readouts:
        yield from choices_in_readouts(draft.readouts)
    if draft.dissent:
        yield from choices_in_view(draft.dissent.as_view, "")
    if draft.kind == EntryKind.DEVELOPMENT:
        yield "track", draft.track, Track
        yield "claim", draft.claim, Claim
    for index, view in enumerate(draft.views):
        yield from choices_in_view(view, f"views.{index}.")
    for index, mark in enumerate(draft.milestones):
        yield f"milestones.{index}.state", mark.state, MarkState


def choices_in_view(view: ViewDraft, at: str) -> Iterator[Choice]:
    yield f"{at}confidence", view.confidence, Confidence
    if view.direction:
        yield f"{at}direction", view.direction, ViewDirection
    if view.whose != INDEPENDENT:
        yield f"{at}provenance", view.provenance, Provenance
    elif view.nothing and view.level is None:
        yield f"{at}nothing", view.nothing, Nothing


def choices_in_readouts(readouts: ReadoutsDraft) -> Iterator[Choice]:
    for index, text in enumerate(readouts.texts):
        at = f"texts.{index}."
        yield f"{at}kind", text.kind, TextKind
        yield f"{at}extent", text.extent, Extent
        yield f"{at}read_by", text.read_by, ReadBy
        for place, finding in enumerate(text.findings):
            yield f"{at}findings.{place}.state", finding.state, FindingState
            for passage, mention in enumerate(finding.mentions):
                below = f"{at}findings.{place}.mentions.{passage}."
                yield f"{below}voice", mention.voice, TextVoice
                yield f"{below}act", mention.act, TextAct
    for index, judgement in enumerate(readouts.judgements):
        yield f"judgements.{index}.sameness", judgement.sameness, Sameness
