"""What somebody objected to."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.drafts import some_text
from api.serializers.fields import OfReportSerializer
from measures.operations.objections import ObjectionDraft


class ObjectionDraftSerializer(OfReportSerializer):
    """An objection that was received, and what was done."""

    needed = ("objection", "done")
    received_on = serializers.DateField()
    from_whom = some_text(300, help_text=_("Only if they agree to be named."))
    entry = some_text(100, help_text=_("Key of the entry that it is about."))
    objection = some_text()
    done = some_text()
    reply = some_text(help_text=_("What a party replies: it is shown beside the entry, unedited."))

    def draft(self) -> ObjectionDraft:
        values = {"objection": "", "done": "", **self.validated_data}
        values.pop("report")
        return ObjectionDraft(**values)
