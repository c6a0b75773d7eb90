"""What each side says on a subject: its words in the original, or our summary of them, with who said it and when."""

from typing import Any

from django.urls import reverse

from measures.analysis.statements import SideStatement
from measures.models import Words
from measures.models.texts import NO_WORDS
from measures.views.reading import Reading, query

# How many letters of our summary a line shows; the entry has all of it.
LONGEST = 240


def statement_line(side: SideStatement, reading: Reading) -> dict[str, Any]:
    """What a side said last: its words in the original, or our summary of them, with issuer and day."""
    statement = side.statement
    if statement is None:
        return {"party": side.party, "is_silent": True}
    quoted = statement.quoted
    return {
        "party": side.party,
        "is_silent": False,
        "quoted": quoted,
        "in_our_words": NO_WORDS if quoted and not quoted.falls_back else shortened_words(statement.in_our_words),
        "words_are": statement.words_are,
        "issuer": statement.issuer,
        "day": statement.day,
        "administration": statement.administration,
        "is_quoted": statement.is_quoted,
        "url": reverse("entry", args=[statement.context.entry.key]) + query(reading.day_kept),
        "is_of_earlier_administration": side.is_of_earlier_administration,
    }


def shortened_words(words: Words) -> Words:
    """A text cut after a word, if it is too long for a line."""
    if len(words.text) <= LONGEST:
        return words
    cut = words.text[:LONGEST]
    return Words(f"{cut.rsplit(' ', 1)[0] if ' ' in cut else cut} …", words.lang)
