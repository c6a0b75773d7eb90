"""Recording and reviewing sources."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from measures import access
from measures.models import Audience, Evidence, Marking, Review, ReviewState, User
from measures.operations.clock import clock
from measures.operations.drafts import SourceDraft
from measures.operations.faults import Faults, faults
from measures.operations.journal import resting_on
from measures.operations.rules import check_released
from measures.operations.standing import restate

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SOURCE_VALUES = (
    "publisher", "publisher_zh_hans", "title", "title_zh_hans", "origin", "origin_zh_hans", "url", "archive_url",
    "grade", "credibility", "kind", "language", "published", "accessed", "by_report_author",
)  # fmt: skip


def random_key(prefix: str) -> str:
    """A key that cannot be guessed and tells nothing of how many rows there are."""
    return f"{prefix}-{''.join(secrets.choice(ALPHABET) for _ in range(12))}"


@transaction.atomic
def record_evidence(source: SourceDraft, *, by: User, marking: str = Marking.PUBLIC) -> Evidence:
    """Record a source, to be reviewed by somebody else."""
    access.require(by, "record_evidence")
    with faults() as found:
        check_released(marking, by, found)
        evidence = evidence_of(source, by=by, marking=marking, found=found, at="")
    evidence.save()
    restate(set(resting_on([evidence.replaces_id])))
    return evidence


def evidence_of(source: SourceDraft, *, by: User, marking: str, found: Faults, at: str) -> Evidence:
    """The row of a source that a user records, unsaved and checked."""
    audience = access.audience_of(by)
    evidence = Evidence(
        key=random_key("source"),
        marking=marking,
        recorded_by=by,
        **{name: getattr(source, name) for name in SOURCE_VALUES},
    )
    found.require(f"{at}title", source.title)
    if not source.url:
        found.add(f"{at}url", _("Give the address where it can be read."))
    if source.replaces:
        # Locked, so that an entry which cites it meanwhile is restated after it was replaced.
        rows = Evidence.objects.visible_to(audience).select_for_update(of=("self",), no_key=True)
        evidence.replaces = rows.filter(key=source.replaces).first()
        if evidence.replaces is None:
            found.add_unknown(f"{at}replaces", source.replaces)
    try:
        evidence.clean_fields(exclude=["recorded_by"])
    except ValidationError as error:
        found.add_all(at, error)
    refuse_known_address(evidence, audience, found, at)
    return evidence


def refuse_known_address(evidence: Evidence, audience: Audience, found: Faults, at: str) -> None:
    """An address is recorded once; the writer hears of it only where they may see the other."""
    if evidence.url:
        known = Evidence.objects.visible_to(audience).filter(url=evidence.url).first()
        if known:
            found.add(f"{at}url", _("This address is recorded already, as %(key)s.") % {"key": known.key})


@transaction.atomic
def review_evidence(evidence: Evidence, *, by: User, state: str, note: str = "") -> Review:
    """Accept, dispute or retract a source; whoever recorded it is said to review it themselves."""
    access.require(by, "review_evidence", evidence)
    locked = Evidence.objects.select_for_update(no_key=True).get(pk=evidence.pk)
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
        recorded_at=clock(),
    )
    review.save()
    restate(set(resting_on([locked.pk])))
    return review
