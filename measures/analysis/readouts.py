"""The parties' texts of one meeting beside each other: what each says of a subject, and what cannot be compared.

Nothing here counts mentions by party. What is in no text of a side says nothing of what was discussed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from measures.models import (
    TELLING_KINDS,
    Audience,
    Entry,
    EntryKind,
    Extent,
    FindingState,
    Judgement,
    Party,
    ReadoutText,
    Report,
    Sameness,
    Subject,
    TextFinding,
    TextVoice,
    UnreadText,
)
from measures.models.journal import EntryQuerySet, versions_of
from measures.models.subjects import subjects_below


class Comparison(TextChoices):
    """How two sides' texts of a meeting compare on a subject, in the order in which subjects are shown."""

    SAID_OF_BOTH = "said_of_both", _("Said of both sides, in one side’s texts only")
    OF_THE_OTHER = "of_the_other", _("Ascribed to the other side, in one side’s texts only")
    NOT_THE_SAME = "not_the_same", _("In both, but not the same")
    SAME = "same", _("In both, and the same")
    NOT_JUDGED = "not_judged", _("In both, not judged")
    ONE_SIDE = "one_side", _("In one side’s texts only")
    NEITHER = "neither", _("In neither of the texts read")
    NOT_COMPARABLE = "not_comparable", _("Cannot be compared")


class Hindrance(TextChoices):
    """Why texts cannot be compared on a subject."""

    FILED_UNDER = "filed_under", _("See under the subject where the passage counts")
    NOT_LOOKED_FOR = "not_looked_for", _("Not looked for in every text")
    IN_NEITHER = "in_neither", _("In neither of the texts read")
    KIND_OF_TEXT = (
        "kind_of_text",
        _("No readout, joint text or list of outcomes of this side: what is missing tells nothing"),
    )


IN_BOTH = {Sameness.SAME: Comparison.SAME, Sameness.NOT_THE_SAME: Comparison.NOT_THE_SAME}
# What one side's texts alone say in a voice that is not theirs alone.
BY_VOICE = {TextVoice.BOTH: Comparison.SAID_OF_BOTH, TextVoice.OTHER: Comparison.OF_THE_OTHER}
ORDER = {state: place for place, state in enumerate(Comparison)}


def is_own_passage(finding: TextFinding) -> bool:
    """Whether a text mentions the subject itself, not in another connection."""
    return finding.state == FindingState.MENTIONS and not finding.in_another_connection


@dataclass(frozen=True, slots=True)
class TextReading:
    """What was found on a subject in one text; nothing where nobody looked."""

    subject: Subject
    text: ReadoutText
    findings: Sequence[TextFinding]

    @property
    def state(self) -> str:
        if self.mentions:
            return FindingState.MENTIONS
        return self.findings[0].state if self.findings else FindingState.NOT_LOOKED_FOR

    @property
    def mentions(self) -> list[TextFinding]:
        return [finding for finding in self.findings if finding.state == FindingState.MENTIONS]

    @property
    def own_mentions(self) -> list[TextFinding]:
        return [mention for mention in self.mentions if is_own_passage(mention)]

    @property
    def lacks_subject(self) -> bool:
        """Whether the text does not mention the subject, or only in another connection."""
        if self.mentions:
            return not self.own_mentions
        return self.state == FindingState.NOT_IN_TEXT


@dataclass(frozen=True, slots=True)
class SideTexts:
    """What one side's texts say of a subject."""

    party: Party
    texts: Sequence[TextReading]

    @property
    def mentions(self) -> list[TextFinding]:
        return [mention for text in self.texts for mention in text.own_mentions]

    @property
    def mentions_subject(self) -> bool:
        return bool(self.mentions)

    @property
    def lacks_subject(self) -> bool:
        return all(text.lacks_subject for text in self.texts)

    @property
    def voices(self) -> set[str]:
        return {mention.voice for mention in self.mentions}

    @property
    def is_silence_meaningful(self) -> bool:
        """Whether a text of this side is of a kind whose silence on a subject says something."""
        return any(text.text.kind in TELLING_KINDS for text in self.texts)


@dataclass(frozen=True, slots=True)
class SubjectReading:
    """A subject in the texts of one meeting, the sides in the order of their codes."""

    subject: Subject
    sides: Sequence[SideTexts]
    judgement: Judgement | None

    @property
    def state(self) -> Comparison:
        holding = [side for side in self.sides if side.mentions_subject]
        others = [side for side in self.sides if not side.mentions_subject]
        if self.sides and not others:
            return IN_BOTH[Sameness(self.judgement.sameness)] if self.judgement else Comparison.NOT_JUDGED
        if not all(side.lacks_subject and side.is_silence_meaningful for side in others):
            return Comparison.NOT_COMPARABLE
        if not holding:
            return Comparison.NEITHER
        if len(holding) > 1:
            return Comparison.NOT_COMPARABLE
        [side] = holding
        return next((state for voice, state in BY_VOICE.items() if voice in side.voices), Comparison.ONE_SIDE)

    @property
    def hindrances(self) -> list[Hindrance]:
        """Why it cannot be compared, if so."""
        if self.state != Comparison.NOT_COMPARABLE:
            return []
        without = [side for side in self.sides if not side.mentions_subject]
        states = {text.state for side in without for text in side.texts}
        found = [each for each in (Hindrance.FILED_UNDER, Hindrance.NOT_LOOKED_FOR) if each.value in states]
        if found or all(side.is_silence_meaningful for side in without):
            return found
        in_neither = [Hindrance.IN_NEITHER] if all(side.lacks_subject for side in self.sides) else []
        return [*in_neither, Hindrance.KIND_OF_TEXT]

    @property
    def see_under(self) -> list[Subject]:
        """The subjects under which its passages count."""
        findings = [finding for side in self.sides for text in side.texts for finding in text.findings]
        found = {finding.filed_under.pk: finding.filed_under for finding in findings if finding.filed_under}
        return sorted(found.values(), key=lambda subject: subject.position)


@dataclass(frozen=True)
class Meeting:
    """The comparison of texts about one development that counts, with the version of the development that counts."""

    entry: Entry
    development: Entry
    subjects: Sequence[Subject]

    @cached_property
    def texts(self) -> list[ReadoutText]:
        """By the codes of the sides, then by day."""
        return list(self.entry.texts.all())

    @cached_property
    def unread_texts(self) -> list[UnreadText]:
        return list(self.entry.unread_texts.all())

    @cached_property
    def sides(self) -> list[tuple[Party, list[ReadoutText]]]:
        """The parties whose texts were read, in the order of their codes, each with its texts."""
        parties = {text.party_id: text.party for text in self.texts}
        return [(parties[code], [text for text in self.texts if text.party_id == code]) for code in sorted(parties)]

    @cached_property
    def rows(self) -> list[SubjectReading]:
        """A row for each subject of the report, ordered by how their texts compare."""
        rows = [self.row(subject) for subject in self.subjects]
        return sorted(rows, key=lambda row: (ORDER[row.state], row.subject.position))

    def row(self, subject: Subject) -> SubjectReading:
        """How the texts compare on a subject, with the passages that are filed under the subjects below it.

        Our judgement belongs to what both sides' texts hold; where one's do not, there is nothing to judge.
        """
        below = sorted(subjects_below(subject.pk, self.subjects))
        sides = [
            SideTexts(side.party, [self.with_passages(text, below) for text in side.texts])
            for side in self.filed(subject)
        ]
        judgement = self.judgements.get(subject.pk) if all(side.mentions_subject for side in sides) else None
        return SubjectReading(subject, sides, judgement)

    def filed(self, subject: Subject) -> list[SideTexts]:
        """What is filed under a subject itself."""
        return [
            SideTexts(party, [TextReading(subject, text, self.findings[text.pk, subject.pk]) for text in texts])
            for party, texts in self.sides
        ]

    def with_passages(self, reading: TextReading, below: Iterable[int]) -> TextReading:
        """With the passages of a text on the subjects below."""
        passages = [each for pk in below for each in self.findings[reading.text.pk, pk] if is_own_passage(each)]
        return replace(reading, findings=[*reading.findings, *passages])

    @cached_property
    def findings(self) -> Mapping[tuple[int, int], list[TextFinding]]:
        """What was found, by text and subject."""
        found: dict[tuple[int, int], list[TextFinding]] = defaultdict(list)
        for text in self.texts:
            for finding in text.findings.all():
                found[text.pk, finding.subject_id].append(finding)
        return found

    @cached_property
    def judgements(self) -> Mapping[int, Judgement]:
        return {judgement.subject_id: judgement for judgement in self.entry.judgements.all()}


def meetings_of(
    report: Report,
    audience: Audience,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    about: Entry | None = None,
) -> list[Meeting]:
    """The comparisons of a report that count and that an audience may read, the latest first.

    `about` keeps those of one development, in whatever version, or of one comparison. One counts for each development
    and marking: of two that a tightening brought together, the later.
    """
    counting = Entry.objects.counting(as_of=as_of, known_at=known_at).comparisons().filter(report=report)
    if about is not None:
        counting = counting.filter(is_about(about))
    entries = list(with_texts(counting.visible_to(audience)).latest_first())
    subjects = list(report.subjects.select_related("parent"))
    replaced = corrections_of({entry.of_id for entry in entries if entry.of_id}, known_at=known_at)
    found: dict[tuple[int, str], Meeting] = {}
    for entry in entries:
        development = latest_version(entry.of, replaced)
        found.setdefault((development.pk, entry.marking), Meeting(entry, development, subjects))
    return list(found.values())


def meetings_about(
    entry: Entry, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Meeting]:
    """The comparison that an entry is, whether it counts or not, or those of a development that count."""
    if entry.kind == EntryKind.DEVELOPMENT:
        return meetings_of(entry.report, audience, as_of=as_of, known_at=known_at, about=entry)
    if entry.kind != EntryKind.READOUTS:
        return []
    subjects = list(entry.report.subjects.select_related("parent"))
    return [Meeting(each, each.of, subjects) for each in with_texts(Entry.objects.filter(pk=entry.pk)) if each.of]


def is_about(entry: Entry) -> Q:
    """The condition that an entry compares the texts about a development, or is the comparison."""
    if entry.kind == EntryKind.READOUTS:
        return Q(pk__in=versions_of([entry.pk]))
    versions = versions_of([entry.pk])
    return Q(of__in=versions) | Q(pk__in=Entry.objects.filter(related__development__in=versions).values("pk"))


def with_texts(entries: EntryQuerySet) -> EntryQuerySet:
    """Comparisons with their texts and findings."""
    findings = TextFinding.objects.select_related("subject", "filed_under")
    texts = ReadoutText.objects.select_related("party", "evidence").prefetch_related(Prefetch("findings", findings))
    return entries.select_related("of", "author").prefetch_related(
        Prefetch("texts", texts),
        Prefetch("unread_texts", UnreadText.objects.select_related("party")),
        "judgements",
        "related__development",
    )


def corrections_of(developments: Collection[int], *, known_at: datetime | None) -> Mapping[int, Entry]:
    """The corrections of developments by a moment, each by the version that it corrects."""
    corrections = Entry.objects.filter(corrects__in=versions_of(developments))
    return {entry.corrects_id: entry for entry in corrections.recorded(known_at=known_at) if entry.corrects_id}


def latest_version(entry: Any, replaced: Mapping[int, Entry]) -> Entry:
    while entry.pk in replaced:
        entry = replaced[entry.pk]
    found: Entry = entry
    return found


@dataclass(frozen=True, slots=True)
class TextOnSubject:
    """What one text of a side says of a subject, and whether the text is of another kind than the one before."""

    meeting: Meeting
    reading: TextReading
    is_of_another_kind: bool

    @property
    def day(self) -> date:
        return day_of_text(self.reading.text, self.meeting)


def day_of_text(text: ReadoutText, meeting: Meeting) -> date:
    return text.day.last if text.day else meeting.entry.counts_from


@dataclass(frozen=True, slots=True)
class SideOnSubject:
    """The texts of one side that mention a subject, and its others; the earliest first."""

    party: Party
    mentioning: Sequence[TextOnSubject]
    others: Sequence[TextOnSubject]


def texts_on_subject(subject: Subject, meetings: Iterable[Meeting]) -> list[SideOnSubject]:
    """What each side's texts say on a subject over time, the sides in the order of their codes."""
    texts: dict[str, list[tuple[Meeting, TextReading]]] = defaultdict(list)
    parties: dict[str, Party] = {}
    for meeting in meetings:
        for side in meeting.filed(subject):
            parties[side.party.code] = side.party
            texts[side.party.code] += [(meeting, reading) for reading in side.texts]
    return [
        SideOnSubject(
            parties[code],
            in_time(each for each in texts[code] if each[1].mentions),
            in_time(each for each in texts[code] if not each[1].mentions),
        )
        for code in sorted(parties)
    ]


@dataclass(frozen=True, slots=True)
class SubjectInMeetings:
    """In how many of the texts that were read whole a subject is mentioned, and of how many meetings these are."""

    mentioning: int
    texts: int
    meetings: int


def subject_in_meetings(subject: Subject, meetings: Iterable[Meeting]) -> SubjectInMeetings:
    """With what is filed under the subjects below it; where nobody looked for it a text does not count."""
    read = [
        [
            text
            for side in meeting.row(subject).sides
            for text in side.texts
            if text.text.extent == Extent.WHOLE and text.state != FindingState.NOT_LOOKED_FOR
        ]
        for meeting in meetings
    ]
    mentioning = sum(bool(text.own_mentions) for texts in read for text in texts)
    return SubjectInMeetings(mentioning, sum(map(len, read)), sum(map(bool, read)))


def in_time(texts: Iterable[tuple[Meeting, TextReading]]) -> list[TextOnSubject]:
    def turn(each: tuple[Meeting, TextReading]) -> tuple[date, str]:
        meeting, reading = each
        return day_of_text(reading.text, meeting), reading.text.evidence.key

    sayings: list[TextOnSubject] = []
    kind = ""
    for meeting, reading in sorted(texts, key=turn):
        sayings.append(TextOnSubject(meeting, reading, is_of_another_kind=bool(kind) and reading.text.kind != kind))
        kind = reading.text.kind
    return sayings


def with_naming(
    subjects: QuerySet[Subject], audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> QuerySet[Subject]:
    """Each subject with `is_named`: whether a text read for it names a recommendation of the report."""
    entries = Entry.objects.counting(as_of=as_of, known_at=known_at).visible_to(audience)
    naming = TextFinding.objects.filter(subject=OuterRef("pk"), names_recommendation=True, text__entry__in=entries)
    return subjects.annotate(is_named=Exists(naming))
