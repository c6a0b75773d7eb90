"""The agenda of a report, for the team."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.agenda import AgendaQuerySerializer, AgendaSerializer
from api.views.briefs import BRIEF_ANSWERS, BRIEF_RENDERERS
from api.views.common import RecordView
from measures.analysis.brief_choice import LATER
from measures.briefs.agenda import AgendaOptions, agenda_document
from measures.briefs.answers import file_answer
from measures.briefs.options import BriefFormat, BriefLanguage


class ReportAgenda(RecordView):
    """What a meeting could take up: the ambiguities of a report, grouped by why each is open, with the sources."""

    serializer_class = AgendaSerializer
    renderer_classes = [JSONRenderer, *BRIEF_RENDERERS]
    of_files = ("format",)
    acts = {"GET": "read_agenda"}

    @extend_schema(
        parameters=[AgendaQuerySerializer],
        responses={(200, "application/json"): AgendaSerializer, **BRIEF_ANSWERS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The agenda of a report as JSON, HTML, DOCX or PDF; the same day gives the same to the letter."""
        options = self.options_asked_for()
        wanted = str(request.accepted_renderer.format)
        if wanted in BriefFormat:
            return file_answer(agenda_document(options), options.file_name(wanted), BriefFormat(wanted))
        return Response(AgendaSerializer(options.read(), context=self.get_serializer_context()).data)

    def options_asked_for(self) -> AgendaOptions:
        asked = self.reading_parameters(AgendaQuerySerializer)
        on = min(asked.get("on", self.today), self.today)
        until = asked.get("until", on + LATER)
        if until < on:
            raise ValidationError({"until": _("The meeting is before the day of the agenda. Enter a later day.")})
        language = BriefLanguage(asked.get("language", BriefLanguage.ENGLISH))
        return AgendaOptions(asked["report"], self.audience, on, until, asked["known_at"], language)
