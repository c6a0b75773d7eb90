"""Recording, reviewing and revising sources."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypedDict, Unpack

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from measures import access
from measures.errors import RedactedRowError
from measures.models import Audience, Evidence, Grade, Marking, PartialDate, Review, ReviewState, SourceKind, User
from measures.models.markings import is_within
from measures.operations.clock import Clock
from measures.operations.drafts import EntryDraft, IfKnown, SourceDraft
from measures.operations.faults import Faults, faults
from measures.operations.files import NewFiles, safe_file_name, stored
from measures.operations.journal import append_reviews, resting_on
from measures.operations.locks import lock_markings_shared, require_version
from measures.operations.notices import notify_recorder
from measures.operations.rows import column_values
from measures.operations.standing import restate
from measures.operations.transactions import in_one_transaction
from measures.operations.updating import save_next_version

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


class SourceRevision(TypedDict, total=False):
    """What may be changed of a source: how it is judged, and how it was read. What it is stays as it was recorded."""

    grade: str
    credibility: int
    archive_url: str
    accessed: PartialDate | None
    read_as_copy: bool
    copy_sha256: str
    unopened: bool


REVISABLE = tuple(SourceRevision.__annotations__)


def random_key(prefix: str) -> str:
    """A key that cannot be guessed and does not reveal how many rows there are."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(12))}"


def record_evidence(source: SourceDraft, *, by: User, marking: str = Marking.PUBLIC) -> Evidence:
    """Record a source, to be reviewed by somebody else; its file is stored first."""
    access.require(by, "record_evidence")
    file = stored(source.file) if source.file else None
    return record_stored(replace(source, file=file), by=by, marking=marking)


@in_one_transaction
def record_stored(source: SourceDraft, *, by: User, marking: str) -> Evidence:
    """Record a source whose file is stored."""
    lock_markings_shared([source.url])
    new = NewSources(by, marking)
    with faults() as found:
        found.require_choice("marking", marking, Marking)
        evidence = new.add(source, found, at="")
    new.keep()
    restate(set(resting_on([evidence.replaces_id])))
    return evidence


@dataclass(slots=True)
class NewSources:
    """New sources from a writer: checked at once, kept with their files if nothing else is wrong."""

    by: User
    marking: str
    files: NewFiles = field(default_factory=NewFiles)
    rows: list[Evidence] = field(default_factory=list)

    def add(self, source: SourceDraft, found: Faults, *, at: str) -> Evidence:
        evidence = evidence_of(source, by=self.by, marking=self.marking, found=found, files=self.files, at=at)
        self.rows.append(evidence)
        return evidence

    def cited_by(self, draft: EntryDraft, recorded: Mapping[str, Evidence], found: Faults) -> dict[str, Evidence]:
        """The sources of a draft by the paths of their fields: those recorded, by key, and new ones, unsaved."""
        sources: dict[str, Evidence] = {}
        for path, source in draft.cited():
            if isinstance(source, SourceDraft):
                known = source_to_use(source, recorded.values(), draft.marking)
                sources[path] = known or self.add(source, found, at=f"{path}.")
            elif source in recorded:
                sources[path] = recorded[source]
            else:
                found.add_unknown(path, source)
        field, different = "texts" if draft.readouts else "sources", {row.key: row for row in sources.values()}.values()
        addresses = [source.url for source in different if source.url]
        if len(addresses) > len(set(addresses)):
            found.add(field, _("Two of these sources have the same address."))
        hashes = [source.file_id for source in different if source.file_id]
        if len(hashes) > len(set(hashes)):
            found.add(field, _("Two of these sources have the same file."))
        return sources

    def keep(self) -> None:
        """Save files and sources; their addresses have been locked since before the look-up."""
        self.files.keep()
        Evidence.objects.bulk_create(self.rows)


def source_to_use(source: SourceDraft, recorded: Iterable[Evidence], marking: str) -> Evidence | None:
    """The recorded source with the address of a new one that is to be used, if all readers of the entry may read it."""
    if source.if_known != IfKnown.USE or not source.url:
        return None
    return next((row for row in recorded if row.url == source.url and is_within(marking, row.marking)), None)


def evidence_of(source: SourceDraft, *, by: User, marking: str, found: Faults, files: NewFiles, at: str) -> Evidence:
    """The row of a source that a user records, unsaved and checked."""
    audience = access.audience_of(by)
    evidence = Evidence(**column_values(source, Evidence), marking=marking, recorded_by=by)
    evidence.key = random_key("source")
    found.require(f"{at}title", source.title)
    if source.kind == SourceKind.DIALOGUE_NOTE:
        if marking == Marking.PUBLIC:
            found.add(
                f"{at}kind", _("A note of a dialogue is never public: choose participants or a narrower marking.")
            )
    elif source.address_withheld:
        if source.url:
            found.add(f"{at}url", _("Leave this empty: an address that is withheld is not kept."))
    elif not source.url and not source.file:
        found.add(f"{at}url", _("Enter the address where it can be read, or add its file."))
    if source.replaces:
        # Locked, so that an entry which cites it meanwhile is restated after it was replaced.
        rows = Evidence.objects.visible_to(audience).select_for_update(of=("self",), no_key=True)
        evidence.replaces = rows.filter(key=source.replaces).first()
        if evidence.replaces is None:
            found.add_unknown(f"{at}replaces", source.replaces)
    if source.file:
        evidence.file = files.add(source.file, found, f"{at}file")
        evidence.file_name = safe_file_name(source.file.name)
    evidence.settle_reading()
    found.check(evidence, at=at)
    refuse_recorded(evidence, audience, found, at)
    # The replaced source counts until this moment by the journal's clock, not until the transaction began.
    evidence.recorded_at = Clock()
    return evidence


def refuse_recorded(evidence: Evidence, audience: Audience, found: Faults, at: str) -> None:
    """An address or a file is recorded once; writers learn of a duplicate only if they may see it."""
    seen = Evidence.objects.marked_for(audience)
    if evidence.url and (recorded_key := first_key(seen.filter(url=evidence.url))):
        found.add_recorded(f"{at}url", _("This address is already recorded, as %(key)s."), recorded_key)
    if evidence.file_id and (recorded_key := first_key(seen.filter(file=evidence.file_id))):
        found.add_recorded(f"{at}file", _("This file is already recorded, as %(key)s."), recorded_key)


def first_key(sources: QuerySet[Evidence]) -> str | None:
    """The key of the first of some sources, if there is one."""
    return sources.values_list("key", flat=True).first()


@in_one_transaction
def review_evidence(evidence: Evidence, *, by: User, state: str, note: str = "") -> Review:
    """Accept, dispute or retract a source; a review by its recorder is marked as such."""
    access.require(by, "review_evidence", evidence)
    lock_markings_shared()
    locked = lock_source(evidence)
    with faults() as found:
        found.require_choice("state", state, ReviewState)
        if state in (ReviewState.DISPUTED, ReviewState.RETRACTED):
            found.require("note", note)
    review = Review(
        evidence=locked,
        state=state,
        reviewer=by,
        reviewer_name=str(by),
        is_self_review=locked.recorded_by_id == by.pk,
        note=note,
    )
    append_reviews([review])
    notify_recorder(review, by=by)
    restate(set(resting_on([locked.pk])))
    return review


def lock_source(evidence: Evidence) -> Evidence:
    """The source as it is now, locked until the end of the transaction, unless it was redacted."""
    locked = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
    if locked.is_redacted:
        raise RedactedRowError
    return locked


@in_one_transaction
def revise_evidence(
    evidence: Evidence,
    *,
    by: User,
    version: int | None = None,
    **changes: Unpack[SourceRevision],
) -> Evidence:
    """Change a source's grades, or say where a copy is and how it was read; the rest stays as it was recorded."""
    access.require(by, "revise_evidence", evidence)
    locked = lock_source(evidence)
    require_version(locked, version)
    if changes.get("unopened", locked.unopened) != locked.unopened:
        access.require(by, "open_evidence", evidence)
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.settle_reading()
    with faults() as found:
        found.require_choice("grade", locked.grade, Grade)
        # Its address stays, even if its kind is no longer accepted.
        found.check(locked, but=["url"])
    save_next_version(locked, REVISABLE)
    return locked


@in_one_transaction
def open_evidence(evidence: Evidence, *, by: User, on: date) -> Evidence:
    """Say that a person has opened a source at its address on a day: from now on the address is shown."""
    access.require(by, "open_evidence", evidence)
    locked = lock_source(evidence)
    if locked.unopened:
        locked.unopened, locked.accessed = False, PartialDate.of(on)
        save_next_version(locked, ["unopened", "accessed"])
    return locked
