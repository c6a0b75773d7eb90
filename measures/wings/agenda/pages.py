"""The agenda of a report, as a page and as a file."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render

from measures.errors import RuleError
from measures.models import Report
from measures.models.texts import reading_language
from measures.views.acts import writers_only
from measures.views.reading import ReadingRequest, for_report
from measures.wings.agenda.document import agenda_document
from measures.wings.agenda.forms import AgendaForm
from measures.wings.briefs.answers import file_answer
from measures.wings.briefs.html import brief_html
from measures.wings.briefs.options import BriefFormat, BriefLanguage


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
    article = ""
    if options:
        shown = replace(options, language=BriefLanguage(reading_language()))
        article = brief_html(agenda_document(shown, root=""), top=2)
    context = {"form": form, "article": article, "formats": list(BriefFormat)}
    return render(request, "agenda/agenda.html", context, status=400 if form.errors else 200)
