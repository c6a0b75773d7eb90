"""The whole form with which the texts of a meeting are compared or a comparison is corrected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import gettext as _

from measures import access
from measures.analysis.stored_texts import Passage, passages_with, pieces_of, words_at, words_copied, words_pasted
from measures.forms.compare_parts import (
    FILED_UNDER,
    ComparisonForm,
    FindingForm,
    JudgementForm,
    MentionForm,
    TextForm,
    UnreadTextForm,
    split_words,
)
from measures.forms.entry_choices import EntryChoices
from measures.forms.fields import RecordForm, typed
from measures.forms.rows import FormRows, RowForm, WholeForm, count_rows_sent
from measures.models import Evidence, FindingState, Subject
from measures.operations.drafts import EntryDraft, FindingDraft, JudgementDraft, ReadoutsDraft, comparison_draft
from measures.operations.files import words_of_source_file

ROWS: dict[str, type[RowForm]] = {"texts": TextForm, "unread_texts": UnreadTextForm}
PASSAGES_SHOWN = 12
FIRST_TEXTS = 2


@dataclass(slots=True)
class FindingPart:
    """One subject in one text: what is said of it, and the passages in which its words stand."""

    row: TextForm
    place: int
    subject: Subject
    prefix: str
    form: FindingForm
    mentions: FormRows[MentionForm]
    words: Sequence[str]
    passages: list[Passage] = field(init=False)

    def __post_init__(self) -> None:
        self.passages = passages_with(self.words, self.row.words or "")

    @property
    def shown_passages(self) -> list[tuple[Passage, list[tuple[str, bool]]]]:
        return [(each, pieces_of(self.words, each.text)) for each in self.passages[:PASSAGES_SHOWN]]

    @property
    def further_passages(self) -> int:
        return max(len(self.passages) - PASSAGES_SHOWN, 0)

    def words_of(self, paragraph: str, *, chosen: str) -> dict[str, str]:
        """What is taken over of a passage."""
        passages = [each for each in self.passages if str(each.paragraph) == paragraph]
        quotations = [words_at(self.words, each.text, chosen=chosen) for each in passages]
        return {"quotation": quotations[0], "paragraph": paragraph} if quotations else {}

    @property
    def is_given(self) -> bool:
        """Whether anything is said: a subject of which nothing is was not looked for."""
        return self.form.state_value != FindingState.NOT_LOOKED_FOR or self.form.has_note or bool(self.mentions.filled)

    @property
    def is_open_question(self) -> bool:
        """Whether nothing is said of a text in which none of the words is found."""
        return not self.is_given and self.row.is_read_whole and self.is_searched and not self.passages

    @property
    def is_searched(self) -> bool:
        """Whether the whole text was looked through; the copy of a page may lack parts of it."""
        return self.row.words is not None and not self.row.is_copied

    @property
    def summary(self) -> str:
        """How it stands, in a few words."""
        state = self.form.state_value
        if state.startswith(FILED_UNDER):
            return str(FindingState.FILED_UNDER.label)
        if state == FindingState.NOT_LOOKED_FOR and self.passages:
            return _("Words found")
        if state == FindingState.NOT_LOOKED_FOR and self.is_searched:
            return _("Words not found")
        return str(FindingState(state).label)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        return [*self.form.faults, *(fault for row in self.mentions.filled for fault in row.faults)]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), self.mentions.is_valid()])

    def draft(self) -> FindingDraft:
        return self.form.draft(self.subject.key, [row.draft() for row in self.mentions.filled])


@dataclass(slots=True)
class SubjectPart:
    """One subject in all texts, with the words that are looked for."""

    subject: Subject
    words: str
    findings: list[FindingPart]
    judgement: JudgementForm
    is_acted_on: bool = False

    @property
    def is_open(self) -> bool:
        return self.is_acted_on or bool(self.faults)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        return [*(fault for part in self.findings for fault in part.faults), *self.judgement.faults]

    def is_valid(self) -> bool:
        return all([*(part.is_valid() for part in self.findings), self.judgement.is_valid()])


@dataclass(frozen=True, slots=True)
class ComparisonScope:
    """What is compared: texts about the development of a key, for these subjects; and what was judged already."""

    of: str
    subjects: Sequence[Subject]
    judgements: Sequence[JudgementDraft] = ()

    def states_of(self, subject: Subject) -> list[object]:
        """What may be found of a subject, or under which other one its passage is filed."""
        others = [(f"{FILED_UNDER}{each.key}", str(each)) for each in self.subjects if each != subject]
        states = [(state.value, state.label) for state in FindingState if state != FindingState.FILED_UNDER]
        return [*states, (FindingState.FILED_UNDER.label, others)]


@dataclass(slots=True)
class CompareForm(WholeForm):
    """The texts of a meeting, what they say subject by subject, and what is said of the comparison as a whole."""

    entry_choices: EntryChoices
    scope: ComparisonScope
    whole: ComparisonForm
    rows: dict[str, FormRows[Any]]
    subjects: list[SubjectPart] = field(default_factory=list)

    @property
    def texts(self) -> FormRows[TextForm]:
        return self.rows["texts"]

    @property
    def unread_texts(self) -> FormRows[UnreadTextForm]:
        return self.rows["unread_texts"]

    @classmethod
    def of(
        cls,
        entry_choices: EntryChoices,
        sent: Mapping[str, Any],
        scope: ComparisonScope,
        *,
        is_checked: bool,
        add: str = "",
        at: str = "",
    ) -> Self:
        """The form as it was sent, to be checked; or as it was typed, with one row more of the kind `add`.

        It is unfolded `at` a subject.
        """
        rows = {
            name: FormRows.sent(form, name, sent, entry_choices=entry_choices)
            if is_checked
            else FormRows.typed(form, name, sent, added=int(name == add), entry_choices=entry_choices)
            for name, form in ROWS.items()
        }
        whole = form_of(ComparisonForm, sent, "", is_checked=is_checked, entry_choices=entry_choices)
        form = cls(entry_choices, scope, whole, rows)
        for row in form.texts.forms[:FIRST_TEXTS]:
            row.is_first_asked = True
        form.read_texts()
        if form.texts.filled:
            for row in form.texts:
                row.is_settled = not row.is_blank
            form.subjects = [form.part_of(each, sent, is_checked=is_checked, at=at) for each in scope.subjects]
        return form

    def part_of(self, subject: Subject, sent: Mapping[str, object], *, is_checked: bool, at: str) -> SubjectPart:
        """What is said of a subject in each text, and the words that are looked for."""
        looked_for = str(sent.get(words_name(subject.key), words_looked_for(subject)))
        states = self.scope.states_of(subject)
        rows = FormRows.sent if is_checked else FormRows.typed
        findings = []
        for place, row in enumerate(self.texts.forms):
            if row.is_blank:
                continue
            prefix, shown_name = finding_prefix(place, subject.key), f"{subject} · {row.shown_name}"
            form = form_of(FindingForm, sent, prefix, is_checked=is_checked, shown_name=shown_name, states=states)
            mentions = rows(MentionForm, f"{prefix}-mentions", sent, shown_name=shown_name)
            findings.append(FindingPart(row, place, subject, prefix, form, mentions, split_words(looked_for)))
        prefix = f"judgements-{subject.key}"
        judgement = form_of(JudgementForm, sent, prefix, is_checked=is_checked, shown_name=str(subject))
        return SubjectPart(subject, looked_for, findings, judgement, is_acted_on=at == subject.key)

    def read_texts(self) -> None:
        """Give each text its words: those of the file of its source, those pasted, or for the team those of a copy."""
        chosen = {place: str(row["source"].value() or "") for place, row in enumerate(self.texts.forms)}
        keys = self.entry_choices.sources.keys_named(filter(None, chosen.values()))
        seen = Evidence.objects.visible_to(access.audience_of(self.entry_choices.writer)).select_related("file")
        sources = {source.key: source for source in seen.filter(key__in=keys.values())} if keys else {}
        for place, row in enumerate(self.texts.forms):
            source = sources.get(keys.get(chosen[place], ""))
            row.words = words_of_source_file(source) if source else None
            if row.words is None:
                row.words = words_pasted(str(row["pasted"].value() or ""))
            if row.words is None and source and access.allows(self.entry_choices.writer, "read_capture"):
                row.words = words_copied(source)
                row.is_copied = row.words is not None

    @property
    def parts(self) -> Iterator[FindingPart]:
        return (part for subject in self.subjects for part in subject.findings)

    def findings_in(self, row: TextForm) -> list[FindingPart]:
        """What is said of the subjects in one text."""
        return [part for part in self.parts if part.row is row and part.is_given]

    def part_at(self, place: str, subject: str) -> FindingPart | None:
        """What is said of a subject in the text of a row, if there are both."""
        return next((part for part in self.parts if (str(part.place), part.subject.key) == (place, subject)), None)

    def say_not_in_text(self, sent: QueryDict) -> None:
        """Say of each text that was read whole and in which no word is found that the subject is not in it."""
        for part in self.parts:
            if part.is_open_question:
                sent[f"{part.prefix}-state"] = FindingState.NOT_IN_TEXT.value

    def check_texts(self, sent: Mapping[str, object]) -> None:
        """Check the texts alone, before anybody reads on."""
        checked = FormRows.sent(TextForm, "texts", sent, entry_choices=self.entry_choices)
        if not checked.is_valid():
            self.rows["texts"] = checked

    @property
    def judged(self) -> list[SubjectPart]:
        return [part for part in self.subjects if part.judgement.is_given]

    def is_valid(self) -> bool:
        return all(
            [
                self.whole.is_valid(),
                self.texts.is_valid(),
                self.unread_texts.is_valid(),
                *(part.is_valid() for part in self.subjects),
            ]
        )

    def draft(self, *, on: date) -> EntryDraft:
        """The draft of the checked form; `on` is the writer's today."""
        values = dict(self.whole.cleaned_data)
        judgements = [part.judgement.draft(part.subject.key, written_on=on) for part in self.judged]
        readouts = ReadoutsDraft(
            of=self.scope.of,
            related=values.pop("related"),
            texts=[
                row.draft([part.draft() for part in self.findings_in(row)], accessed=on) for row in self.texts.filled
            ],
            unread_texts=[row.draft() for row in self.unread_texts.filled],
            judgements=keep_days(judgements, self.scope.judgements),
        )
        return comparison_draft(readouts, **values)

    def place(self, path: str, message: str) -> None:
        """Show a fault at the field of its path: the paths of a draft count what is filled and given."""
        name, *rest = path.split(".")
        index, *below = rest or [""]
        if name == "texts" and below:
            self.place_in_text(self.texts.filled[int(index)], below, message)
        elif name == "unread_texts" and below:
            row = self.unread_texts.filled[int(index)]
            self.add(row, below[0], message, anchor=str(row.prefix))
        elif name == "judgements" and below:
            part = self.judged[int(index)]
            self.add(part.judgement, below[0], message, anchor=f"subject-{part.subject.key}")
        else:
            self.add(self.whole, name, message, anchor=name)

    def place_in_text(self, row: TextForm, below: Sequence[str], message: str) -> None:
        name, *rest = below
        if name == "source":
            name = {"file": "pasted", "kind": "source_kind"}.get(rest[0], rest[0]) if rest else "source"
        if name != "findings":
            self.add(row, name, message, anchor=str(row.prefix))
            return
        part = self.findings_in(row)[int(rest[0])]
        form: RecordForm = part.form
        field_name, *place = rest[1:]
        if field_name == "mentions" and place:
            form, field_name = part.mentions.filled[int(place[0])], place[1]
        elif field_name in ("mentions", "filed_under", "subject"):
            field_name = "state"
        self.add(form, field_name, message, anchor=f"subject-{part.subject.key}")

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """All errors for the summary: where on the page, the field's label, the message."""
        rows = [*self.texts.filled, *self.unread_texts.filled]
        return [
            *self.whole.faults,
            *(fault for row in rows if row.is_bound for fault in row.faults),
            *(fault for part in self.subjects for fault in part.faults),
            *self.overall,
        ]


def form_of[Form: RecordForm](
    form: type[Form], sent: Mapping[str, object], prefix: str, *, is_checked: bool, **given: Any
) -> Form:
    """A form with what was sent, to be checked, or as it was typed."""
    if is_checked:
        return form(sent, prefix=prefix, **given)
    return form(initial=typed(form, sent, prefix), prefix=prefix, **given)


def finding_prefix(place: int, subject: str) -> str:
    return f"findings-{place}-{subject}"


def words_name(subject: str) -> str:
    return f"words-{subject}"


def words_looked_for(subject: Subject) -> str:
    return ", ".join(word for words in subject.looked_for.values() for word in words)


def begin_mention(sent: QueryDict, part: FindingPart, **values: str) -> None:
    """Begin a passage in the first free place, and say that the subject is mentioned."""
    name = f"{part.prefix}-mentions"
    count = count_rows_sent(name, sent)
    free = next((row for row in range(count) if not str(sent.get(f"{name}-{row}-quotation", "")).strip()), count)
    sent[f"{part.prefix}-state"] = FindingState.MENTIONS.value
    sent[f"{name}-rows"] = str(max(count, free + 1))
    for field_name, value in values.items():
        sent[f"{name}-{free}-{field_name}"] = value


def values_of_comparison(readouts: ReadoutsDraft) -> dict[str, object]:
    """What a comparison says, by the names of the form's fields, as if it had been typed."""
    values: dict[str, object] = {
        "related": " ".join(readouts.related),
        "texts-rows": len(readouts.texts),
        "unread_texts-rows": len(readouts.unread_texts),
    }
    for place, text in enumerate(readouts.texts):
        values |= prefixed(f"texts-{place}", text)
        for finding in text.findings:
            prefix = finding_prefix(place, finding.subject)
            state = f"{FILED_UNDER}{finding.filed_under}" if finding.filed_under else finding.state
            values |= prefixed(prefix, finding) | {
                f"{prefix}-state": state,
                f"{prefix}-mentions-rows": len(finding.mentions),
            }
            for row, mention in enumerate(finding.mentions):
                values |= prefixed(f"{prefix}-mentions-{row}", mention)
    for place, unread in enumerate(readouts.unread_texts):
        values |= prefixed(f"unread_texts-{place}", unread)
    for judgement in readouts.judgements:
        values |= prefixed(f"judgements-{judgement.subject}", judgement)
    return values


def prefixed(prefix: str, draft: Any) -> dict[str, Any]:
    return {f"{prefix}-{name}": getattr(draft, name) for name in draft.__dataclass_fields__}


def keep_days(judgements: Iterable[JudgementDraft], earlier: Iterable[JudgementDraft]) -> list[JudgementDraft]:
    """Judgements, those that say what they said as they were: with the day on which they were written."""

    def content(each: JudgementDraft) -> tuple[str, ...]:
        return each.subject, each.sameness, each.sentence, each.sentence_zh_hans

    kept = {content(each): each for each in earlier}
    return [kept.get(content(each), each) for each in judgements]
