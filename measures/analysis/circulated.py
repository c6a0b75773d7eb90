"""The agenda of a session as it is circulated: whether its questions ask as much of each side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import AgendaItem, Party


@dataclass(frozen=True, slots=True)
class Balance:
    """How many questions ask as much of each side, and how many ask more of one, the sides by their codes."""

    evenly: int
    more: Sequence[tuple[Party, int]]

    @property
    def is_even(self) -> bool:
        """Whether all together ask as much of each side: as many more of one as of every other."""
        return len({count for _party, count in self.more}) <= 1

    @property
    def sentence(self) -> str:
        if not any(count for _party, count in self.more):
            return _("Every question asks as much of each side.")
        whole = (
            _("The questions together ask as much of each side")
            if self.is_even
            else _("The questions together do not ask as much of each side")
        )
        words = ngettext(
            "%(count)d question asks as much of each side", "%(count)d questions ask as much of each side", self.evenly
        )
        evenly = words % {"count": self.evenly}
        more = [_("%(count)d more of %(party)s") % {"count": count, "party": party} for party, count in self.more]
        return _("%(whole)s: %(parts)s.") % {"whole": whole, "parts": _(", ").join([evenly, *more])}


def balance_of(items: Iterable[AgendaItem], sides: Iterable[Party]) -> Balance:
    """The balance of the questions of an agenda."""
    counts = Counter(item.asks_more_of_id for item in items)
    return Balance(counts[None], [(side, counts[side.code]) for side in sides])


def asks_of(item: AgendaItem) -> str:
    """Of whom a question asks more, if it does."""
    if item.asks_more_of is None:
        return _("asks as much of each side")
    return _("asks more of %(party)s") % {"party": item.asks_more_of}
