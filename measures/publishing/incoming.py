"""What a form that logs or corrects may begin with: something that came in, which a wing brings."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.http import HttpRequest

from measures.models import Audience, Entry, PartialDate, Report, User
from measures.operations.drafts import EntryDraft
from measures.wing import wings


class IncomingItem(Protocol):
    """Something that came in, or a page that somebody had open."""

    @property
    def report(self) -> Report | None: ...

    @property
    def entry(self) -> Entry | None: ...

    @property
    def published(self) -> PartialDate | None: ...

    @property
    def is_kept(self) -> bool: ...

    @property
    def is_waiting(self) -> bool: ...

    @property
    def query(self) -> str: ...

    def entry_values(self) -> dict[str, object]: ...

    def source_values(self, audience: Audience) -> dict[str, Any]: ...

    def proposals(self) -> Sequence[Any]: ...

    def write(
        self, report: Report, draft: EntryDraft, *, corrects: Entry | None = None, by: User, on: date, at: datetime
    ) -> Entry: ...


def incoming_item(request: HttpRequest, audience: Audience) -> IncomingItem | None:
    """What the address of a form names, if anything."""
    found = (wing.incoming(request, audience) for wing in wings())
    return next((item for item in found if item is not None), None)


def incoming_numbered(number: int, audience: Audience) -> IncomingItem | None:
    """What came in under a number."""
    found = (wing.incoming_numbered(number, audience) for wing in wings())
    return next((item for item in found if item is not None), None)
