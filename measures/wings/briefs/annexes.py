"""The annexes of a brief: texts side by side, where measures stand, how each side reads the ambiguities."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from measures.analysis.readouts import Comparison, SubjectReading, TextReading
from measures.analysis.standing import ViewFigures, sentence_of, view_of_ours
from measures.models import FindingState, Measure, Nothing, PartialDate, Party, Report, View, Words
from measures.models.bearings import provenance_label
from measures.models.texts import choose_words, in_sentence
from measures.wings.briefs.document import BriefSection, Paragraph, ParagraphShape, Table, Tone, run_of
from measures.wings.briefs.options import Annex
from measures.wings.briefs.sides import quoted_words, text_runs
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
    views = standing.views if standing else []
    since = on_day(standing.status_since) if standing and standing.status_since else ""
    mine = view_of_ours(measure, views)
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
        *(
            [side_paragraph(view, brief.report) for view in views_of(party, views)]
            or [make_paragraph(text_run(_("No view"), Tone.MUTED))]
            for party in brief.sides
        ),
        [make_paragraph(text_run(level))],
    ]


def views_of(party: Party, views: Iterable[ViewFigures]) -> list[ViewFigures]:
    """The latest views of a side, one for each whose actions it is about: its own word comes first."""
    found: dict[str, ViewFigures] = {}
    for view in views:
        if view["whose"] == party.code:
            found.setdefault(view["about"], view)
    return list(found.values())


def side_paragraph(view: ViewFigures, report: Report) -> Paragraph:
    """The words of a side, how we know them, and of which day they are; where it gave none, its level."""
    level = text_run(level_in_words(report, view["level"], view["nothing"]))
    words = ours(figures_text(view)) if view["text"] else level
    known = in_sentence(provenance_label(view["provenance"]))
    day = on_day(PartialDate.parse(view["occurred"]))
    return make_paragraph(*joined([[words], [text_run(known, Tone.MUTED)], [text_run(day, Tone.MUTED)]]))


def figures_text(view: ViewFigures) -> Words:
    return choose_words(view["text"], view["text_zh_hans"], view["language"])


def ambiguities_table(wording: Wording) -> Iterator[Table]:
    brief = wording.brief
    if not brief.perceptions:
        return
    head = [_("Ambiguity"), *(str(side.words("name")) for side in brief.sides), _("Our reading"), _("State")]
    rows = [
        [
            [make_paragraph(text_run(f"{each.ambiguity.code} ", Tone.STRONG), run_of(each.ambiguity.words("title")))],
            *([view_paragraph(reading.view, wording)] for reading in each.readings),
            [view_paragraph(each.independent, wording, nothing=in_sentence(brief.unassessed.label))],
            [make_paragraph(text_run(standing_in_words(each.ambiguity, each.state)))],
        ]
        for each in brief.perceptions
    ]
    yield Table("", head, rows)


def view_paragraph(view: View | None, wording: Wording, *, nothing: str = "") -> Paragraph:
    """How somebody reads an ambiguity, in words."""
    if view is None:
        return make_paragraph(text_run(nothing or _("No view"), Tone.MUTED))
    without = [text_run(in_sentence(Nothing(view.nothing).label))] if view.nothing else []
    words = [ours(view.words("text"))] if view.text else without
    muted = [[text_run(view.words_are, Tone.MUTED)], [text_run(on_day(view.entry.occurred), Tone.MUTED)]]
    return make_paragraph(*joined([words, *muted]), *wording.marks(view))
