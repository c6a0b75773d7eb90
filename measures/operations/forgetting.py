"""Forgets words in the copies that this tracker made of them, beside the row that says them."""

import json
from collections.abc import Collection
from datetime import datetime
from urllib.parse import quote_plus

from django.db import connection
from django.db.models import F, Model, Q

from measures.errors import ImportUnderWayError
from measures.models import (
    UNDER_WAY,
    Candidate,
    CandidateMatch,
    CandidateState,
    CommonWord,
    DropReason,
    Import,
    ImportRow,
    ImportState,
    RankingBasis,
    Redaction,
    RedactionKind,
    ReportWord,
    SavedView,
    SecretUrl,
    User,
)
from measures.models.evidence import address_sha256
from measures.operations.repeats import forget_answers


def leave_redaction(
    kind: RedactionKind, row: Model, key: str, columns: Collection[str], *, by: User, reason: str, address: str = ""
) -> Redaction:
    """Leave the trace of a redaction, once the row itself has lost its words, and take them from its history.

    The database reads the administrator's name and the clock by itself, and claims a mail to each administrator.
    """
    values = (
        kind, row._meta.db_table, str(row.pk), key, list(columns), address_sha256(address) if address else "", by.pk,
        reason,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT redact_row(%s, %s, %s, %s, %s, %s, %s, %s)", values)
        (pk,) = cursor.fetchone()
    return Redaction.objects.get(pk=pk)


def forget_copies(texts: Collection[str], keys: Collection[str], *, reports: Collection[int]) -> None:
    """Forget texts where requests and searches have left them, and the words of reports, which are computed anew.

    Mails were recalled when the act began.
    """
    texts = set(texts) - {""}
    forget_answers(*keys, *(json.dumps(text, ensure_ascii=False)[1:-1] for text in texts))
    searched = Q(pk=None)
    for text in texts:
        searched |= Q(filters__contains=quote_plus(text))
    SavedView.objects.filter(searched).delete()
    SecretUrl.objects.filter(searched).delete()
    # In this order, in which they are computed anew.
    for computed in (RankingBasis, ReportWord, CommonWord):
        computed._default_manager.filter(report__in=reports).delete()


def blank_candidates(candidates: Collection[Candidate], redaction: Redaction, *, by: User, at: datetime) -> None:
    """Take away what locked candidates say; those that wait are decided by it."""
    rows = Candidate.objects.filter(pk__in=[each.pk for each in candidates])
    CandidateMatch.objects.filter(candidate__in=candidates).delete()
    rows.filter(state=CandidateState.WAITING).update(
        state=CandidateState.DROPPED, drop_reason=DropReason.OTHER, decided_by=by, decided_at=at
    )
    for each in candidates:
        # Its number stands for its address, which is once for each feed.
        blank = {"url": "", "address": str(each.pk), "title": "", "text": "", "publisher": ""}
        Candidate.objects.filter(pk=each.pk).update(**blank, redaction=redaction, version=F("version") + 1)


def blank_imports(imports: Collection[Import], *, at: datetime) -> None:
    """Take away what imports have of their file, which goes; what they wrote are texts of measures."""
    if any(job.state in UNDER_WAY for job in imports):
        raise ImportUnderWayError
    ImportRow.objects.filter(of__in=imports).update(code="", fields={}, before={}, problems=[])
    rows = Import.objects.filter(pk__in=[job.pk for job in imports])
    rows.filter(state=ImportState.LOOKED_AT).update(state=ImportState.CANCELLED, ended_at=at)
    rows.update(file=None, file_name="", mapping={}, found={}, decisions={}, notes=[], problem="")
