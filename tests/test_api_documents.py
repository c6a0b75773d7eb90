"""What the database writes of a row is what its serializer says, for every resource and every reader."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from api.serializers.evidence import EvidenceSerializer
from api.serializers.fields import RecordSerializer
from api.serializers.measures import LinkSerializer, MeasureDetailSerializer
from api.serializers.reports import ReportDetailSerializer
from api.statements import write
from measures.access import Reader, audience_of
from tests.factories import TODAY, make_representative, make_user
from tests.lists import LISTS
from tests.mixed_record import mix

RESOURCES = sorted(
    {view.serializer_class for view in LISTS.values()}
    | {EvidenceSerializer, LinkSerializer, MeasureDetailSerializer, ReportDetailSerializer},
    key=lambda kind: kind.__name__,
)
READERS = ["anybody", "contributor", "representative"]
NOW = {"today": TODAY, "as_of": date.max, "known_at": datetime.max.replace(tzinfo=UTC), "root": "http://testserver"}


@pytest.fixture(scope="module")
def mixed_record(loaded: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Both reports, with some of everything that an answer shows, under every marking."""
    with django_db_blocker.unblock():
        mix()


def reader_of(name: str) -> Reader:
    match name:
        case "contributor":
            return make_user()
        case "representative":
            return make_representative("NORTHSHORE")
        case _:
            return AnonymousUser()


def as_serialized(kind: type[RecordSerializer], reader: Reader) -> list[Any]:
    request = Request(APIRequestFactory().get("/"))
    request.user = reader
    rows = kind.rows(audience_of(reader)).order_by("pk")
    written = kind(rows, many=True, context={"request": request, "today": TODAY}).data
    return json.loads(JSONRenderer().render(written))  # type: ignore[no-any-return]


def as_written(kind: type[RecordSerializer], reader: Reader) -> list[Any]:
    audience = audience_of(reader)
    rows = write(kind.rows(audience), kind, audience, order=["pk"], limit=1000, asked=NOW)
    return [json.loads(row.document) for row in rows]


def test_every_list_has_a_total_order_and_columns() -> None:
    for address, view in LISTS.items():
        assert view.ordering.removeprefix("-") in view.orderings, address
        assert view.columns is not None, address


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", RESOURCES)
def test_the_database_writes_what_the_serializer_says(
    mixed_record: None, db: None, kind: type[RecordSerializer], reader: str
) -> None:
    who = reader_of(reader)

    written = as_written(kind, who)

    assert written
    for row, expected in zip(written, as_serialized(kind, who), strict=True):
        assert list(row) == list(expected)
        assert row == expected
