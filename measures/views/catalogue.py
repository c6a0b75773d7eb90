"""The pages of a report itself: about it, how it is followed, and its glossary."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from measures import access
from measures.models import LEVELS, Entry, Evidence, Link, Marking, Report, TextSearch, Words
from measures.models.evidence import EvidenceQuerySet
from measures.models.markings import marking_label
from measures.models.records import not_withdrawn
from measures.publishing.translations import count_translations
from measures.views.about import operator_facts
from measures.views.keeping import report_for
from measures.views.menus import menu_for
from measures.views.next_steps import next_steps
from measures.views.reading import Reading, ReadingRequest, for_report, reading_page
from measures.views.rows import short_link
from measures.wing import wings


def level_meanings(report: Report) -> list[tuple[int, Words]]:
    """The name of each level in a report."""
    return [(level, report.level_wording(level)) for level in LEVELS]


@reading_page()
def report(request: ReadingRequest, slug: str) -> HttpResponse:
    """About a report."""
    found = report_for(request, slug)
    reading = request.reading
    seen = found.measures.visible_to(reading.audience).values("pk")
    links = Link.objects.filter(source__in=seen, target__in=seen).select_related("source", "target")
    tells_marking = access.is_contributor(reading.reader, found) or found.marking != Marking.PUBLIC
    context = {
        "report": found,
        "next_steps": next_steps(found, reading),
        "levels": level_meanings(found),
        "motivations": found.motivations.filter(withdrawn_at=None),
        "may_search": access.allows(request.user, "record_search", found),
        "may_edit": access.allows(request.user, "edit_catalogue", found),
        "translations": count_translations(found, reading.audience),
        "not_reviewed_here": counted_sources(reading).with_review_state().filter(Q(reviewed_here=False)).count(),
        "marking": marking_label(found.marking) if tells_marking else "",
        "may_mark": access.allows(request.user, "mark_report", found),
        "links": [
            {"row": link, "source": short_link(link.source, reading), "target": short_link(link.target, reading)}
            for link in links.order_by("source__position", "target__position", "pk")
        ],
    }
    return render(request, "measures/report.html", context)


def counted_sources(reading: Reading) -> EvidenceQuerySet:
    """How many sources of a report count in its balances, of those that the reader may see."""
    entries = Entry.objects.visible_to(reading.audience).filter(report=reading.report, redaction__entry=None)
    return Evidence.objects.visible_to(reading.audience).cited_by(entries).counting(reading.audience)


@reading_page()
def codebook(request: ReadingRequest, slug: str) -> HttpResponse:
    """About and method: what was searched, how our levels are given, and who runs the tracker."""
    found = report_for(request, slug)
    reading = request.reading
    searches = list(TextSearch.objects.visible_to(reading.audience).standing().with_earlier().filter(report=found))
    may_search = access.allows(request.user, "record_search", found)
    context = {
        "report": found,
        "searches": searches,
        "own_searches": [row for row in searches if access.allows(request.user, "correct_search", row)],
        "may_search": may_search,
        "may_edit": access.allows(request.user, "edit_catalogue", found),
        "shows_searched": bool(searches or may_search or reading.unreadable),
        "text": found.words("codebook"),
        "on_statements": found.words("statements_note"),
        "levels": level_meanings(found),
        "links": menu_for(request.user, found, (wing.codebook_links for wing in wings())),
        "sections": [section for wing in wings() if (section := wing.method_section(request.reading))],
        "facts": [(label, words) for label, words in operator_facts() if words],
    }
    return render(request, "measures/codebook.html", context)


@reading_page()
@for_report
def glossary(request: ReadingRequest, report: Report) -> HttpResponse:
    """The terms of a report and of this tracker."""
    context = {
        "terms": report.glossary.filter(not_withdrawn(request.reading.known_at)),
        "may_edit": access.allows(request.user, "edit_catalogue", report),
    }
    return render(request, "measures/glossary.html", context)
