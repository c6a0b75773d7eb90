"""The page with the citations of one row, in both languages and for programs, at an address that holds still."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models.texts import Language, reading_language
from measures.operations.clock import clock
from measures.publishing.citations import CITABLE, CitedRow, as_bibtex, as_csl, days_in_address, moment_to_cite
from measures.views.reading import ReadingRequest, reading_page


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
    return render(request, "measures/citation.html", context)


def copied_field(
    name: str, label: str, text: str, *, language: str = "", file_url: str = "", file_name: str = ""
) -> dict[str, Any]:
    """A field whose text is copied and, if it is of a kind that programs take, is a file too.

    It is as high as its text, with long lines in several rows.
    """
    rows = sum(1 + len(line) // 70 for line in text.splitlines())
    shown = {"name": name, "label": label, "text": text, "rows": rows, "language": language}
    return {**shown, "file_url": file_url, "file_name": file_name}


def citation_texts(cited: CitedRow) -> list[tuple[str, Any]]:
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
