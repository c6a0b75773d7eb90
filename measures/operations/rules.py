"""The rules for entries that need no look-up, whoever writes them."""

import re
from datetime import date

from django.utils.translation import gettext as _

from measures.models import (
    CARD,
    INDEPENDENT,
    LEVELS,
    NEEDS_SOURCE,
    EntryKind,
    Report,
)
from measures.models.texts import bilingual
from measures.operations.choices import check_choices
from measures.operations.drafts import DissentDraft, EntryDraft, ViewDraft
from measures.operations.faults import Faults
from measures.operations.readout_rules import check_readouts

MOST_WORDS, MOST_CHARACTERS = 60, 130
CHINESE_CHARACTER = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"\w[\w'’.-]*")


def check_entry(draft: EntryDraft, report: Report, found: Faults, *, on: date) -> None:
    """The rules for logged entries and for those of a library; `on` is the writer's today."""
    if draft.dissent is not None:
        check_dissent(draft.dissent, found)
    elif draft.kind == EntryKind.SUMMARY:
        check_summary(draft, report, found, on=on)
    elif draft.readouts is None:
        check_day_and_effects(draft, report, found, on=on)
    check_views_of_parties(draft, found)
    if draft.readouts is not None:
        check_readouts(draft.readouts, found, on=on)
    check_choices(draft, found)


def check_day_and_effects(draft: EntryDraft, report: Report, found: Faults, *, on: date) -> None:
    """A development, a check or an assessment is of a day that has come, and affects something."""
    if draft.occurred.first > on:
        found.add("occurred", _("This day is in the future."))
    if draft.occurred.year < report.first_year:
        found.add("occurred", _("No entry in this report may be from before %(year)d.") % {"year": report.first_year})
    if draft.kind == EntryKind.DEVELOPMENT:
        found.require("title", draft.title)
        found.require("narrative", draft.narrative)
    if not (draft.bears_on or draft.views or draft.milestones):
        found.add("bears_on", _("Choose at least one measure or ambiguity that this affects."))
    for index, bearing in enumerate(draft.bears_on):
        if bearing.status in NEEDS_SOURCE and not draft.sources:
            found.add(f"bears_on.{index}.status", _("This status needs a source: add one."))
    for index, view in enumerate(draft.views):
        check_view(view, found, f"views.{index}.")
        check_card(view, found, f"views.{index}.")
        check_written_on(view, draft, found, f"views.{index}.written_on", on=on)


def check_summary(draft: EntryDraft, report: Report, found: Faults, *, on: date) -> None:
    """A summary is short, in both languages, and of a day that has come; its fields are those of `summary_draft`."""
    if draft.occurred.last > on:
        found.add("as_of", _("This day is in the future."))
    if draft.occurred.year < report.first_year:
        found.add("as_of", _("No entry in this report may be from before %(year)d.") % {"year": report.first_year})
    if draft.written_on is None or not draft.occurred.last <= draft.written_on <= on:
        found.add("written_on", _("A summary must be written on the day it goes up to or later, and not after today."))
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
    check_view(dissent.as_view, found, "")
    found.require("text", dissent.text)


def check_view(view: ViewDraft, found: Faults, at: str) -> None:
    if view.level is not None and view.level not in LEVELS:
        found.add(f"{at}level", _("A level must be 0, 1, 2 or 3."))
    if view.whose != INDEPENDENT:
        if view.level is not None:
            found.add(f"{at}level", _("Only an assessment of ours has a level: leave it empty."))
        if view.nothing:
            found.add(f"{at}nothing", _("Only an independent view can say that nothing was found."))
    elif view.level is None and not view.nothing:
        found.add(f"{at}level", _("Enter a level, or choose “Nothing found” or “Not observable”."))
    elif view.level is not None and view.nothing:
        found.add(f"{at}nothing", _("A view with a level cannot also be “Nothing found” or “Not observable”."))
    if is_too_long_to_quote(view.quotation):
        found.add(f"{at}quotation", _("A quotation may have at most 60 words, or 130 Chinese characters."))
    if view.level is None and not view.nothing and not view.text.strip():
        found.add(f"{at}text", _("A view without a level needs words: enter them."))


def check_card(view: ViewDraft, found: Faults, at: str) -> None:
    """Only an assessment of ours says on what it rests."""
    for name in bilingual(*CARD):
        if view.whose != INDEPENDENT and getattr(view, name):
            found.add(f"{at}{name}", _("Only an assessment of ours says this: leave it empty."))


def is_too_long_to_quote(text: str) -> bool:
    """Whether a quotation is more than the operative words: Chinese is counted by characters."""
    return count_words(text) > MOST_WORDS or count_characters(text) > MOST_CHARACTERS


def count_words(text: str) -> int:
    """How many words a text has, Chinese apart."""
    return len(WORD.findall(CHINESE_CHARACTER.sub(" ", text)))


def count_characters(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(CHINESE_CHARACTER.findall(text))


def check_written_on(view: ViewDraft, draft: EntryDraft, found: Faults, at: str, *, on: date) -> None:
    """Only an assessment says when it was written, and only where that is later than the day that it is about."""
    if view.written_on is None:
        return
    if view.whose != INDEPENDENT:
        found.add(at, _("Only an independent view can say when it was written."))
    if view.written_on > on:
        found.add(at, _("This day is in the future."))
    if view.written_on <= draft.occurred.last:
        found.add(at, _("Leave this empty unless the view was written after the day it is about."))


def check_views_of_parties(draft: EntryDraft, found: Faults) -> None:
    """A party's view needs a source."""
    for index, view in enumerate(draft.views):
        if view.whose != INDEPENDENT and not draft.sources:
            found.add(f"views.{index}.whose", _("A party’s view needs a source: add where it was said."))
