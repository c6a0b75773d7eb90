"""Marking a milestone: met, not met or undone."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from measures.forms.acts import MilestoneForm
from measures.forms.development import SourceForm
from measures.forms.rows import FormRows
from measures.forms.targets import sources_for
from measures.models import Milestone
from measures.operations.entries import meet_milestone
from measures.views.acts import measure_for, writer_of, writers_only
from measures.views.once import form_key_of, make_once
from measures.views.reading import ReadingRequest, today_of


@dataclass(slots=True)
class MilestoneForms:
    """What is said of a milestone, and a source for it: a recorded one or a new one."""

    form: MilestoneForm
    sources: FormRows[SourceForm]

    @classmethod
    def of(cls, request: ReadingRequest, milestone: Milestone) -> Self:
        sent = request.POST or None
        sources = sources_for(milestone.measure.report, request.reading.audience)
        sources.look_up([request.POST.get("source", "")])
        form = MilestoneForm(sent, milestone=milestone, names=request.reading.parties, sources=sources)
        if sent:
            return cls(form, FormRows.sent(SourceForm, "sources", sent, files=request.FILES))
        return cls(form, FormRows.fresh(SourceForm, "sources", (), blank=1))

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.sources.is_valid()])

    def values(self, *, on: date) -> dict[str, Any]:
        """What the forms say, under the names of the operation."""
        values = dict(self.form.cleaned_data)
        key = values.pop("source")
        new = [row.draft(accessed=on) for row in self.sources.filled]
        return values | {"sources": [*([key] if key else []), *new]}

    def show_errors(self, error: ValidationError) -> None:
        """Show what the operation found wrong at the field it is about."""
        source_count = 1 if self.form.cleaned_data.get("source") else 0
        for path, found in error.message_dict.items():
            name, *rest = path.split(".")
            if name == "sources" and rest and int(rest[0]) >= source_count:
                self.sources.filled[int(rest[0]) - source_count].add_error(rest[1], found)
            else:
                at = {"sources": "source", "milestones": "party"}.get(name, name)
                self.form.add_error(at if at in self.form.fields else None, found)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        return [*self.form.faults, *(fault for row in self.sources.filled if row.is_bound for fault in row.faults)]


@writers_only("meet_milestone")
def milestone(request: ReadingRequest, key: str) -> HttpResponse:
    """Log that a milestone was met, was not met or was undone."""
    row = get_object_or_404(Milestone.objects.select_related("measure"), key=key)
    row.measure = measure = measure_for(request, row.measure.key)
    by = writer_of(request)
    forms = MilestoneForms.of(request, row)
    form_key = form_key_of(request, by)
    status = 400 if request.method == "POST" else 200
    if request.method == "POST" and forms.is_valid():
        today = today_of(by)
        try:
            values = forms.values(on=today)
            made = make_once(request.session, form_key, lambda: meet_milestone(row, by=by, on=today, **values))
        except ValidationError as error:
            forms.show_errors(error)
        else:
            tell = _("This has already been saved: here it is.") if made.again else _("Recorded in the entry below.")
            messages.success(request, tell)
            return redirect("entry", made.key)
    context = {"forms": forms, "form": forms.form, "faults": forms.faults, "form_key": form_key, "measure": measure}
    words = {"save": _("Save"), "heading": row.words("title")}
    return render(request, "measures/act.html", context | words, status=status)
