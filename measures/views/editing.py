"""The pages on which people edit a report's catalogue: one list, one form and one template for every noun."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.analysis.row_history import row_history
from measures.analysis.translations import Translation, translations_of
from measures.errors import VersionConflictError
from measures.forms.dates import developments_offered
from measures.forms.editing import EditForm, Offered, comparable_value
from measures.models import Entry, Evidence, Measure, Party, Report, TranslationState
from measures.models.records import Withdrawable
from measures.operations.editing import Noun, add_row, key_name, nameable, report_above, revise, values_of
from measures.operations.nouns import MEASURE, NOUNS, PARTY, REPORT, all_nouns
from measures.operations.translations import check_translation
from measures.views.acts import act_with_message, measure_for, writer_of, writers_only
from measures.views.once import form_key_of, make_once
from measures.views.pages import paged
from measures.views.reading import ReadingRequest, for_report, query, require_act, today_of
from measures.whole_numbers import whole_number

HISTORY_SHOWN, PAGE_SIZE = 20, 100


def noun_of(name: str) -> Noun:
    if name not in all_nouns():
        raise Http404(name)
    return all_nouns()[name]


def row_to_edit(request: ReadingRequest, noun: Noun, key: str, act: str = "") -> Any:
    """The row with this key, if the writer may do this to it; the page is then about its report."""
    row = get_object_or_404(noun.rows(writer_of(request)), **{noun.key: key})
    if not noun.is_open(row):
        raise Http404(key)
    require_act(request, row, act or noun.act)
    report = report_above(row)
    if report is not None:
        request.reading = request.reading.of(report)
    return row


def offered_for(
    request: ReadingRequest,
    noun: Noun,
    report: Report | None,
    row: Any = None,
    present: Mapping[str, Any] | None = None,
) -> Offered:
    """The rows that each field may name; sources are not offered, their keys are typed."""
    reading, rows = request.reading, dict[Any, list[Any]]()
    found: dict[str, Sequence[Any]] = {}
    for field in noun.fields:
        model, named = field.related_model, (present or {}).get(field.name, "")
        if model is Entry and report is not None:
            found[field.name] = developments_offered(report, reading.audience, named)
        elif model not in (None, Evidence):
            if model not in rows:
                rows[model] = list(nameable(field, report, reading.audience))
            kept = named if isinstance(named, list) else [named]
            offered = [each for each in rows[model] if each != row and is_offered(each, kept)]
            found[field.name] = own_first(offered, reading.sides)
    return found


def is_offered(row: object, kept: Collection[str]) -> bool:
    """Whether a row may be chosen: one that was withdrawn only where it is named already."""
    return not (isinstance(row, Withdrawable) and row.withdrawn_at) or getattr(row, key_name(type(row))) in kept


def own_first(rows: Iterable[Any], sides: Collection[Party]) -> list[Any]:
    """Rows to choose from, by their keys: of parties those of the report, and then the others as a group."""
    own: list[Any] = []
    others: list[tuple[str, str]] = []
    for row in rows:
        is_other = isinstance(row, Party) and row not in sides
        (others if is_other else own).append((getattr(row, key_name(type(row))), str(row)))
    return [*own, (_("Other parties"), others)] if others else own


@writers_only("")
@for_report
def edit_list(request: ReadingRequest, report: Report, noun: str) -> HttpResponse:
    """The rows of a noun, with the state of their translations, for those who may edit them."""
    if noun not in NOUNS:
        raise Http404(noun)
    kind, by = NOUNS[noun], writer_of(request)
    on = None if kind is PARTY else report
    if not any(access.allows(by, act, on) for act in (kind.act, "check_translation")):
        raise PermissionDenied
    in_order = ("position", "pk") if kind.within == "report" else (kind.key,)
    page = paged(request.GET, kind.of_report(kind.rows(by), report), in_order, PAGE_SIZE)
    rows = page.rows
    states = translations_of(rows, kind.texts) if rows else {}
    context = {
        "noun": kind,
        "nouns": NOUNS.values(),
        "rows": [(row, row_key(kind, row), unchecked_count(states[row.pk])) for row in rows],
        "may_add": is_added_here(kind) and kind.within != "measure" and access.allows(by, kind.act_of_adding, on),
        **page.links,
    }
    return render(request, "measures/edit_list.html", context, status=400 if page.problems else 200)


def is_added_here(noun: Noun) -> bool:
    """Whether the form of a noun adds rows, too."""
    return noun is not REPORT and not noun.has_form_for_new


def unchecked_count(translations: Sequence[Translation]) -> list[tuple[str, int]]:
    """How many texts of a row lack a translation, or one that was checked."""
    counts = Counter(each.state for each in translations if each.state != TranslationState.CHECKED)
    return [(str(state.label), number) for state, number in sorted(counts.items())]


def row_key(noun: Noun, row: object) -> str:
    return str(getattr(row, noun.key))


@writers_only("")
def edit_row(request: ReadingRequest, noun: str, key: str) -> HttpResponse:
    """Edit a row; of two writers at once neither loses anything."""
    kind = noun_of(noun)
    row = row_to_edit(request, kind, key, *() if request.method == "POST" else ("check_translation",))
    present = values_of(kind, row) | {"version": row.version}
    offered = offered_for(request, kind, report_above(row), row, present)
    form = EditForm(request.POST or None, noun=kind, offered=offered, present=present)
    if request.method != "POST":
        return edit_page(request, kind, row, form)
    if not form.is_valid():
        return edit_page(request, kind, row, form, status=HTTPStatus.BAD_REQUEST)
    changes = form.changes
    try:
        revise(kind, row, changes=changes, version=form.cleaned_data["version"], by=writer_of(request))
    except VersionConflictError as error:
        if all(comparable_value(present[name]) == comparable_value(value) for name, value in changes.items()):
            return back_after_saving(request, kind, key, has_changed=bool(changes))
        meanwhile = list(form.changed_by_others(present))
        anew = EditForm(noun=kind, offered=offered, present=present, typed=changes)
        return edit_page(request, kind, row, anew, meanwhile=meanwhile, problem=str(error), status=HTTPStatus.CONFLICT)
    except ValidationError as error:
        form.show_errors(error)
        return edit_page(request, kind, row, form, status=HTTPStatus.BAD_REQUEST)
    return back_after_saving(request, kind, key, has_changed=bool(changes))


def back_after_saving(request: ReadingRequest, noun: Noun, key: str, *, has_changed: bool) -> HttpResponseRedirect:
    messages.success(request, _("Saved.") if has_changed else _("Nothing was changed."))
    return redirect_to_row(noun, key)


def redirect_to_row(noun: Noun, key: str) -> HttpResponseRedirect:
    """To the form of a row of the catalogue, or to the page of another."""
    return redirect(noun.page, key) if noun.list_page else redirect("edit", noun.name, key)


def row_page(noun: Noun, row: Any) -> str:
    """The page that shows a row, or the measure that it belongs to; of others the reader goes back to the list."""
    shown, of_row = (row.measure, MEASURE) if noun.within == "measure" else (row, noun)
    return reverse(of_row.page, args=[row_key(of_row, shown)]) if of_row.page else ""


def edit_page(
    request: ReadingRequest,
    noun: Noun,
    row: Any,
    form: EditForm,
    *,
    meanwhile: Sequence[object] = (),
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """The form of a row, beside its history and the state of its translations."""
    reading, may_edit = request.reading, access.allows(request.user, noun.act, row)
    # Of a row with a page of its own the links are on that, and were recorded as added when it was.
    changes = row_history(row, reading.audience, is_alone=True, with_links=not noun.list_page)
    context = {
        "noun": noun,
        "row": row,
        "key": row_key(noun, row),
        "heading": str(row),
        "hint": noun.before_editing,
        "form": form,
        "pairs": list(form.pairs(translations_of([row], noun.texts)[row.pk])),
        "faults": [("", "", problem)] if problem else form.faults,
        "meanwhile": meanwhile,
        "may_edit": may_edit,
        "may_check": access.allows(request.user, "check_translation", row),
        "changes": changes[:HISTORY_SHOWN],
        "left_out": max(len(changes) - HISTORY_SHOWN, 0),
        "above": noun_list_url(noun, request),
        "page": row_page(noun, row),
    }
    return render(request, "measures/edit.html", context, status=status)


def noun_list_url(noun: Noun, request: ReadingRequest) -> str:
    page = reverse(noun.list_page) if noun.list_page else reverse("edit_list", args=[noun.name])
    return page + query(request.reading.kept)


@writers_only("")
def new_row(request: ReadingRequest, noun: str) -> HttpResponse:
    """Add a row to a report, or to a measure."""
    kind, by = noun_of(noun), writer_of(request)
    if not is_added_here(kind):
        raise Http404(noun)
    above = above_of(request, kind)
    require_act(request, above, kind.act_of_adding)
    form = EditForm(request.POST or None, noun=kind, offered=offered_for(request, kind, report_above(above)))
    form_key, today = form_key_of(request, by), today_of(by)
    if request.method == "POST" and form.is_valid():
        named = {name: form.cleaned_data[name] for name in ("code", "key", "slug") if name in form.cleaned_data}
        values: dict[str, object] = form.values | named
        try:
            made = make_once(request.session, form_key, lambda: add_row(kind, above, values=values, by=by, on=today))
        except ValidationError as error:
            form.show_errors(error)
        else:
            messages.success(request, _("This has already been saved: here it is.") if made.again else _("Saved."))
            return redirect_to_row(kind, made.key)
    context = {
        "noun": kind,
        "heading": _("Add: %(noun)s") % {"noun": kind.label},
        "hint": kind.before_adding,
        "form": form,
        "pairs": list(form.pairs()),
        "faults": form.faults,
        "form_key": form_key,
        "may_edit": True,
        "above": noun_list_url(kind, request),
    }
    return render(request, "measures/edit.html", context, status=400 if form.errors else 200)


def above_of(request: ReadingRequest, noun: Noun) -> Report | Measure | None:
    """The report or measure to which a row is added."""
    if not noun.within:
        return None
    if noun.within == "measure":
        return measure_for(request, request.GET.get("measure", ""))
    if request.reading.report is None:
        raise Http404(noun.name)
    return request.reading.report


@require_POST
@writers_only("")
def withdraw_row(request: ReadingRequest, noun: str, key: str) -> HttpResponseRedirect:
    """Withdraw a row, or bring it back."""
    kind, is_withdrawn = noun_of(noun), "withdraw" in request.POST
    row = row_to_edit(request, kind, key)
    if not kind.is_withdrawable:
        raise Http404(key)
    revise(kind, row, changes={"withdrawn": is_withdrawn}, by=writer_of(request))
    messages.success(request, _("Withdrawn: lists leave it out.") if is_withdrawn else _("Brought back."))
    return redirect("edit", noun, key)


@require_POST
@writers_only("")
def sign_off(request: ReadingRequest, noun: str, key: str) -> HttpResponseRedirect:
    """Say that a translation says what the English says."""
    kind, sent = noun_of(noun), request.POST
    row = row_to_edit(request, kind, key, "check_translation")
    version = whole_number(sent.get("version", "")) or 0

    def check() -> None:
        check_translation(kind, row, field=sent.get("field", ""), version=version, by=writer_of(request))

    done = _("Checked. Your name and the day stand beside it until a text changes.")
    act_with_message(request, check, done)
    return redirect("edit", noun, key)
