"""Tables of others that become measures: the file, how it is read, and what became of each of its rows."""

from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from measures.errors import ImportReportGoneError, RedactedRowError
from measures.models.evidence import Evidence
from measures.models.files import StoredFile
from measures.models.keys import LONGEST_CODE
from measures.models.markings import MarkingField
from measures.models.measures import Measure
from measures.models.records import RecordManager, RecordQuerySet
from measures.models.reports import Report

EXTRA = "extra."
# The columns of a measure that a row may give.
COLUMNS = (
    "code", "title", "title_zh_hans", "description", "description_zh_hans", "kind", "due_on", "review_every_days",
)  # fmt: skip
# What a row says of a field that both the file and somebody here have changed.
CONFLICT = "conflict"


class ImportState(models.TextChoices):
    LOOKING = "looking", _("Being previewed")
    LOOKED_AT = "looked_at", _("Previewed, nothing written")
    WAITING = "waiting", _("Waiting to be written")
    RUNNING = "running", _("Being written")
    APPLIED = "applied", _("Written")
    CANCELLED = "cancelled", _("Cancelled, nothing written")
    FAILED = "failed", _("Failed, nothing written")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


# States in which a worker has something to do, or does it.
UNDER_WAY = (ImportState.LOOKING, ImportState.WAITING, ImportState.RUNNING, ImportState.UNDOING)


class Outcome(models.TextChoices):
    """What an import does with a row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    CONFLICT = "conflict", _("In conflict")
    REJECTED = "rejected", _("Rejected")
    SKIPPED = "skipped", _("Skipped")


class Decision(models.TextChoices):
    """What to do with a field, or a whole row, that is in conflict."""

    KEEP = "keep", _("Keep what is here")
    TAKE = "take", _("Use what the file says")
    SKIP = "skip", _("Skip the row")


class Import(models.Model):
    """A table that was looked at, and perhaps written, for one report."""

    key = models.CharField(_("key"), max_length=40, unique=True)
    # None once it was undone and its report, which nothing else needed, was deleted.
    report = models.ForeignKey(Report, models.PROTECT, related_name="imports", null=True, blank=True)
    # None once its file was redacted, with all that it had of it.
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="imports", null=True)
    file_name = models.CharField(_("File name"), max_length=255)
    # Read options, columns, values, defaults: see `mapping.Mapping`.
    mapping = models.JSONField(default=dict)
    # The columns of the table and some of what they say: see `survey.Survey`.
    found = models.JSONField(default=dict)
    # By row number: a decision, or one for each field; “*” holds the default for all others.
    decisions = models.JSONField(default=dict)
    marking = MarkingField()
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.LOOKED_AT)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="imports", null=True, blank=True)
    # Why the last request was not carried out.
    problem = models.TextField(_("problem"), blank=True)
    # Rows gone through and rows in all: written beside the transaction that writes the rows, so that it is seen.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    is_to_stop = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    # Any later change to its measures was made by others.
    written_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("import")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def may_be_mapped(self) -> bool:
        """Whether it has a report and its file, and is neither written nor under way."""
        has_both = self.report_id is not None and self.file_id is not None
        return has_both and self.state not in (*UNDER_WAY, ImportState.APPLIED)

    @property
    def kept_file(self) -> StoredFile:
        """Its file, while there is one."""
        if self.file is None:
            raise RedactedRowError
        return self.file

    @property
    def filled_report(self) -> Report:
        """The report that its rows go into, while there is one."""
        if self.report is None:
            raise ImportReportGoneError
        return self.report


def bringing(name: str) -> models.Q:
    """Rows that fill a field that was empty."""
    new = models.Q(outcome=Outcome.NEW, fields__has_key=name)
    return new | models.Q(outcome=Outcome.CHANGED, before__has_key=name)


class ImportRowQuerySet(RecordQuerySet["ImportRow"]):
    def applied(self) -> Self:
        """Rows that an import wrote and that were not undone since."""
        return self.filter(of__state=ImportState.APPLIED, measure__isnull=False).exclude(
            outcome__in=(Outcome.REJECTED, Outcome.SKIPPED, Outcome.CONFLICT)
        )

    def giving_status(self) -> Self:
        """Rows that give a status, whether or not it differs from the present one."""
        return self.filter(fields__has_key="status")

    def with_status(self) -> Self:
        """Rows that bring a new status, which is logged."""
        return self.filter(bringing("status"))

    def without_status(self) -> Self:
        return self.exclude(bringing("status"))

    def with_owner(self) -> Self:
        """Rows that bring an owner for their measures."""
        return self.filter(bringing("owner"))


def flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields with each further one under a name of its own, `extra.NAME`."""
    extra = {f"{EXTRA}{name}": text for name, text in (fields.get("extra") or {}).items()}
    return {name: value for name, value in fields.items() if name != "extra"} | extra


def measure_fields(measure: Measure) -> dict[str, object]:
    """What a measure is now, in the shape of what a row says."""
    fields = {name: getattr(measure, name) for name in COLUMNS}
    return fields | {
        "due_on": str(measure.due_on or ""),
        "parties": sorted(party.code for party in measure.parties.all()),
        "extra": measure.extra,
    }


class ImportRow(models.Model):
    """One row of a table: its values, the present ones, its outcome and why."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    row_number = models.PositiveIntegerField(_("row number"))
    # Empty if the row has none.
    code = models.CharField(_("code"), max_length=LONGEST_CODE, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=20, choices=Outcome)
    # The row's values by field, and the previous ones where they differ.
    fields = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    # Each with the field and the reason.
    problems = models.JSONField(default=list)
    measure = models.ForeignKey(Measure, models.SET_NULL, related_name="import_rows", null=True, blank=True)

    objects = RecordManager.from_queryset(ImportRowQuerySet)()

    class Meta:
        app_label = "measures"
        ordering = ["of", "row_number"]
        constraints = [models.UniqueConstraint(fields=["of", "row_number"], name="import_row_once")]
        indexes = [models.Index(fields=["of", "outcome", "row_number"], name="import_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.row_number}"

    @property
    def compared(self) -> list[tuple[str, object, object]]:
        """Each field that differs, with the present and the new value; a further field is `extra.NAME`."""
        fields = flat(self.fields)
        return [(name, here, fields.get(name, "")) for name, here in self.before.items()]

    @property
    def in_conflict(self) -> list[str]:
        """The fields that both the file and somebody here have changed."""
        return [each["field"] for each in self.problems] if self.outcome == Outcome.CONFLICT else []


class ImportProfile(models.Model):
    """A named mapping, for the next table of the same shape."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    mapping = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = RecordManager()

    class Meta:
        app_label = "measures"
        verbose_name = _("import profile")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
