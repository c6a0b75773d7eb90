"""Choosing which statement answers an ambiguity, and going back to the latest."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures.analysis.unclear import Cell, unclear_points
from measures.forms.keeping import ChosenWordsForm
from measures.models import Ambiguity, Statement
from measures.models.written_dates import written_date
from measures.operations.chosen_words import choose_words, take_latest_words
from measures.views.acts import act_with_message, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act
from measures.views.reading import ReadingRequest, query, row_for


@writers_only("edit_catalogue")
def choose_words_page(request: ReadingRequest, key: str, bearer: str, role: str) -> HttpResponse:
    """Choose the statement that stands first in a cell of an ambiguity, and say why."""
    ambiguity, cell = cell_for(request, key, bearer, role)
    statements = Statement.objects.filter(pk__in=cell.choosable).newest_first()
    present = {"statement": cell.choice.statement_key, **cell.choice.reason} if cell.choice else {}
    form = ChosenWordsForm(
        request.POST or None, initial=present, statements=[(each.key, label_of(each)) for each in statements]
    )
    warning = _("Readers see them instead of the latest; those who may not read them see the latest.")
    act = ConfirmedAct(_("Choose the words that answer it"), warning, _("Save"), _("Saved."))

    def choose() -> None:
        choose_words(ambiguity, bearer=bearer, role=role, by=writer_of(request), **form.cleaned_data)

    return confirm_act(request, target_of(ambiguity, cell, request), form, act, choose)


@require_POST
@writers_only("edit_catalogue")
def latest_words(request: ReadingRequest, key: str, bearer: str, role: str) -> HttpResponseRedirect:
    """Let the latest words stand in a cell again."""
    ambiguity, _cell = cell_for(request, key, bearer, role)
    done = _("The latest words stand there again.")
    act_with_message(
        request, lambda: take_latest_words(ambiguity, bearer=bearer, role=role, by=writer_of(request)), done
    )
    return redirect("ambiguity", key)


def cell_for(request: ReadingRequest, key: str, bearer: str, role: str) -> tuple[Ambiguity, Cell]:
    """An ambiguity and one of its cells, as the reader sees them."""
    seen = Ambiguity.objects.visible_to(request.reading.audience)
    ambiguity = row_for(request, seen.with_bearer_codes().select_related("report"), key=key)
    sides = [side.code for side in request.reading.sides]
    [point] = unclear_points([ambiguity], sides, request.reading.audience)
    cell = next((each for each in point.cells if (each.bearer, each.role) == (bearer, role)), None)
    if cell is None:
        raise Http404(role)
    return ambiguity, cell


def target_of(ambiguity: Ambiguity, cell: Cell, request: ReadingRequest) -> ActTarget:
    page = reverse("ambiguity", args=[ambiguity.key])
    above = reverse("ambiguities") + query(request.reading.kept)
    sides = _(", ").join(str(request.reading.parties[code]) for code in cell.sides)
    heading = _("%(title)s (%(parties)s)") % {"title": cell.title, "parties": sides}
    return ActTarget(heading, str(ambiguity), page, _("Back to the ambiguity"), _("Ambiguities"), above)


def label_of(statement: Statement) -> str:
    """A statement in a list to choose from: when, who, what."""
    words = {"day": written_date(statement.said_on), "speaker": statement.words("speaker"), "words": statement.quoted}
    return _("%(day)s · %(speaker)s: %(words)s") % words
