"""NUL bytes, which no text of the database can hold."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from cbm_tracker.busy import API

NUL = "\0"


class NulByteMiddleware(MiddlewareMixin):
    """Treats a session key with one as unknown, and refuses a parameter or a form with one.

    Of a parameter the API says itself which one is wrong.
    """

    def process_request(self, request: HttpRequest) -> None:
        # Nobody of ours sets such a cookie, and one names the session that is looked up.
        for name in [name for name, value in request.COOKIES.items() if NUL in value]:
            del request.COOKIES[name]

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Not before it is clear which page is asked for, and by whom: the refusal is a page, too."""
        if NUL in request.path:
            raise Http404(request.path)
        if request.path.startswith(API) or not (holds_nul(request.GET) or holds_nul(request.POST)):
            return None
        words = {"heading": _("This cannot be read"), "detail": _("It contains a character that no text can contain.")}
        return render(request, "measures/refused.html", words, status=400)


def holds_nul(parameters: QueryDict) -> bool:
    return any(NUL in text for name, values in parameters.lists() for text in (name, *values))
