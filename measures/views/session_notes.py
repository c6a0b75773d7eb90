"""Notes of dialogue sessions: writing a draft, showing it to the circle, amending its lines, and making it final."""

from functools import reduce

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.attributions import finder_for
from measures.forms.keeping import RedactForm
from measures.forms.session_notes import LineForm, NewLineForm, NoteForm
from measures.forms.sessions import ClearanceForm
from measures.models import NoteKind, NoteLine, NoteState, SessionNote
from measures.models.sessions import stricter_rule
from measures.operations.session_notes import (
    NoteLineDraft,
    add_line,
    amend_line,
    clear_note,
    finish_note,
    redact_note,
    show_note,
    strike_line,
    write_note,
)
from measures.views.acts import button_form, is_done, reauthenticated_only, writer_of, writers_only
from measures.views.keeping import ActTarget, ConfirmedAct, confirm_act, list_target, row_target
from measures.views.reading import ReadingRequest, require_act, today_of
from measures.views.session_page import CHAIRS, note_title
from measures.views.sessions import session_for


@writers_only("")
def write(request: ReadingRequest, key: str, side: str) -> HttpResponse:
    """Write the note of a side, or the chairs' summary, by item of the agenda."""
    row = session_for(request, key, "organise_session")
    party = next((each for each in request.reading.sides if each.code == side), None)
    if party is None and side != CHAIRS:
        raise Http404(side)
    kind = NoteKind.SIDE_NOTE if party else NoteKind.CHAIRS_SUMMARY
    note = row.notes.filter(kind=kind, of_side=party).first()
    if note is not None and note.state != NoteState.DRAFT:
        messages.info(request, _("It was shown to the circle: amend its lines one by one."))
        return redirect("session", key)
    note = note or SessionNote(session=row, kind=kind, of_side=party, version=0)
    items = list(row.items.select_related("ambiguity", "subject"))
    present = list(note.lines.select_related("item")) if note.pk else []
    form = NoteForm(
        request.POST or None,
        items=items,
        lines=present,
        version=note.version,
        attributions=finder_for(row),
        stricter={item.pk: finder_for(row, rule=item.rule) for item in items if item.rule},
    )

    def save() -> None:
        write_note(
            row,
            form.drafts,
            kind=kind,
            of_side=party.code if party else "",
            version=form.cleaned_data["version"],
            by=writer_of(request),
        )

    if is_done(form, save):
        messages.success(request, _("Saved. Only the organisers see it until it is shown to the circle."))
        return redirect("session", key)
    context = {"row": row, "heading": note_title(note), "form": form, "items": list(form.by_item())}
    return render(request, "measures/sessions/note.html", context, status=400 if form.errors else 200)


@writers_only("")
def show(request: ReadingRequest, key: str) -> HttpResponse:
    """Show a draft to the circle."""
    (note, place), by = note_and_place(request, key), writer_of(request)
    warning = _(
        "From then on it is amended line by line. For 14 days whoever took part may ask that something be changed "
        "or struck; nothing records who asked. Print the page of the session to hand the note on."
    )
    act = ConfirmedAct(_("Show the note to the circle"), warning, _("Show it"), _("The circle can read it now."))
    return confirm_act(request, place, button_form(request), act, lambda: show_note(note, on=today_of(by), by=by))


@writers_only("")
def clear(request: ReadingRequest, key: str) -> HttpResponse:
    """Say how many of the chairs have cleared a note."""
    (note, place), by = note_and_place(request, key), writer_of(request)
    form = ClearanceForm(request.POST or None, initial={"cleared_by": note.cleared_by})
    words = _("It is recorded how many have cleared it, not which.")
    act = ConfirmedAct(_("Cleared by the chairs"), words, _("Save"), _("Saved."))
    return confirm_act(request, place, form, act, lambda: clear_note(note, **form.cleaned_data, by=by))


@writers_only("")
def finish(request: ReadingRequest, key: str) -> HttpResponse:
    """Make a note final."""
    (note, place), by = note_and_place(request, key), writer_of(request)
    warning = _("This cannot be undone. It is sealed as it is, and nothing in it is amended or struck any more.")
    act = ConfirmedAct(_("Make the note final"), warning, _("Make it final"), _("It is final and sealed."))
    return confirm_act(request, place, button_form(request), act, lambda: finish_note(note, on=today_of(by), by=by))


@writers_only("")
def new_line(request: ReadingRequest, key: str) -> HttpResponse:
    """Add a line to a note that the circle has seen."""
    (note, place), by = note_and_place(request, key), writer_of(request)
    items = list(note.session.items.all())
    strictest = reduce(stricter_rule, (item.rule for item in items), note.session.rule)
    form = NewLineForm(request.POST or None, items=items, attributions=finder_for(note.session, rule=strictest))
    words = _("Nothing records who asked for it. It is marked as amended.")
    act = ConfirmedAct(_("Add a line"), words, _("Add it"), _("Added."))
    return confirm_act(request, place, form, act, lambda: add_line(note, NoteLineDraft(**form.cleaned_data), by=by))


@writers_only("")
def amend(request: ReadingRequest, line: int) -> HttpResponse:
    """Put other words in the place of a line that the circle has seen, or strike it."""
    sessions = access.sessions_for(request.user)
    rows = NoteLine.objects.filter(note__session__in=sessions).select_related("note", "item")
    row = get_object_or_404(rows, pk=line)
    (note, place), by = note_and_place(request, row.note.key), writer_of(request)
    warning = _(
        "Nothing records who asked for it. A struck line leaves no trace; an amended one says that it was amended."
    )
    strikes = "other" in request.POST
    done = _("Struck: it has left no trace.") if strikes else _("Amended.")
    act = ConfirmedAct(_("Amend a line"), warning, _("Amend it"), done, other_button=_("Strike it"))
    if strikes:
        return confirm_act(request, place, button_form(request), act, lambda: strike_line(row, by=by))
    present = {"text": row.text, "text_zh_hans": row.text_zh_hans}
    attributions = finder_for(note.session, rule=row.item.rule)
    form = LineForm(request.POST or None, initial=present, attributions=attributions)
    return confirm_act(request, place, form, act, lambda: amend_line(row, **form.cleaned_data, by=by))


@writers_only("redact_note")
@reauthenticated_only
def redact_note_page(request: ReadingRequest, key: str) -> HttpResponse:
    """Remove what a note says for good; an administrator who is not of the circle sees nothing of it but its key."""
    note, by = get_object_or_404(SessionNote, key=key), writer_of(request)
    form = RedactForm(request.POST or None)
    warning = _("This cannot be undone. Its lines are deleted; its place in the chain of its circle and its seal stay.")
    act = ConfirmedAct(_("Redact this note"), warning, _("Remove its content"), _("Redacted."))
    place = list_target("sessions", request.reading)
    return confirm_act(request, place, form, act, lambda: redact_note(note, **form.cleaned_data, by=by))


def note_and_place(request: ReadingRequest, key: str) -> tuple[SessionNote, ActTarget]:
    """A note, if the reader organises its session, and the page of that; the page is then about its report."""
    rows = SessionNote.objects.filter(session__in=access.sessions_for(request.user))
    note: SessionNote = get_object_or_404(rows.select_related("session__report", "session__circle", "of_side"), key=key)
    require_act(request, note.session, "organise_session")
    request.reading = request.reading.of(note.session.report)
    return note, row_target("session", note.session, request.reading)
