"""What a development would do to the state of play: it is logged, looked at, and rolled back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from measures.analysis.assessment import AssessmentState
from measures.analysis.file_types import media_type_of
from measures.analysis.past import with_standings
from measures.analysis.perception import Perception, perceptions_of
from measures.analysis.quotations import state_in, words_kept
from measures.analysis.standing import assessment_figures
from measures.analysis.stored_texts import words_of_file
from measures.models import (
    Ambiguity,
    AmbiguityState,
    AssessmentDirection,
    Audience,
    Clarity,
    Concern,
    Entry,
    Evidence,
    Measure,
    Milestone,
    PartialDate,
    Pointing,
    Standing,
    Status,
)
from measures.models.measures import MeasureQuerySet
from measures.models.texts import in_sentence
from measures.operations.drafts import EntryDraft, SourceDraft
from measures.operations.journal import measures_touched_by
from measures.operations.transactions import in_one_transaction
from measures.views.shown_assessments import level_words

# Our assessments by about whose actions they are, as a standing keeps them.
type HeldAssessments = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One fact about a measure or an ambiguity, in words, before and after."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    """Our assessment about one party's actions, in words, before and after."""

    about: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PreviewedState:
    """How a measure or an ambiguity stands on one day: its facts by their labels, and the assessments held."""

    facts: Mapping[str, str]
    held: HeldAssessments


@dataclass(frozen=True, slots=True)
class BeforeAndAfter:
    """How something stands on one day, before and after."""

    before: PreviewedState
    after: PreviewedState

    @property
    def lines(self) -> list[PreviewLine]:
        return [PreviewLine(label, self.before.facts[label], after) for label, after in self.after.facts.items()]

    @property
    def assessments(self) -> list[AssessmentLine]:
        """The assessments that are added, replaced or removed."""
        before, after = self.before.held, self.after.held
        moved = [about for about in {**before, **after} if setting_entry(before, about) != setting_entry(after, about)]
        return [
            AssessmentLine(about, describe_assessment(before.get(about)), describe_assessment(after.get(about)))
            for about in sorted(moved)
        ]


@dataclass(frozen=True, slots=True)
class PreviewedChange:
    """What would become of one measure or ambiguity: on the day it happened, and today."""

    on: Measure | Ambiguity
    then: BeforeAndAfter
    now: BeforeAndAfter


@dataclass(frozen=True, slots=True)
class Preview:
    """The measures and ambiguities that a development touches, when it happened and today."""

    occurred: PartialDate
    is_today: bool
    changes: Sequence[PreviewedChange]


@in_one_transaction
def preview_of(
    draft: EntryDraft,
    perform: Callable[[], object],
    *,
    audience: Audience,
    today: date,
    corrects: Entry | None = None,
) -> Preview:
    """Perform, compare and roll back; raises what `perform` raises."""
    day = min(draft.occurred.last, today)
    measures, ambiguities = touched(draft, audience, corrects), ambiguities_touched(draft, corrects)
    rows: list[Measure | Ambiguity] = [*measures, *ambiguities]

    def states(as_of: date | None) -> list[PreviewedState]:
        standings = [measure.standing for measure in with_standings(measures, audience, as_of=as_of)]
        perceptions = perceptions_of(ambiguities, audience, as_of=as_of)
        return [*map(previewed_standing, standings), *map(perceived, perceptions)]

    before_then, before_now = states(day), states(None)
    perform()
    after_then, after_now = states(day), states(None)
    transaction.set_rollback(True)
    compared = zip(rows, before_then, after_then, before_now, after_now, strict=True)
    changes = [
        PreviewedChange(on, BeforeAndAfter(then, later), BeforeAndAfter(now, after))
        for on, then, later, now, after in compared
    ]
    return Preview(draft.occurred, day == today, changes)


def states_of_quotations(draft: EntryDraft, audience: Audience) -> list[str]:
    """Of each statement, whether its words stand in what is kept of its source, or comes with it."""
    first = next(iter(draft.sources), "")
    sources = [statement.source or first for statement in draft.statements]
    keys = [source for source in sources if isinstance(source, str)]
    kept = Evidence.objects.visible_to(audience).filter(key__in=keys).select_related("file") if keys else ()
    texts: dict[str, str | None] = {source.key: words_kept(source) for source in kept}
    found = [texts.get(source) if isinstance(source, str) else words_brought(source) for source in sources]
    pairs = zip(found, draft.statements, strict=True)
    return [str(state_in(text, statement.quotation).label) for text, statement in pairs]


def words_brought(source: SourceDraft) -> str | None:
    """The words of the text file that comes with a new source."""
    if source.file is None:
        return None
    content = source.file.content
    content.seek(0)
    return words_of_file(content.read(), media_type_of(content))


def touched(draft: EntryDraft, audience: Audience, corrects: Entry | None) -> MeasureQuerySet:
    """The measures and parts that a draft names, the wholes of those parts, and those of the entry it corrects."""
    marks = [mark.on for mark in draft.milestones]
    earlier: Iterable[int] = measures_touched_by([corrects.pk]) if corrects else ()
    chosen = Measure.objects.referred_to_by(
        Measure.objects.filter(key__in=keys_of(draft)).values("pk"),
        Milestone.objects.filter(key__in=marks).values("measure"),
        Measure.objects.filter(pk__in=list(earlier)).values("pk"),
    )
    return Measure.objects.visible_to(audience).with_wholes_of(chosen).order_by("position", "pk")


def ambiguities_touched(draft: EntryDraft, corrects: Entry | None) -> list[Ambiguity]:
    """The ambiguities that a draft names, and those of the entry it corrects."""
    earlier = [*corrects.bearings.all(), *corrects.assessments.all()] if corrects else []
    found = Ambiguity.objects.filter(key__in=keys_of(draft)) | Ambiguity.objects.filter(
        pk__in={row.ambiguity_id for row in earlier if row.ambiguity_id}
    )
    return list(found.order_by("position", "pk"))


def keys_of(draft: EntryDraft) -> set[str]:
    return {bearing.on for bearing in draft.bears_on} | {assessment.on for assessment in draft.assessments}


def previewed_standing(standing: Standing) -> PreviewedState:
    """How a measure stands."""
    status, direction = standing.status, standing.latest_direction
    facts = {
        _("Status"): in_sentence(Status(status).in_words) if status else _("none recorded"),
        _("Latest direction"): in_sentence(Pointing(direction).label) if direction else _("none"),
    }
    return PreviewedState(facts, {assessment["about"]: assessment for assessment in standing.assessments})


def perceived(perception: Perception) -> PreviewedState:
    """How an ambiguity is read."""
    state, clarity, concern = perception.state, perception.clarity, perception.concern
    facts = {
        _("State"): in_sentence(AmbiguityState(state).label) if state else _("none recorded"),
        _("Clearer or less clear"): in_sentence(Clarity(clarity.direction).label) if clarity else _("none"),
        _("Concern"): in_sentence(Concern(concern.concern).label) if concern else _("none"),
    }
    ours = perception.independent
    return PreviewedState(facts, {ours.about_code: assessment_figures(ours)} if ours else {})


def setting_entry(held: HeldAssessments, about: str) -> str:
    return str(held[about]["entry"]) if about in held else ""


def describe_assessment(assessment: Mapping[str, Any] | None) -> str:
    """What an assessment says, in a few words."""
    if assessment is None:
        return in_sentence(AssessmentState.NOT_ASSESSED.label)
    words = in_sentence(level_words(assessment["level"], assessment["nothing"]))
    direction = assessment["direction"]
    return f"{words}, {in_sentence(AssessmentDirection(direction).label)}" if direction else words
