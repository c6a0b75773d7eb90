"""The page of one measure: what stands above its four parts, in a constant number of queries."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render

from measures import access
from measures.analysis.standing import main_assessment, sentence_of
from measures.models import Ambiguity, Owner, Strength, User
from measures.models.bylines import name_for
from measures.views.keeping import offers_tightening
from measures.views.measure_parts import PARTS
from measures.views.measure_rows import AMBIGUITY, OWNER_ACCOUNT, MeasureRows, measure_rows, part_counts
from measures.views.menus import menu_for
from measures.views.proposals import proposals_on
from measures.views.public_links import public_links
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.rows import status_with_day
from measures.wing import wings

ACTS = (
    "log_development",
    "confirm_unchanged",
    "watch_measure",
    "revise_measure",
    "name_owner",
    "edit_catalogue",
    "meet_milestone",
)


def measure_head(rows: MeasureRows, reading: Reading) -> dict[str, Any]:
    """What stands above the parts of a measure."""
    measure: Any = rows.measure
    ours = main_assessment(measure, measure.standing.assessments)
    return {
        "standing": measure.standing,
        "status_line": status_with_day(measure.standing),
        "in_short": sentence_of(ours) if ours else None,
        "in_short_day": ours["occurred"] if ours else None,
        "cleared": clears_up(measure, directly=True),
        "cleared_less": clears_up(measure, directly=False),
        "addressed_to": [reading.parties[code] for code in measure.party_codes],
        "needs_to_complete": [reading.parties[code] for code in measure.needs_codes],
        "parts": [row for row in rows.with_parts if row.pk != measure.pk],
        "owners": owner_rows(measure, reading),
        "is_watching": access.is_active(reading.reader) and measure.is_watched,
    }


def clears_up(measure: Any, *, directly: bool) -> list[Ambiguity]:
    """What a measure is meant to clear up, before all else or less directly."""
    return [
        Ambiguity(**{name: row[f"ambiguity__{name}"] for name in AMBIGUITY})
        for row in measure.cleared_columns
        if (row["strength"] == Strength.PRIMARY) == directly
    ]


def owner_rows(measure: Any, reading: Reading) -> list[dict[str, Any]]:
    """Who answers for the measure, and whether the reader may release them."""
    rows = []
    for columns in measure.owner_columns:
        pk, name, is_named = (columns.pop(path) for path in OWNER_ACCOUNT)
        user = User(pk=pk, name=name, is_named_in_public=is_named)
        owner = Owner(measure=measure, user=user, **columns)
        shown = name_for(owner, "user__name", reading.audience)
        may_release = access.allows(reading.reader, "release_owner", owner)
        rows.append({"pk": owner.pk, "name": shown, "role": owner.get_role_display(), "may_release": may_release})
    return rows


@reading_page(travels=True)
def measure(request: ReadingRequest, key: str) -> HttpResponseBase:
    """One measure: where it stands, who said and did what, and one of its parts, at an address of its own."""
    show = request.GET.get("show") or next(iter(PARTS))
    every = measure_rows(key, request.reading)
    found = next((row for row in every if row.key == key), None)
    if found is None or show not in PARTS:
        raise Http404(key)
    request.reading = reading = request.reading.of(found.report)
    rows = MeasureRows(found, every)
    part = {"problems": (), **PARTS[show](rows, request)}
    may = {act: access.allows(request.user, act, found) for act in ACTS}
    context = {
        "page": measure_head(rows, reading),
        "measure": found,
        "may": may,
        "links": menu_for(request.user, found.report, (wing.measure_links for wing in wings())),
        "may_edit": may["revise_measure"] and not reading.is_past,
        "may_tighten": offers_tightening(found, reading),
        "alternates": public_links(reading, found),
        "proposals": proposals_on(found.report, [row.key for row in every], reading),
        "show": show,
        "part_template": f"measures/measure/{show}.html",
        "counts": part_counts(rows, reading),
        "part": part,
    }
    return render(request, "measures/measure.html", context, status=400 if part["problems"] else 200)
