"""Taking the content of an entry away for good, where it has to be."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RedactedEntryError, RestedOnError
from measures.models import Entry, Ground, Redaction, User
from measures.operations.clock import clock
from measures.operations.journal import lock_chain, measures_of
from measures.operations.locks import lock_entry
from measures.operations.standing import restate


@transaction.atomic
def redact_entry(entry: Entry, *, by: User, reason: str) -> Redaction:
    """Delete what an entry says and blank its texts; its commitment and seal stay, so its chain still verifies."""
    access.require(by, "redact_entry", entry)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the entry is redacted.")})
    entry = lock_entry(entry)
    lock_chain(entry.report, entry.chain.marking)
    if Redaction.objects.filter(entry=entry).exists():
        raise RedactedEntryError
    # That other entry's seal covers the citation, which would go with this one's content.
    if Ground.objects.filter(citation__entry=entry).exclude(view__entry=entry).exists():
        raise RestedOnError
    touched = set(measures_of([entry.pk]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT redact_entry(%s, %s, %s, %s, %s)", [entry.pk, by.pk, str(by), reason, clock()])
    restate(touched)
    return Redaction.objects.get(entry=entry)
