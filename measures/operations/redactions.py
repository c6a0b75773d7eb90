"""Taking the content of an entry away for good."""

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RedactedEntryError
from measures.models import Entry, Evidence, RankingBasis, Redaction, ReportWord, StoredFile, User
from measures.operations.files import forget_file
from measures.operations.journal import measures_touched_by
from measures.operations.locks import lock_chain, lock_entry, lock_files
from measures.operations.mails import recall_mails
from measures.operations.repeats import forget_answers
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction


@in_one_transaction
def redact_entry(entry: Entry, *, by: User, reason: str) -> Redaction:
    """Delete what an entry says and blank its texts; its commitment and seal stay, so its chain still verifies.

    A citation that a view of another entry rests on stays, for its seal covers it; only with that view is it shown.
    The copies of its sources go, if no other entry cites them, and no more are made.
    The database reads who redacts and when, and claims a mail to each administrator (`digests/redaction_outbox.py`).
    """
    access.require(by, "redact_entry", entry)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter why the entry is redacted.")})
    recall_mails()
    entry = lock_entry(entry)
    sources = lock_sources_of(entry)
    lock_files()
    lock_chain(entry.report, entry.chain.marking)
    if Redaction.objects.filter(entry=entry).exists():
        raise RedactedEntryError
    copies = list(StoredFile.objects.filter(capture__address__evidence__in=sources))
    touched = set(measures_touched_by([entry.pk]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT redact_entry(%s, %s, %s)", [entry.pk, by.pk, reason])
    for file in copies:
        forget_file(file)
    forget_answers(entry.key)
    # In this order, in which they are computed anew, without what the entry said.
    RankingBasis.objects.filter(report=entry.report).delete()
    ReportWord.objects.filter(report=entry.report).delete()
    restate(touched)
    return Redaction.objects.get(entry=entry)


def lock_sources_of(entry: Entry) -> list[int]:
    """The sources that an entry names, locked, so that no copy of them is made meanwhile."""
    named = Q(citations__entry=entry) | Q(citations__grounds__view__entry=entry) | Q(readout_texts__entry=entry)
    sources = Evidence.objects.filter(pk__in=Evidence.objects.filter(named).values("pk"))
    return list(sources.order_by("key").select_for_update(no_key=True).values_list("pk", flat=True))
