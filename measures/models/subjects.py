"""The matters that the parties' texts are read for."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.measures import Measure
from measures.models.records import OF_REPORT, Withdrawable, WithdrawableManager
from measures.models.reports import Ambiguity, Report
from measures.models.texts import Bilingual


class Subject(Bilingual, Withdrawable):
    """A matter that texts are read for: it touches measures and ambiguities of its report, and is none of them.

    A passage counts once, under the closest subject; a subject is shown with those below it.
    """

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.PROTECT, related_name="subjects", db_index=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("subject above it"), related_name="children", null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=100, unique=True)
    code = models.CharField(_("code"), max_length=30)
    position = models.PositiveIntegerField(_("place in the list"))
    title = models.CharField(_("title"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    looked_for = models.JSONField(
        _("Words looked for"), default=dict, blank=True, help_text=_("Enter a list of words for each language.")
    )
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)
    measures = models.ManyToManyField(Measure, verbose_name=_("related measures"), related_name="subjects", blank=True)
    ambiguities = models.ManyToManyField(
        Ambiguity, verbose_name=_("related ambiguities"), related_name="subjects", blank=True
    )

    objects = WithdrawableManager()

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["report", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="subject_code_once_per_report")]


def subjects_below(subject: int, subjects: Iterable[Subject]) -> set[int]:
    """The primary keys of those of these subjects that stand below one, at whatever depth."""
    children, found = list(subjects), {subject}
    while more := {each.pk for each in children if each.parent_id in found} - found:
        found |= more
    return found - {subject}
