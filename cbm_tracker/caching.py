"""Keeps browsers and proxies from storing answers to somebody who is signed in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.deprecation import MiddlewareMixin


class PrivateAnswersMiddleware(MiddlewareMixin):
    """Forbids caches to store pages of a session, so that nobody finds them there after signing out.

    Answers of other kinds say themselves what may be kept of them; those that do not are kept nowhere either.
    """

    def process_response(self, request: HttpRequest, answer: HttpResponse) -> HttpResponse:
        # By the cookie and not by the user: a page that says that the database is down must not ask it.
        is_signed = settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers
        is_page = answer.get("Content-Type", "").startswith("text/html")
        if is_signed and (is_page or not answer.has_header("Cache-Control")):
            patch_cache_control(answer, no_store=True, private=True)
        return answer
