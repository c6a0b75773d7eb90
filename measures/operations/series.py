"""The entries of a library in the journal: what a newer version says otherwise corrects what an older one said.

Each entry of a library is a *series*: ``zhao-2020-EV-015``, then ``zhao-2020-EV-015-2``, which corrects it. Its key
stands for the one of them that is in force, also where a person has corrected that: then theirs stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast

from measures.analysis.sealed_rows import rows_of_entry, with_all_that_is_sealed
from measures.analysis.seals import FORMATS, PRESENT_FORMAT, Content, EntryRows, entry_content, sorted_contents
from measures.models import CorrectionReason, Entry, EntryKind, Evidence, Marking, Redaction, Report
from measures.models.journal import versions_of
from measures.models.keys import free_key
from measures.models.markings import TEAM, is_within
from measures.models.partial_dates import PartialDate
from measures.operations.catalogue import CatalogueDifference, LoadOutcome, LoadTally
from measures.operations.drafts import EntryDraft
from measures.operations.faults import Faults
from measures.operations.journal import append, measures_touched_by
from measures.operations.lookup import Lookup
from measures.operations.readership import check_readership, referenced_rows
from measures.operations.rows import unsaved_entry
from measures.operations.rules import check_entry
from measures.operations.standing import restate

# What two versions of an entry may differ in without saying anything else.
NOT_COMPARED = ("key", "report", "library_as_of", "corrects", "reasons")
# Why an entry is corrected of which the library gives no reason.
MORE_EXACT = {"why": "Sources or wording made more exact.", "why_zh_hans": "来源或措辞更为准确。"}
# And where nothing has changed but that what parties said was added.
WORDS_ADDED = {"why": "What the parties said was added in their own words.", "why_zh_hans": "增补了各方原话。"}
# And where what stood as the assessment of a party goes: statements have its words.
VIEWS_LEFT = {
    "why": "What was recorded as the view of a party is now recorded in its own words, among the statements.",
    "why_zh_hans": "原记为一方看法的内容，现以其原话载于表态之中。",
}
# What stands in the place of an entry that the library no longer has, and why.
GONE = {
    "title": "No longer in the record",
    "title_zh_hans": "本记录不再载有此条",
    "narrative": "The authors of the record have taken this entry out.",
    "narrative_zh_hans": "记录的作者已将此条移出。",
}
TAKEN_OUT = {"why": GONE["narrative"], "why_zh_hans": GONE["narrative_zh_hans"]}


# What a library had wrong and why, by what it calls that.
type Reasons = dict[str, list[CorrectionReason]]


@dataclass(frozen=True, slots=True)
class EntrySeries:
    """What the journal has of an entry of a library: the first, the last of the library's, and what is in force."""

    key: str
    last: Entry
    in_force: Entry

    @property
    def is_corrected_by_a_person(self) -> bool:
        return self.last != self.in_force

    @property
    def is_settled(self) -> bool:
        """Whether the library says no more about it: what a person wrote stands, what was redacted stays so."""
        return self.is_corrected_by_a_person or self.last.is_redacted


@dataclass(slots=True)
class Loading:
    """One load of the entries of a library: what the journal has of them, and what is to be written."""

    report: Report
    lookup: Lookup
    series: dict[str, EntrySeries]
    # Of every entry of a series, the key of the series; and of every series, the key of what is in force.
    series_of: dict[str, str]
    in_force: dict[str, str]
    on: date
    # A reason is taken out once a correction carries it.
    reasons: Reasons
    tally: LoadTally = field(default_factory=LoadTally)
    added: list[EntryRows] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)
    taken: dict[date, int] = field(default_factory=lambda: defaultdict(int))


def load_entries(
    report: Report,
    drafts: Sequence[EntryDraft],
    *,
    author_name: str,
    on: date,
    reasons: Reasons | None = None,
    present: set[str] | None = None,
) -> LoadTally:
    """Write the entries of a library that are missing, in their order, and correct those that it says otherwise.

    `present` are the keys of all that a whole library has: what it no longer has is corrected, too. Of the `reasons`
    those that go with a correction are taken away. Raises ValidationError with the path of every fault,
    ``3.bears_on.0.on`` for the fourth draft.
    """
    series, series_of = series_in(report, [draft.key for draft in drafts])
    in_force = {key: each.in_force.key for key, each in series.items()}
    lookup = Lookup(report, [with_keys_in_force(draft, in_force) for draft in drafts], TEAM)
    loading = Loading(report, lookup, series, series_of, in_force, on, {} if reasons is None else reasons)
    found = Faults()
    for index, draft in enumerate(drafts):
        faults_here = Faults()
        load_entry(draft, loading, faults_here)
        found.add_below(f"{index}.", faults_here)
    found.raise_if_any()
    if present is not None:
        end_series(loading, present)
    write_loaded(loading, author_name=author_name)
    return loading.tally


def keep_reasons(report: Report, reasons: Reasons) -> None:
    """Store each reason that belongs to no correction, by itself."""
    lines = [reason for those in reasons.values() for reason in those]
    for line in lines:
        line.report = report
    CorrectionReason.objects.bulk_create(lines)


def new_reasons(report: Report, reasons: Sequence[CorrectionReason]) -> Reasons:
    """The reasons that no earlier load has brought, and that were not redacted, by what they call wrong."""
    there = set(report.correction_reasons.exclude(name="").values_list("name", "was", "now", "why"))
    redacted, names = redacted_reasons(report)
    found: Reasons = defaultdict(list)
    for reason in reasons:
        is_gone = reason.name in names or (reason.name, reason.corrected_on) in redacted
        if not is_gone and (reason.name, reason.was, reason.now, reason.why) not in there:
            found[reason.name].append(reason)
    return found


def redacted_reasons(report: Report) -> tuple[set[tuple[str, date]], set[str]]:
    """The reasons of a report that were redacted, by name and day, and the names of entries and sources that were."""
    rows = Redaction.objects.filter(table=CorrectionReason._meta.db_table).annotate(
        number=Cast("row", BigIntegerField())
    )
    lines = report.correction_reasons.filter(pk__in=rows.values("number")).values_list("name", "corrected_on")
    entries = versions_of(report.entries.exclude(redaction=None).values_list("pk", flat=True))
    keys = Entry.objects.filter(pk__in=entries).values_list("key", flat=True)
    sources = Evidence.objects.exclude(redaction=None).values_list("key", flat=True)
    return set(lines), {*keys, *sources}


def series_in(report: Report, keys: Sequence[str]) -> tuple[dict[str, EntrySeries], dict[str, str]]:
    """The series that the journal of a report has, with those of these keys, by key; and of each entry its series."""
    of_libraries = Q(author=None, library_as_of__isnull=False) | Q(key__in=keys)
    rows = report.entries.filter(of_libraries | Q(corrects__isnull=False)).only(
        "key", "author", "library_as_of", "corrects", "report"
    )
    entries = list(rows)
    following = {entry.corrects_id: entry for entry in entries if entry.corrects_id is not None}
    ends: dict[str, tuple[Entry, Entry]] = {}
    series_of: dict[str, str] = {}
    for first in entries:
        if first.corrects_id is not None or first.author_id is not None:
            continue
        last = in_force = first
        series_of[first.key] = first.key
        while (after := following.get(in_force.pk)) is not None:
            if after.author_id is None and last is in_force:
                last = after
            in_force = after
            series_of[after.key] = first.key
        ends[first.key] = last, in_force
    pks = {entry.pk for pair in ends.values() for entry in pair}
    as_sealed = {entry.pk: entry for entry in with_all_that_is_sealed(report.entries.filter(pk__in=pks))}
    series = {key: EntrySeries(key, as_sealed[last.pk], as_sealed[end.pk]) for key, (last, end) in ends.items()}
    return series, series_of


def with_keys_in_force(draft: EntryDraft, in_force: Mapping[str, str]) -> EntryDraft:
    """A draft that names, of each series, the entry in force."""
    assessments = [
        replace(assessment, rests_on=list(dict.fromkeys(in_force.get(key, key) for key in assessment.rests_on)))
        for assessment in draft.assessments
    ]
    readouts = draft.readouts
    if readouts is not None:
        related = [in_force.get(key, key) for key in readouts.related]
        readouts = replace(readouts, of=in_force.get(readouts.of, readouts.of), related=related)
    responds_to = in_force.get(draft.responds_to, draft.responds_to)
    rests_on = [in_force.get(key, key) for key in draft.rests_on]
    return replace(draft, assessments=assessments, responds_to=responds_to, rests_on=rests_on, readouts=readouts)


def load_entry(draft: EntryDraft, loading: Loading, found: Faults) -> None:
    """Compare an entry of the library with what the journal has of it; remember what is to be written."""
    series = loading.series.get(draft.key)
    day = day_counted_from(draft.occurred, loading.on)
    place = loading.taken[day]
    loading.taken[day] += 1
    if series is not None and series.is_settled:
        fate = LoadOutcome.REDACTED if series.last.is_redacted else LoadOutcome.STANDS
        keep_present(loading, fate, series_name(series), series.in_force)
        return
    if draft.readouts is not None and is_redacted(draft.readouts.of, loading):
        keep_present(loading, LoadOutcome.REDACTED, draft.key, Entry(kind=draft.kind))
        return
    key = draft.key if series is None else next_key(series.key, loading)
    rows = library_entry(replace(with_keys_in_force(draft, loading.in_force), key=key), loading, found)
    rows.entry.place_in_day = place
    if series is None:
        rows.entry.marking = widest_allowed_marking(rows)
    if is_compared_here(rows.entry, series):
        name = rows.entry.heading_with_key if series is None else series_name(series)
        keep_present(loading, LoadOutcome.STANDS, name, rows.entry)
        return
    if series is None:
        loading.tally.added += 1
        add_difference(loading, LoadOutcome.ADDED, rows.entry.heading_with_key, rows.entry)
    elif compared_content(rows, loading) == compared_content(rows_of_entry(series.last), loading):
        keep_in_place(series.last, place, loading)
        loading.tally.unchanged += 1
        return
    elif not is_within(series.last.marking, widest_allowed_marking(rows)):
        keep_present(loading, LoadOutcome.HIDDEN, series_name(series), series.last)
        return
    else:
        correct_by_library(rows, series, loading)
    check_readership(rows, found)
    loading.series_of[key], loading.in_force[draft.key] = draft.key, key
    loading.added.append(rows)


def is_redacted(key: str, loading: Loading) -> bool:
    """Whether what is in force of a series was redacted."""
    return key in loading.series and loading.series[key].in_force.is_redacted


def is_compared_here(entry: Entry, series: EntrySeries | None) -> bool:
    """Whether somebody here has compared the texts about the same development, by another entry than this series."""
    if entry.of is None:
        return False
    last = entry if series is None else series.last
    counting = Entry.objects.counting().filter(marking=last.marking).comparing([entry.of.pk])
    return counting.exclude(key=last.key).exists()


def library_entry(draft: EntryDraft, loading: Loading, found: Faults) -> EntryRows:
    """The rows of one draft of a library, unsaved and checked."""
    check_entry(draft, loading.report, found, on=loading.on)
    sources = referenced_sources(draft, loading.lookup.evidence, found)
    rows = unsaved_entry(draft, sources, loading.lookup, found)
    loading.lookup.add_entry(rows)
    rows.entry.report = loading.report
    return rows


def referenced_sources(draft: EntryDraft, sources_by_key: Mapping[str, Evidence], found: Faults) -> dict[str, Evidence]:
    """The sources of a draft by the paths of their fields."""
    sources = {}
    for path, key in draft.cited():
        if isinstance(key, str) and key in sources_by_key:
            sources[path] = sources_by_key[key]
        else:
            found.add_unknown(path, str(key))
    return sources


def widest_allowed_marking(rows: EntryRows) -> str:
    """The widest marking under which an entry may name what it names."""
    marking: str = Marking.PUBLIC
    for _key, other in referenced_rows(rows):
        marking = other if is_within(other, marking) else marking
    return marking


def compared_content(rows: EntryRows, loading: Loading) -> Content:
    """What an entry says, by the keys of series: what is corrected meanwhile is still what it names."""
    content = {
        name: value for name, value in entry_content(rows, FORMATS[PRESENT_FORMAT]).items() if name not in NOT_COMPARED
    }
    responds_to = rows.entry.responds_to
    content["responds_to"] = loading.series_of.get(responds_to.key, responds_to.key) if responds_to else None
    assessments: list[Content] = content["views"]  # type: ignore[assignment]
    for assessment in assessments:
        keys: list[str] = assessment["rests_on"]  # type: ignore[assignment]
        assessment["rests_on"] = sorted({loading.series_of.get(key, key) for key in keys})
    if rows.entry.of is not None:
        content["of"] = loading.series_of.get(rows.entry.of.key, rows.entry.of.key)
    keys = [row.development.key for row in rows.related]
    content["related"] = sorted({loading.series_of.get(key, key) for key in keys})
    return content | {"views": sorted_contents(assessments)}


def next_key(key: str, loading: Loading) -> str:
    """The key of the next entry of a series."""
    return free_key(key, {key, *loading.series_of, *loading.lookup.entries})


def correct_by_library(rows: EntryRows, series: EntrySeries, loading: Loading) -> None:
    """Let an entry stand in the place of the last one of its series, for the reasons that the library gives."""
    entry = rows.entry
    entry.corrects, entry.marking = series.last, series.last.marking
    loading.tally.changed += 1
    names = {series.key, *names_of_pieces(rows), *names_of_pieces(rows_of_entry(series.last))}
    reasons = [reason for name in sorted(names) for reason in loading.reasons.pop(name, ())]
    usual = usual_reason(rows, series, loading)
    give_reasons(rows, reasons or [CorrectionReason(corrected_on=loading.on, **usual)])
    for reason in rows.reasons:
        words = {"before": reason.words("was"), "after": reason.words("now"), "why": reason.words("why")}
        add_difference(loading, LoadOutcome.CORRECTED, series_name(series), entry, **words)


def usual_reason(rows: EntryRows, series: EntrySeries, loading: Loading) -> dict[str, str]:
    """Why an entry is corrected of which the library gives no reason."""
    if any(assessment.whose_id for assessment in series.last.assessments.all()):
        return VIEWS_LEFT
    return WORDS_ADDED if adds_words_only(rows, series, loading) else MORE_EXACT


def adds_words_only(rows: EntryRows, series: EntrySeries, loading: Loading) -> bool:
    """Whether an entry says what the last one of its series does, and what parties said besides."""
    now, before = (compared_content(each, loading) for each in (rows, rows_of_entry(series.last)))
    return not before["statements"] and all(
        now[name] == before[name] for name in now.keys() - {"statements", "citations"}
    )


def give_reasons(rows: EntryRows, reasons: Sequence[CorrectionReason]) -> None:
    for reason in reasons:
        reason.report, reason.entry = rows.entry.report, rows.entry
    rows.reasons = list(reasons)


def names_of_pieces(rows: EntryRows) -> Iterable[str]:
    """The names, in a list of corrections, of the assessments and statuses that an entry carries."""
    occurred = rows.entry.occurred
    for each in rows.assessments:
        row = each.assessment
        yield f"view:{row.on.key}/{row.whose_code}/{row.about_code}/{occurred}"
    for bearing in rows.bearings:
        if bearing.status:
            yield f"status:{bearing.on.key}/{bearing.status}/{occurred}"


def end_series(loading: Loading, present: set[str]) -> None:
    """Correct what the library no longer has, by an entry that bears on nothing and says so."""
    for key, series in loading.series.items():
        last = series.last
        # A later summary leaves the earlier one for its day.
        if key in present or series.is_settled or last.kind == EntryKind.SUMMARY:
            continue
        columns = ("kind", "occurred", "track", "claim", "baseline", "library_as_of", "marking", "report", "of")
        entry = Entry(key=next_key(key, loading), **{name: getattr(last, name) for name in columns}, **GONE)
        if last.title == GONE["title"] and not last.bearings.exists():
            continue
        entry.corrects = last
        loading.series_of[entry.key] = key
        gone = EntryRows(entry)
        give_reasons(gone, [CorrectionReason(corrected_on=loading.on, **TAKEN_OUT)])
        loading.added.append(gone)
        loading.tally.withdrawn += 1
        add_difference(loading, LoadOutcome.GONE, series_name(series), last)


def keep_in_place(entry: Entry, place: int, loading: Loading) -> None:
    if entry.place_in_day != place:
        entry.place_in_day = place
        loading.moved.append(entry)


def day_counted_from(occurred: PartialDate, on: date) -> date:
    """The day from which an entry counts that is written `on` a day."""
    return min(occurred.last, on)


def keep_present(loading: Loading, fate: LoadOutcome, name: str, entry: Entry) -> None:
    """Leave what the journal has as it is, and say why."""
    add_difference(loading, fate, name, entry)
    loading.tally.unchanged += 1


def add_difference(loading: Loading, fate: LoadOutcome, name: str, entry: Entry, **words: object) -> None:
    what = str(EntryKind(entry.kind).label)
    more = {place: str(text) for place, text in words.items()}
    loading.tally.differences.append(CatalogueDifference(fate, what, name, **more))


def series_name(series: EntrySeries) -> str:
    return series.last.heading_with_key


def write_loaded(loading: Loading, *, author_name: str) -> None:
    """Write into the journal what is new or corrected, the widest markings first, and bring the order up to date."""
    groups: dict[str, list[EntryRows]] = defaultdict(list)
    for rows in loading.added:
        rows.entry.author_name = author_name
        groups[rows.entry.marking].append(rows)
    for marking in sorted(groups, key=marking_sort_key):
        append(loading.report, marking, groups[marking])
    if loading.moved:
        Entry.objects.bulk_update(loading.moved, ["place_in_day"], batch_size=500)
        restate(set(measures_touched_by([entry.pk for entry in loading.moved])))


def marking_sort_key(marking: str) -> tuple[int, str]:
    return (Marking.values.index(marking) if marking in Marking.values else len(Marking.values), marking)
