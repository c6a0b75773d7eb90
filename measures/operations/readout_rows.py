"""Turns the draft of a comparison of texts into rows, and checks what needs a look into the record or a stored text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from measures.analysis.seals import EntryRows, WrittenText
from measures.analysis.stored_texts import holds_words, words_of_file
from measures.models import (
    Capture,
    Entry,
    EntryKind,
    Evidence,
    FindingState,
    Judgement,
    ReadoutText,
    RelatedDevelopment,
    TextFinding,
    UnreadText,
)
from measures.operations.drafts import (
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    SourceDraft,
    TextDraft,
    UnreadTextDraft,
    column_values,
)
from measures.operations.faults import Faults
from measures.operations.files import open_file
from measures.operations.lookup import Lookup, find, require_party


def add_readouts(
    entry_rows: EntryRows, draft: EntryDraft, evidence: Mapping[str, Evidence], lookup: Lookup, found: Faults
) -> None:
    """Add the rows that compare texts, if the draft does; `evidence` are its sources, by the paths of their fields."""
    readouts = draft.readouts
    if readouts is None:
        return
    rows = ReadoutRows(entry_rows.entry, lookup, found)
    entry_rows.entry.of = rows.development(readouts.of, "of")
    related = [rows.development(key, f"related.{index}") for index, key in enumerate(readouts.related)]
    entry_rows.related = [RelatedDevelopment(entry=entry_rows.entry, development=each) for each in related if each]
    for index, text in enumerate(readouts.texts):
        at = f"texts.{index}."
        source = evidence.get(f"{at}source")
        entry_rows.texts.append(rows.text(text, source, at))
    entry_rows.unread_texts = [
        rows.unread_text(text, f"unread_texts.{index}.") for index, text in enumerate(readouts.unread_texts)
    ]
    entry_rows.judgements = [
        rows.judgement(judgement, f"judgements.{index}.") for index, judgement in enumerate(readouts.judgements)
    ]
    refuse_text_twice(draft, evidence, found)
    if entry_rows.entry.of is not None:
        follow_development(entry_rows.entry, entry_rows.entry.of)


@dataclass(frozen=True, slots=True)
class ReadoutRows:
    """The rows that an entry compares texts by, unsaved; `at` is the path of a draft, with a full stop behind."""

    entry: Entry
    lookup: Lookup
    found: Faults

    def development(self, key: str, field: str) -> Entry | None:
        """The development of a key, among those that the writer may see, or what has come in its place."""
        entry = find(self.lookup.entries, key, field, self.found) if key else None
        while entry is not None and entry.is_corrected:
            entry = entry.correction
        if entry is not None and entry.kind != EntryKind.DEVELOPMENT:
            self.found.add(field, _("Only texts about a development can be compared."))
        if entry is not None and entry.is_redacted:
            self.found.add(field, _("This development was redacted."))
        return entry

    def text(self, draft: TextDraft, evidence: Evidence | None, at: str) -> WrittenText:
        require_party(draft.party, self.lookup, self.found, f"{at}party")
        text = ReadoutText(
            entry=self.entry, evidence=evidence, party_id=draft.party, **column_values(draft, ReadoutText)
        )
        names = ("issuer", "issuer_zh_hans", "administration", "administration_zh_hans", "language")
        self.found.check_below(at, text, names)
        stored = stored_text(draft.source, evidence)
        findings = [
            row
            for index, finding in enumerate(draft.findings)
            for row in self.findings(finding, text, stored, f"{at}findings.{index}.")
        ]
        return WrittenText(text, findings)

    def findings(self, draft: FindingDraft, text: ReadoutText, stored: str | None, at: str) -> Iterator[TextFinding]:
        """A row for each passage, or one that says why there is none."""
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
            self.found.check_below(below, row, ("quotation", "quotation_language", "paragraph"))
            if stored is not None and not holds_words(stored, row.quotation):
                self.found.add(f"{below}quotation", _("These words are not in the stored text."))
            yield row

    def unread_text(self, draft: UnreadTextDraft, at: str) -> UnreadText:
        require_party(draft.party, self.lookup, self.found, f"{at}party")
        row = UnreadText(entry=self.entry, party_id=draft.party, **column_values(draft, UnreadText))
        self.found.check_below(at, row, ("title", "title_zh_hans"))
        return row

    def judgement(self, draft: JudgementDraft, at: str) -> Judgement:
        subject = self.subject(draft.subject, f"{at}subject")
        return Judgement(entry=self.entry, subject=subject, **column_values(draft, Judgement))

    def subject(self, key: str, field: str) -> Any:
        return find(self.lookup.subjects, key, field, self.found)


def follow_development(entry: Entry, development: Entry) -> None:
    """A comparison is never of a day before its development, and without a title of its own has its title."""
    entry.occurred = max(entry.occurred, development.occurred, key=lambda day: day.last)
    if not entry.title:
        entry.title, entry.title_zh_hans = development.title, development.title_zh_hans
        entry.language = development.language


def stored_text(source: str | SourceDraft, evidence: Evidence | None) -> str | None:
    """The words of a source's file, if it has one that is text: the one that comes with it, or the one that is kept."""
    if evidence is None or evidence.file is None:
        return None
    if not (isinstance(source, SourceDraft) and source.file is not None):
        return words_kept(evidence)
    source.file.content.seek(0)
    return words_of_file(source.file.content.read(), evidence.file.media_type)


def words_kept(evidence: Evidence) -> str | None:
    """The words of the file that is kept of a source, if it has one that is text."""
    if evidence.file is None:
        return None
    with open_file(evidence.file) as stream:
        return words_of_file(stream.read(), evidence.file.media_type)


def words_copied(evidence: Evidence) -> str | None:
    """The text of the copy of what is at its address, if there is one; it may lack parts of the page."""
    return Capture.objects.recorded().of(evidence).exclude(text="").values_list("text", flat=True).first()


def refuse_text_twice(draft: EntryDraft, evidence: Mapping[str, Evidence], found: Faults) -> None:
    """Two texts of one party are two sources; a joint text is one source of each party."""
    seen: set[tuple[str, str]] = set()
    for index, text in enumerate(draft.readouts.texts if draft.readouts else ()):
        field = f"texts.{index}.source"
        if field not in evidence:
            continue
        party_and_source = text.party, evidence[field].key
        if party_and_source in seen:
            found.add(field, _("This text of the same party is listed here twice."))
        seen.add(party_and_source)


def note_not_looked_for(rows: EntryRows, lookup: Lookup) -> None:
    """Say of every subject of the report that nothing is said of in a text that nobody looked for it there."""
    for each in rows.texts:
        subjects = {finding.subject_id for finding in each.findings}
        missing = [subject for subject in lookup.subjects.values() if subject.pk not in subjects]
        findings = [TextFinding(text=each.text, subject=row, state=FindingState.NOT_LOOKED_FOR) for row in missing]
        each.findings = [*each.findings, *findings]
