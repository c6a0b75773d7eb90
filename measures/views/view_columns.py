"""Views in columns, by whose they are: equal weight for every side, then our reading. Never averaged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.dissents import dissent_of
from measures.analysis.standing import ViewFigures, shows_our_level
from measures.models import BOTH, INDEPENDENT, NONE, Dissent, Measure, Nothing, Party, Provenance, View
from measures.views.reading import Reading, query


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view with what it rests on."""

    view: View
    sources: int
    entries: Sequence[str]
    shows_our_level: bool
    dissents: Sequence[Dissent]

    @property
    def shows_level(self) -> bool:
        """Whether it has a level that is shown as a number."""
        return self.view.level is not None and (self.view.whose_id is not None or self.shows_our_level)


def shown_views(views: Iterable[Any], measure: Measure | None = None) -> list[ShownView]:
    """Views that came `with_grounds` and `with_dissents`: each with its own sources, or all that its entry cites."""
    return [
        ShownView(
            view,
            view.sources if view.sources or view.rests_on else view.cited,
            view.rests_on,
            shows_our_level(measure or view.measure, view.about_code),
            [] if view.whose_id else [dissent_of(row) for row in view.dissent_rows],
        )
        for view in views
    ]


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """The views of one holder; without any it is a gap."""

    whose: str
    views: Sequence[ShownView]


def view_columns(views: Sequence[ShownView], sides: Sequence[Party]) -> list[ViewColumn]:
    """A column for each side, for any other party with a view, and for the analyst; about the sides first."""
    codes = [side.code for side in sides]
    others = sorted({each.view.whose_code for each in views} - {*codes, INDEPENDENT})
    places = {code: place for place, code in enumerate(codes)}

    def place(each: ShownView) -> tuple[int, str]:
        about = each.view.about_code
        return places.get(about, len(places)), about

    ordered = sorted(views, key=place)
    return [
        ViewColumn(whose, [each for each in ordered if each.view.whose_code == whose])
        for whose in (*codes, *others, INDEPENDENT)
    ]


def about_words(about: str, reading: Reading) -> str:
    """About whose actions a view is."""
    if about == NONE:
        return _("about the measure")
    if about == BOTH:
        return _("about both sides")
    return _("about %(party)s") % {"party": reading.parties.get(about, about)}


def level_words(level: int | None, nothing: str) -> str:
    """A level, or what stands in its place; never 0."""
    if level is not None:
        return _("level %(level)d") % {"level": level}
    return str(Nothing(nothing).label) if nothing else _("words only")


def view_cell(figures: ViewFigures, reading: Reading) -> dict[str, object]:
    """One view in a cell: a level, that there is none, or words."""
    written_on = figures["written_on"]
    return {
        **figures,
        "is_our_reading": figures["provenance"] == Provenance.OUR_READING,
        "url": reverse("entry", args=[figures["entry"]]) + query(reading.day_kept),
        "written_on": date.fromisoformat(written_on) if written_on else None,
    }
