"""What comes of dialogue sessions: follow-ups, and words on which both sides agreed."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from measures import access
from measures.analysis.attributions import finder_for
from measures.forms.sessions import AgreedWordsForm, FollowUpForm
from measures.models import AgreedWords, FollowUp
from measures.models.sessions import BY_DUE
from measures.operations.sessions import (
    AgreedWordsDraft,
    FollowUpDraft,
    add_follow_up,
    agree_words,
    drop_follow_up,
    finish_follow_up,
    take_back_words,
)
from measures.views.acts import back_from, do_and_tell, writer_of, writers_only
from measures.views.keeping import ConfirmedAct, confirm_act, row_target
from measures.views.once import make_unless_there
from measures.views.pages import paged
from measures.views.reading import ReadingRequest, require_act, today_of
from measures.views.sessions import PAGE_SIZE, session_for


@writers_only("organise_session")
def follow_ups(request: ReadingRequest) -> HttpResponse:
    """What is open in the circles that one organises, of all reports, the first due first."""
    rows = access.follow_ups_for(request.user).open().with_due_order().select_related("session")
    page = paged(request.GET, rows, BY_DUE, PAGE_SIZE)
    context = {
        "rows": page.rows,
        "may_organise": True,
        "today": request.reading.today,
        **page.links,
    }
    return render(request, "measures/sessions/follow_ups.html", context)


@writers_only("")
def new_follow_up(request: ReadingRequest, key: str) -> HttpResponse:
    """Note what is to be done after a session."""
    row, by = session_for(request, key, "organise_session"), writer_of(request)
    form = FollowUpForm(request.POST or None, items=row.items.all(), attributions=finder_for(row))
    words = _("While it is open, it comes first in the agenda of the next session.")
    act = ConfirmedAct(_("Add a follow-up"), words, _("Save"), _("Saved."))

    def add() -> None:
        draft = FollowUpDraft(**form.cleaned_data)
        same = {"text": draft.text, "due_on": draft.due_on}
        make_unless_there(row.follow_ups.all(), same, lambda: add_follow_up(row, draft, by=by))

    return confirm_act(request, row_target("session", row, request.reading), form, act, add)


@require_POST
@writers_only("")
def change_follow_up(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Say that a follow-up is done, or open again, or take it out."""
    row, by = organised_row(request, FollowUp.objects.all(), key), writer_of(request)
    if row is None:
        return no_longer_there(request)
    if "out" in request.POST:
        do_and_tell(request, lambda: drop_follow_up(row, by=by), _("Taken out."))
    elif "again" in request.POST:
        do_and_tell(request, lambda: finish_follow_up(row, on=None, by=by), _("It is open again."))
    else:
        do_and_tell(request, lambda: finish_follow_up(row, on=today_of(by), by=by), _("Done."))
    return redirect(back_from(request))


@writers_only("")
def new_agreed_words(request: ReadingRequest, key: str) -> HttpResponse:
    """Record words on which both sides agreed."""
    row, by = session_for(request, key, "organise_session"), writer_of(request)
    form = AgreedWordsForm(request.POST or None, attributions=finder_for(row))
    words = _("Only words that stand in both languages, of an official session or cleared by both chairs.")
    act = ConfirmedAct(_("Add agreed words"), words, _("Save"), _("Saved."))

    def add() -> None:
        draft = AgreedWordsDraft(**form.cleaned_data)
        same = {"text": draft.text, "text_zh_hans": draft.text_zh_hans}
        make_unless_there(row.agreed_words.all(), same, lambda: agree_words(row, draft, by=by))

    return confirm_act(request, row_target("session", row, request.reading), form, act, add)


@require_POST
@writers_only("")
def take_back(request: ReadingRequest, key: str) -> HttpResponseRedirect:
    """Take agreed words out again."""
    words = organised_row(request, AgreedWords.objects.all(), key)
    if words is None:
        return no_longer_there(request)
    do_and_tell(request, lambda: take_back_words(words, by=writer_of(request)), _("Taken out."))
    return redirect(back_from(request))


def organised_row[Row: (FollowUp, AgreedWords)](request: ReadingRequest, rows: QuerySet[Row], key: str) -> Row | None:
    """What came of a session that the reader organises; None if it was taken out, or is hidden from them."""
    row = rows.filter(session__in=access.sessions_for(request.user)).select_related("session").filter(key=key).first()
    if row:
        require_act(request, row.session, "organise_session")
    return row


def no_longer_there(request: ReadingRequest) -> HttpResponseRedirect:
    """Where a second click on the button leads that has taken something out."""
    messages.info(request, _("It is no longer there."))
    return redirect(back_from(request))
