"""Who owns which measures, many at once."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.batches import RowsSent, locate_errors
from api.serializers.fields import no_row
from api.serializers.owners import OwnerRowDraftSerializer, OwnerRowRevisionSerializer
from api.views.lists import RecordList
from measures.lists.measures import OwnerRowSerializer
from measures.models import Measure, Owner, User
from measures.operations.responsibility import OwnerDraft, OwnerRevision, name_owners, revise_owners
from measures.publishing.child_filters import OwnerFilters


class OwnerList(RecordList):
    """Owners of measures, in the order of the measures' keys."""

    serializer_class = OwnerRowSerializer
    filterset_class = OwnerFilters
    orderings = {"measure": ("measure__key", "user_id")}
    acts = {"POST": "name_owner", "PATCH": "name_owner"}

    def get_queryset(self) -> QuerySet[Owner]:
        return Owner.objects.visible_to(self.audience).select_related("measure", "user")

    @extend_schema(
        operation_id="owners_bulk_create",
        request=OwnerRowDraftSerializer(many=True),
        responses={201: OwnerRowSerializer(many=True)},
    )
    def post(self, request: Request) -> Response:
        """Name owners of open measures, all or none."""
        with locate_errors(request.data, "measure"):
            owners = name_owners(self.drafts(self.rows(OwnerRowDraftSerializer)), by=self.writer)
        return Response(self.get_serializer(owners, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="owners_bulk_update",
        request=OwnerRowRevisionSerializer(many=True),
        responses={200: OwnerRowSerializer(many=True)},
    )
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
                errors["user"] = [_("There is no active user “%(value)s”.") % {"value": row["user"]}]
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
    ids = {int(value) for value in called if value.isascii() and value.isdecimal() and len(value) < 19}
    found = User.objects.filter(Q(email__in=called) | Q(pk__in=ids), is_active=True)
    return {name: user for user in found for name in (user.email, str(user.pk))}
