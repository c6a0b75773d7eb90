"""The brief of a report and its agenda: the forms for them, how they read, and their files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from measures import access
from measures.briefs.agenda import agenda_document
from measures.briefs.answers import file_answer
from measures.briefs.compose import brief_document
from measures.briefs.html import brief_html
from measures.briefs.options import BriefFormat, BriefLanguage, BriefOptions
from measures.errors import RuleError
from measures.forms.briefs import AgendaForm, BriefForm, OfficeForm
from measures.models import PUBLIC, Audience, Report
from measures.models.texts import reading_language
from measures.operations.clock import clock
from measures.views.acts import writers_only
from measures.views.reading import ReadingRequest, for_report, reading_page, sign_in_first


def brief(request: HttpRequest) -> HttpResponseBase:
    """A brief; whoever asks for one that is not public is asked to sign in, whether or not there is such a report."""
    audience = asked_in(request).get("audience") or PUBLIC.name
    if audience != PUBLIC.name and not request.user.is_authenticated:
        return sign_in_first(request)
    return brief_page(request)


@reading_page()
@for_report
def brief_page(request: ReadingRequest, report: Report) -> HttpResponse:
    """A brief as it reads, with the forms that change it and make files of it; a form that is sent makes a file."""
    asked, audiences = asked_in(request), audiences_of(request.reading.reader, report)
    form = BriefForm(with_usual(asked, audiences), report=report, audiences=audiences, today=request.reading.today)
    office = OfficeForm(request.POST if request.method == "POST" else None)
    is_right = form.is_valid() and (not office.is_bound or office.is_valid())
    options = options_of(form, office) if is_right else None
    if options and (wanted := asked.get("format", "")):
        if wanted not in BriefFormat:
            raise Http404(wanted)
        try:
            return file_answer(
                brief_document(options), options.file_name(wanted), BriefFormat(wanted), reader=request.user
            )
        except RuleError as error:
            form.add_error(None, str(error))
    context: dict[str, Any] = {"form": form, "office": office, "has_choices": len(request.GET) > 1}
    if options:
        context |= {
            "options": options,
            "article": brief_html(brief_document(options), top=2),
            "kept": kept_of(options),
            "formats": list(BriefFormat),
        }
    return render(request, "measures/brief.html", context, status=400 if form.errors else 200)


def asked_in(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def audiences_of(reader: access.Reader, report: Report) -> list[Audience]:
    """The audiences up to the reader's that may read the report."""
    return [each for each in access.audiences_up_to(reader, report) if each.may_read(report.marking, report.pk)]


def with_usual(asked: QueryDict, audiences: Sequence[Audience]) -> QueryDict:
    """What is asked for, and what stands in the form where nothing is; a page of a past day leads to that day."""
    values = asked.copy()
    usual = {"to": values.get("as_of", ""), "language": reading_language(), "audience": audiences[0].name}
    for name, value in usual.items():
        if not values.get(name):
            values[name] = value
    return values


def options_of(form: BriefForm, office: OfficeForm) -> BriefOptions | None:
    """The brief that is asked for; nothing, with the errors at their fields, where it cannot be."""
    added = office.cleaned_data if office.is_bound else {}
    try:
        return form.options(clock(), **added)
    except ValidationError as error:
        form.add_error(None, error)
        return None


def kept_of(options: BriefOptions) -> list[tuple[str, object]]:
    """The parameters of a brief one by one, for the form that makes its file."""
    return [
        (name, value)
        for name, values in options.parameters.items()
        for value in (values if isinstance(values, list) else [values])
    ]


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
    return render(request, "measures/agenda.html", context, status=400 if form.errors else 200)
