"""The agenda of a report, as a page and as a file."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.shortcuts import render

from measures.errors import RuleError
from measures.models import Report
from measures.models.texts import reading_language
from measures.views.acts import writers_only
from measures.views.reading import ReadingRequest, for_report
from measures.wings.agenda.document import agenda_document, document_of, heading_of
from measures.wings.agenda.forms import AgendaForm
from measures.wings.agenda.readings import AgendaLine
from measures.wings.briefs.answers import file_answer
from measures.wings.briefs.html import brief_html
from measures.wings.briefs.options import BriefFormat, BriefLanguage


@dataclass(frozen=True, slots=True)
class LineChoice:
    """A line of the agenda that may be chosen."""

    key: str
    heading: str
    sentence: str
    is_chosen: bool


def choice_of(line: AgendaLine, chosen: frozenset[str]) -> LineChoice:
    return LineChoice(line.key, heading_of(line), line.reason.short, line.key in chosen)


@writers_only("read_agenda")
@for_report
def agenda(request: ReadingRequest, report: Report) -> HttpResponse:
    """What a meeting could take up, and why; as a page, or as a file."""
    reading = request.reading
    asked = request.GET.copy()
    asked.setdefault("language", reading_language())
    form = AgendaForm(asked, report=report, audience=reading.audience, today=reading.today)
    options = form.options() if form.is_valid() else None
    wanted = asked.get("format", "")
    if options and wanted:
        if wanted not in BriefFormat:
            raise Http404(wanted)
        try:
            return file_answer(
                agenda_document(options), options.file_name(wanted), BriefFormat(wanted), reader=request.user
            )
        except RuleError as error:
            form.add_error(None, str(error))
    article, groups = "", []
    if options:
        shown = replace(options, language=BriefLanguage(reading_language()))
        read = options.read()
        article = brief_html(document_of(read, shown, root=""), top=2)
        groups = [(group.label, [choice_of(each, options.lines) for each in lines]) for group, lines in read.groups]
    context = {"form": form, "article": article, "groups": groups, "formats": list(BriefFormat)}
    return render(request, "agenda/agenda.html", context, status=400 if form.errors else 200)
