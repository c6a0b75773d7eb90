"""Composes the agenda that is circulated: open questions to both sides, in both languages, and not why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.analysis.circulated import asks_of, balance_of
from measures.briefs.compose import in_language
from measures.briefs.document import BriefDocument, BriefSection, Paragraph, ParagraphShape, Part, Tone, run_of
from measures.briefs.options import BriefLanguage
from measures.briefs.words import joined, make_paragraph, note_paragraph, on_day, text_run
from measures.models import AgendaItem, AttributionRule, DialogueSession, Party
from measures.models.partial_dates import end_of
from measures.models.texts import reading_language


@dataclass(frozen=True, slots=True)
class CirculatedAgenda:
    """The agenda of a session, with the sides that its questions are put to."""

    session: DialogueSession
    items: Sequence[AgendaItem]
    sides: Sequence[Party]

    def file_name(self, form: str) -> str:
        return f"cbm-agenda-{self.session.key}.{form}"


def circulated_document(agenda: CirculatedAgenda, *, on: date) -> BriefDocument:
    """The circulated agenda in both languages."""
    languages = BriefLanguage.BOTH.languages
    address = f"{settings.CBM_SITE_URL}{reverse('session_agenda', args=[agenda.session.key])}"
    return BriefDocument(
        parts=[in_language(language, agenda_part, agenda) for language in languages],
        colophon=make_paragraph(text_run(address), shape=ParagraphShape.NOTE),
        running_head=in_language(languages[0], lambda: str(agenda.session.words("title"))),
        known_at=end_of(on),
    )


def agenda_part(agenda: CirculatedAgenda) -> Part:
    """The agenda in the language that is active."""
    title = _("Agenda: %(report)s") % {"report": agenda.session.words("title")}
    questions = BriefSection(_("Questions"), list(question_lines(agenda)))
    return Part(reading_language(), title, list(session_head(agenda)), [questions])


def session_head(agenda: CirculatedAgenda) -> Iterator[Paragraph]:
    """What every record of a session begins with, its rule, and where and when it is."""
    session = agenda.session
    if session.report.is_fictional:
        yield make_paragraph(text_run(_("None of this happened. No government said any of it."), Tone.STRONG))
    yield make_paragraph(text_run(_("Participants speak for themselves and bind no government."), Tone.STRONG))
    rule, month = text_run(session.get_rule_display()), text_run(on_day(session.month))
    yield make_paragraph(*joined([[rule], [month], [run_of(session.words("country"))]]))


def question_lines(agenda: CirculatedAgenda) -> Iterator[Paragraph]:
    """The questions in their order, each with what it is about, and whether they ask as much of each side."""
    for number, item in enumerate(agenda.items, start=1):
        about = [run_of(item.on.words("title"), Tone.MUTED)] if item.on else []
        rule = [text_run(AttributionRule(item.rule).label, Tone.MUTED)] if item.rule else []
        question = [text_run(f"{number}. ", Tone.STRONG), run_of(item.words("question"))]
        yield make_paragraph(*joined([question, about, [text_run(asks_of(item), Tone.MUTED)], rule]))
    if not agenda.items:
        yield note_paragraph(_("There are no questions yet."))
        return
    yield note_paragraph(balance_of(agenda.items, agenda.sides).sentence)
