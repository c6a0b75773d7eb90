"""Dates ahead: what sources announced for a day, a month, a year or without one, and what was found of it."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence
from measures.models.journal import Entry
from measures.models.markings import MarkingField
from measures.models.measures import Measure
from measures.models.partial_dates import LATEST_DAY, FirstDay, LastDay, PartialDateField
from measures.models.records import (
    OF_REPORT,
    Loaded,
    RecordManager,
    RecordQuerySet,
    on_record,
    random_number,
    related_rows,
)
from measures.models.reports import Ambiguity, Report
from measures.models.subjects import Subject
from measures.models.texts import Bilingual, Language


class DateState(models.TextChoices):
    """Where an announced date stands on a day."""

    PASSED = "passed", _("Passed, not checked")
    # In a month or a year that has begun and is not over: it may have passed, and it may come.
    SOME_TIME = "some_time", _("Day not looked up")
    COMING = "coming", _("Coming")
    LOOKED_FOR = "looked_for", _("Passed, checked, nothing found")
    UNDATED = "undated", _("No day given")
    TOOK_PLACE = "took_place", _("Took place")


class DateFindingKind(models.TextChoices):
    """What was found of an announced date."""

    TOOK_PLACE = "took_place", _("It took place")
    PUT_OFF = "put_off", _("It was put off")
    NOTHING_FOUND = "nothing_found", _("Checked, nothing found")


class AnnouncedDateQuerySet(RecordQuerySet["AnnouncedDate"]):
    """Dates that are …"""

    def standing(
        self, *, as_of: date | Combinable | None = None, known_at: datetime | Combinable | None = None
    ) -> Self:
        """On record: as of a day those recorded by then, as known at a moment those recorded by then."""
        return self.filter(on_record("added_on", as_of=as_of, known_at=known_at))

    def as_found(
        self,
        on: date | Combinable,
        *,
        as_of: date | Combinable | None = None,
        known_at: datetime | Combinable | None = None,
    ) -> Self:
        """Each with its `due` date, when somebody `looked_on` and its `state`, by what was found by then.

        A month or a year comes until it begins and passes with its last day, a date without a day never. Who looks on
        its last day or later has looked; who looked before has not. `place` and `due_order` are its place in a list.
        """
        found = related_rows(self.model, "findings").filter(date=OuterRef("pk"))
        findings = found.standing(as_of=as_of, known_at=known_at)  # type: ignore[attr-defined]
        put_off = findings.filter(kind=DateFindingKind.PUT_OFF).order_by("-recorded_at", "-pk")
        due = Coalesce(Subquery(put_off.values("put_off_to")[:1]), F("announced_for"), output_field=PartialDateField())
        looked = findings.filter(kind=DateFindingKind.NOTHING_FOUND).order_by().values("date")
        states = Case(
            When(Exists(findings.filter(kind=DateFindingKind.TOOK_PLACE)), then=Value(DateState.TOOK_PLACE)),
            When(due_by=None, then=Value(DateState.UNDATED)),
            When(due_from__gte=on, then=Value(DateState.COMING)),
            When(due_by__gte=on, then=Value(DateState.SOME_TIME)),
            When(looked_on__gte=F("due_by"), then=Value(DateState.LOOKED_FOR)),
            default=Value(DateState.PASSED),
            output_field=models.CharField(choices=DateState),
        )
        places = {
            DateState.PASSED: 0,
            DateState.SOME_TIME: 1,
            DateState.COMING: 1,
            DateState.LOOKED_FOR: 1,
            DateState.UNDATED: 2,
        }
        return self.annotate(
            due=due,
            due_by=Coalesce(
                Subquery(put_off.values("put_off_to_by")[:1]), F("announced_for_by"), output_field=models.DateField()
            ),
            due_from=FirstDay(due),
            looked_on=Subquery(looked.annotate(latest=Max("found_on")).values("latest")),
        ).annotate(
            state=states,
            place=Case(
                *(When(state=state, then=Value(place)) for state, place in places.items()),
                default=Value(3),
                output_field=models.IntegerField(),
            ),
            due_order=Coalesce(F("due_by"), Value(LATEST_DAY), output_field=models.DateField()),
        )


class AnnouncedDate(Bilingual, Loaded):
    """Something that sources announced: for when, in their own words, why it matters and what it touches.

    It is never more widely readable than what it names. One that should not be here is withdrawn, and kept.
    """

    bounded_by: ClassVar = ("marking", OF_REPORT)

    report = models.ForeignKey(Report, models.PROTECT, related_name="dates", db_index=False)
    key = models.CharField(_("key"), max_length=100, unique=True)
    title = models.CharField(_("What was announced"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    announced_for = PartialDateField(_("Announced for"), null=True, blank=True)
    announced_for_by = models.GeneratedField(
        expression=LastDay("announced_for"), output_field=models.DateField(null=True), db_persist=True, editable=False
    )
    as_worded = models.CharField(_("In the source’s own words"), max_length=500)
    as_worded_zh_hans = models.CharField(max_length=500, blank=True)
    why = models.TextField(_("why it matters"), blank=True)
    why_zh_hans = models.TextField(blank=True)
    measures = models.ManyToManyField(Measure, verbose_name=_("related measures"), related_name="dates", blank=True)
    ambiguities = models.ManyToManyField(
        Ambiguity, verbose_name=_("related ambiguities"), related_name="dates", blank=True
    )
    subjects = models.ManyToManyField(Subject, verbose_name=_("subjects"), related_name="dates", blank=True)
    development = models.ForeignKey(
        Entry,
        models.PROTECT,
        verbose_name=_("the development that announced it"),
        related_name="announced_dates",
        null=True,
        blank=True,
    )
    sources = models.ManyToManyField(Evidence, verbose_name=_("sources"), related_name="announced_dates", blank=True)
    marking = MarkingField(verbose_name=_("Who may read it"))
    added_on = models.DateField(_("added on"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    added_by_name = models.CharField(_("added by"), max_length=200)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RecordManager.from_queryset(AnnouncedDateQuerySet)()

    class Meta:
        verbose_name = _("date ahead")
        verbose_name_plural = _("dates ahead")
        ordering = ["report", "announced_for_by", "key"]
        indexes = [models.Index(fields=["report", "announced_for_by"], name="date_of_report")]


class DateFindingQuerySet(RecordQuerySet["DateFinding"]):
    """Findings that are …"""

    def standing(
        self, *, as_of: date | Combinable | None = None, known_at: datetime | Combinable | None = None
    ) -> Self:
        """On record, and of no development whose content was redacted."""
        recorded = on_record("recorded_on", as_of=as_of, known_at=known_at)
        return self.filter(recorded, development__redaction__entry=None)


class DateFinding(models.Model):
    """What somebody found of an announced date: it took place, it was put off, or nothing was found.

    A row is not written over: a wrong one is withdrawn.
    """

    bounded_by: ClassVar = ("date__marking", f"date__{OF_REPORT}")

    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    date = models.ForeignKey(AnnouncedDate, models.PROTECT, related_name="findings")
    kind = models.CharField(_("What was found"), max_length=20, choices=DateFindingKind)
    found_on = models.DateField(_("Checked on"))
    development = models.ForeignKey(
        Entry,
        models.PROTECT,
        verbose_name=_("The development that shows it"),
        related_name="date_findings",
        null=True,
        blank=True,
    )
    put_off_to = PartialDateField(_("Put off to"), null=True, blank=True)
    put_off_to_by = models.GeneratedField(
        expression=LastDay("put_off_to"), output_field=models.DateField(null=True), db_persist=True, editable=False
    )
    note = models.CharField(_("Note"), max_length=500, blank=True)
    language = models.CharField(_("Language"), max_length=10, choices=Language, default=Language.ENGLISH)
    recorded_on = models.DateField(_("recorded on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_by_name = models.CharField(_("Recorded by"), max_length=200)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by_name = models.CharField(_("withdrawn by"), max_length=200, blank=True)

    objects = RecordManager.from_queryset(DateFindingQuerySet)()

    class Meta:
        verbose_name = _("what was found about a date")
        verbose_name_plural = _("what was found about dates")
        ordering = ["date", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["date"],
                condition=Q(kind=DateFindingKind.TOOK_PLACE, withdrawn_at=None),
                name="date_took_place_once",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DateFindingKind.TOOK_PLACE) | Q(development__isnull=False),
                name="date_took_place_by_a_development",
            ),
            models.CheckConstraint(
                condition=Q(kind=DateFindingKind.PUT_OFF, put_off_to__isnull=False)
                | (~Q(kind=DateFindingKind.PUT_OFF) & Q(put_off_to=None)),
                name="date_put_off_to_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date_id} {self.kind} {self.found_on}"
