"""The report: what it is, the ambiguities it finds, its terms and its reasons."""

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from measures.models.markings import Audience, Marking, MarkingField
from measures.models.partial_dates import EARLIEST_DAY, PartialDateField
from measures.models.people import Party
from measures.models.records import (
    OF_REPORT,
    Loaded,
    RecordManager,
    RecordQuerySet,
    Withdrawable,
    WithdrawableManager,
    WithdrawableQuerySet,
    count_of,
    json_rows,
    not_withdrawn,
    related_rows,
)
from measures.models.search import SearchField
from measures.models.texts import Bilingual, Words, choose_words


class Basis(models.TextChoices):
    """Whether the report says it or we do."""

    REPORT = "report", _("The report")
    OURS = "ours", _("Our reading")


class LinkBasis(models.TextChoices):
    """Who links two measures: the report, the parties by an agreement, or only we."""

    REPORT = "report", _("The report")
    AGREEMENT = "agreement", _("An agreement")
    OURS = "ours", _("Our reading")


class PerceivedBasis(models.TextChoices):
    """Whether the report names who finds something unclear, or we infer it."""

    REPORT = "report", _("Named by the report")
    INFERRED = "inferred", _("Inferred by us")


class Sourced(models.Model):
    """A row that follows a place in the report: the heading, the paragraph below it, and a note."""

    source_heading = models.CharField(_("Heading in the report"), max_length=300, blank=True)
    source_heading_zh_hans = models.CharField(max_length=300, blank=True)
    source_paragraph = models.PositiveSmallIntegerField(_("Paragraph"), null=True, blank=True)
    source_note = models.CharField(_("note on the place"), max_length=300, blank=True)
    source_note_zh_hans = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class ReportQuerySet(RecordQuerySet["Report"]):
    """Reports that are …"""

    def current(self) -> Self:
        """Not archived: what menus and forms offer."""
        return self.filter(archived_at=None)

    def empty(self) -> Self:
        """With nothing in them that stands: what was withdrawn, and what tables brought and left, does not count."""
        withdrawable = ("measures", "ambiguities", "glossary", "motivations", "subjects", "searches", "dates")
        standing = reduce(or_, (has_standing(self.model, relation) for relation in withdrawable))
        logged = related_rows(self.model, "entries").filter(report=models.OuterRef("pk"), is_imported=False)
        hanging = dict.fromkeys(("feeds__isnull", "candidates__isnull", "proposals__isnull"), True)
        return self.filter(~standing, ~models.Exists(logged), **hanging)

    def without_content(self) -> Self:
        """Brought by no library, and without anything that people or tables have added."""
        hanging = (
            "measures", "ambiguities", "chains", "entries", "glossary", "motivations", "subjects", "searches", "dates",
            "feeds", "candidates", "proposals",
        )  # fmt: skip
        return self.filter(library_version="", **{f"{relation}__isnull": True for relation in hanging})


def has_standing(model: type[models.Model], relation: str) -> Q:
    """Whether a row of this relation is not withdrawn, within a query of reports."""
    rows = related_rows(model, relation).filter(report=models.OuterRef("pk"), withdrawn_at=None)
    return Q(models.Exists(rows))


# After how many days without a search a report's record is old, unless it says otherwise.
USUAL_INTERVAL, LONGEST_INTERVAL = 21, 3650
# The first year of a report's entries, unless it sets an earlier one; and the earliest that it may set.
USUAL_FIRST_YEAR, EARLIEST_FIRST_YEAR = 1900, EARLIEST_DAY.year

# What the levels of a report are called unless it says otherwise.
USUAL_LEVELS = {
    "0": {"en": "No movement seen", "zh-hans": "未见动静"},
    "1": {"en": "Statement or one-off step", "zh-hans": "表态或一次性的一步"},
    "2": {"en": "Partial step that the other side can observe", "zh-hans": "对方可观察到的部分步骤"},
    "3": {"en": "Largely in place", "zh-hans": "大体落实"},
}
# What a report that is begun here says of this tracker unless somebody writes something else.
USUAL_DISCLAIMER = {
    "disclaimer": "Whether what the report recommends is carried out is judged by those who keep this record, not by "
    "the report’s author or by any government.",
    "disclaimer_zh_hans": "报告的建议是否得到落实，由本记录的编写者判断，不代表报告作者或任何政府的意见。",
}


class Report(Bilingual, Loaded):
    """A policy report whose recommended measures are tracked; its marking bounds who reads what is in it."""

    bounded_by: ClassVar = ("marking",)
    paths_to_reports: ClassVar = ("pk",)

    slug = models.SlugField(_("Short name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    topic = models.CharField(_("Topic"), max_length=200, blank=True, help_text=_("What it is about, in few words."))
    topic_zh_hans = models.CharField(max_length=200, blank=True)
    aim = models.CharField(
        _("Aim"),
        max_length=200,
        blank=True,
        help_text=_("What its measures are for, as it stands after “14 recommendations on”."),
    )
    aim_zh_hans = models.CharField(max_length=200, blank=True)
    author = models.CharField(_("Author"), max_length=200, blank=True)
    author_zh_hans = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(_("Publisher"), max_length=200, blank=True)
    publisher_zh_hans = models.CharField(max_length=200, blank=True)
    published = PartialDateField(_("Published"), null=True, blank=True)
    url = models.URLField(_("Address"), max_length=500, blank=True)
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)
    disclaimer = models.TextField(_("Disclaimer"))
    disclaimer_zh_hans = models.TextField(blank=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)
    levels = models.JSONField(
        _("wording of its levels"), default=dict, help_text=_("0 to 3, each with en and zh-hans.")
    )
    codebook = models.TextField(_("codebook"), blank=True, help_text=_("How levels are given; Markdown."))
    codebook_zh_hans = models.TextField(blank=True)
    first_year = models.PositiveSmallIntegerField(
        _("first year of its entries"),
        default=USUAL_FIRST_YEAR,
        validators=[MinValueValidator(EARLIEST_FIRST_YEAR), MaxValueValidator(USUAL_FIRST_YEAR)],
        help_text=_("No entry may be from before that year."),
    )
    search_every_days = models.PositiveSmallIntegerField(
        _("days until its record is old"),
        default=USUAL_INTERVAL,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_INTERVAL)],
        help_text=_("If the last search is older, every page says so."),
    )
    needs_agreement = models.BooleanField(
        _("a second member agrees to our assessments"),
        default=False,
        help_text=_("What is logged with our assessment waits until another member of the team agrees."),
    )
    library_version = models.CharField(_("version of its library"), max_length=40, blank=True)
    record_as_of = models.DateField(_("record as of"), null=True, blank=True)
    record_note = models.TextField(_("note on the record"), blank=True)
    record_note_zh_hans = models.TextField(blank=True)
    subjects_note = models.TextField(_("note on its subjects"), blank=True)
    subjects_note_zh_hans = models.TextField(blank=True)
    readouts_note = models.TextField(_("note on texts side by side"), blank=True)
    readouts_note_zh_hans = models.TextField(blank=True)
    dates_note = models.TextField(_("note on dates ahead"), blank=True)
    dates_note_zh_hans = models.TextField(blank=True)
    statements_note = models.TextField(
        _("note on statements"), blank=True, help_text=_("How they were checked, and what is in doubt; Markdown.")
    )
    statements_note_zh_hans = models.TextField(blank=True)
    marking = MarkingField(verbose_name=_("Who may read it"), max_length=20, choices=Marking)
    is_front_page = models.BooleanField(_("on the front page"), default=False, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager.from_queryset(ReportQuerySet)()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["is_fictional", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_year__range=(EARLIEST_FIRST_YEAR, USUAL_FIRST_YEAR)), name="report_first_year"
            ),
            models.CheckConstraint(condition=models.Q(marking__in=Marking.values), name="report_marking"),
            models.UniqueConstraint(
                fields=["is_front_page"], condition=models.Q(is_front_page=True), name="report_one_front_page"
            ),
            models.CheckConstraint(
                condition=models.Q(archived_at=None) | models.Q(marking=Marking.INTERNAL, is_front_page=False),
                name="report_archived_is_internal",
            ),
            models.CheckConstraint(
                condition=models.Q(search_every_days__range=(1, LONGEST_INTERVAL)), name="report_search_interval"
            ),
        ]

    @property
    def key(self) -> str:
        """What it is called in addresses; other rows have a key."""
        return self.slug

    def level_wording(self, level: int) -> Words:
        """What a level is called in this report."""
        wording = self.levels[str(level)]
        return choose_words(wording["en"], wording.get("zh-hans", ""))


def attribute_names(rows: models.QuerySet[Any, Any]) -> list[str]:
    return [field.attname for field in rows.model._meta.concrete_fields]


class AmbiguityQuerySet(WithdrawableQuerySet["Ambiguity"]):
    """Ambiguities that are …"""

    def standing(self, *, known_at: datetime | Combinable | None = None) -> Self:
        """Not withdrawn, nor in a set that is, now or by a moment."""
        return super().standing(known_at=known_at).filter(Q(parent=None) | not_withdrawn(known_at, "parent__"))

    def with_bearer_codes(self) -> Self:
        """Each with the codes of its bearers, in order."""
        borne = self.model.bearers.through.objects.filter(ambiguity=models.OuterRef("pk")).order_by("party")
        return self.annotate(bearer_codes=ArraySubquery(borne.values("party")))

    def with_addressings(self) -> Self:
        """Each with how measures address it: `addressing_rows`."""
        rows = related_rows(self.model, "addressings").filter(ambiguity=models.OuterRef("pk")).order_by()
        return self.annotate(addressing_rows=json_rows(rows, *attribute_names(rows)))

    def with_first_addressings(self, measures: models.QuerySet[Any, Any], limit: int) -> Self:
        """The same for the first of these measures, and how many address it: `addressed_by`."""
        rows = related_rows(self.model, "addressings").filter(ambiguity=models.OuterRef("pk"), measure__in=measures)
        first = rows.order_by("strength", "measure__position", "pk")[:limit]
        return self.annotate(addressing_rows=json_rows(first, *attribute_names(rows)), addressed_by=count_of(rows))


class Ambiguity(Bilingual, Sourced, Withdrawable):
    """Something unclear about one side's capability, purpose or policy; a set holds elements."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.PROTECT, related_name="ambiguities", db_index=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("set"), related_name="elements", null=True, blank=True
    )
    key = models.CharField(_("key"), max_length=100, unique=True)
    code = models.CharField(_("code"), max_length=30)
    position = models.PositiveIntegerField(_("place in the report"))
    title = models.CharField(_("title"), max_length=300)
    title_zh_hans = models.CharField(max_length=300, blank=True)
    description = models.TextField(_("Description"), blank=True)
    description_zh_hans = models.TextField(blank=True)
    bearers = models.ManyToManyField(Party, verbose_name=_("Lies with"), related_name="ambiguities_borne")
    bearer_note = models.CharField(_("note on where it lies"), max_length=300, blank=True)
    bearer_note_zh_hans = models.CharField(max_length=300, blank=True)
    perceived_by = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("Unclear to"), related_name="+", null=True, blank=True
    )
    perceived_by_basis = models.CharField(_("basis"), max_length=20, choices=PerceivedBasis, blank=True)
    is_worry = models.BooleanField(
        _("what worries that side"),
        default=False,
        help_text=_("What is unclear is what worries this side: its words are about that."),
    )
    announced_count = models.PositiveSmallIntegerField(
        _("Number of elements announced in the report"), null=True, blank=True
    )
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)
    search = SearchField("title", "title_zh_hans", "description", "description_zh_hans", "code", "key")

    objects = WithdrawableManager.from_queryset(AmbiguityQuerySet)()

    class Meta:
        verbose_name = _("ambiguity")
        verbose_name_plural = _("ambiguities")
        ordering = ["report", "position", "pk"]
        indexes = [GinIndex(fields=["search"], name="ambiguity_search", fastupdate=False)]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="ambiguity_code_once_per_report"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.words('title')}"

    @cached_property
    def bearer_codes(self) -> list[str]:
        """The codes of the parties whose it is; many ambiguities bring them along by `with_bearer_codes`."""
        return [party.code for party in self.bearers.all()]

    @property
    def is_set(self) -> bool:
        return self.parent_id is None


class Term(Bilingual, Withdrawable):
    """A word of the glossary, as the report or this tracker uses it."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.CASCADE, related_name="glossary", db_index=False)
    key = models.CharField(_("key"), max_length=200, unique=True)
    position = models.PositiveIntegerField(_("place in the list"))
    term = models.CharField(_("term"), max_length=200)
    term_zh_hans = models.CharField(max_length=200, blank=True)
    definition = models.TextField(_("definition"))
    definition_zh_hans = models.TextField(blank=True)
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)
    in_report = models.BooleanField(_("used in the report"), default=True)

    objects = WithdrawableManager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["report", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "term"], name="term_once_per_report")]


class Motivation(Bilingual, Sourced, Withdrawable):
    """A reason that the report gives, and what follows from it for the tracker."""

    bounded_by: ClassVar = (OF_REPORT,)

    report = models.ForeignKey(Report, models.CASCADE, related_name="motivations", db_index=False)
    key = models.CharField(_("key"), max_length=100, unique=True)
    position = models.PositiveIntegerField(_("place in the list"))
    code = models.CharField(_("code"), max_length=30)
    statement = models.TextField(_("statement"))
    statement_zh_hans = models.TextField(blank=True)
    implication = models.TextField(_("what it means for the tracker"), blank=True)
    implication_zh_hans = models.TextField(blank=True)

    objects = WithdrawableManager()

    class Meta:
        verbose_name = _("motivation")
        verbose_name_plural = _("motivations")
        ordering = ["report", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="motivation_code_once_per_report")]

    def __str__(self) -> str:
        return self.code


class TeamQuerySet[M: models.Model](RecordQuerySet[M]):
    """Rows that only the team reads, each within what bounds its report."""

    def visible_to(self, audience: Audience) -> Self:
        seen = super().visible_to(audience)
        if audience.may_read(Marking.INTERNAL):
            return seen
        reports = audience.reports_read_as(Marking.INTERNAL)
        return seen.filter(report__in=reports) if reports else self.none()
