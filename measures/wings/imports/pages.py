"""Importing a table: choose it, map its columns, see what each row would change, settle conflicts, write it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from measures import access
from measures.errors import RuleError
from measures.lists.tables import place_on, table_rows
from measures.models import Party
from measures.publishing.spreadsheets import ExportSheet, Stamp, exported
from measures.views.acts import writer_of, writers_only
from measures.views.reading import ReadingRequest
from measures.whole_numbers import whole_number
from measures.wings.imports import jobs
from measures.wings.imports.forms import ConflictForm, MappingForm, ShownRow, TableForm, field_label
from measures.wings.imports.lists import ReadableRowSerializer
from measures.wings.imports.mapping import Mapping
from measures.wings.imports.models import Decision, Import, ImportState, Outcome
from measures.wings.imports.operations import drop_import, is_droppable, report_dropped_with
from measures.wings.imports.reasons import RejectionReason, rejection_reasons
from measures.wings.imports.rules import imports_for
from measures.wings.imports.sheets.sheet import SheetError
from measures.wings.imports.survey import Survey
from measures.wings.imports.tasks import wake_for
from measures.wings.imports.worker import cancel_import, request_undoing, request_writing, writes

ROWS_SHOWN = 50
FIRST_ROWS = 3
ACTS: dict[str, tuple[Callable[..., bool], Any]] = {
    "write": (request_writing, gettext_lazy("It is being written: either all of it or nothing.")),
    "undo": (request_undoing, gettext_lazy("It is being undone: either all of it or nothing.")),
    "cancel": (cancel_import, gettext_lazy("Stopping: nothing of what it was doing is kept.")),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Rows that cannot be taken for one reason, and the choice that mends them if there is one."""

    field: str
    reason: RejectionReason
    choice: Any


@writers_only("read_imports")
def imports_page(request: ReadingRequest) -> HttpResponse:
    """The imports so far, and for those who may import in all reports a form for another."""
    may_import = access.allows(request.user, "import_table")
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_bound and form.is_valid():
        try:
            job = begin_import(request, form)
        except SheetError as error:
            form.add_error(error.field if error.field in form.fields else "file", str(error))
        except ValidationError as error:
            form.add_error(None if hasattr(error, "error_dict") else "file", error)
        else:
            wake_for(job)
            return redirect("import", job.key)
    readable = imports_for(writer_of(request))
    found = readable.select_related("report", "by").defer("found", "decisions")[:ROWS_SHOWN]
    context = {"form": form, "faults": form.faults, "imports": found, "may_import": may_import}
    return render(request, "imports/imports.html", context, status=400 if form.errors else 200)


def begin_import(request: ReadingRequest, form: TableForm) -> Import:
    """Keep the file and look at it with a guessed mapping, or with the mapping that was chosen."""
    values = form.cleaned_data
    return jobs.receive(
        values["file"],
        values["file"].name,
        report=values["report"],
        new=form.new_report(),
        profile=values["profile"],
        marking=values["marking"],
        by=writer_of(request),
        options=form.options(),
        order=values["order"] or None,
        is_as_last=form.is_as_last,
    )


def job_for(request: HttpRequest, key: str) -> Import:
    jobs = imports_for(writer_of(request)).select_related("report", "file", "by", "evidence")
    return get_object_or_404(jobs, key=key)


@writers_only("read_imports")
def import_page(request: ReadingRequest, key: str) -> HttpResponse:
    """One import: its mapping, what becomes of its rows, and what can be done with it.

    All of it is read from what was kept of the table: the file itself only where it is to be looked at otherwise.
    """
    job = job_for(request, key)
    if job.report:
        request.reading = request.reading.of(job.report)
    may_import = access.allows(request.user, "import_table")
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    sent = request.POST if "look" in request.POST else None
    found, mapping = Survey.from_json(job.found), Mapping.from_json(job.mapping)
    form = MappingForm(sent, survey=found, mapping=mapping, matches=job.found.get("matches", ()))
    if sent is not None and form.is_valid() and reread_by_mapping(request, job, form):
        return redirect("import", job.key)
    outcome = shown_outcome(request, job)
    context = {
        "job": job,
        "form": form,
        "faults": form.faults,
        "may_import": may_import,
        "may_map": may_import and job.may_be_mapped,
        "refusals": list(refusals(job, form, may_mend=may_import)) if outcome == Outcome.REJECTED else [],
        "first_rows": first_rows(job) if job.may_be_mapped else [],
        "new_parties": list(job.found.get("new_parties", {}).values()),
        **rows_shown(request, job, outcome, may_settle=may_import),
        **possible_acts(job, may_import=may_import),
    }
    return render(request, "imports/import.html", context, status=400 if form.errors else 200)


def rows_shown(request: HttpRequest, job: Import, outcome: Outcome, *, may_settle: bool) -> dict[str, object]:
    """The rows with an outcome, from the chosen row on, with the choices of those in conflict."""
    after = request.GET.get("after", "")
    rows = job.rows.filter(outcome=outcome, row_number__gt=whole_number(after) or 0)
    page = list(rows.order_by("row_number").select_related("measure")[: ROWS_SHOWN + 1])
    shown = page[:ROWS_SHOWN]
    is_settled_here = may_settle and outcome == Outcome.CONFLICT
    conflicts = ConflictForm(rows=shown, decisions=job.decisions) if is_settled_here else None
    return {
        "outcome": outcome,
        "tallies": [(each, job.counts.get(each, 0)) for each in Outcome],
        "rows": [ShownRow.of(row, conflicts) for row in shown],
        "conflicts": conflicts,
        "next": shown[-1].row_number if len(page) > ROWS_SHOWN else None,
    }


def possible_acts(job: Import, *, may_import: bool) -> dict[str, object]:
    """Whether an import can be written, undone or dropped by those who may, and with what result."""
    return {
        "writes": writes(job) if may_import else 0,
        "may_undo": may_import and job.state == ImportState.APPLIED,
        "is_undone": job.state == ImportState.UNDONE,
        "is_broken_off": job.state in (ImportState.CANCELLED, ImportState.FAILED),
        "may_drop": may_import and is_droppable(job),
        "report_dropped": report_dropped_with(job),
    }


def refusals(job: Import, form: MappingForm, *, may_mend: bool) -> Iterator[Refusal]:
    """Why rows cannot be taken, the most frequent reasons first."""
    for reason in rejection_reasons(job):
        choice = form.choice_for(reason.field, reason.text) if may_mend and job.may_be_mapped else None
        yield Refusal(field_label(reason.field), reason, choice)


def first_rows(job: Import) -> list[ShownRow]:
    """The first rows that would be written, as measures."""
    rows = list(job.rows.filter(outcome__in=(Outcome.NEW, Outcome.CHANGED)).order_by("row_number")[:FIRST_ROWS])
    codes = {code for row in rows for code in row.fields.get("parties", ())}
    names = dict(Party.objects.filter(pk__in=codes).values_list("pk", "name")) | job.found.get("new_parties", {})
    for row in rows:
        row.fields["parties"] = [names.get(code, code) for code in row.fields.get("parties", ())]
    return [ShownRow.of(row) for row in rows]


@contextmanager
def rules_shown(request: HttpRequest) -> Iterator[None]:
    """Show on the next page which rule stands in the way of an act."""
    try:
        yield
    except RuleError as error:
        messages.error(request, str(error))


def reread_by_mapping(request: ReadingRequest, job: Import, form: MappingForm) -> bool:
    """Look at the table again by the mapping that was entered, and keep it if named; faults go to their fields."""
    name = form.cleaned_data["profile_name"]
    try:
        with rules_shown(request):
            job = jobs.change_mapping(job, by=writer_of(request), profile_name=name, **form.changes())
            wake_for(job)
            add_look_message(request, job, _("Preview updated. Nothing is written yet."))
    except SheetError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return not form.errors


def add_look_message(request: HttpRequest, job: Import, news: str) -> None:
    """Say that a table was looked at; while that goes on, the page itself says how far it is."""
    if not job.is_under_way:
        messages.success(request, news)


def shown_outcome(request: HttpRequest, job: Import) -> Outcome:
    """The chosen outcome, or the first that somebody has to look at."""
    chosen = request.GET.get("outcome", "")
    if chosen in Outcome.values:
        return Outcome(chosen)
    wanting = (Outcome.CONFLICT, Outcome.REJECTED, Outcome.NEW, Outcome.CHANGED)
    return next((each for each in wanting if job.counts.get(each)), Outcome.UNCHANGED)


@require_POST
@writers_only("import_table")
def settle_conflicts_on_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Decide what becomes of the rows in conflict that are shown, or of all of them."""
    job = job_for(request, key)
    rows = job.rows.filter(outcome=Outcome.CONFLICT).order_by("row_number")
    form = ConflictForm(request.POST, rows=rows.filter(row_number__in=row_numbers_in(request)), decisions=job.decisions)
    of_others = request.POST.get("all")
    rest = Decision(of_others) if of_others in (Decision.KEEP, Decision.TAKE) else None
    if form.is_valid():
        with rules_shown(request):
            job = jobs.settle_conflicts(job, by=writer_of(request), decisions=form.decisions(), rest=rest)
            wake_for(job)
            add_look_message(request, job, _("Decisions saved. Nothing is written yet."))
    return redirect("import", key)


def row_numbers_in(request: HttpRequest) -> list[int]:
    """The numbers of the rows for which a form has fields."""
    names = (name.removeprefix("row-") for name in request.POST if name.startswith("row-"))
    return [number for number in map(whole_number, names) if number is not None]


@require_POST
@writers_only("import_table")
def act(request: ReadingRequest, key: str) -> HttpResponse:
    """Write, cancel or undo an import; a second click does nothing more."""
    job, by = job_for(request, key), writer_of(request)
    request_act, news = ACTS.get(request.POST.get("act", ""), (None, ""))
    with rules_shown(request):
        is_done = request_act is not None and request_act(job, by=by)
        messages.info(request, news if is_done else _("This has already been done."))
    job.refresh_from_db()
    wake_for(job)
    return redirect("import", key)


@require_POST
@writers_only("import_table")
def drop_table(request: ReadingRequest, key: str) -> HttpResponse:
    """Drop a table that was never written, for good."""
    job = job_for(request, key)
    try:
        drop_import(job, by=writer_of(request))
    except RuleError as error:
        messages.error(request, str(error))
        return redirect("import", key)
    messages.success(request, _("Discarded: nothing of “%(name)s” is left.") % {"name": job.file_name})
    return redirect("imports")


@writers_only("read_imports")
def rows_file(request: ReadingRequest, key: str, ending: str) -> HttpResponse:
    """What becomes of each row, as a file."""
    job = job_for(request, key)
    reading = request.reading
    stamp = Stamp([job.report] if job.report else [], reading.today, None, request.build_absolute_uri())
    columns = ReadableRowSerializer().columns(place_on(reading.audience, reading.today))
    sheet = ExportSheet("import", columns, table_rows(job.rows.order_by("row_number"), columns), stamp, in_words=True)
    return cast(HttpResponse, exported(sheet, ending))
