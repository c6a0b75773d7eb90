"""Takes words out of what imports have of their files."""

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from measures.errors import ImportUnderWayError
from measures.models import Evidence, RedactionKind, Report, StoredFile, User
from measures.operations.forgetting import leave_redaction
from measures.operations.redactions import REDACTED
from measures.operations.repeats import as_json
from measures.wings.imports.models import UNDER_WAY, Import, ImportRow, ImportState


def forget_in_imports(texts: Collection[str]) -> None:
    """Delete texts from what imports keep of their rows; the files themselves are redacted as sources."""
    for model, columns in {Import: ("found", "notes", "mapping"), ImportRow: ("fields", "before", "problems")}.items():
        for column in columns:
            holding = reduce(or_, (Q(as_text__contains=as_json(text)) for text in texts))
            for row in model._default_manager.annotate(as_text=Cast(column, TextField())).filter(holding):
                rest = without_texts(texts, getattr(row, column))
                if rest != getattr(row, column):
                    setattr(row, column, rest)
                    row.save(update_fields=[column])


def without_texts(texts: Collection[str], value: object) -> object:
    """A value of JSON without these texts, and without what quotes them."""
    match value:
        case str():
            return "" if value in texts or any(f"“{text}”" in value for text in texts) else value
        case list():
            return [without_texts(texts, each) for each in value]
        case dict():
            return {without_texts(texts, name): without_texts(texts, each) for name, each in value.items()}
    return value


def blank_imports(imports: Collection[Import], *, at: datetime) -> None:
    """Delete what imports keep of a file that is deleted; what they wrote into measures stays."""
    if any(job.state in UNDER_WAY for job in imports):
        raise ImportUnderWayError
    ImportRow.objects.filter(of__in=imports).update(code="", fields={}, before={}, problems=[])
    rows = Import.objects.filter(pk__in=[job.pk for job in imports])
    rows.filter(state=ImportState.LOOKED_AT).update(state=ImportState.CANCELLED, ended_at=at)
    rows.update(file=None, file_name="", mapping={}, found={}, decisions={}, notes=[], problem="")


def forget_publisher(report: Report, *, by: User, reason: str) -> None:
    """Take the title of a report out of the sources of tables that were imported into it: it published them."""
    for source in Evidence.objects.filter(imports__report=report, publisher=report.title[:300]):
        Evidence.objects.filter(pk=source.pk).update(publisher=REDACTED)
        leave_redaction(RedactionKind.TEXT, source, source.key, ["publisher"], by=by, reason=reason)


def imports_of_files(files: Collection[StoredFile], source: Evidence | None) -> QuerySet[Import]:
    """The imports whose files go: all that have them, or those of one source."""
    if source is None:
        return Import.objects.filter(file__in=files)
    # One that was undone in its first hour has its file, and no source any more.
    without_source = Q(evidence=None, file__isnull=False, file=source.file_id)
    return Import.objects.filter(Q(evidence=source) | without_source)
