"""Composes a brief: what the reading holds, as a document in the language or languages that were asked for."""

from collections.abc import Callable, Iterator, Sequence

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.models import Evidence
from measures.models.markings import marking_label
from measures.models.texts import CHINESE, reading_language
from measures.models.written_dates import written_moment
from measures.wings.briefs.annexes import annex_of
from measures.wings.briefs.document import (
    BriefDocument,
    BriefSection,
    NumberedSource,
    Paragraph,
    ParagraphShape,
    Part,
    Run,
    Tone,
    run_of,
)
from measures.wings.briefs.options import Annex, BriefLanguage, BriefOptions
from measures.wings.briefs.readings import Brief, brief_of
from measures.wings.briefs.sections import sections_of
from measures.wings.briefs.words import (
    Numbering,
    Wording,
    gap,
    joined,
    make_paragraph,
    note_paragraph,
    on_day,
    readers_of,
    text_run,
)

CHINESE_NUMERALS = "一二三四五六七八九十"


def brief_document(options: BriefOptions) -> BriefDocument:
    """The brief that is asked for, as a document."""
    brief = brief_of(
        options.report,
        options.audience,
        options.choice,
        with_measures=Annex.MEASURES in options.annexes,
        with_ambiguities=Annex.AMBIGUITIES in options.annexes,
    )
    wording = Wording(brief, Numbering())
    languages = options.language.languages
    parts = [in_language(language, part_of, wording, options) for language in languages]
    return in_language(languages[0], with_named_sources, wording, options, parts)


def in_language[**P, Result](
    language: str, compose: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs
) -> Result:
    with translation.override(language):
        return compose(*args, **kwargs)


def part_of(wording: Wording, options: BriefOptions) -> Part:
    """The brief in the language that is active."""
    sections = numbered_sections([*sections_of(wording), *office_section(options)])
    return Part(
        lang=reading_language(),
        title=_("Brief: %(report)s") % {"report": options.report.words("title")},
        head=list(opening_lines(wording, options)),
        sections=sections,
        annexes=[annex_of(each, wording) for each in options.annexes],
    )


def numbered_sections(sections: Sequence[BriefSection]) -> list[BriefSection]:
    """With the numerals that stand before headings in Chinese official writing."""
    if reading_language() != CHINESE:
        return list(sections)
    return [
        BriefSection(f"{CHINESE_NUMERALS[place]}、{each.heading}", each.blocks, each.is_apart)
        for place, each in enumerate(sections)
    ]


def opening_lines(wording: Wording, options: BriefOptions) -> Iterator[Paragraph]:
    """The office's line, for whom it is, of which days, and of what."""
    brief, choice = wording.brief, options.choice
    if options.cover:
        yield make_paragraph(text_run(_("From the office:"), Tone.MUTED), gap(), text_run(options.cover))
    if options.report.is_fictional:
        yield make_paragraph(text_run(_("None of this happened. No government said any of it."), Tone.STRONG))
    period = _("As of %(last)s, as known %(moment)s; since %(first)s.") % {
        "first": on_day(choice.first),
        "last": on_day(choice.last),
        "moment": written_moment(choice.known_at),
    }
    readers = _("For: %(readers)s") % {"readers": readers_of(brief.audience.within(brief.report.pk))}
    yield make_paragraph(text_run(readers, Tone.STRONG), text_run(" · "), text_run(period))
    chosen = [*choice.measures, *choice.ambiguities, *choice.subjects]
    if chosen:
        titles = _("; ").join(str(each.words("title")) for each in chosen)
        yield make_paragraph(text_run(_("Only about: %(things)s") % {"things": titles}))


def office_section(options: BriefOptions) -> list[BriefSection]:
    """What the office adds, apart from the record."""
    if not options.note:
        return []
    lines = [make_paragraph(text_run(line)) for line in options.note.splitlines() if line.strip()]
    return [BriefSection(_("Note of the office"), lines, is_apart=True)]


def with_named_sources(wording: Wording, options: BriefOptions, parts: Sequence[Part]) -> BriefDocument:
    """The document, with the sources that its parts name and the last line."""
    brief = wording.brief
    readers = readers_of(brief.audience.within(brief.report.pk))
    running = (str(options.report.words("title")), on_day(options.choice.last), readers)
    return BriefDocument(
        parts=parts,
        sources_heading=in_each_language(options.language, lambda: _("Sources")),
        sources_note=list(sources_note(wording.numbering.numbered)),
        sources=sources_of(wording.numbering, options.language),
        colophon=make_paragraph(text_run(colophon_of(brief, options)), shape=ParagraphShape.NOTE),
        running_head=" · ".join(running),
        comment_heading=in_each_language(options.language, lambda: _("Comment (office)")),
        known_at=options.choice.known_at,
    )


def in_each_language(language: BriefLanguage, words: Callable[[], str]) -> str:
    """Words in each language of a document, beside each other."""
    return " / ".join(distinct_by_language(language, words))


def distinct_by_language[Result](language: BriefLanguage, words: Callable[[], Result]) -> list[Result]:
    return [in_language(each, words) for each in language.languages]


def sources_note(sources: Sequence[Evidence]) -> Iterator[Paragraph]:
    """What grades mean, and how many sources nobody has reviewed here."""
    if not sources:
        yield note_paragraph(_("No source is on record for what is shown."))
        return
    yield note_paragraph(
        _("Words in quotation marks are original; what stands beside them in another language is unofficial.")
    )
    yield note_paragraph(_("Letter: reliability of the source, A to F. Figure: credibility of the item, 1 to 6."))
    count = sum(not source.reviewed_here for source in sources)  # type: ignore[attr-defined]
    if count:
        yield note_paragraph(unreviewed_in_words(count, len(sources)))


def unreviewed_in_words(count: int, total: int) -> str:
    if count == total:
        return _("No source was reviewed here; the record’s authors graded them.")
    return ngettext(
        "%(count)d of the %(total)d sources was not reviewed here; its grade is that of the record’s authors.",
        "%(count)d of the %(total)d sources were not reviewed here; their grades are those of the record’s authors.",
        count,
    ) % {"count": count, "total": total}


def sources_of(numbering: Numbering, language: BriefLanguage) -> list[NumberedSource]:
    return [
        NumberedSource(
            number, source_runs(source, language), source.address if source.is_linked else "", numbering.times[number]
        )
        for number, source in enumerate(numbering.numbered, start=1)
    ]


def source_runs(source: Evidence, language: BriefLanguage) -> list[Run]:
    """Title with its translations, publisher, day, grade, and whether a copy was read."""
    titles = distinct_by_language(language, lambda: source.shown_title)
    own = run_of(titles[0].first if titles[0] else source.name)
    translations = dict.fromkeys(run_of(each.second) for each in titles if each.second)
    publishers = dict.fromkeys(distinct_by_language(language, lambda: run_of(source.words("publisher"))))
    opening, closing = ("（", "）") if reading_language() == CHINESE else (" (", ")")
    between = joined([[each] for each in translations], between=" / ")
    pieces = [
        [own, *([text_run(opening), *between, text_run(closing)] if between else [])],
        joined([[each] for each in publishers if each.text != own.text], between=" / "),
        [text_run(on_day(source.published) or _("no day given"))],
        [text_run(_("grade %(grade)s%(figure)d") % {"grade": source.grade, "figure": source.credibility})],
        *([[text_run(source.as_read)]] if source.as_read else []),
    ]
    return joined(pieces)


def colophon_of(brief: Brief, options: BriefOptions) -> str:
    """What tells this state of the record from every other, and where the same brief is had again."""
    heads = [
        _("%(marking)s journal, entry %(sequence)d, seal %(seal)s")
        % {"marking": marking_label(head.marking), "sequence": head.sequence, "seal": head.seal}
        for head in brief.heads
    ]
    signed = [
        _("checkpoint %(origin_size_and_root)s") % {"origin_size_and_root": head.checkpoint}
        for head in brief.heads
        if head.checkpoint
    ]
    return " · ".join([*heads, *signed, options.address])
