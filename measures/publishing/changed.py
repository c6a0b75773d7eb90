"""Moments: the point from which somebody who keeps a copy of a list asks for changes.

Transactions commit in another order than they begin in, so no time of day tells what a reader has seen. A moment is the
oldest transaction that was running when they read: what it or a later one changed is told to them, some of it twice,
and nothing is missed. It goes with the database that gave it: one that was restored counts its transactions anew.

How far the count of transactions has come would tell them that others write, what is hidden from them included: they
get it encrypted, in other letters each time, and dated.
"""

import json
from base64 import urlsafe_b64encode
from typing import Any, NamedTuple, Self

from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.db import connection
from django.db.models import BooleanField, Exists, Func, Model, OuterRef, Q, QuerySet, Value
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter

from measures.errors import ForgottenMomentError
from measures.models import MOMENTS_LAST, Audience, Trace

# The moment for readers who have nothing yet.
BEGINNING = "beginning"
XID_BYTES = 8
# Cluster, timeline and traces table identify the database: a restored one differs in one of them.
PRESENT = """
SELECT pg_current_snapshot()::text,
    concat_ws('.', system_identifier, timeline_id, 'measures_trace'::regclass::oid),
    extract(epoch FROM clock_timestamp())::bigint
FROM pg_control_system(), pg_control_checkpoint()
"""


class HadEnded(Func):
    """Whether a transaction had ended, and was kept, when a snapshot was taken."""

    function = "pg_visible_in_snapshot"
    output_field = BooleanField()

    def __init__(self, xid: str, snapshot: str) -> None:
        super().__init__(
            Func(xid, template="%(expressions)s::text::xid8"),
            Func(Value(snapshot), template="%(expressions)s::pg_snapshot"),
        )


class TransactionMoment(NamedTuple):
    """Which transactions had ended, as PostgreSQL writes a snapshot, in which database, and the seconds since 1970."""

    snapshot: str
    database: str
    seconds: int

    @property
    def xid(self) -> int:
        """The oldest transaction that was running."""
        return int(self.snapshot.partition(":")[0])

    def of_transaction(self, xid: int) -> Self:
        """The same, as if none had ended since one began."""
        return self._replace(snapshot=f"{xid}:{xid}:")

    @property
    def fernet(self) -> Fernet:
        """The cipher for this database's moments, under a key of its own."""
        key = salted_hmac("measures.moments", self.database, algorithm="sha256").digest()
        return Fernet(urlsafe_b64encode(key))

    def transaction_by(self, now: Self) -> int:
        """The first transaction that it may have missed; a ValueError if another database gave it.

        Of a moment that lies too far back it cannot be told any more what has changed since.
        """
        if self.database != now.database or self.xid > now.xid:
            raise ValueError(self)
        if now.seconds - self.seconds > MOMENTS_LAST.total_seconds():
            raise ForgottenMomentError
        return self.xid


def present() -> TransactionMoment:
    with connection.cursor() as cursor:
        cursor.execute(PRESENT)
        return TransactionMoment(*cursor.fetchone())


def present_moment() -> str:
    """The next moment to ask from, for a reader who reads afterwards."""
    now = present()
    return now.fernet.encrypt_at_time(now.xid.to_bytes(XID_BYTES), now.seconds).decode()


def transaction_of(moment: str) -> int:
    """The first transaction that a reader's moment may have missed, as `transaction_by`."""
    if moment == BEGINNING:
        return 0
    now = present()
    try:
        xid = int.from_bytes(now.fernet.decrypt(moment))
        seconds = now.fernet.extract_timestamp(moment)
    except InvalidToken as error:
        raise ValueError(moment) from error
    return now.of_transaction(xid)._replace(seconds=seconds).transaction_by(now)


def kept_moment() -> str:
    """The next moment to ask from, for a row that no reader sees: as plain text, whatever the secret key becomes."""
    return json.dumps(present())


def traces_since(moment: str) -> QuerySet[Trace]:
    """What was changed since such a moment: neither missed nor told twice; errors as of `transaction_by`."""
    kept = TransactionMoment(*json.loads(moment))
    return Trace.objects.filter(~Q(HadEnded("xid", kept.snapshot)), xid__gte=kept.transaction_by(present()))


class ChangedSinceField(forms.CharField):
    """A moment from an earlier answer, parsed as a transaction number."""

    default_error_messages = {"unknown": _("This moment is of another database: start again with “beginning”.")}

    def to_python(self, value: object) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return transaction_of(text)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown") from error

    def run_validators(self, value: object) -> None:
        pass


class ChangedSinceFilter(CharFilter):  # type: ignore[misc]
    """Rows that may have changed for this reader since a moment: no change is missed, some come twice."""

    field_class = ChangedSinceField

    def __init__(self) -> None:
        super().__init__(
            label=_("Changed since"),
            help_text=_("“beginning” first, then “changed_since” of the last response."),
        )

    def filter(self, rows: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        if not value:
            return rows
        return rows.filter(key__in=traces_of(rows, self.parent.audience, value).values("key"))


def traces_of(rows: QuerySet[Model], audience: Audience, since: int) -> QuerySet[Trace]:
    """What was changed since a transaction, for an audience, of rows of this kind."""
    kind = str(rows.model._meta.model_name)
    return Trace.objects.visible_to(audience).filter(kind=kind, xid__gte=since)


def removed_from(rows: QuerySet[Model], audience: Audience, since: int) -> list[str]:
    """Keys of rows that changed since and are not, or no longer, in this list; this audience once saw each."""
    if not since:
        return []
    traces = traces_of(rows, audience, since)
    added = Trace.objects.filter(kind=OuterRef("kind"), xid=OuterRef("xid"), key=OuterRef("key"), is_new=True)
    gone = traces.exclude(Exists(added)).exclude(key__in=rows.order_by().values("key"))
    return list(gone.order_by("key").values_list("key", flat=True).distinct())
