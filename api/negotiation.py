"""In which format an answer is sent."""

from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request


class QueryFormatNegotiation(DefaultContentNegotiation):
    """``?format=`` counts before Accept, which many programs send with every request."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        form = format_suffix or request.query_params.get(self.settings.URL_FORMAT_OVERRIDE)
        if not form:
            return super().select_renderer(request, renderers, format_suffix)  # type: ignore[no-any-return]
        renderer = self.filter_renderers(renderers, form)[0]
        return renderer, renderer.media_type

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002
        try:
            return super().filter_renderers(renderers, format)
        except Http404 as error:
            raise NotAcceptable from error


class SingleFormatNegotiation(DefaultContentNegotiation):
    """For an endpoint with one format, which is sent whatever Accept says."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> tuple[Any, str]:
        return renderers[0], renderers[0].media_type
