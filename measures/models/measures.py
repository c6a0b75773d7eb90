"""The measures that a report recommends."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from measures.models.keys import LONGEST_CODE
from measures.models.markings import Audience, MarkingField
from measures.models.partial_dates import LastDay, PartialDateField
from measures.models.people import Party, PartyKind, User
from measures.models.records import OF_REPORT, Loaded, RecordManager, RecordQuerySet, json_rows, related_rows
from measures.models.reports import Basis, Report, Sourced
from measures.models.search import SearchField
from measures.models.standing import Standing
from measures.models.texts import Bilingual
from measures.models.words import DONE_WITH, Kind, Status, Verb

DUE_SOON_DAYS = 7
LONGEST_REVIEW = 3650
# The longest text of a further field that a link filters by.
LONGEST_ASKED = 200
NOT_A_TEXT = _("A further field needs a name and a text: “%(name)s” does not fit.")


# A measure without a status is open. This is not a negated condition: over a join to many it would run twice.
OPEN = Q(standing__status__in=["", *(status for status in Status if status not in DONE_WITH)])

# A day, or what stands for one in a query.
type Day = date | Combinable


def overdue(*, on: Day) -> Q:
    """Open, and the last day of the target date has passed."""
    return OPEN & Q(due_by__lt=on)


def due_soon(*, on: date) -> Q:
    """Open, and the last day of the target date is this day or one of the next seven."""
    return OPEN & Q(due_by__range=(on, on + timedelta(days=DUE_SOON_DAYS)))


def unchecked(*, on: Day) -> Q:
    """Open, and never checked or last checked longer ago than its review interval."""
    day = on if isinstance(on, Combinable) else Value(on)
    return OPEN & (Q(standing__last_checked=None) | Q(standing__last_checked__lt=day - F("review_every_days")))


def timeliness(*, on: date) -> dict[str, Q]:
    """Whether a measure is overdue, due soon or unchecked on a day, as conditions."""
    return {"is_overdue": overdue(on=on), "is_due_soon": due_soon(on=on), "is_unchecked": unchecked(on=on)}


def check_further_fields(fields: object) -> None:
    """Validate further fields: texts under names."""
    if not isinstance(fields, dict):
        raise ValidationError(_("Further fields must be texts, each with a name."))
    wrong = [name for name, text in fields.items() if not name or not isinstance(text, str)]
    if wrong:
        raise ValidationError([ValidationError(NOT_A_TEXT, params={"name": name}) for name in wrong])


class TextsUnderNames(models.Func):
    """In SQL, whether JSON is an object of texts with non-empty names."""

    arity = 1
    output_field = models.BooleanField()
    template = (
        "(jsonb_typeof(%(expressions)s) = 'object' AND NOT %(expressions)s ? ''"
        """ AND NOT jsonb_path_exists(%(expressions)s, '$.* ? (@.type() <> "string")'))"""
    )


# What a standing asks of a milestone, and of one of its marks.
MILESTONE_AND_MARK = ("doers", "pk", "marks__entry", "marks__party", "marks__state")


class MeasureQuerySet(RecordQuerySet["Measure"]):
    """Measures that are …; those after `seen_by` read the standing that the audience sees."""

    def seen_by(self, audience: Audience) -> Self:
        """Measures that the audience may read, each with the `standing` that is made of rows it may read."""
        stands = Q(standings__audience=audience.name)
        if audience.in_reports:
            stands &= ~Q(report__in=[report for report, _audience in audience.in_reports])
        for report, within in audience.in_reports:
            stands |= Q(standings__audience=within.name, report=report)
        return (
            self.visible_to(audience)
            .annotate(standing=models.FilteredRelation("standings", condition=stands))
            .select_related("standing")
        )

    def recommended(self) -> Self:
        """Not withdrawn: neither the report nor an import has taken the measure, or the whole it is part of, back."""
        return self.filter(Q(parent=None) | Q(parent__withdrawn_at=None), withdrawn_at=None)

    def whole(self) -> Self:
        """Recommended measures, not their parts: lists and counts are of these."""
        return self.filter(parent=None, withdrawn_at=None)

    def with_wholes_of(self, measures: models.QuerySet[Any, Any]) -> Self:
        """These measures, and the wholes that parts among them belong to."""
        return self.referred_to_by(measures.values("pk"), measures.values("parent"))

    def with_parts_of(self, measures: models.QuerySet[Any, Any]) -> Self:
        """These measures and their parts."""
        return self.referred_to_by(measures.values("pk"), self.model.objects.filter(parent__in=measures).values("pk"))

    def referred_to_by(self, *keys: models.QuerySet[Any, Any]) -> Self:
        """Those that one of these queries names; joined by OR they would scan every measure."""
        first, *others = (each.order_by() for each in keys)
        return self.filter(pk__in=first.union(*others))

    def with_timeliness(self, *, on: date) -> Self:
        """Each with whether it `is_overdue`, `is_due_soon` or `is_unchecked` on a day; after `seen_by`."""
        return self.annotate(**timeliness(on=on))

    def open(self) -> Self:
        return self.filter(OPEN)

    def overdue(self, *, on: date) -> Self:
        return self.filter(overdue(on=on))

    def due_soon(self, *, on: date) -> Self:
        return self.filter(due_soon(on=on))

    def unchecked(self, *, on: date) -> Self:
        return self.filter(unchecked(on=on))

    def contested(self) -> Self:
        return self.filter(Q(standing__is_contested=True))

    def unsupported(self) -> Self:
        return self.filter(Q(standing__is_unsupported=True))

    def owned_by(self, user: User) -> Self:
        return self.filter(owners__user=user)

    def followed_by(self, user: User) -> Self:
        """Owned or watched by the user."""
        owned, watched = (related_rows(self.model, rows).filter(user=user).order_by() for rows in ("owners", "watches"))
        return self.filter(pk__in=owned.values("measure").union(watched.values("measure")))

    def with_party_codes(self) -> Self:
        """Each with the codes of the parties that it is addressed to, in order."""
        addressed = Addressee.objects.filter(measure=models.OuterRef("pk")).order_by("party")
        return self.annotate(party_codes=ArraySubquery(addressed.values("party")))

    def for_histories(self) -> Self:
        """Each with what its standing needs besides the journal: its parties, and its milestones with all marks."""
        milestones = related_rows(self.model, "milestones").filter(measure=models.OuterRef("pk")).order_by()
        return self.with_party_codes().annotate(milestone_rows=json_rows(milestones, *MILESTONE_AND_MARK))

    def with_owners(self) -> Self:
        """Each with the primary keys of those who own it, or the measure that it is a part of: `owner_pks`."""
        whole = Coalesce(models.OuterRef("parent"), models.OuterRef("pk"))
        owners = related_rows(self.model, "owners").filter(measure=whole).order_by("named_at", "pk")
        return self.annotate(owner_pks=ArraySubquery(owners.values("user")))

    def for_lists(self) -> Self:
        """With what rows of lists show of a measure itself."""
        return self.with_party_codes().select_related("report")

    def for_reading(self) -> Self:
        """With all that an answer or a form shows of a measure itself."""
        return self.select_related("report").prefetch_related("parties")


class Measure(Bilingual, Sourced, Loaded):
    """One recommendation of a report, or a part of one."""

    bounded_by: ClassVar = ("marking", OF_REPORT)

    report = models.ForeignKey(Report, models.PROTECT, related_name="measures", db_index=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("Part of"), related_name="parts", null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=100, unique=True)
    # As the report writes it; an imported table may use any letters.
    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    position = models.PositiveIntegerField(_("place in the report"))
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=500)
    title_zh_hans = models.CharField(_("Title in Chinese"), max_length=500, blank=True)
    description = models.TextField(_("Description"), blank=True)
    description_zh_hans = models.TextField(_("Description in Chinese"), blank=True)
    verb = models.CharField(
        _("Verb of the recommendation"),
        max_length=20,
        choices=Verb,
        blank=True,
        help_text=_("How strongly the report urges it; empty if nothing is recorded."),
    )
    timescale = models.CharField(
        _("Timescale in the report"),
        max_length=200,
        blank=True,
        help_text=_("“none given” if the report gives none; empty if nothing is recorded."),
    )
    timescale_zh_hans = models.CharField(max_length=200, blank=True)
    parties = models.ManyToManyField(
        Party, verbose_name=_("Addressed to"), related_name="measures", through="Addressee"
    )
    needs_to_complete = models.ManyToManyField(
        Party, verbose_name=_("also needed for it to be complete"), related_name="+", blank=True
    )
    explicit = models.BooleanField(_("Named as a step in the report"), default=True)
    classification_basis = models.CharField(_("who classified it"), max_length=20, choices=Basis, blank=True)
    classification_why = models.TextField(_("Why this kind"), blank=True)
    classification_why_zh_hans = models.TextField(blank=True)
    due_on = PartialDateField(_("Target date"), null=True, blank=True)
    due_on_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("who set it"), related_name="+", null=True, blank=True
    )
    due_by = models.GeneratedField(
        expression=LastDay("due_on"), output_field=models.DateField(null=True), db_persist=True, null=True
    )
    review_every_days = models.PositiveSmallIntegerField(
        _("Days between checks"), default=180, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_REVIEW)]
    )
    marking = MarkingField()
    extra = models.JSONField(_("further fields"), default=dict, blank=True, validators=[check_further_fields])
    from_library = models.BooleanField(_("from the report’s library"), default=False, editable=False)
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True, editable=False)
    added_at = models.DateTimeField(db_default=Now(), editable=False)
    search = SearchField("title", "title_zh_hans", "description", "description_zh_hans", "code", "key")

    # Read by `seen_by`, for one audience, and by `with_timeliness`, for one day.
    standing: Standing
    is_overdue: bool
    is_due_soon: bool
    is_unchecked: bool

    objects = RecordManager.from_queryset(MeasureQuerySet)()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["report", "position", "pk"]
        indexes = [
            models.Index(fields=["report", "position", "key"], name="measure_in_order"),
            models.Index(fields=["due_by"], name="measure_due_by", condition=Q(due_on__isnull=False)),
            GinIndex(fields=["search"], name="measure_search", fastupdate=False),
            GinIndex(fields=["extra"], name="measure_extra", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="measure_code_once_per_report"),
            models.CheckConstraint(
                condition=Q(review_every_days__range=(1, LONGEST_REVIEW)), name="measure_review_interval"
            ),
            models.CheckConstraint(
                condition=TextsUnderNames("extra"),
                name="measure_further_fields_are_texts",
                violation_error_message=_("Further fields must be texts, each with a name."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.words('title')}"

    @property
    def further_fields(self) -> list[tuple[str, str, str]]:
        """The name and text of each further field, with the filter's value for it; a long text has none."""
        return [
            (name, text, f"{name}:{text}" if len(text) <= LONGEST_ASKED else "") for name, text in self.extra.items()
        ]

    @cached_property
    def party_codes(self) -> list[str]:
        """The codes of the parties that it is addressed to; loaded for many measures by `with_party_codes`."""
        return [party.code for party in self.parties.all()]

    @cached_property
    def milestone_rows(self) -> list[dict[str, Any]]:
        """Its milestones, one row for each mark of each; loaded for many measures by `for_histories`."""
        return list(self.milestones.order_by().values(*MILESTONE_AND_MARK))

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn: its page and its journal stay, but lists and counts leave it out."""
        return self.withdrawn_at is not None

    @property
    def is_part(self) -> bool:
        return self.parent_id is not None


class AddresseeQuerySet(RecordQuerySet["Addressee"]):
    """Addressees that are …"""

    def visible_to(self, audience: Audience) -> Self:
        """Those of measures that the audience may read."""
        # Not by a join: where one measure is enough, a join would begin with all of them.
        marking = models.Subquery(Measure.objects.filter(pk=models.OuterRef("measure")).order_by().values("marking"))
        return self.alias(marking=marking).filter(audience.reads("report", "marking", OF_REPORT))


class Addressee(models.Model):
    """A party to which a measure is addressed.

    The database fills in the report, which is the measure's: whose views stand side by side in a report is asked by
    every page, and is not to be looked for among all its measures.
    """

    bounded_by: ClassVar = ("measure__marking", OF_REPORT)

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="+", db_index=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="+", editable=False, db_index=False)

    objects = RecordManager.from_queryset(AddresseeQuerySet)()

    class Meta:
        db_table = "measures_measure_parties"
        verbose_name = _("addressee")
        ordering = ["measure", "party"]
        indexes = [models.Index(fields=["party", "report"], name="addressee_of_report")]
        constraints = [models.UniqueConstraint(fields=["measure", "party"], name="addressed_once")]

    def __str__(self) -> str:
        return f"{self.measure_id} → {self.party_id}"


def fault_of_parties(kind: str, parties: Mapping[str, str]) -> str:
    """What is wrong with the parties of a measure of this kind, given by code with each party's kind."""
    if kind == Kind.UNILATERAL:
        return "" if len(parties) == 1 else str(_("A unilateral measure is addressed to one party."))
    if len(parties) > 1 or PartyKind.GROUP in parties.values():
        return ""
    return str(_("Address this kind of measure to two or more parties, or to a group."))
