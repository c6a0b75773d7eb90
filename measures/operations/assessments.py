"""What people are asked of an assessment of ours, beside the rules for entries of any kind."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from measures.analysis.seals import EntryRows
from measures.models import Audience, Entry, User, View
from measures.models.bearings import OnRecord
from measures.models.journal import entries_latest_first
from measures.operations.faults import Faults


def check_why_changed(rows: EntryRows, audience: Audience, found: Faults, *, on: date) -> None:
    """An assessment whose level or direction is another than that of the one before says why.

    What corrects one is compared with it.
    """
    counting = Entry.objects.visible_to(audience).counting(as_of=min(rows.entry.occurred.last, on))
    of_ours = View.objects.filter(whose=None, entry__in=counting.order_by().values("pk"))
    for index, view in enumerate(each.view for each in rows.views):
        if view.whose_id or view.why_changed.strip() or not (view.measure or view.ambiguity):
            continue
        before = of_ours.filter(**what_it_is_on(view)).order_by(*entries_latest_first("entry")).first()
        if before is not None and is_changed(view, before):
            found.add(f"views.{index}.why_changed", _("Our level or direction changes: say why."))


def check_assessment(rows: EntryRows, by: User, found: Faults) -> None:
    """A dissent is from an assessment of ours that somebody else wrote."""
    for dissent in rows.dissents:
        entry = rows.entry.responds_to
        if entry is None:
            continue
        if entry.author_id == by.pk:
            found.add("on", _("You wrote this assessment: correct it instead."))
        if not View.objects.filter(entry=entry, whose=None, **what_it_is_on(dissent)).exists():
            found.add("on", _("This entry has no assessment of ours on this, about these actions."))


def what_it_is_on(row: OnRecord) -> dict[str, Any]:
    """The columns by which rows are on the same, about the same actions."""
    return {
        "measure": row.measure,
        "ambiguity": row.ambiguity,
        "about": row.about_id,
        "about_both": row.about_both,
    }


def is_changed(view: View, before: View) -> bool:
    """Whether two assessments differ in their level, in what stands in its place, or in their direction."""
    return any(getattr(view, name) != getattr(before, name) for name in ("level", "nothing", "direction"))
