"""Rows that all tests of a module look at, made once for them."""

from collections.abc import Callable, Iterator

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker


def made_once[T](make: Callable[[], T], blocker: DjangoDbBlocker) -> Iterator[T]:
    """What is made here, in a transaction around all tests of a module, each of which takes back its own writes."""
    with blocker.unblock(), transaction.atomic():
        made = make()
        with blocker.block():
            yield made
        transaction.set_rollback(True)
