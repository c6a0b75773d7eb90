"""The two longer forms of a measure's page: that a milestone was met, and what is this tracker's own about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from measures.errors import RuleError, VersionConflictError
from measures.forms.acts import MeasureForm, MilestoneForm
from measures.forms.fields import RecordForm
from measures.forms.offer import Offer
from measures.models import Measure, Milestone
from measures.operations.milestones import meet_milestone
from measures.operations.revisions import REVISABLE, revise_measure
from measures.views.acts import measure_for, writer_of, writers_only
from measures.views.log import today_of
from measures.views.once import is_key_of, make_once, new_form_key
from measures.views.reading import ReadingRequest


@writers_only("meet_milestone")
def milestone(request: ReadingRequest, key: str) -> HttpResponse:
    """Say that a milestone was met, was not met or was undone: an entry of the journal."""
    row = get_object_or_404(Milestone.objects.select_related("measure"), key=key)
    row.measure = measure = measure_for(request, row.measure.key)
    by = writer_of(request)
    markings = Offer(measure.report, by).markings
    form = MilestoneForm(request.POST or None, milestone=row, names=request.reading.parties, markings=markings)
    sent_key = request.POST.get("form_key", "")
    form_key = sent_key if is_key_of(sent_key, by) else new_form_key(by)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                made = make_once(request.session, form_key, lambda: meet_milestone(row, by=by, on=today_of(by), **said(form)))
            except ValidationError as error:
                place(form, error)
            except RuleError as error:
                form.add_error(None, str(error))
                status = 409
            else:
                tell = _("This was saved already: here it is.") if made.again else _("Noted, by the entry below.")
                messages.success(request, tell)
                return redirect("entry", made.key)
    context = {"form": form, "form_key": form_key, "measure": measure, "save": _("Save"), "heading": row.words("title")}
    return render(request, "measures/act.html", context, status=status)


def said(form: MilestoneForm) -> dict[str, Any]:
    """What the form says, under the names of the operation."""
    values = dict(form.cleaned_data)
    source = values.pop("source")
    return values | {"sources": [source] if source else []}


def place(form: RecordForm, error: ValidationError) -> None:
    """Show what the operation found wrong at the field it is about."""
    places = {"sources": "source", "milestones": "party"}
    for path, found in error.message_dict.items():
        name = path.split(".")[-1] if path.startswith("milestones.") else path.split(".")[0]
        name = places.get(name, name)
        form.add_error(name if name in form.fields else None, found)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A field that somebody else changed while the form was open, and what it says now."""

    label: str
    value: str


@writers_only("revise_measure")
def revise(request: ReadingRequest, key: str) -> HttpResponse:
    """Edit what is this tracker's own about a measure; nobody's edit is lost, neither theirs nor another's."""
    measure = measure_for(request, key)
    meanwhile: Sequence[Meanwhile] = ()
    status = 200
    form = MeasureForm(request.POST or None, initial=MeasureForm.values_of(measure))
    if request.method == "POST":
        status = 400
        if form.is_valid():
            values = dict(form.cleaned_data)
            try:
                revise_measure(measure, changes=values, version=values.pop("version"), by=writer_of(request))
            except VersionConflictError as error:
                if is_said_already(measure, values):
                    return redirect("measure", key)
                meanwhile = changed_meanwhile(measure, request.POST)
                form = rebased(measure, request.POST)
                form.add_error(None, str(error))
                status = 409
            except ValidationError as error:
                place(form, error)
            else:
                messages.success(request, _("Saved."))
                return redirect("measure", key)
    context = {"form": form, "measure": measure, "meanwhile": meanwhile, "save": _("Save"), "heading": _("Edit the measure")}
    return render(request, "measures/act.html", context, status=status)


def is_said_already(measure: Measure, values: dict[str, Any]) -> bool:
    """Whether the record says it already: a first click has saved it."""
    return all(getattr(measure, name) == values[name] for name in REVISABLE)


def as_typed(value: object) -> str:
    return "" if value is None else str(value)


def plain(text: str) -> str:
    """A browser sends the end of a line as two characters."""
    return text.replace("\r\n", "\n").strip()


def changed_meanwhile(measure: Measure, sent: QueryDict) -> list[Meanwhile]:
    """The fields that say something else now than when the form was opened."""
    return [
        Meanwhile(str(MeasureForm.base_fields[name].label), as_typed(getattr(measure, name)))
        for name in REVISABLE
        if plain(as_typed(getattr(measure, name))) != plain(sent.get(f"initial-{name}", ""))
    ]


def rebased(measure: Measure, sent: QueryDict) -> MeasureForm:
    """The form upon the measure as it is now: what the writer typed stays, what they left takes the new value."""
    values = sent.copy()
    values["version"] = str(measure.version)
    for name in REVISABLE:
        now = as_typed(getattr(measure, name))
        if plain(sent.get(name, "")) == plain(sent.get(f"initial-{name}", "")):
            values[name] = now
        values[f"initial-{name}"] = now
    return MeasureForm(values, initial=MeasureForm.values_of(measure))
