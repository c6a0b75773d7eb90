"""What is signed of chains: the latest head of each, for those who check that it only grows."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.models import Chain, ChainKind, Marking
from measures.operations.clock import clock
from measures.views.acts import writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.reading import ReadingRequest, reading_page
from measures.wings.checkpoints.forms import OriginForm
from measures.wings.checkpoints.lists import OriginSerializer
from measures.wings.checkpoints.models import Origin
from measures.wings.checkpoints.operations import begin_origin
from measures.wings.checkpoints.readings import notes_of


@reading_page()
def checkpoints(request: ReadingRequest) -> HttpResponse:
    """All origins with what was signed under them last, those in use and those that were stopped."""
    origins = OriginSerializer.rows(request.reading.audience).select_related("chain__report")
    context = {
        "origins": origins.order_by("chain", "pk"),
        "may_begin": access.allows(request.user, "begin_origin"),
    }
    return render(request, "checkpoints/checkpoints.html", context)


@reading_page()
def checkpoint(request: ReadingRequest, slug: str) -> HttpResponse:
    """The latest checkpoint of the public journal of a report, as it was signed."""
    chains = Chain.objects.visible_to(request.reading.audience)
    chain = get_object_or_404(chains, kind=ChainKind.JOURNAL, report__slug=slug, marking=Marking.PUBLIC)
    note = notes_of(chain).first()
    if note is None:
        raise Http404
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


@writers_only("begin_origin")
def new_origin(request: ReadingRequest, origin: int) -> HttpResponse:
    """Begin an origin in the place of one that was stopped."""
    stopped = get_object_or_404(Origin.objects.visible_to(request.reading.audience).select_related("chain"), pk=origin)
    if stopped.stopped_at is None:
        raise PermissionDenied
    form = OriginForm(request.POST or None)
    warning = _(
        "Do this only if you know why the chain differs from what was signed, such as after a restore. Both "
        "origins stay listed, with your reason."
    )
    done = _("Begun: its first checkpoint follows within minutes.")
    act = ConfirmedAct(_("Begin a new origin"), warning, _("Begin it"), done)
    place = ActTarget(
        stopped.name, _("Checkpoints"), reverse("checkpoints"), _("Back to the checkpoints"), _("Overview"), "/"
    )

    def begin() -> None:
        begin_origin(stopped, reason=form.cleaned_data["reason"], by=writer_of(request), at=clock())

    return confirm_act(request, place, form, act, begin)
