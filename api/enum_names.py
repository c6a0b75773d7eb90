"""What closed lists of values are called in the description of the API and as codes, each by where its choices are."""

from measures.wing import from_wings

# Of the models.
MODEL_CHOICES = (
    "AddressState", "AmbiguityState", "Authority", "Basis", "CandidateState",
    "ChainKind", "Claim", "Clarity", "Concern", "Confidence", "Credibility", "DateFindingKind", "DateState",
    "Direction", "Doers", "EntryKind", "Extent", "FetchOutcome", "FindingState",
    "Grade", "Kind", "Language", "LinkBasis", "MarkState", "Marking", "MilestoneType", "Nothing", "OwnerRole",
    "PartyKind", "PerceivedBasis", "Pointing", "Provenance", "ReadBy", "ReferenceBasis",
    "ReferenceKind", "ReferenceManner", "Relation", "ReviewState", "Role",
    "RoleInReport", "Sameness", "Scope", "SealedKind", "SecretUrlKind", "SourceKind", "Speech",
    "StatementAct", "StatementVoice", "Status", "Strength",
    "TextAct", "TextKind", "TextVoice", "TokenReaders", "Track", "TranslationBy", "Verb",
    "AssessmentDirection",
)  # fmt: skip

# By what each is called in the description.
PATHS = {
    **{f"{name}Enum": f"measures.models.{name}.choices" for name in MODEL_CHOICES},
    "BearingDirectionEnum": "measures.models.bearings.BEARING_DIRECTIONS",
    "ChangesByEnum": "measures.analysis.changes.ChangesBy.choices",
    "ComparisonEnum": "measures.analysis.readouts.Comparison.choices",
    "HindranceEnum": "measures.analysis.readouts.Hindrance.choices",
    "AccountKindEnum": "measures.analysis.accounts.AccountKind.choices",
    "AssessmentEnum": "measures.analysis.assessment.AssessmentState.choices",
    "CellRoleEnum": "measures.analysis.unclear.CellRole.choices",
    "PersonRoleEnum": "measures.models.bylines.PersonRole.choices",
    "LevelStateEnum": "measures.analysis.assessment.LevelState.choices",
}


def enum_names() -> dict[str, str]:
    """Where the choices of each closed list are, those of the wings included, by its name in the description."""
    of_wings = from_wings(lambda wing: wing.choices)
    return PATHS | {f"{each.__name__}Enum": f"{each.__module__}.{each.__name__}.choices" for each in of_wings}
