"""What this tracker signs of its chains: origins, each of which never tells two histories, and their checkpoints."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.chains import Chain
from measures.models.markings import Audience
from measures.models.records import JournalRow, RecordManager, RecordQuerySet


class OriginQuerySet(RecordQuerySet["Origin"]):
    """Origins that are …"""

    def visible_to(self, audience: Audience) -> Self:
        """Of the chains whose rows the audience may read."""
        return self.filter(chain__in=Chain.objects.visible_to(audience))


class Origin(JournalRow):
    """A name under which the heads of a chain are signed; nothing of it changes but that it is stopped.

    If the chain no longer continues what was signed, such as after a restore of an older backup, nothing more is
    signed under it until an administrator begins another.
    """

    bounded_by: ClassVar = ("chain__marking",)
    mutable_columns = ("stopped_at",)

    chain = models.ForeignKey(Chain, models.PROTECT, related_name="origins")
    name = models.CharField(_("origin"), max_length=300, unique=True)
    begun_at = models.DateTimeField(_("begun"))
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    # Why it was begun in place of the one before; the first needs no reason.
    reason = models.TextField(_("why it was begun"), blank=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True)

    objects = RecordManager.from_queryset(OriginQuerySet)()

    class Meta:
        app_label = "measures"
        verbose_name = _("origin")
        ordering = ["chain", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["chain"], condition=Q(stopped_at=None), name="origin_one_in_use"),
        ]

    def __str__(self) -> str:
        return self.name


class Checkpoint(JournalRow):
    """A signed head of a chain."""

    origin = models.ForeignKey(Origin, models.PROTECT, related_name="checkpoints", db_index=False)
    size = models.PositiveIntegerField(_("Number of rows"))
    root = models.BinaryField()
    note = models.TextField()
    # The public key, as programs for signed notes take it.
    key = models.CharField(max_length=400)
    signed_at = models.DateTimeField(_("Signed"))

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("checkpoint")
        ordering = ["origin", "size"]
        constraints = [models.UniqueConstraint(fields=["origin", "size"], name="checkpoint_once_per_size")]

    def __str__(self) -> str:
        return f"{self.origin_id} {self.size}"
