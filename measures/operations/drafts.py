"""What a writer submits: plain values and keys, not yet checked or looked up."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import IO, Any

from django.db.models import Model

from measures.models import NONE, Confidence, EntryKind, Grade, Language, Marking, PartialDate, SourceKind
from measures.models.records import value_columns


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file that comes with a source; in a trial it is judged but not stored."""

    content: IO[bytes]
    name: str = ""
    is_trial: bool = False


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
    rests_on: Sequence[str] = ()
    sources: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDraft:
    """Whether the milestone with the key `on` was met, by which party or (none) by all together."""

    on: str
    state: str
    party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """One entry of the journal with all that comes with it. `key`, `library_as_of` are a library's."""

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
    baseline: bool = False
    marking: str = Marking.PUBLIC
    key: str = ""
    library_as_of: date | None = None


def column_values(draft: Any, model: type[Model]) -> dict[str, Any]:
    """The values of a draft for the columns of a model, except references."""
    drafted = {field.name for field in fields(draft)}
    return {name: getattr(draft, name) for name in value_columns(model) if name in drafted}
