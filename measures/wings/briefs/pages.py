"""The brief of a report: the form for it, how it reads, and its files; and how to cite a row."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RuleError
from measures.models import PUBLIC, Audience, Report
from measures.models.texts import Language, reading_language
from measures.operations.clock import clock
from measures.views.reading import ReadingRequest, for_report, reading_page, sign_in_first
from measures.wings.briefs.answers import file_answer
from measures.wings.briefs.citations import CITABLE, CitedRow, as_bibtex, as_csl, days_in_address, moment_to_cite
from measures.wings.briefs.compose import brief_document
from measures.wings.briefs.forms import BriefForm, OfficeForm
from measures.wings.briefs.html import brief_html
from measures.wings.briefs.options import BriefFormat, BriefOptions


def brief(request: HttpRequest) -> HttpResponseBase:
    """A brief; whoever asks for one that is not public is asked to sign in, whether or not there is such a report."""
    audience = brief_parameters(request).get("audience") or PUBLIC.name
    if audience != PUBLIC.name and not request.user.is_authenticated:
        return sign_in_first(request)
    return brief_page(request)


@reading_page()
@for_report
def brief_page(request: ReadingRequest, report: Report) -> HttpResponse:
    """A brief as it reads, with the forms that change it and make files of it; a form that is sent makes a file."""
    asked, audiences = brief_parameters(request), audiences_of(request.reading.reader, report)
    form = BriefForm(with_defaults(asked, audiences), report=report, audiences=audiences, today=request.reading.today)
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
    context: dict[str, object] = {"form": form, "office": office, "has_choices": len(request.GET) > 1}
    if options:
        context |= {
            "options": options,
            "article": brief_html(brief_document(options), top=2),
            "kept": hidden_parameters(options),
            "formats": list(BriefFormat),
        }
    return render(request, "briefs/brief.html", context, status=400 if form.errors else 200)


def brief_parameters(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def audiences_of(reader: access.Reader, report: Report) -> list[Audience]:
    """The audiences up to the reader's that may read the report."""
    return [each for each in access.audiences_up_to(reader, report) if each.may_read(report.marking, report.pk)]


def with_defaults(asked: QueryDict, audiences: Sequence[Audience]) -> QueryDict:
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


def hidden_parameters(options: BriefOptions) -> list[tuple[str, object]]:
    """The parameters of a brief one by one, for the form that makes its file."""
    return [
        (name, value)
        for name, values in options.parameters.items()
        for value in (values if isinstance(values, list) else [values])
    ]


@reading_page(travels=True)
def cite(request: ReadingRequest, page: str, key: str) -> HttpResponse:
    """How to cite a row; without a moment in its address, the page leads on to one with the present moment."""
    if page not in CITABLE:
        raise Http404(page)
    reading = request.reading
    row = get_object_or_404(CITABLE[page](reading.audience, reading.days), key=key)
    if reading.known_at is None and not reading.problem:
        days = days_in_address(reading.on, moment_to_cite(clock()))
        return redirect("&".join(filter(None, (f"{request.path}{days}", urlencode(reading.other_parameters)))))
    if report := getattr(row, "report", None):
        reading = request.reading = reading.of(report)
    cited = CitedRow(page, row, reading.on, reading.known_by)
    address = copied_field("address", _("Permanent address"), cited.url)
    context = {"cited": cited, "address": address, "texts": citation_texts(cited), "files": citation_files(cited)}
    return render(request, "briefs/citation.html", context)


def copied_field(
    name: str, label: str, text: str, *, language: str = "", file_url: str = "", file_name: str = ""
) -> dict[str, object]:
    """A field whose text is copied and, if it is of a kind that programs take, is a file too.

    It is as high as its text, with long lines in several rows.
    """
    rows = sum(1 + len(line) // 70 for line in text.splitlines())
    shown = {"name": name, "label": label, "text": text, "rows": rows, "language": language}
    return {**shown, "file_url": file_url, "file_name": file_name}


def citation_texts(cited: CitedRow) -> list[tuple[str, object]]:
    """The citations as text in either language, under what they are of."""
    headings = [_("This record"), _("The source itself")]
    columns = [
        [
            copied_field(f"text-{language}-{place}", label, text, language=language)
            for place, text in enumerate(cited.texts(language))
        ]
        for language, label in Language.choices
    ]
    return list(zip(headings, zip(*columns, strict=True), strict=False))


def citation_files(cited: CitedRow) -> list[dict[str, Any]]:
    """The citations for programs, in the language of the page."""
    found = cited.references(reading_language())
    address = f"{reverse(f'api-cite-{cited.page}', args=[cited.row.key])}{cited.days}&language={reading_language()}"
    kinds = [("bibtex", "BibTeX", "bib", as_bibtex(found)), ("csl", "CSL-JSON", "json", as_csl(found))]
    return [
        copied_field(
            name, label, text.rstrip(), file_url=f"{address}&format={name}", file_name=f"{found[0].key}.{ending}"
        )
        for name, label, ending, text in kinds
    ]
