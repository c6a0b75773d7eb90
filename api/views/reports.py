"""Reports and parties."""

from api.serializers.reports import PartySerializer, ReportDetailSerializer, ReportSerializer
from api.views.common import RecordDetail, RecordList
from measures.models import Party, Report


class ReportList(RecordList):
    """Reports whose recommended measures are tracked."""

    queryset = Report.objects.all()
    serializer_class = ReportSerializer
    keyset = ("slug",)


class ReportDetail(RecordDetail):
    """A report with its glossary and its reasons."""

    queryset = Report.objects.prefetch_related("glossary", "motivations")
    serializer_class = ReportDetailSerializer
    lookup_field = "slug"


class PartyList(RecordList):
    """Parties that measures are addressed to or that hold views."""

    queryset = Party.objects.all()
    serializer_class = PartySerializer
    keyset = ("code",)
