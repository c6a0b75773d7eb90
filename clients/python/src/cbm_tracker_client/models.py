"""What the API sends and takes; `make client-models` makes it from its description."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from typing_extensions import NotRequired, TypedDict

AboutEnum: TypeAlias = Literal["itself", "party", "both", "general"]


AccountKindEnum: TypeAlias = Literal["texts", "official", "press", "other", "none"]


AddressStateEnum: TypeAlias = Literal["there", "moved", "gone", "changed", "not_read"]


class AddresseeWords(TypedDict):
    """
    A party of which no reply is on record: its words on the subject, which are no replies, and where we looked.
    """

    party: str
    later: list[str]
    earlier: list[str]
    searched: list[str]


AmbiguityStateEnum: TypeAlias = Literal[
    "not_raised", "raised", "acknowledged", "under_discussion", "narrowed", "unresolvable", "resolved"
]


AssessmentDirectionEnum: TypeAlias = Literal["toward", "away", "none"]


AssessmentEnum: TypeAlias = Literal["assessed", "not_for_this_day", "not_assessed"]


AssessmentRecordedCallTypeEnum: TypeAlias = Literal["assessment.recorded"]


AuthorityEnum: TypeAlias = Literal[
    "leader",
    "law_or_government_text",
    "ministry",
    "military",
    "legislature",
    "authorised_media_text",
    "unnamed_official",
]


BasisEnum: TypeAlias = Literal["report", "ours"]


BearingDirectionEnum: TypeAlias = Literal["toward", "away", "either", "background", "clearer", "murkier"]


BlankEnum: TypeAlias = Literal[""]


BriefAttachmentEnum: TypeAlias = Literal["none", "docx", "pdf"]


BriefCadenceEnum: TypeAlias = Literal["weekly", "monthly"]


class BriefSubscription(TypedDict, closed=True):
    """
    The brief of a report by mail, and how often it comes.
    """

    report: str
    cadence: BriefCadenceEnum


CadenceEnum: TypeAlias = Literal["daily", "weekly", "monthly", "off"]


class CalledCorrection(TypedDict):
    """
    A line of the corrections of a report, as a call has it.
    """

    corrected_on: str
    name: str
    corrects: str | None
    entry: str | None
    was: str
    was_zh_hans: NotRequired[str]
    now: str
    now_zh_hans: NotRequired[str]
    why: str
    why_zh_hans: NotRequired[str]


class CandidateDraft(TypedDict, closed=True):
    """
    An address that may be worth a development, with what is known of the page.
    """

    report: str
    url: str
    title: str
    text: NotRequired[str]
    language: NotRequired[str]
    publisher: NotRequired[str]
    published: NotRequired[str | None]


CandidateFoundCallTypeEnum: TypeAlias = Literal["candidate.found"]


class CandidateFoundData(TypedDict):
    waiting: int
    url: str


class CandidateMatch(TypedDict):
    """
    A measure, ambiguity or subject that a candidate may concern, and the words that both have.
    """

    on: str
    score: float
    words: list[str]


CandidateStateEnum: TypeAlias = Literal["waiting", "logged", "cited", "dropped"]


CellRoleEnum: TypeAlias = Literal["own", "other"]


ChainKindEnum: TypeAlias = Literal["journal", "sources", "redactions"]


class ChainLink(TypedDict):
    """
    A link of a chain; its entry is named only to those who may still read it.
    """

    kind: ChainKindEnum
    marking: str
    sequence: int
    seal_format: int
    commitment: str
    seal: str
    report: str
    entry: str | None


ChangesByEnum: TypeAlias = Literal["occurrence", "recording"]


ChecksDraftMeasure: TypeAlias = str


class ChecksDraft(TypedDict, closed=True):
    """
    Measures that were checked, with nothing new.
    """

    measures: list[ChecksDraftMeasure]
    quotes_feeds: NotRequired[bool]


class Choice(TypedDict):
    """
    Which statement an editor chose as answering an ambiguity, and why.
    """

    statement: str
    why: str
    why_zh_hans: str


class CitationText(TypedDict):
    """
    A citation as text.
    """

    key: str
    text: str
    text_zh_hans: str


class Citations(TypedDict):
    """
    The citations of a row: as it is recorded here and, of a source, also the source itself.
    """

    as_of: str
    known_at: str
    url: str
    citations: list[CitationText]
    bibtex: str
    csl: list[dict[str, Any]]


ClaimEnum: TypeAlias = Literal["reported", "one_side", "disputed"]


ClarityEnum: TypeAlias = Literal["clearer", "murkier", "either", "background"]


class Code(TypedDict):
    """
    A value of a closed list, and what it is called.
    """

    list: str
    code: str
    label: str
    label_zh_hans: str


class Codes(TypedDict):
    """
    All codes of all closed lists.
    """

    results: list[Code]


ComparisonEnum: TypeAlias = Literal[
    "said_of_both", "of_the_other", "not_the_same", "same", "not_judged", "one_side", "neither", "not_comparable"
]


ConcernEnum: TypeAlias = Literal["up", "down", "same"]


ConfidenceEnum: TypeAlias = Literal["low", "moderate", "high"]


class Consistency(TypedDict):
    """
    The proof that a chain as it was signed continues what it was before (RFC 6962, 2.1.2).
    """

    origin: str
    since: int
    until: int
    hashes: list[str]


CredibilityEnum: TypeAlias = Literal[1, 2, 3, 4, 5, 6]


DateDueCallTypeEnum: TypeAlias = Literal["date.due"]


class DateDueData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    measure: NotRequired[str]
    due: NotRequired[str]


DateFindingKindEnum: TypeAlias = Literal["took_place", "put_off", "nothing_found"]


DateStateEnum: TypeAlias = Literal["passed", "some_time", "coming", "looked_for", "undated", "took_place"]


DigestResultEnum: TypeAlias = Literal["sent", "nothing_to_say", "given_up", "waiting"]


DoersEnum: TypeAlias = Literal["party", "each", "together"]


class DraftOfSummary(TypedDict, closed=True):
    """
    What a summary says, as its correction may say it again: add why, and what is otherwise.
    """

    as_of: NotRequired[str]
    text: NotRequired[str]
    text_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    rests_on: NotRequired[list[str]]
    marking: NotRequired[str]


DropReasonEnum: TypeAlias = Literal["off_topic", "on_record", "nothing_new", "weak_source", "other"]


class EarlierWords(TypedDict):
    """
    Words that said before which texts were searched.
    """

    texts: str
    texts_zh_hans: str
    recorded_at: str
    withdrawn_at: str


EntryCorrectedCallTypeEnum: TypeAlias = Literal["entry.corrected"]


EntryDraftKindEnum: TypeAlias = Literal["development", "statement"]


EntryKindEnum: TypeAlias = Literal["development", "check", "assessment", "readouts", "summary", "dissent", "statement"]


EntryLoggedCallTypeEnum: TypeAlias = Literal["entry.logged"]


EntryRedactedCallTypeEnum: TypeAlias = Literal["entry.redacted"]


class EntryRedactedData(TypedDict):
    key: str


EntryTightenedCallTypeEnum: TypeAlias = Literal["entry.tightened"]


class EntryTightenedData(TypedDict):
    key: str


EventsEnum: TypeAlias = Literal[
    "entry.logged",
    "entry.corrected",
    "entry.redacted",
    "entry.tightened",
    "measure.status_set",
    "assessment.recorded",
    "statement.recorded",
    "source.reviewed",
    "milestone.met",
    "date.due",
    "candidate.found",
    "report.corrected",
]


class EvidenceFile(TypedDict):
    """
    Its file, and where that is handed out.
    """

    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class EvidenceCapture(TypedDict):
    """
    The copy of what was at its address when it was recorded; the team may fetch it.
    """

    recorded_at: str
    tool: str
    sha256: str
    payload_sha256: str
    url: str | None


ExtentEnum: TypeAlias = Literal["whole", "part"]


FetchOutcomeEnum: TypeAlias = Literal[
    "read",
    "not_changed",
    "not_public",
    "not_allowed",
    "too_large",
    "too_slow",
    "too_many_redirects",
    "refused",
    "gone",
    "no_answer",
    "not_readable",
    "fault",
    "delivered",
    "withheld",
]


class FieldProblem(TypedDict):
    """
    What is wrong with one field.
    """

    field: str
    messages: list[str]
    index: NotRequired[int]
    key: NotRequired[str]
    current: NotRequired[int]
    existing: NotRequired[str]


class Figure(TypedDict):
    """
    A number of the dashboard: the count of a list with these filters.
    """

    name: str
    count: int
    url: str | None
    list: str
    filters: dict[str, str]


FindingStateEnum: TypeAlias = Literal["mentions", "not_in_text", "filed_under", "not_looked_for"]


FoundGroupKindEnum: TypeAlias = Literal["measures", "ambiguities", "developments", "statements", "sources"]


class FoundText(TypedDict):
    """
    A text that holds some of the words; of a long one, what surrounds the first of them.
    """

    field: str
    language: str
    text: str
    marks: list[list[int]]


GradeEnum: TypeAlias = Literal["A", "B", "C", "D", "E", "F"]


class Head(TypedDict):
    """
    The last seal of a chain. If it is kept elsewhere, nobody can alter the chain unseen.
    """

    kind: ChainKindEnum
    report: str | None
    marking: str
    sequence: int
    seal: str


HindranceEnum: TypeAlias = Literal["filed_under", "not_looked_for", "in_neither", "kind_of_text"]


class Hit(TypedDict):
    """
    What was found: a measure, an ambiguity, a development, a party's words, or a source.
    """

    key: str
    report: str | None
    code: str
    title: str
    title_zh_hans: str
    day: str | None
    party: str | None
    on: str | None
    url: str
    found_in: list[FoundText]


IfKnownEnum: TypeAlias = Literal["refuse", "use"]


class Inclusion(TypedDict):
    """
    The proof that an entry is in a chain as it was signed (RFC 6962, 2.1.1).
    """

    origin: str
    size: int
    index: int
    commitment: str
    hashes: list[str]
    note: str
    key: str


class Indicator(TypedDict):
    """
    What to judge a measure by, and where to look.
    """

    name: str
    name_zh_hans: NotRequired[str]
    how_judged: str
    how_judged_zh_hans: NotRequired[str]
    where_to_look: str
    where_to_look_zh_hans: NotRequired[str]


KindEnum: TypeAlias = Literal["unilateral", "cooperative", "joint"]


LanguageEnum: TypeAlias = Literal["en", "zh-hans"]


class LevelChange(TypedDict):
    """
    A changed level of ours; null means that none is recorded, never 0.
    """

    on: str
    day: str
    about: str
    before: int | None
    after: int | None
    entry: str | None


LinkBasisEnum: TypeAlias = Literal["report", "agreement", "ours"]


MarkStateEnum: TypeAlias = Literal["met", "not_met", "undone"]


MarkingEnum: TypeAlias = Literal["public", "participants", "internal"]


MeasureStatusSetCallTypeEnum: TypeAlias = Literal["measure.status_set"]


class MilestoneChange(TypedDict):
    """
    A milestone that now counts as met, or no longer does.
    """

    on: str
    day: str
    milestone: str
    is_met: bool


class MilestoneMark(TypedDict):
    """
    The entry by which a party, or all together, met a milestone, did not meet it or undid it.
    """

    party: str | None
    state: MarkStateEnum
    entry: str
    occurred: str


MilestoneMetCallTypeEnum: TypeAlias = Literal["milestone.met"]


MilestoneTypeEnum: TypeAlias = Literal["statement", "study", "dialogue", "exchange", "agreement", "practice"]


class Motivation(TypedDict):
    """
    A reason that a report gives.
    """

    code: str
    statement: str
    statement_zh_hans: NotRequired[str]
    implication: str
    implication_zh_hans: NotRequired[str]
    source_heading: str
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: int | None


NothingEnum: TypeAlias = Literal["nothing_found", "not_observable"]


NullEnum: TypeAlias = None


class Origin(TypedDict):
    """
    An origin under which the heads of a chain are signed, with its latest checkpoint.

    If `stopped_at` is given, nothing more is signed under it: the chain did not continue what had been signed.
    """

    name: str
    kind: ChainKindEnum
    report: str | None
    marking: str
    size: int
    root_hash: str
    note: str
    key: str
    signed_at: str
    begun_at: str
    reason: str
    stopped_at: str | None


OwnerRoleEnum: TypeAlias = Literal["coordinator", "contributor", "reviewer"]


class OwnerRow(TypedDict):
    """
    Who owns which measure.
    """

    measure: str
    user: int | None
    name: str | None
    email: str | None
    role: OwnerRoleEnum
    named_at: str
    version: int
    html_url: str


class OwnerRowDraft(TypedDict, closed=True):
    """
    An owner to name, and the measure.
    """

    measure: str
    user: str
    role: NotRequired[OwnerRoleEnum]


class OwnerRowRevision(TypedDict, closed=True):
    """
    The new role of an owner of a measure.
    """

    measure: str
    user: int
    role: OwnerRoleEnum
    version: int


class PaginatedChainLinkList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[ChainLink]


class PaginatedHeadList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Head]


class PaginatedOriginList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Origin]


class PaginatedOwnerRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[OwnerRow]


PartyKindEnum: TypeAlias = Literal["state", "organisation", "group"]


class PatchedDateRevision(TypedDict, closed=True):
    """
    What may be edited of a date ahead.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    announced_for: NotRequired[str | None]
    as_worded: NotRequired[str]
    as_worded_zh_hans: NotRequired[str]
    why: NotRequired[str]
    why_zh_hans: NotRequired[str]
    touches: NotRequired[list[str]]
    subjects: NotRequired[list[str]]
    development: NotRequired[str]
    sources: NotRequired[list[str]]


class PatchedEvidenceRevision(TypedDict, closed=True):
    """
    What may be changed of a source: its grades, where a copy is kept, and how it was read.
    """

    grade: NotRequired[GradeEnum]
    credibility: NotRequired[int]
    archive_url: NotRequired[str]
    accessed: NotRequired[str | None]
    is_read_as_copy: NotRequired[bool]
    copy_sha256: NotRequired[str]
    is_unopened: NotRequired[bool]


class PatchedOwnerRevision(TypedDict, closed=True):
    """
    What may be changed of an owner of a measure.
    """

    role: NotRequired[OwnerRoleEnum]


class PatchedProfile(TypedDict, closed=True):
    """
    What people choose for themselves.
    """

    language: NotRequired[LanguageEnum]
    time_zone: NotRequired[str]
    is_named_in_public: NotRequired[bool]


class PatchedSearchWords(TypedDict, closed=True):
    """
    Other words for which texts were searched.
    """

    texts: NotRequired[str]
    texts_zh_hans: NotRequired[str]


class PatchedWebhookSwitch(TypedDict, closed=True):
    """
    Whether a webhook is called.
    """

    is_on: NotRequired[bool]


PerceivedBasisEnum: TypeAlias = Literal["report", "inferred"]


class PerceivedView(TypedDict):
    """
    An assessment of ours with its date and sources.
    """

    entry: str
    on: str
    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: AssessmentDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    text: str
    text_zh_hans: NotRequired[str]
    in_short: str
    in_short_zh_hans: NotRequired[str]
    written_on: str | None
    confidence_basis: str
    confidence_basis_zh_hans: NotRequired[str]
    assumptions: str
    assumptions_zh_hans: NotRequired[str]
    other_reading: str
    other_reading_zh_hans: NotRequired[str]
    what_would_change: str
    what_would_change_zh_hans: NotRequired[str]
    why_changed: str
    why_changed_zh_hans: NotRequired[str]
    rests_on: list[str]
    occurred: str
    sources: list[str]


class Perception(TypedDict):
    """
    Where an ambiguity stands, and how we read it. An empty state means that none is recorded.
    """

    ambiguity: str
    state: AmbiguityStateEnum | BlankEnum
    state_since: NotRequired[str | None]
    clarity: NotRequired[ClarityEnum | NullEnum]
    concern: NotRequired[ConcernEnum | NullEnum]
    independent: PerceivedView | None
    assessment: AssessmentEnum


PersonRoleEnum: TypeAlias = Literal["analyst", "reviewer", "administrator", "participant"]


class Piece(TypedDict):
    """
    A piece of an entry.
    """

    part: str
    what: str


class Pieces(TypedDict):
    """
    What became of each piece of the entry that was corrected.
    """

    stays: list[Piece]
    changes: list[Piece]
    goes: list[Piece]
    comes: list[Piece]


class Pointing(TypedDict):
    """
    How many developments have which direction over all their measures.
    """

    toward: NotRequired[int]
    away: NotRequired[int]
    both_ways: NotRequired[int]
    either: NotRequired[int]
    background: NotRequired[int]


PointingEnum: TypeAlias = Literal["toward", "away", "both_ways", "either", "background"]


class Preview(TypedDict):
    """
    What the next digest would say if it came now; no subject and text if it would say nothing.
    """

    counts: dict[str, int]
    subject: str
    text: str


class Problem(TypedDict):
    """
    A problem, after RFC 9457.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: NotRequired[list[FieldProblem]]
    current: NotRequired[int]


class Proposal(TypedDict):
    """
    An entry with an assessment of ours that waits until a second member agrees, or was sent back.
    """

    key: str
    report: str
    corrects: str | None
    title: str | None
    body: dict[str, Any]
    proposed_by: str
    proposed_at: str
    sent_back_by: str | None
    words: str
    version: int
    html_url: str


ProvenanceEnum: TypeAlias = Literal["official_statement", "our_reading"]


ReadByEnum: TypeAlias = Literal["person", "search"]


class RecordState(TypedDict):
    """
    To which day the record goes, whether it is older than the report's interval, and the dates ahead.
    """

    day: str | None
    age: int | None
    search_every_days: int
    is_old: bool
    passed: list[str]
    some_time: list[str]
    due: list[str]
    undated: list[str]


class RecordedView(TypedDict):
    """
    What an earlier version recorded as the assessment of a party; it is in no list of statements.
    """

    on: str
    about: str
    text: str
    text_zh_hans: NotRequired[str]
    whose: str
    provenance: ProvenanceEnum
    speaker: str
    speaker_zh_hans: NotRequired[str]
    office: str
    office_zh_hans: NotRequired[str]
    administration: str
    administration_zh_hans: NotRequired[str]
    quotation: str
    quotation_language: LanguageEnum | BlankEnum


class Redaction(TypedDict):
    """
    A redaction of an entry: by whom, and why.
    """

    entry: str
    redacted_by_name: str | None
    redacted_by_role: PersonRoleEnum | NullEnum
    reason: str
    redacted_at: str


ReferenceBasisEnum: TypeAlias = Literal["stated", "ours"]


ReferenceKindEnum: TypeAlias = Literal["answers", "clarifies", "repeats", "withdraws"]


ReferenceMannerEnum: TypeAlias = Literal["words", "deed", "joint_text"]


RelationEnum: TypeAlias = Literal["reciprocates", "enables", "depends_on", "part_of", "related", "undercuts"]


ReplyHowEnum: TypeAlias = Literal[
    "accepts", "accepts_in_part", "declines", "words", "deed", "joint_text", "own_text", "similar_form"
]


class Report(TypedDict):
    """
    A report whose recommendations are tracked.
    """

    key: str
    title: str
    title_zh_hans: NotRequired[str]
    topic: str
    topic_zh_hans: NotRequired[str]
    aim: str
    aim_zh_hans: NotRequired[str]
    author: str
    author_zh_hans: NotRequired[str]
    publisher: str
    publisher_zh_hans: NotRequired[str]
    published: str | None
    url: str
    note: str
    note_zh_hans: NotRequired[str]
    disclaimer: str
    disclaimer_zh_hans: NotRequired[str]
    is_fictional: bool
    levels: dict[str, dict[str, str]]
    first_year: int
    library_version: str
    record_as_of: str | None
    record_day: str | None
    search_every_days: int
    needs_agreement: bool
    unreadable_sides: list[str]
    record_note: str
    record_note_zh_hans: NotRequired[str]
    dates_note: str
    dates_note_zh_hans: NotRequired[str]
    marking: MarkingEnum
    version: int
    html_url: str


ReportCorrectedCallTypeEnum: TypeAlias = Literal["report.corrected"]


class ReportCorrectedData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    entry: NotRequired[str]
    corrects: NotRequired[str]
    before: NotRequired[CalledCorrection]
    after: NotRequired[CalledCorrection]


ReviewStateEnum: TypeAlias = Literal["pending", "accepted", "disputed", "retracted"]


RoleEnum: TypeAlias = Literal["reader", "contributor", "editor", "administrator"]


RoleInReportEnum: TypeAlias = Literal["contributor", "editor"]


class RowChange(TypedDict):
    """
    A column that was changed, or a row that was added or removed.
    """

    at: str
    by: str | None
    by_role: PersonRoleEnum | NullEnum
    row: str
    field: str
    before: Any
    after: Any
    request_id: str
    command: str
    database_role: str


RowRedactionKindEnum: TypeAlias = Literal["entry", "source", "copies", "candidate", "text", "name", "note"]


SamenessEnum: TypeAlias = Literal["same", "not_the_same"]


ScopeEnum: TypeAlias = Literal["read", "write"]


class SealedEntry(TypedDict):
    """
    What the commitment of an entry is the SHA-256 of: the salt, followed by the content in UTF-8.
    """

    key: str
    salt: str
    content: str


SealedKindEnum: TypeAlias = Literal["review", "capture", "redaction"]


class SearchDraft(TypedDict, closed=True):
    """
    Texts of one side that were searched.
    """

    report: str
    party: str
    texts: str
    texts_zh_hans: NotRequired[str]
    language: str
    since: str
    until: str
    throughout: NotRequired[bool]


SecretUrlKindEnum: TypeAlias = Literal["calendar", "feed", "table"]


class SecretUrlMade(TypedDict):
    """
    A new secret address, which is shown only once.
    """

    key: str
    name: str
    kind: SecretUrlKindEnum
    filters: str
    created_at: str
    last_used_at: str | None
    revoked_at: str | None
    url: str | None


class SendBack(TypedDict, closed=True):
    """
    Why a proposal is sent back.
    """

    words: str


class Snooze(TypedDict):
    """
    A measure whose reminders are snoozed until a day.
    """

    measure: str
    until: str
    html_url: str


class SnoozeDraft(TypedDict, closed=True):
    """
    The day before which no reminder of the measure comes.
    """

    until: str


SourceKindEnum: TypeAlias = Literal[
    "official_text", "official_statement", "authorised_text", "press", "analysis", "reference", "dialogue_note", "file"
]


class SourceLink(TypedDict):
    """
    A link of a chain of sources, a review or a copy; its source is named only to those who may still read it.
    """

    kind: ChainKindEnum
    marking: str
    sequence: int
    seal_format: int
    commitment: str
    seal: str
    of: SealedKindEnum
    sealed_at: str | None
    evidence: str | None


SourceReviewedCallTypeEnum: TypeAlias = Literal["source.reviewed"]


SpeechEnum: TypeAlias = Literal["direct", "reported", "paraphrase"]


class StateChange(TypedDict):
    """
    A changed state of an ambiguity; empty if none is recorded.
    """

    on: str
    day: str
    before: AmbiguityStateEnum | BlankEnum
    after: AmbiguityStateEnum | BlankEnum
    entry: str | None
    is_ours: bool


StatementActEnum: TypeAlias = Literal[
    "states",
    "commits",
    "asks",
    "proposes",
    "accepts",
    "accepts_in_part",
    "declines",
    "denies",
    "withdraws",
    "acknowledges",
]


StatementRecordedCallTypeEnum: TypeAlias = Literal["statement.recorded"]


StatementVoiceEnum: TypeAlias = Literal["own", "both", "of_the_other"]


StatusEnum: TypeAlias = Literal[
    "proposed",
    "under_discussion",
    "agreed",
    "in_progress",
    "suspended",
    "stalled",
    "reversed",
    "implemented",
    "no_longer_pursued",
]


class StatusTurn(TypedDict):
    """
    A measure whose status an entry changed.
    """

    measure: str
    status: StatusEnum
    occurred: str
    entry: str


StrengthEnum: TypeAlias = Literal["primary", "secondary", "whole_set"]


class Subject(TypedDict):
    """
    A subject that the parties' texts are read for; it touches measures and ambiguities.
    """

    key: str
    report: str
    code: str
    parent: str | None
    title: str
    title_zh_hans: NotRequired[str]
    looked_for: dict[str, list[str]]
    touches: list[str]
    note: str
    note_zh_hans: NotRequired[str]
    withdrawn_at: str | None
    version: int
    html_url: str


class Summary(TypedDict):
    """
    The summary in force by the day.
    """

    entry: str
    text: str
    text_zh_hans: str
    as_of: str
    written_on: str
    author_name: str | None
    author_role: PersonRoleEnum | NullEnum


class SummaryCorrection(TypedDict, closed=True):
    """
    What a summary says otherwise now, and why; what is left out stays as it was, an empty list takes it away.
    """

    as_of: NotRequired[str]
    text: NotRequired[str]
    text_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    rests_on: NotRequired[list[str]]
    marking: NotRequired[str]
    reason: str


class SummaryDraft(TypedDict, closed=True):
    """
    A summary of a report.
    """

    report: str
    as_of: str
    text: str
    text_zh_hans: str
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    rests_on: NotRequired[list[str]]
    marking: NotRequired[str]


class Term(TypedDict):
    """
    A term of a report's glossary.
    """

    term: str
    term_zh_hans: NotRequired[str]
    definition: str
    definition_zh_hans: NotRequired[str]
    note: str
    note_zh_hans: NotRequired[str]
    is_in_report: bool


class TermRow(TypedDict):
    """
    Of which report's glossary a word is.
    """

    key: str
    report: str
    term: str
    term_zh_hans: NotRequired[str]
    definition: str
    definition_zh_hans: NotRequired[str]
    note: str
    note_zh_hans: NotRequired[str]
    is_in_report: bool
    withdrawn_at: str | None
    version: int
    html_url: str


TestCallTypeEnum: TypeAlias = Literal["test"]


TextActEnum: TypeAlias = Literal[
    "mentioned", "views_exchanged", "position_stated", "asked_of_other", "proposed", "agreed", "announced"
]


TextKindEnum: TypeAlias = Literal["readout", "joint_text", "outcomes", "fact_sheet", "broadcast", "briefing", "summary"]


class TextSearch(TypedDict):
    """
    Texts of one side that were searched, in which language, from when to which day.
    """

    key: str
    report: str
    party: str
    texts: str
    texts_zh_hans: NotRequired[str]
    language: str
    since: str
    until: str
    throughout: bool
    searched_on: str
    searched_by_name: str | None
    searched_by_role: PersonRoleEnum | NullEnum
    recorded_at: str
    withdrawn_at: str | None
    corrected_by: str | None
    corrected_by_role: PersonRoleEnum | NullEnum
    earlier: list[EarlierWords]
    version: int
    html_url: str


TextVoiceEnum: TypeAlias = Literal["own", "other", "both", "text"]


TokenReadersEnum: TypeAlias = Literal["public", "participants"]


TrackEnum: TypeAlias = Literal["official", "semi_official", "expert", "press_analysis"]


TranslationByEnum: TypeAlias = Literal["ours", "party", "ours_with_formula"]


class Unclear(TypedDict):
    """
    A point about the aims of one side on which both have spoken; `perception/` of it has the words.
    """

    ambiguity: str
    bearers: list[str]


class UnreadText(TypedDict):
    """
    A known text about a meeting that was not read.
    """

    party: str
    title: str
    title_zh_hans: NotRequired[str]
    day: str | None
    url: str


class UnreadTextDraft(TypedDict, closed=True):
    """
    A known text about a meeting that was not read.
    """

    party: str
    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    day: NotRequired[str | None]
    url: NotRequired[str]


VerbEnum: TypeAlias = Literal["should", "should_consider", "could"]


class Watch(TypedDict):
    """
    A measure that somebody watches, and since when.
    """

    measure: str
    since: str
    html_url: str


class Webhook(TypedDict):
    """
    A webhook, without its secret.
    """

    key: str
    name: str
    url: str
    events: list[str]
    report: str | None
    is_on: bool
    created_at: str
    former_until: str | None
    failing_since: str | None
    switched_off_at: str | None


class WebhookDraft(TypedDict, closed=True):
    """
    A webhook to make.
    """

    name: str
    url: str
    events: list[EventsEnum]
    report: NotRequired[str | None]


WebhookEventEnum: TypeAlias = Literal[
    "entry.logged",
    "entry.corrected",
    "entry.redacted",
    "entry.tightened",
    "measure.status_set",
    "assessment.recorded",
    "statement.recorded",
    "source.reviewed",
    "milestone.met",
    "date.due",
    "candidate.found",
    "report.corrected",
    "test",
]


class WebhookMade(TypedDict):
    """
    A webhook with its new secret, which is shown only once.
    """

    key: str
    name: str
    url: str
    events: list[str]
    report: str | None
    is_on: bool
    created_at: str
    former_until: str | None
    failing_since: str | None
    switched_off_at: str | None
    secret: str | None


WeekdayEnum: TypeAlias = Literal[0, 1, 2, 3, 4, 5, 6]


class Account(TypedDict):
    """
    Who reports a development.
    """

    kind: AccountKindEnum
    parties: list[str]
    comparison: str


class Addressing(TypedDict):
    """
    An ambiguity that a measure addresses, and how directly.
    """

    ambiguity: str
    strength: StrengthEnum
    basis: BasisEnum
    why: str
    why_zh_hans: NotRequired[str]


class Ambiguity(TypedDict):
    """
    An ambiguity that a report finds, or a set of them.
    """

    key: str
    report: str
    code: str
    set: str | None
    title: str
    title_zh_hans: NotRequired[str]
    description: str
    description_zh_hans: NotRequired[str]
    bearers: list[str]
    bearer_note: str
    bearer_note_zh_hans: NotRequired[str]
    perceived_by: str | None
    perceived_by_basis: PerceivedBasisEnum | BlankEnum
    is_worry: bool
    announced_count: int | None
    note: str
    note_zh_hans: NotRequired[str]
    source_heading: str
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: int | None
    source_note: str
    source_note_zh_hans: NotRequired[str]
    withdrawn_at: str | None
    version: int
    html_url: str


class AnnouncedDate(TypedDict):
    """
    What sources announced for a day, a month or a year, or without a date; and its state on the day shown.
    """

    key: str
    report: str
    title: str
    title_zh_hans: NotRequired[str]
    announced_for: str | None
    due: str | None
    state: DateStateEnum
    looked_on: str | None
    as_worded: str
    as_worded_zh_hans: NotRequired[str]
    why: str
    why_zh_hans: NotRequired[str]
    touches: list[str]
    subjects: list[str]
    development: str | None
    sources: list[str]
    marking: str
    added_on: str
    added_by_name: str | None
    added_by_role: PersonRoleEnum | NullEnum
    recorded_at: str
    withdrawn_at: str | None
    version: int
    html_url: str


class Assessment(TypedDict):
    """
    How we see a measure or an ambiguity.
    """

    entry: str
    on: str
    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: AssessmentDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    text: str
    text_zh_hans: NotRequired[str]
    in_short: str
    in_short_zh_hans: NotRequired[str]
    written_on: str | None
    confidence_basis: str
    confidence_basis_zh_hans: NotRequired[str]
    assumptions: str
    assumptions_zh_hans: NotRequired[str]
    other_reading: str
    other_reading_zh_hans: NotRequired[str]
    what_would_change: str
    what_would_change_zh_hans: NotRequired[str]
    why_changed: str
    why_changed_zh_hans: NotRequired[str]
    rests_on: list[str]


class AssessmentDraft(TypedDict, closed=True):
    """
    How this tracker sees a measure or an ambiguity.
    """

    on: str
    about: NotRequired[str]
    level: NotRequired[int | None]
    nothing: NotRequired[NothingEnum]
    direction: NotRequired[AssessmentDirectionEnum]
    confidence: NotRequired[ConfidenceEnum]
    text: NotRequired[str]
    text_zh_hans: NotRequired[str]
    in_short: NotRequired[str]
    in_short_zh_hans: NotRequired[str]
    written_on: NotRequired[str | None]
    confidence_basis: NotRequired[str]
    confidence_basis_zh_hans: NotRequired[str]
    assumptions: NotRequired[str]
    assumptions_zh_hans: NotRequired[str]
    other_reading: NotRequired[str]
    other_reading_zh_hans: NotRequired[str]
    what_would_change: NotRequired[str]
    what_would_change_zh_hans: NotRequired[str]
    why_changed: NotRequired[str]
    why_changed_zh_hans: NotRequired[str]
    rests_on: NotRequired[list[str]]
    sources: NotRequired[list[str]]


class Bearing(TypedDict):
    """
    The effect of an entry on a measure or an ambiguity: its direction, and the status or state that it sets.
    """

    on: str
    direction: BearingDirectionEnum
    about: str
    concern: ConcernEnum | BlankEnum
    status: StatusEnum | BlankEnum
    state: AmbiguityStateEnum | BlankEnum
    changed_by: str | None
    reason: str
    reason_zh_hans: NotRequired[str]
    note: str
    note_zh_hans: NotRequired[str]


class BearingDraft(TypedDict, closed=True):
    """
    What a development does to a measure or an ambiguity.
    """

    on: str
    direction: BearingDirectionEnum
    about: NotRequired[str]
    concern: NotRequired[ConcernEnum]
    status: NotRequired[StatusEnum]
    state: NotRequired[AmbiguityStateEnum]
    changed_by: NotRequired[str]
    reason: NotRequired[str]
    reason_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]


class CalledAssessment(TypedDict):
    """
    An assessment of ours, as a call has it.
    """

    on: str
    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: AssessmentDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    in_short: str
    in_short_zh_hans: NotRequired[str]


class CalledEntry(TypedDict):
    """
    An entry, as a call has it.
    """

    key: str
    kind: EntryKindEnum
    occurred: str
    recorded_at: str
    title: str
    title_zh_hans: NotRequired[str]
    language: LanguageEnum
    track: TrackEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    bears_on: list[Bearing]
    corrects: str | None


class CalledReview(TypedDict):
    """
    A review of a source, as a call has it.
    """

    state: ReviewStateEnum
    is_self_review: bool
    recorded_at: str


class CalledStatement(TypedDict):
    """
    A party's own words, as a call has them.
    """

    key: str
    parties: list[str]
    about: str
    said_on: str
    quotation: str
    quotation_language: str
    acts: list[StatementActEnum]
    to: list[str]
    subjects: list[str]
    on: list[str]


class CandidateFoundCall(TypedDict):
    data: CandidateFoundData
    type: CandidateFoundCallTypeEnum
    timestamp: str


class Citation(TypedDict):
    """
    A source that an entry cites; if it is kept of a redacted entry for others, it is not shown with that entry.
    """

    key: str
    title: str
    title_zh_hans: NotRequired[str]
    original_title_language: str
    publisher: str
    publisher_zh_hans: NotRequired[str]
    published: str | None
    grade: GradeEnum
    credibility: CredibilityEnum
    url: str
    is_read_as_copy: bool
    passage: str
    is_redacted: bool


class CorrectionReason(TypedDict):
    """
    Why an entry was corrected, or what was wrong in an earlier version that was never loaded here.
    """

    report: str
    corrected_on: str
    name: str
    corrects: str | None
    entry: str | None
    was: str
    was_zh_hans: NotRequired[str]
    now: str
    now_zh_hans: NotRequired[str]
    why: str
    why_zh_hans: NotRequired[str]
    ground: str | None
    corrected_by_name: str | None
    corrected_by_role: PersonRoleEnum | NullEnum
    html_url: str


class DateDraft(TypedDict, closed=True):
    """
    A date ahead, to be added to a report.
    """

    report: str
    title: str
    title_zh_hans: NotRequired[str]
    announced_for: NotRequired[str | None]
    as_worded: str
    as_worded_zh_hans: NotRequired[str]
    why: NotRequired[str]
    why_zh_hans: NotRequired[str]
    touches: NotRequired[list[str]]
    subjects: NotRequired[list[str]]
    development: NotRequired[str]
    sources: NotRequired[list[str]]
    marking: NotRequired[MarkingEnum]


class DateDueCall(TypedDict):
    data: DateDueData
    type: DateDueCallTypeEnum
    timestamp: str


class DateFindingDraft(TypedDict, closed=True):
    """
    What was found of a date.
    """

    kind: DateFindingKindEnum
    found_on: NotRequired[str]
    development: NotRequired[str]
    put_off_to: NotRequired[str | None]
    note: NotRequired[str]


class Delivery(TypedDict):
    """
    One call of a webhook, and what came of it.
    """

    id: str
    event: WebhookEventEnum
    key: str
    entry: str
    happened_at: str
    due_at: str
    attempts: int
    next_attempt_at: str | None
    ended_at: str | None
    outcome: FetchOutcomeEnum | BlankEnum
    status: int | None
    detail: str


class Digest(TypedDict):
    """
    A digest, or the brief of a report: its day, how much it counted, and whether it was sent.
    """

    brief_of: str | None
    due_on: str
    cadence: CadenceEnum
    caught_up_with: str | None
    counts: dict[str, int]
    result: DigestResultEnum
    sent_at: str | None
    attempts: int
    next_attempt_at: str | None
    parked_at: str | None
    problem: str


class Dissent(TypedDict):
    """
    How a member of the team sees a measure or an ambiguity otherwise than our assessment.
    """

    on: str
    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: AssessmentDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    text: str
    text_zh_hans: NotRequired[str]


class DissentCorrection(TypedDict, closed=True):
    """
    What a dissent says otherwise now, and why; what is left out stays as it was.
    """

    on: NotRequired[str]
    about: NotRequired[str]
    level: NotRequired[int | None]
    nothing: NotRequired[NothingEnum]
    direction: NotRequired[AssessmentDirectionEnum]
    confidence: NotRequired[ConfidenceEnum]
    text: NotRequired[str]
    text_zh_hans: NotRequired[str]
    reason: str


class DissentDraft(TypedDict, closed=True):
    """
    A dissent from an assessment of ours.
    """

    on: str
    about: NotRequired[str]
    level: NotRequired[int | None]
    nothing: NotRequired[NothingEnum]
    direction: NotRequired[AssessmentDirectionEnum]
    confidence: NotRequired[ConfidenceEnum]
    text: str
    text_zh_hans: NotRequired[str]
    assessment: str


class DraftOfDissent(TypedDict, closed=True):
    """
    What a dissent says, as its correction may say it again: add why, and what is otherwise.
    """

    on: NotRequired[str]
    about: NotRequired[str]
    level: NotRequired[int | None]
    nothing: NotRequired[NothingEnum]
    direction: NotRequired[AssessmentDirectionEnum]
    confidence: NotRequired[ConfidenceEnum]
    text: NotRequired[str]
    text_zh_hans: NotRequired[str]


class EntryCorrectedData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    corrects: NotRequired[str]
    before: NotRequired[CalledEntry]
    after: NotRequired[CalledEntry]


class EntryLoggedData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    before: NotRequired[CalledEntry]
    after: NotRequired[CalledEntry]


class EntryRedactedCall(TypedDict):
    data: EntryRedactedData
    type: EntryRedactedCallTypeEnum
    timestamp: str


class EntryTightenedCall(TypedDict):
    data: EntryTightenedData
    type: EntryTightenedCallTypeEnum
    timestamp: str


class EvidenceDraft(TypedDict, closed=True):
    """
    A source on its own, to be cited later.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    publisher: NotRequired[str]
    publisher_zh_hans: NotRequired[str]
    origin: NotRequired[str]
    origin_zh_hans: NotRequired[str]
    url: NotRequired[str]
    archive_url: NotRequired[str]
    published: NotRequired[str | None]
    accessed: NotRequired[str | None]
    language: NotRequired[str]
    kind: NotRequired[SourceKindEnum]
    grade: NotRequired[GradeEnum]
    credibility: NotRequired[int]
    copy_sha256: NotRequired[str]
    replaces: NotRequired[str]
    is_read_as_copy: NotRequired[bool]
    is_unopened: NotRequired[bool]
    is_address_withheld: NotRequired[bool]
    is_by_report_author: NotRequired[bool]
    marking: NotRequired[str]


class EvidenceHistory(TypedDict):
    """
    The changes to a source.
    """

    known_at: str | None
    changes: list[RowChange]
    evidence: str


class EvidenceUpload(TypedDict, closed=True):
    """
    A source with its file, as a form.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    publisher: NotRequired[str]
    publisher_zh_hans: NotRequired[str]
    origin: NotRequired[str]
    origin_zh_hans: NotRequired[str]
    url: NotRequired[str]
    archive_url: NotRequired[str]
    published: NotRequired[str | None]
    accessed: NotRequired[str | None]
    language: NotRequired[str]
    kind: NotRequired[SourceKindEnum]
    grade: NotRequired[GradeEnum]
    credibility: NotRequired[int]
    copy_sha256: NotRequired[str]
    replaces: NotRequired[str]
    is_read_as_copy: NotRequired[bool]
    is_unopened: NotRequired[bool]
    is_address_withheld: NotRequired[bool]
    is_by_report_author: NotRequired[bool]
    marking: NotRequired[str]
    file: NotRequired[str | None]


class Finding(TypedDict):
    """
    What was found of a subject in a text: a passage that mentions it, none, or that nobody looked.
    """

    subject: str
    filed_under: str | None
    state: FindingStateEnum
    note: str
    note_zh_hans: NotRequired[str]
    voice: TextVoiceEnum | BlankEnum
    act: TextActEnum | BlankEnum
    sentence: str
    sentence_zh_hans: NotRequired[str]
    quotation: str
    quotation_language: str
    paragraph: int | None
    in_another_connection: bool
    names_recommendation: bool


class FindingOfDate(TypedDict):
    """
    What somebody found of a date; a withdrawn one is kept.
    """

    id: int
    kind: DateFindingKindEnum
    found_on: str
    development: str | None
    put_off_to: str | None
    note: str
    language: LanguageEnum
    recorded_on: str
    recorded_by_name: str | None
    recorded_by_role: PersonRoleEnum | NullEnum
    recorded_at: str
    withdrawn_at: str | None
    withdrawn_by_name: str | None
    withdrawn_by_role: PersonRoleEnum | NullEnum
    html_url: str


class FoundGroup(TypedDict):
    """
    What was found of one kind: at most 20.
    """

    kind: FoundGroupKindEnum
    has_more: bool
    hits: list[Hit]


class Judgement(TypedDict):
    """
    Whether two sides' texts say the same on a subject: our reading.
    """

    subject: str
    sameness: SamenessEnum
    sentence: str
    sentence_zh_hans: NotRequired[str]
    written_on: str | None


class JudgementDraft(TypedDict, closed=True):
    """
    Whether two sides' texts say the same on a subject: our reading.
    """

    subject: str
    sameness: SamenessEnum
    sentence: NotRequired[str]
    sentence_zh_hans: NotRequired[str]
    written_on: NotRequired[str | None]


class Latest(TypedDict):
    """
    One of the latest developments that are not background.
    """

    entry: str
    occurred: str
    title: str
    title_zh_hans: str
    account: Account


class LatestAssessment(TypedDict):
    """
    Our latest assessment about one party's actions, as the standing keeps it.
    """

    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: AssessmentDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    occurred: str
    entry: str
    language: str
    written_on: str | None
    text: str
    text_zh_hans: NotRequired[str]
    in_short: str
    in_short_zh_hans: NotRequired[str]


class Link(TypedDict):
    """
    How one measure relates to another.
    """

    measure: str
    relation: RelationEnum
    other_measure: str
    basis: LinkBasisEnum
    why: str
    why_zh_hans: NotRequired[str]


class LinkRow(TypedDict):
    """
    A link between measures, with the id to remove it by.
    """

    id: int
    measure: str
    relation: RelationEnum
    other_measure: str
    basis: LinkBasisEnum
    why: str
    why_zh_hans: NotRequired[str]
    version: int
    html_url: str


class Mark(TypedDict):
    """
    A mark of a milestone: met, not met or undone.
    """

    milestone: str
    party: str | None
    state: MarkStateEnum


class MarkDraft(TypedDict, closed=True):
    """
    Whether a milestone was met.
    """

    on: str
    state: MarkStateEnum
    party: NotRequired[str]


class MeasureHistory(TypedDict):
    """
    The changes to a measure and what belongs to it.
    """

    known_at: str | None
    changes: list[RowChange]
    measure: str


class MeasureLine(TypedDict):
    """
    A measure in one line.
    """

    key: str
    code: str
    kind: KindEnum
    title: str
    title_zh_hans: NotRequired[str]
    status: StatusEnum | BlankEnum
    latest_direction: PointingEnum | BlankEnum
    level: int | None
    last_checked: str | None
    due_on: str | None
    due_by: str | None


class MeasureStatusSetData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    measure: NotRequired[str]
    entry: NotRequired[str]
    before: NotRequired[Bearing]
    after: NotRequired[Bearing]


class MentionDraft(TypedDict, closed=True):
    """
    A passage of a text: for whom it speaks and what it says, in our words and in its own.
    """

    voice: TextVoiceEnum
    act: TextActEnum
    sentence: NotRequired[str]
    sentence_zh_hans: NotRequired[str]
    quotation: NotRequired[str]
    quotation_language: NotRequired[str]
    paragraph: NotRequired[int | None]
    in_another_connection: NotRequired[bool]
    names_recommendation: NotRequired[bool]


class Milestone(TypedDict):
    """
    A milestone with its marks that count; one for *each* is met when every addressed party has met it.
    """

    key: str
    report: str
    measure: str
    doers: DoersEnum
    party: str | None
    type: MilestoneTypeEnum
    title: str
    title_zh_hans: NotRequired[str]
    is_beyond_report: bool
    is_met: bool
    marks: list[MilestoneMark]
    version: int
    html_url: str


class MilestoneMetData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    measure: NotRequired[str]
    entry: NotRequired[str]
    before: NotRequired[Mark]
    after: NotRequired[Mark]


class NewToken(TypedDict):
    """
    A new token with its secret, which is shown only once.
    """

    id: int
    name: str
    scope: ScopeEnum
    report: str | None
    audience: TokenReadersEnum | BlankEnum
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None
    secret: str | None


class Owner(TypedDict):
    """
    An owner of a measure: by their role, and by name and number where they are named; the address is the team's.
    """

    user: int | None
    name: str | None
    email: str | None
    role: OwnerRoleEnum
    named_at: str
    version: int


class OwnerDraft(TypedDict, closed=True):
    """
    The owner to name, by email address or id.
    """

    user: str
    role: NotRequired[OwnerRoleEnum]


class PaginatedAmbiguityList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Ambiguity]


class PaginatedAnnouncedDateList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[AnnouncedDate]


class PaginatedCorrectionReasonList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[CorrectionReason]


class PaginatedDeliveryList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Delivery]


class PaginatedDigestList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Digest]


class PaginatedFindingOfDateList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[FindingOfDate]


class PaginatedLinkRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[LinkRow]


class PaginatedMilestoneList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Milestone]


class PaginatedOwnerList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Owner]


class PaginatedProposalList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Proposal]


class PaginatedReportList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Report]


class PaginatedSnoozeList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Snooze]


class PaginatedSourceLinkList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[SourceLink]


class PaginatedSubjectList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Subject]


class PaginatedTermRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[TermRow]


class PaginatedTextSearchList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[TextSearch]


class PaginatedWatchList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Watch]


class PaginatedWebhookList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Webhook]


class Party(TypedDict):
    """
    A party that reports and entries name.
    """

    key: str
    kind: PartyKindEnum
    name: str
    name_zh_hans: NotRequired[str]
    adjective: str
    adjective_zh_hans: NotRequired[str]
    version: int


class Passage(TypedDict):
    """
    A passage that mentions a subject, or one below it.
    """

    subject: str
    voice: TextVoiceEnum | BlankEnum
    act: TextActEnum | BlankEnum
    sentence: str
    sentence_zh_hans: NotRequired[str]
    quotation: str
    quotation_language: str
    paragraph: int | None
    in_another_connection: bool
    names_recommendation: bool


class PatchedReminderChanges(TypedDict, closed=True):
    """
    What to change of your reminders; what is left out stays.
    """

    cadence: NotRequired[CadenceEnum]
    weekday: NotRequired[WeekdayEnum]
    month_day: NotRequired[int]
    hour: NotRequired[int]
    paused_until: NotRequired[str | None]
    overdue: NotRequired[bool]
    due_soon: NotRequired[bool]
    unchecked: NotRequired[bool]
    dates: NotRequired[bool]
    reviews: NotRequired[bool]
    news: NotRequired[bool]
    notices: NotRequired[bool]
    brief_attachment: NotRequired[BriefAttachmentEnum]
    briefs: NotRequired[list[BriefSubscription]]
    language: NotRequired[LanguageEnum]
    time_zone: NotRequired[str]


class ReadJudgement(TypedDict):
    """
    Our reading of whether two sides' texts say the same.
    """

    sameness: SamenessEnum
    sentence: str
    sentence_zh_hans: NotRequired[str]
    written_on: str | None


class ReadoutText(TypedDict):
    """
    A text that a party published about a meeting, with what was found in it.
    """

    party: str
    source: str
    issuer: str
    issuer_zh_hans: NotRequired[str]
    day: str | None
    administration: str
    administration_zh_hans: NotRequired[str]
    language: str
    kind: TextKindEnum
    extent: ExtentEnum
    read_by: ReadByEnum
    note: str
    note_zh_hans: NotRequired[str]
    findings: list[Finding]


class Readouts(TypedDict):
    """
    The parties' texts of one meeting side by side: an entry that affects nothing and is no check.
    """

    key: str
    report: str
    of: str
    related: list[str]
    occurred: str
    counts_from: str
    recorded_at: str
    title: str
    title_zh_hans: NotRequired[str]
    narrative: str
    narrative_zh_hans: NotRequired[str]
    language: LanguageEnum
    author_name: str | None
    author_role: PersonRoleEnum | NullEnum
    corrects: str | None
    correction: str | None
    is_redacted: bool
    redaction: Redaction | None
    texts: list[ReadoutText]
    unread_texts: list[UnreadText]
    judgements: list[Judgement]
    marking: str
    html_url: str


class Reference(TypedDict):
    """
    What a statement refers to: an earlier statement or an entry, and who says so.
    """

    how: ReferenceKindEnum
    manner: ReferenceMannerEnum
    basis: ReferenceBasisEnum
    statement: str
    entry: str


class ReferenceDraft(TypedDict, closed=True):
    """
    What a statement refers to: an earlier statement or an entry of the same report.
    """

    how: ReferenceKindEnum
    statement: NotRequired[str]
    entry: NotRequired[str]
    manner: NotRequired[ReferenceMannerEnum]
    basis: NotRequired[ReferenceBasisEnum]


class ReminderSettings(TypedDict):
    """
    When your digest comes, in which language, about what; `refused_at` says when your mail server refused mail.

    `briefs` are those that you get by mail.
    """

    cadence: CadenceEnum
    weekday: WeekdayEnum
    month_day: int
    hour: int
    paused_until: str | None
    overdue: bool
    due_soon: bool
    unchecked: bool
    dates: bool
    reviews: bool
    news: bool
    notices: bool
    brief_attachment: BriefAttachmentEnum
    language: LanguageEnum
    time_zone: str
    briefs: list[BriefSubscription]
    next_due: str | None
    refused_at: str | None
    refusal: str


class Reply(TypedDict):
    """
    A statement that answers a request.
    """

    statement: str
    how: ReplyHowEnum
    basis: ReferenceBasisEnum


class ReportCorrectedCall(TypedDict):
    data: ReportCorrectedData
    type: ReportCorrectedCallTypeEnum
    timestamp: str


class ReportDetail(TypedDict):
    """
    A report with its codebook, its glossary and the reasons it gives.
    """

    key: str
    title: str
    title_zh_hans: NotRequired[str]
    topic: str
    topic_zh_hans: NotRequired[str]
    aim: str
    aim_zh_hans: NotRequired[str]
    author: str
    author_zh_hans: NotRequired[str]
    publisher: str
    publisher_zh_hans: NotRequired[str]
    published: str | None
    url: str
    note: str
    note_zh_hans: NotRequired[str]
    disclaimer: str
    disclaimer_zh_hans: NotRequired[str]
    is_fictional: bool
    levels: dict[str, dict[str, str]]
    first_year: int
    library_version: str
    record_as_of: str | None
    record_day: str | None
    search_every_days: int
    needs_agreement: bool
    unreadable_sides: list[str]
    record_note: str
    record_note_zh_hans: NotRequired[str]
    dates_note: str
    dates_note_zh_hans: NotRequired[str]
    marking: MarkingEnum
    version: int
    html_url: str
    codebook: str
    codebook_zh_hans: NotRequired[str]
    subjects_note: str
    subjects_note_zh_hans: NotRequired[str]
    readouts_note: str
    readouts_note_zh_hans: NotRequired[str]
    statements_note: str
    statements_note_zh_hans: NotRequired[str]
    glossary: list[Term]
    motivations: list[Motivation]


class ReportRole(TypedDict):
    """
    A role for one report.
    """

    report: str
    role: RoleInReportEnum


class Request(TypedDict):
    """
    A request to a named party, with what answered it.
    """

    statement: str
    said_on: str
    parties: list[str]
    to: list[str]
    earlier: list[str]
    replies: list[Reply]
    addressees: list[AddresseeWords]


class Review(TypedDict):
    """
    A review of a source.
    """

    state: ReviewStateEnum
    reviewer_name: str | None
    reviewer_role: PersonRoleEnum | NullEnum
    is_self_review: bool
    note: str
    recorded_at: str
    html_url: str


class ReviewChange(TypedDict):
    """
    A source was reviewed.
    """

    source: str
    before: ReviewStateEnum
    after: ReviewStateEnum
    recorded_at: str


class ReviewDraft(TypedDict, closed=True):
    """
    A review of a source.
    """

    state: ReviewStateEnum
    note: NotRequired[str]


class RowRedaction(TypedDict):
    """
    A redaction of what is no entry: of what, by whom, and why.
    """

    kind: RowRedactionKindEnum
    key: str
    redacted_by_name: str | None
    redacted_by_role: PersonRoleEnum | NullEnum
    reason: str
    redacted_at: str


class SecretUrl(TypedDict):
    """
    A secret address, without its secret.
    """

    key: str
    name: str
    kind: SecretUrlKindEnum
    filters: str
    created_at: str
    last_used_at: str | None
    revoked_at: str | None


class SecretUrlDraft(TypedDict, closed=True):
    """
    What to make an address for.

    The filters are those of measures for a calendar, of entries for a feed, of the list that it names for a table.
    """

    name: str
    kind: SecretUrlKindEnum
    filters: NotRequired[str]


class SourceDraft(TypedDict, closed=True):
    """
    A source to be recorded along with what cites it.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    publisher: NotRequired[str]
    publisher_zh_hans: NotRequired[str]
    origin: NotRequired[str]
    origin_zh_hans: NotRequired[str]
    url: NotRequired[str]
    archive_url: NotRequired[str]
    published: NotRequired[str | None]
    accessed: NotRequired[str | None]
    language: NotRequired[str]
    kind: NotRequired[SourceKindEnum]
    grade: NotRequired[GradeEnum]
    credibility: NotRequired[int]
    copy_sha256: NotRequired[str]
    replaces: NotRequired[str]
    if_known: NotRequired[IfKnownEnum]
    is_read_as_copy: NotRequired[bool]
    is_unopened: NotRequired[bool]
    is_address_withheld: NotRequired[bool]
    is_by_report_author: NotRequired[bool]


class SourceReviewedData(TypedDict):
    key: str
    url: str
    api_url: str
    before: NotRequired[CalledReview]
    after: NotRequired[CalledReview]


class Standing(TypedDict):
    """
    Where a measure stands; empty if nothing is recorded. A null level is no assessment or nothing found, never 0.
    """

    status: StatusEnum | BlankEnum
    status_since: str | None
    latest_direction: PointingEnum | BlankEnum
    latest_occurred: str | None
    latest_counts_from: str | None
    last_checked: str | None
    sources_toward: int
    sources_away: int
    sources_either: int
    milestone_count: int
    milestones_met: int
    is_unsupported: bool
    is_contested: bool
    level: int | None
    assessment: AssessmentEnum
    written_on: str | None
    in_short: str | None
    in_short_zh_hans: NotRequired[str | None]
    assessments: list[LatestAssessment]


class StandingAsOf(TypedDict):
    """
    The standing of a measure, now or as of a past day.
    """

    measure: str
    as_of: str
    known_at: str | None
    standing: Standing | None


class Stands(TypedDict):
    """
    Where a measure stands, and what we say of it in short.
    """

    measure: str
    status: StatusEnum | BlankEnum
    status_since: str | None
    in_short: str
    in_short_zh_hans: str


class Statement(TypedDict):
    """
    A party's words in the original, with who spoke, when, about whom, and the source that has them.
    """

    key: str
    report: str
    entry: str
    parties: list[str]
    about: str
    voice: StatementVoiceEnum
    authority: AuthorityEnum
    speaker: str
    speaker_zh_hans: NotRequired[str]
    office: str
    office_zh_hans: NotRequired[str]
    occasion: str
    occasion_zh_hans: NotRequired[str]
    said_on: str
    published_on: str | None
    place: str
    place_zh_hans: NotRequired[str]
    quotation: str
    quotation_language: str
    speech: SpeechEnum
    as_quoted_by: str
    as_quoted_by_zh_hans: NotRequired[str]
    translation: str
    translation_zh_hans: NotRequired[str]
    translation_by: TranslationByEnum
    in_answer_to: str
    in_answer_to_zh_hans: NotRequired[str]
    note: str
    note_zh_hans: NotRequired[str]
    acts: list[StatementActEnum]
    to: list[str]
    subjects: list[str]
    on: list[str]
    source: str
    also_in: list[str]
    refers_to: list[Reference]
    html_url: str


class StatementDraft(TypedDict, closed=True):
    """
    What a party said, in its own words. `key` is a library's, or that of the statement in the entry corrected.
    """

    parties: list[str]
    authority: AuthorityEnum
    speaker: str
    said_on: str
    quotation: str
    quotation_language: str
    acts: list[str]
    about: NotRequired[AboutEnum]
    source: NotRequired[str | SourceDraft]
    also_in: NotRequired[list[str]]
    voice: NotRequired[StatementVoiceEnum]
    office: NotRequired[str]
    occasion: NotRequired[str]
    place: NotRequired[str]
    published_on: NotRequired[str | None]
    speech: NotRequired[SpeechEnum]
    as_quoted_by: NotRequired[str]
    translation: NotRequired[str]
    translation_zh_hans: NotRequired[str]
    translation_by: NotRequired[TranslationByEnum]
    subjects: NotRequired[list[str]]
    on: NotRequired[list[str]]
    to: NotRequired[list[str]]
    in_answer_to: NotRequired[str]
    refers_to: NotRequired[list[ReferenceDraft]]
    note: NotRequired[str]
    speaker_zh_hans: NotRequired[str]
    office_zh_hans: NotRequired[str]
    occasion_zh_hans: NotRequired[str]
    place_zh_hans: NotRequired[str]
    as_quoted_by_zh_hans: NotRequired[str]
    in_answer_to_zh_hans: NotRequired[str]
    note_zh_hans: NotRequired[str]
    key: NotRequired[str]


class StatementRecordedData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    entry: NotRequired[str]
    before: NotRequired[CalledStatement]
    after: NotRequired[CalledStatement]


class StatusChange(TypedDict):
    """
    A changed status of a measure; empty if none is recorded.
    """

    on: str
    day: str
    before: StatusEnum | BlankEnum
    after: StatusEnum | BlankEnum
    entry: str | None
    is_ours: bool


class StatusCount(TypedDict):
    """
    How many measures of one kind or party have one status; an empty status means that none is recorded.
    """

    group: str
    status: StatusEnum | BlankEnum
    count: int


class SubjectRequests(TypedDict):
    """
    The requests on a subject, newest first.
    """

    subject: str | None
    requests: list[Request]


class TestCall(TypedDict):
    type: TestCallTypeEnum
    timestamp: str


class TextReading(TypedDict):
    """
    What was found of a subject in one text.
    """

    source: str
    kind: TextKindEnum
    day: str | None
    state: FindingStateEnum
    mentions: list[Passage]


class Token(TypedDict):
    """
    A token without its secret.
    """

    id: int
    name: str
    scope: ScopeEnum
    report: str | None
    audience: TokenReadersEnum | BlankEnum
    created_at: str
    expires_at: str | None
    revoked_at: str | None
    last_used_at: str | None


class TokenDraft(TypedDict, closed=True):
    """
    A token to make.
    """

    report: NotRequired[str | None]
    name: str
    scope: NotRequired[ScopeEnum]
    expires_at: NotRequired[str | None]
    audience: NotRequired[TokenReadersEnum | BlankEnum]
    password: str


class WordSearch(TypedDict):
    """
    What was found of each kind, in the order of the page.
    """

    q: str
    also: list[str]
    report: str | None
    as_of: str
    known_at: str | None
    groups: list[FoundGroup]


class AssessmentRecordedData(TypedDict):
    key: str
    url: str
    api_url: str
    report: NotRequired[str]
    measure: NotRequired[str]
    entry: NotRequired[str]
    before: NotRequired[CalledAssessment]
    after: NotRequired[CalledAssessment]


class Candidate(TypedDict):
    """
    An item of a feed, or an address that somebody sent, until and after a member of the team decides.
    """

    id: int
    report: str
    feed: str | None
    sent_by_name: str | None
    url: str
    title: str
    language: str
    publisher: str
    published: str | None
    found_at: str
    near_to: int | None
    score: float
    matches: list[CandidateMatch]
    state: CandidateStateEnum
    assigned_to: str | None
    decided_by_name: str | None
    decided_at: str | None
    drop_reason: DropReasonEnum | BlankEnum
    entry: str | None
    evidence: str | None
    redaction: RowRedaction | None
    version: int
    html_url: str
    text: str


class CorrectedEntry(TypedDict):
    """
    The entry in the place of another, and what became of the pieces of that.
    """

    key: str
    report: str
    kind: EntryKindEnum
    occurred: str
    counts_from: str
    recorded_at: str
    title: str
    title_zh_hans: NotRequired[str]
    narrative: str
    narrative_zh_hans: NotRequired[str]
    language: LanguageEnum
    track: TrackEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    is_baseline: bool
    author_name: str | None
    author_role: PersonRoleEnum | NullEnum
    agreed_by: str | None
    agreed_by_role: PersonRoleEnum | NullEnum
    responds_to: str | None
    of: str | None
    written_on: str | None
    rests_on: list[str]
    is_unreviewed: bool
    corrects: str | None
    correction: str | None
    is_redacted: bool
    redaction: Redaction | None
    bears_on: list[Bearing]
    assessments: list[Assessment]
    statements: list[Statement]
    recorded_views: list[RecordedView]
    dissents: list[Dissent]
    sources: list[Citation]
    milestones: list[Mark]
    marking: str
    sequence: int
    commitment: str
    seal: str
    html_url: str
    pieces: Pieces


class CorrectedReadouts(TypedDict):
    """
    The comparison in the place of another, and what became of the pieces of that.
    """

    key: str
    report: str
    of: str
    related: list[str]
    occurred: str
    counts_from: str
    recorded_at: str
    title: str
    title_zh_hans: NotRequired[str]
    narrative: str
    narrative_zh_hans: NotRequired[str]
    language: LanguageEnum
    author_name: str | None
    author_role: PersonRoleEnum | NullEnum
    corrects: str | None
    correction: str | None
    is_redacted: bool
    redaction: Redaction | None
    texts: list[ReadoutText]
    unread_texts: list[UnreadText]
    judgements: list[Judgement]
    marking: str
    html_url: str
    pieces: Pieces


class Correction(TypedDict, closed=True):
    """
    What an entry says otherwise now, and why; what is left out stays as it was, an empty list takes it away.
    """

    occurred: NotRequired[str]
    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    track: NotRequired[TrackEnum]
    claim: NotRequired[ClaimEnum]
    bears_on: NotRequired[list[BearingDraft]]
    assessments: NotRequired[list[AssessmentDraft]]
    statements: NotRequired[list[StatementDraft]]
    sources: NotRequired[list[str | SourceDraft]]
    milestones: NotRequired[list[MarkDraft]]
    responds_to: NotRequired[str]
    marking: NotRequired[str]
    drops_recorded_views: NotRequired[bool]
    reason: str
    candidate: NotRequired[int]
    is_baseline: NotRequired[bool]


class DraftOfEntry(TypedDict, closed=True):
    """
    What an entry says, as its correction may say it again: add why, and what is otherwise.
    """

    occurred: NotRequired[str]
    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    track: NotRequired[TrackEnum]
    claim: NotRequired[ClaimEnum]
    bears_on: NotRequired[list[BearingDraft]]
    assessments: NotRequired[list[AssessmentDraft]]
    statements: NotRequired[list[StatementDraft]]
    sources: NotRequired[list[str | SourceDraft]]
    milestones: NotRequired[list[MarkDraft]]
    responds_to: NotRequired[str]
    marking: NotRequired[str]
    drops_recorded_views: NotRequired[bool]
    is_baseline: NotRequired[bool]


class Entry(TypedDict):
    """
    One entry; a corrected one no longer counts, a redacted one has no content.
    """

    key: str
    report: str
    kind: EntryKindEnum
    occurred: str
    counts_from: str
    recorded_at: str
    title: str
    title_zh_hans: NotRequired[str]
    narrative: str
    narrative_zh_hans: NotRequired[str]
    language: LanguageEnum
    track: TrackEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    is_baseline: bool
    author_name: str | None
    author_role: PersonRoleEnum | NullEnum
    agreed_by: str | None
    agreed_by_role: PersonRoleEnum | NullEnum
    responds_to: str | None
    of: str | None
    written_on: str | None
    rests_on: list[str]
    is_unreviewed: bool
    corrects: str | None
    correction: str | None
    is_redacted: bool
    redaction: Redaction | None
    bears_on: list[Bearing]
    assessments: list[Assessment]
    statements: list[Statement]
    recorded_views: list[RecordedView]
    dissents: list[Dissent]
    sources: list[Citation]
    milestones: list[Mark]
    marking: str
    sequence: int
    commitment: str
    seal: str
    html_url: str


class EntryCorrectedCall(TypedDict):
    data: EntryCorrectedData
    type: EntryCorrectedCallTypeEnum
    timestamp: str


class EntryDraft(TypedDict, closed=True):
    """
    One development with everything it affects, logged at once.
    """

    occurred: str
    title: str
    title_zh_hans: NotRequired[str]
    narrative: str
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    track: TrackEnum
    claim: ClaimEnum
    bears_on: list[BearingDraft]
    assessments: NotRequired[list[AssessmentDraft]]
    statements: NotRequired[list[StatementDraft]]
    sources: NotRequired[list[str | SourceDraft]]
    milestones: NotRequired[list[MarkDraft]]
    responds_to: NotRequired[str]
    marking: NotRequired[str]
    report: str
    candidate: NotRequired[int]
    is_baseline: NotRequired[bool]
    kind: NotRequired[EntryDraftKindEnum]


class EntryLoggedCall(TypedDict):
    data: EntryLoggedData
    type: EntryLoggedCallTypeEnum
    timestamp: str


class Evidence(TypedDict):
    """
    A source, its grades and its review.
    """

    key: str
    title: str
    title_zh_hans: NotRequired[str]
    original_title_language: str
    author: str
    publisher: str
    publisher_zh_hans: NotRequired[str]
    origin: str
    origin_zh_hans: NotRequired[str]
    url: str
    archive_url: str
    published: str | None
    accessed: str | None
    language: str
    note: str
    note_zh_hans: NotRequired[str]
    kind: SourceKindEnum
    grade: GradeEnum
    credibility: CredibilityEnum
    is_by_report_author: bool
    is_read_as_copy: bool
    copy_sha256: str
    is_unopened: bool
    is_address_withheld: bool
    replaces: str | None
    file: EvidenceFile | None
    capture: EvidenceCapture | None
    address_state: AddressStateEnum | NullEnum
    review_state: ReviewStateEnum
    is_reviewed_here: bool
    marking: str
    recorded_by_name: str | None
    recorded_by_role: PersonRoleEnum | NullEnum
    recorded_at: str
    is_redacted: bool
    redaction: RowRedaction | None
    copies_redaction: RowRedaction | None
    version: int
    html_url: str


class FiledStatement(TypedDict):
    """
    A statement that is filed on an ambiguity.
    """

    key: str
    report: str
    entry: str
    parties: list[str]
    about: str
    voice: StatementVoiceEnum
    authority: AuthorityEnum
    speaker: str
    speaker_zh_hans: NotRequired[str]
    office: str
    office_zh_hans: NotRequired[str]
    occasion: str
    occasion_zh_hans: NotRequired[str]
    said_on: str
    published_on: str | None
    place: str
    place_zh_hans: NotRequired[str]
    quotation: str
    quotation_language: str
    speech: SpeechEnum
    as_quoted_by: str
    as_quoted_by_zh_hans: NotRequired[str]
    translation: str
    translation_zh_hans: NotRequired[str]
    translation_by: TranslationByEnum
    in_answer_to: str
    in_answer_to_zh_hans: NotRequired[str]
    note: str
    note_zh_hans: NotRequired[str]
    acts: list[StatementActEnum]
    to: list[str]
    subjects: list[str]
    on: list[str]
    source: str
    also_in: list[str]
    refers_to: list[Reference]
    html_url: str


class FindingDraft(TypedDict, closed=True):
    """
    What was found of a subject in a text.
    """

    subject: str
    state: NotRequired[FindingStateEnum]
    filed_under: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    mentions: NotRequired[list[MentionDraft]]


class Glance(TypedDict):
    """
    The first part of the overview; nothing in it weighs the sides against each other.
    """

    summary: Summary | None
    developments_since_summary: int
    developments_lately: int
    status_changes: list[StatusTurn]
    latest: list[Latest]
    measures: list[Stands]
    unclear: list[Unclear]
    ahead: list[str]
    ambiguities_with_words_of_all: int
    ambiguities_with_words_of_some: int
    ambiguities_with_words_of_none: int
    disputed_lately: int
    measures_without_development: int
    lost_sources: int


class Me(TypedDict):
    """
    Your account.
    """

    id: int
    email: str
    name: str
    role: RoleEnum
    is_participant: bool
    report_roles: list[ReportRole]
    language: LanguageEnum
    time_zone: str
    is_named_in_public: bool
    audience: str
    version: int


class Measure(TypedDict):
    """
    A measure with its standing, as this reader sees it.
    """

    key: str
    report: str
    code: str
    parent: str | None
    kind: KindEnum
    title: str
    title_zh_hans: NotRequired[str]
    description: str
    description_zh_hans: NotRequired[str]
    verb: VerbEnum | BlankEnum
    timescale: str
    timescale_zh_hans: NotRequired[str]
    parties: list[str]
    needs_to_complete: list[str]
    addresses: list[Addressing]
    is_explicit: bool
    classification_basis: BasisEnum | BlankEnum
    classification_why: str
    classification_why_zh_hans: NotRequired[str]
    source_heading: str
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: int | None
    source_note: str
    source_note_zh_hans: NotRequired[str]
    due_on: str | None
    due_last_day: str | None
    is_overdue: bool
    is_unchecked: bool
    review_every_days: int
    owners: list[Owner]
    standing: Standing | None
    marking: str
    version: int
    extra: Any
    html_url: str


class MeasureDetail(TypedDict):
    """
    A measure with its parts, indicators and links, and with the lists that “include” asks for.
    """

    key: str
    report: str
    code: str
    parent: str | None
    kind: KindEnum
    title: str
    title_zh_hans: NotRequired[str]
    description: str
    description_zh_hans: NotRequired[str]
    verb: VerbEnum | BlankEnum
    timescale: str
    timescale_zh_hans: NotRequired[str]
    parties: list[str]
    needs_to_complete: list[str]
    addresses: list[Addressing]
    is_explicit: bool
    classification_basis: BasisEnum | BlankEnum
    classification_why: str
    classification_why_zh_hans: NotRequired[str]
    source_heading: str
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: int | None
    source_note: str
    source_note_zh_hans: NotRequired[str]
    due_on: str | None
    due_last_day: str | None
    is_overdue: bool
    is_unchecked: bool
    review_every_days: int
    owners: list[Owner]
    standing: Standing | None
    marking: str
    version: int
    extra: Any
    html_url: str
    parts: list[str]
    indicators: list[Indicator]
    links: list[Link]
    statements: NotRequired[list[Statement]]
    sources: NotRequired[list[Evidence]]
    timeline: NotRequired[list[Entry]]


class MeasureStatusSetCall(TypedDict):
    data: MeasureStatusSetData
    type: MeasureStatusSetCallTypeEnum
    timestamp: str


class MilestoneMarkDraft(TypedDict, closed=True):
    """
    The development by which a milestone was met, not met or undone.
    """

    state: MarkStateEnum
    party: NotRequired[str]
    occurred: str
    title: str
    narrative: str
    track: NotRequired[TrackEnum]
    claim: NotRequired[ClaimEnum]
    sources: NotRequired[list[str | SourceDraft]]
    marking: NotRequired[str]


class MilestoneMetCall(TypedDict):
    data: MilestoneMetData
    type: MilestoneMetCallTypeEnum
    timestamp: str


class Overview(TypedDict):
    """
    The overview of a report; its lists hold whole measures, no parts.

    If a report has more than 1,000 measures, the lists are cut short: the figures count all, and name the list that
    gives them.
    """

    report: str
    disclaimer: str
    disclaimer_zh_hans: str
    sides: list[str]
    by_kind: list[StatusCount]
    by_party: list[StatusCount]
    measures: list[MeasureLine]
    moved: list[Entry]
    latest: list[Entry]
    overdue: list[str]
    due_soon: list[str]
    unchecked: list[str]
    unsupported: list[str]
    contested: list[str]
    perceptions: list[Perception]


class PaginatedEntryList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Entry]


class PaginatedEvidenceList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Evidence]


class PaginatedMeasureList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Measure]


class PaginatedPartyList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Party]


class PaginatedReadoutsList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Readouts]


class PaginatedReviewList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Review]


class PaginatedSecretUrlList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[SecretUrl]


class PaginatedStatementList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Statement]


class PaginatedTokenList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Token]


class ProposalDraft(TypedDict, closed=True):
    """
    What stands in the place of a proposal; one that corrects an entry says why.
    """

    occurred: str
    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    track: NotRequired[TrackEnum]
    claim: NotRequired[ClaimEnum]
    bears_on: NotRequired[list[BearingDraft]]
    assessments: NotRequired[list[AssessmentDraft]]
    statements: NotRequired[list[StatementDraft]]
    sources: NotRequired[list[str | SourceDraft]]
    milestones: NotRequired[list[MarkDraft]]
    responds_to: NotRequired[str]
    marking: NotRequired[str]
    reason: NotRequired[str]
    is_baseline: NotRequired[bool]


class Requests(TypedDict):
    """
    What was asked of parties by name, by subject, and what refers to it as an answer.
    """

    report: str
    as_of: str
    known_at: str | None
    subjects: list[SubjectRequests]
    among_several: list[str]


class SideReading(TypedDict):
    """
    What one side's texts say of a subject.
    """

    party: str
    texts: list[TextReading]


class SourceReviewedCall(TypedDict):
    data: SourceReviewedData
    type: SourceReviewedCallTypeEnum
    timestamp: str


class StatementRecordedCall(TypedDict):
    data: StatementRecordedData
    type: StatementRecordedCallTypeEnum
    timestamp: str


class SubjectReading(TypedDict):
    """
    How two sides' texts compare on a subject. What is not in a text may still have been discussed.
    """

    subject: str
    state: ComparisonEnum
    hindrances: list[HindranceEnum]
    see_under: list[str]
    sides: list[SideReading]
    judgement: ReadJudgement | None


class TextDraft(TypedDict, closed=True):
    """
    A text that a party published about a meeting, with what was found in it; other subjects were not looked for.
    """

    source: str | SourceDraft
    party: str
    kind: TextKindEnum
    extent: ExtentEnum
    issuer: NotRequired[str]
    language: NotRequired[str]
    read_by: NotRequired[ReadByEnum]
    issuer_zh_hans: NotRequired[str]
    day: NotRequired[str | None]
    administration: NotRequired[str]
    administration_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    findings: NotRequired[list[FindingDraft]]


class AssessmentRecordedCall(TypedDict):
    data: AssessmentRecordedData
    type: AssessmentRecordedCallTypeEnum
    timestamp: str


class Cell(TypedDict):
    """
    What the side that an ambiguity concerns says of its own aim, or how the other side reads it.

    Without statements none were found in the texts searched, which `searches` lists.
    """

    role: CellRoleEnum
    bearer: str
    sides: list[str]
    statements: list[FiledStatement]
    choice: Choice | None


class Changes(TypedDict):
    """
    All that changed, latest first. Reviews have no day of occurrence, so they appear by recording only.
    """

    report: str
    since: str
    until: str
    by: ChangesByEnum
    as_of: str
    known_at: str | None
    pointing: Pointing
    entries: list[Entry]
    no_longer: list[str]
    redacted: list[str]
    statuses: list[StatusChange]
    states: list[StateChange]
    levels: list[LevelChange]
    milestones: list[MilestoneChange]
    assessments: list[Assessment]
    reviews: list[ReviewChange]


class Checks(TypedDict):
    """
    The entries that say so: one for each report and marking.
    """

    entries: list[Entry]


class Dashboard(TypedDict):
    """
    The overview with its day and its numbers; if you are signed in, also your own.
    """

    as_of: str
    known_at: str | None
    seen_until: str | None
    glance: Glance
    figures: list[Figure]
    record: RecordState
    overview: Overview


class DraftOfReadouts(TypedDict, closed=True):
    """
    What a comparison says, as its correction may say it again: add why, and what is otherwise.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    marking: NotRequired[str]
    of: NotRequired[str]
    related: NotRequired[list[str]]
    texts: NotRequired[list[TextDraft]]
    unread_texts: NotRequired[list[UnreadTextDraft]]
    judgements: NotRequired[list[JudgementDraft]]


class Meeting(TypedDict):
    """
    The texts of one meeting side by side, a row for each subject in the order of how they compare.
    """

    key: str
    of: str
    title: str
    title_zh_hans: str
    rows: list[SubjectReading]


class Meetings(TypedDict):
    """
    How the texts about a development compare, as of a day.
    """

    entry: str
    as_of: str
    known_at: str | None
    comparisons: list[Meeting]


class PerceptionAsOf(TypedDict):
    """
    The perception of an ambiguity, now or as of a past day, and what is filed on it in the parties' own words.
    """

    as_of: str
    known_at: str | None
    perception: Perception
    cells: list[Cell]
    others: list[FiledStatement]


class ReadoutsCorrection(TypedDict, closed=True):
    """
    What a comparison says otherwise now, and why; what is left out stays as it was, an empty list takes it away.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    marking: NotRequired[str]
    of: NotRequired[str]
    related: NotRequired[list[str]]
    texts: NotRequired[list[TextDraft]]
    unread_texts: NotRequired[list[UnreadTextDraft]]
    judgements: NotRequired[list[JudgementDraft]]
    reason: str


class ReadoutsDraft(TypedDict, closed=True):
    """
    The texts of a meeting side by side.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    marking: NotRequired[str]
    of: str
    related: NotRequired[list[str]]
    texts: list[TextDraft]
    unread_texts: NotRequired[list[UnreadTextDraft]]
    judgements: NotRequired[list[JudgementDraft]]
