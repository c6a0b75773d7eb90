"""The words by which candidates are ranked: how common each is in what came in, and what it weighs for a target."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from measures.models.measures import Measure
from measures.models.records import OF_REPORT, RecordManager
from measures.models.reports import Ambiguity, Report
from measures.models.subjects import Subject


class RankingBasis(models.Model):
    """What the words of a report were last computed from."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.OneToOneField(Report, models.CASCADE, related_name="+", primary_key=True)
    computed_for = models.DateField()
    # How many candidates of each language the common words are counted in.
    candidates = models.JSONField(default=dict)

    objects = RecordManager()

    class Meta:
        ordering = ["report"]

    def __str__(self) -> str:
        return f"{self.report_id} on {self.computed_for}"


class CommonWord(models.Model):
    """A word that several of the latest candidates of one language have."""

    bounded_by: ClassVar = (OF_REPORT,)

    pk = models.CompositePrimaryKey("report", "word", "language")
    report = models.ForeignKey(Report, models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=20)
    word = models.TextField()
    candidates = models.PositiveIntegerField()

    objects = RecordManager()

    class Meta:
        ordering = ["report", "word", "language"]

    def __str__(self) -> str:
        return self.word


class RankingTarget(models.Model):
    """A measure, ambiguity or subject that candidates are compared with."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+", null=True)
    ambiguity = models.ForeignKey(Ambiguity, models.CASCADE, related_name="+", null=True)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+", null=True)

    objects = RecordManager()

    class Meta:
        ordering = ["report", "pk"]

    def __str__(self) -> str:
        return f"{self.measure_id or self.ambiguity_id or self.subject_id}"


class ReportWord(models.Model):
    """A word of a report and its record: what it weighs for each target that has it, and how rare it is."""

    bounded_by: ClassVar = (OF_REPORT,)

    pk = models.CompositePrimaryKey("report", "word")
    report = models.ForeignKey(Report, models.CASCADE, related_name="+", db_index=False)
    word = models.TextField()
    targets = ArrayField(models.BigIntegerField())
    weights = ArrayField(models.FloatField())
    # Of languages in which it is common; in others it is 1.
    rarity = models.JSONField(default=dict)

    objects = RecordManager()

    class Meta:
        ordering = ["report", "word"]

    def __str__(self) -> str:
        return self.word
