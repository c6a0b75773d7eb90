"""The chains of the record: what is sealed, each row upon the one before."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.markings import Audience, Marking, MarkingField
from measures.models.records import JournalRow, RecordManager, RecordQuerySet
from measures.models.reports import Report


class ChainKind(models.TextChoices):
    """What a chain is of: entries of a report, what is made of sources, or redactions."""

    JOURNAL = "journal", _("Journal")
    SOURCES = "sources", _("Sources")
    REDACTIONS = "redactions", _("Redactions")


class ChainQuerySet(RecordQuerySet["Chain"]):
    """Chains that are …"""

    def visible_to(self, audience: Audience) -> Self:
        """By their own marking, and those of a journal by that of its report."""
        of_readable = Q(report=None) | audience.reads("report", "report__marking")
        return self.filter(of_readable, audience.reads("report", "marking"))


class Chain(models.Model):
    """The rows of one kind, and of one report if they have one, that were written under one marking.

    A row that is hidden from the start is in a chain of its own readers, so it changes nothing that others see.
    The row is the lock under which the chain grows.
    """

    kind = models.CharField(_("Kind"), max_length=20, choices=ChainKind, default=ChainKind.JOURNAL)
    report = models.ForeignKey(Report, models.PROTECT, related_name="chains", null=True)
    marking = MarkingField()

    objects = RecordManager.from_queryset(ChainQuerySet)()

    class Meta:
        ordering = ["kind", "report", "marking", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "report", "marking"], name="chain_once_per_marking", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind=ChainKind.JOURNAL, report__isnull=False)
                | Q(kind=ChainKind.SOURCES, report=None)
                | Q(kind=ChainKind.REDACTIONS, report=None, marking=Marking.INTERNAL),
                name="chain_of_what_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.report_id or ''} {self.marking}"


class Sealed(JournalRow):
    """A row that is sealed in its chain."""

    sequence = models.PositiveIntegerField()
    seal_format = models.PositiveSmallIntegerField(_("Format of its seal"))
    salt = models.BinaryField()
    commitment = models.BinaryField()
    seal = models.BinaryField()

    if TYPE_CHECKING:
        chain: models.ForeignKey[Chain, Chain]
        recorded_at: models.DateTimeField[datetime, datetime]

    class Meta:
        abstract = True

    @property
    def written_at(self) -> datetime:
        """The moment that is sealed with it."""
        return self.recorded_at

    @property
    def sealed_since(self) -> datetime:
        """The moment at which it took its place in its chain."""
        return self.written_at


class NamedOnce(models.Model):
    """A row that names somebody; the name has a salt of its own, so that it can go alone."""

    name_salt = models.BinaryField()
    name_commitment = models.BinaryField()

    class Meta:
        abstract = True

    @property
    def writer_name(self) -> str:
        """The name under which it was written."""
        raise NotImplementedError


class SealedByName(NamedOnce, Sealed):
    """A sealed row whose writer is named."""

    class Meta:
        abstract = True
