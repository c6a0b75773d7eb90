"""What the API sends and takes; `make client-models` makes it from its description."""

from __future__ import annotations

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

type AccountEventKindEnum = Literal[
    "signed_in",
    "sign_in_failed",
    "confirmation_failed",
    "signed_out_elsewhere",
    "password_link_sent",
    "password_changed",
    "codes_set_up",
    "codes_removed",
    "passkey_added",
    "passkey_removed",
    "recovery_codes_replaced",
    "factors_reset",
    "provider_linked",
    "provider_unlinked",
    "token_made",
    "token_revoked",
    "address_made",
    "address_revoked",
    "webhook_made",
    "webhook_removed",
    "invited",
    "role_changed",
    "report_role_changed",
    "party_changed",
    "email_changed",
    "deactivated",
    "reactivated",
]


type AccountKindEnum = Literal["texts", "official", "press", "other", "none"]


type AddressStateEnum = Literal["there", "moved", "gone", "changed", "not_read"]


type AgendaGroupEnum = Literal["announced", "asked", "differing", "one_sided", "contested", "milestone", "coming"]


type AmbiguityStateEnum = Literal[
    "not_raised", "raised", "acknowledged", "under_discussion", "narrowed", "unresolvable", "resolved"
]


type AssessmentEnum = Literal["assessed", "not_for_this_day", "not_assessed"]


type BasisEnum = Literal["report", "ours"]


type BearingDirectionEnum = Literal["toward", "away", "either", "background", "clearer", "murkier"]


type BlankEnum = Literal[""]


type BriefAttachmentEnum = Literal["none", "docx", "pdf"]


type BriefCadenceEnum = Literal["weekly", "monthly"]


class BriefSubscription(TypedDict, closed=True):
    """
    The brief of a report by mail, and how often it comes.
    """

    report: str
    cadence: BriefCadenceEnum


type BulkDraftMeasure = str


type BulkKindEnum = Literal["name_owner", "release_owner", "due_on", "review_every_days", "watch"]


class BulkStep(TypedDict):
    """
    What a change does to one measure, or why it leaves it as it is.
    """

    measure: str
    before: Any
    after: Any
    refusal: str


type CadenceEnum = Literal["daily", "weekly", "monthly", "off"]


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


class CandidateMatch(TypedDict):
    """
    A measure, ambiguity or subject that a candidate may concern, and the words that both have.
    """

    on: str
    score: float
    words: list[str]


type CandidateStateEnum = Literal["waiting", "logged", "cited", "dropped"]


type ChainKindEnum = Literal["journal", "sources", "redactions"]


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


type ChangesByEnum = Literal["occurrence", "recording"]


type CheckedTranslationNounEnum = Literal[
    "reports", "ambiguities", "measures", "milestones", "indicators", "terms", "motivations", "subjects", "parties"
]


type ChecksDraftMeasure = str


class ChecksDraft(TypedDict, closed=True):
    """
    Measures that were checked, with nothing new.
    """

    measures: list[ChecksDraftMeasure]
    quotes_feeds: NotRequired[bool]


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


type ClaimEnum = Literal["reported", "one_side", "disputed"]


type ClarityEnum = Literal["clearer", "murkier", "either", "background"]


class Code(TypedDict):
    """
    A value of a closed list, and what it is called.
    """

    list: str
    code: str
    label: str
    label_zh_hans: str


type CodedVariableEnum = Literal["direction", "claim", "grade"]


class Codes(TypedDict):
    """
    All codes of all closed lists.
    """

    results: list[Code]


class CodingDraft(TypedDict, closed=True):
    """
    Who is to code which developments of a report: those with these keys, or some drawn from a period.
    """

    report: str
    title: str
    title_zh_hans: NotRequired[str]
    first_coder: str
    second_coder: str
    entries: NotRequired[list[str]]
    since: NotRequired[str]
    until: NotRequired[str]
    most: NotRequired[int]


type CodingStateEnum = Literal["open", "compared", "published"]


type ComparisonEnum = Literal[
    "said_of_both", "of_the_other", "not_the_same", "same", "not_judged", "one_side", "neither", "not_comparable"
]


type ConcernEnum = Literal["up", "down", "same"]


type ConfidenceEnum = Literal["low", "moderate", "high"]


class Consistency(TypedDict):
    """
    The proof that a chain as it was signed continues what it was before (RFC 6962, 2.1.2).
    """

    origin: str
    since: int
    until: int
    hashes: list[str]


type CredibilityEnum = Literal[1, 2, 3, 4, 5, 6]


type DateFindingKindEnum = Literal["took_place", "put_off", "nothing_found"]


type DateStateEnum = Literal["passed", "some_time", "coming", "looked_for", "undated", "took_place"]


type DelimiterEnum = Literal[",", "\t", ";", "|"]


class DifferenceFound(TypedDict):
    """
    What becomes of a row, or of one of its fields.
    """

    fate: str
    what: str
    name: str
    field: str
    before: str
    after: str
    why: str


type DigestResultEnum = Literal["sent", "nothing_to_say", "given_up", "waiting"]


type DoersEnum = Literal["party", "each", "together"]


type DropReasonEnum = Literal["off_topic", "on_record", "nothing_new", "weak_source", "other"]


class EarlierWords(TypedDict):
    """
    Words that said before which texts were searched.
    """

    texts: str
    texts_zh_hans: str
    recorded_at: str
    withdrawn_at: str


type EncodingEnum = Literal[
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "gb18030",
    "big5",
    "cp932",
    "euc_jp",
    "cp949",
    "cp874",
    "cp1251",
    "koi8_u",
    "cp866",
    "cp1256",
    "cp1255",
    "cp1253",
    "cp1254",
    "cp1258",
    "cp1250",
    "cp1257",
    "cp1252",
    "mac_roman",
]


type EntryKindEnum = Literal["development", "check", "assessment", "readouts", "summary", "dissent"]


type EventsEnum = Literal["development", "status", "correction", "comparison", "due", "candidates"]


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


type ExtentEnum = Literal["whole", "part"]


class FeedItem(TypedDict):
    """
    An item that would come in.
    """

    url: str
    title: str
    published: str | None
    language: str


type FeedKindEnum = Literal["feed", "links", "text"]


type FetchOutcomeEnum = Literal[
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
    url: str
    list: str
    filters: dict[str, str]


type FindingStateEnum = Literal["mentions", "not_in_text", "filed_under", "not_looked_for"]


type FoundGroupKindEnum = Literal["measures", "ambiguities", "developments", "statements", "sources"]


class FoundText(TypedDict):
    """
    A text that holds some of the words; of a long one, what surrounds the first of them.
    """

    field: str
    language: str
    text: str
    marks: list[list[int]]


type GradeEnum = Literal["A", "B", "C", "D", "E", "F"]


class Head(TypedDict):
    """
    The last seal of a chain. If it is kept elsewhere, nobody can alter the chain unseen.
    """

    kind: ChainKindEnum
    report: str | None
    marking: str
    sequence: int
    seal: str


type HindranceEnum = Literal["filed_under", "not_looked_for", "in_neither", "kind_of_text"]


class Hit(TypedDict):
    """
    What was found: a measure, an ambiguity, a development, a party's view or a mention in its text, or a source.
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


type IfKnownEnum = Literal["refuse", "use"]


type ImportActActEnum = Literal["write", "cancel", "undo"]


type ImportStateEnum = Literal[
    "looking", "looked_at", "waiting", "running", "applied", "cancelled", "failed", "undoing", "undone"
]


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


class Indicator(TypedDict):
    """
    What to judge a measure by, and where to look.
    """

    name: str
    name_zh_hans: str
    how_judged: str
    how_judged_zh_hans: str
    where_to_look: str
    where_to_look_zh_hans: str


class IndicatorRow(TypedDict):
    """
    Of which measure an indicator is.
    """

    key: str
    report: str
    measure: str
    name: str
    name_zh_hans: str
    how_judged: str
    how_judged_zh_hans: str
    where_to_look: str
    where_to_look_zh_hans: str
    withdrawn_at: str | None
    version: int
    html_url: str


type JointNamesEnum = Literal["one", "several"]


type KindEnum = Literal["unilateral", "cooperative", "joint"]


type LanguageEnum = Literal["en", "zh-hans"]


class LevelChange(TypedDict):
    """
    A changed level; null means that none is recorded, never 0.
    """

    on: str
    day: str
    whose: str
    about: str
    by_representative: bool
    before: int | None
    after: int | None
    entry: str | None


type LinkBasisEnum = Literal["report", "agreement", "ours"]


class Load(TypedDict):
    """
    What one person owns; without a person, what has no owner.
    """

    user: NotRequired[int | None]
    name: str | None
    figures: list[Figure]


class Loaded(TypedDict):
    """
    What a library adds, changes, withdraws and leaves as it is, of one kind.
    """

    kind: str
    added: int
    changed: int
    withdrawn: int
    unchanged: int
    differences: list[DifferenceFound]


type MarkStateEnum = Literal["met", "not_met", "undone"]


type MarkingEnum = Literal["public", "participants", "internal"]


type MeasureDraftParty = str


type MeasureDraftNeedsToCompleteItem = str


class MeasureDraft(TypedDict, closed=True):
    """
    A measure to add to a report, or a part to a measure; its key is the report's short name and its code.
    """

    report: str
    code: str
    kind: KindEnum
    title: str
    title_zh_hans: NotRequired[str]
    description: NotRequired[str]
    description_zh_hans: NotRequired[str]
    parties: list[MeasureDraftParty]
    needs_to_complete: NotRequired[list[MeasureDraftNeedsToCompleteItem]]
    parent: NotRequired[str]
    explicit: NotRequired[bool]
    classification_basis: NotRequired[BasisEnum]
    classification_why: NotRequired[str]
    classification_why_zh_hans: NotRequired[str]
    source_heading: NotRequired[str]
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: NotRequired[int | None]
    due_on: NotRequired[str | None]
    review_every_days: NotRequired[int]
    marking: NotRequired[MarkingEnum]
    extra: NotRequired[dict[str, str]]
    is_explicit: NotRequired[bool]


type MeasureRowParty = str


type MeasureRowNeedsToCompleteItem = str


class MeasureRow(TypedDict, closed=True):
    """
    What to change of one row of a list.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    description: NotRequired[str]
    description_zh_hans: NotRequired[str]
    kind: NotRequired[KindEnum]
    parties: NotRequired[list[MeasureRowParty]]
    needs_to_complete: NotRequired[list[MeasureRowNeedsToCompleteItem]]
    due_on: NotRequired[str | None]
    review_every_days: NotRequired[int]
    explicit: NotRequired[bool]
    classification_basis: NotRequired[BasisEnum | BlankEnum]
    classification_why: NotRequired[str]
    classification_why_zh_hans: NotRequired[str]
    source_heading: NotRequired[str]
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: NotRequired[int | None]
    source_note: NotRequired[str]
    source_note_zh_hans: NotRequired[str]
    withdrawn: NotRequired[bool]
    key: str
    version: int
    is_explicit: NotRequired[bool]


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


type MilestoneTypeEnum = Literal["statement", "study", "dialogue", "exchange", "agreement", "practice"]


class Motivation(TypedDict):
    """
    A reason that a report gives.
    """

    code: str
    statement: str
    statement_zh_hans: str
    implication: str
    implication_zh_hans: str
    source_heading: str
    source_heading_zh_hans: str
    source_paragraph: int | None


class MotivationRow(TypedDict):
    """
    Of which report a reason is.
    """

    key: str
    report: str
    code: str
    statement: str
    statement_zh_hans: str
    implication: str
    implication_zh_hans: str
    source_heading: str
    source_heading_zh_hans: str
    source_paragraph: int | None
    source_note: str
    source_note_zh_hans: str
    withdrawn_at: str | None
    version: int
    html_url: str


type NewAmbiguityBearer = str


class NewIndicator(TypedDict, closed=True):
    """
    What a new row says.
    """

    name: str
    name_zh_hans: NotRequired[str]
    how_judged: str
    how_judged_zh_hans: NotRequired[str]
    where_to_look: NotRequired[str]
    where_to_look_zh_hans: NotRequired[str]
    position: NotRequired[int]
    measure: str
    key: NotRequired[str]


class NewMotivation(TypedDict, closed=True):
    """
    What a new row says.
    """

    statement: str
    statement_zh_hans: NotRequired[str]
    implication: NotRequired[str]
    implication_zh_hans: NotRequired[str]
    source_heading: NotRequired[str]
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: NotRequired[int | None]
    source_note: NotRequired[str]
    source_note_zh_hans: NotRequired[str]
    position: NotRequired[int]
    report: str
    code: str


class NewTerm(TypedDict, closed=True):
    """
    What a new row says.
    """

    term: str
    term_zh_hans: NotRequired[str]
    definition: str
    definition_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    in_report: NotRequired[bool]
    position: NotRequired[int]
    report: str
    key: NotRequired[str]


type NothingEnum = Literal["nothing_found", "not_observable"]


type NullEnum = None


class Objection(TypedDict):
    """
    What somebody objected to, and what was done.
    """

    report: str
    received_on: str
    from_whom: str
    entry: str | None
    objection: str
    done: str
    reply: str
    language: LanguageEnum
    recorded_at: str
    html_url: str


class ObjectionDraft(TypedDict, closed=True):
    """
    An objection that was received, and what was done.
    """

    report: str
    received_on: str
    from_whom: NotRequired[str]
    entry: NotRequired[str]
    objection: str
    done: str
    reply: NotRequired[str]


type OrderEnum = Literal["day_first", "month_first"]


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


class OriginDraft(TypedDict, closed=True):
    """
    In the place of which origin another is begun, and why.
    """

    origin: str
    reason: str


type OutcomeEnum = Literal["new", "changed", "unchanged", "conflict", "rejected", "skipped"]


type OwnerRoleEnum = Literal["coordinator", "contributor", "reviewer"]


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


class PaginatedIndicatorRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[IndicatorRow]


class PaginatedMotivationRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[MotivationRow]


class PaginatedObjectionList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Objection]


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


type PartyKindEnum = Literal["state", "organisation", "group"]


type PatchedAmbiguityRevisionBearer = str


class PatchedAssignment(TypedDict, closed=True):
    """
    Who is to decide a candidate.
    """

    assigned_to: NotRequired[str | None]


class PatchedCodingRevision(TypedDict, closed=True):
    """
    What may be edited of a coding.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    marking: NotRequired[MarkingEnum]
    withdrawn: NotRequired[bool]


class PatchedDateRevision(TypedDict, closed=True):
    """
    What may be edited of a date to watch.
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
    What may be changed of a source: its grades, and where a copy is kept.
    """

    grade: NotRequired[GradeEnum]
    credibility: NotRequired[int]
    archive_url: NotRequired[str]
    accessed: NotRequired[str | None]


class PatchedFeedRevision(TypedDict, closed=True):
    """
    What may be edited of a feed.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    kind: NotRequired[FeedKindEnum]
    url: NotRequired[str]
    language: NotRequired[str]
    publisher: NotRequired[str]
    publisher_zh_hans: NotRequired[str]
    party: NotRequired[str]
    wanted_words: NotRequired[list[str]]
    unwanted_words: NotRequired[list[str]]
    read_every_hours: NotRequired[int]
    is_on: NotRequired[bool]


class PatchedIndicatorRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    name: NotRequired[str]
    name_zh_hans: NotRequired[str]
    how_judged: NotRequired[str]
    how_judged_zh_hans: NotRequired[str]
    where_to_look: NotRequired[str]
    where_to_look_zh_hans: NotRequired[str]
    position: NotRequired[int]
    withdrawn: NotRequired[bool]


type PatchedMeasureRevisionParty = str


type PatchedMeasureRevisionNeedsToCompleteItem = str


class PatchedMeasureRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    description: NotRequired[str]
    description_zh_hans: NotRequired[str]
    kind: NotRequired[KindEnum]
    parties: NotRequired[list[PatchedMeasureRevisionParty]]
    needs_to_complete: NotRequired[list[PatchedMeasureRevisionNeedsToCompleteItem]]
    due_on: NotRequired[str | None]
    review_every_days: NotRequired[int]
    explicit: NotRequired[bool]
    classification_basis: NotRequired[BasisEnum | BlankEnum]
    classification_why: NotRequired[str]
    classification_why_zh_hans: NotRequired[str]
    source_heading: NotRequired[str]
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: NotRequired[int | None]
    source_note: NotRequired[str]
    source_note_zh_hans: NotRequired[str]
    withdrawn: NotRequired[bool]
    is_explicit: NotRequired[bool]


class PatchedMilestoneRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    type: NotRequired[MilestoneTypeEnum]
    beyond_report: NotRequired[bool]
    is_beyond_report: NotRequired[bool]


class PatchedMotivationRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    statement: NotRequired[str]
    statement_zh_hans: NotRequired[str]
    implication: NotRequired[str]
    implication_zh_hans: NotRequired[str]
    source_heading: NotRequired[str]
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: NotRequired[int | None]
    source_note: NotRequired[str]
    source_note_zh_hans: NotRequired[str]
    position: NotRequired[int]
    withdrawn: NotRequired[bool]


class PatchedOperatorRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    institution: NotRequired[str]
    institution_zh_hans: NotRequired[str]
    country: NotRequired[str]
    country_zh_hans: NotRequired[str]
    administrators: NotRequired[str]
    administrators_zh_hans: NotRequired[str]
    funding: NotRequired[str]
    funding_zh_hans: NotRequired[str]
    objections: NotRequired[str]
    objections_zh_hans: NotRequired[str]


class PatchedOwnerRevision(TypedDict, closed=True):
    """
    What may be changed of an owner of a measure.
    """

    role: NotRequired[OwnerRoleEnum]


class PatchedPartyRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    name: NotRequired[str]
    name_zh_hans: NotRequired[str]
    adjective: NotRequired[str]
    adjective_zh_hans: NotRequired[str]
    kind: NotRequired[PartyKindEnum]


class PatchedProfile(TypedDict, closed=True):
    """
    What people choose for themselves.
    """

    language: NotRequired[LanguageEnum]
    time_zone: NotRequired[str]
    is_named_in_public: NotRequired[bool]
    """
    Whether others than the team see your name beside what you record; else they see your role.
    """


class PatchedReportRevision(TypedDict, closed=True):
    """
    What may be edited of a report, and who may read it.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    author: NotRequired[str]
    author_zh_hans: NotRequired[str]
    publisher: NotRequired[str]
    publisher_zh_hans: NotRequired[str]
    published: NotRequired[str | None]
    url: NotRequired[str]
    disclaimer: NotRequired[str]
    disclaimer_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    levels: NotRequired[dict[str, dict[str, str]]]
    codebook: NotRequired[str]
    codebook_zh_hans: NotRequired[str]
    subjects_note: NotRequired[str]
    subjects_note_zh_hans: NotRequired[str]
    readouts_note: NotRequired[str]
    readouts_note_zh_hans: NotRequired[str]
    dates_note: NotRequired[str]
    dates_note_zh_hans: NotRequired[str]
    record_note: NotRequired[str]
    record_note_zh_hans: NotRequired[str]
    first_year: NotRequired[int]
    search_every_days: NotRequired[int]
    needs_agreement: NotRequired[bool]
    marking: NotRequired[MarkingEnum]


class PatchedSavedViewChanges(TypedDict, closed=True):
    """
    What a view is called, what it shows, and whether the team sees it.
    """

    name: NotRequired[str]
    filters: NotRequired[str]
    is_shared: NotRequired[bool]


class PatchedSearchWords(TypedDict, closed=True):
    """
    Other words for which texts were searched.
    """

    texts: NotRequired[str]
    texts_zh_hans: NotRequired[str]


type PatchedSubjectRevisionLookedForItem = str


type PatchedSubjectRevisionMeasure = str


type PatchedSubjectRevisionAmbiguity = str


class PatchedSubjectRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    looked_for: NotRequired[dict[str, list[PatchedSubjectRevisionLookedForItem]]]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    parent: NotRequired[str]
    measures: NotRequired[list[PatchedSubjectRevisionMeasure]]
    ambiguities: NotRequired[list[PatchedSubjectRevisionAmbiguity]]
    position: NotRequired[int]
    withdrawn: NotRequired[bool]


class PatchedTermRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    term: NotRequired[str]
    term_zh_hans: NotRequired[str]
    definition: NotRequired[str]
    definition_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    in_report: NotRequired[bool]
    position: NotRequired[int]
    withdrawn: NotRequired[bool]


class PatchedWebhookSwitch(TypedDict, closed=True):
    """
    Whether a webhook is called.
    """

    is_on: NotRequired[bool]


type PerceivedBasisEnum = Literal["report", "inferred"]


type PersonRoleEnum = Literal["analyst", "reviewer", "administrator", "representative"]


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


type PointingEnum = Literal["toward", "away", "both_ways", "either", "background"]


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


type ProvenanceEnum = Literal["official_statement", "representative", "our_reading"]


type ReadByEnum = Literal["person", "search"]


class RecordState(TypedDict):
    """
    To which day the record goes, whether it is older than the report's interval, and the dates to watch.
    """

    day: str | None
    age: int | None
    search_every_days: int
    is_old: bool
    passed: list[str]
    some_time: list[str]
    due: list[str]
    undated: list[str]


class Redaction(TypedDict):
    """
    A redaction of an entry: by whom, and why.
    """

    entry: str
    by_name: str | None
    redacted_by_role: PersonRoleEnum | NullEnum
    reason: str
    redacted_at: str
    redacted_by_name: str | None


class RedactionDraft(TypedDict, closed=True):
    """
    Why something is taken away.
    """

    reason: str


type RelationEnum = Literal["reciprocates", "enables", "depends_on", "part_of", "related", "undercuts"]


class Report(TypedDict):
    """
    A report whose recommendations are tracked.
    """

    slug: str
    title: str
    title_zh_hans: str
    author: str
    author_zh_hans: str
    publisher: str
    publisher_zh_hans: str
    published: str | None
    url: str
    note: str
    note_zh_hans: str
    disclaimer: str
    disclaimer_zh_hans: str
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
    record_note_zh_hans: str
    dates_note: str
    dates_note_zh_hans: str
    marking: MarkingEnum
    version: int
    html_url: str
    key: str


class Retention(TypedDict):
    """
    A kind of thing, and how long it is kept, in the reader's language.
    """

    what: str
    how_long: str


type ReviewStateEnum = Literal["pending", "accepted", "disputed", "retracted"]


type RoleEnum = Literal["reader", "contributor", "editor", "administrator"]


type RoleInReportEnum = Literal["contributor", "editor"]


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


type RowRedactionKindEnum = Literal["entry", "source", "copies", "candidate", "text", "name", "note"]


class RowReference(TypedDict):
    """
    A row of the record, and the page that shows it.
    """

    kind: str
    key: str
    html_url: str


type SamenessEnum = Literal["same", "not_the_same"]


type SavedListEnum = Literal["measures", "journal", "sources"]


class SavedView(TypedDict):
    """
    A saved view.
    """

    key: str
    name: str
    page: SavedListEnum
    filters: str
    is_shared: bool
    created_at: str


class SavedViewDraft(TypedDict, closed=True):
    """
    A view to be saved.
    """

    name: str
    page: SavedListEnum
    filters: NotRequired[str]


type ScopeEnum = Literal["read", "write"]


type SealedKindEnum = Literal["review", "capture", "redaction"]


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


type SecretUrlKindEnum = Literal["calendar", "feed", "table"]


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


class Seen(TypedDict, closed=True):
    """
    Up to when a report has been seen.
    """

    report: str
    until: str


class SendBack(TypedDict, closed=True):
    """
    Why a proposal is sent back.
    """

    words: str


class SettlementDraft(TypedDict, closed=True):
    """
    What a difference was settled on, and how.
    """

    value: str
    how: str
    how_zh_hans: NotRequired[str]


class SharedView(TypedDict):
    """
    A view that somebody shares with the team, and whose it is.
    """

    key: str
    name: str
    user: str
    page: SavedListEnum
    filters: str
    created_at: str


type SideStateEnum = Literal[
    "level", "words_only", "no_view", "nothing_found", "not_observable", "not_for_this_day", "not_assessed"
]


class SideStatement(TypedDict):
    """
    What a side said last on a subject; if there is no entry, no statement was found.
    """

    party: str
    entry: NotRequired[str]
    day: str | None
    administration: NotRequired[str]
    quotation: NotRequired[str]
    in_our_words: NotRequired[str]
    in_our_words_zh_hans: NotRequired[str]
    is_of_earlier_administration: bool


class SideSteps(TypedDict):
    """
    What would count as a step of one side.
    """

    party: str
    milestones: list[str]


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


type SourceKindEnum = Literal[
    "official_text", "official_statement", "press", "analysis", "reference", "dialogue_note", "file"
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


class Statement(TypedDict):
    """
    What a side said last on a subject by a day: a passage of one of its texts, or a view.
    """

    whose: str
    day: str
    entry: str
    administration: str
    provenance: str
    quotation: str
    quotation_language: str
    in_our_words: str


type StatusEnum = Literal[
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


type StrengthEnum = Literal["primary", "secondary", "whole_set"]


class Subject(TypedDict):
    """
    A subject that the parties' texts are read for; it touches measures and ambiguities.
    """

    key: str
    report: str
    code: str
    parent: str | None
    title: str
    title_zh_hans: str
    looked_for: dict[str, list[str]]
    touches: list[str]
    note: str
    note_zh_hans: str
    withdrawn_at: str | None
    version: int
    html_url: str


type SubjectDraftLookedForItem = str


class SubjectDraft(TypedDict, closed=True):
    """
    A subject to add to a report; its key is the report's short name and its code.
    """

    report: str
    code: str
    title: str
    title_zh_hans: NotRequired[str]
    looked_for: NotRequired[dict[str, list[SubjectDraftLookedForItem]]]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    parent: NotRequired[str]
    touches: NotRequired[list[str]]


class SubjectStatements(TypedDict):
    """
    What each side said last on a subject, in the order of the report.
    """

    subject: str
    months_apart: int
    sides: list[SideStatement]


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


type TargetKindEnum = Literal["measure", "ambiguity"]


class Term(TypedDict):
    """
    A term of a report's glossary.
    """

    term: str
    term_zh_hans: str
    definition: str
    definition_zh_hans: str
    note: str
    note_zh_hans: str
    in_report: bool
    is_in_report: bool


class TermRow(TypedDict):
    """
    Of which report's glossary a word is.
    """

    key: str
    report: str
    term: str
    term_zh_hans: str
    definition: str
    definition_zh_hans: str
    note: str
    note_zh_hans: str
    in_report: bool
    withdrawn_at: str | None
    version: int
    html_url: str
    is_in_report: bool


type TextActEnum = Literal[
    "mentioned", "views_exchanged", "position_stated", "asked_of_other", "proposed", "agreed", "announced"
]


type TextKindEnum = Literal["readout", "joint_text", "outcomes", "fact_sheet", "broadcast", "briefing", "summary"]


class TextRedaction(TypedDict):
    """
    A redaction of texts of the catalogue: of which row, by whom, and why.
    """

    noun: str
    key: str
    texts: list[str]
    report: str | None
    by_name: str | None
    redacted_by_role: PersonRoleEnum | NullEnum
    reason: str
    redacted_at: str
    html_url: str
    redacted_by_name: str | None


type TextRedactionDraftNounEnum = Literal[
    "addressing",
    "ambiguity",
    "announceddate",
    "coding",
    "correctionreason",
    "datefinding",
    "feed",
    "indicator",
    "link",
    "measure",
    "milestone",
    "motivation",
    "objection",
    "operator",
    "party",
    "report",
    "settlement",
    "subject",
    "term",
    "textsearch",
]


class TextSearch(TypedDict):
    """
    Texts of one side that were searched, in which language, from when to which day.
    """

    key: str
    report: str
    party: str
    texts: str
    texts_zh_hans: str
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


type TextVoiceEnum = Literal["own", "other", "both", "text"]


class Tightened(TypedDict):
    """
    How many rows became narrower together: the row itself, and everything that names it.
    """

    entries: int
    measures: int
    evidence: int
    dates: int


type TokenReadersEnum = Literal["public", "participants"]


type TrackEnum = Literal["official", "semi_official", "expert", "press_analysis"]


type TranslationStateEnum = Literal["missing", "working", "checked"]


class TroubledDigest(TypedDict):
    """
    A digest that could not be sent, and its recipient; for administrators.
    """

    id: int
    recipient: str
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


class UnreadText(TypedDict):
    """
    A known text about a meeting that was not read.
    """

    party: str
    title: str
    title_zh_hans: str
    day: str | None
    url: str


class UnreadTextDraft(TypedDict, closed=True):
    """
    A known text about a meeting that was not read.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    url: NotRequired[str]
    party: str
    day: NotRequired[str | None]


class VariableAgreement(TypedDict):
    """
    How far the coders agree on one variable.
    """

    variable: CodedVariableEnum
    pairs: int
    same: int
    nominal: float | None
    ordinal: float | None


type ViewDirectionEnum = Literal["toward", "away", "none"]


class ViewDraft(TypedDict, closed=True):
    """
    How a party, or the independent analyst, sees a measure or an ambiguity.
    """

    text: NotRequired[str]
    text_zh_hans: NotRequired[str]
    speaker: NotRequired[str]
    speaker_zh_hans: NotRequired[str]
    office: NotRequired[str]
    office_zh_hans: NotRequired[str]
    administration: NotRequired[str]
    administration_zh_hans: NotRequired[str]
    quotation: NotRequired[str]
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
    written_on: NotRequired[str | None]
    whose: str
    on: str
    about: NotRequired[str]
    level: NotRequired[int | None]
    nothing: NotRequired[NothingEnum]
    direction: NotRequired[ViewDirectionEnum]
    confidence: NotRequired[ConfidenceEnum]
    provenance: NotRequired[ProvenanceEnum]
    quotation_language: NotRequired[LanguageEnum | BlankEnum]
    rests_on: NotRequired[list[str]]
    sources: NotRequired[list[str]]


class ViewRow(TypedDict):
    """
    How one side sees a measure or an ambiguity, by one entry.
    """

    report: str
    entry: str
    html_url: str
    occurred: str
    counts_from: str
    recorded_at: str
    whose: str
    on: str
    on_kind: TargetKindEnum
    whole: str | None
    about: str
    state: SideStateEnum
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: ViewDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    provenance: ProvenanceEnum
    text: str
    text_zh_hans: str
    speaker: str
    speaker_zh_hans: str
    office: str
    office_zh_hans: str
    administration: str
    administration_zh_hans: str
    quotation: str
    quotation_language: LanguageEnum | BlankEnum
    written_on: str | None
    confidence_basis: str
    confidence_basis_zh_hans: str
    assumptions: str
    assumptions_zh_hans: str
    other_reading: str
    other_reading_zh_hans: str
    what_would_change: str
    what_would_change_zh_hans: str
    why_changed: str
    why_changed_zh_hans: str
    in_our_words: bool
    rests_on: list[str]
    sources: list[str]
    by_representative: bool
    marking: str


class Visit(TypedDict):
    """
    Up to when you have seen a report.
    """

    report: str
    seen_until: str


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
    created_at: str
    former_until: str | None
    failing_since: str | None
    switched_off_at: str | None
    last_number: int


class WebhookDraft(TypedDict, closed=True):
    """
    A webhook to make.
    """

    name: str
    url: str
    events: list[EventsEnum]
    report: NotRequired[str | None]


type WebhookEventEnum = Literal["development", "status", "correction", "comparison", "due", "candidates", "test"]


class WebhookMade(TypedDict):
    """
    A webhook with its new secret, which is shown only once.
    """

    key: str
    name: str
    url: str
    events: list[str]
    report: str | None
    created_at: str
    former_until: str | None
    failing_since: str | None
    switched_off_at: str | None
    last_number: int
    secret: str | None


type WeekdayEnum = Literal[0, 1, 2, 3, 4, 5, 6]


class Workload(TypedDict):
    """
    The loads of a report, a page of them by the names of owners, and what waits for your review.
    """

    next: str | None
    previous: str | None
    report: str
    owners: list[Load]
    reviews: Figure


class Account(TypedDict):
    """
    Who reports a development.
    """

    kind: AccountKindEnum
    parties: list[str]
    comparison: str


class AccountEvent(TypedDict):
    """
    Something that happened to an account.
    """

    at: str
    kind: AccountEventKindEnum
    about: str
    before: str
    after: str
    by: str | None
    by_role: PersonRoleEnum | NullEnum
    address: str | None
    happened_at: str


class Addressing(TypedDict):
    """
    An ambiguity that a measure addresses, and how directly.
    """

    ambiguity: str
    strength: StrengthEnum
    basis: BasisEnum
    why: str
    why_zh_hans: str


class AddressingDraft(TypedDict, closed=True):
    """
    An ambiguity that a measure addresses, how strongly, and why.
    """

    measure: str
    ambiguity: str
    strength: StrengthEnum
    basis: NotRequired[BasisEnum]
    why: NotRequired[str]
    why_zh_hans: NotRequired[str]


class AddressingRow(TypedDict):
    """
    Which measure addresses an ambiguity.
    """

    measure: str
    ambiguity: str
    strength: StrengthEnum
    basis: BasisEnum
    why: str
    why_zh_hans: str
    html_url: str


class AgendaLine(TypedDict):
    """
    Something to take up: what it is about, why, what that rests on, and what would count as a step.
    """

    group: AgendaGroupEnum
    topics: list[RowReference]
    row: RowReference
    reason: str
    reason_zh_hans: str
    entries: list[RowReference]
    sources: list[RowReference]
    steps: list[SideSteps]
    indicators: list[str]


class Ambiguity(TypedDict):
    """
    An ambiguity that a report finds, or a set of them.
    """

    key: str
    report: str
    code: str
    set: str | None
    title: str
    title_zh_hans: str
    description: str
    description_zh_hans: str
    bearers: list[str]
    bearer_note: str
    bearer_note_zh_hans: str
    perceived_by: str | None
    perceived_by_basis: PerceivedBasisEnum | BlankEnum
    announced_count: int | None
    note: str
    note_zh_hans: str
    source_heading: str
    source_heading_zh_hans: str
    source_paragraph: int | None
    source_note: str
    source_note_zh_hans: str
    withdrawn_at: str | None
    version: int
    html_url: str


class AmbiguityDay(TypedDict):
    """
    An ambiguity on a day; an empty state means that none is recorded.
    """

    state: AmbiguityStateEnum | BlankEnum
    state_since: str | None
    words: list[dict[str, Any]]


class AnnouncedDate(TypedDict):
    """
    What sources announced for a day, a month or a year, or without a date; and its state on the day shown.
    """

    key: str
    report: str
    title: str
    title_zh_hans: str
    announced_for: str | None
    due: str | None
    state: DateStateEnum
    looked_on: str | None
    as_worded: str
    as_worded_zh_hans: str
    why: str
    why_zh_hans: str
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
    reason_zh_hans: str
    note: str
    note_zh_hans: str


class BearingDraft(TypedDict, closed=True):
    """
    The effect of the development on a measure or an ambiguity.
    """

    reason: NotRequired[str]
    reason_zh_hans: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    on: str
    direction: BearingDirectionEnum
    about: NotRequired[str]
    concern: NotRequired[ConcernEnum]
    status: NotRequired[StatusEnum]
    state: NotRequired[AmbiguityStateEnum]
    changed_by: NotRequired[str]


class BearingRow(TypedDict):
    """
    What one entry does to a measure or an ambiguity.
    """

    report: str
    entry: str
    html_url: str
    occurred: str
    counts_from: str
    recorded_at: str
    kind: EntryKindEnum
    track: TrackEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    on: str
    on_kind: TargetKindEnum
    whole: str | None
    about: str
    direction: BearingDirectionEnum
    concern: ConcernEnum | BlankEnum
    status: StatusEnum | BlankEnum
    state: AmbiguityStateEnum | BlankEnum
    changed_by: str | None
    reason: str
    reason_zh_hans: str
    note: str
    note_zh_hans: str
    marking: str


class BulkAct(TypedDict):
    """
    A change of many measures: each before and after it, and until when it can be undone.
    """

    key: str
    kind: BulkKindEnum
    subject: int | None
    changes: Any
    made_at: str
    undone_at: str | None


class BulkDraft(TypedDict, closed=True):
    """
    What to do to which measures.
    """

    kind: BulkKindEnum
    measures: list[BulkDraftMeasure]
    person: NotRequired[int]
    role: NotRequired[OwnerRoleEnum]
    due_on: NotRequired[str | None]
    review_every_days: NotRequired[int]


class CheckedTranslation(TypedDict, closed=True):
    """
    Which Chinese text somebody has checked against the English, as it stood in a version of its row.
    """

    noun: CheckedTranslationNounEnum
    key: str
    field: str
    version: int


class Citation(TypedDict):
    """
    A source that an entry cites; if it is kept of a redacted entry for others, it is not shown with that entry.
    """

    key: str
    title: str
    title_zh_hans: str
    original_title_language: str
    publisher: str
    publisher_zh_hans: str
    published: str | None
    grade: GradeEnum
    credibility: CredibilityEnum
    url: str
    passage: str
    is_redacted: bool


class CodeDraft(TypedDict, closed=True):
    """
    What you give one development; leave out what cannot be coded.
    """

    unit: int
    direction: NotRequired[PointingEnum | BlankEnum]
    claim: NotRequired[ClaimEnum | BlankEnum]
    grade: NotRequired[GradeEnum | BlankEnum]


class CodedValue(TypedDict):
    """
    One variable of one development, as both coded it, as it was settled, and as it is recorded now.
    """

    unit: int
    entry: str
    variable: CodedVariableEnum
    first: str
    second: str
    outcome: str
    is_settled: bool
    recorded: str


class Coding(TypedDict):
    """
    Developments that two members of the team code, each without the other's codes.
    """

    key: str
    report: str
    title: str
    title_zh_hans: str
    codebook: str
    codebook_zh_hans: str
    first_coder: str | None
    second_coder: str | None
    first_done_at: str | None
    second_done_at: str | None
    units: int
    state: CodingStateEnum
    marking: str
    opened_at: str
    withdrawn_at: str | None
    version: int
    html_url: str


class CodingUnit(TypedDict):
    """
    One development of a coding: what both coders gave it and what was settled, once both are done.
    """

    place: int
    entry: str
    source: str | None
    first_direction: PointingEnum | BlankEnum | NullEnum
    second_direction: PointingEnum | BlankEnum | NullEnum
    settled_direction: PointingEnum | BlankEnum | NullEnum
    how_direction: str | None
    how_direction_zh_hans: str | None
    first_claim: ClaimEnum | BlankEnum | NullEnum
    second_claim: ClaimEnum | BlankEnum | NullEnum
    settled_claim: ClaimEnum | BlankEnum | NullEnum
    how_claim: str | None
    how_claim_zh_hans: str | None
    first_grade: GradeEnum | BlankEnum | NullEnum
    second_grade: GradeEnum | BlankEnum | NullEnum
    settled_grade: GradeEnum | BlankEnum | NullEnum
    how_grade: str | None
    how_grade_zh_hans: str | None
    html_url: str


class ComparedAmbiguity(TypedDict):
    """
    An ambiguity on both days.
    """

    on: str
    differs: bool
    then: AmbiguityDay
    now: AmbiguityDay


class ComparedSubject(TypedDict):
    """
    A subject on both days, with the last statement of each side that had spoken.
    """

    on: str
    differs: bool
    then: list[Statement]
    now: list[Statement]


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
    was_zh_hans: str
    now: str
    now_zh_hans: str
    why: str
    why_zh_hans: str
    ground: str | None
    by: str | None
    corrected_by_role: PersonRoleEnum | NullEnum
    html_url: str
    corrected_by_name: str | None


class DateDraft(TypedDict, closed=True):
    """
    A date to watch, to be added to a report.
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


class DateFindingDraft(TypedDict, closed=True):
    """
    What was found of a date.
    """

    kind: DateFindingKindEnum
    found_on: NotRequired[str]
    development: NotRequired[str]
    put_off_to: NotRequired[str | None]
    note: NotRequired[str]


class Defaults(TypedDict, closed=True):
    """
    What fills in what rows leave out.
    """

    kind: NotRequired[KindEnum | BlankEnum]
    party: NotRequired[str]


class Delivery(TypedDict):
    """
    One call of a webhook, and what came of it.
    """

    number: int
    event: WebhookEventEnum
    key: str
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
    direction: ViewDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    text: str
    text_zh_hans: str


class DissentCorrection(TypedDict, closed=True):
    """
    What a dissent says otherwise now, and why; what is left out stays as it was.
    """

    on: NotRequired[str]
    about: NotRequired[str]
    level: NotRequired[int | None]
    nothing: NotRequired[NothingEnum]
    direction: NotRequired[ViewDirectionEnum]
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
    direction: NotRequired[ViewDirectionEnum]
    confidence: NotRequired[ConfidenceEnum]
    text: str
    text_zh_hans: NotRequired[str]
    assessment: str


class Drop(TypedDict, closed=True):
    """
    Why a candidate is not relevant.
    """

    reason: DropReasonEnum


class EditedHistory(TypedDict):
    """
    The changes to a row that people edit on pages.
    """

    known_at: str | None
    changes: list[RowChange]
    noun: str
    key: str


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
    by_report_author: NotRequired[bool]
    replaces: NotRequired[str]
    marking: NotRequired[str]
    is_by_report_author: NotRequired[bool]


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
    by_report_author: NotRequired[bool]
    replaces: NotRequired[str]
    marking: NotRequired[str]
    file: NotRequired[str | None]
    is_by_report_author: NotRequired[bool]


class Feed(TypedDict):
    """
    A feed or page that is read for a report while it is switched on, and what became of what it brought.
    """

    key: str
    report: str
    title: str
    title_zh_hans: str
    kind: FeedKindEnum
    url: str
    language: str
    publisher: str
    publisher_zh_hans: str
    party: str | None
    wanted_words: list[str]
    unwanted_words: list[str]
    read_every_hours: int
    is_on: bool
    due_at: str | None
    read_at: str | None
    outcome: FetchOutcomeEnum | NullEnum
    failing_since: str | None
    failures: int
    taken: int
    dropped: int
    waiting: int
    added_at: str
    version: int
    html_url: str


class FeedDraft(TypedDict, closed=True):
    """
    A feed to be added to a report, switched off.
    """

    report: str
    title: str
    title_zh_hans: NotRequired[str]
    kind: NotRequired[FeedKindEnum]
    url: str
    language: str
    publisher: NotRequired[str]
    publisher_zh_hans: NotRequired[str]
    party: NotRequired[str]
    wanted_words: NotRequired[list[str]]
    unwanted_words: NotRequired[list[str]]
    read_every_hours: NotRequired[int]


class FeedFetch(TypedDict):
    """
    One reading of a feed.
    """

    id: int
    due_at: str
    attempts: int
    next_attempt_at: str | None
    ended_at: str | None
    outcome: FetchOutcomeEnum | BlankEnum
    status: int | None
    size: int | None
    detail: str
    items: int
    candidates_made: int
    html_url: str


class FeedTrial(TypedDict):
    """
    What would come in from a feed now, and how many items its words keep out; or why it cannot be read.
    """

    outcome: FetchOutcomeEnum
    detail: str
    items: list[FeedItem]
    kept_out: int


class Finding(TypedDict):
    """
    What was found of a subject in a text: a passage that mentions it, none, or that nobody looked.
    """

    subject: str
    filed_under: str | None
    state: FindingStateEnum
    note: str
    note_zh_hans: str
    voice: TextVoiceEnum | BlankEnum
    act: TextActEnum | BlankEnum
    sentence: str
    sentence_zh_hans: str
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


class GivenRole(TypedDict, closed=True):
    """
    What somebody may do in one report.
    """

    role: RoleInReportEnum


class Import(TypedDict):
    """
    An import: how its table is read, how many rows have which outcome, and how far the writing is.
    """

    key: str
    report: str | None
    file_name: str
    state: ImportStateEnum
    problem: str
    counts: Any
    notes: Any
    mapping: Any
    decisions: Any
    marking: str
    done: int
    total: int
    made_at: str
    ended_at: str | None
    html_url: str


class ImportAct(TypedDict, closed=True):
    """
    What to do with an import.
    """

    act: ImportActActEnum


class ImportDetail(TypedDict):
    """
    An import with the columns of its table, some of their values, how it was read and how else it could be.
    """

    key: str
    report: str | None
    file_name: str
    state: ImportStateEnum
    problem: str
    counts: Any
    notes: Any
    mapping: Any
    decisions: Any
    marking: str
    done: int
    total: int
    made_at: str
    ended_at: str | None
    html_url: str
    found: Any


class ImportDraft(TypedDict, closed=True):
    """
    A table, and the report that its rows become measures of: an existing one, or a new one with its title.
    """

    encoding: NotRequired[EncodingEnum | BlankEnum]
    delimiter: NotRequired[DelimiterEnum | BlankEnum]
    sheet: NotRequired[str]
    header_row: NotRequired[int]
    file: str
    report: str
    title: NotRequired[str]
    author: NotRequired[str]
    marking: NotRequired[MarkingEnum]
    profile: NotRequired[str]
    as_last_time: NotRequired[bool]
    order: NotRequired[OrderEnum | BlankEnum]


class ImportRow(TypedDict):
    """
    One row of a table: what it says, what was here if that differs, and why it cannot be taken.
    """

    number: int
    code: str
    outcome: OutcomeEnum
    fields: Any
    before: Any
    problems: Any
    measure: str | None


class Invitation(TypedDict, closed=True):
    """
    Whom to invite, and in which role.
    """

    language: NotRequired[LanguageEnum]
    time_zone: NotRequired[str]
    name: str
    role: RoleEnum
    speaks_for: NotRequired[str | None]
    email: str


class Judgement(TypedDict):
    """
    Whether two sides' texts say the same on a subject: our reading.
    """

    subject: str
    sameness: SamenessEnum
    sentence: str
    sentence_zh_hans: str
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


class JudgementRow(TypedDict):
    """
    Whether the sides' texts of one meeting say the same of a subject.
    """

    report: str
    entry: str
    html_url: str
    occurred: str
    counts_from: str
    recorded_at: str
    of: str
    subject: str
    sameness: SamenessEnum
    sentence: str
    sentence_zh_hans: str
    written_on: str | None
    marking: str


class LastDevelopment(TypedDict):
    """
    The latest development by a day that is more than background, and its direction for this measure.
    """

    entry: str
    occurred: str
    points: PointingEnum


class Latest(TypedDict):
    """
    One of the latest developments that are not background.
    """

    entry: str
    occurred: str
    title: str
    title_zh_hans: str
    account: Account


class LatestView(TypedDict):
    """
    The latest view of one side about one subject, as the standing keeps it.
    """

    whose: str
    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: ViewDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    provenance: ProvenanceEnum
    by_representative: bool
    occurred: str
    entry: str
    language: str
    written_on: str | None
    text: str
    text_zh_hans: str
    speaker: str
    speaker_zh_hans: str
    office: str
    office_zh_hans: str
    administration: str
    administration_zh_hans: str


class LibraryText(TypedDict, closed=True):
    """
    The text of a library, and a file name to cite its lines by.
    """

    name: NotRequired[str]
    text: str
    older: NotRequired[bool]
    marking: NotRequired[MarkingEnum]


class Link(TypedDict):
    """
    How one measure relates to another.
    """

    source: str
    relation: RelationEnum
    target: str
    basis: LinkBasisEnum
    why: str
    why_zh_hans: str
    measure: str
    other_measure: str


class LinkDraft(TypedDict, closed=True):
    """
    A link to add, with the reason for it.
    """

    source: str
    target: str
    relation: RelationEnum
    basis: NotRequired[LinkBasisEnum]
    why: str
    why_zh_hans: NotRequired[str]


class LinkRow(TypedDict):
    """
    A link between measures, with the id to remove it by.
    """

    id: int
    source: str
    relation: RelationEnum
    target: str
    basis: LinkBasisEnum
    why: str
    why_zh_hans: str
    version: int
    html_url: str
    measure: str
    other_measure: str


class Mapping(TypedDict, closed=True):
    """
    What to read differently: form, columns by field, their words by ours; decisions on conflicts, by row.

    “*” holds for every row without a decision of its own and, within a row, for every other field.
    """

    encoding: NotRequired[EncodingEnum | BlankEnum]
    delimiter: NotRequired[DelimiterEnum | BlankEnum]
    sheet: NotRequired[str]
    header_row: NotRequired[int]
    columns: NotRequired[dict[str, str]]
    identity: NotRequired[list[str]]
    order: NotRequired[OrderEnum | BlankEnum]
    joint_names: NotRequired[JointNamesEnum | BlankEnum]
    party_kind: NotRequired[PartyKindEnum]
    values: NotRequired[dict[str, dict[str, str]]]
    defaults: NotRequired[Defaults]
    decisions: NotRequired[dict[str, Literal["keep", "take", "skip"] | dict[str, Literal["take", "keep"]]]]
    profile_name: NotRequired[str]


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


class MarkingDraft(TypedDict, closed=True):
    """
    Who may read a row from now on: fewer people than before.
    """

    marking: MarkingEnum


class MeasureDay(TypedDict):
    """
    A measure on a day; an empty status means that none is recorded.
    """

    status: StatusEnum | BlankEnum
    status_since: str | None
    development: LastDevelopment | None
    words: list[dict[str, Any]]
    level: int | None
    written_on: str | None


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
    title_zh_hans: str
    status: StatusEnum | BlankEnum
    latest_direction: PointingEnum | BlankEnum
    level: int | None
    last_checked: str | None
    due_on: str | None
    due_by: str | None


class Mention(TypedDict):
    """
    A finding with its text: one row for each mention, else one for each subject and text.
    """

    report: str
    entry: str
    counts_from: str
    of: str
    party: str
    source: str
    issuer: str
    issuer_zh_hans: str
    administration: str
    administration_zh_hans: str
    day: str | None
    kind: str
    extent: str
    position: int
    subject: str
    filed_under: str | None
    state: FindingStateEnum
    note: str
    note_zh_hans: str
    voice: TextVoiceEnum | BlankEnum
    act: TextActEnum | BlankEnum
    sentence: str
    sentence_zh_hans: str
    quotation: str
    quotation_language: str
    paragraph: int | None
    in_another_connection: bool
    names_recommendation: bool
    html_url: str


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
    title_zh_hans: str
    beyond_report: bool
    is_met: bool
    marks: list[MilestoneMark]
    version: int
    html_url: str
    is_beyond_report: bool


class MilestoneDraft(TypedDict, closed=True):
    """
    A milestone to add to a measure; its key is the measure's key and its code.
    """

    measure: str
    code: str
    doers: DoersEnum
    party: NotRequired[str]
    type: MilestoneTypeEnum
    title: str
    title_zh_hans: NotRequired[str]
    beyond_report: NotRequired[bool]
    is_beyond_report: NotRequired[bool]


class MilestoneRow(TypedDict, closed=True):
    """
    What to change of one row of a list.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    type: NotRequired[MilestoneTypeEnum]
    beyond_report: NotRequired[bool]
    key: str
    version: int
    is_beyond_report: NotRequired[bool]


class NewAmbiguity(TypedDict, closed=True):
    """
    What a new row says.
    """

    title: str
    title_zh_hans: NotRequired[str]
    description: NotRequired[str]
    description_zh_hans: NotRequired[str]
    parent: NotRequired[str]
    bearers: NotRequired[list[NewAmbiguityBearer]]
    bearer_note: NotRequired[str]
    bearer_note_zh_hans: NotRequired[str]
    perceived_by: NotRequired[str]
    perceived_by_basis: NotRequired[PerceivedBasisEnum | BlankEnum]
    announced_count: NotRequired[int | None]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    source_heading: NotRequired[str]
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: NotRequired[int | None]
    source_note: NotRequired[str]
    source_note_zh_hans: NotRequired[str]
    position: NotRequired[int]
    report: str
    code: str


class NewParty(TypedDict, closed=True):
    """
    What a new row says.
    """

    name: str
    name_zh_hans: NotRequired[str]
    adjective: NotRequired[str]
    adjective_zh_hans: NotRequired[str]
    kind: NotRequired[PartyKindEnum]
    code: str


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


class Operator(TypedDict):
    """
    Who runs this tracker, in their own words; what is empty they have not given.
    """

    institution: NotRequired[str]
    institution_zh_hans: NotRequired[str]
    country: NotRequired[str]
    country_zh_hans: NotRequired[str]
    administrators: NotRequired[str]
    administrators_zh_hans: NotRequired[str]
    funding: NotRequired[str]
    funding_zh_hans: NotRequired[str]
    objections: NotRequired[str]
    objections_zh_hans: NotRequired[str]
    retention: list[Retention]
    version: int


class OwnCode(TypedDict):
    """
    What you gave one development.
    """

    unit: int
    direction: PointingEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    grade: GradeEnum | BlankEnum


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


class PaginatedAccountEventList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[AccountEvent]


class PaginatedAddressingRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[AddressingRow]


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


class PaginatedBearingRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[BearingRow]


class PaginatedBulkActList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[BulkAct]


class PaginatedCodingList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Coding]


class PaginatedCodingUnitList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[CodingUnit]


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


class PaginatedFeedFetchList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[FeedFetch]


class PaginatedFeedList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Feed]


class PaginatedFindingOfDateList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[FindingOfDate]


class PaginatedImportList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Import]


class PaginatedImportRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[ImportRow]


class PaginatedJudgementRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[JudgementRow]


class PaginatedLinkRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[LinkRow]


class PaginatedMentionList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Mention]


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


class PaginatedSavedViewList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[SavedView]


class PaginatedSharedViewList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[SharedView]


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


class PaginatedTextRedactionList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[TextRedaction]


class PaginatedTextSearchList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[TextSearch]


class PaginatedTroubledDigestList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[TroubledDigest]


class PaginatedViewRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[ViewRow]


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

    code: str
    kind: PartyKindEnum
    name: str
    name_zh_hans: str
    adjective: str
    adjective_zh_hans: str
    version: int
    key: str


class PartyDraft(TypedDict, closed=True):
    """
    A party that is not here yet.
    """

    code: str
    name: str
    name_zh_hans: NotRequired[str]
    kind: NotRequired[PartyKindEnum]


class Passage(TypedDict):
    """
    A passage that mentions a subject, or one below it.
    """

    subject: str
    voice: TextVoiceEnum | BlankEnum
    act: TextActEnum | BlankEnum
    sentence: str
    sentence_zh_hans: str
    quotation: str
    quotation_language: str
    paragraph: int | None
    in_another_connection: bool
    names_recommendation: bool


class PatchedAmbiguityRevision(TypedDict, closed=True):
    """
    What may be edited of it.
    """

    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    description: NotRequired[str]
    description_zh_hans: NotRequired[str]
    parent: NotRequired[str]
    bearers: NotRequired[list[PatchedAmbiguityRevisionBearer]]
    bearer_note: NotRequired[str]
    bearer_note_zh_hans: NotRequired[str]
    perceived_by: NotRequired[str]
    perceived_by_basis: NotRequired[PerceivedBasisEnum | BlankEnum]
    announced_count: NotRequired[int | None]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    source_heading: NotRequired[str]
    source_heading_zh_hans: NotRequired[str]
    source_paragraph: NotRequired[int | None]
    source_note: NotRequired[str]
    source_note_zh_hans: NotRequired[str]
    position: NotRequired[int]
    withdrawn: NotRequired[bool]


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


class PatchedUserRevision(TypedDict, closed=True):
    """
    What an administrator changes of an account.
    """

    language: NotRequired[LanguageEnum]
    time_zone: NotRequired[str]
    name: NotRequired[str]
    role: NotRequired[RoleEnum]
    speaks_for: NotRequired[str | None]
    is_active: NotRequired[bool]


class PerceivedView(TypedDict):
    """
    A reading with its date and sources.
    """

    entry: str
    whose: str
    on: str
    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: ViewDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    provenance: ProvenanceEnum
    text: str
    text_zh_hans: str
    speaker: str
    speaker_zh_hans: str
    office: str
    office_zh_hans: str
    administration: str
    administration_zh_hans: str
    quotation: str
    quotation_language: LanguageEnum | BlankEnum
    written_on: str | None
    confidence_basis: str
    confidence_basis_zh_hans: str
    assumptions: str
    assumptions_zh_hans: str
    other_reading: str
    other_reading_zh_hans: str
    what_would_change: str
    what_would_change_zh_hans: str
    why_changed: str
    why_changed_zh_hans: str
    in_our_words: bool
    rests_on: list[str]
    occurred: str
    sources: list[str]


class ReadJudgement(TypedDict):
    """
    Our reading of whether two sides' texts say the same.
    """

    sameness: SamenessEnum
    sentence: str
    sentence_zh_hans: str
    written_on: str | None


class Reading(TypedDict):
    """
    One side's latest reading: its own word, ours of it, or both; none is a gap.
    """

    whose: str
    views: list[PerceivedView]


class ReadoutText(TypedDict):
    """
    A text that a party published about a meeting, with what was found in it.
    """

    party: str
    source: str
    issuer: str
    issuer_zh_hans: str
    day: str | None
    administration: str
    administration_zh_hans: str
    language: str
    kind: TextKindEnum
    extent: ExtentEnum
    read_by: ReadByEnum
    note: str
    note_zh_hans: str
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
    title_zh_hans: str
    narrative: str
    narrative_zh_hans: str
    language: LanguageEnum
    author_name: str | None
    author_role: PersonRoleEnum | NullEnum
    corrects: str | None
    corrected_by: str | None
    is_redacted: bool
    redaction: Redaction | None
    texts: list[ReadoutText]
    unread_texts: list[UnreadText]
    judgements: list[Judgement]
    marking: str
    html_url: str
    correction: str | None


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


class ReportDetail(TypedDict):
    """
    A report with its codebook, its glossary and the reasons it gives.
    """

    slug: str
    title: str
    title_zh_hans: str
    author: str
    author_zh_hans: str
    publisher: str
    publisher_zh_hans: str
    published: str | None
    url: str
    note: str
    note_zh_hans: str
    disclaimer: str
    disclaimer_zh_hans: str
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
    record_note_zh_hans: str
    dates_note: str
    dates_note_zh_hans: str
    marking: MarkingEnum
    version: int
    html_url: str
    codebook: str
    codebook_zh_hans: str
    subjects_note: str
    subjects_note_zh_hans: str
    readouts_note: str
    readouts_note_zh_hans: str
    glossary: list[Term]
    motivations: list[Motivation]
    key: str


class ReportDraft(TypedDict, closed=True):
    """
    A report to begin, and the parties that it brings.
    """

    title: str
    title_zh_hans: NotRequired[str]
    slug: NotRequired[str]
    author: NotRequired[str]
    author_zh_hans: NotRequired[str]
    publisher: NotRequired[str]
    publisher_zh_hans: NotRequired[str]
    published: NotRequired[str | None]
    url: NotRequired[str]
    disclaimer: NotRequired[str]
    disclaimer_zh_hans: NotRequired[str]
    levels: NotRequired[dict[str, dict[str, str]]]
    is_fictional: NotRequired[bool]
    parties: NotRequired[list[PartyDraft]]


class ReportRole(TypedDict):
    """
    A role for one report.
    """

    report: str
    role: RoleInReportEnum


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
    by_name: str | None
    redacted_by_role: PersonRoleEnum | NullEnum
    reason: str
    redacted_at: str
    redacted_by_name: str | None


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
    by_report_author: NotRequired[bool]
    replaces: NotRequired[str]
    if_known: NotRequired[IfKnownEnum]
    is_by_report_author: NotRequired[bool]


class Standing(TypedDict):
    """
    Where a measure stands; empty if nothing is recorded. A null level is no view or nothing found, never 0.
    """

    status: StatusEnum | BlankEnum
    status_since: str | None
    latest_direction: PointingEnum | BlankEnum
    latest_on: str | None
    latest_by: str | None
    last_checked: str | None
    sources_toward: int
    sources_away: int
    sources_either: int
    milestones: int
    milestones_met: int
    is_unsupported: bool
    is_contested: bool
    level: int | None
    assessment: AssessmentEnum
    written_on: str | None
    views: list[LatestView]
    milestone_count: int
    latest_occurred: str | None
    latest_counts_from: str | None


class StandingAsOf(TypedDict):
    """
    The standing of a measure, now or as of a past day.
    """

    measure: str
    as_of: str
    known_at: str | None
    standing: Standing | None


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


class StatusRow(TypedDict):
    """
    From a day on a measure's status, or an ambiguity's state, is another than before.
    """

    report: str
    entry: str
    html_url: str
    occurred: str
    counts_from: str
    recorded_at: str
    kind: EntryKindEnum
    track: TrackEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    on: str
    on_kind: TargetKindEnum
    whole: str | None
    about: str
    before: str
    after: str
    until: str | None
    is_ours: bool
    changed_by: str | None
    reason: str
    reason_zh_hans: str
    marking: str


class TextReading(TypedDict):
    """
    What was found of a subject in one text.
    """

    source: str
    kind: TextKindEnum
    day: str | None
    state: FindingStateEnum
    mentions: list[Passage]


class TextRedactionDraft(TypedDict, closed=True):
    """
    Which texts of which row of the catalogue are taken away, and why.
    """

    reason: str
    noun: TextRedactionDraftNounEnum
    row: str
    texts: list[str]


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


class Translation(TypedDict):
    """
    A text in two languages, and whether somebody has checked its Chinese.
    """

    noun: str
    key: str
    field: str
    state: TranslationStateEnum
    checked_by: str
    checked_at: str | None


class Translations(TypedDict):
    """
    The texts of a report’s catalogue, each with the state of its translation.
    """

    report: str
    translations: list[Translation]


class User(TypedDict):
    """
    An account, as administrators see it.
    """

    id: int
    email: str
    name: str
    role: RoleEnum
    report_roles: list[ReportRole]
    speaks_for: str | None
    language: LanguageEnum
    time_zone: str
    is_active: bool
    joined_at: str
    last_login: str | None
    version: int
    last_login_at: str | None


class View(TypedDict):
    """
    How one side sees a measure or an ambiguity.
    """

    entry: str
    whose: str
    on: str
    about: str
    level: int | None
    nothing: NothingEnum | BlankEnum
    direction: ViewDirectionEnum | BlankEnum
    confidence: ConfidenceEnum
    provenance: ProvenanceEnum
    text: str
    text_zh_hans: str
    speaker: str
    speaker_zh_hans: str
    office: str
    office_zh_hans: str
    administration: str
    administration_zh_hans: str
    quotation: str
    quotation_language: LanguageEnum | BlankEnum
    written_on: str | None
    confidence_basis: str
    confidence_basis_zh_hans: str
    assumptions: str
    assumptions_zh_hans: str
    other_reading: str
    other_reading_zh_hans: str
    what_would_change: str
    what_would_change_zh_hans: str
    why_changed: str
    why_changed_zh_hans: str
    in_our_words: bool
    rests_on: list[str]


class WordSearch(TypedDict):
    """
    What was found of each kind, in the order of the page.
    """

    q: str
    report: str | None
    as_of: str
    known_at: str | None
    groups: list[FoundGroup]


class Agenda(TypedDict):
    """
    What a meeting could take up: grouped by reason, not scored; within a group in the order of the report.
    """

    report: str
    on: str
    until: str
    known_at: str | None
    lines: list[AgendaLine]


class Agreement(TypedDict):
    """
    How far the two coders of a coding agree, by the developments that you may read.
    """

    units: int
    variables: list[VariableAgreement]
    differences: list[CodedValue]
    off_record: list[CodedValue]


class Candidate(TypedDict):
    """
    An item of a feed, or an address that somebody sent, until and after a member of the team decides.
    """

    id: int
    report: str
    feed: str | None
    sent_by: str | None
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
    decided_by: str | None
    decided_at: str | None
    drop_reason: DropReasonEnum | BlankEnum
    entry: str | None
    evidence: str | None
    redaction: RowRedaction | None
    version: int
    html_url: str
    decided_by_name: str | None
    sent_by_name: str | None


class CandidateDetail(TypedDict):
    """
    One of them, with the beginning of its text.
    """

    id: int
    report: str
    feed: str | None
    sent_by: str | None
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
    decided_by: str | None
    decided_at: str | None
    drop_reason: DropReasonEnum | BlankEnum
    entry: str | None
    evidence: str | None
    redaction: RowRedaction | None
    version: int
    html_url: str
    text: str
    decided_by_name: str | None
    sent_by_name: str | None


class ComparedMeasure(TypedDict):
    """
    A measure on both days.
    """

    on: str
    differs: bool
    then: MeasureDay
    now: MeasureDay


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
    title_zh_hans: str
    narrative: str
    narrative_zh_hans: str
    language: LanguageEnum
    track: TrackEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    baseline: bool
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
    corrected_by: str | None
    is_redacted: bool
    redaction: Redaction | None
    bears_on: list[Bearing]
    views: list[View]
    dissents: list[Dissent]
    sources: list[Citation]
    milestones: list[Mark]
    marking: str
    sequence: int
    commitment: str
    seal: str
    html_url: str
    pieces: Pieces
    is_baseline: bool
    correction: str | None


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
    title_zh_hans: str
    narrative: str
    narrative_zh_hans: str
    language: LanguageEnum
    author_name: str | None
    author_role: PersonRoleEnum | NullEnum
    corrects: str | None
    corrected_by: str | None
    is_redacted: bool
    redaction: Redaction | None
    texts: list[ReadoutText]
    unread_texts: list[UnreadText]
    judgements: list[Judgement]
    marking: str
    html_url: str
    pieces: Pieces
    correction: str | None


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
    views: NotRequired[list[ViewDraft]]
    sources: NotRequired[list[str | SourceDraft]]
    milestones: NotRequired[list[MarkDraft]]
    responds_to: NotRequired[str]
    baseline: NotRequired[bool]
    marking: NotRequired[str]
    candidate: NotRequired[int]
    reason: str
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
    title_zh_hans: str
    narrative: str
    narrative_zh_hans: str
    language: LanguageEnum
    track: TrackEnum | BlankEnum
    claim: ClaimEnum | BlankEnum
    baseline: bool
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
    corrected_by: str | None
    is_redacted: bool
    redaction: Redaction | None
    bears_on: list[Bearing]
    views: list[View]
    dissents: list[Dissent]
    sources: list[Citation]
    milestones: list[Mark]
    marking: str
    sequence: int
    commitment: str
    seal: str
    html_url: str
    is_baseline: bool
    correction: str | None


class EntryDraft(TypedDict, closed=True):
    """
    One development with everything it affects, logged at once.
    """

    report: str
    occurred: str
    title: str
    title_zh_hans: NotRequired[str]
    narrative: str
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    track: TrackEnum
    claim: ClaimEnum
    bears_on: list[BearingDraft]
    views: NotRequired[list[ViewDraft]]
    sources: NotRequired[list[str | SourceDraft]]
    milestones: NotRequired[list[MarkDraft]]
    responds_to: NotRequired[str]
    baseline: NotRequired[bool]
    marking: NotRequired[str]
    candidate: NotRequired[int]
    is_baseline: NotRequired[bool]


class Evidence(TypedDict):
    """
    A source, its grades and its review.
    """

    key: str
    title: str
    title_zh_hans: str
    original_title_language: str
    author: str
    publisher: str
    publisher_zh_hans: str
    origin: str
    origin_zh_hans: str
    url: str
    archive_url: str
    published: str | None
    accessed: str | None
    language: str
    note: str
    note_zh_hans: str
    kind: SourceKindEnum
    grade: GradeEnum
    credibility: CredibilityEnum
    by_report_author: bool
    replaces: str | None
    file: EvidenceFile | None
    capture: EvidenceCapture | None
    address_state: AddressStateEnum | NullEnum
    review_state: ReviewStateEnum
    reviewed_here: bool
    marking: str
    recorded_by: str | None
    recorded_by_role: PersonRoleEnum | NullEnum
    recorded_at: str
    is_redacted: bool
    redaction: RowRedaction | None
    copies_redaction: RowRedaction | None
    version: int
    html_url: str
    is_by_report_author: bool
    is_reviewed_here: bool
    recorded_by_name: str | None


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
    subjects: list[SubjectStatements]
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
    report_roles: list[ReportRole]
    speaks_for: str | None
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
    title_zh_hans: str
    description: str
    description_zh_hans: str
    parties: list[str]
    needs_to_complete: list[str]
    addresses: list[Addressing]
    explicit: bool
    classification_basis: BasisEnum | BlankEnum
    classification_why: str
    classification_why_zh_hans: str
    source_heading: str
    source_heading_zh_hans: str
    source_paragraph: int | None
    source_note: str
    source_note_zh_hans: str
    due_on: str | None
    due_by: str | None
    is_overdue: bool
    is_unchecked: bool
    review_every_days: int
    owners: list[Owner]
    standing: Standing | None
    marking: str
    version: int
    extra: Any
    html_url: str
    is_explicit: bool
    due_last_day: str | None


class MeasureDetail(TypedDict):
    """
    A measure with its parts, indicators and links, as far as the reader may see the measures they name.
    """

    key: str
    report: str
    code: str
    parent: str | None
    kind: KindEnum
    title: str
    title_zh_hans: str
    description: str
    description_zh_hans: str
    parties: list[str]
    needs_to_complete: list[str]
    addresses: list[Addressing]
    explicit: bool
    classification_basis: BasisEnum | BlankEnum
    classification_why: str
    classification_why_zh_hans: str
    source_heading: str
    source_heading_zh_hans: str
    source_paragraph: int | None
    source_note: str
    source_note_zh_hans: str
    due_on: str | None
    due_by: str | None
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
    is_explicit: bool
    due_last_day: str | None


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


class PaginatedCandidateList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Candidate]


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


class PaginatedStatusRowList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[StatusRow]


class PaginatedTokenList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[Token]


class PaginatedUserList(TypedDict):
    count: NotRequired[int]
    next: str | None
    previous: str | None
    changed_since: NotRequired[str]
    removed: NotRequired[list[str]]
    results: list[User]


class Perception(TypedDict):
    """
    Each side's reading, side by side. An empty state means that none is recorded.
    """

    ambiguity: str
    state: AmbiguityStateEnum | BlankEnum
    state_since: NotRequired[str | None]
    clarity: NotRequired[ClarityEnum | NullEnum]
    concern: NotRequired[ConcernEnum | NullEnum]
    readings: list[Reading]
    independent: PerceivedView | None
    assessment: AssessmentEnum
    missing: list[str]


class PerceptionAsOf(TypedDict):
    """
    The perception of an ambiguity, now or as of a past day.
    """

    as_of: str
    known_at: str | None
    perception: Perception


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
    views: NotRequired[list[ViewDraft]]
    sources: NotRequired[list[str | SourceDraft]]
    milestones: NotRequired[list[MarkDraft]]
    responds_to: NotRequired[str]
    baseline: NotRequired[bool]
    marking: NotRequired[str]
    reason: NotRequired[str]
    is_baseline: NotRequired[bool]


class SideReading(TypedDict):
    """
    What one side's texts say of a subject.
    """

    party: str
    texts: list[TextReading]


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
    A text that a party published about a meeting, with what was found in it.
    """

    issuer: NotRequired[str]
    issuer_zh_hans: NotRequired[str]
    administration: NotRequired[str]
    administration_zh_hans: NotRequired[str]
    language: NotRequired[str]
    note: NotRequired[str]
    note_zh_hans: NotRequired[str]
    source: str | SourceDraft
    party: str
    day: NotRequired[str | None]
    kind: TextKindEnum
    extent: ExtentEnum
    read_by: NotRequired[ReadByEnum]
    findings: NotRequired[list[FindingDraft]]


ThenAndNow = TypedDict(
    "ThenAndNow",
    {
        "from": str,
        "to": str,
        "report": str,
        "known_at": str | None,
        "measures": list[ComparedMeasure],
        "subjects": list[ComparedSubject],
        "ambiguities": list[ComparedAmbiguity],
    },
)


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
    views: list[View]
    reviews: list[ReviewChange]


class Checks(TypedDict):
    """
    The entries that say so: one for each report and marking.
    """

    entries: list[Entry]


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


class ReadoutsCorrection(TypedDict, closed=True):
    """
    What a comparison says otherwise now, and why; what is left out stays as it was, an empty list takes it away.
    """

    of: NotRequired[str]
    related: NotRequired[list[str]]
    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    texts: NotRequired[list[TextDraft]]
    unread_texts: NotRequired[list[UnreadTextDraft]]
    judgements: NotRequired[list[JudgementDraft]]
    marking: NotRequired[str]
    reason: str


class ReadoutsDraft(TypedDict, closed=True):
    """
    The texts of a meeting side by side.
    """

    of: str
    related: NotRequired[list[str]]
    title: NotRequired[str]
    title_zh_hans: NotRequired[str]
    narrative: NotRequired[str]
    narrative_zh_hans: NotRequired[str]
    language: NotRequired[LanguageEnum]
    texts: list[TextDraft]
    unread_texts: NotRequired[list[UnreadTextDraft]]
    judgements: NotRequired[list[JudgementDraft]]
    marking: NotRequired[str]


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
