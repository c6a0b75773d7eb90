"""Why entries are corrected, what an earlier version of a record had wrong, and what somebody objected to."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence
from measures.models.journal import Entry
from measures.models.markings import Audience
from measures.models.records import JournalRow, RecordManager, RecordQuerySet, random_number
from measures.models.reports import Report
from measures.models.texts import Bilingual, Language

# The latest first; those of one day by what a record calls them.
LATEST_FIRST = ("-corrected_on", "-name", "-id")
TEXTS = ("name", "was", "was_zh_hans", "now", "now_zh_hans", "why", "why_zh_hans")


class CorrectionReasonQuerySet(RecordQuerySet["CorrectionReason"]):
    """Reasons that are …"""

    def visible_to(self, audience: Audience) -> Self:
        """Those of entries that the audience may read, and those of a report that it may read."""
        of_readable = Q(entry=None) | audience.reads("report", "entry__marking")
        return self.filter(of_readable, audience.reads("report", "report__marking"))

    def latest_first(self) -> Self:
        return self.order_by(*LATEST_FIRST)

    def for_reading(self) -> Self:
        return self.select_related("report", "ground", "entry__corrects", "entry__author")


class CorrectionReason(Bilingual, JournalRow):
    """What was wrong, what stands now, and why.

    It comes with the entry that corrects another and is sealed with it; or it stands by itself, as a line of a record
    about a source or about what an earlier version said that was never here.
    """

    sealed_from_format: ClassVar = dict.fromkeys(TEXTS, 5)

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="correction_reasons", db_index=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reasons", null=True, blank=True)
    # By which a library calls what was wrong: the key of an entry or source, or the name of a view or status.
    name = models.CharField(_("What was wrong"), max_length=200, blank=True)
    corrected_on = models.DateField(_("corrected on"))
    was = models.TextField(_("What was wrong"), blank=True)
    was_zh_hans = models.TextField(blank=True)
    now = models.TextField(_("What is recorded now"), blank=True)
    now_zh_hans = models.TextField(blank=True)
    why = models.TextField(_("Why"))
    why_zh_hans = models.TextField(blank=True)
    ground = models.ForeignKey(Evidence, models.PROTECT, related_name="+", null=True, blank=True)

    objects = RecordManager.from_queryset(CorrectionReasonQuerySet)()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = LATEST_FIRST
        indexes = [models.Index(fields=["report", *LATEST_FIRST], name="correction_latest_first")]
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="correction_says_why")]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    @property
    def original_language(self) -> str:
        return self.entry.language if self.entry else super().original_language


class ObjectionQuerySet(RecordQuerySet["Objection"]):
    """Objections that are …"""

    def visible_to(self, audience: Audience) -> Self:
        """Those to entries that the audience may read, and those to a report that it may read."""
        of_readable = Q(entry=None) | audience.reads("report", "entry__marking")
        return self.filter(of_readable, audience.reads("report", "report__marking"))


class Objection(models.Model):
    """What somebody objected to, and what was done; a party's reply stands beside the entry, as it was written."""

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="objections")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="objections", null=True, blank=True)
    received_on = models.DateField(_("Received on"))
    from_whom = models.CharField(_("From whom"), max_length=300, blank=True)
    objection = models.TextField(_("What the objection says"))
    done = models.TextField(_("What was done"))
    reply = models.TextField(_("Reply"), blank=True)
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ENGLISH)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager.from_queryset(ObjectionQuerySet)()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="") | Q(entry__isnull=False), name="objection_reply_is_to_an_entry"
            )
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.from_whom}"
