"""Taking words away for good: what an entry or another row says, in every copy that this tracker made."""

from collections.abc import Collection
from functools import reduce
from operator import attrgetter, or_
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CharField, F, Field, JSONField, Model, Q, QuerySet, TextField, URLField
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RedactedEntryError, RedactedRowError
from measures.models import (
    Addressing,
    Ambiguity,
    AnnouncedDate,
    ChosenWords,
    CorrectionReason,
    DateFinding,
    Entry,
    EntryKind,
    Evidence,
    Indicator,
    JournalRow,
    Link,
    Marking,
    Measure,
    Milestone,
    Motivation,
    Objection,
    Operator,
    Party,
    Redaction,
    RedactionKind,
    Report,
    Review,
    ReviewState,
    StoredFile,
    Subject,
    Term,
    TextFinding,
    TextSearch,
    TranslationCheck,
    User,
)
from measures.models.evidence import comparable_url
from measures.models.markings import MarkingField, narrowest_marking
from measures.models.records import OF_REPORT, Versioned, paths_to_reports
from measures.models.row_changes import row_number
from measures.operations.clock import clock
from measures.operations.files import forget_file
from measures.operations.forgetting import forget_copies, forget_host, leave_redaction
from measures.operations.journal import append_reviews, measures_touched_by, resting_on
from measures.operations.locks import lock_chain, lock_files, lock_markings_shared, lock_row
from measures.operations.mails import recall_mails
from measures.operations.proposals import forget_proposals_to_correct
from measures.operations.repeats import forget_answers
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction
from measures.wing import from_wings, wings

# The words of a source, and those that it may share with others; what it is, codes and days say, which stay.
SOURCE_WORDS = ("title", "title_zh_hans", "url", "archive_url", "copy_sha256", "note", "note_zh_hans")
SHARED_WORDS = ("author", "publisher", "publisher_zh_hans", "origin", "origin_zh_hans")
FILE_WORDS = ("file_name",)
FILE_COLUMNS = ("file_id", *FILE_WORDS)
CANDIDATE_WORDS = ("title", "text", "publisher", "url", "address")


@in_one_transaction
def redact_entry(entry: Entry, *, by: User, reason: str) -> Redaction:
    """Delete what an entry says and blank its texts; its commitment and seal stay, so its chain still verifies.

    A citation that an assessment of another entry rests on stays, for its seal covers it; it is shown only with that.
    The copies of its sources go, if no other entry cites them, and no more are made. Dissents from it and proposals to
    correct it go with it, and what came in and was logged as it.
    The database reads who redacts and when, and claims a mail to each administrator (`digests/redaction_outbox.py`).
    """
    access.require(by, "redact_entry", entry)
    require_reason(reason)
    recall_mails()
    forget_proposals_to_correct(entry)
    related = [(wing, wing.lock_related(entry)) for wing in wings()]
    entry = lock_row(entry, "report", "chain")
    # Those that were made while this waited for the entry.
    forget_proposals_to_correct(entry)
    sources = lock_sources_of(entry)
    lock_files()
    lock_chain(entry.report, entry.chain.marking)
    if Redaction.objects.filter(entry=entry).exists():
        raise RedactedEntryError
    copies = list(StoredFile.objects.filter(capture__address__evidence__in=sources))
    replaced = Evidence.objects.filter(pk__in=sources).values_list("replaces", flat=True)
    touched = {*measures_touched_by([entry.pk]), *resting_on(list(replaced))}
    dissents = entry.responses.filter(kind=EntryKind.DISSENT, redaction__entry=None)
    texts = [text for each in (*dissents, entry) for text in texts_of_entry(each)]
    with connection.cursor() as cursor:
        for each in (*dissents, entry):
            cursor.execute("SELECT redact_entry(%s, %s, %s)", [each.pk, by.pk, reason])
            forget_answers([each.key])
    redaction = Redaction.objects.get(entry=entry)
    for wing, locked in related:
        texts += wing.forget_related(locked, redaction, by=by, at=clock())
    for file in copies:
        forget_file(file)
    forget_copies(texts, [str(each.pk) for _wing, locked in related for each in locked], reports=[entry.report_id])
    restate(touched)
    return redaction


def texts_of_entry(entry: Entry) -> list[str]:
    """What an entry says, in its own columns and in those of the rows that come with it."""
    rows: list[Model] = [
        entry, *entry.bearings.all(), *entry.assessments.all(), *entry.citations.all(), *entry.dissents.all(),
        *entry.texts.all(), *TextFinding.objects.filter(text__entry=entry), *entry.unread_texts.all(),
        *entry.judgements.all(), *entry.statements.all(),
    ]  # fmt: skip
    values = (getattr(row, name) for row in rows for name in texts_of(type(row)) if name != "author_name")
    return [text for value in values for text in written_texts(value)]


def lock_sources_of(entry: Entry) -> list[int]:
    """The sources that an entry names, locked, so that no copy of them is made meanwhile."""
    named = Q(citations__entry=entry) | Q(citations__grounds__assessment__entry=entry) | Q(readout_texts__entry=entry)
    sources = Evidence.objects.filter(pk__in=Evidence.objects.filter(named).values("pk"))
    return list(sources.order_by("key").select_for_update(no_key=True).values_list("pk", flat=True))


@in_one_transaction
def redact_source(evidence: Evidence, *, by: User, reason: str) -> Redaction:
    """Take away what a source says, its file and copies, the notes of its reviews, and what came in of its address.

    What cites it keeps its key; from now on it counts as retracted. Commitments and seals stay.
    """
    access.require(by, "redact_source", evidence)
    require_reason(reason)
    recall_mails()
    address = comparable_url(evidence.url)
    related = [(wing, wing.lock_related(evidence)) for wing in wings()]
    [locked] = lock_sources(Q(pk=evidence.pk))
    if locked.is_redacted:
        raise RedactedRowError
    files = source_files([locked])
    texts = [getattr(locked, name) for name in (*SOURCE_WORDS, *FILE_WORDS)]
    notes = list(locked.reviews.values_list("note", flat=True))
    cited_in = Report.objects.filter(entries__citations__evidence=locked).values_list("pk", flat=True)
    reports = {*cited_in, *(each.report_id for _wing, rows in related for each in rows)}
    for wing in wings():
        wing.forget_files(files, source=locked, at=clock())
    blank_source(locked, [*SOURCE_WORDS, *SHARED_WORDS])
    columns = [*SOURCE_WORDS, *SHARED_WORDS, *FILE_COLUMNS]
    kind = RedactionKind.SOURCE
    redaction = leave_redaction(kind, locked, locked.key, columns, by=by, reason=reason, address=address)
    locked.addresses.filter(capture=None).delete()
    locked.addresses.update(url="", state="", detail="")
    for wing, rows in related:
        wing.forget_related(rows, redaction, by=by, at=clock())
    forget_host(evidence.url)
    for file in files:
        forget_file(file)
    forget_copies([*texts, *notes], [locked.key], reports=reports)
    append_reviews(
        [Review(evidence=locked, state=ReviewState.RETRACTED, reviewer=by, reviewer_name=str(by), note=reason)]
    )
    restate(set(resting_on([locked.pk])))
    return redaction


@in_one_transaction
def redact_copies(evidence: Evidence, *, by: User, reason: str) -> Redaction:
    """Take away the file of a source, also from other sources that have it, and its copies; no more are made."""
    access.require(by, "redact_source", evidence)
    require_reason(reason)
    recall_mails()
    locked = lock_sources(Q(pk=evidence.pk) | Q(file__isnull=False, file=evidence.file_id))
    if any(each.is_redacted or each.copies_redaction_id for each in locked if each.pk == evidence.pk):
        raise RedactedRowError
    files = source_files(locked)
    for wing in wings():
        wing.forget_files(files, source=None, at=clock())
    for each in locked:
        blank_source(each, [])
        leave_redaction(RedactionKind.COPIES, each, each.key, FILE_COLUMNS, by=by, reason=reason)
    for file in files:
        forget_file(file)
    forget_copies([each.file_name for each in locked], [each.key for each in locked], reports=[])
    return Redaction.objects.filter(kind=RedactionKind.COPIES, row=str(evidence.pk)).latest("pk")


@in_one_transaction
def redact_texts(row: Model, names: Collection[str], *, by: User, reason: str) -> Redaction:
    """Take words of a row of the catalogue away; in their place stands that they were redacted."""
    access.require(by, "redact_text", row)
    require_reason(reason)
    chosen = [name for name in texts_of(type(row)) if name in names]
    if not chosen or len(chosen) < len(set(names)):
        raise ValidationError({"texts": _("Choose texts of this row.")})
    recall_mails()
    lock_markings_shared()
    locked = row if isinstance(row, JournalRow) else lock_row(row)
    texts = [text for name in chosen for text in written_texts(getattr(locked, name))]
    if not texts:
        raise ValidationError({"texts": _("Choose texts of this row.")})
    report, marking = place_of(locked)
    if not isinstance(locked, JournalRow):
        changes: dict[str, object] = {name: redacted_value(locked, name) for name in chosen if getattr(locked, name)}
        if isinstance(locked, Versioned):
            changes["version"] = F("version") + 1
        type(row)._default_manager.filter(pk=row.pk).update(**changes)
    redaction = leave_redaction(
        RedactionKind.TEXT, locked, key_of(locked), chosen, by=by, reason=reason, report=report, marking=marking
    )
    forget_copies(texts, [key_of(locked)], reports=Report.objects.values("pk") if report is None else [report.pk])
    for wing in wings():
        wing.forget_words(texts)
    forget_in_derived_rows(locked, chosen, by=by, reason=reason)
    return redaction


def forget_in_derived_rows(row: Model, columns: Collection[str], *, by: User, reason: str) -> None:
    """Take texts out of rows that have them from a row of the catalogue, and out of the log of the admin."""
    TranslationCheck.objects.filter(table=row._meta.db_table, row=row_number(row)).delete()
    of_kind = ContentType.objects.get_for_model(row, for_concrete_model=True)
    LogEntry.objects.filter(content_type=of_kind, object_id=str(row.pk)).update(object_repr="", change_message="")
    for wing in wings():
        wing.forget_texts_of(row, columns, by=by, reason=reason)


def lock_sources(condition: Q) -> list[Evidence]:
    """Some sources as they are now, locked until the end of the transaction, and files after them."""
    lock_markings_shared()
    locked = list(Evidence.objects.filter(condition).order_by("key").select_for_update(no_key=True))
    lock_files()
    return locked


def source_files(sources: Collection[Evidence]) -> list[StoredFile]:
    """The files of some sources, and those of their copies."""
    its_own = Q(pk__in=[each.file_id for each in sources])
    return list(StoredFile.objects.filter(its_own | Q(capture__address__evidence__in=sources)))


def blank_source(evidence: Evidence, words: Collection[str]) -> None:
    """Take its file and some of its words from a locked source, of which the caller keeps the row as it was."""
    blank = dict.fromkeys([*words, *FILE_WORDS], "")
    Evidence.objects.filter(pk=evidence.pk).update(**blank, file=None, version=F("version") + 1)


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Enter why it is redacted.")})


CATALOGUE: tuple[type[Model], ...] = (
    Report, Party, Measure, Milestone, Indicator, Addressing, Link, Ambiguity, Term, Motivation, Subject, AnnouncedDate,
    DateFinding, TextSearch, Objection, Operator, CorrectionReason, ChosenWords,
)  # fmt: skip
# What identifies a row or names a language or a version; names of persons have a redaction of their own.
NOT_TEXTS = {
    "key", "code", "slug", "language", "library_version", "etag", "last_modified", "last_text", "searched_by_name",
    "value", "added_by_name", "recorded_by_name", "withdrawn_by_name", "codes",
    "statement_key",
}  # fmt: skip
REDACTED, REDACTED_IN_CHINESE = "[redacted]", "［内容已移除］"
CHINESE = "_zh_hans"
# The way to the report of rows that are read with another.
BY_OTHERS: dict[type[Model], list[str]] = {Objection: ["report"]}


def catalogue() -> dict[str, type[Model]]:
    """The tables of the core and of the wings whose texts can be redacted one by one, by their names."""
    models = (*CATALOGUE, *from_wings(lambda wing: wing.redacted_by_text))
    return {str(model._meta.model_name): model for model in models}


def texts_of(model: type[Model]) -> "dict[str, Field[Any, Any]]":
    """The columns of a table of the catalogue that hold words."""
    kinds = (CharField, TextField, JSONField, ArrayField)
    # What a line of a record calls wrong is named by its key.
    not_texts = NOT_TEXTS | {"name"} if model is CorrectionReason else NOT_TEXTS
    return {
        field.name: field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds)
        and not (field.choices or field.primary_key or isinstance(field, MarkingField) or field.name in not_texts)
    }


def redacted_value(row: Model, name: str) -> object:
    """What stands in a column of a row once its words are gone."""
    field = texts_of(type(row))[name]
    if isinstance(field, JSONField | ArrayField):
        return field.get_default()
    if isinstance(field, URLField):
        return ""
    mark = REDACTED_IN_CHINESE if name.endswith(CHINESE) else REDACTED
    is_unique = any(name in getattr(each, "fields", ()) for each in row._meta.constraints)
    return f"{mark} {row.pk}" if is_unique else mark


def written_texts(value: object) -> list[str]:
    """The texts in a value of a column: its own, or those in its JSON or list."""
    match value:
        case str():
            return [value] if value else []
        case dict():
            return [text for each in value.values() for text in written_texts(each)]
        case list():
            return [text for each in value for text in written_texts(each)]
    return []


def rows_of_report(model: type[Model], report: Report) -> QuerySet[Model]:
    """The rows of a table of the catalogue that are of a report, or of none as parties are."""
    rows = model._default_manager.all()
    if model is Report:
        return rows.filter(pk=report.pk)
    if model is CorrectionReason:
        return rows.filter(report=report, entry=None)
    paths = paths_to_reports(model) or BY_OTHERS.get(model) or getattr(model, "paths_to_report", [])
    return rows.filter(reduce(or_, (Q(**{path: report}) for path in paths))) if paths else rows


def key_of(row: Any) -> str:
    """By what a row is named to readers: its key, or its number."""
    return str(getattr(row, "key", "") or getattr(row, "slug", "") or row.pk)


def place_of(row: Any) -> tuple[Report | None, str]:
    """The report of a row, and the narrowest marking that bounds who reads it there."""
    row = getattr(row, "placed_with", row)
    report: Report | None = row if isinstance(row, Report) else getattr(row, "report", None)
    markings = [row.entry.marking] if isinstance(row, CorrectionReason | Objection) and row.entry else []
    for bound in getattr(row, "bounded_by", ()):
        *path, name = bound.split("__")
        at = attrgetter(".".join(path))(row) if path else row
        if bound.endswith(OF_REPORT):
            report = at
        else:
            markings.append(getattr(at, name))
    return report, narrowest_marking(*markings) if markings else Marking.PUBLIC if report else Marking.INTERNAL
