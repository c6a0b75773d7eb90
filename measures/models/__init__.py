"""The nouns of the tracker, as everybody imports them."""

from measures.models.account_events import AccountEvent, AccountEventKind
from measures.models.announced_dates import AnnouncedDate, DateFinding, DateFindingKind, DateState
from measures.models.bearings import (
    BEARING_DIRECTIONS,
    CARD,
    LEVELS,
    Assessment,
    AssessmentDirection,
    Bearing,
    Citation,
    Confidence,
    Ground,
    MarkState,
    MilestoneMark,
    Nothing,
    Provenance,
)
from measures.models.captures import LOST_STATES, AddressState, Capture, SealedKind, SourceAddress, SourceLink
from measures.models.chains import Chain, ChainKind, NamedOnce, Sealed, SealedByName
from measures.models.chosen_words import CellRole, ChosenWords
from measures.models.connections import Addressing, Link, Relation, Strength
from measures.models.corrections import CorrectionReason, Objection
from measures.models.credentials import AccessToken, Scope, SecretUrl, SecretUrlKind, TokenReaders
from measures.models.dissents import Dissent
from measures.models.evidence import Credibility, Evidence, Grade, Review, ReviewState, SourceKind
from measures.models.fetches import FETCHED, Fetch, FetchHost, FetchOutcome, FetchQuerySet
from measures.models.files import FileCheck, FileState, StoredFile
from measures.models.journal import Entry
from measures.models.mails import Mail, MailQuerySet, RedactionMail
from measures.models.markings import PARTICIPANTS, PUBLIC, TEAM, Audience, Marking
from measures.models.measures import Addressee, Measure
from measures.models.milestones import Doers, Indicator, Milestone, MilestoneType
from measures.models.notices import Notice, NoticeKind
from measures.models.operator import Operator
from measures.models.partial_dates import PartialDate
from measures.models.people import Party, PartyKind, Role, TokenLimits, User
from measures.models.proposals import AGREEMENT_FORMAT, Proposal, SecondAgreement
from measures.models.readouts import (
    READOUTS_FORMAT,
    TELLING_KINDS,
    Extent,
    FindingState,
    Judgement,
    ReadBy,
    ReadoutText,
    RelatedDevelopment,
    Sameness,
    TextAct,
    TextFinding,
    TextKind,
    TextVoice,
    UnreadText,
)
from measures.models.records import JournalRow
from measures.models.redactions import Redaction, RedactionKind
from measures.models.repeats import IdempotencyKey
from measures.models.report_roles import ReportRole, RoleInReport
from measures.models.reports import Ambiguity, Basis, LinkBasis, Motivation, PerceivedBasis, Report, Term
from measures.models.responsibility import Owner, OwnerRole, Watch
from measures.models.row_changes import RowChange, row_number
from measures.models.saved_views import SavedList, SavedView
from measures.models.searches import TextSearch
from measures.models.standing import Standing
from measures.models.statements import (
    ABOUT_WORDS,
    NOT_THE_SIDE,
    REQUESTS,
    AboutWhom,
    Addressed,
    Authority,
    ReferenceBasis,
    ReferenceKind,
    ReferenceManner,
    Speech,
    Statement,
    StatementAct,
    StatementPlace,
    StatementReference,
    StatementVoice,
    TranslationBy,
)
from measures.models.subjects import Subject
from measures.models.texts import Language, Words
from measures.models.traces import MOMENTS_LAST, TRACES_LAST, Trace
from measures.models.translations import TranslationCheck, TranslationState
from measures.models.verifications import Verification
from measures.models.visits import Visit
from measures.models.voices import BOTH, INDEPENDENT, NONE
from measures.models.words import (
    CLAIMS_MOVEMENT,
    DONE_WITH,
    FROM_ABSENCE,
    NEEDS_SOURCE,
    POINTINGS,
    AmbiguityState,
    Claim,
    Clarity,
    Concern,
    Direction,
    EntryKind,
    Kind,
    Pointing,
    Status,
    Track,
    Verb,
)
