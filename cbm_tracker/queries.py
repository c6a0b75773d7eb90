"""Query strings that a client did not percent-encode."""

from collections.abc import Callable
from string import printable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse


class QuotedQueryMiddleware:
    """Quotes the letters of a query beyond ASCII, which `curl "…/?q=导弹"` sends as they are.

    They are read rightly without it, but every address that is made from this one, of the next page or to come back
    to after signing in, would name other letters.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if not query.isascii():
            # The gateway hands over bytes, each as one letter.
            request.META["QUERY_STRING"] = quote(query.encode("latin-1"), safe=printable)
        return self.get_response(request)
