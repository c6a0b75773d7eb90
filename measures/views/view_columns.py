"""Views in columns by whose they are: equal weight for every side, then our reading. Never averaged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from measures.analysis.standing import by_representative
from measures.models import INDEPENDENT, Audience, Citation, Ground, Party, View


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view with what it rests on."""

    view: View
    is_own: bool
    sources: int
    entries: Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """What one side says, or the analyst; without views it is a gap."""

    whose: str
    views: Sequence[ShownView]


def shown_views(views: Iterable[View], audience: Audience) -> list[ShownView]:
    """Views with what they rest on: their own grounds, or all that their entry cites where they name none."""
    views = list(views)
    sources: dict[int, int] = defaultdict(int)
    entries: dict[int, list[str]] = defaultdict(list)
    for ground in Ground.objects.filter(view__in=views).select_related("entry", "citation__evidence"):
        if ground.entry:
            if audience.may_read(ground.entry.marking):
                entries[ground.view_id].append(ground.entry.key)
        elif ground.citation and audience.may_read(ground.citation.evidence.marking):
            sources[ground.view_id] += 1
    cited: dict[int, int] = defaultdict(int)
    for citation in Citation.objects.filter(entry__in=[view.entry_id for view in views]).select_related("evidence"):
        cited[citation.entry_id] += audience.may_read(citation.evidence.marking)
    return [
        ShownView(
            view,
            by_representative(view),
            sources[view.pk] if sources[view.pk] or entries[view.pk] else cited[view.entry_id],
            entries[view.pk],
        )
        for view in views
    ]


def columns_of(views: Sequence[ShownView], sides: Sequence[Party]) -> list[Column]:
    """A column for each side, for any other party that has a view, and for the analyst; about the sides first."""
    codes = [side.code for side in sides]
    others = sorted({each.view.whose_code for each in views} - {*codes, INDEPENDENT})
    places = {code: place for place, code in enumerate(codes)}

    def place(each: ShownView) -> tuple[int, str, bool]:
        about = each.view.about_code
        return places.get(about, len(places)), about, not each.is_own

    ordered = sorted(views, key=place)
    return [
        Column(whose, [each for each in ordered if each.view.whose_code == whose])
        for whose in (*codes, *others, INDEPENDENT)
    ]
