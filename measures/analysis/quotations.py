"""Whether the words of a statement stand in the copy that is kept of its source."""

from collections.abc import Collection, Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.stored_texts import holds_words
from measures.models import Capture, Statement


class CopyState(TextChoices):
    """What the copy of a source says of a quotation from it."""

    FOUND = "found", _("Found there word for word")
    NOT_FOUND = "not_found", _("Not found in the copy")
    NO_COPY = "no_copy", _("No copy")


def copy_states(statements: Collection[Statement]) -> Mapping[int, CopyState]:
    """The state of each statement, by its primary key: one query for all of them."""
    sources = {each.citation.evidence_id for each in statements}
    copies = (
        Capture.objects.recorded()
        .filter(address__evidence__in=sources)
        .exclude(text="")
        .order_by("address__evidence", "-recorded_at", "-pk")
        .distinct("address__evidence")
    )
    texts = dict(copies.values_list("address__evidence", "text")) if sources else {}
    return {each.pk: state_in(texts.get(each.citation.evidence_id), each.quotation) for each in statements}


def state_in(text: str | None, quotation: str) -> CopyState:
    if text is None:
        return CopyState.NO_COPY
    return CopyState.FOUND if holds_words(text, quotation) else CopyState.NOT_FOUND
