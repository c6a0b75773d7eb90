"""Which endpoint answers which address below ``/api/v1/``."""

from django.urls import path, re_path
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api.views.ambiguities import AmbiguityDetail, AmbiguityList, AmbiguityPerception
from api.views.chains import ChainList, EntryRedaction, HeadList
from api.views.common import Nowhere
from api.views.dashboard import Dashboard
from api.views.entries import Checks, EntryCorrection, EntryDetail, EntryList, MeasureEntries
from api.views.evidence import EvidenceDetail, EvidenceFile, EvidenceList, EvidenceReviews, MeasureEvidence
from api.views.markings import EntryMarking, EvidenceMarking, MeasureMarking
from api.views.measures import (
    MeasureDetail,
    MeasureHistory,
    MeasureList,
    MeasureOwner,
    MeasureOwners,
    MeasureStanding,
    MeasureWatch,
)
from api.views.milestones import MilestoneList, MilestoneMarks
from api.views.readings import Differences, ReportChanges, ReportCoverage, ReportReciprocity
from api.views.reports import PartyList, ReportDetail, ReportList
from api.views.users import Me

# Swagger UI writes style attributes and draws its icons from data addresses; its page alone may.
SWAGGER_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

urlpatterns = [
    path("reports/", ReportList.as_view(), name="api-reports"),
    path("reports/<slug:slug>/", ReportDetail.as_view(), name="api-report"),
    path("parties/", PartyList.as_view(), name="api-parties"),
    path("ambiguities/", AmbiguityList.as_view(), name="api-ambiguities"),
    path("ambiguities/<slug:key>/", AmbiguityDetail.as_view(), name="api-ambiguity"),
    path("ambiguities/<slug:key>/perception/", AmbiguityPerception.as_view(), name="api-perception"),
    path("measures/", MeasureList.as_view(), name="api-measures"),
    path("measures/<slug:key>/", MeasureDetail.as_view(), name="api-measure"),
    path("measures/<slug:key>/standing/", MeasureStanding.as_view(), name="api-standing"),
    path("measures/<slug:key>/history/", MeasureHistory.as_view(), name="api-history"),
    path("measures/<slug:key>/entries/", MeasureEntries.as_view(), name="api-measure-entries"),
    path("measures/<slug:key>/evidence/", MeasureEvidence.as_view(), name="api-measure-evidence"),
    path("measures/<slug:key>/owners/", MeasureOwners.as_view(), name="api-owners"),
    path("measures/<slug:key>/owners/<int:user>/", MeasureOwner.as_view(), name="api-owner"),
    path("measures/<slug:key>/marking/", MeasureMarking.as_view(), name="api-measure-marking"),
    path("measures/<slug:key>/watch/", MeasureWatch.as_view(), name="api-watch"),
    path("entries/", EntryList.as_view(), name="api-entries"),
    path("entries/<slug:key>/", EntryDetail.as_view(), name="api-entry"),
    path("entries/<slug:key>/correction/", EntryCorrection.as_view(), name="api-correction"),
    path("entries/<slug:key>/redaction/", EntryRedaction.as_view(), name="api-redaction"),
    path("entries/<slug:key>/marking/", EntryMarking.as_view(), name="api-entry-marking"),
    path("heads/", HeadList.as_view(), name="api-heads"),
    path("chains/", ChainList.as_view(), name="api-chains"),
    path("checks/", Checks.as_view(), name="api-checks"),
    path("evidence/", EvidenceList.as_view(), name="api-evidence-list"),
    path("evidence/<slug:key>/", EvidenceDetail.as_view(), name="api-evidence"),
    path("evidence/<slug:key>/marking/", EvidenceMarking.as_view(), name="api-evidence-marking"),
    path("evidence/<slug:key>/file/", EvidenceFile.as_view(), name="api-file"),
    path("evidence/<slug:key>/reviews/", EvidenceReviews.as_view(), name="api-reviews"),
    path("milestones/", MilestoneList.as_view(), name="api-milestones"),
    path("milestones/<slug:key>/marks/", MilestoneMarks.as_view(), name="api-marks"),
    path("dashboard/", Dashboard.as_view(), name="api-dashboard"),
    path("differences/", Differences.as_view(), name="api-differences"),
    path("coverage/", ReportCoverage.as_view(), name="api-coverage"),
    path("reciprocity/", ReportReciprocity.as_view(), name="api-reciprocity"),
    path("changes/", ReportChanges.as_view(), name="api-changes"),
    path("users/me/", Me.as_view(), name="api-me"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", csp_override(SWAGGER_CSP)(SpectacularSwaggerSplitView.as_view()), name="docs"),
    re_path(r"^.*$", Nowhere.as_view()),
]
