"""Who runs this tracker, as they say it themselves."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager, Versioned
from measures.models.texts import Bilingual


class Operator(Bilingual, Versioned):
    """Who runs this tracker, where, on whose money, and how to object: one row, or none while nothing is said."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    institution = models.CharField(_("operator"), max_length=300, blank=True)
    institution_zh_hans = models.CharField(max_length=300, blank=True)
    country = models.CharField(_("Country of the server"), max_length=200, blank=True)
    country_zh_hans = models.CharField(max_length=200, blank=True)
    administrators = models.TextField(_("Who administers it"), blank=True)
    administrators_zh_hans = models.TextField(blank=True)
    funding = models.TextField(_("Who pays for it"), blank=True)
    funding_zh_hans = models.TextField(blank=True)
    objections = models.TextField(_("How to object"), blank=True)
    objections_zh_hans = models.TextField(blank=True)

    objects = RecordManager()

    class Meta:
        verbose_name = _("operator")
        verbose_name_plural = _("operators")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="operator_is_one")]

    @classmethod
    def present(cls) -> Self:
        """What is said now, or one that says nothing yet."""
        return cls.objects.first() or cls()
