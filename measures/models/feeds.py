"""Feeds and pages that are read for a report, so that its team learns what is new there."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import validate_web_address
from measures.models.fetches import Fetch, FetchQuerySet
from measures.models.markings import Audience, Marking
from measures.models.people import Party
from measures.models.records import OF_REPORT, Loaded, RecordManager, RecordQuerySet
from measures.models.reports import Report
from measures.models.texts import Bilingual

USUAL_HOURS, MOST_HOURS = 6, 24 * 28
FAILING_LONG = timedelta(days=14)


class FeedKind(models.TextChoices):
    """What at the address is new."""

    FEED = "feed", _("Feed (Atom or RSS)")
    LINKS = "links", _("Page: new links")
    TEXT = "text", _("Page: changes of its text")


class TeamQuerySet[M: models.Model](RecordQuerySet[M]):
    """Rows that only the team reads, each within what bounds its report."""

    def visible_to(self, audience: Audience) -> Self:
        seen = super().visible_to(audience)
        if audience.may_read(Marking.INTERNAL):
            return seen
        reports = audience.reports_read_as(Marking.INTERNAL)
        return seen.filter(report__in=reports) if reports else self.none()


class FeedQuerySet(TeamQuerySet["Feed"]):
    """Feeds that are …"""

    def standing(self) -> Self:
        """Not removed."""
        return self.filter(removed_at=None)

    def due(self, *, at: datetime) -> Self:
        """Switched on, and to be read by now."""
        return self.standing().filter(is_on=True, due_at__lte=at)

    def failing_long(self, *, at: datetime) -> Self:
        """Switched on, and not read for so long that an editor should look."""
        return self.standing().filter(is_on=True, failing_since__lte=at - FAILING_LONG)


class Feed(Bilingual, Loaded):
    """A feed, or a page without one, that is read for a report now and then while it is switched on."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.PROTECT, verbose_name=_("report"), related_name="feeds")
    key = models.CharField(_("key"), max_length=100, unique=True)
    title = models.CharField(_("what is published there"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=FeedKind, default=FeedKind.FEED)
    url = models.URLField(_("address"), max_length=1000, validators=[validate_web_address])
    language = models.CharField(_("language"), max_length=20)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    publisher_zh_hans = models.CharField(max_length=300, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("whose official voice"), related_name="+", null=True, blank=True
    )
    # An item is let in if it has one of the first, where there are any, and none of the others.
    wanted_words = ArrayField(
        models.CharField(max_length=100), verbose_name=_("words that let an item in"), default=list, blank=True
    )
    unwanted_words = ArrayField(
        models.CharField(max_length=100), verbose_name=_("words that keep an item out"), default=list, blank=True
    )
    read_every_hours = models.PositiveSmallIntegerField(
        _("hours between two readings"),
        default=USUAL_HOURS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    is_on = models.BooleanField(_("switched on"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(_("to be read"), null=True, editable=False)
    read_at = models.DateTimeField(_("last read"), null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    # What the site gave, to be asked only for what has changed; and the text that a change is seen by.
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    last_text = models.TextField(blank=True, editable=False)

    objects = RecordManager.from_queryset(FeedQuerySet)()

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["report", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "url"],
                condition=Q(removed_at=None),
                name="feed_address_once_per_report",
                violation_error_message=_("This address is read for this report already."),
            ),
            models.CheckConstraint(condition=Q(kind__in=FeedKind.values), name="feed_kind_in_list"),
            models.CheckConstraint(
                condition=Q(read_every_hours__range=(1, MOST_HOURS)), name="feed_read_every_hour_to_four_weeks"
            ),
            models.CheckConstraint(condition=Q(removed_at=None) | Q(is_on=False), name="feed_removed_is_off"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(is_on=True), name="feed_due")]


class FeedFetch(Fetch):
    """One reading of a feed that fell due."""

    bounded_by: ClassVar = (f"feed__{OF_REPORT}",)

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="fetches", db_index=False)
    # How many items it had, and how many of them became candidates.
    items = models.PositiveIntegerField(default=0)
    candidates_made = models.PositiveIntegerField(default=0)

    objects = RecordManager.from_queryset(FetchQuerySet)()

    class Meta:
        verbose_name = _("reading of a feed")
        ordering = ["-due_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["feed", "due_at"], name="feed_fetch_once_per_due_moment")]
        indexes = [models.Index(fields=["next_attempt_at"], condition=Q(ended_at=None), name="feed_fetch_waiting")]

    def __str__(self) -> str:
        return f"{self.feed_id} {self.due_at}"
