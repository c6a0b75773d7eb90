"""How to follow what is public in other programs: the address of a feed or a calendar, by boxes."""

from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from measures.access import everybody_may_read
from measures.models import PUBLIC, Language, Report, SecretUrlKind
from measures.models.texts import reading_language
from measures.publishing.public_addresses import LANGUAGE, chosen_filters, public_filters, public_url
from measures.views.exports import address_link
from measures.views.filter_fields import FilterChoice, applied_filters, parameters_of, problems_of
from measures.views.journal import journal_filter_form, measure_box
from measures.views.lists import measure_filter_form
from measures.views.public_links import MEDIA_TYPES, WHAT, label_of
from measures.views.reading import DAYS, Reading, ReadingRequest, for_report, query, reading_page

# The filters that the form of each offers; others, which a link has brought, are kept.
OFFERED = {
    SecretUrlKind.FEED: (
        "q", "party", "direction", "measure", "ambiguity", "source_language", "kind", "track", "source_kind",
    ),
    SecretUrlKind.CALENDAR: ("q", "party", "measure", "ambiguity", "kind", "status"),
}  # fmt: skip
# Those that a feed and a calendar have alike.
SHARED = ("report", "measure", "party", "ambiguity")


@reading_page()
@for_report
def follow(request: ReadingRequest, report: Report) -> HttpResponse:
    """The address of a feed or a calendar with the filters that were chosen."""
    reading = request.reading
    parameters = parameters_of(request.GET, reading)
    for name in DAYS:
        parameters.pop(name, None)
    kind = SecretUrlKind.CALENDAR if parameters.get(WHAT) == SecretUrlKind.CALENDAR else SecretUrlKind.FEED
    chosen_language = parameters.get(LANGUAGE)
    if chosen_language not in Language.values:
        chosen_language = reading_language()
    chosen = [each for each in chosen_filters(parameters) if each[0] != WHAT]
    filters = public_filters(kind, chosen, on=reading.today)
    is_public = everybody_may_read(report)
    problems = problems_of(filters) if is_public else ()
    kept = filters.form.fields.keys() - set(OFFERED[kind])
    context = {
        **form_choices(kind, filters, parameters, replace(reading, reader=AnonymousUser(), audience=PUBLIC)),
        "kind": kind.value,
        "kinds_of_address": [
            {
                "title": label_of(each),
                "url": query([(WHAT, each.value), *(pair for pair in chosen if pair[0] in SHARED)]),
                "is_current": each == kind,
            }
            for each in MEDIA_TYPES
        ],
        "languages": [FilterChoice(each.value, str(each.label), each == chosen_language) for each in Language],
        "hidden": [(WHAT, kind.value), *(pair for pair in chosen if pair[0] in kept)],
        "applied": applied_filters(filters, parameters, request.path),
        "is_public": is_public,
        "problems": problems,
        "made": public_url(kind, chosen, chosen_language) if is_public and not problems else "",
        "clear_url": request.path + query({**reading.kept, WHAT: kind.value}),
        "address_url": address_link(filters, parameters, kind, reading.reader),
    }
    return render(request, "measures/follow.html", context, status=400 if problems else 200)


def form_choices(kind: SecretUrlKind, filters: Any, parameters: QueryDict, reading: Reading) -> dict[str, Any]:
    """What the form offers, and what is chosen in it."""
    if kind == SecretUrlKind.FEED:
        return journal_filter_form(filters, parameters, reading)
    return {**measure_filter_form(filters, parameters, reading), **measure_box(parameters, reading)}
