"""Pages whose templates have no tags, at addresses beside those of the tracker."""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

PAGES: dict[str, Template] = {}


def keep_page(name: str, html: str) -> None:
    """Serve this HTML as it is."""
    PAGES[name] = Template(f"{{% verbatim %}}{html}{{% endverbatim %}}")


def page(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(PAGES[name].render(Context()))


urlpatterns = [
    path("plain/pages/<str:name>/", page),
    path("", include("cbm_tracker.urls")),
]
