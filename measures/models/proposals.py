"""Assessments of ours that a second member of the team has to agree to: what waits, and who agreed."""

from collections.abc import Iterable
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.chains import NamedOnce
from measures.models.journal import Entry
from measures.models.records import OF_REPORT, JournalRow, RecordManager, Versioned
from measures.models.reports import Report, TeamQuerySet

AGREEMENT_FORMAT = 11


class SecondAgreement(NamedOnce, JournalRow):
    """Who agreed to an entry that its author had proposed; it goes with what the entry says."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="agreement")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    agreed_by_name = models.CharField(_("Agreed by"), max_length=200)

    objects = RecordManager()

    class Meta:
        verbose_name = _("agreement of a second member")
        ordering = ["entry"]

    def __str__(self) -> str:
        return self.agreed_by_name

    @property
    def writer_name(self) -> str:
        return self.agreed_by_name


class ProposalQuerySet(TeamQuerySet["Proposal"]):
    """Proposals that are …"""

    def waiting(self) -> Self:
        """Not sent back to whoever proposed them."""
        return self.filter(sent_back_by=None)

    def assessing(self, keys: Iterable[str]) -> Self:
        """On one of the measures and ambiguities with these keys."""
        containing = (Q(body__assessments__contains=[{"on": key}]) for key in keys)
        return self.filter(Q.create(list(containing), connector=Q.OR))


class Proposal(Versioned):
    """An entry with an assessment of ours that is logged once a second member agrees; until then the team reads it.

    `body` is the act as a program sends it. What is agreed to or withdrawn is deleted.
    """

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.PROTECT, related_name="proposals")
    key = models.CharField(_("key"), max_length=100, unique=True, editable=False)
    corrects = models.ForeignKey(Entry, models.PROTECT, related_name="proposals", null=True, editable=False)
    body = models.JSONField(_("what is to be logged"), editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(_("proposed"), db_default=Now(), editable=False)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )
    words = models.TextField(_("why it was sent back"), blank=True)

    objects = RecordManager.from_queryset(ProposalQuerySet)()

    class Meta:
        verbose_name = _("proposal")
        ordering = ["proposed_at", "key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_back_by=None, words="") | (Q(sent_back_by__isnull=False) & ~Q(words="")),
                name="proposal_sent_back_with_words",
            ),
            models.CheckConstraint(condition=~Q(sent_back_by=F("proposed_by")), name="proposal_sent_back_by_another"),
        ]

    def __str__(self) -> str:
        """The heading that the entry will have."""
        given = {name: self.body[name] for name in ("title", "title_zh_hans", "language", "kind") if name in self.body}
        return Entry(**given).heading

    @property
    def is_sent_back(self) -> bool:
        return self.sent_back_by_id is not None
