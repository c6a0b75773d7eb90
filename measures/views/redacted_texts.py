"""Texts of the catalogue that were redacted, and the pages on which an administrator redacts one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.row_history import column_label
from measures.forms.keeping import RedactTextForm
from measures.models import Party, Redaction, Report, User
from measures.operations.catalogue_texts import (
    CATALOGUE_BY_NAME,
    key_of,
    place_of,
    redacted_value,
    rows_of_report,
    texts_of,
    written_texts,
)
from measures.operations.redactions import redact_texts
from measures.views.acts import reauthenticated_only, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.pages import paged
from measures.views.reading import ReadingRequest, query, reading_page

PAGE_SIZE, EXCERPT = 100, 80
LATEST_FIRST = ("-redacted_at", "-pk")


@dataclass(frozen=True, slots=True)
class RedactedText:
    """A redaction with its words: of which row, and of which of its columns."""

    redaction: Redaction
    noun: str
    columns: str


@dataclass(frozen=True, slots=True)
class RedactableRows:
    """The rows of one kind of which texts can be redacted, each with the address of the page for that."""

    noun: str
    rows: Sequence[tuple[str, str]]


@reading_page()
def redactions(request: ReadingRequest) -> HttpResponse:
    """The texts that were redacted, of a report and of rows of none, and for an administrator those that may be."""
    reading = request.reading
    seen = Redaction.objects.visible_to(reading.audience).filter(Q(report=None) | Q(report=reading.report))
    page = paged(request.GET, seen, LATEST_FIRST, PAGE_SIZE)
    may_redact = reading.report is not None and access.allows(request.user, "redact_text")
    context = {
        "rows": [redacted_text(each) for each in page.rows],
        "previous_url": page.previous_url,
        "next_url": page.next_url,
        "redactable": redactable_rows(reading.report) if may_redact and reading.report else [],
    }
    return render(request, "measures/redactions.html", context)


def redacted_text(redaction: Redaction) -> RedactedText:
    model = CATALOGUE_BY_NAME.get(redaction.table.removeprefix("measures_"), User)
    fields = {field.name: field for field in model._meta.concrete_fields}
    labels = [column_label(fields[name]) for name in redaction.columns]
    return RedactedText(redaction, str(model._meta.verbose_name), _(", ").join(labels))


def redactable_rows(report: Report) -> list[RedactableRows]:
    """The rows of a report of which texts may be redacted, kind by kind."""
    found = []
    for name, model in CATALOGUE_BY_NAME.items():
        rows = [(key_of(row), reverse("redact_text", args=[name, row.pk])) for row in rows_of_report(model, report)]
        if rows:
            found.append(RedactableRows(str(model._meta.verbose_name_plural), rows))
    return found


@writers_only("redact_text")
@reauthenticated_only
def redact_text(request: ReadingRequest, noun: str, row: str) -> HttpResponse:
    """Remove texts of a row of the catalogue for good."""
    model = CATALOGUE_BY_NAME.get(noun)
    if model is None or not (row.isdecimal() or model is Party):
        raise Http404(noun)
    found: Any = get_object_or_404(model, pk=row)
    report, _marking = place_of(found)
    if report is not None:
        request.reading = request.reading.of(report)
    form = RedactTextForm(request.POST or None, texts=list(texts_to_redact(found)))
    warning = _(
        "This cannot be undone. In the place of each text will stand that it was redacted; earlier versions in the "
        "history of the row go too. Keys stay, and so does what others have written with the same words."
    )
    act = ConfirmedAct(_("Redact texts"), warning, _("Remove these texts"))
    page = reverse("redactions") + query(request.reading.kept)
    heading = f"{model._meta.verbose_name} {key_of(found)}"
    place = ActTarget(heading, key_of(found), page, _("Back to the redactions"), _("Redactions"), page)

    def done() -> str:
        redact_texts(found, by=writer_of(request), **form.cleaned_data)
        return _("Redacted.")

    return confirm_act(request, place, form, act, done)


def texts_to_redact(row: Model) -> Iterator[tuple[str, str]]:
    """The columns of a row with words in them, each with its label and the beginning of its text."""
    for name, field in texts_of(type(row)).items():
        texts = written_texts(getattr(row, name))
        if texts and getattr(row, name) != redacted_value(row, name):
            yield name, f"{column_label(field)}: {Truncator(' · '.join(texts)).chars(EXCERPT)}"
