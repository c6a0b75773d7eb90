"""Corrections: what was wrong, what stands now, and why."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from measures.lists.fields import KeyField, PageField, PersonField, PersonRoleField, SeenSourceField
from measures.lists.headings import file_columns
from measures.lists.records import RecordSerializer
from measures.models import Audience, CorrectionReason


class CorrectionReasonSerializer(RecordSerializer):
    """Why an entry was corrected, or what was wrong in an earlier version that was never loaded here."""

    report = KeyField("slug")
    entry = KeyField(allow_null=True, help_text="The entry that stands now.")
    corrects = KeyField(source="entry.corrects", allow_null=True, help_text="The entry that it replaces.")
    corrected_by_name = PersonField(source="entry.author_name")
    corrected_by_role = PersonRoleField("entry__author_name")
    ground = SeenSourceField(help_text="Key of the source that shows it.")
    html_url = PageField("corrections", "report.slug", query="report")

    class Meta:
        model = CorrectionReason
        fields = [
            "report", "corrected_on", "name", "corrects", "entry", "was", "was_zh_hans", "now", "now_zh_hans", "why",
            "why_zh_hans", "ground", "corrected_by_name", "corrected_by_role", "html_url",
        ]  # fmt: skip
        columns = file_columns(
            CorrectionReason,
            fields,
            without=["corrected_by_role"],
            name=_("What was corrected"),
            was_zh_hans=_("What was wrong, in Chinese"),
            now_zh_hans=_("What is recorded now, in Chinese"),
            ground=_("Source that shows it"),
            corrected_by_name=_("By"),
        )
        read_first = ["corrected_on", "name", "was", "now", "why", "ground"]
        sheet = _("Corrections")

    @classmethod
    def rows(cls, audience: Audience) -> QuerySet[CorrectionReason]:
        return CorrectionReason.objects.visible_to(audience)
