"""Copies of what is at the addresses of sources, and what is found there later."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from measures.models.chains import Chain, SealedByName
from measures.models.evidence import Evidence, validate_web_address
from measures.models.fetches import Fetch, FetchQuerySet, UrlHost
from measures.models.files import StoredFile
from measures.models.records import RecordManager, RecordQuerySet, random_number
from measures.models.redactions import Redaction
from measures.models.search import SearchField

# The first format of seals that holds copies.
CAPTURES_FORMAT = 7


class AddressState(models.TextChoices):
    """What is at the address of a source, compared with its copy."""

    THERE = "there", _("There")
    MOVED = "moved", _("Moved")
    GONE = "gone", _("Gone")
    CHANGED = "changed", _("Changed in substance")
    NOT_READ = "not_read", _("Could not be read")


# Where a reader no longer finds what was cited.
LOST_STATES = (AddressState.MOVED, AddressState.GONE, AddressState.CHANGED)


class SourceAddressQuerySet(FetchQuerySet["SourceAddress"]):
    """Addresses that are …"""

    def present(self) -> Self:
        """Those that their sources have now."""
        return self.filter(url=F("evidence__url"))

    def to_read(self) -> Self:
        """Present, of sources that may be fetched, and of which no copy was redacted."""
        return self.present().filter(redaction=None, evidence__in=Evidence.objects.fetchable())

    def with_address(self, path: str, place: Combinable | None = None) -> Self:
        return self.annotate(host=place or UrlHost(path))


class SourceAddress(Fetch):
    """An address of a source: read when the source is recorded, to keep a copy, and every week from then on."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="addresses")
    url = models.URLField(_("Address"), max_length=1000, validators=[validate_web_address])
    state = models.CharField(_("What is at its address"), max_length=20, choices=AddressState, blank=True)
    read_at = models.DateTimeField(_("Last read"), null=True)
    redaction = models.ForeignKey(Redaction, models.PROTECT, related_name="addresses", null=True)

    objects = RecordManager.from_queryset(SourceAddressQuerySet)()

    class Meta:
        ordering = ["evidence", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "url"], condition=~Q(url=""), name="source_address_once"),
            models.CheckConstraint(
                condition=Q(state__in=["", *AddressState.values]), name="source_address_state_in_list"
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(ended_at=None), name="source_address_waiting"),
            models.Index(fields=["due_at"], name="source_address_due"),
        ]

    def __str__(self) -> str:
        return self.url


def address_state_of(source: models.OuterRef) -> models.Subquery:
    """What was at the address of a source when it was last read, within another query."""
    read = SourceAddress.objects.present().filter(evidence=source).exclude(state="")
    return models.Subquery(read.values("state"))


class CaptureQuerySet(RecordQuerySet["Capture"]):
    def recorded(self, *, known_at: datetime | Combinable | None = None) -> Self:
        """Those that were there at a moment, and that no redaction took away."""
        there = self.exclude(file=None)
        return there if known_at is None else there.filter(recorded_at__lte=known_at)

    def of(self, source: Evidence | models.OuterRef) -> Self:
        """Those of a source, the latest first."""
        return self.filter(address__evidence=source).order_by("-recorded_at", "-pk")


class Capture(SealedByName):
    """A copy of what was at an address: each request and answer as a WARC, and the text of the page."""

    sealed_from_format: ClassVar = dict.fromkeys(("tool", "payload_sha256"), CAPTURES_FORMAT)

    # Links of chains are listed together with reviews, so no number may be one of theirs.
    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    address = models.OneToOneField(SourceAddress, models.PROTECT, related_name="capture")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="capture", null=True)
    # Of the page alone, as others may have it, too.
    payload_sha256 = models.CharField(_("SHA-256 of the page"), max_length=64, blank=True)
    text = models.TextField(_("text of the page"), blank=True)
    tool = models.CharField(_("copied with"), max_length=200)
    recorded_at = models.DateTimeField(_("copied"))
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="captures", db_index=False)
    search = SearchField("text")

    objects = RecordManager.from_queryset(CaptureQuerySet)()

    class Meta:
        verbose_name = _("copy")
        ordering = ["chain", "sequence"]
        constraints = [models.UniqueConstraint(fields=["chain", "sequence"], name="capture_place_in_chain")]
        indexes = [GinIndex(fields=["search"], name="capture_search", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.file_id)

    @property
    def evidence(self) -> Evidence:
        return self.address.evidence

    @property
    def writer_name(self) -> str:
        return self.tool


class SealedKind(models.TextChoices):
    """What is sealed in a chain that is of no report."""

    REVIEW = "review", _("Review of a source")
    CAPTURE = "capture", _("Copy of a source")
    REDACTION = "redaction", _("Redaction")


class SourceLink(models.Model):
    """A link of a chain that is of no report, of a review, a copy or a redaction: a view of the database."""

    id = models.BigIntegerField(primary_key=True)
    chain = models.ForeignKey(Chain, models.DO_NOTHING, related_name="source_links")
    evidence = models.ForeignKey(Evidence, models.DO_NOTHING, related_name="+", null=True)
    of = models.CharField(_("What is sealed"), max_length=20, choices=SealedKind)
    sequence = models.PositiveIntegerField()
    seal_format = models.PositiveSmallIntegerField(_("Format of its seal"))
    commitment = models.BinaryField()
    seal = models.BinaryField()
    recorded_at = models.DateTimeField()
    sealed_at = models.DateTimeField(_("sealed"), null=True)

    objects = RecordManager()

    class Meta:
        managed = False
        ordering = ["chain", "sequence"]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.sequence}"
