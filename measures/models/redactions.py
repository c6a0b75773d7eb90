"""What was redacted, by whom and why."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.chains import Chain, SealedByName
from measures.models.evidence import Evidence, address_sha256
from measures.models.journal import Entry
from measures.models.markings import Audience, Marking, MarkingField
from measures.models.records import RecordManager, RecordQuerySet
from measures.models.reports import Report


class RedactionKind(models.TextChoices):
    """What was redacted."""

    ENTRY = "entry", _("Entry")
    SOURCE = "source", _("Source")
    COPIES = "copies", _("File and copies of a source")
    CANDIDATE = "candidate", _("Candidate")
    TEXT = "text", _("Text of the catalogue")
    NAME = "name", _("Name of a person")
    # Of earlier versions, until an upgrade has redacted them (`measures/upgrading/dialogue.py`).
    NOTE = "note", _("Note of a session")


class RedactionQuerySet(RecordQuerySet["Redaction"]):
    """Redactions that are …"""

    def visible_to(self, audience: Audience) -> Self:
        """Of texts of the catalogue those of rows that the audience may read, of names for the team.

        The others are shown in their places.
        """
        of_no_report = Q(report=None, marking__in=audience.markings)
        of_readable = of_no_report | audience.reads("report", "marking", "report__marking")
        return self.filter(of_readable, kind__in=[RedactionKind.TEXT, RedactionKind.NAME])


class Redaction(SealedByName):
    """An administrator took away what an entry or another row says, and said why; commitments and seals stay.

    What is no entry is named by its table, number and key; `columns` are those whose words went. The function of the
    database that inserts it seals it as well; `sealed_at` says that it was sealed later, at an upgrade.
    """

    inserted_by_function = True
    sealed_from_format: ClassVar = dict.fromkeys(
        ("kind", "table", "row", "key", "columns", "marking", "address_sha256", "reason"), 12
    )

    kind = models.CharField(_("what was redacted"), max_length=20, choices=RedactionKind, default=RedactionKind.ENTRY)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="redaction", null=True)
    table = models.CharField(max_length=63, blank=True)
    row = models.CharField(max_length=64, blank=True)
    key = models.CharField(_("key"), max_length=200, blank=True)
    columns = ArrayField(models.CharField(max_length=63), default=list)
    # Of a text: in which report it stood, and who may know that it was redacted.
    report = models.ForeignKey(Report, models.PROTECT, related_name="redactions", null=True)
    marking = MarkingField(default=Marking.INTERNAL)
    # Of the address that was redacted: by it no feed and no library brings the address back.
    address_sha256 = models.CharField(max_length=64, blank=True)
    # None at an upgrade.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    by_name = models.CharField(_("redacted by"), max_length=200)
    reason = models.TextField(_("Reason"))
    redacted_at = models.DateTimeField()
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="redactions", db_index=False)
    sealed_at = models.DateTimeField(_("sealed"), null=True)

    objects = RecordManager.from_queryset(RedactionQuerySet)()

    class Meta:
        verbose_name = _("redaction")
        ordering = ["redacted_at", "pk"]
        indexes = [
            models.Index(fields=["table", "row"], name="redaction_of_row"),
            models.Index(fields=["address_sha256"], condition=~Q(address_sha256=""), name="redaction_of_address"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="redaction_place_in_chain"),
            models.CheckConstraint(
                condition=Q(kind=RedactionKind.ENTRY, entry__isnull=False, row="")
                | (~Q(kind=RedactionKind.ENTRY) & Q(entry=None) & ~Q(row="")),
                name="redaction_of_an_entry_or_a_row",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The key of what was redacted."""
        return self.entry.key if self.entry else self.key

    @property
    def writer_name(self) -> str:
        return self.by_name

    @property
    def written_at(self) -> datetime:
        return self.redacted_at

    @property
    def sealed_since(self) -> datetime:
        return self.sealed_at or self.redacted_at

    @property
    def is_of_source(self) -> bool:
        return self.table == Evidence._meta.db_table


def redacted_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of some addresses, in their comparable form, that were redacted."""
    hashes = {address_sha256(address): address for address in addresses}
    found = Redaction.objects.filter(address_sha256__in=hashes).values_list("address_sha256", flat=True)
    return {hashes[each] for each in found}
