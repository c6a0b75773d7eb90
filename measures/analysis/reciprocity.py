"""Reciprocity: whether what one side offered was answered by the other, since when, and whose move it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.history import AnyEntry, AnyView, latest_key
from measures.analysis.standing import independent_about
from measures.models import Audience, Entry, Link, LinkBasis, Measure, Relation, Report, View


class ReciprocityState(TextChoices):
    """A measure that reciprocates another: where the exchange of the two stands."""

    NOT_OFFERED = "not_offered", _("Not offered")
    OFFERED = "offered", _("Offered")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@dataclass(frozen=True, slots=True)
class Step:
    """From a day on the exchange stands so, by the independent view that an entry brought."""

    state: ReciprocityState
    day: date
    entry: AnyEntry


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """What became of a link by which its source reciprocates its target; `days` is how long it has stood so."""

    link: Link
    steps: Sequence[Step]
    days: int | None

    @property
    def state(self) -> ReciprocityState:
        return self.steps[-1].state if self.steps else ReciprocityState.NOT_OFFERED

    @property
    def since(self) -> date | None:
        return self.steps[-1].day if self.steps else None

    @property
    def is_our_reading(self) -> bool:
        """Whether only we tie the two together, no report and no agreement: then neither side owes a move."""
        return self.link.basis == LinkBasis.OURS

    @property
    def movers(self) -> list[str]:
        """Whose move it is: the codes of the parties that have not offered, not answered, or taken back."""
        if self.is_our_reading or self.state == ReciprocityState.ANSWERED:
            return []
        measure = self.link.source if self.state == ReciprocityState.OFFERED else self.link.target
        return list(measure.party_codes)


def reciprocal_links(audience: Audience, *, report: Report | None = None, measure: Measure | None = None) -> list[Link]:
    """The links by which one measure reciprocates another, of a report or a measure, where both may be read."""
    links = Link.objects.filter(relation=Relation.RECIPROCATES)
    if report is not None:
        links = links.filter(source__report=report)
    if measure is not None:
        links = links.filter(Q(source=measure) | Q(target=measure))
    return links_with_parties(links.order_by("target__position", "source__position", "pk"), audience)


def links_with_parties(links: QuerySet[Link], audience: Audience) -> list[Link]:
    """Links of which both measures may be read, with these, each with the codes of its parties, in one query."""
    links = links.filter(source__marking__in=audience.markings, target__marking__in=audience.markings)
    through = Measure.parties.through.objects.order_by("party").values("party")
    rows = links.select_related("source__report", "target__report").annotate(
        source_parties=ArraySubquery(through.filter(measure=OuterRef("source"))),
        target_parties=ArraySubquery(through.filter(measure=OuterRef("target"))),
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
    at_hand: Mapping[int, Sequence[AnyView]] | None = None,
) -> list[Reciprocity]:
    """What became of links as of a day, in one query for any number of them; `on` is the day that days run to.

    `at_hand` are views of measures that the audience may read and that count, where they were loaded before.
    """
    links = list(links)
    counting = Entry.objects.counting(as_of=as_of, known_at=known_at).visible_to(audience)
    measures = {link.source_id for link in links} | {link.target_id for link in links}
    views = {measure: rows for measure, rows in (at_hand or {}).items() if measure in measures}
    others = {"measure__in": measures - views.keys(), "entry__in": counting}
    loaded = View.objects.filter(whose=None, **others).select_related("entry")
    by_measure: dict[int, list[AnyView]] = {measure: list(views.get(measure, ())) for measure in measures}
    for view in loaded:
        by_measure[view.measure_id or 0].append(view)
    found = []
    for link in links:
        steps = steps_of(by_day(link.target, by_measure), by_day(link.source, by_measure))
        found.append(Reciprocity(link, steps, (on - steps[-1].day).days if steps else None))
    return found


def by_day(measure: Measure, views: dict[int, list[AnyView]]) -> dict[date, AnyView]:
    """The view that gives a measure its independent level, for each day from which a new one counts.

    A view without a level is never a 0: it takes nothing back.
    """
    about = independent_about(measure)
    ours = [view for view in views[measure.pk] if view.whose_id is None and view.about_code == about]
    mine = sorted(ours, key=latest_key)
    days = {view.entry.counts_from: view for view in mine}
    return {day: view for day, view in days.items() if view.level is not None}


def steps_of(given: dict[date, AnyView], returned: dict[date, AnyView]) -> list[Step]:
    """How the exchange went on, day by day, from the views that set the level of what is given and returned."""
    steps: list[Step] = []
    offer: AnyView | None = None
    answer: AnyView | None = None
    for day in sorted({*given, *returned}):
        offer, answer = given.get(day, offer), returned.get(day, answer)
        state = steps[-1].state if steps else ReciprocityState.NOT_OFFERED
        if offer is None or (not offer.level and state == ReciprocityState.NOT_OFFERED):
            continue
        if not offer.level:
            reached = [(ReciprocityState.WITHDRAWN, offer)]
        elif answer is None or not answer.level:
            reached = [(ReciprocityState.OFFERED, offer if day in given or answer is None else answer)]
        else:
            reached = [(ReciprocityState.ANSWERED, answer if day in returned else offer)]
            # What was not on offer before is offered and answered on one day.
            if state in (ReciprocityState.NOT_OFFERED, ReciprocityState.WITHDRAWN):
                reached.insert(0, (ReciprocityState.OFFERED, offer))
        steps += [Step(each, day, view.entry) for each, view in reached if each != state]
    return steps
