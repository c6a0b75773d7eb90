"""Circles: who may read the sessions of a dialogue, named beforehand, whoever will be there."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.records import RecordManager, RecordQuerySet, random_number
from measures.models.reports import Report
from measures.models.texts import Bilingual

BY_NAME = ("name", "key")


class CircleQuerySet(RecordQuerySet["Circle"]):
    """Circles that are …"""

    def of_member(self, user: int | None) -> Self:
        """Those in which somebody is named, by their primary key."""
        return self.filter(pk__in=CircleMember.objects.filter(user=user).values("circle"))

    def organised_by(self, user: int | None) -> Self:
        return self.filter(pk__in=CircleMember.objects.filter(user=user, organises=True).values("circle"))


class Circle(Bilingual):
    """Who may read some sessions of a report. It does not say who was there, and nothing else does."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="circles")
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    name_zh_hans = models.CharField(_("name in Chinese"), max_length=200, blank=True)

    objects = RecordManager.from_queryset(CircleQuerySet)()

    class Meta:
        verbose_name = _("circle")
        ordering = ["report", "name", "pk"]


class CircleMember(models.Model):
    """Somebody who may read the sessions of a circle, and may be one of those who organise them."""

    # It does not show in which order they were named, nor that somebody was left out.
    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="circle_memberships")
    organises = models.BooleanField(_("organises its sessions"), default=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("member of a circle")
        ordering = ["circle", "user__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["circle", "user"], name="circle_member_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.circle_id}"
