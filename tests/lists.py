"""The lists of the API, by their addresses below its root."""

from django.urls import URLPattern

from api.urls import urlpatterns
from api.views.lists import RecordList


def lists() -> dict[str, type[RecordList]]:
    """What answers each address of a list."""
    views = {
        str(pattern.pattern): pattern.callback.view_class  # type: ignore[attr-defined]
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and hasattr(pattern.callback, "view_class")
    }
    return {address: view for address, view in views.items() if issubclass(view, RecordList)}


LISTS = lists()
