"""Turns drafts into unsaved rows by what was looked up, and reports what is unknown or does not fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from measures.analysis.seals import AssessmentRows, EntryRows, StatementRows, WrittenText
from measures.analysis.standing import independent_about
from measures.analysis.stored_texts import holds_words, words_of_file
from measures.models import (
    ABOUT_WORDS,
    BOTH,
    NONE,
    AboutWhom,
    Addressed,
    AmbiguityState,
    Assessment,
    Bearing,
    Citation,
    Clarity,
    Concern,
    Direction,
    Dissent,
    Entry,
    EntryKind,
    Evidence,
    FindingState,
    Ground,
    Judgement,
    MilestoneMark,
    Provenance,
    ReadoutText,
    RelatedDevelopment,
    Statement,
    StatementPlace,
    StatementReference,
    Status,
    Subject,
    TextFinding,
    UnreadText,
)
from measures.models.records import value_columns
from measures.operations.drafts import (
    AssessmentDraft,
    BearingDraft,
    DissentDraft,
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    MarkDraft,
    ReadoutsDraft,
    ReferenceDraft,
    SourceDraft,
    StatementDraft,
    TextDraft,
    UnreadTextDraft,
)
from measures.operations.faults import Faults
from measures.operations.files import KeptWords, words_of_source_file
from measures.operations.lookup import Lookup


def column_values(draft: Any, model: type[Model]) -> dict[str, Any]:
    """The values of a draft for the columns of a model, except references."""
    drafted = {field.name for field in fields(draft)}
    values = {name: getattr(draft, name) for name in value_columns(model) if name in drafted}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def is_of_the_whole(assessment: Assessment) -> bool:
    """Whether an assessment is of a measure as a whole: of no one in particular, or of its only addressee."""
    if assessment.measure is None:
        return assessment.ambiguity is None
    return assessment.about_code in (NONE, independent_about(assessment.measure))


# The citations of an entry by the keys of their sources.
type Cited = Mapping[str, Citation]


@dataclass(frozen=True, slots=True)
class RowsOfDraft:
    """The rows that an entry brings, unsaved; `at` is the path of a part of its draft, with a full stop behind."""

    entry: Entry
    lookup: Lookup
    found: Faults

    def bearing(self, draft: BearingDraft, at: str) -> Bearing:
        target = self.target(draft.on, f"{at}on")
        on_ambiguity = "ambiguity" in target
        self.found.require_choice(f"{at}direction", draft.direction, Clarity if on_ambiguity else Direction)
        for name, choices, fits in (
            ("concern", Concern, on_ambiguity),
            ("state", AmbiguityState, on_ambiguity),
            ("status", Status, not on_ambiguity),
        ):
            if value := getattr(draft, name):
                self.found.require_choice(f"{at}{name}", value, choices)
                if not fits:
                    self.found.add(f"{at}{name}", _("This does not fit the measure or ambiguity that is affected."))
        if draft.changed_by:
            self.require_party(draft.changed_by, f"{at}changed_by")
        return Bearing(
            entry=self.entry,
            **target,
            **self.about(draft.about, f"{at}about"),
            changed_by_id=draft.changed_by or None,
            **column_values(draft, Bearing),
        )

    def assessment(self, draft: AssessmentDraft, citations: Cited, at: str) -> AssessmentRows:
        """An assessment with what it rests on; `citations` are those of its own entry, by the keys of their sources."""
        assessment = Assessment(
            entry=self.entry,
            **self.target(draft.on, f"{at}on"),
            **self.about(draft.about, f"{at}about"),
            provenance=Provenance.OUR_READING,
            **column_values(draft, Assessment),
        )
        if assessment.in_short and not is_of_the_whole(assessment):
            self.found.add(f"{at}in_short", _("Only an assessment of a measure as a whole has a sentence in short."))
        earlier = [self.find(self.lookup.entries, key, f"{at}rests_on") for key in draft.rests_on]
        # An assessment may rest on a source of its own entry or of an earlier one that it names.
        cites = {source: row for (entry, source), row in self.lookup.citations.items() if entry in draft.rests_on}
        cited = [self.find(cites | dict(citations), key, f"{at}sources") for key in draft.sources]
        return AssessmentRows(
            assessment,
            [Ground(assessment=assessment, entry=row) for row in earlier]
            + [Ground(assessment=assessment, citation=row) for row in cited],
        )

    def statement(self, draft: StatementDraft, sources: Mapping[str, Evidence], cited: Cited, at: str) -> StatementRows:
        """A party's words, where they are filed and what they refer to; `cited` are the citations of the entry."""
        for index, code in enumerate(draft.parties):
            self.require_party(code, f"{at}parties.{index}")
        for index, code in enumerate(draft.to):
            if code not in Addressed:
                self.require_party(code, f"{at}to.{index}")
        is_about_a_party = draft.about not in ABOUT_WORDS
        if is_about_a_party:
            self.require_party(draft.about, f"{at}about")
        values = column_values(draft, Statement) | {"about": AboutWhom.PARTY if is_about_a_party else draft.about}
        statement = Statement(
            **values,
            entry=self.entry,
            about_party_id=draft.about if is_about_a_party else None,
            citation=self.citation(sources.get(f"{at}source"), cited),
        )
        self.found.check(statement, ("quotation_language", "in_answer_to", "speaker", "office", "occasion"), at=at)
        places = [StatementPlace(statement=statement, **place) for place in self.places(draft, sources, cited, at)]
        references = [
            self.reference(row, statement, f"{at}refers_to.{index}.") for index, row in enumerate(draft.refers_to)
        ]
        said, happened = self.lookup.statements, self.lookup.entries
        referred = [said[row.to_statement].entry for row in references if row.to_statement in said]
        referred += [happened[row.to_entry] for row in references if row.to_entry in happened]
        return StatementRows(statement, places, references, referred)

    def citation(self, source: Evidence | None, cited: Cited) -> Citation | None:
        """The citation of a source; without one, the first of the entry."""
        return cited.get(source.key) if source is not None else next(iter(cited.values()), None)

    def places(
        self, draft: StatementDraft, sources: Mapping[str, Evidence], cited: Cited, at: str
    ) -> Iterator[dict[str, Any]]:
        """Under what a statement is filed, each thing once, and the other sources that have it."""
        for index, key in enumerate(draft.subjects):
            yield {"subject": self.subject(key, f"{at}subjects.{index}")}
        for index, key in enumerate(draft.on):
            yield self.target(key, f"{at}on.{index}")
        for index in range(len(draft.also_in)):
            if source := sources.get(f"{at}also_in.{index}"):
                yield {"citation": cited[source.key]}

    def reference(self, draft: ReferenceDraft, statement: Statement, at: str) -> StatementReference:
        """What a statement refers to: an earlier statement, or an entry."""
        row = StatementReference(statement=statement, **column_values(draft, StatementReference))
        if draft.statement and draft.statement not in self.lookup.coming:
            self.find(self.lookup.statements, draft.statement, f"{at}statement")
        if draft.entry and draft.entry not in self.lookup.coming:
            self.find(self.lookup.entries, draft.entry, f"{at}entry")
        row.to_statement, row.to_entry = draft.statement, draft.entry
        return row

    def dissent(self, draft: DissentDraft) -> Dissent:
        target, about = self.target(draft.on, "on"), self.about(draft.about, "about")
        return Dissent(entry=self.entry, **target, **about, **column_values(draft, Dissent))

    def mark(self, draft: MarkDraft, at: str) -> MilestoneMark:
        milestone = self.find(self.lookup.milestones, draft.on, f"{at}on")
        if milestone is not None:
            allowed = milestone.markers
            if (draft.party or None) not in allowed:
                parties = {party.code: str(party) for party in milestone.measure.parties.all()}
                names = ", ".join(parties.get(code, code) if code else _("all together") for code in allowed)
                self.found.add(f"{at}party", _("This milestone is met by: %(names)s.") % {"names": names})
        return MilestoneMark(entry=self.entry, milestone=milestone, party_id=draft.party or None, state=draft.state)

    def development(self, key: str, field: str) -> Entry | None:
        """The development of a key, among those that the writer may see, or what has come in its place."""
        entry = self.find(self.lookup.entries, key, field) if key else None
        while entry is not None and entry.is_corrected:
            entry = entry.correction
        if entry is not None and entry.kind != EntryKind.DEVELOPMENT:
            self.found.add(field, _("Only texts about a development can be compared."))
        if entry is not None and entry.is_redacted:
            self.found.add(field, _("This development was redacted."))
        return entry

    def related(self, entries: list[Entry | None]) -> list[RelatedDevelopment]:
        return [RelatedDevelopment(entry=self.entry, development=each) for each in entries if each]

    def text(self, draft: TextDraft, evidence: Evidence | None, at: str) -> WrittenText:
        self.require_party(draft.party, f"{at}party")
        text = ReadoutText(
            entry=self.entry, evidence=evidence, party_id=draft.party, **column_values(draft, ReadoutText)
        )
        self.found.check(text, but=("kind", "extent", "read_by"), at=at)
        words = words_of_source(draft.source, evidence, self.lookup.words)
        findings = [
            row
            for index, finding in enumerate(draft.findings)
            for row in self.findings(finding, text, words, f"{at}findings.{index}.")
        ]
        return WrittenText(text, findings)

    def findings(self, draft: FindingDraft, text: ReadoutText, words: str | None, at: str) -> Iterator[TextFinding]:
        """A row for each passage, or one that says why there is none; `words` are those of the text, where stored."""
        filed_under = self.subject(draft.filed_under, f"{at}filed_under") if draft.filed_under else None
        common = {
            "text": text, "subject": self.subject(draft.subject, f"{at}subject"), **column_values(draft, TextFinding)
        }  # fmt: skip
        if not draft.mentions:
            yield TextFinding(**common, filed_under=filed_under)
        for index, mention in enumerate(draft.mentions):
            row = TextFinding(**common | column_values(mention, TextFinding), position=index + 1)
            row.quotation_language = row.quotation_language or text.language
            below = f"{at}mentions.{index}."
            self.found.check(row, ("quotation", "quotation_language", "paragraph"), at=below)
            if words is not None and not holds_words(words, row.quotation):
                self.found.add(f"{below}quotation", _("These words are not in the stored text."))
            yield row

    def unread_text(self, draft: UnreadTextDraft, at: str) -> UnreadText:
        self.require_party(draft.party, f"{at}party")
        row = UnreadText(entry=self.entry, party_id=draft.party, **column_values(draft, UnreadText))
        self.found.check(row, ("title", "title_zh_hans"), at=at)
        return row

    def judgement(self, draft: JudgementDraft, at: str) -> Judgement:
        subject = self.subject(draft.subject, f"{at}subject")
        return Judgement(entry=self.entry, subject=subject, **column_values(draft, Judgement))

    def subject(self, key: str, field: str) -> Subject | None:
        return self.find(self.lookup.subjects, key, field)

    def target(self, key: str, field: str) -> dict[str, Any]:
        if key in self.lookup.ambiguities:
            return {"ambiguity": self.lookup.ambiguities[key]}
        return {"measure": self.find(self.lookup.measures, key, field)}

    def about(self, code: str, field: str) -> dict[str, Any]:
        if code not in (BOTH, NONE):
            self.require_party(code, field)
        return {"about_id": None if code in (BOTH, NONE) else code, "about_both": code == BOTH}

    def find[Row](self, rows: Mapping[str, Row], key: str, field: str) -> Row | None:
        row = rows.get(key)
        if row is None:
            self.found.add_unknown(field, key)
        return row

    def require_party(self, code: str, field: str) -> None:
        if code not in self.lookup.parties:
            self.found.add(field, _("There is no party with the code “%(code)s”.") % {"code": code})


def unsaved_entry(draft: EntryDraft, sources: Mapping[str, Evidence], lookup: Lookup, found: Faults) -> EntryRows:
    """The unsaved rows of a draft; `sources` are those that it cites, by the paths of their fields."""
    rows = EntryRows(Entry(**column_values(draft, Entry)))
    made = RowsOfDraft(rows.entry, lookup, found)
    if draft.responds_to:
        rows.entry.responds_to = made.find(lookup.entries, draft.responds_to, "responds_to")
    citations = {source.key: Citation(entry=rows.entry, evidence=source) for source in sources.values()}
    rows.citations = list(citations.values())
    rows.bearings = [made.bearing(row, f"bears_on.{index}.") for index, row in enumerate(draft.bears_on)]
    rows.assessments = [
        made.assessment(row, citations, f"assessments.{index}.") for index, row in enumerate(draft.assessments)
    ]
    rows.marks = [made.mark(row, f"milestones.{index}.") for index, row in enumerate(draft.milestones)]
    rows.statements = [
        made.statement(row, sources, citations, f"statements.{index}.") for index, row in enumerate(draft.statements)
    ]
    if draft.dissent:
        rows.dissents = [made.dissent(draft.dissent)]
    refuse_twice(rows, found)
    grounds = [made.find(lookup.entries, key, f"rests_on.{index}") for index, key in enumerate(draft.rests_on)]
    rows.related = made.related(grounds)
    if draft.readouts:
        add_readouts(rows, draft.readouts, sources, made)
    return rows


def add_readouts(rows: EntryRows, readouts: ReadoutsDraft, sources: Mapping[str, Evidence], made: RowsOfDraft) -> None:
    """Add the rows that compare texts."""
    entry = rows.entry
    entry.of = made.development(readouts.of, "of")
    rows.related = made.related(
        [made.development(key, f"related.{index}") for index, key in enumerate(readouts.related)]
    )
    for index, text in enumerate(readouts.texts):
        at = f"texts.{index}."
        rows.texts.append(made.text(text, sources.get(f"{at}source"), at))
    refuse_text_twice(readouts, sources, made.found)
    rows.unread_texts = [
        made.unread_text(text, f"unread_texts.{index}.") for index, text in enumerate(readouts.unread_texts)
    ]
    rows.judgements = [
        made.judgement(judgement, f"judgements.{index}.") for index, judgement in enumerate(readouts.judgements)
    ]
    if entry.of is not None:
        follow_development(entry, entry.of)


def refuse_twice(rows: EntryRows, found: Faults) -> None:
    """One bearing per target, and one assessment per target and about whom."""
    seen: set[object] = set()
    for index, bearing in enumerate(rows.bearings):
        target = ("bears_on", bearing.measure, bearing.ambiguity)
        if target in seen and target[1:] != (None, None):
            found.add(f"bears_on.{index}.on", _("This entry already says how it is affected."))
        seen.add(target)
    for index, row in enumerate(rows.assessments):
        assessment = row.assessment
        holder = ("assessments", assessment.measure, assessment.ambiguity, assessment.about_code)
        if holder in seen and holder[1:3] != (None, None):
            found.add(
                f"assessments.{index}.on",
                _("This entry already has an assessment of the same thing, about the same actions."),
            )
        seen.add(holder)


def refuse_text_twice(readouts: ReadoutsDraft, sources: Mapping[str, Evidence], found: Faults) -> None:
    """Two texts of one party are two sources; a joint text is one source of each party."""
    seen: set[tuple[str, str]] = set()
    for index, text in enumerate(readouts.texts):
        field = f"texts.{index}.source"
        if field not in sources:
            continue
        party_and_source = text.party, sources[field].key
        if party_and_source in seen:
            found.add(field, _("This text of the same party is listed here twice."))
        seen.add(party_and_source)


def follow_development(entry: Entry, development: Entry) -> None:
    """A comparison is never of a day before its development, and without a title of its own has its title."""
    entry.occurred = max(entry.occurred, development.occurred, key=lambda day: day.last)
    if not entry.title:
        entry.title, entry.title_zh_hans = development.title, development.title_zh_hans
        entry.language = development.language


def words_of_source(source: str | SourceDraft, evidence: Evidence | None, kept: KeptWords) -> str | None:
    """The words of a source's file, if it has one that is text: the one that comes with it, or the one that is kept."""
    if evidence is None or evidence.file is None:
        return None
    if not (isinstance(source, SourceDraft) and source.file is not None):
        return kept[evidence.file.pk] if evidence.file.pk in kept else words_of_source_file(evidence)
    source.file.content.seek(0)
    return words_of_file(source.file.content.read(), evidence.file.media_type)


def note_not_looked_for(rows: EntryRows, lookup: Lookup) -> None:
    """Say of every subject of the report that nothing is said of in a text that nobody looked for it there."""
    for each in rows.texts:
        subjects = {finding.subject_id for finding in each.findings}
        missing = [subject for subject in lookup.subjects.values() if subject.pk not in subjects]
        findings = [TextFinding(text=each.text, subject=row, state=FindingState.NOT_LOOKED_FOR) for row in missing]
        each.findings = [*each.findings, *findings]
