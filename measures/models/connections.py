"""How measures hang together: which ambiguity one is meant to dispel, how one bears on another."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from measures.models.measures import Measure
from measures.models.records import OF_REPORT, RecordManager, Versioned, random_number
from measures.models.reports import Ambiguity, Basis, LinkBasis
from measures.models.texts import Bilingual


class Strength(models.TextChoices):
    PRIMARY = "primary", _("Primary")
    SECONDARY = "secondary", _("Secondary")
    WHOLE_SET = "whole_set", _("The whole set")


class Reasoned(Bilingual):
    """A connection with the reason for it, and whether the report or we make it."""

    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    why = models.TextField(_("Why"), blank=True)
    why_zh_hans = models.TextField(blank=True)

    class Meta:
        abstract = True


class Addressing(Reasoned):
    """A measure is meant to dispel an ambiguity."""

    bounded_by: ClassVar = ("measure__marking", f"measure__{OF_REPORT}")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="addressings", db_index=False)
    ambiguity = models.ForeignKey(Ambiguity, models.PROTECT, related_name="addressings")
    strength = models.CharField(_("strength"), max_length=20, choices=Strength)

    objects = RecordManager()

    class Meta:
        verbose_name = _("addressing")
        verbose_name_plural = _("addressings")
        ordering = ["measure", "strength", "ambiguity", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "ambiguity"], name="addressing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} → {self.ambiguity_id}"


class Relation(models.TextChoices):
    RECIPROCATES = "reciprocates", _("Reciprocates")
    ENABLES = "enables", _("Enables")
    DEPENDS_ON = "depends_on", _("Depends on")
    PART_OF = "part_of", _("Is part of")
    RELATED = "related", _("Is related to")
    UNDERCUTS = "undercuts", _("Undercuts")


class Link(Reasoned, Versioned):
    """How one measure bears on another."""

    bounded_by: ClassVar = ("source__marking", f"source__{OF_REPORT}", "target__marking", f"target__{OF_REPORT}")

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    source = models.ForeignKey(
        Measure, models.CASCADE, verbose_name=_("from"), related_name="links_out", db_index=False
    )
    target = models.ForeignKey(Measure, models.CASCADE, verbose_name=_("To"), related_name="links_in")
    relation = models.CharField(_("relation"), max_length=20, choices=Relation)
    basis = models.CharField(_("basis"), max_length=20, choices=LinkBasis)

    objects = RecordManager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["source", "target", "relation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "relation"], name="link_once"),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="link_to_another",
                violation_error_message=_("A measure cannot be linked to itself."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target_id}"
