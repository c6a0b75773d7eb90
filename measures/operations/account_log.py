"""Writing the account log, and deleting what is old in it."""

from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.conf import settings
from django.db import connection

from measures.models import AccountEvent, User
from measures.models.account_events import EVENTS_KEPT
from measures.operations.transactions import in_one_transaction


def note_event(account: User, kind: str, *, about: str = "", before: str = "", after: str = "") -> None:
    """Add an event to the log of an account.

    Most are noted deep within an act or by allauth, so who is signed in, and from where, is read from the request that
    is being answered; a command and a task have none.
    """
    request = context.request
    AccountEvent.objects.create(
        account=account,
        kind=kind,
        by_id=request.user.pk if request else None,
        about=about,
        before=before,
        after=after,
        address=get_adapter().get_client_ip(request) if request and settings.CBM_KEEP_ADDRESSES else None,
    )


@in_one_transaction
def forget_events(*, at: datetime) -> None:
    """Delete old events, and earlier the addresses in them."""
    shown_until = at - timedelta(days=settings.CBM_KEEP_ADDRESSES)
    AccountEvent.objects.filter(at__lt=shown_until, address__isnull=False).update(address=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT forget_account_events(%s)", [at - EVENTS_KEPT])
