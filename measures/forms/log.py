"""The form on which a development is logged or corrected: how it becomes a draft, and an entry its values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Self

from django.db.models import Model, OuterRef, Prefetch
from django.http import QueryDict
from django.utils.translation import gettext as _

from measures.forms.development import AssessmentForm, BearingForm, EntryForm, MarkForm, SourceForm
from measures.forms.entry_choices import EntryChoices
from measures.forms.fields import RecordForm, typed
from measures.forms.rows import FormRows, RowForm, WholeForm
from measures.forms.statements import StatementForm, statement_values
from measures.models import (
    BOTH,
    NONE,
    AboutWhom,
    Assessment,
    Bearing,
    Entry,
    EntryKind,
    Evidence,
    Ground,
    MilestoneMark,
    Speech,
    Statement,
)
from measures.models.evidence import spellings_of_url
from measures.models.journal import EntryQuerySet
from measures.models.records import json_rows, rows_along, value_columns
from measures.models.texts import bilingual
from measures.operations.drafts import AssessmentDraft, EntryDraft, StatementDraft
from measures.operations.redrafting import statement_draft_of

ROWS: dict[str, type[RowForm]] = {
    "sources": SourceForm,
    "bears_on": BearingForm,
    "assessments": AssessmentForm,
    "milestones": MarkForm,
    "statements": StatementForm,
}
BLANK = {"sources": 3, "bears_on": 3, "assessments": 3, "milestones": 1, "statements": 1}


@dataclass(slots=True)
class LogForm(WholeForm):
    """One entry with its rows; `cites` are the keys of sources on record."""

    entry_choices: EntryChoices
    entry: EntryForm
    rows: dict[str, FormRows[Any]]
    cites: Sequence[str] = ()
    find: str = ""
    kind: str = EntryKind.DEVELOPMENT

    @classmethod
    def fresh(
        cls, entry_choices: EntryChoices, initial: Mapping[str, Any], *, kind: str = EntryKind.DEVELOPMENT
    ) -> Self:
        """A new form; `initial` holds values that are given already, by part."""
        entry_choices.offer_sources(
            [*initial.get("cites", ()), *(each.get("source", "") for each in initial.get("statements", ()))]
        )
        rows = {
            name: FormRows.fresh(form, name, initial.get(name, ()), blank=BLANK[name], entry_choices=entry_choices)
            for name, form in ROWS.items()
        }
        entry = EntryForm(
            initial=initial.get("entry", {}), entry_choices=entry_choices, is_development=kind == EntryKind.DEVELOPMENT
        )
        return cls(entry_choices, entry, rows, cites=initial.get("cites", ()), kind=kind).opened()

    @classmethod
    def typed(
        cls, entry_choices: EntryChoices, sent: QueryDict, *, kind: str = EntryKind.DEVELOPMENT, add: str = ""
    ) -> Self:
        """The form as it was typed, unchecked, with one more row of the kind `add`."""
        entry_choices.load_for_form(sent)
        entry_choices.offer_sources(sources_sent(sent))
        rows = {
            name: FormRows.typed(form, name, sent, added=int(name == add), entry_choices=entry_choices)
            for name, form in ROWS.items()
        }
        is_development = kind == EntryKind.DEVELOPMENT
        entry = EntryForm(initial=typed(EntryForm, sent), entry_choices=entry_choices, is_development=is_development)
        return cls(entry_choices, entry, rows, kind=kind).citing(sent)

    @classmethod
    def sent(
        cls,
        entry_choices: EntryChoices,
        sent: QueryDict,
        files: Mapping[str, Any],
        *,
        kind: str = EntryKind.DEVELOPMENT,
    ) -> Self:
        """The form as it was sent, to be checked."""
        entry_choices.load_for_form(sent)
        entry_choices.offer_sources(sources_sent(sent))
        rows = {
            name: FormRows.sent(form, name, sent, files=files, entry_choices=entry_choices)
            for name, form in ROWS.items()
        }
        entry = EntryForm(sent, entry_choices=entry_choices, is_development=kind == EntryKind.DEVELOPMENT)
        return cls(entry_choices, entry, rows, kind=kind).citing(sent)

    def citing(self, sent: QueryDict) -> Self:
        """With the sources on record that are ticked, each once, and what is looked for."""
        self.cites, self.find = list(dict.fromkeys(sent.getlist("cites"))), sent.get("find", "").strip()
        return self.opened()

    def opened(self) -> Self:
        """With the first bearings unfolded: every development bears on something, many on more.

        A script folds all but the first, and unfolds the next once something is chosen.
        """
        for place, row in enumerate(self.rows["bears_on"].forms[: BLANK["bears_on"]]):
            row.is_unfolded, row.is_first_asked = True, place == 0
        return self

    def add_source(self, *, url: str, known_publisher: str) -> None:
        """Start a new source in the first free source row, instead of looking for it.

        The only publisher that is known of its host is a hint: the writer says who it is.
        """
        row = self.rows["sources"].begin({"url": url})
        if known_publisher:
            row.fields["publisher"].help_text = _(
                "Recorded sources from this website are by “%(publisher)s”. Is this one too?"
            ) % {"publisher": known_publisher}
        self.find = ""

    def choose_target(self, key: str) -> None:
        """Choose a measure or ambiguity in the first free row of effects; which way it points is left open."""
        self.entry_choices.targets.look_up([key])
        if key in self.entry_choices.targets.by_key:
            self.rows["bears_on"].begin({"on": key})

    def cite(self, source: Evidence) -> None:
        """Cite a source, instead of looking for it."""
        self.cites = list(dict.fromkeys([*self.cites, source.key]))
        self.find = ""

    @property
    def addresses(self) -> list[str]:
        """The addresses of its new sources."""
        return [address for row in self.rows["sources"] if (address := row["url"].value())]

    def leave_out(self, addresses: Iterable[str]) -> None:
        """Ignore a new source whose address is that of a ticked one."""
        ticked = set(addresses)
        for row in self.rows["sources"].filled:
            row.is_left_out = not ticked.isdisjoint(spellings_of_url(row["url"].value() or ""))

    def is_valid(self) -> bool:
        return all([self.entry.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    def draft(self, *, on: date) -> EntryDraft:
        """The draft of the checked form; `on` is the writer's today."""
        new = [row.draft(accessed=on) for row in self.rows["sources"].filled]
        bearings, assessments = self.drafts("bears_on"), self.drafts("assessments")
        addressees = self.entry_choices.addressees_of(each.on for each in (*bearings, *assessments) if not each.about)

        def about_somebody(drafts: Iterable[Any]) -> list[Any]:
            return [each if each.about else replace(each, about=addressees.get(each.on, NONE)) for each in drafts]

        return EntryDraft(
            **self.entry.cleaned_data,
            kind=self.kind,
            sources=[*self.cites, *new],
            bears_on=about_somebody(bearings),
            assessments=about_somebody(assessments),
            milestones=self.drafts("milestones"),
            statements=[self.with_day(each) for each in self.drafts("statements")],
        )

    def with_day(self, statement: StatementDraft) -> StatementDraft:
        """A statement with its day; one without was made on the day of the entry."""
        return replace(statement, said_on=statement.said_on or self.entry.cleaned_data["occurred"])

    def entered(self, draft: EntryDraft) -> list[tuple[str, list[tuple[str, str]]]]:
        """All that was entered, in words, part by part; of each row whose actions it is about, as drafted."""
        about = [*(each.about for each in draft.bears_on), *(each.about for each in draft.assessments)]
        rows = [*self.rows["bears_on"].filled, *self.rows["assessments"].filled]
        parts = [(row.name, row.entered(about=code)) for row, code in zip(rows, about, strict=True)]
        others = [row for name in ("statements", "sources", "milestones") for row in self.rows[name].filled]
        return [("", self.entry.entered()), *parts, *((row.name, row.entered()) for row in others)]

    def drafts(self, name: str) -> list[Any]:
        return [row.draft() for row in self.rows[name].filled]

    def place(self, path: str, message: str) -> None:
        name, *rest = path.split(".")
        rows = self.rows.get(name)
        if rows is None or not rest:
            self.add(self.entry, name, message, anchor=name)
            return
        index = int(rest[0]) - (len(self.cites) if name == "sources" else 0)
        if 0 <= index < len(rows.filled):
            row = rows.filled[index]
            self.add(row, row.field_of(rest[1:]), message, anchor=str(row.prefix))
        else:
            self.overall.append((name, "", message))

    def add(self, form: RecordForm, field_name: str, message: str, *, anchor: str) -> None:
        WholeForm.add(self, form, {"nothing": "level"}.get(field_name, field_name), message, anchor=anchor)

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """All errors for the summary: where on the page, the field's label, the message."""
        return [*self.entry.faults, *(fault for row in self.checked_rows for fault in row.faults), *self.overall]

    @property
    def checked_rows(self) -> Iterable[RowForm]:
        return (row for rows in self.rows.values() for row in rows.filled if row.is_bound)


def sources_sent(sent: QueryDict) -> list[str]:
    """The keys of the sources that a sent form cites, and of those that its statements name."""
    named = (text for name, text in sent.items() if name.startswith("statements-") and name.endswith("-source"))
    return [*sent.getlist("cites"), *map(str, named)]


def with_values(entries: EntryQuerySet) -> EntryQuerySet:
    """Entries with all that the form for their correction starts from; each assessment with its `ground_rows`."""
    said = Statement.objects.for_reading().order_by("pk")
    grounds = Ground.objects.filter(assessment=OuterRef("pk")).order_by("pk")
    assessments = Assessment.objects.annotate(ground_rows=json_rows(grounds, "entry__key", "citation__evidence__key"))
    return entries.select_related("report", "responds_to", "correction", "redaction").prefetch_related(
        rows_along(Entry, "bearings", "measure", "ambiguity"),
        Prefetch("assessments", assessments.select_related("measure", "ambiguity")),
        rows_along(Entry, "citations", "evidence"),
        rows_along(Entry, "marks", "milestone"),
        Prefetch("statements", said),
    )


def form_values(entry: Entry) -> dict[str, Any]:
    """Everything that an entry says, by the names of the form's fields."""
    responds_to = entry.responds_to.key if entry.responds_to else ""
    return {
        "entry": shared_values(entry, EntryForm) | {"responds_to": responds_to},
        "cites": [citation.evidence.key for citation in entry.citations.all()],
        "bears_on": [bearing_values(bearing) for bearing in entry.bearings.all()],
        "assessments": [
            assessment_values(assessment) for assessment in entry.assessments.all() if assessment.whose_id is None
        ],
        "milestones": [mark_values(mark) for mark in entry.marks.all()],
        "statements": [statement_values(statement_draft_of(each)) for each in entry.statements.all()],
    }


def values_of_draft(draft: EntryDraft) -> dict[str, object]:
    """Everything that a draft says, by the names of the form's fields."""
    rows = ((name, [vars_of(row) for row in getattr(draft, name)]) for name in ("bears_on", "milestones"))
    return {
        "entry": vars_of(draft),
        "cites": [source for source in draft.sources if isinstance(source, str)],
        "sources": [vars_of(source) for source in draft.new_sources],
        "assessments": [vars_of(assessment) | assessment_texts(assessment) for assessment in draft.assessments],
        "statements": [statement_values(each) for each in draft.statements],
        **dict(rows),
    }


def vars_of(draft: Any) -> dict[str, Any]:
    return {field.name: getattr(draft, field.name) for field in fields(draft)}


def assessment_texts(assessment: AssessmentDraft) -> dict[str, str]:
    """What a form has as text: the level or what stands in its place, and what the assessment rests on."""
    level = assessment.nothing if assessment.level is None else str(assessment.level)
    return {"level": level, "rests_on": " ".join(assessment.rests_on), "sources": " ".join(assessment.sources)}


def shared_values(row: Model, form: type[RecordForm]) -> dict[str, object]:
    """The values of those columns of a row that the form has a field for."""
    return {name: getattr(row, name) for name in value_columns(type(row)) if name in form.base_fields}


def bearing_values(bearing: Bearing) -> dict[str, object]:
    return shared_values(bearing, BearingForm) | {
        "on": bearing.on.key,
        "about": bearing.about_code,
        "changed_by": bearing.changed_by_id or "",
    }


def assessment_values(assessment: Any) -> dict[str, Any]:
    entries = (ground["entry__key"] for ground in assessment.ground_rows)
    sources = (ground["citation__evidence__key"] for ground in assessment.ground_rows)
    return shared_values(assessment, AssessmentForm) | {
        "on": assessment.on.key,
        "about": assessment.about_code,
        "level": assessment.nothing if assessment.level is None else str(assessment.level),
        "rests_on": " ".join(filter(None, entries)),
        "sources": " ".join(filter(None, sources)),
    }


def statement_values_of_view(assessment: Assessment) -> dict[str, object]:
    """What was recorded as a party's view, by the names of a statement's fields in the form; others stay open."""
    words = {
        "quotation": assessment.quotation,
        "quotation_language": assessment.quotation_language,
        "speech": Speech.DIRECT,
    }
    paraphrase = {
        "quotation": assessment.text,
        "quotation_language": assessment.entry.language,
        "speech": Speech.PARAPHRASE,
    }
    translation = (
        {"translation": assessment.text, "translation_zh_hans": assessment.text_zh_hans} if assessment.quotation else {}
    )
    about = {assessment.whose_code: AboutWhom.ITSELF, BOTH: AboutWhom.BOTH, NONE: AboutWhom.GENERAL}
    return {
        **(words if assessment.quotation else paraphrase),
        **translation,
        **{name: getattr(assessment, name) for name in bilingual("speaker", "office")},
        "parties": [assessment.whose_code],
        "about": about.get(assessment.about_code, assessment.about_code),
        "said_on": assessment.entry.occurred,
        "on": [assessment.on.key],
    }


def mark_values(mark: MilestoneMark) -> dict[str, object]:
    return {"on": mark.milestone.key, "state": mark.state, "party": mark.party_id or ""}
