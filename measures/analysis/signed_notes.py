"""What was signed of a chain, where a wing signs chains."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Subquery, TextField, Value
from django.db.models.expressions import Combinable

from measures.models import Chain
from measures.wing import wings


def signed_note(chain: object, *, known_at: datetime | None = None) -> Combinable:
    """The last note that was signed of a chain by a moment, within another query that has the chain."""
    notes = notes_of(chain, known_at=known_at)
    return Value(None, TextField()) if notes is None else Subquery(notes[:1])


def last_signed(chain: QuerySet[Chain], *, known_at: datetime | None = None) -> str:
    """What was signed last of a chain by a moment: origin, size and root on one line; empty if nothing was."""
    notes = notes_of(chain, known_at=known_at)
    return head_in_words((notes.first() if notes is not None else None) or "")


def notes_of(chain: object, *, known_at: datetime | None) -> QuerySet[Any, Any] | None:
    """The notes that the wing which signs has of a chain, the latest first; none if no wing does."""
    found = (wing.notes_of(chain, known_at=known_at) for wing in wings())
    return next((notes for notes in found if notes is not None), None)


def head_in_words(note: str) -> str:
    """Origin, size and root of a note, on one line."""
    return " ".join(note.splitlines()[:3])
