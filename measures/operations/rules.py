"""The rules for entries that need no look-up, whoever writes them: developments, assessments, comparisons of texts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from measures.models import (
    LEVELS,
    NEEDS_SOURCE,
    AssessmentDirection,
    Authority,
    Claim,
    Confidence,
    EntryKind,
    Extent,
    FindingState,
    MarkState,
    Nothing,
    ReadBy,
    ReferenceBasis,
    ReferenceKind,
    ReferenceManner,
    Report,
    Sameness,
    Speech,
    StatementAct,
    StatementVoice,
    TextAct,
    TextKind,
    TextVoice,
    Track,
    TranslationBy,
)
from measures.models.evidence import is_web_address
from measures.models.statements import MOST_REFERENCES
from measures.models.texts import bilingual
from measures.operations.drafts import (
    AssessmentDraft,
    DissentDraft,
    EntryDraft,
    FindingDraft,
    JudgementDraft,
    MentionDraft,
    ReadoutsDraft,
    StatementDraft,
    TextDraft,
    UnreadTextDraft,
)
from measures.operations.faults import Faults

MOST_WORDS, MOST_CHARACTERS = 60, 130
CHINESE_CHARACTER = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"\w[\w'’.-]*")


def check_entry(draft: EntryDraft, report: Report, found: Faults, *, on: date, keeps_views: bool = False) -> None:
    """The rules for logged entries and for those of a library; `on` is the writer's today.

    One that `keeps_views` which an earlier version recorded needs nothing else that it affects.
    """
    if draft.dissent is not None:
        check_dissent(draft.dissent, found)
    elif draft.kind == EntryKind.SUMMARY:
        check_summary(draft, report, found, on=on)
    elif draft.readouts is None:
        check_day_and_effects(draft, report, found, on=on, keeps_views=keeps_views)
    for index, statement in enumerate(draft.statements):
        check_statement(statement, draft, found, f"statements.{index}.", on=on)
    if draft.readouts is not None:
        check_readouts(draft.readouts, found, on=on)
    check_choices(draft, found)


def check_day_and_effects(draft: EntryDraft, report: Report, found: Faults, *, on: date, keeps_views: bool) -> None:
    """A development, a check or an assessment is of a day that has come, and affects something."""
    if draft.occurred.first > on:
        found.add("occurred", _("This day is in the future."))
    if draft.occurred.year < report.first_year:
        found.add("occurred", _("No entry in this report may be from before %(year)d.") % {"year": report.first_year})
    if draft.kind == EntryKind.DEVELOPMENT:
        found.require("title", draft.title)
        found.require("narrative", draft.narrative)
    if draft.kind == EntryKind.STATEMENT:
        check_entry_of_statements(draft, found)
    elif not (draft.bears_on or draft.assessments or draft.milestones or keeps_views):
        found.add("bears_on", _("Choose at least one measure or ambiguity."))
    for index, bearing in enumerate(draft.bears_on):
        if bearing.status in NEEDS_SOURCE and not draft.sources:
            found.add(f"bears_on.{index}.status", _("This status needs a source: add one."))
    for index, assessment in enumerate(draft.assessments):
        check_level(assessment, found, f"assessments.{index}.")
        check_in_short(assessment, found, f"assessments.{index}.")
        check_written_on(assessment, draft, found, f"assessments.{index}.written_on", on=on)


def check_entry_of_statements(draft: EntryDraft, found: Faults) -> None:
    """A day on which somebody said something moves nothing by itself."""
    if not draft.statements:
        found.add("statements", _("Enter at least one statement."))
    for field in ("bears_on", "assessments", "milestones"):
        if getattr(draft, field):
            found.add(field, _("Words move nothing: log a development for what they change."))


def check_statement(statement: StatementDraft, draft: EntryDraft, found: Faults, at: str, *, on: date) -> None:
    """A party's words have a speaker, a language and a source, and are of a day that has come."""
    found.require(f"{at}speaker", statement.speaker)
    found.require(f"{at}quotation", statement.quotation)
    found.require(f"{at}quotation_language", statement.quotation_language)
    if not statement.parties:
        found.add(f"{at}parties", _("Choose whose words these are."))
    if not statement.acts:
        found.add(f"{at}acts", _("Choose at least one."))
    for field in ("parties", "acts", "to", "subjects", "on", "also_in"):
        refuse_repeated(getattr(statement, field), f"{at}{field}", found)
    check_days_of_statement(statement, found, at, on=on)
    if is_too_long_to_quote(statement.quotation):
        found.add(f"{at}quotation", _("A quotation may have at most 60 words, or 130 Chinese characters."))
    if not (statement.source or draft.sources):
        found.add(f"{at}source", _("A party’s words need a source: add where they stand."))
    if statement.about in statement.parties:
        found.add(f"{at}about", _("Choose “itself” for what a side says of itself."))
    check_references(statement, found, at)


def check_references(statement: StatementDraft, found: Faults, at: str) -> None:
    """Each names one thing, and not the statement itself."""
    if len(statement.refers_to) > MOST_REFERENCES:
        found.add(f"{at}refers_to", _("At most %(most)s are allowed here.") % {"most": MOST_REFERENCES})
    for index, reference in enumerate(statement.refers_to):
        if bool(reference.statement) == bool(reference.entry):
            found.add(f"{at}refers_to.{index}.statement", _("Name either a statement or an entry."))
        if statement.key and reference.statement == statement.key:
            found.add(f"{at}refers_to.{index}.statement", _("A statement cannot refer to itself."))


def check_days_of_statement(statement: StatementDraft, found: Faults, at: str, *, on: date) -> None:
    if statement.said_on.first > on:
        found.add(f"{at}said_on", _("This day is in the future."))
    if statement.published_on is None:
        return
    if statement.published_on.first > on:
        found.add(f"{at}published_on", _("This day is in the future."))
    if statement.published_on.last < statement.said_on.first:
        found.add(f"{at}published_on", _("This is before the day on which it was said."))


def refuse_repeated(values: Sequence[str], field: str, found: Faults) -> None:
    for index, value in enumerate(values):
        if value in values[:index]:
            found.add(f"{field}.{index}", _("“%(key)s” is listed here twice.") % {"key": value})


def check_summary(draft: EntryDraft, report: Report, found: Faults, *, on: date) -> None:
    """A summary is short, in both languages, and of a day that has come; its fields are those of `summary_draft`."""
    if draft.occurred.last > on:
        found.add("as_of", _("This day is in the future."))
    if draft.occurred.year < report.first_year:
        found.add("as_of", _("No entry in this report may be from before %(year)d.") % {"year": report.first_year})
    if draft.written_on is None or not draft.occurred.last <= draft.written_on <= on:
        found.add("written_on", _("A summary is written on or after its last day, and not after today."))
    found.require("text", draft.title)
    found.require("text_zh_hans", draft.title_zh_hans)
    words, characters = count_words(draft.title), count_characters(draft.title_zh_hans)
    if words > MOST_WORDS:
        found.add("text", _("A summary may have at most 60 words; this one has %(count)d.") % {"count": words})
    if characters > MOST_CHARACTERS:
        fault = _("A summary may have at most 130 Chinese characters; this one has %(count)d.")
        found.add("text_zh_hans", fault % {"count": characters})


def check_dissent(dissent: DissentDraft, found: Faults) -> None:
    """A dissent has what an assessment of ours has, and says why."""
    check_level(dissent.as_view, found, "")
    found.require("text", dissent.text)


def check_level(assessment: AssessmentDraft, found: Faults, at: str) -> None:
    if assessment.level is not None and assessment.level not in LEVELS:
        found.add(f"{at}level", _("A level must be 0, 1, 2 or 3."))
    if assessment.level is None and not assessment.nothing:
        found.add(f"{at}level", _("Enter a level, or choose “Nothing found” or “Not observable”."))
    elif assessment.level is not None and assessment.nothing:
        found.add(f"{at}nothing", _("An assessment with a level cannot also be “Nothing found” or “Not observable”."))


def check_in_short(assessment: AssessmentDraft, found: Faults, at: str) -> None:
    """A sentence in short is given in both languages."""
    given = {name: bool(getattr(assessment, name).strip()) for name in bilingual("in_short")}
    for name, is_given in given.items():
        if any(given.values()) and not is_given:
            found.add(f"{at}{name}", _("Enter the sentence in English and in Chinese."))


def is_too_long_to_quote(text: str) -> bool:
    """Whether a quotation is more than the operative words: Chinese is counted by characters."""
    return count_words(text) > MOST_WORDS or count_characters(text) > MOST_CHARACTERS


def count_words(text: str) -> int:
    """How many words a text has, Chinese apart."""
    return len(WORD.findall(CHINESE_CHARACTER.sub(" ", text)))


def count_characters(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(CHINESE_CHARACTER.findall(text))


def check_written_on(assessment: AssessmentDraft, draft: EntryDraft, found: Faults, at: str, *, on: date) -> None:
    """An assessment says when it was written only where that is later than the day that it is about."""
    if assessment.written_on is None:
        return
    if assessment.written_on > on:
        found.add(at, _("This day is in the future."))
    if assessment.written_on <= draft.occurred.last:
        found.add(at, _("Only for an assessment written after the day it is about: leave this empty."))


def check_readouts(draft: ReadoutsDraft, found: Faults, *, on: date) -> None:
    """The rules for logged comparisons and for a library's alike; `on` is the writer's today."""
    found.require("of", draft.of)
    if len({text.party for text in draft.texts}) < 2:
        found.add("texts", _("Enter at least one text from each of two parties."))
    for index, text in enumerate(draft.texts):
        check_text(text, found, f"texts.{index}.", on=on)
    for index, judgement in enumerate(draft.judgements):
        check_judgement(judgement, found, f"judgements.{index}.", on=on)
    refuse_same_subject((row.subject for row in draft.judgements), "judgements", found)
    for index, key in enumerate(draft.related):
        if key == draft.of or key in draft.related[:index]:
            found.add(f"related.{index}", _("This development is already listed here."))
    for index, unread in enumerate(draft.unread_texts):
        check_unread_text(unread, found, f"unread_texts.{index}.")


def check_text(text: TextDraft, found: Faults, at: str, *, on: date) -> None:
    found.require(f"{at}issuer", text.issuer)
    found.require(f"{at}language", text.language)
    if text.day and text.day.first > on:
        found.add(f"{at}day", _("This day is in the future."))
    for index, finding in enumerate(text.findings):
        check_finding(finding, text, found, f"{at}findings.{index}.")
    refuse_same_subject((row.subject for row in text.findings), f"{at}findings", found)


def refuse_same_subject(subjects: Iterable[str], field: str, found: Faults) -> None:
    seen: set[str] = set()
    for index, subject in enumerate(subjects):
        if subject in seen:
            found.add(f"{field}.{index}.subject", _("This subject is listed here twice."))
        seen.add(subject)


def check_finding(finding: FindingDraft, text: TextDraft, found: Faults, at: str) -> None:
    """That a subject is not in a text can be said only of one that was read whole."""
    if finding.state == FindingState.NOT_IN_TEXT and text.extent != Extent.WHOLE:
        found.add(f"{at}state", _("Choose “Not in this text” only for a text read whole."))
    if (finding.state == FindingState.MENTIONS) != bool(finding.mentions):
        found.add(f"{at}mentions", _("Enter a passage if the subject is mentioned; otherwise none."))
    if (finding.state == FindingState.FILED_UNDER) != bool(finding.filed_under):
        found.add(
            f"{at}filed_under",
            _("Choose the other subject that the passage is filed under; otherwise leave this empty."),
        )
    if finding.filed_under == finding.subject:
        found.add(f"{at}filed_under", _("This is the same subject: choose another one."))
    for index, mention in enumerate(finding.mentions):
        check_mention(mention, found, f"{at}mentions.{index}.")


def check_mention(mention: MentionDraft, found: Faults, at: str) -> None:
    found.require(f"{at}sentence", mention.sentence)
    found.require(f"{at}quotation", mention.quotation)


def check_unread_text(text: UnreadTextDraft, found: Faults, at: str) -> None:
    found.require(f"{at}title", text.title)
    if text.url and not is_web_address(text.url):
        found.add(
            f"{at}url",
            _("Enter an address that begins with http:// or https://, without user name or password."),
        )


def check_judgement(judgement: JudgementDraft, found: Faults, at: str, *, on: date) -> None:
    found.require(f"{at}sentence", judgement.sentence)
    if judgement.written_on and judgement.written_on > on:
        found.add(f"{at}written_on", _("This day is in the future."))


# The path of a field, what is in it, and what may be.
type Choice = tuple[str, str, type[TextChoices]]


def check_choices(draft: EntryDraft, found: Faults) -> None:
    for field, word, choices in choices_in(draft):
        found.require_choice(field, word, choices)


def choices_in(draft: EntryDraft) -> Iterator[Choice]:
    if draft.readouts:
        yield from choices_in_readouts(draft.readouts)
    if draft.dissent:
        yield from choices_in_assessment(draft.dissent.as_view, "")
    if draft.kind == EntryKind.DEVELOPMENT:
        yield "track", draft.track, Track
        yield "claim", draft.claim, Claim
    for index, assessment in enumerate(draft.assessments):
        yield from choices_in_assessment(assessment, f"assessments.{index}.")
    for index, statement in enumerate(draft.statements):
        yield from choices_in_statement(statement, f"statements.{index}.")
    for index, mark in enumerate(draft.milestones):
        yield f"milestones.{index}.state", mark.state, MarkState


def choices_in_assessment(assessment: AssessmentDraft, at: str) -> Iterator[Choice]:
    yield f"{at}confidence", assessment.confidence, Confidence
    if assessment.direction:
        yield f"{at}direction", assessment.direction, AssessmentDirection
    if assessment.nothing and assessment.level is None:
        yield f"{at}nothing", assessment.nothing, Nothing


def choices_in_statement(statement: StatementDraft, at: str) -> Iterator[Choice]:
    yield f"{at}voice", statement.voice, StatementVoice
    yield f"{at}authority", statement.authority, Authority
    yield f"{at}speech", statement.speech, Speech
    yield f"{at}translation_by", statement.translation_by, TranslationBy
    for index, act in enumerate(statement.acts):
        yield f"{at}acts.{index}", act, StatementAct
    for index, reference in enumerate(statement.refers_to):
        below = f"{at}refers_to.{index}."
        yield f"{below}how", reference.how, ReferenceKind
        yield f"{below}manner", reference.manner, ReferenceManner
        yield f"{below}basis", reference.basis, ReferenceBasis


def choices_in_readouts(readouts: ReadoutsDraft) -> Iterator[Choice]:
    for index, text in enumerate(readouts.texts):
        at = f"texts.{index}."
        yield f"{at}kind", text.kind, TextKind
        yield f"{at}extent", text.extent, Extent
        yield f"{at}read_by", text.read_by, ReadBy
        for place, finding in enumerate(text.findings):
            yield f"{at}findings.{place}.state", finding.state, FindingState
            for passage, mention in enumerate(finding.mentions):
                below = f"{at}findings.{place}.mentions.{passage}."
                yield f"{below}voice", mention.voice, TextVoice
                yield f"{below}act", mention.act, TextAct
    for index, judgement in enumerate(readouts.judgements):
        yield f"judgements.{index}.sameness", judgement.sameness, Sameness
