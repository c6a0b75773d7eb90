"""The columns of the lists of what reports say: they hold what the API answers, as far as the reader may see it."""

from collections.abc import Callable, Sequence

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from measures.models import (
    Addressing,
    Ambiguity,
    Basis,
    Direction,
    Doers,
    Entry,
    Kind,
    LinkBasis,
    Measure,
    MilestoneMark,
    MilestoneType,
    Owner,
    OwnerRole,
    Party,
    PartyKind,
    Relation,
    Status,
    Strength,
)
from measures.models.measures import overdue, unchecked
from measures.publishing.tables import (
    Column,
    Terms,
    is_so,
    only_if,
    plain,
    several,
    standing,
)

type Columns = Callable[[Terms], list[Column]]

TITLES = [plain("title", _("Title")), plain("title_zh_hans", _("Title in Chinese"))]
DESCRIPTIONS = [plain("description", _("Description")), plain("description_zh_hans", _("Description in Chinese"))]
PLACE = [
    plain("source_heading", _("Heading in the report")),
    plain("source_heading_zh_hans", _("Heading in Chinese")),
    plain("source_paragraph", _("Paragraph")),
]
NOTES = [plain("note", _("Note")), plain("note_zh_hans", _("Note in Chinese"))]
KEY = plain("key", _("Key"))
MARKING = plain("marking", _("Marking"))


def labels(*choices: Sequence[tuple[object, object]]) -> dict[object, str]:
    """What the values of closed lists are called."""
    return {value: label for each in choices for value, label in each}  # type: ignore[misc]


def parties(relation: str) -> QuerySet[Party]:
    return Party.objects.filter(**{relation: OuterRef("pk")}).order_by("code")


def report_columns(terms: Terms) -> list[Column]:
    return [
        plain("slug", _("Short name")),
        *TITLES,
        plain("author", _("Author")),
        plain("author_zh_hans", _("Author in Chinese")),
        plain("publisher", _("Publisher")),
        plain("publisher_zh_hans", _("Publisher in Chinese")),
        plain("published", _("Published")),
        plain("url", _("Address")),
        plain("disclaimer", _("Disclaimer")),
        plain("disclaimer_zh_hans", _("Disclaimer in Chinese")),
        plain("is_fictional", _("Fictional")),
        plain("library_version", _("Version of its library")),
        plain("record_as_of", _("Record as of")),
        MARKING,
    ]


def party_columns(terms: Terms) -> list[Column]:
    return [
        plain("code", _("Code")),
        plain("kind", _("Kind"), labels=labels(PartyKind.choices)),
        plain("name", _("Name in English")),
        plain("name_zh_hans", _("Name in Chinese")),
    ]


def ambiguity_columns(terms: Terms) -> list[Column]:
    bearers = Ambiguity.bearers.through.objects.filter(ambiguity=OuterRef("pk")).order_by("party")
    return [
        KEY,
        plain("report", _("Report"), "report__slug"),
        plain("code", _("Code")),
        plain("set", _("Set that it belongs to"), "parent__key"),
        *TITLES,
        *DESCRIPTIONS,
        Column("bearers", _("Whose ambiguity"), several(bearers, "party_id")),
        plain("perceived_by", _("Perceived by"), "perceived_by_id"),
        *PLACE,
    ]


def term_columns(terms: Terms) -> list[Column]:
    return [
        plain("report", _("Report"), "report__slug"),
        plain("term", _("Term")),
        plain("term_zh_hans", _("Term in Chinese")),
        plain("definition", _("Definition")),
        plain("definition_zh_hans", _("Definition in Chinese")),
        *NOTES,
        plain("in_report", _("Used in the report")),
    ]


def motivation_columns(terms: Terms) -> list[Column]:
    return [
        plain("report", _("Report"), "report__slug"),
        plain("code", _("Code")),
        plain("statement", _("Reason")),
        plain("statement_zh_hans", _("Reason in Chinese")),
        plain("implication", _("What follows for the tracker")),
        plain("implication_zh_hans", _("What follows, in Chinese")),
        *PLACE,
    ]


def addressing_columns(terms: Terms) -> list[Column]:
    return [
        plain("measure", _("Measure"), "measure__key"),
        plain("ambiguity", _("Ambiguity"), "ambiguity__key"),
        plain("strength", _("Strength"), labels=labels(Strength.choices)),
        plain("basis", _("Who says so"), labels=labels(Basis.choices)),
        plain("why", _("Why")),
        plain("why_zh_hans", _("Why, in Chinese")),
    ]


def indicator_columns(terms: Terms) -> list[Column]:
    return [
        plain("measure", _("Measure"), "measure__key"),
        plain("name", _("Name")),
        plain("name_zh_hans", _("Name in Chinese")),
        plain("how_judged", _("How it is judged")),
        plain("how_judged_zh_hans", _("How it is judged, in Chinese")),
        plain("where_to_look", _("Where to look")),
        plain("where_to_look_zh_hans", _("Where to look, in Chinese")),
    ]


def measure_columns(terms: Terms) -> list[Column]:
    addressed_to = Measure.parties.through.objects.filter(measure=OuterRef("pk")).order_by("party_id")
    addressed = Addressing.objects.filter(measure=OuterRef("pk"))
    addressed = addressed.order_by("strength", "ambiguity__position", "ambiguity_id", "pk")
    owners = Owner.objects.filter(measure=OuterRef("pk")).order_by("named_at", "user")
    return [
        KEY,
        plain("report", _("Report"), "report__slug"),
        plain("code", _("Code")),
        Column("parent", _("Part of"), only_if(terms.readable("parent"), "parent__key")),
        plain("kind", _("Kind"), labels=labels(Kind.choices)),
        *TITLES,
        *DESCRIPTIONS,
        Column("parties", _("Addressed to"), several(addressed_to, "party_id")),
        Column("addresses", _("Ambiguities"), several(addressed, "ambiguity__key", "strength")),
        plain("explicit", _("Named as a step by the report")),
        *PLACE,
        standing("status", _("Status"), labels(Status.choices)),
        standing("status_since", _("Since")),
        standing("latest_direction", _("Latest direction"), labels(Direction.choices)),
        standing("latest_on", _("Latest development")),
        standing("latest_by", _("Day that it counts from")),
        standing("level", _("Our level")),
        standing("levels_held", _("Levels: whose, about whom, level")),
        standing("sources_toward", _("Sources toward")),
        standing("sources_away", _("Sources away")),
        standing("sources_either", _("Sources either way")),
        standing("milestones_met", _("Milestones met")),
        standing("milestones", _("Milestones")),
        standing("is_unsupported", _("Unsupported")),
        standing("is_contested", _("Contested")),
        plain("due_on", _("Target date")),
        plain("due_by", _("Last day of the target date")),
        Column("is_overdue", _("Overdue"), is_so(overdue(on=terms.on))),
        standing("last_checked", _("Last checked")),
        plain("review_every_days", _("Check every so many days")),
        Column("is_unchecked", _("Unchecked"), is_so(unchecked(on=terms.on))),
        Column("owners", _("Owners"), several(owners, "user__name")),
        MARKING,
        plain("version", _("Version")),
        plain("extra", _("Further fields")),
    ]


def link_columns(terms: Terms) -> list[Column]:
    return [
        plain("source", _("Measure"), "source__key"),
        plain("relation", _("How it bears on the other"), labels=labels(Relation.choices)),
        plain("target", _("The other measure"), "target__key"),
        plain("basis", _("Who says so"), labels=labels(LinkBasis.choices)),
        plain("why", _("Why")),
        plain("why_zh_hans", _("Why, in Chinese")),
        plain("version", _("Version")),
    ]


def owner_row_columns(terms: Terms) -> list[Column]:
    return [plain("measure", _("Measure"), "measure__key"), *owner_columns(terms)]


def owner_columns(terms: Terms) -> list[Column]:
    email = [plain("email", _("Email address"), "user__email")] if terms.is_for_team else []
    return [
        plain("name", _("Whose name"), "user__name"),
        *email,
        plain("role", _("Role"), labels=labels(OwnerRole.choices)),
        plain("named_at", _("Named on")),
    ]


def milestone_columns(terms: Terms) -> list[Column]:
    counting = Entry.objects.counting(as_of=terms.on, known_at=terms.known_at).visible_to(terms.audience)
    marks = MilestoneMark.objects.filter(milestone=OuterRef("pk"), entry__in=counting)
    latest_first = marks.order_by("-entry__counts_from", "-entry__recorded_at", "-entry__key")
    return [
        KEY,
        plain("report", _("Report"), "measure__report__slug"),
        plain("measure", _("Measure"), "measure__key"),
        plain("doers", _("Who has to meet it"), labels=labels(Doers.choices)),
        plain("party", _("Party"), "party_id"),
        plain("type", _("Type"), labels=labels(MilestoneType.choices)),
        *TITLES,
        plain("beyond_report", _("Goes beyond the report")),
        Column(
            "marks",
            _("Marks: state, party, when, entry"),
            several(latest_first, "state", "party_id", "entry__occurred", "entry__key"),
        ),
    ]
