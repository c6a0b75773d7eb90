"""What the frame of every page shows: the reports, the navigation and what the reader may do."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from measures import access
from measures.views.menus import FOOT, FOOT_WITHOUT_REPORT, NAVIGATION, OF_STATEMENTS, address_of, work_of
from measures.views.public_links import public_links
from measures.views.reading import Reading, reading_of_request
from measures.wing import MenuEntry

# Addresses of pages that stand below another one.
BELOW = {"statements": ("/readouts/", "/ambiguities/", "/requests/", "/subjects/"), "journal": ("/dates/",)}


def site(request: HttpRequest) -> dict[str, object]:
    """The context processor of that frame; a reader who may not read gets nothing of the record."""
    doors = {"passwords": settings.CBM_PASSWORDS, "providers": settings.CBM_PROVIDERS}
    if not access.may_read(request.user):
        return {**doors, "reading": None, "nav": (), "may_log": False}
    reading: Reading = getattr(request, "reading", None) or reading_of_request(request)
    return {
        **doors,
        "reading": reading,
        "nav": navigation(request, reading),
        "nav_below": navigation_below(request, reading),
        "foot": links_to(FOOT if reading.report else FOOT_WITHOUT_REPORT, reading),
        # What is shown to strangers: of anything else a link tells nobody more than where it leads.
        "is_public_page": hasattr(request, "reading") and not request.user.is_authenticated,
        "alternates": public_links(reading),
        "corrections_url": settings.CBM_CORRECTIONS_URL,
        "may_log": reading.report is not None and access.allows(request.user, "log_development", reading.report),
        "may_add_report": access.allows(request.user, "add_report"),
        "may_load": access.allows(request.user, "load_report"),
        "may_see_workload": access.allows(request.user, "read_workload", reading.report),
        "work": lambda: work_of(request.user, reading),
    }


def navigation(request: HttpRequest, reading: Reading) -> list[dict[str, object]]:
    """The main pages, with links that keep the report and the day; a page and those below it are current."""
    return links_to(NAVIGATION, reading, [each.page for each in NAVIGATION if is_page_below(request.path, each.page)])


def navigation_below(request: HttpRequest, reading: Reading) -> list[dict[str, object]]:
    """The pages of statements, on each of them."""
    current = [each.page for each in OF_STATEMENTS if request.path == reverse(each.page)]
    return links_to(OF_STATEMENTS, reading, current) if current else []


def links_to(entries: Iterable[MenuEntry], reading: Reading, current: Collection[str] = ()) -> list[dict[str, object]]:
    """Links to pages, with which of them are current."""
    return [
        {"name": each.label, "url": address_of(each, reading), "is_current": each.page in current} for each in entries
    ]


def is_page_below(path: str, page: str) -> bool:
    address = reverse(page)
    return path == address or (page != "overview" and path.startswith((address, *BELOW.get(page, ()))))
