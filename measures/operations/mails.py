"""Recalls mails when part of the record that they show is redacted or tightened."""

from django.db.models import Model

from measures.models import RedactionMail
from measures.operations.locks import lock_mails_exclusive
from measures.wing import from_wings


def recall_mails() -> None:
    """Have waiting mails composed anew, and forget the bytes of those already sent.

    Each act that redacts or tightens anything begins with this. Its lock is held until that act is committed: a mail
    that is being handed over goes out before it, and every later one is composed from what the act has left.
    """
    lock_mails_exclusive()
    for kind in mail_models():
        kind._default_manager.filter(message__isnull=False).update(message=None)


def mail_models() -> list[type[Model]]:
    """Every model that stores the bytes of a mail; whoever composes or sends one holds `lock_mails_shared`."""
    return [RedactionMail, *from_wings(lambda wing: wing.mails)]
