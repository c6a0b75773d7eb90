"""Which endpoint serves which address below ``/api/v1/``."""

from django.urls import path, re_path
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from api.views.about import AboutTracker
from api.views.agenda import ReportAgenda
from api.views.ambiguities import AmbiguityDetail, AmbiguityList, AmbiguityPerception
from api.views.announced_dates import DateDetail, DateFindingDetail, DateFindings, DateList, DateMarking
from api.views.briefs import ReportBrief
from api.views.bulk import BulkActList, BulkActPreview, BulkActUndoing
from api.views.candidates import CandidateDetail, CandidateDrop, CandidateList, CandidateUndoing
from api.views.catalogue import (
    AddressingList,
    IndicatorDetail,
    IndicatorList,
    MeasureAddressing,
    MotivationDetail,
    MotivationList,
    TermDetail,
    TermList,
)
from api.views.chains import ChainList, HeadList, SourceChainList
from api.views.checkpoints import Consistency, Inclusion, OriginList
from api.views.circles import CircleDetail, CircleList, CircleMemberDetail, CircleMembers
from api.views.citations import CiteAmbiguity, CiteComparison, CiteEntry, CiteMeasure, CiteSource
from api.views.codes import Codes
from api.views.codings import (
    CodingAgreement,
    CodingDetail,
    CodingDone,
    CodingList,
    CodingSettlement,
    CodingUnits,
    OwnCodes,
)
from api.views.common import Nowhere
from api.views.corrections import CorrectionList, ObjectionList
from api.views.dashboard import DashboardReading, Seen
from api.views.dissents import DissentCorrection, DissentList
from api.views.editing import EditedHistory, TranslationList
from api.views.entries import Checks, EntryCorrection, EntryDetail, EntryList, MeasureEntries
from api.views.evidence import (
    EvidenceCapture,
    EvidenceCaptureText,
    EvidenceDetail,
    EvidenceFile,
    EvidenceHistory,
    EvidenceList,
    EvidenceReviews,
    MeasureEvidence,
)
from api.views.feeds import FeedDetail, FeedFetches, FeedList, FeedTrial
from api.views.imports import ImportActs, ImportDetail, ImportList, ImportLook, ImportRows, Libraries
from api.views.journal_rows import BearingList, JudgementList, StatusList, ViewList
from api.views.links import LinkDetail, LinkList
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
from api.views.milestones import MilestoneDetail, MilestoneList, MilestoneMarks
from api.views.owners import OwnerList
from api.views.proposals import ProposalAgreement, ProposalDetail, ProposalList, ProposalReturn
from api.views.public_documents import PublicCalendar, PublicFeed
from api.views.readings import Differences, ReportChanges, ReportComparison, ReportCoverage, ReportReciprocity
from api.views.readouts import (
    EntryReadouts,
    MentionList,
    ReadoutsCorrection,
    ReadoutsJudgement,
    ReadoutsList,
    ReadoutsOfMeeting,
    SubjectDetail,
    SubjectList,
)
from api.views.redactions import (
    CandidateRedaction,
    CopiesRedaction,
    EntryRedaction,
    EvidenceRedaction,
    NameRedaction,
    TextRedactionList,
)
from api.views.reminders import (
    MeasureSnooze,
    ReminderAddress,
    ReminderLog,
    ReminderPreview,
    ReminderQueue,
    ReminderRetry,
    Reminders,
    Snoozes,
)
from api.views.reports import PartyDetail, PartyList, ReportDetail, ReportLibrary, ReportList
from api.views.root import Root
from api.views.saved_views import SavedViewDetail, SavedViewList, SharedViewList
from api.views.search import WordSearch
from api.views.searches import SearchDetail, SearchList
from api.views.secret_tables import SecretTable
from api.views.secret_urls import SecretCalendar, SecretFeed, SecretUrlDetail, SecretUrlList
from api.views.session_notes import (
    NoteClearance,
    NoteDetail,
    NoteLineDetail,
    NoteLines,
    NoteRedaction,
    NoteStateView,
    SessionNotes,
)
from api.views.sessions import (
    AgreedWordsDetail,
    FollowUpDetail,
    FollowUpList,
    SessionAgenda,
    SessionDetail,
    SessionFollowUps,
    SessionList,
    SessionRule,
    SessionStateView,
    SessionWords,
)
from api.views.summaries import SummaryCorrection, SummaryList
from api.views.tokens import TokenDetail, TokenList
from api.views.users import AccountLog, Me, UserDetail, UserList, UserLog, UserPassword, UserProvider, UserReportRole
from api.views.watches import WatchList
from api.views.webhooks import (
    DeliveryAgain,
    WebhookDeliveries,
    WebhookDetail,
    WebhookList,
    WebhookSecret,
    WebhookTest,
)
from api.views.workload import OwnersWorkload

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

ENDPOINTS = [
    path("about/", AboutTracker.as_view(), name="api-about"),
    path("reports/", ReportList.as_view(), name="api-reports"),
    path("reports/<slug:slug>/", ReportDetail.as_view(), name="api-report"),
    path("corrections/", CorrectionList.as_view(), name="api-corrections"),
    path("objections/", ObjectionList.as_view(), name="api-objections"),
    path("terms/", TermList.as_view(), name="api-terms"),
    path("terms/<slug:key>/", TermDetail.as_view(), name="api-term"),
    path("motivations/", MotivationList.as_view(), name="api-motivations"),
    path("motivations/<slug:key>/", MotivationDetail.as_view(), name="api-motivation"),
    path("translations/", TranslationList.as_view(), name="api-translations"),
    path("row-history/<slug:noun>/<slug:key>/", EditedHistory.as_view(), name="api-row-history"),
    path("reports/<slug:slug>/library/", ReportLibrary.as_view(), name="api-report-library"),
    path("search/", WordSearch.as_view(), name="api-search"),
    path("searches/", SearchList.as_view(), name="api-searches"),
    path("searches/<str:key>/", SearchDetail.as_view(), name="api-text-search"),
    path("dates/", DateList.as_view(), name="api-dates"),
    path("dates/<slug:key>/", DateDetail.as_view(), name="api-date"),
    path("dates/<slug:key>/marking/", DateMarking.as_view(), name="api-date-marking"),
    path("dates/<slug:key>/findings/", DateFindings.as_view(), name="api-date-findings"),
    path("dates/<slug:key>/findings/<int:finding>/", DateFindingDetail.as_view(), name="api-date-finding"),
    path("candidates/", CandidateList.as_view(), name="api-candidates"),
    path("candidates/<int:id>/", CandidateDetail.as_view(), name="api-candidate"),
    path("candidates/<int:id>/drop/", CandidateDrop.as_view(), name="api-drop-candidate"),
    path("candidates/<int:id>/redaction/", CandidateRedaction.as_view(), name="api-candidate-redaction"),
    path("candidates/<int:id>/undo/", CandidateUndoing.as_view(), name="api-undo-candidate"),
    path("incoming-feeds/", FeedList.as_view(), name="api-incoming-feeds"),
    path("incoming-feeds/<slug:key>/", FeedDetail.as_view(), name="api-incoming-feed"),
    path("incoming-feeds/<slug:key>/preview/", FeedTrial.as_view(), name="api-feed-preview"),
    path("incoming-feeds/<slug:key>/fetches/", FeedFetches.as_view(), name="api-feed-fetches"),
    path("circles/", CircleList.as_view(), name="api-circles"),
    path("circles/<slug:key>/", CircleDetail.as_view(), name="api-circle"),
    path("circles/<slug:key>/members/", CircleMembers.as_view(), name="api-circle-members"),
    path("circles/<slug:key>/members/<int:user>/", CircleMemberDetail.as_view(), name="api-circle-member"),
    path("sessions/", SessionList.as_view(), name="api-sessions"),
    path("sessions/follow-ups/", FollowUpList.as_view(), name="api-follow-ups"),
    path("sessions/follow-ups/<slug:key>/", FollowUpDetail.as_view(), name="api-follow-up"),
    path("sessions/words/<slug:key>/", AgreedWordsDetail.as_view(), name="api-agreed-words"),
    path("sessions/lines/<int:line>/", NoteLineDetail.as_view(), name="api-note-line"),
    path("sessions/notes/<slug:key>/", NoteDetail.as_view(), name="api-note"),
    path("sessions/notes/<slug:key>/lines/", NoteLines.as_view(), name="api-note-lines"),
    path("sessions/notes/<slug:key>/state/", NoteStateView.as_view(), name="api-note-state"),
    path("sessions/notes/<slug:key>/clearance/", NoteClearance.as_view(), name="api-note-clearance"),
    path("sessions/notes/<slug:key>/redaction/", NoteRedaction.as_view(), name="api-note-redaction"),
    path("sessions/<slug:key>/", SessionDetail.as_view(), name="api-session"),
    path("sessions/<slug:key>/rule/", SessionRule.as_view(), name="api-session-rule"),
    path("sessions/<slug:key>/state/", SessionStateView.as_view(), name="api-session-state"),
    path("sessions/<slug:key>/agenda/", SessionAgenda.as_view(), name="api-session-agenda"),
    path("sessions/<slug:key>/notes/", SessionNotes.as_view(), name="api-session-notes"),
    path("sessions/<slug:key>/words/", SessionWords.as_view(), name="api-session-words"),
    path("sessions/<slug:key>/follow-ups/", SessionFollowUps.as_view(), name="api-session-follow-ups"),
    path("codings/", CodingList.as_view(), name="api-codings"),
    path("codings/<slug:key>/", CodingDetail.as_view(), name="api-coding"),
    path("codings/<slug:key>/agreement/", CodingAgreement.as_view(), name="api-coding-agreement"),
    path("codings/<slug:key>/codes/", OwnCodes.as_view(), name="api-own-codes"),
    path("codings/<slug:key>/done/", CodingDone.as_view(), name="api-coding-done"),
    path("codings/<slug:key>/units/", CodingUnits.as_view(), name="api-coding-units"),
    path(
        "codings/<slug:key>/units/<int:unit>/settlements/<slug:variable>/",
        CodingSettlement.as_view(),
        name="api-coding-settlement",
    ),
    path("codes/", Codes.as_view(), name="api-codes"),
    path("parties/", PartyList.as_view(), name="api-parties"),
    path("parties/<slug:code>/", PartyDetail.as_view(), name="api-party"),
    path("ambiguities/", AmbiguityList.as_view(), name="api-ambiguities"),
    path("ambiguities/<slug:key>/", AmbiguityDetail.as_view(), name="api-ambiguity"),
    path("ambiguities/<slug:key>/perception/", AmbiguityPerception.as_view(), name="api-perception"),
    path("ambiguities/<slug:key>/cite/", CiteAmbiguity.as_view(), name="api-cite-ambiguity"),
    path("measures/", MeasureList.as_view(), name="api-measures"),
    path("measures/<slug:key>/", MeasureDetail.as_view(), name="api-measure"),
    path("measures/<slug:key>/standing/", MeasureStanding.as_view(), name="api-standing"),
    path("measures/<slug:key>/history/", MeasureHistory.as_view(), name="api-history"),
    path("measures/<slug:key>/entries/", MeasureEntries.as_view(), name="api-measure-entries"),
    path("measures/<slug:key>/evidence/", MeasureEvidence.as_view(), name="api-measure-evidence"),
    path("measures/<slug:key>/owners/", MeasureOwners.as_view(), name="api-owners"),
    path("measures/<slug:key>/owners/<int:user>/", MeasureOwner.as_view(), name="api-owner"),
    path(
        "measures/<slug:key>/addressings/<slug:ambiguity>/", MeasureAddressing.as_view(), name="api-measure-addressing"
    ),
    path("measures/<slug:key>/marking/", MeasureMarking.as_view(), name="api-measure-marking"),
    path("measures/<slug:key>/watch/", MeasureWatch.as_view(), name="api-watch"),
    path("measures/<slug:key>/snooze/", MeasureSnooze.as_view(), name="api-snooze"),
    path("measures/<slug:key>/cite/", CiteMeasure.as_view(), name="api-cite-measure"),
    path("addressings/", AddressingList.as_view(), name="api-addressings"),
    path("indicators/", IndicatorList.as_view(), name="api-indicators"),
    path("indicators/<slug:key>/", IndicatorDetail.as_view(), name="api-indicator"),
    path("watches/", WatchList.as_view(), name="api-watches"),
    path("entries/", EntryList.as_view(), name="api-entries"),
    path("entries/<slug:key>/", EntryDetail.as_view(), name="api-entry"),
    path("entries/<slug:key>/correction/", EntryCorrection.as_view(), name="api-correction"),
    path("entries/<slug:key>/redaction/", EntryRedaction.as_view(), name="api-redaction"),
    path("entries/<slug:key>/marking/", EntryMarking.as_view(), name="api-entry-marking"),
    path("entries/<slug:key>/readouts/", EntryReadouts.as_view(), name="api-entry-readouts"),
    path("entries/<slug:key>/cite/", CiteEntry.as_view(), name="api-cite-entry"),
    path("subjects/", SubjectList.as_view(), name="api-subjects"),
    path("subjects/<slug:key>/", SubjectDetail.as_view(), name="api-subject"),
    path("views/", ViewList.as_view(), name="api-views"),
    path("bearings/", BearingList.as_view(), name="api-bearings"),
    path("statuses/", StatusList.as_view(), name="api-statuses"),
    path("judgements/", JudgementList.as_view(), name="api-judgements"),
    path("mentions/", MentionList.as_view(), name="api-mentions"),
    path("summaries/", SummaryList.as_view(), name="api-summaries"),
    path("summaries/<slug:key>/correction/", SummaryCorrection.as_view(), name="api-summary-correction"),
    path("proposals/", ProposalList.as_view(), name="api-proposals"),
    path("proposals/<slug:key>/", ProposalDetail.as_view(), name="api-proposal"),
    path("proposals/<slug:key>/agree/", ProposalAgreement.as_view(), name="api-agree"),
    path("proposals/<slug:key>/send-back/", ProposalReturn.as_view(), name="api-send-back"),
    path("dissents/", DissentList.as_view(), name="api-dissents"),
    path("dissents/<slug:key>/correction/", DissentCorrection.as_view(), name="api-dissent-correction"),
    path("readouts/", ReadoutsList.as_view(), name="api-readouts"),
    path("readouts/<slug:key>/", ReadoutsOfMeeting.as_view(), name="api-readouts-of-meeting"),
    path("readouts/<slug:key>/correction/", ReadoutsCorrection.as_view(), name="api-readouts-correction"),
    path("readouts/<slug:key>/judgements/", ReadoutsJudgement.as_view(), name="api-readouts-judgements"),
    path("readouts/<slug:key>/cite/", CiteComparison.as_view(), name="api-cite-comparison"),
    path("heads/", HeadList.as_view(), name="api-heads"),
    path("chains/", ChainList.as_view(), name="api-chains"),
    path("chains/sources/", SourceChainList.as_view(), name="api-source-chains"),
    path("checkpoints/", OriginList.as_view(), name="api-checkpoints"),
    path("checkpoints/inclusion/", Inclusion.as_view(), name="api-inclusion"),
    path("checkpoints/consistency/", Consistency.as_view(), name="api-consistency"),
    path("links/", LinkList.as_view(), name="api-links"),
    path("links/<int:link>/", LinkDetail.as_view(), name="api-link"),
    path("owners/", OwnerList.as_view(), name="api-all-owners"),
    path("tokens/", TokenList.as_view(), name="api-tokens"),
    path("tokens/<int:token>/", TokenDetail.as_view(), name="api-token"),
    path("checks/", Checks.as_view(), name="api-checks"),
    path("evidence/", EvidenceList.as_view(), name="api-evidence-list"),
    path("evidence/<slug:key>/", EvidenceDetail.as_view(), name="api-evidence"),
    path("evidence/<slug:key>/marking/", EvidenceMarking.as_view(), name="api-evidence-marking"),
    path("evidence/<slug:key>/file/", EvidenceFile.as_view(), name="api-file"),
    path("evidence/<slug:key>/capture/", EvidenceCapture.as_view(), name="api-capture"),
    path("evidence/<slug:key>/capture/text/", EvidenceCaptureText.as_view(), name="api-capture-text"),
    path("redactions/", TextRedactionList.as_view(), name="api-text-redactions"),
    path("evidence/<slug:key>/redaction/", EvidenceRedaction.as_view(), name="api-evidence-redaction"),
    path("evidence/<slug:key>/copies/redaction/", CopiesRedaction.as_view(), name="api-copies-redaction"),
    path("evidence/<slug:key>/history/", EvidenceHistory.as_view(), name="api-evidence-history"),
    path("evidence/<slug:key>/reviews/", EvidenceReviews.as_view(), name="api-reviews"),
    path("evidence/<slug:key>/cite/", CiteSource.as_view(), name="api-cite-source"),
    path("milestones/", MilestoneList.as_view(), name="api-milestones"),
    path("milestones/<slug:key>/", MilestoneDetail.as_view(), name="api-milestone"),
    path("milestones/<slug:key>/marks/", MilestoneMarks.as_view(), name="api-marks"),
    path("dashboard/", DashboardReading.as_view(), name="api-dashboard"),
    path("dashboard/seen/", Seen.as_view(), name="api-seen"),
    path("workload/", OwnersWorkload.as_view(), name="api-workload"),
    path("differences/", Differences.as_view(), name="api-differences"),
    path("coverage/", ReportCoverage.as_view(), name="api-coverage"),
    path("reciprocity/", ReportReciprocity.as_view(), name="api-reciprocity"),
    path("compare/", ReportComparison.as_view(), name="api-compare"),
    path("brief/", ReportBrief.as_view(), name="api-brief"),
    path("agenda/", ReportAgenda.as_view(), name="api-agenda"),
    path("changes/", ReportChanges.as_view(), name="api-changes"),
    path("bulk-acts/", BulkActList.as_view(), name="api-bulk-acts"),
    path("bulk-acts/preview/", BulkActPreview.as_view(), name="api-bulk-preview"),
    path("bulk-acts/<slug:key>/undo/", BulkActUndoing.as_view(), name="api-bulk-undo"),
    path("saved-views/", SavedViewList.as_view(), name="api-saved-views"),
    path("shared-views/", SharedViewList.as_view(), name="api-shared-views"),
    path("saved-views/<slug:key>/", SavedViewDetail.as_view(), name="api-saved-view"),
    path("webhooks/", WebhookList.as_view(), name="api-webhooks"),
    path("webhooks/<slug:key>/", WebhookDetail.as_view(), name="api-webhook"),
    path("webhooks/<slug:key>/secret/", WebhookSecret.as_view(), name="api-webhook-secret"),
    path("webhooks/<slug:key>/test/", WebhookTest.as_view(), name="api-webhook-test"),
    path("webhooks/<slug:key>/deliveries/", WebhookDeliveries.as_view(), name="api-deliveries"),
    path("webhooks/<slug:key>/deliveries/<int:number>/again/", DeliveryAgain.as_view(), name="api-call-again"),
    path("secret-urls/", SecretUrlList.as_view(), name="api-secret-urls"),
    path("secret-urls/<slug:key>/", SecretUrlDetail.as_view(), name="api-secret-url"),
    path("calendar.ics", PublicCalendar.as_view(), name="public-calendar"),
    path("journal.atom", PublicFeed.as_view(), name="public-feed"),
    path("calendars/<str:secret>.ics", SecretCalendar.as_view(), name="secret-calendar"),
    path("tables/<str:secret>.<str:ending>", SecretTable.as_view(), name="secret-table"),
    path("feeds/<str:secret>.atom", SecretFeed.as_view(), name="secret-feed"),
    path("reminders/", Reminders.as_view(), name="api-reminders"),
    path("reminders/address/", ReminderAddress.as_view(), name="api-reminder-address"),
    path("reminders/preview/", ReminderPreview.as_view(), name="api-reminder-preview"),
    path("reminders/log/", ReminderLog.as_view(), name="api-reminder-log"),
    path("reminders/snoozes/", Snoozes.as_view(), name="api-snoozes"),
    path("reminders/queue/", ReminderQueue.as_view(), name="api-reminder-queue"),
    path("reminders/queue/<int:digest>/retry/", ReminderRetry.as_view(), name="api-reminder-retry"),
    path("imports/", ImportList.as_view(), name="api-imports"),
    path("imports/<slug:key>/", ImportDetail.as_view(), name="api-import"),
    path("imports/<slug:key>/rows/", ImportRows.as_view(), name="api-import-rows"),
    path("imports/<slug:key>/look/", ImportLook.as_view(), name="api-import-look"),
    path("imports/<slug:key>/acts/", ImportActs.as_view(), name="api-import-acts"),
    path("libraries/", Libraries.as_view(), name="api-libraries"),
    path("users/", UserList.as_view(), name="api-users"),
    path("users/me/", Me.as_view(), name="api-me"),
    path("users/me/log/", AccountLog.as_view(), name="api-own-log"),
    path("users/<int:user>/", UserDetail.as_view(), name="api-user"),
    path("users/<int:user>/log/", UserLog.as_view(), name="api-user-log"),
    path("users/<int:user>/provider/", UserProvider.as_view(), name="api-user-provider"),
    path("users/<int:user>/redaction/", NameRedaction.as_view(), name="api-name-redaction"),
    path("users/<int:user>/reports/<slug:slug>/", UserReportRole.as_view(), name="api-report-role"),
    path("users/<int:user>/password/", UserPassword.as_view(), name="api-password"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", csp_override(SWAGGER_CSP)(SpectacularSwaggerSplitView.as_view()), name="docs"),
]
urlpatterns = [
    path("", Root.as_view(endpoints=ENDPOINTS), name="api-root"),
    *ENDPOINTS,
    re_path(r"^.*$", Nowhere.as_view()),
]
