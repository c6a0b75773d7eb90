"""Fetches once: the attempt is counted on its row before it goes out; what it brought is kept as the row ends."""

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import Combinable

from measures.models import Fetch, FetchHost, FetchOutcome, FetchQuerySet
from measures.operations.clock import clock, growing_pause
from measures.operations.transactions import CONNECTION_ERRORS
from measures.wings.intake import web
from measures.wings.intake.robots import require_allowed
from measures.wings.intake.web import NO_HEADERS, Answer, FetchError, Limits, fetch

logger = logging.getLogger(__name__)

# Of one that was given up without an answer: it may have been too much for the process that fetched it.
LAST_WORDS = "Its process ended at each attempt."
# Seconds. A host that wishes to be left alone for longer is left alone by the row that was refused.
LONGEST_REST = 86_400
ANY = Q()
PASSING = (FetchOutcome.NO_ANSWER, FetchOutcome.TOO_SLOW, FetchOutcome.FAULT)


class Fetcher[F: Fetch, Content]:
    """The requests of one kind, from their rows to what is kept of the answers."""

    kind: type[F]
    # From a row to its address.
    path: str
    # What is claimed, and rests, in place of the host of the address.
    place: Combinable | None = None
    # What is read with each row.
    related: Sequence[str] = ()
    limits = Limits()
    # Which of those that wait comes first.
    order: Sequence[str] = ("due_at", "pk")
    # How often one row is tried, if what went wrong may pass.
    most_attempts = 6
    # Seconds; no row waits for longer, whatever its site wishes.
    longest_rest = web.LONGEST_REST
    # What its outcome is called if all went well.
    success = FetchOutcome.READ

    def plan(self, *, at: datetime) -> None:
        """Make a row for each request that is due."""
        raise NotImplementedError

    def headers(self, row: F) -> Mapping[str, str]:
        """What the request says besides."""
        return NO_HEADERS

    def respects_robots(self, row: F) -> bool:
        return True

    def request(self, row: F) -> Answer:
        """Make the request, and wait for its answer."""
        if self.respects_robots(row):
            require_allowed(row.url, host=row.host)
        return fetch(row.url, limits=self.limits, headers=self.headers(row))

    def read(self, row: F, answer: Answer) -> Content:
        """What an answer holds; where it cannot be read, a FetchError. It may take long, in no transaction."""
        raise NotImplementedError

    def keep(self, row: F, content: Content | None, *, at: datetime) -> None:
        """Keep what came, nothing if it has not changed since, in the transaction in which the row ends.

        The row is locked, and saved afterwards.
        """
        raise NotImplementedError

    def is_temporary(self, error: FetchError) -> bool:
        """Whether the same request may succeed later."""
        return error.outcome in PASSING or error.status == HTTPStatus.TOO_MANY_REQUESTS

    def after_attempt(self, row: F, error: FetchError, *, at: datetime) -> None:
        """What else is noted with each attempt that failed, in the same transaction."""

    def after_failure(self, row: F, error: FetchError, *, at: datetime) -> None:
        """What else is noted with a row that ends without an answer, in the same transaction."""

    def pause(self, attempts: int) -> timedelta:
        """How long a row rests after so many attempts."""
        return growing_pause(settings.CBM_FETCH_PAUSE, attempts)

    @property
    def host_pause(self) -> float:
        """Seconds for which a host is left alone after a request, for longer if it wishes so."""
        return settings.CBM_FETCH_HOST_PAUSE

    @property
    def rows(self) -> FetchQuerySet[F]:
        """The rows that may be fetched at all, each with its address."""
        rows: FetchQuerySet[F] = self.kind._default_manager.all()  # type: ignore[assignment]
        return rows.select_related(*self.related).with_address(self.path, self.place)

    def fetch_waiting(self, *, until: float) -> None:
        """Fetch what waits, one after another, while there is time; the rest, and whose host rests, waits on."""
        self.give_up_often_tried(at=clock())
        while time.monotonic() < until and (row := self.claim(at=clock())):
            self.fetch(row)

    def ready(self, *, at: datetime) -> FetchQuerySet[F]:
        """The rows that may be fetched now."""
        return self.rows.to_fetch(at=at)

    @transaction.atomic
    def claim(self, *, at: datetime, among: Q = ANY) -> F | None:
        """Take a row whose host is free, and count the attempt before it is made.

        The claim of a process that dies ends by itself: after a pause, row and host are free again.
        """
        ready = self.ready(at=at).filter(among, attempts__lt=self.most_attempts).whose_host_is_free(at=at)
        row = ready.select_for_update(skip_locked=True, of=("self",)).order_by(*self.order).first()
        if row is None or not claim_host(row.host, at=at):
            return None
        row.next_attempt_at = at + growing_pause(settings.CBM_FETCH_PAUSE, row.attempts)
        row.attempts += 1
        row.save(update_fields=["attempts", "next_attempt_at"])
        return row

    def fetch(self, row: F) -> None:
        """Make the request of a claimed row, and note what came of it."""
        asked_to_rest = 0
        try:
            answer = self.request(row)
            content = None if answer.status == HTTPStatus.NOT_MODIFIED else self.read(row, answer)
            self.succeed(row, answer, content)
        except FetchError as error:
            asked_to_rest = error.retry_after or 0
            self.fail(row, error)
        except CONNECTION_ERRORS:
            raise
        except Exception as error:
            # Of this row alone: the others go on.
            logger.exception("%s %s failed.", self.kind.__name__, row.pk)
            self.fail(row, FetchError(FetchOutcome.FAULT, type(error).__name__))
        finally:
            rest_host(row.host, seconds=max(self.host_pause, asked_to_rest))

    def lock(self, row: F) -> F | None:
        """A claimed row, locked until the end of the transaction; none if its claim has passed to another worker."""
        rows = self.rows.waiting().filter(pk=row.pk, attempts=row.attempts)
        return rows.select_for_update(of=("self",)).first()

    @transaction.atomic
    def succeed(self, row: F, answer: Answer, content: Content | None) -> None:
        if mine := self.lock(row):
            at = clock()
            mine.outcome = FetchOutcome.NOT_CHANGED if content is None else self.success
            mine.status, mine.size, mine.detail = answer.status, len(answer.body), ""
            mine.ended_at, mine.next_attempt_at = at, None
            self.keep(mine, content, at=at)
            mine.save()

    @transaction.atomic
    def fail(self, row: F, error: FetchError) -> None:
        """Keep why an attempt failed; the row rests and is tried again if that may pass, else it ends."""
        if mine := self.lock(row):
            at = clock()
            mine.outcome, mine.status, mine.detail = error.outcome, error.status, error.detail
            if self.is_temporary(error) and mine.attempts < self.most_attempts:
                mine.next_attempt_at = max(
                    at + self.pause(mine.attempts),
                    at + timedelta(seconds=min(error.retry_after or 0, self.longest_rest)),
                )
            else:
                mine.ended_at, mine.next_attempt_at = at, None
                self.after_failure(mine, error, at=at)
            self.after_attempt(mine, error, at=at)
            mine.save()

    def give_up_often_tried(self, *, at: datetime) -> None:
        """End rows whose process ended at the last attempt too."""
        for row in self.rows.to_fetch(at=at).filter(attempts__gte=self.most_attempts).order_by("pk"):
            self.fail(row, FetchError(FetchOutcome.NO_ANSWER, LAST_WORDS))


def claim_host(name: str, *, at: datetime) -> bool:
    """Take a host for one request, if nobody else has it and it rests no longer."""
    FetchHost.objects.bulk_create([FetchHost(name=name, free_at=at)], ignore_conflicts=True)
    until = at + timedelta(seconds=settings.CBM_FETCH_PAUSE)
    return bool(FetchHost.objects.filter(name=name, free_at__lte=at).update(free_at=until))


def rest_host(name: str, *, seconds: float) -> None:
    """Leave a host alone after a request."""
    rest = min(seconds, LONGEST_REST)
    FetchHost.objects.filter(name=name).update(free_at=clock() + timedelta(seconds=rest))
