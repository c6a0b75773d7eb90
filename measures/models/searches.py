"""What was searched for a report: which texts of each side, in which language, from when to which day."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.models.partial_dates import LastDay, PartialDateField
from measures.models.people import Party
from measures.models.records import OF_REPORT, RecordManager, RecordQuerySet, Versioned, json_rows, on_record
from measures.models.reports import Report
from measures.models.texts import Bilingual


class TextSearchQuerySet(RecordQuerySet["TextSearch"]):
    """Searched texts that are …"""

    def standing(
        self, *, as_of: date | Combinable | None = None, known_at: datetime | Combinable | None = None
    ) -> Self:
        """On record: as of a day those searched by then, as known at a moment those recorded by then."""
        return self.filter(on_record("searched_on", as_of=as_of, known_at=known_at))

    def with_earlier(self) -> Self:
        """Each with who corrected its words, and with the `earlier` rows of its key, in their order."""
        same = self.model._default_manager.filter(report=OuterRef("report"), key=OuterRef("key"), pk__lt=OuterRef("pk"))
        earlier = json_rows(same.order_by("pk"), "texts", "texts_zh_hans", "recorded_at", "withdrawn_at")
        return self.select_related("corrected_by").annotate(earlier=earlier)


class TextSearch(Bilingual, Versioned):
    """Texts of one side that were searched.

    A row is not written over: what a library says otherwise later, or somebody who corrects its words, is another row,
    and the one before is withdrawn.
    """

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.PROTECT, related_name="searches")
    key = models.CharField(_("key"), max_length=100)
    party = models.ForeignKey(Party, models.PROTECT, verbose_name=_("Whose texts"), related_name="+")
    texts = models.CharField(_("Which texts"), max_length=300)
    texts_zh_hans = models.CharField(max_length=300, blank=True)
    language = models.CharField(_("Language"), max_length=20)
    since = PartialDateField(_("from when"))
    until = PartialDateField(_("to when"))
    until_by = models.GeneratedField(
        expression=LastDay("until"), output_field=models.DateField(), db_persist=True, editable=False
    )
    # If not, only single texts or days of that time were searched, and nothing follows for the others.
    throughout = models.BooleanField(_("all of that time"), default=True)
    searched_on = models.DateField(_("searched on"))
    searched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    searched_by_name = models.CharField(_("searched by"), max_length=200)
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("in place of"), related_name="replacement", null=True, blank=True
    )
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("corrected by"),
        related_name="+",
        null=True,
        blank=True,
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RecordManager.from_queryset(TextSearchQuerySet)()

    class Meta:
        verbose_name = _("searched texts")
        verbose_name_plural = _("searched texts")
        ordering = ["report", "party", "since", "key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(withdrawn_at=None), name="text_search_stands_once_by_key"
            ),
        ]

    def __str__(self) -> str:
        return self.key
