"""One's own account."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.fields import StrictSerializer
from measures.access import audience_of
from measures.lists.accounts import ReportRoleSerializer
from measures.lists.records import RowSerializer
from measures.models import Language, User


class MeSerializer(RowSerializer):
    """Your account."""

    report_roles = serializers.SerializerMethodField()
    audience = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = User
        fields = [
            "id", "email", "name", "role", "is_participant", "report_roles", "language", "time_zone",
            "is_named_in_public", "audience", "version",
        ]  # fmt: skip

    @extend_schema_field(ReportRoleSerializer(many=True))
    def get_report_roles(self, user: User) -> list[dict[str, str]]:
        """Your roles for one report."""
        rows = user.report_roles.select_related("report").order_by("report__slug")
        return [{"report": row.report.slug, "role": row.role} for row in rows]

    def get_audience(self, user: User) -> str:
        """Whose rows and numbers this user sees: “public”, “participants” or “team”; “team” in the `report_roles`."""
        return audience_of(user).name


class ProfileSerializer(StrictSerializer):
    """What people choose for themselves."""

    language = serializers.ChoiceField(Language.choices, required=False)
    time_zone = serializers.CharField(required=False, max_length=60)
    is_named_in_public = serializers.BooleanField(
        required=False,
        help_text=_("Whether readers outside the team see your name beside what you record, or your role."),
    )
