"""Codings: two of a team code blind, neither seeing what the other writes; and second codings that a library brings."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.evidence import Evidence, Grade
from measures.models.journal import Entry
from measures.models.markings import Marking, MarkingField
from measures.models.people import User
from measures.models.records import OF_REPORT, RecordManager, Versioned, Withdrawable, WithdrawableManager
from measures.models.reports import Report
from measures.models.texts import Bilingual
from measures.models.words import Claim, Pointing

MOST_UNITS = 500


class CodingState(models.TextChoices):
    OPEN = "open", _("Being coded")
    COMPARED = "compared", _("Compared")
    PUBLISHED = "published", _("Published")


class CodedVariable(models.TextChoices):
    """What is coded of a development, each by a closed list of words of its own."""

    DIRECTION = "direction", _("Direction")
    CLAIM = "claim", _("How well established")
    GRADE = "grade", _("Reliability of the first source")


VALUES: Mapping[CodedVariable, type[models.TextChoices]] = {
    CodedVariable.DIRECTION: Pointing,
    CodedVariable.CLAIM: Claim,
    CodedVariable.GRADE: Grade,
}


class Coding(Bilingual, Versioned):
    """Developments of one report that two members of its team code, each without the other's codes.

    It is the team's until it is published: then it is read as far as its marking and the report's let it be.
    """

    bounded_by: ClassVar = ("marking", OF_REPORT)

    report = models.ForeignKey(Report, models.PROTECT, related_name="codings")
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    # The codebook of the report as the coders had it before them.
    codebook = models.TextField(_("codebook"), blank=True, editable=False)
    codebook_zh_hans = models.TextField(blank=True, editable=False)
    first_coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("First coder"), related_name="+"
    )
    second_coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("Second coder"), related_name="+"
    )
    first_done_at = models.DateTimeField(_("first coder done"), null=True, editable=False)
    second_done_at = models.DateTimeField(_("second coder done"), null=True, editable=False)
    marking = MarkingField(default=Marking.INTERNAL)
    state = models.GeneratedField(
        expression=models.Case(
            models.When(Q(first_done_at=None) | Q(second_done_at=None), then=Value(CodingState.OPEN.value)),
            models.When(marking=Marking.INTERNAL, then=Value(CodingState.COMPARED.value)),
            default=Value(CodingState.PUBLISHED.value),
        ),
        output_field=models.CharField(max_length=20),
        db_persist=True,
        verbose_name=_("state"),
        choices=CodingState,
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    opened_at = models.DateTimeField(_("Opened"), db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True, editable=False)

    objects = WithdrawableManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        ordering = ["-opened_at", "key"]
        constraints = [
            models.CheckConstraint(condition=~Q(first_coder=F("second_coder")), name="coding_by_two"),
            models.CheckConstraint(
                condition=Q(marking__in=Marking.values)
                & (Q(marking=Marking.INTERNAL) | Q(first_done_at__isnull=False, second_done_at__isnull=False)),
                name="coding_published_after_both",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(marking=Marking.INTERNAL), name="coding_withdrawn_is_internal"
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.first_done_at is None or self.second_done_at is None

    def is_coded_by(self, user: User) -> bool:
        return user.pk in (self.first_coder_id, self.second_coder_id)

    def done_column(self, user: User) -> str:
        """The column that has when this coder was done."""
        return "first_done_at" if user.pk == self.first_coder_id else "second_done_at"

    def is_done_by(self, user: User) -> bool:
        return getattr(self, self.done_column(user)) is not None


class CodingUnit(models.Model):
    """One development of a coding, in its fixed place, with the source whose grade is coded."""

    bounded_by: ClassVar = ("coding__marking", f"coding__{OF_REPORT}", "entry__marking", f"entry__{OF_REPORT}")

    coding = models.ForeignKey(Coding, models.CASCADE, related_name="units", db_index=False)
    place = models.PositiveSmallIntegerField(_("Position"))
    entry = models.ForeignKey(Entry, models.PROTECT, verbose_name=_("Development"), related_name="+")
    source = models.ForeignKey(Evidence, models.PROTECT, verbose_name=_("source"), related_name="+", null=True)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("coded development")
        ordering = ["coding", "place"]
        constraints = [
            models.UniqueConstraint(fields=["coding", "place"], name="coding_unit_once_per_place"),
            models.UniqueConstraint(fields=["coding", "entry"], name="coding_unit_once_per_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.coding_id} {self.place}"


class Code(models.Model):
    """What one coder gave one development; what is left empty could not be coded."""

    unit = models.ForeignKey(CodingUnit, models.CASCADE, related_name="codes", db_index=False)
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    direction = models.CharField(_("Direction"), max_length=20, choices=Pointing, blank=True)
    claim = models.CharField(_("How well established"), max_length=20, choices=Claim, blank=True)
    grade = models.CharField(_("Reliability of the first source"), max_length=1, choices=Grade, blank=True)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("code")
        ordering = ["unit", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "coder"], name="code_once_per_coder")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.coder_id}"


class Settlement(Bilingual):
    """What two coders who differed, or an editor, settled on, and how; without a value it could not be coded."""

    paths_to_report: ClassVar = ["unit__coding__report"]

    unit = models.ForeignKey(CodingUnit, models.CASCADE, related_name="settlements", db_index=False)
    variable = models.CharField(_("What is coded"), max_length=20, choices=CodedVariable)
    value = models.CharField(_("value"), max_length=20, blank=True)
    how = models.TextField(_("How it was settled"))
    how_zh_hans = models.TextField(blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("settled"))

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["unit", "variable"]
        constraints = [models.UniqueConstraint(fields=["unit", "variable"], name="settlement_once_per_variable")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.variable}"

    @property
    def placed_with(self) -> Coding:
        """The row whose report and marking are also those of this one."""
        return self.unit.coding


class SecondCoding(Bilingual, Withdrawable):
    """Directions of a record, as somebody coded them who had not seen them; a library brings it."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.CASCADE, related_name="second_codings")
    key = models.CharField(_("key"), max_length=100, unique=True)
    coded_on = models.DateField(_("coded on"))
    # As what, never by name.
    coder = models.CharField(_("Second coder"), max_length=300)
    coder_zh_hans = models.CharField(max_length=300, blank=True)
    compared_with = models.CharField(_("Compared with"), max_length=300)
    compared_with_zh_hans = models.CharField(max_length=300, blank=True)
    sample = models.TextField(_("what was coded"))
    sample_zh_hans = models.TextField(blank=True)
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)
    # Of each: `entry`, `on`, the direction `recorded` in what it is compared with, and the direction `coded`. They are
    # kept together, since a later version of the record has other directions, and perhaps other entries.
    codes = models.JSONField(_("codes"), default=list)

    objects = WithdrawableManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("second coding")
        verbose_name_plural = _("second codings")
        ordering = ["-coded_on", "key"]

    def __str__(self) -> str:
        return self.key
