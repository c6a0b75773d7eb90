"""What the form on which a development is logged lets its writer choose from, loaded once for all its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.differences import sides_of
from measures.models import (
    BOTH,
    INDEPENDENT,
    LEVELS,
    NONE,
    Ambiguity,
    Kind,
    Marking,
    Measure,
    Milestone,
    Nothing,
    Party,
    Provenance,
    Report,
    User,
)
from measures.models.markings import marking_label, released_to

type Choice = tuple[str, object]
type Grouped = list[Choice | tuple[str, list[Choice]]]


@dataclass(slots=True)
class Offer:
    """The choices of one writer on one report; whatever the operation would refuse is not offered."""

    report: Report
    writer: User
    keeps: str = ""
    measures: Sequence[Measure] = field(init=False)
    ambiguities: Sequence[Ambiguity] = field(init=False)
    milestones: Sequence[Milestone] = field(init=False)
    sides: Sequence[Party] = field(init=False)
    others: Sequence[Party] = field(init=False)

    def __post_init__(self) -> None:
        audience = access.audience_of(self.writer)
        measures = list(self.report.measures.visible_to(audience).select_related("parent"))
        self.measures = sorted(measures, key=lambda row: ((row.parent or row).position, row.is_part, row.position))
        self.ambiguities = list(self.report.ambiguities.all())
        self.milestones = list(Milestone.objects.filter(measure__in=measures).select_related("measure"))
        self.sides = sides_of(self.report)
        codes = {side.code for side in self.sides}
        self.others = [party for party in Party.objects.all() if party.code not in codes]

    @property
    def sets_status(self) -> bool:
        """A status is set by the team, not by a party."""
        return not self.writer.is_representative

    @property
    def ambiguity_keys(self) -> set[str]:
        return {ambiguity.key for ambiguity in self.ambiguities}

    @property
    def targets(self) -> Grouped:
        """Measures by kind, each with its parts, then ambiguities."""
        groups: Grouped = [("", _("Choose a measure or an ambiguity"))]
        for kind, rows in groupby(self.measures, key=lambda row: (row.parent or row).kind):
            groups.append((str(Kind(kind).label), [(row.key, titled(row, indent=row.is_part)) for row in rows]))
        unclear: list[Choice] = [(row.key, titled(row, indent=not row.is_set)) for row in self.ambiguities]
        return [*groups, (_("Ambiguities"), unclear)]

    @property
    def about(self) -> Grouped:
        return [(NONE, _("No one’s in particular")), *named(self.sides), (BOTH, _("Both sides’")), *self.elsewhere]

    @property
    def parties(self) -> Grouped:
        return [("", _("Not said")), *named(self.sides), *self.elsewhere]

    @property
    def elsewhere(self) -> Grouped:
        return [(_("Others"), named(self.others))] if self.others else []

    @property
    def holders(self) -> Grouped:
        """Whose view can be entered: a representative's own party's, or anybody's by the team."""
        nobody: Choice = ("", _("Choose whose view it is"))
        if party := self.writer.speaks_for:
            return [nobody, *named([party])]
        return [nobody, *named(self.sides), (INDEPENDENT, _("Our reading")), *self.elsewhere]

    @property
    def levels(self) -> list[Choice]:
        """In this report's own wording; words alone are no level, and neither is nothing found."""
        known = [(str(level), f"{level} · {self.report.level_wording(level)}") for level in LEVELS]
        choices: list[Choice] = [("", _("No level: words only")), *known]
        return choices if self.writer.is_representative else [*choices, *Nothing.choices]

    @property
    def provenances(self) -> list[Choice]:
        """Only a representative enters a party's own view; the team quotes it or reads it."""
        if self.writer.is_representative:
            return [(Provenance.REPRESENTATIVE, Provenance.REPRESENTATIVE.label)]
        ours = (Provenance.OFFICIAL_STATEMENT, Provenance.OUR_READING)
        return [("", _("Choose")), *((each.value, each.label) for each in ours)]

    @property
    def milestone_choices(self) -> list[Choice]:
        rows = [(row.key, f"{row.measure.code} · {row.words('title')}") for row in self.milestones]
        return [("", _("Choose a milestone")), *rows]

    @property
    def markings(self) -> list[Choice]:
        """Only what the writer may choose; a correction `keeps` the marking of what it corrects."""
        if self.keeps:
            return [(self.keeps, marking_label(self.keeps))]
        return markings_for(self.writer)


def markings_for(writer: User) -> list[Choice]:
    """The markings of what somebody writes."""
    if code := writer.speaks_for_id:
        mine = [Marking.PUBLIC, Marking.PARTICIPANTS, released_to(code)]
    else:
        mine = list(Marking)
    return [(str(marking), marking_label(marking)) for marking in mine]


def named(parties: Sequence[Party]) -> list[Choice]:
    return [(party.code, str(party)) for party in parties]


def titled(row: Measure | Ambiguity, *, indent: bool) -> object:
    """The code and title in a list, parts and elements set in below what they belong to."""
    return lazystr(f"{'\u2003' if indent else ''}{row.code} {row.words('title')}")
