"""Reciprocity: whether the other side answered what one side offered, since when, and whose step comes next."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.history import latest_key
from measures.analysis.standing import independent_about
from measures.models import (
    BOTH,
    MOVING,
    Addressee,
    Audience,
    Bearing,
    Direction,
    Entry,
    Link,
    LinkBasis,
    Measure,
    PartialDate,
    Relation,
    Report,
    Status,
    Track,
    View,
)
from measures.models.journal import EntryQuerySet
from measures.models.records import json_rows, readable_by


class ReciprocityState(TextChoices):
    """Where the exchange stands between a measure and the one that it reciprocates.

    Developments alone offer, answer and withdraw; the last two are said where only our level moved. Where nothing is on
    record nothing is said of anybody.
    """

    NOT_OFFERED = "not_offered", _("No step recorded")
    OFFERED = "offered", _("Offered")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LEVEL_REACHED = "level_reached", _("Our level reached 1")
    NO_FURTHER_STEP = "no_further_step", _("No further step found")


# The columns that are read, each with the field that it fills.
RELATED = {"measure": "measure_id", "about": "about_id", "changed_by": "changed_by_id"}
OUR_STATES = (ReciprocityState.LEVEL_REACHED, ReciprocityState.NO_FURTHER_STEP)


@dataclass(frozen=True, slots=True)
class ExchangeStep:
    """From a day on, the exchange stands like this because of an entry on one of its two measures.

    That is a development or, for the states that are ours, the entry with our view. `last_found` is when the last step
    was found, where none was found since.
    """

    state: ReciprocityState
    day: date
    entry: Entry
    measure: Measure
    last_found: PartialDate | None = None

    @property
    def is_ours(self) -> bool:
        """Whether only our level moved."""
        return self.state in OUR_STATES


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """What became of a link whose source reciprocates its target; `days` is how long it has stood so."""

    link: Link
    steps: Sequence[ExchangeStep]
    on: date

    @property
    def step(self) -> ExchangeStep | None:
        """The present step: the last made by a development, else the last made by our level of the offer."""
        made = [step for step in self.steps if not step.is_ours]
        ours = [step for step in self.steps if step.measure == self.link.target]
        deciding = made or ours
        return deciding[-1] if deciding else None

    @property
    def state(self) -> ReciprocityState:
        return self.step.state if self.step else ReciprocityState.NOT_OFFERED

    @property
    def since(self) -> date | None:
        return self.step.day if self.step else None

    @property
    def days(self) -> int | None:
        return (self.on - self.step.day).days if self.step else None

    @property
    def is_our_reading(self) -> bool:
        """Whether only we link the two, and no report or agreement does: then no side's step comes next."""
        return self.link.basis == LinkBasis.OURS

    @property
    def movers(self) -> list[str]:
        """Whose step comes next: the codes of the parties that have not offered, not answered, or withdrawn.

        Our levels alone do not say whose move it is.
        """
        if self.is_our_reading or self.state == ReciprocityState.ANSWERED or self.state in OUR_STATES:
            return []
        measure = self.link.source if self.state == ReciprocityState.OFFERED else self.link.target
        return list(measure.party_codes)


def reciprocal_links(audience: Audience, *, report: Report) -> list[Link]:
    """The links by which one measure of a report reciprocates another, if the audience may read both."""
    links = Link.objects.filter(relation=Relation.RECIPROCATES, source__report=report)
    return links_with_parties(links.order_by("target__position", "source__position", "pk"), audience)


def links_with_parties(links: QuerySet[Link], audience: Audience) -> list[Link]:
    """Links with both measures, if both may be read, each with the codes of its parties, in one query."""
    addressed = Addressee.objects.order_by("party").values("party")
    rows = (
        links.filter(readable_by(Link, audience))
        .select_related("source__report", "target__report")
        .annotate(
            source_parties=ArraySubquery(addressed.filter(measure=OuterRef("source"))),
            target_parties=ArraySubquery(addressed.filter(measure=OuterRef("target"))),
        )
    )
    for link in rows:
        link.source.party_codes, link.target.party_codes = link.source_parties, link.target_parties
    return list(rows)


def reciprocities_of(
    links: Iterable[Link],
    audience: Audience,
    *,
    on: date,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[Reciprocity]:
    """What became of links as of a day, in one query; days are counted up to `on`."""
    links = list(links)
    measures = {link.source_id for link in links} | {link.target_id for link in links}
    counting = Entry.objects.counting(as_of=as_of, known_at=known_at).visible_to(audience)
    moves, views = steps_on(measures, counting)
    return [Reciprocity(link, exchange_steps(link, moves, views), on) for link in links]


def steps_on(
    measures: Collection[int], counting: EntryQuerySet
) -> tuple[dict[int, list[Bearing]], dict[int, list[View]]]:
    """The effects and our views on these measures or their parts, by measure, from entries that count."""
    on = Q(measure__in=measures) | Q(measure__parent__in=measures)
    moving = Bearing.objects.filter(on, Q(direction__in=MOVING) | Q(status=Status.REVERSED)).order_by()
    ours = View.objects.filter(whose=None, measure__in=measures).order_by()
    here = Q(entry=OuterRef("pk"))
    entries: QuerySet[Any] = counting.filter(pk__in=moving.values("entry").union(ours.values("entry"))).annotate(
        moves=json_rows(
            moving.filter(here),
            "measure",
            "measure__parent",
            "direction",
            "status",
            "changed_by",
            "about",
            "about_both",
        ),
        seen=json_rows(ours.filter(here), "measure", "about", "about_both", "level"),
    )
    moves: dict[int, list[Bearing]] = {pk: [] for pk in measures}
    views: dict[int, list[View]] = {pk: [] for pk in measures}
    for entry in entries:
        for row in entry.moves:
            wholes = {row["measure"], row.pop("measure__parent")}
            bearing = Bearing(entry=entry, **{RELATED.get(name, name): value for name, value in row.items()})
            for pk in moves.keys() & wholes:
                moves[pk].append(bearing)
        for row in entry.seen:
            views[row["measure"]].append(
                View(entry=entry, **{RELATED.get(name, name): value for name, value in row.items()})
            )
    return moves, views


@dataclass(slots=True)
class Course:
    """An exchange in progress, step by step."""

    link: Link
    steps: list[ExchangeStep] = field(default_factory=list)
    # The measures on which a step that a development made stands.
    standing: set[Measure] = field(default_factory=set)
    # Those on which a step was found and not taken back since, by a development or by us, with when the last was.
    found: dict[Measure, PartialDate] = field(default_factory=dict)
    levels: dict[Measure, int | None] = field(default_factory=dict)

    def move(self, measure: Measure, bearing: Bearing) -> None:
        """A development about a party of a measure moves the measure."""
        is_offer, day = measure == self.link.target, bearing.entry.counts_from
        if bearing.direction == Direction.AWAY or bearing.status == Status.REVERSED:
            self.found.pop(measure, None)
            if measure in self.standing:
                # An answer to a withdrawn step does not answer a later one.
                self.standing -= {measure, self.link.source}
                state = ReciprocityState.WITHDRAWN if is_offer else ReciprocityState.OFFERED
                self.steps.append(ExchangeStep(state, day, bearing.entry, measure))
            return
        self.found[measure] = bearing.entry.occurred
        if measure not in self.standing and (is_offer or self.link.target in self.standing):
            self.standing.add(measure)
            state = ReciprocityState.OFFERED if is_offer else ReciprocityState.ANSWERED
            self.steps.append(ExchangeStep(state, day, bearing.entry, measure))

    def see(self, measure: Measure, view: View) -> None:
        """Our level of a measure changes; this is a step only if no development made one."""
        day = view.entry.counts_from
        before, self.levels[measure] = self.levels.get(measure), view.level
        if view.level:
            if measure not in self.found and not before:
                self.steps.append(ExchangeStep(ReciprocityState.LEVEL_REACHED, day, view.entry, measure))
            self.found[measure] = view.entry.occurred
        elif last_found := self.found.pop(measure, None):
            self.steps.append(ExchangeStep(ReciprocityState.NO_FURTHER_STEP, day, view.entry, measure, last_found))


def exchange_steps(
    link: Link, moves: Mapping[int, Sequence[Bearing]], views: Mapping[int, Sequence[View]]
) -> list[ExchangeStep]:
    """The steps of an exchange in order: what developments did, on the offer first, then how our levels changed."""
    measures = (link.target, link.source)
    acts: dict[date, list[tuple[Measure, Bearing]]] = defaultdict(list)
    for measure in measures:
        for bearing in sorted(moves[measure.pk], key=latest_key):
            if is_act_of(bearing, measure):
                acts[bearing.entry.counts_from].append((measure, bearing))
    levels = {measure: by_day(measure, views[measure.pk]) for measure in measures}
    course = Course(link)
    for day in sorted({*acts, *levels[link.target], *levels[link.source]}):
        for measure, bearing in acts.get(day, ()):
            course.move(measure, bearing)
        for measure in measures:
            if day in levels[measure]:
                course.see(measure, levels[measure][day])
    return course.steps


def is_act_of(bearing: Bearing, measure: Measure) -> bool:
    """Whether a bearing says that a party of the measure moved it: what the press or experts say of one is no act."""
    is_moving = bearing.direction in MOVING or bearing.status == Status.REVERSED
    about = {bearing.about_code, bearing.changed_by_id if bearing.status else None}
    is_about_party = not about.isdisjoint({BOTH, *measure.party_codes})
    return bearing.entry.track == Track.OFFICIAL and is_moving and is_about_party


def by_day(measure: Measure, views: Iterable[View]) -> dict[date, View]:
    """The view that sets the measure's independent level, for each day from which a new one counts.

    A view without a level is never a 0: it takes nothing back.
    """
    about = independent_about(measure)
    ours = [view for view in views if view.whose_id is None and view.about_code == about]
    mine = sorted(ours, key=latest_key)
    days = {view.entry.counts_from: view for view in mine}
    return {day: view for day, view in days.items() if view.level is not None}
