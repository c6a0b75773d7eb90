"""What this wing tells the rest of the tracker."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.analysis.verification import Fault
from measures.tasks import WAKING_HOLDS
from measures.wing import MenuEntry, Wing
from measures.wings.checkpoints import urls
from measures.wings.checkpoints.models import Checkpoint
from measures.wings.checkpoints.readings import notes_of
from measures.wings.checkpoints.signed_heads import SignedHead, signed_heads
from measures.wings.checkpoints.tasks import sign_chains


class Checkpoints(Wing):
    """Signed heads of the chains."""

    pages = urls.pages
    endpoints = urls.endpoints
    tags = {"checkpoints": "Signed heads of chains, and proofs."}
    about_links = (MenuEntry("checkpoints", _("Checkpoints"), words=_("signature, proof")),)
    rules = {"begin_origin": access.is_administrator}

    def wake(self, *, at: datetime) -> None:
        sign_chains.apply_async(expires=WAKING_HOLDS)

    def notes_of(self, chain: object, *, known_at: datetime | None) -> QuerySet[Checkpoint, str]:
        return notes_of(chain, known_at=known_at)

    def read_heads(self, rows: Sequence[dict[str, Any]]) -> Sequence[SignedHead]:
        return [SignedHead(**row) for row in rows]

    def verify(self, pinned: Iterable[SignedHead]) -> Iterator[SignedHead | Fault]:
        return signed_heads(pinned)


WING = Checkpoints()
