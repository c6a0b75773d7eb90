"""Signing off the Chinese of a text, by somebody other than who wrote it."""

from typing import Any

from django.utils.translation import gettext as _

from measures import access
from measures.analysis.translations import last_writer
from measures.errors import OwnTranslationError
from measures.models import TranslationCheck, User, row_number
from measures.models.translations import digest_of_texts
from measures.operations.editing import Noun
from measures.operations.faults import faults
from measures.operations.locks import require_version
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def check_translation(noun: Noun, row: Any, *, field: str, version: int, by: User) -> TranslationCheck:
    """Say that a Chinese text says what the English says, as the reader has read both in `version`."""
    access.require(by, "check_translation", row)
    row = noun.rows(by).select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    require_version(row, version)
    with faults() as found:
        if field not in noun.texts:
            words = _("This is no text in two languages. Choose one of: %(names)s.")
            found.add("field", words % {"names": ", ".join(noun.texts)})
    english, chinese = getattr(row, field), getattr(row, f"{field}_zh_hans")
    with faults() as found:
        if not english or not chinese:
            found.add("field", _("The translation is missing: enter it first."))
    if last_writer(row, field) == by:
        raise OwnTranslationError
    of_texts = {"field": field, "digest": digest_of_texts(english, chinese)}
    of_row = {"table": row._meta.db_table, "row": row_number(row)}
    return TranslationCheck.objects.get_or_create(**of_row, **of_texts, defaults={"checked_by": by})[0]
