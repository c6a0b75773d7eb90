"""How a measure could be met: its milestones, and the indicators by which it is judged."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.measures import Measure
from measures.models.people import Party
from measures.models.records import OF_REPORT, Loaded, RecordManager, Withdrawable, WithdrawableManager
from measures.models.texts import Bilingual


class Doers(models.TextChoices):
    """Who has to meet a milestone."""

    PARTY = "party", _("One party")
    EACH = "each", _("Each party")
    TOGETHER = "together", _("Together")


class MilestoneType(models.TextChoices):
    STATEMENT = "statement", _("Statement")
    STUDY = "study", _("Study")
    DIALOGUE = "dialogue", _("Dialogue")
    EXCHANGE = "exchange", _("Exchange")
    AGREEMENT = "agreement", _("Agreement")
    PRACTICE = "practice", _("Practice")


class Milestone(Bilingual, Loaded):
    """Something that would show progress on a measure, met by entries of the journal."""

    bounded_by: ClassVar = ("measure__marking", f"measure__{OF_REPORT}")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="milestones")
    key = models.CharField(_("key"), max_length=120, unique=True)
    position = models.PositiveIntegerField()
    doers = models.CharField(_("who must meet it"), max_length=20, choices=Doers)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", null=True, blank=True)
    type = models.CharField(_("Type"), max_length=20, choices=MilestoneType)
    title = models.CharField(_("title"), max_length=500)
    title_zh_hans = models.CharField(max_length=500, blank=True)
    beyond_report = models.BooleanField(_("Goes beyond the report"), default=False)

    objects = RecordManager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["measure", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(doers=Doers.PARTY, party__isnull=False) | (~Q(doers=Doers.PARTY) & Q(party=None)),
                name="milestone_names_its_party",
                violation_error_message=_("Name the party that must meet it; none if each party or all together must."),
            ),
        ]

    @property
    def markers(self) -> list[str | None]:
        """The codes of the parties that can meet it; none if they meet it together."""
        if self.doers == Doers.TOGETHER:
            return [None]
        if self.doers == Doers.PARTY:
            return [self.party_id]
        return list(self.measure.party_codes)


class Indicator(Bilingual, Withdrawable):
    """What to look at when a measure is judged, how and where."""

    bounded_by: ClassVar = ("measure__marking", f"measure__{OF_REPORT}")

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="indicators", db_index=False)
    key = models.CharField(_("key"), max_length=180, unique=True)
    position = models.PositiveIntegerField(_("place in the list"))
    name = models.CharField(_("name"), max_length=200)
    name_zh_hans = models.CharField(max_length=200, blank=True)
    how_judged = models.TextField(_("How it is judged"))
    how_judged_zh_hans = models.TextField(blank=True)
    where_to_look = models.TextField(_("Where to look"), blank=True)
    where_to_look_zh_hans = models.TextField(blank=True)

    objects = WithdrawableManager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["measure", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "name"], name="indicator_once_per_measure")]
