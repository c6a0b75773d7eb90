"""The page of one measure, loaded in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.facts import Source
from measures.analysis.history import standing_of_sources
from measures.analysis.past import standings_as_of
from measures.analysis.readouts import with_naming
from measures.analysis.standing import (
    is_met,
    is_our_record,
    latest,
    latest_assessments,
    main_assessment,
    sentence_of,
    sources_by_direction,
    status_setting,
)
from measures.analysis.statements import latest_words_on, target_of
from measures.analysis.timeline import acts_on
from measures.models import (
    NONE,
    Addressing,
    Bearing,
    Citation,
    Direction,
    Evidence,
    Indicator,
    Link,
    MarkState,
    Measure,
    Milestone,
    MilestoneMark,
    Owner,
    Party,
    Subject,
    User,
    Watch,
)
from measures.models.bylines import name_for
from measures.models.evidence import is_reviewed_here, review_words
from measures.models.records import count_of, json_rows
from measures.operations.connections import is_from_library
from measures.views.keeping import offers_tightening
from measures.views.menus import menu_for
from measures.views.proposals import proposals_on
from measures.views.public_links import public_links
from measures.views.reading import Reading, ReadingRequest, reading_page
from measures.views.rows import status_with_day
from measures.views.shown_assessments import shown_assessments
from measures.views.statement_lines import statement_line
from measures.views.strips import Scale, Strip, scale_of, strips_of
from measures.views.timeline import timeline_of, timeline_rows_of_measures
from measures.wing import wings

OWNER_ACCOUNT = ("user_id", "user__name", "user__is_named_in_public")
MILESTONE = [field.attname for field in Milestone._meta.concrete_fields]
INDICATOR = [field.name for field in Indicator._meta.concrete_fields if not field.is_relation]
ACTS = (
    "log_development",
    "confirm_unchanged",
    "watch_measure",
    "revise_measure",
    "name_owner",
    "edit_catalogue",
    "meet_milestone",
)


def measure_rows(key: str, reading: Reading) -> list[Measure]:
    """The measure with this key and its parts, as far as the reader may see them, with all that hangs on them."""
    of_measure = {"measure": OuterRef("pk")}
    needs = Measure.needs_to_complete.through.objects.filter(**of_measure).order_by("party").values("party")
    watches = Watch.objects.filter(**of_measure)
    near = Subject.objects.standing().filter(measures=OuterRef("pk"))
    subjects = with_naming(near, reading.audience, **reading.days)
    measures = Measure.objects.with_parts_of(Measure.objects.filter(key=key))
    found = (
        measures.seen_by(reading.audience)
        .with_timeliness(on=reading.on)
        .with_party_codes()
        .select_related("report", "parent", "due_on_set_by")
        .annotate(
            needs_codes=ArraySubquery(needs),
            milestone_columns=json_rows(Milestone.objects.filter(**of_measure), *MILESTONE),
            indicator_columns=json_rows(Indicator.objects.standing().filter(**of_measure), *INDICATOR),
            subject_columns=json_rows(subjects, "key", "title", "title_zh_hans", "is_named"),
            owner_columns=json_rows(Owner.objects.filter(**of_measure), "id", "role", *OWNER_ACCOUNT),
            watchers=count_of(watches),
            is_watched=Exists(watches.filter(user=reading.reader.pk)),
        )
    )
    with standings_as_of(measures, reading.audience, **reading.days):
        return list(found)


def measure_page_of(measure: Any, rows: Sequence[Measure], reading: Reading) -> dict[str, Any]:
    """The page of a measure; `rows` are the measure and its parts."""
    recorded, standing = timeline_rows_of_measures(rows, reading), measure.standing
    counting = recorded.counting(reading.known_at)
    bearings, assessments = (
        [row for row in kind if row.measure_id == measure.pk] for kind in (counting.bearings, counting.own_assessments)
    )
    words = latest_words_on([measure], reading.sides, reading.audience, **reading.days)
    sources = source_groups(counting.bearings, measure.report_id, reading)
    setting = status_setting(bearings)
    moving = latest(row for row in counting.bearings if row.direction != Direction.BACKGROUND)
    ours = main_assessment(measure, standing.assessments)
    strip, scale = strip_of_measure(measure, reading)
    return {
        "standing": standing,
        "status_line": status_with_day(standing),
        "in_short": sentence_of(ours) if ours else None,
        "in_short_day": ours["occurred"] if ours else None,
        "strip": strip,
        "years": scale.years,
        "latest_about": moving.about_code if moving else NONE,
        "is_status_ours": setting is not None and is_our_record(setting),
        "addressed_to": [reading.parties[code] for code in measure.party_codes],
        "needs_to_complete": [reading.parties[code] for code in measure.needs_codes],
        "parts": [row for row in rows if row.pk != measure.pk],
        "words": [statement_line(side, reading) for side in words[target_of(measure)]],
        "ours": shown_assessments(latest_assessments(assessments), measure),
        "timeline": timeline_of(measure, recorded, reading),
        "sources": sources,
        "not_reviewed_here": sum(not row["is_reviewed_here"] for group in sources for row in group["rows"]),
        "milestones": milestone_rows(measure, counting.marks, reading.parties),
        "indicators": [Indicator(**recorded) for recorded in measure.indicator_columns],
        "owners": owner_rows(measure, reading),
        "is_watching": access.is_active(reading.reader) and measure.is_watched,
        "addressings": shown_addressings(measure),
        "links": shown_links(measure, reading),
        "subjects": [near_subject(**columns) for columns in measure.subject_columns],
        "unchecked_days": (reading.on - standing.last_checked).days if standing.last_checked else None,
    }


def strip_of_measure(measure: Measure, reading: Reading) -> tuple[Strip | None, Scale]:
    """Who acted on a whole measure, and when, with the days that its strip shows."""
    counting = measure.report.entries.visible_to(reading.audience).counting(**reading.days)
    acts = acts_on([measure.pk], counting, reading.audience)
    scale = scale_of(acts, reading)
    return strips_of([measure], acts, scale, reading).get(measure.pk), scale


def source_groups(bearings: Sequence[Bearing], report: int, reading: Reading) -> list[dict[str, Any]]:
    """The sources that count in the balance, by direction, the newest first."""
    citations: QuerySet[Any] = Citation.objects.filter(
        Q(entry__in={bearing.entry_id for bearing in bearings}),
        reading.audience.reads("entry__report", "evidence__marking"),
    ).select_related("evidence")
    audience = reading.audience.within(report)
    sources, rows = defaultdict(list), {}
    reviewed_here = is_reviewed_here(OuterRef("evidence"), known_at=reading.known_at)
    standing = standing_of_sources("evidence", report="entry__report", known_at=reading.known_at)
    for citation in citations.annotate(**standing, reviewed_here=reviewed_here):
        row = citation.evidence
        rows[row.pk] = row, citation.reviewed_here
        source = Source(row.pk, row.marking, row.by_report_author, citation.state, citation.replaced_for)
        sources[citation.entry_id].append(source)
    found = sources_by_direction(bearings, sources, audience)
    groups = []
    for direction in (Direction.TOWARD, Direction.AWAY, Direction.EITHER):
        counted = [
            balance_row(rows[pk][0], *each, is_reviewed_here=rows[pk][1]) for pk, each in found[direction].items()
        ]
        counted.sort(key=lambda row: (row["day"], row["evidence"].key), reverse=True)
        # How many of them have which grade, the most reliable first: A 1, B 5.
        grades = sorted(Counter(row["evidence"].grade for row in counted).items())
        in_words = _(", ").join(f"{grade} {count}" for grade, count in grades)
        groups.append({"direction": direction.value, "rows": counted, "grades": in_words})
    return [group for group in groups if group["rows"]]


def balance_row(evidence: Evidence, source: Source, day: date, *, is_reviewed_here: bool) -> dict[str, Any]:
    """A source in the balance: it counts in one direction, by the newest entry that cites it so."""
    state = review_words(source.state, reviewed_here=is_reviewed_here)
    return {
        "evidence": evidence,
        "is_reviewed_here": is_reviewed_here,
        "source": source,
        "day": day,
        "state_label": state,
    }


def milestone_rows(
    measure: Any, counting: Sequence[MilestoneMark], parties: Mapping[str, Party]
) -> list[dict[str, Any]]:
    """The milestones of a measure, whether each counts as met, and by whom."""
    rows = []
    for columns in measure.milestone_columns:
        milestone = Milestone(**columns)
        milestone.measure = measure
        marks = [mark for mark in counting if mark.milestone_id == milestone.pk]
        by = [met_by(marks, parties[code] if code else None) for code in milestone.markers]
        rows.append({"milestone": milestone, "is_met": is_met(milestone, marks, measure), "by": by})
    return rows


def met_by(marks: Sequence[MilestoneMark], party: Party | None) -> dict[str, Any]:
    """The state of a milestone for one party, or for all together, and the entry that says so."""
    code = party.code if party else None
    mark = latest(each for each in marks if each.party_id == code)
    state, entry = (mark.state, mark.entry) if mark else (MarkState.NOT_MET, None)
    return {"party": party, "entry": entry, "label": MarkState(state).label, "is_met": state == MarkState.MET}


def near_subject(*, is_named: bool, **fields: str) -> Subject:
    """A subject that touches the measure, and whether a text names a recommendation in it."""
    subject = Subject(**fields)
    subject.is_named = is_named  # type: ignore[attr-defined]
    return subject


def owner_rows(measure: Any, reading: Reading) -> list[dict[str, Any]]:
    """Who answers for the measure, and whether the reader may release them."""
    rows = []
    for columns in measure.owner_columns:
        pk, name, is_named = (columns.pop(path) for path in OWNER_ACCOUNT)
        user = User(pk=pk, name=name, is_named_in_public=is_named)
        owner = Owner(measure=measure, user=user, **columns)
        shown = name_for(owner, "user__name", reading.audience)
        may_release = access.allows(reading.reader, "release_owner", owner)
        rows.append({"pk": owner.pk, "name": shown, "role": owner.get_role_display(), "may_release": may_release})
    return rows


def shown_links(measure: Measure, reading: Reading) -> list[dict[str, Any]]:
    """The links to and from other measures that the reader may see."""
    links = Link.objects.visible_to(reading.audience).filter(Q(source=measure) | Q(target=measure))
    return [
        {"link": link, "is_removable": not is_from_library(measure, link.basis)}
        for link in links.select_related("source__report", "target__report")
    ]


def shown_addressings(measure: Measure) -> list[Addressing]:
    """What a measure addresses, the strongest first, each with whether it may be taken back here."""
    found = list(measure.addressings.select_related("ambiguity").order_by("strength", "ambiguity__position"))
    for row in found:
        row.is_removable = not is_from_library(measure, row.basis)  # type: ignore[attr-defined]
    return found


@reading_page(travels=True)
def measure(request: ReadingRequest, key: str) -> HttpResponseBase:
    """One measure: who sees it how, what bears on it, and what rests on what."""
    rows = measure_rows(key, request.reading)
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise Http404(key)
    request.reading = request.reading.of(found.report)
    page = measure_page_of(found, rows, request.reading)
    may = {act: access.allows(request.user, act, found) for act in ACTS}
    context = {
        "page": page,
        "measure": found,
        "may": may,
        "links": menu_for(request.user, found.report, (wing.measure_links for wing in wings())),
        "may_edit": may["revise_measure"] and not request.reading.is_past,
        "may_tighten": offers_tightening(found, request.reading),
        "alternates": public_links(request.reading, found),
        "proposals": proposals_on(found.report, [row.key for row in rows], request.reading),
    }
    return render(request, "measures/measure.html", context)
