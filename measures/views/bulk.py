"""Change the measures that were chosen in a list: previewed, and done once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from measures.errors import RuleError
from measures.forms.bulk import BulkForm
from measures.models import Measure, OwnerRole
from measures.models.partial_dates import PartialDate
from measures.models.written_dates import written_date
from measures.operations.batches import MOST_ROWS
from measures.operations.bulk import BulkDraft, BulkKind, BulkStep, Value, apply_to_measures, planned_steps
from measures.views.acts import back_from, writer_of, writers_only
from measures.views.once import make_once, new_form_key
from measures.views.reading import ReadingRequest

SEEN = "measures.bulk.seen"


@require_POST
@writers_only("watch_measure")
def change(request: ReadingRequest) -> HttpResponse:
    """Ask what to do with the chosen measures, show what it would change, and do it."""
    user = writer_of(request)
    chosen = chosen_measures(request)
    if not chosen:
        messages.error(request, _("Choose at least one measure first."))
        return redirect(back_from(request))
    step = request.POST.get("step", "")
    form = BulkForm(request.POST if step else None, by=user)
    status, steps = 200, []
    if step and form.is_valid():
        if step == "do":
            try:
                return done(request, form.draft, chosen)
            except RuleError as error:
                form.add_error(None, str(error))
                status = 409
        steps = planned_steps(form.draft, chosen, by=user)
    elif step:
        status = 400
    context = {
        "form": form,
        "faults": form.faults,
        "chosen": chosen,
        "steps": [shown_step(form.draft, each) for each in steps] if steps else [],
        "changing": sum(each.is_change for each in steps),
        "seen": signing.dumps({each.measure.key: each.before for each in steps if each.is_change}, salt=SEEN),
        "form_key": request.POST.get("form_key") or new_form_key(user),
        "back": back_from(request),
    }
    return render(request, "measures/bulk.html", context, status=status)


def chosen_measures(request: ReadingRequest) -> list[Measure]:
    """The chosen measures, as far as the reader may see them."""
    seen = Measure.objects.seen_by(request.reading.audience).whole()
    return list(seen.filter(key__in=request.POST.getlist("measure")[:MOST_ROWS]).order_by("report", "position", "pk"))


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What a form remembers of an act: how many measures it changed."""

    key: str


def done(request: ReadingRequest, draft: BulkDraft, chosen: Sequence[Measure]) -> HttpResponseRedirect:
    """Do it once, however often the button is clicked, and say so."""
    user = writer_of(request)
    try:
        seen = signing.loads(request.POST.get("seen", ""), salt=SEEN)
    except signing.BadSignature:
        seen = {}

    def change_all() -> BulkResult:
        return BulkResult(str(len(apply_to_measures(draft, chosen, by=user, seen=seen))))

    count = int(make_once(request.session, request.POST.get("form_key", ""), change_all).key)
    message = ngettext("%(count)d measure changed.", "%(count)d measures changed.", count)
    messages.success(request, message % {"count": count})
    return redirect(back_from(request))


def shown_step(draft: BulkDraft, step: BulkStep) -> dict[str, object]:
    """What an act does to one measure, in words."""
    return {
        "measure": step.measure,
        "before": value_in_words(draft.kind, step.before),
        "after": value_in_words(draft.kind, step.after),
        "refusal": step.refusal,
        "is_change": step.is_change,
    }


def value_in_words(kind: BulkKind, value: Value) -> str:
    """A value in words."""
    match kind:
        case BulkKind.TARGET_DATE:
            return written_date(PartialDate.parse(str(value))) if value else _("none")
        case BulkKind.REVIEW_INTERVAL:
            return ngettext("every %(count)d day", "every %(count)d days", int(value)) % {"count": value}
        case BulkKind.WATCH:
            return _("watched") if value else _("not watched")
        case _:
            return str(OwnerRole(str(value)).label) if value else _("no owner")
