"""The columns of the journal, its chains and its sources, as far as the reader may see them."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from measures.models import (
    Bearing,
    ChainKind,
    Citation,
    Claim,
    Credibility,
    Entry,
    EntryKind,
    Evidence,
    Grade,
    Language,
    MilestoneMark,
    ReviewState,
    SourceKind,
    Track,
    View,
)
from measures.models.evidence import state_of
from measures.publishing.catalogue_columns import KEY, MARKING, labels
from measures.publishing.tables import (
    Column,
    Terms,
    about_code,
    level_or_nothing,
    only_if,
    plain,
    several,
    target_key,
    whose_code,
)


def entry_columns(terms: Terms) -> list[Column]:
    bearings = Bearing.objects.filter(terms.readable("measure"), entry=OuterRef("pk")).order_by("pk")
    views = View.objects.filter(terms.readable("measure"), entry=OuterRef("pk")).order_by("pk")
    cited = Citation.objects.filter(terms.readable("evidence"), entry=OuterRef("pk")).order_by("pk")
    marks = MilestoneMark.objects.filter(terms.readable("milestone__measure"), entry=OuterRef("pk")).order_by("pk")
    changing = bearings.exclude(status="", state="")
    corrections = terms.readable("correction")
    if terms.known_at is not None:
        corrections &= Q(correction__recorded_at__lte=terms.known_at)
    return [
        KEY,
        plain("report", _("Report"), "report__slug"),
        plain("kind", _("Kind"), labels=labels(EntryKind.choices)),
        plain("occurred", _("When it happened")),
        plain("counts_from", _("Counts from")),
        plain("recorded_at", _("Recorded")),
        plain("title", _("What happened")),
        plain("title_zh_hans", _("What happened, in Chinese")),
        plain("narrative", _("Narrative")),
        plain("narrative_zh_hans", _("Narrative in Chinese")),
        plain("language", _("Language"), labels=labels(Language.choices)),
        plain("track", _("Track"), labels=labels(Track.choices)),
        plain("claim", _("Claim"), labels=labels(Claim.choices)),
        plain("baseline", _("Before the report: background")),
        Column(
            "bears_on",
            _("Bears on: what, direction, about whom"),
            several(bearings, target_key(), "direction", about_code()),
        ),
        Column(
            "sets", _("Sets: what, new status or state"), several(changing, target_key(), either("status", "state"))
        ),
        Column(
            "views",
            _("Views: whose, on what, about whom, level"),
            several(views, whose_code(), target_key(), about_code(), level_or_nothing()),
        ),
        Column(
            "milestones", _("Milestones: which, state, party"), several(marks, "milestone__key", "state", "party_id")
        ),
        Column("sources", _("Sources"), several(cited, "evidence__key")),
        plain("author_name", _("Author")),
        Column("responds_to", _("Answers"), only_if(terms.readable("responds_to"), "responds_to__key")),
        Column("corrects", _("Corrects"), only_if(terms.readable("corrects"), "corrects__key")),
        Column("corrected_by", _("Corrected by"), only_if(corrections, "correction__key")),
        Column("is_redacted", _("Redacted"), Exists(Entry.objects.filter(pk=OuterRef("pk"), redaction__isnull=False))),
        MARKING,
        plain("sequence", _("Place in its chain")),
        plain("commitment", _("Commitment")),
        plain("seal", _("Seal")),
    ]


def either(first: str, second: str) -> Coalesce:
    """Of two texts the one that is not empty."""
    return Coalesce(NullIf(F(first), Value("")), F(second))


# What the links of chains of every kind have.
LINK = (
    plain("marking", _("First marking"), "chain__marking"),
    plain("sequence", _("Place in its chain")),
    plain("commitment", _("Commitment")),
    plain("seal", _("Seal")),
    plain("kind", _("Kind of chain"), "chain__kind", labels=labels(ChainKind.choices)),
    plain("seal_format", _("Format of its seal")),
)


def chain_columns(terms: Terms) -> list[Column]:
    return [
        plain("report", _("Report"), "report__slug"),
        *LINK,
        Column("entry", _("Entry"), only_if(Q(marking__in=terms.audience.markings), "key")),
    ]


def source_chain_columns(terms: Terms) -> list[Column]:
    return [
        *LINK,
        plain("sealed_at", _("Sealed later than recorded")),
        Column("evidence", _("Source"), only_if(terms.readable("evidence"), "evidence__key")),
    ]


def head_columns(terms: Terms) -> list[Column]:
    return [
        plain("report", _("Report"), "report__slug"),
        MARKING,
        plain("sequence", _("Place in its chain")),
        plain("seal", _("Seal")),
        plain("kind", _("Kind of chain"), labels=labels(ChainKind.choices)),
    ]


def evidence_columns(terms: Terms) -> list[Column]:
    """Of sources after `for_reading`."""
    state = Coalesce(state_of(OuterRef("pk"), known_at=terms.known_at), Value(ReviewState.PENDING.value))
    replaced = Evidence.objects.visible_to(terms.audience).filter(pk=OuterRef("replaces"))
    return [
        KEY,
        plain("title", _("Title")),
        plain("title_zh_hans", _("Title in Chinese")),
        plain("publisher", _("Publisher")),
        plain("publisher_zh_hans", _("Publisher in Chinese")),
        plain("origin", _("Where the publisher has it from")),
        plain("url", _("Address")),
        plain("archive_url", _("Archived copy")),
        plain("published", _("Published")),
        plain("accessed", _("Accessed")),
        plain("language", _("Language")),
        plain("kind", _("Kind"), labels=labels(SourceKind.choices)),
        plain("grade", _("Grade of the source"), labels=labels(Grade.choices)),
        plain("credibility", _("Credibility of the item"), labels=labels(Credibility.choices)),
        plain("by_report_author", _("By the report’s author")),
        Column("replaces", _("Replaces"), Subquery(replaced.values("key"))),
        plain("file", _("Name of its file"), "file_name"),
        plain("file_sha256", _("SHA-256 of its file"), "file__sha256"),
        Column("review_state", _("Review"), state, labels(ReviewState.choices)),
        Column("cited_by", _("Cited by entries"), several(citing(terms), "entry__key")),
        MARKING,
        plain("recorded_by", _("Recorded by"), "recorded_by__name"),
        plain("recorded_at", _("Recorded")),
    ]


def citing(terms: Terms) -> QuerySet[Citation]:
    """The citations of a source by entries that the reader may read, of those that were there."""
    there = Entry.objects.visible_to(terms.audience).recorded(as_of=terms.as_of, known_at=terms.known_at)
    seen = Citation.objects.filter(entry__in=there, entry__redaction=None)
    return seen.filter(evidence=OuterRef("pk")).order_by("-entry__counts_from", "-entry__recorded_at", "-entry__key")


def review_columns(terms: Terms) -> list[Column]:
    return [
        plain("state", _("Review"), labels=labels(ReviewState.choices)),
        plain("reviewer_name", _("Reviewer")),
        plain("is_self_review", _("Self-reviewed")),
        plain("note", _("Note")),
        plain("recorded_at", _("Recorded")),
    ]
