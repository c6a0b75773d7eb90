"""What a writer submits: plain values and keys, not yet checked or looked up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from typing import IO, Any, Self

from measures.models import (
    INDEPENDENT,
    NONE,
    Confidence,
    EntryKind,
    FindingState,
    Grade,
    Language,
    Marking,
    PartialDate,
    ReadBy,
    SourceKind,
    StoredFile,
)
from measures.models.reports import EARLIEST_FIRST_YEAR


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

    publisher: str
    title: str = ""
    url: str = ""
    grade: str = Grade.F
    credibility: int = 6
    kind: str = SourceKind.PRESS
    language: str = ""
    published: PartialDate | None = None
    accessed: PartialDate | None = None
    archive_url: str = ""
    origin: str = ""
    title_zh_hans: str = ""
    publisher_zh_hans: str = ""
    origin_zh_hans: str = ""
    by_report_author: bool = False
    file: FileDraft | None = None
    replaces: str = ""
    key: str = ""
    if_known: str = IfKnown.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class BearingDraft:
    """What an entry does to the measure or ambiguity with the key `on`, and whose conduct it is `about`."""

    on: str
    direction: str
    about: str = NONE
    concern: str = ""
    status: str = ""
    state: str = ""
    changed_by: str = ""
    reason: str = ""
    reason_zh_hans: str = ""
    note: str = ""
    note_zh_hans: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDraft:
    """How somebody sees the measure or ambiguity `on`; `sources` and `rests_on` are keys."""

    on: str
    whose: str
    about: str = NONE
    level: int | None = None
    nothing: str = ""
    direction: str = ""
    confidence: str = Confidence.MODERATE
    provenance: str = ""
    text: str = ""
    text_zh_hans: str = ""
    speaker: str = ""
    speaker_zh_hans: str = ""
    office: str = ""
    office_zh_hans: str = ""
    administration: str = ""
    administration_zh_hans: str = ""
    quotation: str = ""
    quotation_language: str = ""
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
    rests_on: Sequence[str] = ()
    sources: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentDraft:
    """How a member of the team sees the measure or ambiguity `on` otherwise than our assessment of it."""

    on: str
    about: str = NONE
    level: int | None = None
    nothing: str = ""
    direction: str = ""
    confidence: str = Confidence.MODERATE
    text: str = ""
    text_zh_hans: str = ""

    @property
    def as_view(self) -> ViewDraft:
        """What it says, as an assessment of ours would."""
        return ViewDraft(whose=INDEPENDENT, **asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDraft:
    """Whether the milestone with the key `on` was met, by which party or (none) by all together."""

    on: str
    state: str
    party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionDraft:
    """A passage of a text: of whom it says what, in our words and in its own."""

    voice: str
    act: str
    sentence: str
    sentence_zh_hans: str = ""
    quotation: str = ""
    quotation_language: str = ""
    paragraph: int | None = None
    in_another_connection: bool = False
    names_recommendation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDraft:
    """What was found of a subject in a text; `subject` and `filed_under` are keys."""

    subject: str
    state: str = FindingState.MENTIONS
    filed_under: str = ""
    note: str = ""
    note_zh_hans: str = ""
    mentions: Sequence[MentionDraft] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """A text of a party about a meeting, with what was found in it; a subject without a finding was not looked for."""

    source: str | SourceDraft
    party: str
    issuer: str
    language: str
    kind: str
    extent: str
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
    """A text about a meeting that is known and was not read."""

    party: str
    title: str
    title_zh_hans: str = ""
    day: PartialDate | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementDraft:
    """Whether the sides' texts say the same of the subject with the key `subject`, as we read them."""

    subject: str
    sameness: str
    sentence: str
    sentence_zh_hans: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutsDraft:
    """The texts of a meeting beside each other: of the development with the key `of`, and of others `related` to it."""

    of: str
    texts: Sequence[TextDraft]
    related: Sequence[str] = ()
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

    occurred: PartialDate
    title: str = ""
    narrative: str = ""
    track: str = ""
    claim: str = ""
    kind: str = EntryKind.DEVELOPMENT
    bears_on: Sequence[BearingDraft] = ()
    views: Sequence[ViewDraft] = ()
    sources: Sequence[str | SourceDraft] = ()
    milestones: Sequence[MarkDraft] = ()
    title_zh_hans: str = ""
    narrative_zh_hans: str = ""
    language: str = Language.ENGLISH
    responds_to: str = ""
    # Of a summary: when it was written, and the keys of the entries that it rests on.
    written_on: date | None = None
    rests_on: Sequence[str] = ()
    baseline: bool = False
    marking: str = Marking.PUBLIC
    # Of a correction: why.
    reason: str = ""
    reason_zh_hans: str = ""
    key: str = ""
    library_as_of: date | None = None
    readouts: ReadoutsDraft | None = None
    dissent: DissentDraft | None = None

    def cited(self) -> list[tuple[str, str | SourceDraft]]:
        """The sources that it rests on, each with the path of its field."""
        places = [(f"sources.{index}", source) for index, source in enumerate(self.sources)]
        texts = self.readouts.texts if self.readouts else ()
        return places + [(f"texts.{index}.source", text.source) for index, text in enumerate(texts)]

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
        return replace(self, sources=[with_file(each, change) for each in self.sources], readouts=readouts)

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


def summary_draft(*, as_of: date, text: str, **given: Any) -> EntryDraft:
    """The draft of a summary to the end of a day; `given` are other fields of it."""
    return EntryDraft(kind=EntryKind.SUMMARY, **summary_fields({"as_of": as_of, "text": text, **given}))


def dissent_draft(dissent: DissentDraft, *, assessment: str, on: date, **given: Any) -> EntryDraft:
    """The draft of an entry that dissents from the assessment with a key, on a day; `given` are other fields of it."""
    occurred = PartialDate.of(on)
    return EntryDraft(kind=EntryKind.DISSENT, occurred=occurred, responds_to=assessment, dissent=dissent, **given)


DRAFTS_WITHIN = {"bears_on": BearingDraft, "views": ViewDraft, "milestones": MarkDraft}
READ_FROM_TEXT: Mapping[str, Callable[[str], object]] = {
    "occurred": PartialDate.parse,
    "published": PartialDate.parse,
    "accessed": PartialDate.parse,
    "written_on": date.fromisoformat,
}


def body_of(draft: Any) -> dict[str, Any]:
    """A draft as a program sends it, without what it leaves open."""
    given = {field.name: getattr(draft, field.name) for field in fields(draft)}
    defaults = {field.name: field.default for field in fields(draft)}
    return {name: as_sent(value) for name, value in given.items() if value != defaults[name]}


def as_sent(value: Any) -> Any:
    """A value of a draft as JSON has it."""
    if isinstance(value, PartialDate | date):
        return str(value)
    if isinstance(value, list | tuple):
        return [as_sent(each) for each in value]
    return body_of(value) if is_dataclass(value) else value


def draft_of_body(body: Mapping[str, Any]) -> EntryDraft:
    """The draft of an entry that `body_of` wrote."""
    rows = {name: [read_values(make, row) for row in body.get(name, ())] for name, make in DRAFTS_WITHIN.items()}
    sources = [each if isinstance(each, str) else read_values(SourceDraft, each) for each in body.get("sources", ())]
    return read_values(EntryDraft, {**body, **rows, "sources": sources})


def read_values[Draft](make: Callable[..., Draft], values: Mapping[str, Any]) -> Draft:
    """A draft of values that may be dates as text."""
    read = READ_FROM_TEXT
    return make(**{name: read[name](value) if name in read else value for name, value in values.items()})
