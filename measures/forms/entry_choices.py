"""The choices of the form that logs a development, loaded once for all its rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from measures import access
from measures.forms.targets import Choice, Grouped, Targets, milestones_of, sources_for, targets_of
from measures.models import (
    ABOUT_WORDS,
    BOTH,
    LEVELS,
    NONE,
    Addressed,
    Ambiguity,
    Evidence,
    Kind,
    Marking,
    Measure,
    Nothing,
    Party,
    Report,
    User,
)
from measures.models.markings import marking_label
from measures.operations.drafts import EntryDraft


@dataclass(slots=True)
class EntryChoices:
    """The choices of one writer on one report; nothing is offered that the operation would refuse.

    `parties` are all that there are, each with `is_side`: whether it is a side of the report.
    """

    report: Report
    writer: User
    parties: Sequence[Party]
    keeps: str = ""
    # Whether the entry that is corrected has what an earlier version recorded as a party's view.
    has_recorded_views: bool = False
    cited: Sequence[str] = ()
    targets: Targets = field(init=False)
    milestones: Targets = field(init=False)
    sources: Targets = field(init=False)
    subject_choices: list[Choice] | None = field(default=None, init=False)
    cited_rows: list[Choice] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        audience = access.audience_of(self.writer)
        self.targets = targets_of(self.report, audience)
        self.milestones = milestones_of(self.report, audience)
        self.sources = sources_for(self.report, audience)

    def load_for_form(self, sent: Mapping[str, Any]) -> None:
        """Load what the rows of a sent form refer to."""
        for targets, rows in ((self.targets, ("bears_on-", "assessments-")), (self.milestones, ("milestones-",))):
            targets.look_up(text for name, text in sent.items() if name.startswith(rows) and name.endswith("-on"))

    def offer_sources(self, keys: Iterable[str]) -> None:
        """Offer these sources as those that have a statement's words."""
        self.cited, self.cited_rows = list(dict.fromkeys(filter(None, keys))), None

    def load_for_draft(self, draft: EntryDraft) -> None:
        """Load what the rows of a draft refer to."""
        self.targets.look_up([*(row.on for row in draft.bears_on), *(row.on for row in draft.assessments)])
        self.milestones.look_up(row.on for row in draft.milestones)

    @property
    def sides(self) -> list[Party]:
        return [party for party in self.parties if party.is_side]  # type: ignore[attr-defined]

    @property
    def others(self) -> list[Party]:
        return [party for party in self.parties if not party.is_side]  # type: ignore[attr-defined]

    def target_choices(self) -> Grouped:
        """Measures by kind, each with its parts, then ambiguities."""
        measures, ambiguities = self.targets.rows
        measures = sorted(measures, key=lambda row: ((row.parent or row).position, row.is_part, row.position))
        groups: Grouped = [("", _("Choose a measure or an ambiguity"))]
        for kind, rows in groupby(measures, key=lambda row: (row.parent or row).kind):
            groups.append((str(Kind(kind).label), [(row.key, titled(row, indent=row.is_part)) for row in rows]))
        unclear: list[Choice] = [(row.key, titled(row, indent=not row.is_set)) for row in ambiguities]
        return [*groups, (_("Ambiguities"), unclear)]

    @property
    def about(self) -> Grouped:
        addressee: Choice = ("", _("The measure’s side, if it is addressed to only one"))
        nobody: Choice = (NONE, _("Not specific to one side"))
        return [addressee, nobody, *party_choices(self.sides), (BOTH, _("Both sides")), *self.other_party_choices]

    def addressees_of(self, keys: Iterable[str]) -> dict[str, str]:
        """The party that each of these measures is addressed to, if it is a single one."""
        measures = self.report.measures.filter(kind=Kind.UNILATERAL, key__in=list(keys))
        return dict(measures.order_by().values_list("key", "parties"))

    @property
    def actors(self) -> Grouped:
        return [("", _("Not stated")), *party_choices(self.sides), *self.other_party_choices]

    @property
    def other_party_choices(self) -> Grouped:
        return [(_("Another…"), party_choices(self.others))] if self.others else []

    @property
    def speakers(self) -> Grouped:
        """Whose words can be recorded."""
        return [*party_choices(self.sides), *self.other_party_choices]

    @property
    def about_whom(self) -> Grouped:
        words = [(str(word.value), word.label) for word in ABOUT_WORDS]
        return [*words, *party_choices(self.sides), *self.other_party_choices]

    @property
    def addressed(self) -> Grouped:
        return [*party_choices(self.sides), *Addressed.choices, *self.other_party_choices]

    def subjects_offered(self) -> list[Choice]:
        if self.subject_choices is None:
            subjects = self.report.subjects.standing().order_by("position")
            self.subject_choices = [(each.key, str(each.words("title"))) for each in subjects]
        return self.subject_choices

    def cited_choices(self) -> list[Choice]:
        """The sources that the entry cites; left out, the first of them."""
        if self.cited_rows is None:
            audience = access.audience_of(self.writer)
            cited = Evidence.objects.visible_to(audience).filter(key__in=self.cited) if self.cited else ()
            rows = {each.key: (each.key, offered_source(each)) for each in cited}
            self.cited_rows = [rows[key] for key in self.cited if key in rows]
        return [("", _("The first of its sources")), *self.cited_rows]

    @property
    def levels(self) -> list[Choice]:
        """In this report's own wording; nothing found is no level."""
        levels = [(str(level), f"{level} · {self.report.level_wording(level)}") for level in LEVELS]
        return [("", _("Choose a level")), *levels, *Nothing.choices]

    def milestone_choices(self) -> Grouped:
        rows = [(row.key, f"{row.measure.code} · {row.words('title')}") for row in self.milestones.rows[0]]
        return [("", _("Choose a milestone")), *rows]

    def source_choices(self) -> Grouped:
        """By title, with publisher and day, so that two of one title are told apart."""
        rows = [(row.key, offered_source(row)) for row in self.sources.rows[0]]
        return [("", _("A new source")), *rows]

    @property
    def markings(self) -> list[Choice]:
        """All; a correction `keeps` the marking of what it corrects."""
        return [(self.keeps, marking_label(self.keeps))] if self.keeps else list(Marking.choices)


def party_choices(parties: Sequence[Party]) -> list[Choice]:
    return [(party.code, str(party)) for party in parties]


def offered_source(source: Evidence) -> str:
    parts = (source.words("title").text, source.words("publisher").text, source.published)
    return " · ".join(str(part) for part in parts if part)


def titled(row: Measure | Ambiguity, *, indent: bool) -> object:
    """The code and title in a list; parts and elements are indented below what they belong to."""
    return lazystr(f"{'\u2003' if indent else ''}{row.code} {row.words('title')}")
