"""Who owns or watches which measures."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.batches import RowsSent, locate_errors
from api.serializers.fields import no_row
from api.serializers.owners import (
    OwnerDraftSerializer,
    OwnerRevisionSerializer,
    OwnerRowDraftSerializer,
    OwnerRowRevisionSerializer,
    no_user,
)
from api.views.common import IF_MATCH, RecordView, SignedInView
from api.views.lists import NestedList, RecordList, describe_rows
from measures.lists.measures import OwnerRowSerializer, OwnerSerializer, WatchSerializer
from measures.models import Measure, Owner, User
from measures.operations.responsibility import (
    OwnerDraft,
    OwnerRevision,
    name_owner,
    name_owners,
    release_owner,
    revise_owner,
    revise_owners,
    unwatch_measure,
    watch_measure,
)
from measures.publishing.row_filters import OwnerFilters
from measures.whole_numbers import whole_number


class OwnerList(RecordList):
    """Owners of measures, in the order of the measures' keys."""

    serializer_class = OwnerRowSerializer
    filterset_class = OwnerFilters
    orderings = {"measure": ("measure__key", "user_id")}
    acts = {"POST": "name_owner", "PATCH": "name_owner"}

    def get_queryset(self) -> QuerySet[Owner]:
        return Owner.objects.visible_to(self.audience).select_related("measure", "user")

    @describe_rows("owners_bulk_create", OwnerRowDraftSerializer, OwnerRowSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Name owners of open measures, all or none."""
        with locate_errors(request.data, "measure"):
            owners = name_owners(self.drafts(self.rows(OwnerRowDraftSerializer)), by=self.writer)
        return Response(self.get_serializer(owners, many=True).data, status=status.HTTP_201_CREATED)

    @describe_rows("owners_bulk_update", OwnerRowRevisionSerializer, OwnerRowSerializer, status=200)
    def patch(self, request: Request) -> Response:
        """Change the roles of owners, all or none."""
        with locate_errors(request.data, "measure"):
            revisions = self.revisions(self.rows(OwnerRowRevisionSerializer))
            revised = revise_owners(revisions, by=self.writer)
        return Response(self.get_serializer(revised, many=True).data)

    def drafts(self, rows: RowsSent) -> list[OwnerDraft]:
        seen = Measure.objects.visible_to(self.audience).filter(key__in=[row["measure"] for row in rows])
        measures = {measure.key: measure for measure in seen}
        users = users_by_email(row["user"] for row in rows)
        wrong: dict[str, dict[str, list[str]]] = {}
        for index, row in enumerate(rows):
            errors = {}
            if row["measure"] not in measures:
                errors["measure"] = [no_row(row["measure"])]
            if row["user"].lower() not in users:
                errors["user"] = [no_user(row["user"])]
            wrong |= {str(index): errors} if errors else {}
        if wrong:
            raise ValidationError(wrong)
        return [OwnerDraft(measures[row["measure"]], users[row["user"].lower()], row["role"]) for row in rows]

    def revisions(self, rows: RowsSent) -> list[OwnerRevision]:
        chosen = self.get_queryset().filter(measure__key__in=[row["measure"] for row in rows])
        owners = {(owner.measure.key, owner.user_id): owner for owner in chosen}
        unknown = [index for index, row in enumerate(rows) if (row["measure"], row["user"]) not in owners]
        if unknown:
            no_owner = {"user": [_("This person does not own the measure.")]}
            raise ValidationError({str(index): no_owner for index in unknown})
        return [OwnerRevision(owners[row["measure"], row["user"]], row["role"], row["version"]) for row in rows]


def users_by_email(values: Iterable[str]) -> dict[str, User]:
    """Active users by what they are called here: email address or id."""
    called = {value.lower() for value in values}
    ids = set(map(whole_number, called)) - {None}
    found = User.objects.filter(Q(email__in=called) | Q(pk__in=ids), is_active=True)
    return {name: user for user in found for name in (user.email, str(user.pk))}


class MeasureOwners(NestedList):
    """The owners of a measure."""

    serializer_class = OwnerSerializer
    # By the person, not by the row: the number of a row tells how many there are.
    orderings = {"named": ("named_at", "user_id")}
    of_report = "measures__key"
    belongs_by = "measure"
    acts = {"POST": "name_owner"}

    def act_target(self) -> Any:
        return self.find(self.parent_rows())

    @extend_schema(request=OwnerDraftSerializer, responses={201: OwnerSerializer})
    def post(self, request: Request, key: str) -> Response:
        """Name an owner of an open measure."""
        fields = self.body(OwnerDraftSerializer).validated_data
        owner = name_owner(self.act_target(), user=fields["user"], role=fields["role"], by=self.writer)
        return self.created_response(OwnerSerializer, owner)


class MeasureOwner(RecordView):
    """One owner of a measure."""

    serializer_class = OwnerSerializer
    acts = {"PATCH": "name_owner", "DELETE": "release_owner"}

    def act_target(self) -> Owner:
        owners = Owner.objects.visible_to(self.audience)
        return self.find(
            owners.select_related("user", "measure"), measure__key=self.kwargs["key"], user=self.kwargs["user"]
        )

    def get(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:
        return self.tagged(self.act_target())

    @extend_schema(request=OwnerRevisionSerializer, responses=OwnerSerializer, parameters=[IF_MATCH])
    def patch(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Change an owner's role."""
        owner = self.act_target()
        version = self.version_of(owner)
        revise_owner(owner, version=version, by=self.writer, **self.changes(OwnerRevisionSerializer))
        return self.tagged(self.act_target())

    @extend_schema(parameters=[IF_MATCH])
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Release an owner of a measure."""
        owner = self.act_target()
        release_owner(owner, version=self.version_of(owner), by=self.writer)


class MeasureWatch(RecordView):
    """Watching a measure in your reminder digests."""

    acts = {"PUT": "watch_measure", "DELETE": "watch_measure"}

    def act_target(self) -> Measure:
        return self.find(Measure.objects.visible_to(self.audience), key=self.kwargs["key"])

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, key: str) -> None:
        """Watch the measure; a second time changes nothing."""
        watch_measure(self.act_target(), by=self.writer)

    def delete(self, request: Request, key: str) -> None:
        """Stop watching the measure."""
        unwatch_measure(self.act_target(), by=self.writer)


class WatchList(SignedInView, RecordList):
    """The measures that you watch in your reminder digests, latest first."""

    serializer_class = WatchSerializer
    orderings = {"since": ("since", "measure__key"), "measure": ("measure__key",)}
    ordering = "-since"

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(user=self.writer)
