"""Whether the words of a statement stand in the copy that is kept of its source."""

from collections.abc import Collection, Mapping
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from measures.analysis.file_types import PAGE, TEXT
from measures.analysis.files import copy_if_sound
from measures.analysis.stored_texts import holds_words, words_copied, words_of_file
from measures.models import Capture, Evidence, Statement, StoredFile
from measures.storages import OutOfReachError

# Enough for all quotations from files of a large record.
KEPT_ANSWERS = 5000


class CopyState(TextChoices):
    """What the copy of a source says of a quotation from it."""

    FOUND = "found", _("Found there word for word")
    NOT_FOUND = "not_found", _("Not found in the copy")
    NO_COPY = "no_copy", _("No copy")


def copy_states(statements: Collection[Statement]) -> Mapping[int, CopyState]:
    """The state of each statement, by its primary key: one query for all of them, one for the files that are kept."""
    sources = {each.citation.evidence_id for each in statements}
    copies = (
        Capture.objects.recorded()
        .filter(address__evidence__in=sources)
        .exclude(text="")
        .order_by("address__evidence", "-recorded_at", "-pk")
        .distinct("address__evidence")
    )
    texts = dict(copies.values_list("address__evidence", "text")) if sources else {}
    rest = Evidence.objects.filter(pk__in=sources - set(texts), file__media_type__in=(TEXT, PAGE))
    files = {each.pk: each.file for each in rest.select_related("file")} if sources else {}
    found = {}
    for each in statements:
        source = each.citation.evidence_id
        file = files.get(source)
        found[each.pk] = state_in_file(file, each.quotation) if file else state_in(texts.get(source), each.quotation)
    return found


def state_in_file(file: StoredFile, quotation: str) -> CopyState:
    """What a stored file says of a quotation; one that cannot be read now is no copy."""
    try:
        return CopyState.FOUND if stands_in_file(file, quotation) else CopyState.NOT_FOUND
    except LookupError:
        return CopyState.NO_COPY


# What is stored under a hash never changes: it is read once for each quotation, whoever asks for the page.
@lru_cache(maxsize=KEPT_ANSWERS)
def stands_in_file(file: StoredFile, quotation: str) -> bool:
    """Whether words stand in a stored file; LookupError where it cannot be read, which is not kept."""
    words = words_in_file(file)
    if words is None:
        raise LookupError(file.pk)
    return holds_words(words, quotation)


def words_kept(evidence: Evidence) -> str | None:
    """The words of what is kept of a source: the copy of what is at its address, or its file if that is text."""
    return words_copied(evidence) or words_in_file(evidence.file)


def words_in_file(file: StoredFile | None) -> str | None:
    """The words of a stored file that is text and still what was stored."""
    if file is None or file.media_type not in (TEXT, PAGE):
        return None
    try:
        copy = copy_if_sound(file)[1]
    except OutOfReachError:
        return None
    if copy is None:
        return None
    with copy:
        return words_of_file(copy.read(), file.media_type)


def state_in(text: str | None, quotation: str) -> CopyState:
    if text is None:
        return CopyState.NO_COPY
    return CopyState.FOUND if holds_words(text, quotation) else CopyState.NOT_FOUND
