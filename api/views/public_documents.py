"""What everybody may fetch without an account: the journal as a feed, dates as a calendar, by filters."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request

from api.etags import with_etag
from api.filtering import RecordFilterBackend, refuse
from api.negotiation import SingleFormatNegotiation
from api.views.common import RecordView
from measures.models import Entry, Measure, SecretUrlKind
from measures.publishing.public_addresses import (
    BEFORE,
    LANGUAGE,
    PublicCalendarFilters,
    PublicEntryFilters,
    chosen_filters,
    public_document,
    public_filters,
)


class PublicDocument(RecordView):
    """What is public, the same for whoever asks."""

    kind: SecretUrlKind
    content_negotiation_class = SingleFormatNegotiation
    http_method_names = ["get", "head", "options"]
    # What the description of the API shows as parameters.
    filter_backends = [RecordFilterBackend]
    filterset_class: Any
    parameters: tuple[str, ...] = (LANGUAGE,)

    @property
    def list_parameters(self) -> list[str]:
        return self.filterset_class.lists()  # type: ignore[no-any-return]

    def get(self, request: Request) -> HttpResponse:
        chosen = chosen_filters(request.query_params)
        filters = public_filters(self.kind, chosen, on=self.today)
        refuse(filters)
        language, before = self.language(request), request.query_params.get(BEFORE, "")
        document = public_document(self.kind, chosen, filters, language, before=before)
        if document is None:
            raise NotFound
        headers = {"Content-Language": language}
        return with_etag(request, HttpResponse(document.content, content_type=document.media_type, headers=headers))

    def language(self, request: Request) -> str:
        """The language of the texts, which the address names: programs fetch it for several people."""
        language, languages = request.query_params.get(LANGUAGE, settings.LANGUAGE_CODE), dict(settings.LANGUAGES)
        if language not in languages:
            problem = _("Choose one of these: %(choices)s.") % {"choices": ", ".join(languages)}
            raise ValidationError({LANGUAGE: [problem]})
        return language


@extend_schema_view(
    get=extend_schema(operation_id="calendar_read", responses={(200, "text/calendar"): OpenApiTypes.STR})
)
class PublicCalendar(PublicDocument):
    """Target dates, milestones and dates ahead that are public, for a calendar program."""

    kind = SecretUrlKind.CALENDAR
    queryset = Measure.objects.all()
    filterset_class = PublicCalendarFilters


@extend_schema_view(
    get=extend_schema(operation_id="journal_read", responses={(200, "application/atom+xml"): OpenApiTypes.STR})
)
class PublicFeed(PublicDocument):
    """The public journal, for a feed reader."""

    kind = SecretUrlKind.FEED
    queryset = Entry.objects.all()
    filterset_class = PublicEntryFilters
    parameters = (LANGUAGE, BEFORE)
