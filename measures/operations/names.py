"""Taking a person's name away for good, wherever this tracker wrote it down."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.db.models import CharField, F, Model, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from measures import access
from measures.errors import OwnAccountError, RedactedRowError
from measures.models import (
    AccessToken,
    AnnouncedDate,
    DateFinding,
    Entry,
    Notice,
    Redaction,
    Review,
    RowChange,
    SavedView,
    SecondAgreement,
    SecretUrl,
    TextSearch,
    User,
)
from measures.models.journal import EntryQuerySet
from measures.models.people import NAME_REMOVED
from measures.operations.forgetting import forget_copies
from measures.operations.locks import lock_row
from measures.operations.mails import mail_models, recall_mails
from measures.operations.redactions import require_reason
from measures.operations.transactions import in_one_transaction
from measures.wing import from_wings, wings

# The columns with an account and with the name that it wrote under: of rows that are written once, whose names only the
# database takes away, and of others.
WRITTEN_ONCE: dict[type[Model], tuple[str, str]] = {
    Entry: ("author", "author_name"),
    SecondAgreement: ("agreed_by", "agreed_by_name"),
    Review: ("reviewer", "reviewer_name"),
    Redaction: ("by", "by_name"),
}
WRITTEN: dict[type[Model], tuple[str, str]] = {
    TextSearch: ("searched_by", "searched_by_name"),
    AnnouncedDate: ("added_by", "added_by_name"),
    DateFinding: ("recorded_by", "recorded_by_name"),
}
# Where a name stands without its account.
WITHOUT_ACCOUNT: dict[type[Model], str] = {DateFinding: "withdrawn_by_name", Notice: "by_name"}
# What people give names to for themselves.
THEIR_OWN: tuple[type[Model], ...] = (AccessToken, SavedView, SecretUrl)


@in_one_transaction
def redact_name(user: User, *, by: User, reason: str) -> Redaction:
    """Take somebody's name from all that they wrote, and from a deactivated account also its address.

    Commitments and seals stay. Entries of the first format keep the name until they are redacted, since it is sealed
    with the rest.
    """
    access.require(by, "redact_name", user)
    require_reason(reason)
    if user == by:
        raise OwnAccountError
    recall_mails()
    locked = lock_row(user)
    names = names_to_remove(locked)
    if not names:
        raise RedactedRowError
    for model, (account, column) in WRITTEN.items():
        model._default_manager.filter(**{account: locked}).update(**{column: NAME_REMOVED})
    for model, column in WITHOUT_ACCOUNT.items():
        model._default_manager.filter(**{f"{column}__in": names}).update(**{column: NAME_REMOVED})
    forget_in_own_rows(locked, names)
    if not locked.is_active:
        blank_account(locked)
    with connection.cursor() as cursor:
        cursor.execute("SELECT redact_name(%s, %s, %s, %s)", [locked.pk, sorted(names), by.pk, reason])
        (pk,) = cursor.fetchone()
    forget_copies(names, [], reports=[])
    for wing in wings():
        wing.forget_words(names)
    return Redaction.objects.get(pk=pk)


def names_to_remove(user: User) -> set[str]:
    """The names under which somebody wrote or was called; of a deactivated account its addresses too.

    Empty if nothing is left to take away.
    """
    written = {
        name
        for model, (account, column) in (WRITTEN_ONCE | WRITTEN).items()
        for name in removable(model._default_manager.filter(**{account: user})).values_list(column, flat=True)
    }
    own = set() if user.is_active or user.is_nameless else {user.name, user.email}
    if not (written | own) - {NAME_REMOVED}:
        return set()
    history = RowChange.objects.filter(table=User._meta.db_table, row=user.pk).values_list("before", "after")
    values = [side for change in history for side in change if side]
    former = {side.get(name) for side in values for name in ("name", "email")}
    return (written | own | former) - {None, NAME_REMOVED} - ({user.email} if user.is_active else set())


def removable(rows: QuerySet[Model]) -> QuerySet[Model]:
    """Those of some rows of which a name can go; the first format sealed it with an entry."""
    return rows.filter(Q(seal_format__gt=1) | Q(redaction__isnull=False)) if rows.model is Entry else rows


def entries_with_sealed_name(user: User) -> EntryQuerySet:
    """The entries of which somebody's name goes only with all that they say."""
    return Entry.objects.filter(author=user, seal_format=1, redaction=None).exclude(author_name=NAME_REMOVED)


def forget_in_own_rows(user: User, names: Collection[str]) -> None:
    """Take names out of what somebody called things of their own, the log of the admin, and what mail servers said."""
    holding = reduce(or_, (Q(name__icontains=name) for name in names))
    number = Cast("pk", CharField())
    for model in (*THEIR_OWN, *from_wings(lambda wing: wing.named_by_people)):
        rows = model._default_manager.filter(holding, user=user)
        rows.update(name=Concat(Value(f"{NAME_REMOVED} "), number))
    logged = reduce(or_, (Q(object_repr__icontains=name) for name in names))
    LogEntry.objects.filter(logged).update(object_repr="", change_message="")
    EmailAddress.objects.filter(user=user, email__in=names).delete()
    for kind in mail_models():
        kind._default_manager.filter(recipient=user).update(problem="")
    for wing in wings():
        wing.forget_person(user)


def blank_account(user: User) -> None:
    """Take name and address from an account that nobody uses any more."""
    email = f"person-{user.pk}@removed.invalid"
    User.objects.filter(pk=user.pk).update(name=NAME_REMOVED, email=email, version=F("version") + 1)
    for wing in wings():
        wing.blank_account(user)
    for session in UserSession.objects.filter(user=user):
        session.end()
