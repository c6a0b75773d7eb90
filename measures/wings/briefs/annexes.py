"""The annexes of a brief: texts side by side, where measures stand, how each side reads the ambiguities."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from measures.analysis.readouts import Comparison, SubjectReading, TextReading
from measures.analysis.standing import main_assessment, sentence_of
from measures.analysis.statements import target_of
from measures.models import Ambiguity, Assessment, FindingState, Measure, Nothing, Words
from measures.models.texts import in_sentence
from measures.wings.briefs.document import BriefSection, Paragraph, ParagraphShape, Table, Tone, run_of
from measures.wings.briefs.options import Annex
from measures.wings.briefs.sides import quoted_words, statement_runs, text_runs
from measures.wings.briefs.words import (
    Wording,
    joined,
    level_in_words,
    make_paragraph,
    note_paragraph,
    on_day,
    ours,
    standing_in_words,
    text_run,
)

# What is in no text of either side, or cannot be compared, fills pages and says little.
LEFT_OUT = (Comparison.NEITHER, Comparison.NOT_COMPARABLE)


def annex_of(which: Annex, wording: Wording) -> BriefSection:
    """An annex, with one table, or one for each meeting."""
    tables = {Annex.TEXTS: texts_tables, Annex.MEASURES: measures_table, Annex.AMBIGUITIES: ambiguities_table}
    blocks = list(tables[which](wording))
    return BriefSection(str(which.label), blocks or [note_paragraph(_("Nothing to list here."))])


def texts_tables(wording: Wording) -> Iterator[Paragraph | Table]:
    for meeting in wording.brief.meetings:
        sides = [party for party, _texts in meeting.sides]
        rows = [
            [
                [
                    make_paragraph(run_of(row.subject.words("title"))),
                    make_paragraph(text_run(row.state.label, Tone.MUTED)),
                ],
                *cells,
            ]
            for row in meeting.rows
            if row.state not in LEFT_OUT and wording.brief.choice.holds(row.subject)
            for cells in [side_cells(row, wording)]
        ]
        caption = " · ".join((str(meeting.development.words("title")), on_day(meeting.development.occurred)))
        if rows:
            yield Table(caption, [_("Subject"), *(str(side.words("name")) for side in sides)], rows)
        else:
            yield make_paragraph(text_run(caption), shape=ParagraphShape.HEADING)
            yield note_paragraph(_("Nothing to list here."))
        for text in meeting.texts:
            yield make_paragraph(*text_runs(text), *wording.marks(text))


def side_cells(row: SubjectReading, wording: Wording) -> list[list[Paragraph]]:
    return [
        [cell for reading in side.texts for cell in reading_paragraphs(reading, wording)]
        or [make_paragraph(text_run("–"))]
        for side in row.sides
    ]


def reading_paragraphs(reading: TextReading, wording: Wording) -> Iterator[Paragraph]:
    """What one text says of a subject."""
    for mention in reading.mentions:
        original = Words(mention.quotation, mention.quotation_language or mention.text.language)
        words = quoted_words(original, mention.words("sentence"), _("in our words"))
        yield make_paragraph(*words, *wording.marks(mention))
    if not reading.mentions:
        yield make_paragraph(text_run(FindingState(reading.state).label, Tone.MUTED), *wording.marks(reading.text))


def measures_table(wording: Wording) -> Iterator[Table]:
    brief = wording.brief
    if not brief.measures:
        return
    head = [_("Measure"), _("Status"), *(str(side.words("name")) for side in brief.sides), _("Our level")]
    yield Table("", head, [measure_cells(each, wording) for each in brief.measures])


def measure_cells(measure: Measure, wording: Wording) -> list[list[Paragraph]]:
    brief, standing = wording.brief, measure.standing
    assessments = standing.assessments if standing else []
    since = on_day(standing.status_since) if standing and standing.status_since else ""
    mine = main_assessment(measure, assessments)
    level = (
        level_in_words(brief.report, mine["level"], mine["nothing"]) if mine else in_sentence(brief.unassessed.label)
    )
    return [
        [
            make_paragraph(text_run(f"{measure.code} ", Tone.STRONG), run_of(measure.words("title"))),
            *([make_paragraph(ours(sentence_of(mine)))] if mine and mine["in_short"] else []),
        ],
        [
            make_paragraph(text_run(line))
            for line in (standing_in_words(measure, standing.status if standing else ""), since)
            if line
        ],
        *words_cells(measure, wording),
        [make_paragraph(text_run(level))],
    ]


def words_cells(on: Measure | Ambiguity, wording: Wording) -> list[list[Paragraph]]:
    """What each side said last on it."""
    return [[make_paragraph(*statement_runs(side, wording))] for side in wording.brief.words[target_of(on)]]


def ambiguities_table(wording: Wording) -> Iterator[Table]:
    brief = wording.brief
    if not brief.perceptions:
        return
    head = [_("Ambiguity"), *(str(side.words("name")) for side in brief.sides), _("Our reading"), _("State")]
    rows = [
        [
            [make_paragraph(text_run(f"{each.ambiguity.code} ", Tone.STRONG), run_of(each.ambiguity.words("title")))],
            *words_cells(each.ambiguity, wording),
            [assessment_paragraph(each.independent, wording)],
            [make_paragraph(text_run(standing_in_words(each.ambiguity, each.state)))],
        ]
        for each in brief.perceptions
    ]
    yield Table("", head, rows)


def assessment_paragraph(assessment: Assessment | None, wording: Wording) -> Paragraph:
    """How we read an ambiguity, in words."""
    if assessment is None:
        return make_paragraph(text_run(in_sentence(wording.brief.unassessed.label), Tone.MUTED))
    without = [text_run(in_sentence(Nothing(assessment.nothing).label))] if assessment.nothing else []
    words = [ours(assessment.words("text"))] if assessment.text else without
    day = text_run(on_day(assessment.entry.occurred), Tone.MUTED)
    return make_paragraph(*joined([words, [day]]), *wording.marks(assessment))
