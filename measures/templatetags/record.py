"""The small parts of the record that every page shows, each in one place: texts, days, sides, directions, levels."""

from collections.abc import Iterable
from datetime import date, datetime
from html import unescape

from django import template
from django.conf.locale import LANG_INFO
from django.db.models import Model
from django.template.context import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from measures.access import everybody_may_read
from measures.analysis.found_words import MarkedText
from measures.analysis.searches import is_about_searched, unreadable_for
from measures.analysis.standing import is_our_record
from measures.models import (
    BOTH,
    INDEPENDENT,
    NONE,
    Ambiguity,
    AmbiguityState,
    AnnouncedDate,
    AssessmentDirection,
    Bearing,
    Clarity,
    DateState,
    Entry,
    Evidence,
    Measure,
    Nothing,
    PartialDate,
    Party,
    Pointing,
    Status,
    Words,
)
from measures.models.bylines import byline as person_in
from measures.models.people import name_for_readers
from measures.models.texts import CHINESE, Bilingual, in_sentence, reading_language
from measures.models.written_dates import SHORT_MONTH, written_date, written_moment
from measures.views.reading import query

register = template.Library()
register.filter(in_sentence)
register.filter("moment", written_moment)
register.filter("person", name_for_readers)
register.filter("is_public", everybody_may_read)

DIRECTION_SIGNS = {Pointing.TOWARD: "→", Pointing.AWAY: "←", Pointing.BOTH_WAYS: "⇄", Pointing.EITHER_WAY: "↔"}
DIRECTION_WORDS = {**dict(AssessmentDirection.choices), **dict(Clarity.choices), **dict(Pointing.choices)}
HTML_LANGUAGES = {CHINESE: "zh-Hans", "zh-hant": "zh-Hant"}


@register.filter
def html_language(language: str) -> str:
    """The code of a language in HTML."""
    return HTML_LANGUAGES.get(language, language)


@register.simple_block_tag
def plaintext(content: str) -> str:
    """What a part of a page says, without its markup and in one line: for where there is none, as in a title."""
    return " ".join(unescape(strip_tags(content)).split())


@register.filter
def spoken(words: Words | str | None) -> str:
    """A text, marked with its language where that is not the page's language."""
    if isinstance(words, Words) and words.falls_back:
        return format_html('<span lang="{}">{}</span>', html_language(words.lang), words.text)
    return conditional_escape(str(words or ""))


@register.filter
def in_line(texts: Iterable[Words]) -> str:
    """Several texts in one line."""
    return format_html_join(_(", "), "{}", ((spoken(each),) for each in texts))


@register.filter
def marked(text: MarkedText) -> str:
    """A text in its language, with the words that somebody searched for marked."""
    pieces = ((format_html("<mark>{}</mark>", part) if is_mark else part,) for part, is_mark in text.parts)
    whole = format_html_join("", "{}", pieces)
    if text.words.falls_back:
        return format_html('<span lang="{}">{}</span>', html_language(text.words.lang), whole)
    return whole


@register.filter
@register.simple_tag
def words(row: Bilingual, field: str) -> str:
    """The text of a field in the reading language, or in the original language where there is no translation."""
    return spoken(row.words(field))


@register.filter
def date_state(row: AnnouncedDate) -> str:
    """The state of a date ahead in words, from the date and what was found of it."""
    state: str = row.state  # type: ignore[attr-defined]
    return str(DateState(state).label)


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the reader's language, or its code."""
    return str(get_language_info(code)["name_translated"]) if code in LANG_INFO else code


@register.simple_tag
def page_language() -> str:
    return html_language(reading_language())


def known_date(value: PartialDate | date | str) -> PartialDate | date:
    """The date behind a text: a standing keeps the dates of its assessments as texts."""
    return PartialDate.parse(value) if isinstance(value, str) else value


@register.filter
def day(value: PartialDate | date | str | None) -> str:
    """A day, month or year in words: 20 May 2026, May 2026, 2026; in Chinese 2026年5月20日."""
    return written_date(known_date(value)) if value else ""


@register.simple_tag
def written_later(value: date | str | None) -> str:
    """When an assessment was written, if that was after the day it is about."""
    if not value:
        return ""
    return format_html(_("written on {day}"), day=day_element(value))


def day_element(value: PartialDate | date | str | None) -> str:
    """A day in words, as a `time` element."""
    return format_html('<time datetime="{}">{}</time>', value, day(value))


@register.simple_tag
def summary_days(summary: Entry) -> str:
    """The day up to which a summary holds, and the day it was written."""
    return format_html(
        _("up to {as_of}, written on {written_on}"),
        as_of=day_element(summary.occurred),
        written_on=day_element(summary.written_on),
    )


@register.filter
def when(value: PartialDate | date | str | None) -> str:
    """A `time` element with a short month, for lists and tables."""
    if not value:
        return ""
    exact = value.date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', exact, written_date(known_date(exact), SHORT_MONTH))


@register.simple_tag(takes_context=True)
def address(context: Context, page: str, *args: object, **parameters: object) -> str:
    """The address of a page that keeps the day and, on pages of a whole report, the report."""
    reading = context.get("reading")
    kept = {} if reading is None else reading.day_kept if args else reading.kept
    return reverse(page, args=args) + query({**kept, **parameters})


def side_class(context: Context, code: str) -> str:
    """The CSS class with the shape and colour of a party, of both sides or of the analyst."""
    if code == INDEPENDENT:
        return "side-ours"
    if code == BOTH:
        return "side-both"
    place = context["reading"].side_places.get(code)
    return f"side-{place}" if place else ""


@register.simple_tag(takes_context=True)
def side_of(context: Context, party: Party | str | None) -> str:
    """The CSS class of a party's marker alone."""
    return side_class(context, code_of(party))


@register.simple_tag(takes_context=True)
def byline(context: Context, row: Model, name: str) -> str:
    """Who wrote a row, whose name stands at `name` of it: by name or by role, as the reader may know."""
    return person_in(row, name, context["reading"].audience)


@register.simple_tag(takes_context=True)
def party_name(context: Context, party: Party | str | None) -> str:
    """The name of a party, of both sides, of the analyst, or of no one in particular."""
    code = code_of(party)
    if code in (BOTH, INDEPENDENT, NONE):
        return {BOTH: _("both"), INDEPENDENT: _("Our assessment"), NONE: _("overall")}[code]
    found = party if isinstance(party, Party) else context["reading"].parties.get(code)
    return spoken(found.words("name")) if found else code


@register.simple_tag(takes_context=True)
def party_names(context: Context, parties: Iterable[Party | str]) -> str:
    """The names of several parties in one line."""
    return format_html_join(_(", "), "{}", ((party_name(context, party),) for party in parties))


@register.simple_tag(takes_context=True)
def side(context: Context, party: Party | str | None) -> str:
    """A party with its marker, whose shape and colour come from its place among the report's sides."""
    return format_html(
        '<span class="side {}">{}</span>', side_class(context, code_of(party)), party_name(context, party)
    )


@register.simple_tag(takes_context=True)
def about(context: Context, party: str, on: Measure | Ambiguity | None = None) -> str:
    """Whose actions an assessment or effect is about, within a line; if nobody's, it is about what it is on."""
    if party == NONE:
        return _("about the ambiguity") if isinstance(on, Ambiguity) else _("about the measure")
    if party == BOTH:
        return _("about both sides")
    return format_html(_("about {}"), party_name(context, party))


def plain_name(context: Context, party: Party | str) -> str:
    """A party's name without markup, for an attribute."""
    found = party if isinstance(party, Party) else context["reading"].parties.get(party)
    return str(found or party)


def code_of(party: Party | str | None) -> str:
    return party.code if isinstance(party, Party) else party or NONE


@register.simple_tag
def direction(value: str) -> str:
    """A direction as a sign, always with its word."""
    if not value:
        return ""
    if value == AssessmentDirection.NONE:
        return format_html('<span class="dir dir-background">{}</span>', in_sentence(DIRECTION_WORDS[value]))
    return signed(value, in_sentence(DIRECTION_WORDS[value]))


@register.simple_tag
def direction_in_words(value: str) -> str:
    """A direction in words alone, within a sentence."""
    return in_sentence(DIRECTION_WORDS[value])


def signed(value: str, words: str) -> str:
    """Words with the sign of a direction before them."""
    sign = DIRECTION_SIGNS.get(value, "")  # type: ignore[call-overload]
    return format_html(
        '<span class="dir dir-{}"><span class="dir-mark" aria-hidden="true">{}</span>{}</span>', value, sign, words
    )


@register.simple_tag
def direction_sign(value: str) -> str:
    """A direction as a sign alone, where a heading says what it is; screen readers still get the word."""
    return signed(value, format_html('<span class="hidden">{}</span>', in_sentence(DIRECTION_WORDS[value])))


@register.simple_tag(takes_context=True)
def level(context: Context, value: int, about: Party | str | None = None, *, in_words: bool = False) -> str:
    """A level from 0 to 3 as steps, in the colour of the side it is about; with its wording if `in_words`."""
    side = side_class(context, code_of(about)) if about else ""
    wording = SafeString("")
    if in_words:
        words = spoken(context["reading"].report.level_wording(value))
        wording = format_html(' <span class="level-word">{}</span>', words)
    return format_html(
        '<span class="level level-{} {}"><span class="hidden">{} </span>{}{}</span>',
        value,
        side,
        _("level"),
        value,
        wording,
    )


@register.simple_tag
def absent(nothing: str) -> str:
    """Stands where there is no level; it never looks like 0."""
    return format_html('<span class="absent absent-found">{}</span>', Nothing(nothing).label)


@register.simple_tag(takes_context=True)
def not_assessed(context: Context) -> str:
    """Stands where there is no assessment of ours; it never looks like 0."""
    return format_html('<span class="absent">{}</span>', context["reading"].unassessed.label)


@register.simple_tag(takes_context=True)
def searched(context: Context, side: Party | str | None, nothing: str = Nothing.NOTHING_FOUND) -> str:
    """Beside what was not found: where it says which texts of a side, or of all sides, were searched and to which day.

    And whose official pages cannot be read from here.
    """
    reading = context["reading"]
    is_searched = is_about_searched(code_of(side), reading.searched)
    unreadable = [reading.unreadable[code] for code in unreadable_for(code_of(side), reading.unreadable)]
    if nothing != Nothing.NOTHING_FOUND or not (is_searched or unreadable):
        return ""
    url = reverse("codebook", args=[reading.report.slug]) + "#searched"
    notes = [("searched", _("in the texts searched"))] if is_searched else []
    notes += [("unreadable", format_html(_("pages of {} cannot be read from here"), party)) for party in unreadable]
    return format_html_join(" ", '<a class="{}" href="{}">{}</a>', ((kind, url, note) for kind, note in notes))


@register.simple_tag
def status(value: str, *, bare: bool = False) -> str:
    """The status of a measure, or “none recorded”, as a filter names it too."""
    if value in ("", NONE):
        return format_html('<span class="absent">{}</span>', _("No status recorded"))
    return format_html(
        '<span class="status status-{}{}">{}</span>',
        value,
        " status-bare" if bare else "",
        in_sentence(Status(value).in_words),
    )


@register.simple_tag(takes_context=True)
def act(context: Context, bearing: Bearing) -> str:
    """By whose act a status or state changed, where an act changed it."""
    if is_our_record(bearing):
        return ""
    return format_html(
        '<span class="muted">{} {}</span>', _("by the act of"), party_name(context, bearing.changed_by_id)
    )


@register.simple_tag
def state(value: str) -> str:
    """The state of an ambiguity, or “none recorded”."""
    if not value:
        return format_html('<span class="absent">{}</span>', _("No state recorded"))
    return format_html('<span class="tag tag-strong">{}</span>', in_sentence(AmbiguityState(value).label))


@register.simple_tag
def grade(source: Evidence) -> str:
    """The letter and figure that grade a source; hovering shows what they mean, and screen readers always get it."""
    return format_html(
        '<span class="grade" tabindex="0">{}{}<span class="hidden">{}</span>'
        '<span class="grade-words">{}{}{}</span></span>',
        source.grade,
        source.credibility,
        _(": "),
        in_sentence(source.get_grade_display()),
        _(", "),
        in_sentence(source.get_credibility_display()),
    )


@register.simple_tag
def place_in_report(row: Measure | Ambiguity) -> str:
    """Where a measure or an ambiguity stands in the report: heading, paragraph and note in one line."""
    places = [spoken(row.words("source_heading"))]
    if row.source_paragraph:
        places.append(_("paragraph %(number)s") % {"number": row.source_paragraph})
    if row.source_note:
        places.append(spoken(row.words("source_note")))
    return format_html_join(_(", "), "{}", ((place,) for place in places))
