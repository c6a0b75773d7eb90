"""The sections of a brief, in their order, in the language that is active."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.analysis.accounts import account_in_words
from measures.analysis.changes import StatusChange
from measures.analysis.directions import directions_of
from measures.analysis.staleness import due_in_words
from measures.analysis.standing import shows_our_level
from measures.models import Assessment, Claim, Confidence, DateState, Dissent, Entry
from measures.models.bylines import byline
from measures.models.texts import in_sentence
from measures.publishing.change_words import status_in_words
from measures.wings.briefs.choice import LATER, MOST_DATES, SOON
from measures.wings.briefs.document import BriefSection, Paragraph, ParagraphShape, Run, Tone, run_of
from measures.wings.briefs.readings import OurAssessment
from measures.wings.briefs.sides import what_each_side_says, where_texts_differ
from measures.wings.briefs.words import (
    Wording,
    gap,
    item,
    joined,
    level_in_words,
    make_paragraph,
    note_paragraph,
    on_day,
    ours,
    standing_in_words,
    text_run,
)

# How many silent subjects, unread texts and statuses are named.
MOST_NAMED, MOST_UNREAD = 4, 1


def sections_of(wording: Wording) -> list[BriefSection]:
    """The page of a brief: what happened and is said first, what we make of it last and apart."""
    return [
        BriefSection(_("Bottom line"), list(bottom_line(wording))),
        BriefSection(_("What happened"), list(what_happened(wording))),
        BriefSection(_("What each side says"), list(what_each_side_says(wording))),
        BriefSection(_("Where the texts differ"), list(where_texts_differ(wording))),
        BriefSection(_("Ahead"), list(ahead(wording))),
        BriefSection(_("What we do not know or did not look at"), list(what_we_do_not_know(wording))),
        BriefSection(_("Our assessment"), list(our_assessment(wording)), is_apart=True),
    ]


def bottom_line(wording: Wording) -> Iterator[Paragraph]:
    """The summary that a person or the record's authors wrote; the tracker writes none."""
    brief, summary = wording.brief, wording.brief.summary
    if summary is None:
        yield make_paragraph(text_run(_("No summary written.")), shape=ParagraphShape.LEAD)
        return
    yield make_paragraph(run_of(summary.words("title")), *wording.marks(*brief.rests_on), shape=ParagraphShape.LEAD)
    author = byline(summary, "author_name", brief.audience) if summary.author_id else _("the record’s authors")
    days = _("up to {as_of}, written on {written_on}").format(
        as_of=on_day(summary.occurred), written_on=on_day(summary.written_on)
    )
    told = [_("Summary by %(author)s") % {"author": author}, days]
    if brief.since_summary:
        since = ngettext(
            "%(count)d development since that day", "%(count)d developments since that day", brief.since_summary
        )
        told.append(since % {"count": brief.since_summary})
    yield note_paragraph(" · ".join(told))


def what_happened(wording: Wording) -> Iterator[Paragraph]:
    """The latest developments of the period, and which statuses changed by somebody's act."""
    brief = wording.brief
    for entry in brief.happened:
        yield development_item(entry, wording)
    shown, total = len(brief.happened), brief.happened_in_all
    if not total:
        yield note_paragraph(_("Only background, or nothing, is recorded in this period."))
    elif total > shown:
        words = _("The latest %(shown)d of %(total)d developments of this period, background left out.")
        yield note_paragraph(words % {"shown": shown, "total": total})
    yield from status_lines(wording, ours=False)


def development_item(entry: Entry, wording: Wording) -> Paragraph:
    """When, by whose account, what, by which sources, and where it points as we read it."""
    brief = wording.brief
    account = brief.accounts[entry.pk]
    parties = {party.code: party for party in brief.sides}
    pieces = [
        [text_run(on_day(entry.occurred), Tone.STRONG)],
        [text_run(account_in_words(account, parties), Tone.MUTED)],
        [text_run(_("disputed"), Tone.MUTED)] if entry.claim == Claim.DISPUTED else [],
        [run_of(entry.words("title")), *wording.marks_of(account.shown_sources)],
        our_reading(entry, wording) if account.is_accepted else [text_run(_("reported, not reviewed"), Tone.MUTED)],
    ]
    return item(*joined(pieces))


def our_reading(entry: Entry, wording: Wording) -> list[Run]:
    """Which way a development points as we read it, each direction with what it was given for."""
    directions = [
        _("%(direction)s %(codes)s")
        % {"direction": in_sentence(group.label), "codes": _(", ").join(each.code for each in group.targets)}
        for group in directions_of(entry, wording.brief.audience)
    ]
    return (
        [text_run(_("our reading: %(directions)s") % {"directions": " · ".join(directions)}, Tone.MUTED)]
        if directions
        else []
    )


def status_lines(wording: Wording, *, ours: bool) -> Iterator[Paragraph]:
    """The changes of statuses and states by somebody's act, or those that only we record, in one line."""
    changes = [each for each in wording.brief.statuses if each.is_ours == ours][:MOST_NAMED]
    if changes:
        pieces = joined([status_runs(each, wording) for each in changes], between=_("; "))
        yield item(text_run(_("Status changed:"), Tone.STRONG), gap(), *pieces)


def status_runs(change: StatusChange, wording: Wording) -> list[Run]:
    """A change of the status of a measure, or of the state of an ambiguity."""
    words = _("%(code)s %(before)s → %(after)s") % {
        "code": change.on.code,
        "before": status_in_words(change.on, change.before),
        "after": status_in_words(change.on, change.after),
    }
    marks = wording.marks(change.development) if change.development else []
    return [text_run(words), text_run(_(", ")), text_run(on_day(change.when)), *marks]


def ahead(wording: Wording) -> Iterator[Paragraph]:
    """What comes within thirty and within ninety days, and what may have come, of what is announced or targeted."""
    brief = wording.brief
    spans = ((timedelta(0), SOON, _("Within 30 days")), (SOON + timedelta(days=1), LATER, _("Within 90 days")))
    lines = [(label, brief.dates_within(*span), brief.due_within(*span)) for *span, label in spans]
    lines.append((str(DateState.SOME_TIME.label), brief.dates_that(DateState.SOME_TIME), brief.due_some_time))
    for label, dates, due in lines:
        pieces = [*(date_runs(each, wording) for each in dates[:MOST_DATES]), *map(due_runs, due)]
        if pieces:
            yield item(text_run(label, Tone.STRONG), text_run(_(": ")), *joined(pieces, between=_("; ")))
    if not any(dates or due for _label, dates, due in lines):
        yield note_paragraph(_("No date within 90 days is recorded; some may be planned."))


def due_runs(measure: Any) -> list[Run]:
    words = {"code": measure.code, "day": on_day(measure.due_on)}
    return [text_run(_("%(code)s, target date %(day)s") % words)]


def date_runs(date: Any, wording: Wording) -> list[Run]:
    """An announced date: what, for when, by which source."""
    return [run_of(date.words("title")), text_run(due_in_words(date)), *wording.marks(date)]


def what_we_do_not_know(wording: Wording) -> Iterator[Paragraph]:
    """How far the record goes, what nobody looked at, who has not spoken, what was not read."""
    brief = wording.brief
    later = [gap(), text_run(_("Nothing after that has been checked."))] if brief.record.is_old else []
    yield item(text_run(record_in_words(wording)), *later)
    for each in brief.searched:
        yield item(text_run(each))
    for state in (DateState.PASSED, DateState.UNDATED):
        for each in brief.dates_that(state)[:MOST_NAMED]:
            yield item(text_run(state.label), text_run(_(": ")), *date_runs(each, wording))
    if brief.silent:
        titles = _("; ").join(str(subject.words("title")) for subject in brief.silent[:MOST_NAMED])
        more = more_in_words(len(brief.silent) - MOST_NAMED)
        yield item(
            text_run(_("No statement of any side found on: %(subjects)s") % {"subjects": titles}), text_run(more)
        )
    if brief.standpoints.total and not brief.choice.is_narrowed:
        yield item(text_run(standpoints_in_words(wording)))
    unread: list[Any] = [text for meeting in brief.meetings for text in meeting.unread_texts]
    if unread:
        titles = _("; ").join(str(text.words("title")) for text in unread[:MOST_UNREAD])
        more = more_in_words(len(unread) - MOST_UNREAD)
        yield item(text_run(_("Texts known and not read: %(texts)s") % {"texts": titles}), text_run(more))


def record_in_words(wording: Wording) -> str:
    """To which day the record goes."""
    record = wording.brief.record
    if record.day is None:
        return _("No day is given for how far sources were searched.")
    if not record.age:
        return _("The record goes to the day of this brief.")
    return ngettext(
        "The record goes to %(day)s, %(days)d day before the day of this brief.",
        "The record goes to %(day)s, %(days)d days before the day of this brief.",
        record.age,
    ) % {"day": on_day(record.day), "days": record.age}


def more_in_words(count: int) -> str:
    if count <= 0:
        return ""
    return _(" and %(more)s") % {"more": ngettext("%(count)d more", "%(count)d more", count) % {"count": count}}


def standpoints_in_words(wording: Wording) -> str:
    found = wording.brief.standpoints
    words = _(
        "The report finds %(total)d questions unclear: all sides have spoken on %(all)d, some on %(some)d, "
        "none on %(none)d."
    )
    return words % {"total": found.total, "all": found.of_all, "some": found.of_some, "none": found.of_none}


def our_assessment(wording: Wording) -> Iterator[Paragraph]:
    """How we see what is chosen or has moved, in words, with confidence and what it rests on."""
    brief = wording.brief
    yield note_paragraph(_("Our judgement: not a rating of a state, nor a government’s statement."))
    for each in brief.assessed:
        yield assessment_line(each, wording)
    yield from status_lines(wording, ours=True)
    if not brief.assessed:
        yield note_paragraph(_("We have no assessment on what is shown above."))


def card_in_words(assessment: Assessment) -> list[list[Run]]:
    """What an assessment says of what it rests on, and of what would change it."""
    return [
        [text_run(in_sentence(label), Tone.MUTED), text_run(_(": "), Tone.MUTED), ours(words)]
        for label, words in assessment.card
        if words
    ]


def dissent_in_words(dissent: Dissent, wording: Wording, *, shows_level: bool) -> list[Run]:
    """How a member of the team sees it otherwise."""
    level = level_in_words(wording.brief.report, dissent.level, dissent.nothing)
    said = (level if shows_level else "", in_sentence(dissent.get_confidence_display()))
    who = _("dissent of %(name)s: ") % {"name": byline(dissent.entry, "author_name", wording.brief.audience)}
    return [
        text_run(who, Tone.MUTED),
        text_run(_(", ").join(filter(None, said)) + _(": ")),
        ours(dissent.words("text")),
    ]


def assessment_line(each: OurAssessment, wording: Wording) -> Paragraph:
    on, assessment = each.on, each.assessment
    name = [text_run(f"{on.code} ", Tone.STRONG), run_of(on.words("title"), Tone.STRONG), text_run(_(": "))]
    if assessment is None:
        seen = [[text_run(in_sentence(wording.brief.unassessed.label))]]
    else:
        written = _("written on {day}").format(day=on_day(assessment.written_on)) if assessment.written_on else ""
        seen = [
            [ours(assessment.sentence)] if assessment.in_short else [],
            [text_run(level_in_words(wording.brief.report, assessment.level, assessment.nothing))],
            [text_run(in_sentence(Confidence(assessment.confidence).label))],
            [ours(assessment.words("text")), *wording.marks(assessment), *wording.grounds(assessment)],
            [text_run(written, Tone.MUTED)],
            *card_in_words(assessment),
            *(
                dissent_in_words(
                    dissent, wording, shows_level=shows_our_level(assessment.measure, assessment.about_code)
                )
                for dissent in wording.brief.dissents.get(assessment.pk, ())
            ),
        ]
    return item(*name, *joined([[text_run(standing_in_words(on, each.status))], *seen]))
