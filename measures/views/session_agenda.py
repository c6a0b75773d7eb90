"""The agenda of a session: made from what the record suggests, and as it is circulated."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.agenda import AgendaLine, Row, agenda_of, shown_code
from measures.analysis.sides import sides_of
from measures.briefs.answers import file_answer
from measures.briefs.circulated import CirculatedAgenda, circulated_document
from measures.briefs.html import brief_html
from measures.briefs.options import BriefFormat
from measures.forms.rows import FormRows
from measures.forms.session_agenda import AgendaItemForm, SessionAgendaForm, agenda_item_values
from measures.forms.with_rows import FormWithRows, RowKind
from measures.models import PARTICIPANTS, Ambiguity, DialogueSession, FollowUp, Subject
from measures.models.texts import CHINESE, ENGLISH, Bilingual
from measures.operations.sessions import AgendaItemDraft, set_agenda
from measures.views.acts import writer_of, writers_only
from measures.views.reading import ReadingRequest, reading_page
from measures.views.sessions import session_for

LAST_PLACE = 1000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question that could be put, what it is about and why; `values` are those of its row in the form.

    Topics come with the code by which readers know them, if they have one. `row` is what the reason was read from,
    where that is something else than the first of the topics.
    """

    value: str
    group: str
    reason: str
    values: dict[str, Any]
    topics: Sequence[tuple[Row, str]] = ()
    row: Row | None = None


@reading_page()
def session_agenda(request: ReadingRequest, key: str) -> HttpResponse:
    """The agenda of a session as it is circulated, in both languages."""
    row = session_for(request, key)
    items = list(row.items.select_related("ambiguity", "subject", "asks_more_of"))
    sides = sides_of(row.report, PARTICIPANTS)
    agenda = CirculatedAgenda(row, items, sides)
    document = circulated_document(agenda, on=request.reading.today)
    if wanted := request.GET.get("format", ""):
        if wanted not in BriefFormat:
            raise Http404(wanted)
        return file_answer(document, agenda.file_name(wanted), BriefFormat(wanted), reader=request.user)
    context = {
        "row": row,
        "article": brief_html(document, top=2),
        "formats": list(BriefFormat),
        "may_organise": access.allows(request.user, "organise_session", row),
        "untranslated": sum(not item.question_zh_hans for item in items),
    }
    return render(request, "measures/sessions/agenda.html", context)


@writers_only("")
def edit_agenda(request: ReadingRequest, key: str) -> HttpResponse:
    """Choose, cut, order and add the questions of a session, with what the record suggests beside them."""
    row = session_for(request, key, "organise_session")
    if not row.may_be_revised:
        raise Http404(key)
    follow_ups, lines = open_follow_ups(row), suggested_lines(request, row)
    suggestions = [*map(from_follow_up, follow_ups), *map(from_line, lines)]
    forms = agenda_forms(request, row, suggestions, begin_with=[from_follow_up(each).values for each in follow_ups])

    def save() -> None:
        rows = forms.rows["items"]
        rows.forms = sorted(rows.filled, key=lambda each: each.cleaned_data["place"] or LAST_PLACE)
        drafts = [agenda_item_draft(each) for each in forms.values("items")]
        set_agenda(row, drafts, version=forms.form.cleaned_data["version"], by=writer_of(request))

    if forms.is_done(save):
        messages.success(request, _("Saved."))
        return redirect("session_agenda", row.key)
    context = {
        "row": row,
        "forms": forms,
        "groups": [(group, list(each)) for group, each in groupby(suggestions, key=lambda each: each.group)],
    }
    return render(request, "measures/sessions/edit_agenda.html", context, status=400 if forms.form.is_bound else 200)


def agenda_forms(
    request: ReadingRequest,
    row: DialogueSession,
    suggestions: Iterable[Suggestion],
    *,
    begin_with: Sequence[dict[str, Any]],
) -> FormWithRows:
    """The questions at first, as they were sent, or with those that were chosen; open follow-ups come first."""
    topics = [*row.report.ambiguities.all(), *row.report.subjects.all()]
    given: dict[str, Any] = {"session": row, "topics": topics, "sides": sides_of(row.report, PARTICIPANTS)}
    kind = RowKind(form=AgendaItemForm, title=_("Questions"), add_label=_("Add a question"), given=given)
    sent, act = request.POST, request.POST.get("act", "")
    present = [agenda_item_values(item) for item in row.items.select_related("ambiguity", "subject", "from_follow_up")]
    if not sent:
        rows = FormRows.fresh(kind.form, "items", present or begin_with, blank=1, **given)
        rows.forms[0].is_first_asked = True
    elif act in ("add-items", "take"):
        rows = FormRows.typed(kind.form, "items", sent, added=act == "add-items", **given)
        chosen = sent.getlist("suggestion") if act == "take" else []
        for each in suggestions:
            if each.value in chosen:
                rows.begin(each.values)
    else:
        rows = FormRows.sent(kind.form, "items", sent, **given)
        return FormWithRows(SessionAgendaForm(sent), {"items": rows}, {"items": kind})
    version = sent.get("version", row.version)
    return FormWithRows(SessionAgendaForm(initial={"version": version}), {"items": rows}, {"items": kind})


def agenda_item_draft(values: dict[str, Any]) -> AgendaItemDraft:
    return AgendaItemDraft(**{name: value for name, value in values.items() if name != "place"})


def open_follow_ups(row: DialogueSession) -> list[FollowUp]:
    """What is open after the other sessions of the circle and is in no question here, the first due first."""
    of_circle = FollowUp.objects.open().filter(session__circle=row.circle_id).exclude(session=row)
    return list(of_circle.exclude(agenda_items__session=row))


def suggested_lines(request: ReadingRequest, row: DialogueSession) -> Sequence[AgendaLine]:
    """What the record suggests today for a meeting in the month of the session."""
    today, month = request.reading.today, row.month
    until = max(month.last, today) if month else None
    return agenda_of(row.report, request.reading.audience, on=today, until=until).lines


def from_follow_up(follow_up: FollowUp) -> Suggestion:
    """An open follow-up as a question to both sides."""
    asked = question_on(follow_up, "text", lambda words: _("What has come of this: %(what)s?") % {"what": words})
    values = {**asked, "from_follow_up": follow_up.key}
    return Suggestion(f"follow-up:{follow_up.key}", _("Open follow-ups"), str(follow_up), values)


def from_line(line: AgendaLine) -> Suggestion:
    """What the record suggests as a question that asks as much of each side, to be put in other words."""
    first = line.topics[0] if line.topics else line.row
    asked = question_on(
        first, "title", lambda words: _("How does each side see this today: %(what)s?") % {"what": words}
    )
    values = {**asked, "on": first.key if isinstance(first, Ambiguity | Subject) else ""}
    value = f"{line.group}:{line.row.key}"
    row = None if line.row == first else line.row
    shown: Sequence[Row] = line.topics or [first]
    topics = [(topic, shown_code(topic)) for topic in shown]
    return Suggestion(value, str(line.group.label), line.reason.sentence, values, topics, row)


def question_on(row: Bilingual, field: str, question: Callable[[str], str]) -> dict[str, str]:
    """A question about what a row says, in English, and in Chinese where there are words for it."""
    found = {}
    for language, column in ((ENGLISH, field), (CHINESE, f"{field}_zh_hans")):
        with translation.override(language):
            words = str(getattr(row, column)).rstrip(".?。？")
            found[f"question{column.removeprefix(field)}"] = question(words) if words else ""
    return found
