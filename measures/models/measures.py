"""The measures a report recommends, what they address, how they hang together and how they could be met."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.markings import Audience, MarkingField
from measures.models.partial_dates import LastDay, PartialDateField
from measures.models.people import Party, User
from measures.models.records import RecordManager, RecordQuerySet
from measures.models.reports import Ambiguity, Basis, Report, Sourced
from measures.models.texts import Bilingual

if TYPE_CHECKING:
    from measures.models.standing import Standing

DUE_SOON_DAYS = 7
LONGEST_REVIEW = 3650


class Kind(models.TextChoices):
    UNILATERAL = "unilateral", _("Unilateral")
    COOPERATIVE = "cooperative", _("Cooperative")
    JOINT = "joint", _("Joint")


class Status(models.TextChoices):
    """This tracker's judgement of where a measure stands; it may go down."""

    PROPOSED = "proposed", _("Proposed")
    UNDER_DISCUSSION = "under_discussion", _("Under discussion")
    AGREED = "agreed", _("Agreed")
    IN_PROGRESS = "in_progress", _("In progress")
    SUSPENDED = "suspended", _("Suspended")
    STALLED = "stalled", _("Stalled")
    REVERSED = "reversed", _("Reversed")
    IMPLEMENTED = "implemented", _("Implemented")
    NO_LONGER_PURSUED = "no_longer_pursued", _("No longer pursued")


DONE_WITH = (Status.IMPLEMENTED, Status.NO_LONGER_PURSUED)
NEEDS_SOURCE = (Status.AGREED, Status.SUSPENDED, Status.REVERSED, Status.IMPLEMENTED)
CLAIMS_MOVEMENT = (Status.AGREED, Status.IN_PROGRESS, Status.IMPLEMENTED)


class MeasureQuerySet(RecordQuerySet["Measure"]):
    """Measures that are …; those after `seen_by` read the standing that the audience sees."""

    def seen_by(self, audience: Audience) -> Self:
        """Measures that the audience may read, each with the `standing` that is made of rows it may read.

        A party's representatives read that of the participants where no row is released to them.
        """
        stands = Q(standings__audience=audience.name)
        if audience.falls_back_on:
            own = self.model._default_manager.filter(standings__audience=audience.name)
            stands |= Q(standings__audience=audience.falls_back_on) & ~Q(pk__in=models.Subquery(own.values("pk")))
        return (
            self.visible_to(audience)
            .annotate(standing=models.FilteredRelation("standings", condition=stands))
            .select_related("standing")
        )

    def whole(self) -> Self:
        """Measures, not their parts: lists and counts are of these."""
        return self.filter(parent=None)

    def open(self) -> Self:
        return self.exclude(standing__status__in=DONE_WITH)

    def overdue(self, *, on: date) -> Self:
        """Open, and the last day of the target date has passed."""
        return self.open().filter(due_by__lt=on)

    def due_soon(self, *, on: date) -> Self:
        """Open, and the last day of the target date is this day or one of the next seven."""
        return self.open().filter(due_by__range=(on, on + timedelta(days=DUE_SOON_DAYS)))

    def unchecked(self, *, on: date) -> Self:
        """Open, and never checked or last checked longer ago than its review interval."""
        return self.open().filter(
            Q(standing__last_checked=None) | Q(standing__last_checked__lt=Value(on) - F("review_every_days"))
        )

    def owned_by(self, user: User) -> Self:
        return self.filter(owners__user=user)

    def followed_by(self, user: User) -> Self:
        """Owned or watched by the user."""
        return self.filter(Q(owners__user=user) | Q(watches__user=user)).distinct()

    def for_reading(self) -> Self:
        """With all that a list or a page shows of a measure itself."""
        return self.select_related("report").prefetch_related("parties")


class Measure(Bilingual, Sourced):
    """One recommendation of a report, or a part of one."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="measures")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("part of"), related_name="parts", null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=100, unique=True)
    code = models.CharField(_("code"), max_length=30)
    position = models.PositiveIntegerField(_("place in the report"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=500)
    title_zh_hans = models.CharField(_("title in Chinese"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    description_zh_hans = models.TextField(_("description in Chinese"), blank=True)
    parties = models.ManyToManyField(Party, verbose_name=_("addressed to"), related_name="measures")
    needs_to_complete = models.ManyToManyField(
        Party, verbose_name=_("also needs, to be complete"), related_name="+", blank=True
    )
    explicit = models.BooleanField(_("named as a step by the report"), default=True)
    classification_basis = models.CharField(_("who classified it"), max_length=20, choices=Basis, blank=True)
    classification_why = models.TextField(_("why this kind"), blank=True)
    classification_why_zh_hans = models.TextField(blank=True)
    due_on = PartialDateField(_("target date"), null=True, blank=True)
    due_on_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who set it"), related_name="+", null=True, blank=True
    )
    due_by = models.GeneratedField(
        expression=LastDay("due_on"), output_field=models.DateField(null=True), db_persist=True, null=True
    )
    review_every_days = models.PositiveSmallIntegerField(
        _("check every so many days"), default=180, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_REVIEW)]
    )
    marking = MarkingField()
    version = models.PositiveIntegerField(default=1, editable=False)
    extra = models.JSONField(_("further fields"), default=dict, blank=True)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    # Read by `seen_by` or `with_standings`, for one audience.
    standing: "Standing"

    objects = RecordManager.from_queryset(MeasureQuerySet)()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["report", "position", "pk"]
        indexes = [
            models.Index(fields=["due_by"], name="measure_due_by", condition=Q(due_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="measure_code_once_per_report"),
            models.UniqueConstraint(fields=["report", "position"], name="measure_place_once_per_report"),
            models.CheckConstraint(
                condition=Q(review_every_days__range=(1, LONGEST_REVIEW)), name="measure_review_interval"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.words('title')}"

    @property
    def is_part(self) -> bool:
        return self.parent_id is not None


class Strength(models.TextChoices):
    PRIMARY = "primary", _("Primary")
    SECONDARY = "secondary", _("Secondary")
    WHOLE_SET = "whole_set", _("The whole set")


class Reasoned(Bilingual):
    """A connection with the reason for it, and whether the report or we make it."""

    basis = models.CharField(_("who says so"), max_length=20, choices=Basis)
    why = models.TextField(_("why"), blank=True)
    why_zh_hans = models.TextField(blank=True)

    class Meta:
        abstract = True


class Addressing(Reasoned):
    """A measure is meant to dispel an ambiguity."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="addressings")
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


class Link(Reasoned):
    """How one measure bears on another."""

    source = models.ForeignKey(Measure, models.CASCADE, verbose_name=_("from"), related_name="links_out")
    target = models.ForeignKey(Measure, models.CASCADE, verbose_name=_("to"), related_name="links_in")
    relation = models.CharField(_("relation"), max_length=20, choices=Relation)

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
