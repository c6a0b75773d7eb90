"""What the worker fetches from the web: a row for each request, made before it goes out, and the hosts."""

import re
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from measures.models.records import RecordManager, RecordQuerySet

HOST = "://([^/?#]+)"
LONGEST_HOST = 260


class FetchOutcome(models.TextChoices):
    """What came of a request."""

    READ = "read", pgettext_lazy("an address", "Read")
    NOT_CHANGED = "not_changed", _("Not changed since")
    NOT_PUBLIC = "not_public", _("Not fetched: not a public address")
    NOT_ALLOWED = "not_allowed", _("Not fetched: the site’s robots.txt says no")
    TOO_LARGE = "too_large", _("The answer is too large")
    TOO_SLOW = "too_slow", _("The answer takes too long")
    TOO_MANY_REDIRECTS = "too_many_redirects", _("Redirected too often")
    REFUSED = "refused", _("The site refuses")
    GONE = "gone", _("Nothing is there")
    NO_ANSWER = "no_answer", _("No answer")
    NOT_READABLE = "not_readable", _("The answer cannot be read")
    FAULT = "fault", _("A fault in the tracker")
    DELIVERED = "delivered", _("Delivered")
    WITHHELD = "withheld", _("Not sent: its owner may no longer be sent this")


# Those that went as they should.
FETCHED = (FetchOutcome.READ, FetchOutcome.NOT_CHANGED, FetchOutcome.DELIVERED)


class FetchQuerySet[M: "Fetch"](RecordQuerySet[M]):
    """Requests that are …"""

    def waiting(self) -> Self:
        """Not yet over."""
        return self.filter(ended_at=None)

    def to_fetch(self, *, at: datetime) -> Self:
        """Waiting, and not resting after an attempt."""
        return self.waiting().filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=at))

    def with_address(self, path: str, place: Combinable | None = None) -> Self:
        """Each with the address at the end of a path, `url`, and its `host`, or what rests in place of that."""
        return self.annotate(url=F(path), host=place or UrlHost(path))

    def whose_host_is_free(self, *, at: datetime) -> Self:
        """Of those with an address, those whose host rests no longer."""
        return self.filter(~Exists(FetchHost.objects.filter(name=OuterRef("host"), free_at__gt=at)))


def host_of(url: str) -> str:
    """The host and port of a web address, by which `FetchHost` names it."""
    found = re.search(HOST, url)
    return found[1].lower()[:LONGEST_HOST] if found else ""


class UrlHost(Func):
    """In SQL, `host_of`."""

    arity = 1
    template = f"coalesce(left(lower(substring(%(expressions)s from '{HOST}')), {LONGEST_HOST}), '')"
    output_field = models.CharField()


class Fetch(models.Model):
    """One request for what is at an address, from when it falls due until its outcome is known."""

    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(_("not tried again before"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(_("Outcome"), max_length=20, choices=FetchOutcome, blank=True)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)
    # In the server's own terms, or the limit that was passed.
    detail = models.CharField(_("detail"), max_length=300, blank=True)

    # Of those that were read `with_address`.
    url: str
    host: str

    class Meta:
        abstract = True


class FetchHost(models.Model):
    """A host, or one webhook, that is asked by one worker at a time, with a pause between two requests."""

    name = models.CharField(max_length=LONGEST_HOST, primary_key=True)
    # Before this nobody asks it anything: a request is under way, or it rests after one, as long as it says.
    free_at = models.DateTimeField()
    robots = models.TextField(blank=True)
    robots_read_at = models.DateTimeField(null=True)

    objects = RecordManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
