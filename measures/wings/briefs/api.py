"""The brief of a report as a file, and citations of rows."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.etags import with_etag
from api.exports import renderer_for_format
from api.serializers.fields import AsOfSerializer, DayField, KnownAtField, OfReportSerializer
from api.views.common import RecordView
from measures import access
from measures.models import Ambiguity, AnnouncedDate, Audience, Entry, EntryKind, Evidence, Measure, Report, Subject
from measures.models.records import Days
from measures.models.texts import CHINESE, ENGLISH, Language
from measures.operations.clock import clock
from measures.wings.briefs.answers import file_answer
from measures.wings.briefs.citations import CITABLE, CitedRow, as_bibtex, as_csl, moment_to_cite
from measures.wings.briefs.compose import brief_document
from measures.wings.briefs.options import Annex, BriefFormat, BriefLanguage, BriefOptions, brief_choice
from measures.wings.briefs.render import MEDIA_TYPES

# The kinds of rows, each with the page that shows one.
KINDS: dict[type, str] = {
    Ambiguity: "ambiguity",
    AnnouncedDate: "date",
    Entry: "entry",
    Evidence: "source",
    Measure: "measure",
    Subject: "subject",
}


class BriefKeysField(serializers.ListField):
    """Keys of rows, each given by itself."""

    def __init__(self, words: Any) -> None:
        super().__init__(child=serializers.CharField(), required=False, help_text=words)


class BriefQuerySerializer(OfReportSerializer):
    """Which report, which days, by what was recorded when, in which language, for whom, and of what."""

    known_at = KnownAtField()
    language = serializers.ChoiceField(
        BriefLanguage.choices, required=False, help_text=_("English unless given; in both, English comes first.")
    )
    measures = BriefKeysField(_("Only about these measures."))
    ambiguities = BriefKeysField(_("Only about these ambiguities."))
    subjects = BriefKeysField(_("Only about these subjects."))
    annexes = serializers.MultipleChoiceField(choices=Annex.choices, required=False, help_text=_("What follows it."))

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Adds two fields that no attribute can declare: Python has a word `from`, the serializer `audience`."""
        first = DayField(help_text=_("The first day of what happened; a year before the last unless given."))
        last = DayField(help_text=_("The day that it is as of; today unless given."))
        words = _("public, participants or team; yours, or one that reads less. The least unless given.")
        audience = serializers.CharField(required=False, help_text=words)
        return {**super().get_fields(), "from": first, "to": last, "audience": audience}


class CitationQuerySerializer(AsOfSerializer):
    """As of which day and as known at which moment a row is cited, and in which language for programs."""

    language = serializers.ChoiceField(
        Language.choices, required=False, help_text=_("Of `bibtex` and `csl`; English unless given.")
    )


class CitationTextSerializer(serializers.Serializer[object]):
    """A citation as text."""

    key = serializers.CharField(help_text="As `bibtex` and `csl` have it in English; in Chinese it ends with -zh.")
    text = serializers.CharField()
    text_zh_hans = serializers.CharField()


class CitationsSerializer(serializers.Serializer[object]):
    """The citations of a row: as it is recorded here and, of a source, also the source itself."""

    as_of = serializers.DateField()
    known_at = serializers.DateTimeField()
    url = serializers.URLField(help_text="The page that keeps showing what was known then.")
    citations = CitationTextSerializer(many=True)
    bibtex = serializers.CharField()
    csl = serializers.ListField(child=serializers.DictField(), help_text="CSL-JSON: one item for each citation.")


BRIEF_RENDERERS = [renderer_for_format(each.value, MEDIA_TYPES[each]) for each in BriefFormat]
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


BIBTEX, CSL = "application/x-bibtex", "application/vnd.citationstyles.csl+json"


class Cite(RecordView):
    """The citation of a row, by the page that shows it."""

    renderer_classes = [JSONRenderer, renderer_for_format("csl", CSL), renderer_for_format("bibtex", BIBTEX)]
    of_files = ("format",)
    serializer_class = CitationsSerializer
    page = ""

    @extend_schema(
        parameters=[CitationQuerySerializer],
        responses={
            (200, "application/json"): CitationsSerializer,
            (200, CSL): {"type": "array", "items": {"type": "object", "additionalProperties": {}}},
            (200, BIBTEX): OpenApiTypes.STR,
        },
    )
    def get(self, request: Request, key: str) -> HttpResponse:
        """How to cite a row, with the address that shows it as it was known; with `known_at`, always the same."""
        asked = self.reading_parameters(CitationQuerySerializer)
        days = Days(as_of=asked["as_of"], known_at=asked["known_at"])
        row = self.find(self.citable(days), key=key)
        now = moment_to_cite(clock())
        as_of, known_at = min(days["as_of"] or self.today, self.today), min(days["known_at"] or now, now)
        return self.answer(CitedRow(self.page, row, as_of, known_at), asked.get("language", ENGLISH))

    def citable(self, days: Days) -> QuerySet[Model]:
        """The rows that the reader may cite as of a day and as known at a moment."""
        return CITABLE[self.page](self.audience, days)

    def answer(self, cited: CitedRow, language: str) -> HttpResponse:
        found, form = cited.references(language), self.request.accepted_renderer.format
        if form == "bibtex":
            return with_etag(self.request, HttpResponse(as_bibtex(found), content_type=f"{BIBTEX}; charset=utf-8"))
        if form == "csl":
            return with_etag(self.request, HttpResponse(as_csl(found), content_type=CSL))
        texts = zip(cited.references(ENGLISH), cited.texts(ENGLISH), cited.texts(CHINESE), strict=True)
        citations = [{"key": each.key, "text": text, "text_zh_hans": chinese} for each, text, chinese in texts]
        answer = {
            "as_of": cited.as_of,
            "known_at": cited.known_at,
            "url": cited.url,
            "citations": citations,
            "bibtex": as_bibtex(found),
            "csl": [each.csl for each in found],
        }
        return Response(CitationsSerializer(answer).data)


class CiteComparison(Cite):
    """The citation of a comparison of texts."""

    page = "entry"

    def citable(self, days: Days) -> QuerySet[Model]:
        return super().citable(days).filter(kind=EntryKind.READOUTS)
