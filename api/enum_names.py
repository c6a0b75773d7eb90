"""What closed lists of values are called in the description of the API and as codes, each by where its choices are."""

# Of the models.
MODEL_CHOICES = (
    "AddressState", "AmbiguityState", "Basis", "BriefAttachment", "BriefCadence", "Cadence", "CandidateState",
    "ChainKind", "Claim", "Clarity", "Concern", "Confidence", "Credibility", "DateFindingKind", "DateState",
    "DigestResult", "Direction", "Doers", "DropReason", "EntryKind", "Extent", "FetchOutcome", "FindingState",
    "Grade", "Kind", "Language", "LinkBasis", "MarkState", "Marking", "MilestoneType", "Nothing", "OwnerRole",
    "PartyKind", "PerceivedBasis", "Pointing", "Provenance", "ReadBy", "Relation", "ReviewState", "Role",
    "RoleInReport", "Sameness", "Scope", "SealedKind", "SecretUrlKind", "SourceKind", "Status", "Strength",
    "TextAct", "TextKind", "TextVoice", "TokenReaders", "Track", "ViewDirection", "WebhookEvent", "Weekday",
)  # fmt: skip

ENUM_NAMES = {
    **{f"{name}Enum": f"measures.models.{name}.choices" for name in MODEL_CHOICES},
    "BearingDirectionEnum": "api.serializers.drafts.DIRECTIONS",
    "ChangesByEnum": "measures.analysis.changes.ChangesBy.choices",
    "ComparisonEnum": "measures.analysis.readouts.Comparison.choices",
    "HindranceEnum": "measures.analysis.readouts.Hindrance.choices",
    "AccountKindEnum": "measures.analysis.accounts.AccountKind.choices",
    "AssessmentEnum": "measures.analysis.assessment.Assessment.choices",
    "PersonRoleEnum": "measures.models.bylines.PersonRole.choices",
    "SideStateEnum": "measures.analysis.assessment.SideState.choices",
}
