"""The journal: what happened, its correction, and the checks that found nothing new."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.drafts import CorrectionSerializer, EntryDraftSerializer
from api.serializers.entries import ChecksDraftSerializer, ChecksSerializer, EntrySerializer
from api.serializers.fields import AsOfSerializer
from api.views.common import RecordDetail, RecordList, RecordView
from measures.models import Entry, Ground, Measure
from measures.models.journal import EntryQuerySet
from measures.operations.developments import confirm_unchanged, correct_entry, log_development
from measures.publishing.filters import EntryFilters, on_measure

GROUNDS = Prefetch("views__grounds", Ground.objects.select_related("entry", "citation__evidence"))
LATEST_FIRST = ("-counts_from", "-recorded_at", "-key")

DEVELOPMENT: dict[str, Any] = {
    "report": "zhao-2020",
    "occurred": "2024-04-23",
    "title": "What happened, in one line",
    "narrative": "What happened, who says so, and what is not known.",
    "track": "official",
    "claim": "one_side",
    "sources": [
        "source-k3m9x7w2p4ab",
        {
            "title": "Title of the source",
            "publisher": "Who publishes it",
            "url": "https://example.org/source",
            "grade": "B",
            "credibility": 2,
        },
    ],
    "bears_on": [
        {"on": "zhao-2020-US-3", "direction": "either", "about": "US"},
        {"on": "zhao-2020-B6", "direction": "background"},
    ],
    "views": [
        {
            "whose": "independent",
            "on": "zhao-2020-US-3",
            "about": "US",
            "level": 1,
            "direction": "none",
            "confidence": "low",
            "text": "Why the analyst sees it so.",
        }
    ],
}
EXAMPLE = OpenApiExample("A development", value=DEVELOPMENT, request_only=True)
CORRECTED = {name: value for name, value in DEVELOPMENT.items() if name != "report"}


def as_read(entries: EntryQuerySet) -> EntryQuerySet:
    """With all that an answer shows of entries."""
    return entries.for_reading().prefetch_related(GROUNDS)


class Logging(RecordView):
    """An endpoint that answers with the entry it has logged."""

    def logged(self, entry: Entry) -> Response:
        row = as_read(Entry.objects.all()).get(pk=entry.pk)
        return self.written(EntrySerializer, row, at=reverse("api-entry", args=[entry.key]))


class Entries(RecordList):
    """Entries that the reader may see, the latest first."""

    queryset = Entry.objects.all()
    serializer_class = EntrySerializer
    filterset_class = EntryFilters
    keyset = LATEST_FIRST

    def get_queryset(self) -> EntryQuerySet:
        return as_read(Entry.objects.visible_to(self.audience))


class MeasureEntries(Entries):
    """The entries that say something of a measure or its parts, the latest first; corrected ones say so."""

    parameters = ("as_of", "known_at")

    def get_queryset(self) -> EntryQuerySet:
        measure = self.find(Measure.objects.visible_to(self.audience), key=self.kwargs["key"])
        return super().get_queryset().filter(on_measure(measure)).recorded(**self.asked_for())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "known_at": self.asked_for()["known_at"]}

    @extend_schema(parameters=[AsOfSerializer])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class EntryList(Logging, Entries):
    """The journal, the latest first. Corrected and redacted entries stay in it, and say so."""

    @extend_schema(request=EntryDraftSerializer, responses={201: EntrySerializer}, examples=[EXAMPLE])
    def post(self, request: Request) -> Response:
        """Log one development with all that it bears on, in one act."""
        body = self.body(EntryDraftSerializer)
        draft = body.draft(language=self.writer.language)
        entry = log_development(body.validated_data["report"], draft, by=self.writer, on=self.writers_today)
        return self.logged(entry)


class EntryDetail(RecordDetail):
    """One entry of the journal."""

    queryset = Entry.objects.all()
    serializer_class = EntrySerializer

    def get_queryset(self) -> QuerySet[Entry]:
        return as_read(Entry.objects.visible_to(self.audience))


class EntryCorrection(Logging):
    """Writing an entry in the place of another, which stays and no longer counts."""

    queryset = Entry.objects.all()
    serializer_class = CorrectionSerializer

    @extend_schema(
        request=CorrectionSerializer,
        responses={201: EntrySerializer},
        examples=[OpenApiExample("A correction", value=CORRECTED, request_only=True)],
    )
    def post(self, request: Request, key: str) -> Response:
        """Correct an entry; the correction keeps its marking."""
        corrected = self.find(Entry.objects.visible_to(self.audience), key=key)
        body = self.body(CorrectionSerializer)
        draft = body.draft(language=corrected.language, marking=corrected.marking)
        entry = correct_entry(corrected, draft, by=self.writer, on=self.writers_today)
        return self.logged(entry)


class Checks(RecordView):
    """Checking measures."""

    serializer_class = ChecksDraftSerializer

    @extend_schema(request=ChecksDraftSerializer, responses={201: ChecksSerializer})
    def post(self, request: Request) -> Response:
        """Say that measures were checked and there is nothing new."""
        keys = self.body(ChecksDraftSerializer).validated_data["measures"]
        seen = Measure.objects.visible_to(self.audience).select_related("report").filter(key__in=keys)
        measures = {measure.key: measure for measure in seen}
        unknown = {str(index): [no_measure(key)] for index, key in enumerate(keys) if key not in measures}
        if unknown:
            raise ValidationError({"measures": unknown})
        entries = confirm_unchanged(list(measures.values()), by=self.writer, on=self.writers_today)
        made = as_read(Entry.objects.all()).filter(pk__in=[entry.pk for entry in entries])
        return self.written(ChecksSerializer, {"entries": made})


def no_measure(key: str) -> str:
    return _("There is nothing with the key “%(key)s” here.") % {"key": key}
