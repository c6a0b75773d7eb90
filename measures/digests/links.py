"""The addresses that a digest links to."""

from urllib.parse import urlencode

from django.conf import settings

from measures.models import Measure, Report


def absolute(path: str) -> str:
    return f"{settings.CBM_SITE_URL}{path}"


def measure_url(measure: Measure) -> str:
    return absolute(f"/measures/{measure.key}/")


def list_url(page: str, report: Report, **filters: str) -> str:
    """A list of one report, filtered."""
    return absolute(f"/{page}/?{urlencode({'report': report.slug, **filters})}")
