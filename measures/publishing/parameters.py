"""Query parameters, parsed by the same rules for pages, answers and exports.

A blank is as if it were not there: a form sends one for each field that nobody filled in. What is no list is given
once: of two values one would be dropped without a word.
"""

from collections.abc import Collection

from django.http import QueryDict
from django.utils.translation import gettext as _

WORDS_OF_TRUTH = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}


def without_blanks(query: QueryDict) -> QueryDict:
    """The parameters that have a value."""
    found = QueryDict(mutable=True)
    for name, values in query.lists():
        if filled := [value for value in values if value.strip()]:
            found.setlist(name, filled)
    return found


def repeated_parameters(query: QueryDict, *, lists: Collection[str]) -> dict[str, str]:
    """An error for each parameter that is given more than once and is not a list."""
    several = [name for name, values in query.lists() if len(values) > 1 and name not in lists]
    return {name: _("Give only one value.") for name in several}


def truth_of(text: str) -> bool | None:
    """The boolean that a word means; None for any other word."""
    return WORDS_OF_TRUTH.get(text.strip().lower())
