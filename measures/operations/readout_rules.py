"""What a comparison of texts must be like, whoever writes it: the rules that need no look-up."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from measures.models import Extent, FindingState
from measures.models.evidence import is_web_address
from measures.operations.drafts import (
    FindingDraft,
    JudgementDraft,
    MentionDraft,
    ReadoutsDraft,
    TextDraft,
    UnreadTextDraft,
)
from measures.operations.faults import Faults


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
        found.add(f"{at}state", _("“Not in this text” can be chosen only for a text that was read whole."))
    if (finding.state == FindingState.MENTIONS) != bool(finding.mentions):
        found.add(f"{at}mentions", _("Enter at least one passage if the subject is mentioned, and none otherwise."))
    if (finding.state == FindingState.FILED_UNDER) != bool(finding.filed_under):
        found.add(
            f"{at}filed_under",
            _("Choose the other subject if the passage is filed under one; otherwise leave this empty."),
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
            _("Enter an address that begins with http:// or https:// and contains no user name or password."),
        )


def check_judgement(judgement: JudgementDraft, found: Faults, at: str, *, on: date) -> None:
    found.require(f"{at}sentence", judgement.sentence)
    if judgement.written_on and judgement.written_on > on:
        found.add(f"{at}written_on", _("This day is in the future."))
