"""Query strings that a client did not percent-encode."""

from string import printable
from urllib.parse import quote

from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class QuotedQueryMiddleware(MiddlewareMixin):
    """Quotes the letters of a query beyond ASCII, which `curl "…/?q=导弹"` sends as they are.

    They are read rightly without it, but every address that is made from this one, of the next page or to come back
    to after signing in, would name other letters.
    """

    def process_request(self, request: HttpRequest) -> None:
        query = request.META.get("QUERY_STRING", "")
        if not query.isascii():
            # The gateway hands over bytes, each as one letter.
            request.META["QUERY_STRING"] = quote(query.encode("latin-1"), safe=printable)
