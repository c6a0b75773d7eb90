"""Who one is signed in as."""

from rest_framework import serializers

from api.serializers.fields import RecordSerializer
from measures.access import audience_of
from measures.models import User


class MeSerializer(RecordSerializer):
    speaks_for = serializers.CharField(source="speaks_for_id", allow_null=True)
    audience = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = User
        fields = ["id", "email", "name", "role", "speaks_for", "language", "time_zone", "audience"]

    def get_audience(self, user: User) -> str:
        """Whose rows and numbers this user sees: “public”, “team” or “party:<code>”."""
        return audience_of(user).name
