"""The brief of a report, as files."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from api.exports import offering
from api.serializers.briefs import BriefQuerySerializer
from api.views.common import RecordView
from measures import access
from measures.briefs.answers import file_answer
from measures.briefs.compose import brief_document
from measures.briefs.options import Annex, BriefFormat, BriefLanguage, BriefOptions, brief_choice
from measures.briefs.render import MEDIA_TYPES
from measures.models import Audience, Report
from measures.operations.clock import clock

BRIEF_RENDERERS = [offering(each.value, MEDIA_TYPES[each]) for each in BriefFormat]
BRIEF_ANSWERS = {
    (200, MEDIA_TYPES[each]): OpenApiTypes.STR if each == BriefFormat.HTML else OpenApiTypes.BINARY
    for each in BriefFormat
}


class ReportBrief(RecordView):
    """One page on a report and its sources: what happened, what each side says, what comes, what is not known."""

    renderer_classes = BRIEF_RENDERERS
    of_files = ("format",)
    makes_documents = True

    @property
    def list_parameters(self) -> Collection[str]:
        return ("measures", "ambiguities", "subjects", "annexes")

    @extend_schema(parameters=[BriefQuerySerializer], responses=BRIEF_ANSWERS)
    def get(self, request: Request) -> HttpResponse:
        """The brief of a report as HTML, DOCX or PDF; the same parameters, with `known_at`, give the same bytes."""
        options = self.options_asked_for()
        form = BriefFormat(request.accepted_renderer.format)
        return file_answer(brief_document(options), options.file_name(form), form, reader=request.user)

    def options_asked_for(self) -> BriefOptions:
        asked = self.reading_parameters(BriefQuerySerializer)
        report: Report = asked["report"]
        audience = self.audience_named(asked.get("audience", ""), report)
        keys: dict[str, Any] = {name: asked.get(name, ()) for name in ("measures", "ambiguities", "subjects")}
        choice = brief_choice(
            report,
            audience,
            today=self.today,
            now=clock(),
            first=asked.get("from"),
            last=asked.get("to"),
            known_at=asked["known_at"],
            **keys,
        )
        language = BriefLanguage(asked.get("language", BriefLanguage.ENGLISH))
        annexes = [each for each in Annex if each in asked.get("annexes", ())]
        return BriefOptions(report, audience, choice, language, annexes)

    def audience_named(self, name: str, report: Report) -> Audience:
        """An audience that the reader may have it written for: the widest that may read the report, unless named."""
        audiences = access.audiences_up_to(self.request.user, report)
        reading = [each for each in audiences if each.may_read(report.marking, report.pk)]
        found = next((each for each in reading if not name or each.within(report.pk).name == name), None)
        if found is None:
            raise ValidationError({"audience": _("A brief is for you, or for those who may read less.")})
        return found
