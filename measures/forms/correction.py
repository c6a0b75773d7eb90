"""An entry of the journal as the initial values of the form that corrects it."""

from dataclasses import fields
from typing import Any

from django.db.models import Model, OuterRef, Prefetch

from measures.forms.development import BearingForm, EntryForm, ViewForm
from measures.forms.fields import RecordForm
from measures.models import Bearing, Entry, Ground, MilestoneMark, View
from measures.models.journal import EntryQuerySet
from measures.models.records import json_rows, rows_along, value_columns
from measures.operations.drafts import EntryDraft, ViewDraft


def with_values(entries: EntryQuerySet) -> EntryQuerySet:
    """Entries with everything that the form for their correction starts from; each view with its `ground_rows`."""
    grounds = Ground.objects.filter(view=OuterRef("pk")).order_by("pk")
    views = View.objects.annotate(ground_rows=json_rows(grounds, "entry__key", "citation__evidence__key"))
    return entries.select_related("report", "responds_to", "correction", "redaction").prefetch_related(
        rows_along(Entry, "bearings", "measure", "ambiguity"),
        Prefetch("views", views.select_related("measure", "ambiguity")),
        rows_along(Entry, "citations", "evidence"),
        rows_along(Entry, "marks", "milestone"),
    )


def form_values(entry: Entry) -> dict[str, Any]:
    """Everything that an entry says, by the names of the form's fields."""
    responds_to = entry.responds_to.key if entry.responds_to else ""
    return {
        "entry": shared_values(entry, EntryForm) | {"responds_to": responds_to},
        "cites": [citation.evidence.key for citation in entry.citations.all()],
        "bears_on": [bearing_values(bearing) for bearing in entry.bearings.all()],
        "views": [view_values(view) for view in entry.views.all()],
        "milestones": [mark_values(mark) for mark in entry.marks.all()],
    }


def values_of_draft(draft: EntryDraft) -> dict[str, object]:
    """Everything that a draft says, by the names of the form's fields."""
    rows = ((name, [vars_of(row) for row in getattr(draft, name)]) for name in ("bears_on", "milestones"))
    return {
        "entry": vars_of(draft),
        "cites": [source for source in draft.sources if isinstance(source, str)],
        "sources": [vars_of(source) for source in draft.new_sources],
        "views": [vars_of(view) | view_texts(view) for view in draft.views],
        **dict(rows),
    }


def vars_of(draft: Any) -> dict[str, Any]:
    return {field.name: getattr(draft, field.name) for field in fields(draft)}


def view_texts(view: ViewDraft) -> dict[str, str]:
    """What a form has as text: the level or what stands in its place, and what the view rests on."""
    level = view.nothing if view.level is None else str(view.level)
    return {"level": level, "rests_on": " ".join(view.rests_on), "sources": " ".join(view.sources)}


def shared_values(row: Model, form: type[RecordForm]) -> dict[str, object]:
    """The values of those columns of a row that the form has a field for."""
    return {name: getattr(row, name) for name in value_columns(type(row)) if name in form.base_fields}


def bearing_values(bearing: Bearing) -> dict[str, object]:
    return shared_values(bearing, BearingForm) | {
        "on": bearing.on.key,
        "about": bearing.about_code,
        "changed_by": bearing.changed_by_id or "",
    }


def view_values(view: Any) -> dict[str, Any]:
    entries = (ground["entry__key"] for ground in view.ground_rows)
    sources = (ground["citation__evidence__key"] for ground in view.ground_rows)
    return shared_values(view, ViewForm) | {
        "on": view.on.key,
        "whose": view.whose_code,
        "about": view.about_code,
        "level": view.nothing if view.level is None else str(view.level),
        "rests_on": " ".join(filter(None, entries)),
        "sources": " ".join(filter(None, sources)),
    }


def mark_values(mark: MilestoneMark) -> dict[str, object]:
    return {"on": mark.milestone.key, "state": mark.state, "party": mark.party_id or ""}
