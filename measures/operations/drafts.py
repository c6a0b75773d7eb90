"""What a writer submits: plain values and keys, not yet checked or looked up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import IO, Annotated, Any, ClassVar, Self

from measures.models import (
    NONE,
    AboutWhom,
    Addressed,
    Assessment,
    Bearing,
    Confidence,
    Dissent,
    Entry,
    EntryKind,
    Evidence,
    FindingState,
    Grade,
    Judgement,
    Language,
    Marking,
    MilestoneMark,
    PartialDate,
    ReadBy,
    ReadoutText,
    ReferenceBasis,
    ReferenceManner,
    SourceKind,
    Speech,
    Statement,
    StatementAct,
    StatementReference,
    StatementVoice,
    StoredFile,
    TextFinding,
    TranslationBy,
    UnreadText,
)
from measures.models.reports import EARLIEST_FIRST_YEAR
from measures.operations.draft_fields import Sent

Place = Annotated[str, Sent("Key of a measure, part or ambiguity.", most=100)]
PartyCode = Annotated[str, Sent(most=40)]
About = Annotated[str, Sent("About whose actions: the code of a party, “both” or “none”.", most=40)]
SubjectKey = Annotated[str, Sent("Key of a subject.", most=100)]


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file that comes with a source; in a trial it is judged but not stored.

    `stored` is its unsaved row, once its bytes are in the storage; `faults` say why they are not.
    """

    content: IO[bytes]
    name: str = ""
    is_trial: bool = False
    stored: StoredFile | None = None
    faults: Sequence[str] = ()


class IfKnown(StrEnum):
    """What to do with a new source whose address is already recorded."""

    REFUSE = "refuse"
    USE = "use"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDraft:
    """A source to be recorded. `key` is given by a library only; a logged source gets a random one."""

    model: ClassVar = Evidence

    publisher: str = ""
    title: str = ""
    url: str = ""
    grade: str = Grade.F
    credibility: Annotated[int, Sent("1 to 6 on the Admiralty scale.")] = 6
    kind: str = SourceKind.PRESS
    language: str = ""
    published: PartialDate | None = None
    accessed: PartialDate | None = None
    archive_url: str = ""
    read_as_copy: bool = False
    copy_sha256: str = ""
    unopened: bool = False
    address_withheld: bool = False
    origin: Annotated[str, Sent("Original source (agency, wire).")] = ""
    title_zh_hans: str = ""
    publisher_zh_hans: str = ""
    origin_zh_hans: str = ""
    by_report_author: bool = False
    file: FileDraft | None = None
    replaces: Annotated[str, Sent("Key of the source that this one replaces.", most=100)] = ""
    key: str = ""
    if_known: Annotated[
        IfKnown,
        Sent(
            "If a source with this address is already recorded: refuse this one (the default), or use that in its "
            "place, whatever else is sent here."
        ),
    ] = IfKnown.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class BearingDraft:
    """What a development does to a measure or an ambiguity."""

    model: ClassVar = Bearing

    on: Place
    direction: str
    about: Annotated[str, Sent("Whose conduct: the code of a party, “both” or “none”.", most=40)] = NONE
    concern: str = ""
    status: str = ""
    state: str = ""
    changed_by: PartyCode = ""
    reason: str = ""
    reason_zh_hans: str = ""
    note: str = ""
    note_zh_hans: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentDraft:
    """How this tracker sees a measure or an ambiguity."""

    model: ClassVar = Assessment

    on: Place
    about: About = NONE
    level: int | None = None
    nothing: str = ""
    direction: str = ""
    confidence: str = Confidence.MODERATE
    text: str = ""
    text_zh_hans: str = ""
    in_short: str = ""
    in_short_zh_hans: str = ""
    written_on: date | None = None
    confidence_basis: str = ""
    confidence_basis_zh_hans: str = ""
    assumptions: str = ""
    assumptions_zh_hans: str = ""
    other_reading: str = ""
    other_reading_zh_hans: str = ""
    what_would_change: str = ""
    what_would_change_zh_hans: str = ""
    why_changed: str = ""
    why_changed_zh_hans: str = ""
    rests_on: Annotated[Sequence[str], Sent("Keys of earlier entries.", most=120)] = ()
    sources: Annotated[
        Sequence[str], Sent("Keys of sources that this entry or those earlier ones cite.", most=120)
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceDraft:
    """What a statement refers to: an earlier statement or an entry of the same report."""

    model: ClassVar = StatementReference

    how: str
    statement: Annotated[str, Sent("Key of a statement.", most=100)] = ""
    entry: Annotated[str, Sent("Key of an entry.", most=100)] = ""
    manner: str = ReferenceManner.WORDS
    basis: str = ReferenceBasis.OURS


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDraft:
    """What a party said, in its own words. `key` is a library's, or that of the statement in the entry corrected."""

    model: ClassVar = Statement

    parties: Annotated[Sequence[str], Sent("Codes of those whose words these are.", most=40)]
    authority: str
    speaker: str
    said_on: PartialDate
    quotation: str
    quotation_language: Annotated[str, Sent("Tag of the language, such as “en”, “zh-hans” or “zh-hant”.")]
    acts: Annotated[Sequence[str], Sent(f"What the words do: {', '.join(StatementAct.values)}.", most=20)]
    about: Annotated[
        str, Sent("About whose conduct or aim: “itself”, the code of a party, “both” or “general”.", most=40)
    ] = AboutWhom.ITSELF
    source: Annotated[
        str | SourceDraft, Sent("Source that has the words: a key, or a new one; left out: the entry’s first source.")
    ] = ""
    also_in: Annotated[Sequence[str], Sent("Keys of other sources that have them.", most=120)] = ()
    voice: str = StatementVoice.OWN
    office: str = ""
    occasion: str = ""
    place: str = ""
    published_on: PartialDate | None = None
    speech: str = Speech.DIRECT
    as_quoted_by: Annotated[str, Sent("Who carries the words, where the issuer’s own text was not read.")] = ""
    translation: Annotated[str, Sent("The words in English, if they were said in another language.")] = ""
    translation_zh_hans: Annotated[str, Sent("The words in Chinese, if they were said in another language.")] = ""
    translation_by: str = TranslationBy.OURS
    subjects: Annotated[Sequence[str], Sent("Keys of the subjects under which we file it.", most=100)] = ()
    on: Annotated[Sequence[str], Sent("Keys of the measures and ambiguities under which we file it.", most=100)] = ()
    to: Annotated[
        Sequence[str],
        Sent(f"To whom the words are addressed: codes of parties, or {', '.join(Addressed.values)}.", most=40),
    ] = ()
    in_answer_to: Annotated[str, Sent("What was asked there, in our words.")] = ""
    refers_to: Sequence[ReferenceDraft] = ()
    note: str = ""
    speaker_zh_hans: str = ""
    office_zh_hans: str = ""
    occasion_zh_hans: str = ""
    place_zh_hans: str = ""
    as_quoted_by_zh_hans: str = ""
    in_answer_to_zh_hans: str = ""
    note_zh_hans: str = ""
    key: Annotated[str, Sent("Key of the statement that a correction has in its entry; a new one gets a key.")] = ""

    @property
    def name(self) -> str:
        """By what it is told from the other statements of its entry."""
        return self.key or self.quotation


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentDraft:
    """How a member of the team sees something otherwise than our assessment of it."""

    model: ClassVar = Dissent

    on: Place
    about: About = NONE
    level: int | None = None
    nothing: str = ""
    direction: str = ""
    confidence: str = Confidence.MODERATE
    text: str = ""
    text_zh_hans: str = ""

    @property
    def as_view(self) -> AssessmentDraft:
        """What it says, as an assessment of ours would."""
        return AssessmentDraft(**asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDraft:
    """Whether a milestone was met."""

    model: ClassVar = MilestoneMark

    on: Annotated[str, Sent("Key of a milestone.", most=120)]
    state: str
    party: Annotated[str, Sent("Who met it; leave it out if it was met together.", most=40)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionDraft:
    """A passage of a text: for whom it speaks and what it says, in our words and in its own."""

    model: ClassVar = TextFinding

    voice: str
    act: str
    sentence: Annotated[str, Sent("In our words, with any condition that the text attaches.")] = ""
    sentence_zh_hans: str = ""
    quotation: Annotated[str, Sent("Original words; if the text is stored, they must appear in it.")] = ""
    quotation_language: str = ""
    paragraph: Annotated[int | None, Sent(least=1, most=32767)] = None
    in_another_connection: bool = False
    names_recommendation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    """What was found of a subject in a text."""

    model: ClassVar = TextFinding

    subject: SubjectKey
    state: str = FindingState.MENTIONS
    filed_under: Annotated[str, Sent("Key of the subject under which the passage counts.", most=100)] = ""
    note: str = ""
    note_zh_hans: str = ""
    mentions: Sequence[MentionDraft] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """A text that a party published about a meeting, with what was found in it; other subjects were not looked for."""

    model: ClassVar = ReadoutText

    source: str | SourceDraft
    party: PartyCode
    kind: str
    extent: str
    issuer: str = ""
    language: str = ""
    read_by: str = ReadBy.PERSON
    issuer_zh_hans: str = ""
    day: PartialDate | None = None
    administration: str = ""
    administration_zh_hans: str = ""
    note: str = ""
    note_zh_hans: str = ""
    findings: Sequence[FindingDraft] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadTextDraft:
    """A known text about a meeting that was not read."""

    model: ClassVar = UnreadText

    party: PartyCode
    title: str = ""
    title_zh_hans: str = ""
    day: PartialDate | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementDraft:
    """Whether two sides' texts say the same on a subject: our reading."""

    model: ClassVar = Judgement

    subject: SubjectKey
    sameness: str
    sentence: str = ""
    sentence_zh_hans: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutsDraft:
    """The texts of a meeting side by side: of a development, and of others related to it."""

    model: ClassVar = Entry

    of: Annotated[str, Sent("Key of the development that the texts are about.", most=100)]
    texts: Sequence[TextDraft]
    related: Annotated[Sequence[str], Sent("Keys of other developments of the same meeting.", most=120)] = ()
    unread_texts: Sequence[UnreadTextDraft] = ()
    judgements: Sequence[JudgementDraft] = ()

    @property
    def parties(self) -> set[str]:
        """Whose texts these are, read or not, by code."""
        return {text.party for text in self.texts} | {text.party for text in self.unread_texts}

    @property
    def latest_day(self) -> PartialDate:
        """The latest day of its texts, of those that are known to the day; the earliest of all where none is."""
        days = [text.day for text in self.texts if text.day and text.day.day]
        return max(days, key=lambda day: day.last, default=PartialDate(EARLIEST_FIRST_YEAR))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """One entry of the journal with all that comes with it. `key`, `library_as_of` are a library's.

    One that compares texts, `readouts`, occurs on the latest day of these, but not before what they are about.
    """

    model: ClassVar = Entry

    occurred: PartialDate
    title: str = ""
    narrative: str = ""
    track: str = ""
    claim: str = ""
    kind: str = EntryKind.DEVELOPMENT
    bears_on: Sequence[BearingDraft] = ()
    assessments: Sequence[AssessmentDraft] = ()
    sources: Sequence[str | SourceDraft] = ()
    milestones: Sequence[MarkDraft] = ()
    statements: Sequence[StatementDraft] = ()
    title_zh_hans: str = ""
    narrative_zh_hans: str = ""
    language: str = Language.ENGLISH
    responds_to: Annotated[str, Sent("Key of an entry of the same report.", most=100)] = ""
    # Of a summary: when it was written, and what it rests on.
    written_on: date | None = None
    rests_on: Annotated[Sequence[str], Sent("Keys of entries of the same report.", most=120)] = ()
    baseline: bool = False
    marking: str = Marking.PUBLIC
    reason: Annotated[str, Sent("Why the entry is corrected.")] = ""
    reason_zh_hans: str = ""
    key: str = ""
    library_as_of: date | None = None
    readouts: ReadoutsDraft | None = None
    dissent: DissentDraft | None = None
    drops_recorded_views: Annotated[
        bool,
        Sent("Of a correction: whether what an earlier version recorded as a party’s assessment is left out of it."),
    ] = False

    def cited(self) -> list[tuple[str, str | SourceDraft]]:
        """The sources that it rests on, each with the path of its field."""
        places = [(f"sources.{index}", source) for index, source in enumerate(self.sources)]
        texts = self.readouts.texts if self.readouts else ()
        places += [(f"texts.{index}.source", text.source) for index, text in enumerate(texts)]
        for index, statement in enumerate(self.statements):
            if statement.source:
                places.append((f"statements.{index}.source", statement.source))
            places += [(f"statements.{index}.also_in.{at}", key) for at, key in enumerate(statement.also_in)]
        return places

    @property
    def new_sources(self) -> list[SourceDraft]:
        """Those among them that are not named by a key."""
        return [source for _, source in self.cited() if isinstance(source, SourceDraft)]

    def with_files(self, change: Callable[[FileDraft], FileDraft]) -> Self:
        """The same draft, with its files as `change` makes them."""
        readouts = self.readouts
        if readouts is not None:
            texts = [replace(text, source=with_file(text.source, change)) for text in readouts.texts]
            readouts = replace(readouts, texts=texts)
        statements = [replace(each, source=with_file(each.source, change)) for each in self.statements]
        sources = [with_file(each, change) for each in self.sources]
        return replace(self, sources=sources, statements=statements, readouts=readouts)

    @property
    def new_addresses(self) -> list[str]:
        return [source.url for source in self.new_sources]

    @property
    def usable_addresses(self) -> list[str]:
        """The addresses for which a recorded source is to be used, if there is one."""
        return [source.url for source in self.new_sources if source.url and source.if_known == IfKnown.USE]


def with_file(source: str | SourceDraft, change: Callable[[FileDraft], FileDraft]) -> str | SourceDraft:
    if isinstance(source, SourceDraft) and source.file:
        return replace(source, file=change(source.file))
    return source


def comparison_draft(readouts: ReadoutsDraft, **given: Any) -> EntryDraft:
    """The draft of an entry that compares texts; `given` are other fields of it."""
    return EntryDraft(kind=EntryKind.READOUTS, occurred=readouts.latest_day, readouts=readouts, **given)


# What is said of a summary, by the name that an entry has for it.
OF_SUMMARY = {
    "text": "title",
    "text_zh_hans": "title_zh_hans",
    "note": "narrative",
    "note_zh_hans": "narrative_zh_hans",
}


def summary_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a summary, its text and the day to whose end it holds, by the fields of an entry."""
    values = {OF_SUMMARY.get(name, name): value for name, value in given.items() if name != "as_of"}
    return values | ({"occurred": PartialDate.of(given["as_of"])} if "as_of" in given else {})


def summary_of(draft: EntryDraft) -> dict[str, Any]:
    """What the draft of a summary says, by the names that a summary has for it."""
    said = {name: getattr(draft, field) for name, field in OF_SUMMARY.items()}
    return said | {"as_of": draft.occurred.last, "rests_on": draft.rests_on, "marking": draft.marking}


def summary_draft(*, as_of: date, text: str, **given: Any) -> EntryDraft:
    """The draft of a summary to the end of a day; `given` are other fields of it."""
    return EntryDraft(kind=EntryKind.SUMMARY, **summary_fields({"as_of": as_of, "text": text, **given}))


def dissent_draft(dissent: DissentDraft, *, assessment: str, on: date, **given: Any) -> EntryDraft:
    """The draft of an entry that dissents from the assessment with a key, on a day; `given` are other fields of it."""
    occurred = PartialDate.of(on)
    return EntryDraft(kind=EntryKind.DISSENT, occurred=occurred, responds_to=assessment, dissent=dissent, **given)
