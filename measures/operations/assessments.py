"""What people are asked of an assessment of ours, beside the rules for entries of any kind."""

from datetime import date

from django.utils.translation import gettext as _

from measures.analysis.seals import EntryRows
from measures.models import Audience, Entry, View
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
        same = of_ours.filter(
            measure=view.measure, ambiguity=view.ambiguity, about=view.about_id, about_both=view.about_both
        )
        before = same.order_by(*entries_latest_first("entry")).first()
        if before is not None and is_changed(view, before):
            found.add(f"views.{index}.why_changed", _("Our level or direction changes: say why."))


def is_changed(view: View, before: View) -> bool:
    """Whether two assessments differ in their level, in what stands in its place, or in their direction."""
    return any(getattr(view, name) != getattr(before, name) for name in ("level", "nothing", "direction"))
