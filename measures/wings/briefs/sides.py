"""What each side says, and where the texts of one meeting differ, in the language that is active."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.analysis.readouts import Comparison, SideTexts
from measures.analysis.statements import SideStatement
from measures.models import ReadoutText, Words
from measures.models.texts import in_sentence
from measures.wings.briefs.choice import BriefTopic, TextDifference
from measures.wings.briefs.document import Paragraph, ParagraphShape, Run, Tone, run_of
from measures.wings.briefs.words import (
    Wording,
    item,
    joined,
    make_paragraph,
    note_paragraph,
    on_day,
    ours,
    quotation_run,
    text_run,
)


def what_each_side_says(wording: Wording) -> Iterator[Paragraph]:
    """The last words of each side on a few subjects, in the original, the sides in the order of their codes."""
    brief = wording.brief
    for row in brief.statements:
        yield from lines_of_subject(row, wording)
    if not brief.statements:
        yield note_paragraph(_("No statement of any side is on record here."))


def lines_of_subject(row: BriefTopic, wording: Wording) -> Iterator[Paragraph]:
    months = row.months_apart
    apart = ngettext("%(months)d month apart", "%(months)d months apart", months) % {"months": months}
    pieces = [[run_of(row.on.words("title"))], [text_run(apart, Tone.MUTED)] if months else []]
    yield make_paragraph(*joined(pieces), shape=ParagraphShape.HEADING)
    for side in row.sides:
        yield item(run_of(side.party.words("name"), Tone.STRONG), text_run(_(": ")), *statement_runs(side, wording))


def statement_runs(side: SideStatement, wording: Wording) -> list[Run]:
    """What a side said: its words, ours where these are in another language, who said it and when."""
    statement = side.statement
    if statement is None:
        return [text_run(_("No statement found in the texts searched"))]
    words = quoted_words(statement.quoted, statement.in_our_words, statement.words_are, is_quoted=statement.is_quoted)
    return joined(
        [
            words,
            [text_run(on_day(statement.day), Tone.MUTED), *wording.marks(statement.row)],
            [run_of(statement.issuer, Tone.MUTED)],
            [run_of(statement.administration, Tone.MUTED)],
            [text_run(_("an earlier administration"), Tone.MUTED)] if side.is_of_earlier_administration else [],
        ]
    )


def quoted_words(original: Words, in_our_words: Words, words_are: str, *, is_quoted: bool = True) -> list[Run]:
    """Original words, and our text where the reader may not understand those, with what it is.

    Words that their source gives in indirect speech stand without quotation marks.
    """
    shown = quotation_run(original) if is_quoted else run_of(original)
    label = [text_run(f"{words_are[:1].upper()}{words_are[1:]}{_(': ')}", Tone.MUTED)] if words_are else []
    ours_labelled = [*label, ours(in_our_words)] if in_our_words else []
    if not original:
        return ours_labelled
    if not original.falls_back or not in_our_words:
        return [shown]
    return [shown, text_run(" · "), *ours_labelled]


def where_texts_differ(wording: Wording) -> Iterator[Paragraph]:
    """The subjects on which both sides' texts of one meeting are not the same, with what silence means."""
    brief = wording.brief
    if not brief.meetings:
        yield note_paragraph(_("No texts of a meeting were compared."))
        return
    for state, differences in groupby(brief.texts, key=lambda each: each.row.state):
        yield note_paragraph(state.label)
        for difference in differences:
            yield from lines_of_difference(difference, wording)
    if not brief.texts:
        yield note_paragraph(_("No difference was found in the texts compared."))
    yield note_paragraph(_("What a text does not mention may still have been discussed."))


def lines_of_difference(difference: TextDifference, wording: Wording) -> Iterator[Paragraph]:
    row, meeting = difference.row, difference.meeting
    name = meeting.entry.words("title") or meeting.development.words("title")
    pieces = [
        [run_of(row.subject.words("title"))],
        [
            text_run(on_day(meeting.development.occurred), Tone.MUTED),
            text_run(_(", "), Tone.MUTED),
            run_of(name, Tone.MUTED),
        ],
    ]
    yield make_paragraph(*joined(pieces), shape=ParagraphShape.HEADING)
    for side in row.sides:
        yield item(run_of(side.party.words("name"), Tone.STRONG), text_run(_(": ")), *side_runs(side, wording))
    if row.judgement and row.state == Comparison.NOT_THE_SAME:
        yield item(text_run(_("Our reading"), Tone.STRONG), text_run(_(": ")), run_of(row.judgement.words("sentence")))


def side_runs(side: SideTexts, wording: Wording) -> list[Run]:
    """The first words of a side's texts on a subject, or that it is in none that were read."""
    if side.mentions_subject:
        mention = side.mentions[0]
        original = Words(mention.quotation, mention.quotation_language or mention.text.language)
        words = quoted_words(original, mention.words("sentence"), _("in our words"))
        voice = text_run(f" · {in_sentence(mention.get_voice_display())}", Tone.MUTED)
        return [*words, voice, *wording.marks(mention)]
    texts = [reading.text for reading in side.texts]
    words_for = ngettext("not in the text that was read", "not in the %(count)d texts that were read", len(texts))
    return [text_run(words_for % {"count": len(texts)}), *wording.marks(*texts)]


def text_runs(text: ReadoutText) -> list[Run]:
    """Which text of a side it is."""
    pieces = [
        [run_of(text.words("issuer"))],
        [text_run(on_day(text.day))],
        [text_run(in_sentence(text.get_kind_display()))],
    ]
    return joined(pieces)
