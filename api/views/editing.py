"""What the lists and rows of the catalogue share that people edit, what was changed of them, and their translations."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.editing import (
    CheckedTranslationSerializer,
    EditedHistorySerializer,
    KnownAtSerializer,
    TranslationSerializer,
    TranslationsSerializer,
    draft_serializer,
    revision_serializer,
)
from api.serializers.fields import OfReportSerializer
from api.views.common import IF_MATCH, RecordView
from api.views.lists import RecordList, RevisedDetail
from measures.analysis.row_history import row_history
from measures.lists.records import RecordSerializer
from measures.models import Measure, Report
from measures.operations.editing import Noun, add_row, revise
from measures.operations.nouns import NOUNS
from measures.operations.translations import check_translation
from measures.publishing.translations import TranslatedText, translations_of_report

ABOVE: dict[str, tuple[Any, str]] = {"report": (Report, "slug"), "measure": (Measure, "key")}


def edited_list(noun: Noun, shown: type[RecordSerializer]) -> type[RecordList]:
    """The base of a list to which people add rows of a noun."""

    class EditedList(RecordList):
        serializer_class = shown
        acts = {"POST": noun.act}

        @extend_schema(request=draft_serializer(noun), responses={201: shown})
        def post(self, request: Request) -> Response:
            """Add a row at the end of the list; its key never changes."""
            values = self.changes(draft_serializer(noun))
            above = None
            if noun.within:
                model, name = ABOVE[noun.within]
                seen = model.objects.visible_to(self.audience)
                above = self.named(seen, noun.within, **{name: values.pop(noun.within)})
            row = add_row(noun, above, values=values, by=self.writer)
            at = reverse(f"api-{noun.model._meta.model_name}", args=[row.key])
            return self.created_response(shown, row, at=at)

    return EditedList


def edited_detail(noun: Noun, shown: type[RecordSerializer]) -> type[RevisedDetail]:
    """The base of one row of a noun, which people revise and withdraw."""

    class EditedDetail(RevisedDetail):
        serializer_class = shown
        lookup_field = noun.key
        acts = {"PATCH": noun.act}

        @extend_schema(request=revision_serializer(noun), responses=shown, parameters=[IF_MATCH])
        def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            """Change what it says, or withdraw it and bring it back."""
            row = self.acted_on()
            version, changes = self.version_of(row), self.changes(revision_serializer(noun))
            revise(noun, row, changes=changes, version=version, by=self.writer)
            return self.shown()

    return EditedDetail


class RowHistory(RecordView):
    """The row history of one row."""

    model: Any

    def row(self) -> Any:
        return self.find(self.model.objects.visible_to(self.audience), **self.kwargs)

    @extend_schema(parameters=[KnownAtSerializer])
    def get(self, request: Request, **address: str) -> Response:
        known_at = self.reading_parameters(KnownAtSerializer)["known_at"]
        row = self.row()
        changes = row_history(row, self.audience, known_at=known_at)
        return Response(self.get_serializer({**address, "row": row, "known_at": known_at, "changes": changes}).data)


class EditedHistory(RowHistory):
    """The row history of what people edit on pages: who changed what, when, and from what."""

    serializer_class = EditedHistorySerializer

    def row(self) -> Any:
        noun = NOUNS.get(self.kwargs["noun"])
        if noun is None:
            raise NotFound
        return self.find(noun.model._default_manager.visible_to(self.audience), **{noun.key: self.kwargs["key"]})


class TranslationList(RecordView):
    """The texts of a report’s catalogue, each with the state of its translation."""

    serializer_class = TranslationsSerializer
    acts = {"POST": "check_translation"}

    @extend_schema(parameters=[OfReportSerializer])
    def get(self, request: Request) -> Response:
        report = self.reading_parameters(OfReportSerializer)["report"]
        found = [translated_text(each) for each in translations_of_report(report, self.audience)]
        return Response(self.get_serializer({"report": report.slug, "translations": found}).data)

    @extend_schema(request=CheckedTranslationSerializer, responses={201: TranslationSerializer})
    def post(self, request: Request) -> Response:
        """Sign off the Chinese of a text that somebody else wrote."""
        sent = self.changes(CheckedTranslationSerializer)
        noun = NOUNS[sent["noun"]]
        row = self.named(noun.rows(self.writer), "key", **{noun.key: sent["key"]})
        check = check_translation(noun, row, field=sent["field"], version=sent["version"], by=self.writer)
        answer = {"noun": noun.name, "key": sent["key"], "field": check.field, "state": "checked"}
        answer |= {"checked_by": check.checked_by.name, "checked_at": check.checked_at}
        return Response(TranslationSerializer(answer).data, status=status.HTTP_201_CREATED)


def translated_text(text: TranslatedText) -> dict[str, Any]:
    found = text.translation
    return {
        "noun": text.noun.name,
        "key": getattr(text.row, text.noun.key),
        "field": found.field,
        "state": found.state,
        "checked_by": found.checked_by.name if found.checked_by else "",
        "checked_at": found.checked_at,
    }
