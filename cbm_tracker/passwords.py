"""Takes the pages for passwords away where nobody signs in with one."""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.deprecation import MiddlewareMixin

PAGES = ("account_change_password", "account_set_password", "account_reset_password")


class PasswordPagesMiddleware(MiddlewareMixin):
    """There are no such pages with CBM_PASSWORDS=off."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
    ) -> None:
        name = str(request.resolver_match and request.resolver_match.url_name)
        if not settings.CBM_PASSWORDS and name.startswith(PAGES):
            raise Http404
