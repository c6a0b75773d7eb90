"""Addresses of this tracker with its site, as mails, feeds and calendars have them."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from measures.models import Measure, Report


def host() -> str:
    """This tracker's host name, used in the ids that it gives."""
    return urlsplit(settings.CBM_SITE_URL).hostname or "localhost"


def absolute(path: str) -> str:
    return f"{settings.CBM_SITE_URL}{path}"


def page_url(name: str, *args: str) -> str:
    return absolute(reverse(name, args=args))


def measure_page_url(measure: Measure) -> str:
    return page_url("measure", measure.key)


def list_url(page: str, report: Report | None = None, **filters: str) -> str:
    """A page with filters, of one report or of all."""
    of_report = {"report": report.slug} if report else {}
    return f"{page_url(page)}?{urlencode({**of_report, **filters})}"
