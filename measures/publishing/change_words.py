"""What changed in a period, in one sentence: what happened, and which statuses and levels differ."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.analysis.changes import Changes, LevelChange
from measures.analysis.standing import shows_our_level
from measures.models import POINTINGS, Ambiguity, AmbiguityState, Measure, Pointing, Status
from measures.models.texts import in_sentence

# How many changed statuses the sentence names.
MOST_STATUSES = 4

# A measure or an ambiguity, with its status or state before and after.
type Shift = tuple[Measure | Ambiguity, str, str]


def changes_in_words(found: Changes) -> str:
    """The sentence at the top of a page of changes."""
    return sentence_of(clauses_of(found))


def sentence_of(clauses: Iterable[str]) -> str:
    sentence = _("; ").join(clauses)
    return sentence[:1].upper() + sentence[1:] + _(". ").rstrip()


def clauses_of(found: Changes) -> Iterator[str]:
    yield developments_in_words(found.pointing)
    yield from statuses_in_words([(each.on, each.before, each.after) for each in (*found.statuses, *found.states)])
    if moved := len(shown_levels(found.moved_levels)):
        yield ngettext("%(count)d level changed", "%(count)d levels changed", moved) % {"count": moved}


def shown_levels(levels: Iterable[LevelChange]) -> list[LevelChange]:
    """Those shown as numbers; what we judge of one side of a shared measure stands among our assessments, in words."""
    return [each for each in levels if shows_our_level(each.on, each.about)]


def developments_in_words(counts: Mapping[str, int]) -> str:
    """How many developments there were, and where they point."""
    total = sum(counts.values())
    if not total:
        return _("no development recorded")
    words = ngettext("%(count)d development", "%(count)d developments", total) % {"count": total}
    return _("%(developments)s (%(pointing)s)") % {"developments": words, "pointing": pointing_in_words(counts)}


def pointing_in_words(counts: Mapping[str, int]) -> str:
    """How many developments point in which direction, each counted once."""
    return _(", ").join(
        _("%(count)d %(direction)s") % {"count": counts[each], "direction": in_sentence(each.label)}
        for each in (*POINTINGS, Pointing.BACKGROUND)
        if counts.get(each)
    )


def statuses_in_words(shifts: Sequence[Shift]) -> Iterator[str]:
    """Which statuses and states changed, the first ones by name."""
    if not shifts:
        return
    changes = [
        _("%(code)s %(before)s → %(after)s")
        % {"code": on.code, "before": status_in_words(on, before), "after": status_in_words(on, after)}
        for on, before, after in shifts[:MOST_STATUSES]
    ]
    if more := len(shifts[MOST_STATUSES:]):
        changes.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    yield _("status changed: %(changes)s") % {"changes": _(", ").join(changes)}


def status_in_words(on: Measure | Ambiguity, value: str) -> str:
    if not value:
        return _("none")
    return in_sentence(Status(value).in_words if isinstance(on, Measure) else AmbiguityState(value).label)
