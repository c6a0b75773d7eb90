"""Search over the whole record: what of each kind holds the words, in the report that is read or in all."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from measures.analysis.accounts import Account, account_in_words, accounts_of
from measures.analysis.found_words import MarkedText, shown_texts
from measures.analysis.synonyms import wider_search
from measures.analysis.word_search import FoundGroup, FoundKind, Hit, find_words
from measures.models import (
    Claim,
    Evidence,
    Report,
    ReviewState,
    Speech,
    Statement,
    TextVoice,
    Words,
)
from measures.models.evidence import review_words
from measures.models.texts import reading_language
from measures.publishing.parameters import truth_of
from measures.views.destinations import destinations
from measures.views.reading import Reading, ReadingRequest, for_report, query, reading_page

# How much of a very long search is repeated on the page.
REPEATED = 80
# A hit in a line or two: its link, its title, and its texts with the words marked.
type FoundRow = dict[str, object]


@reading_page(travels=True)
@for_report
def search(request: ReadingRequest, report: Report) -> HttpResponse:
    """Pages that are called so, and what holds all the words, as of a day; without words, what can be searched."""
    reading = request.reading
    typed = request.GET.get("q", "").strip()
    is_everywhere = bool(truth_of(request.GET.get("everywhere", "")))
    within = None if is_everywhere else report
    wider = wider_search(typed, reading.audience, within)
    groups = find_words(wider.text, reading.audience, report=within, **reading.days) if typed else []
    words = {"q": typed} if typed else {}
    here = reverse("search")
    context = {
        "typed": typed,
        "repeated": Truncator(typed).chars(REPEATED),
        "is_everywhere": is_everywhere,
        "here_url": here + query({**reading.kept, **words}),
        "everywhere_url": here + query({**reading.kept, **words, "everywhere": "true"}),
        "pages": destinations(typed, reading),
        "also": wider.also,
        "groups": [group_shown(group, wider.text, reading, within) for group in groups],
        "found": any(group.hits for group in groups),
    }
    return render(request, "measures/search.html", context)


def group_shown(group: FoundGroup, typed: str, reading: Reading, report: Report | None) -> dict[str, object]:
    """A group with its rows, and the list that shows all of it."""
    if group.kind == FoundKind.DEVELOPMENTS:
        rows = development_rows(group.hits, reading)
    else:
        rows = [ROWS[group.kind](hit, reading) for hit in group.hits]
    list_url, struck_url = list_urls(group.kind, typed, reading, report)
    return {"group": group, "rows": rows, "list_url": list_url, "struck_url": struck_url}


def list_urls(kind: FoundKind, typed: str, reading: Reading, report: Report | None) -> tuple[str, str]:
    """The lists that show all that was found, for this report and day: of what counts, and of what was corrected."""
    pages = {FoundKind.MEASURES: "measures", FoundKind.DEVELOPMENTS: "journal"}
    if not reading.is_past:
        pages[FoundKind.SOURCES] = "sources"
    if report is None or kind not in pages:
        return "", ""
    parameters = {**reading.kept, "q": typed}
    if kind != FoundKind.DEVELOPMENTS:
        return reverse(pages[kind]) + query(parameters), ""
    parameters["kind"] = "development"
    journal = reverse("journal")
    return journal + query({**parameters, "counting": "true"}), journal + query({**parameters, "counting": "false"})


def found_row(hit: Hit, url: str, title: MarkedText, excerpts: Sequence[MarkedText], **more: object) -> FoundRow:
    """A hit as the page shows it; what not every kind has, `code`, `notes` and `tag`, is empty by default."""
    return {"hit": hit, "url": url, "title": title, "excerpts": excerpts, "code": "", "notes": (), "tag": "", **more}


def item_row(hit: Hit, reading: Reading, *, page: str) -> FoundRow:
    """A measure or an ambiguity, with the other texts of it that hold the words."""
    title = hit.as_marked(hit.row.words("title"))
    excerpts = shown_texts([title, *hit.texts_of("code")], others(hit, title, "code"))
    return found_row(hit, hit_url(page, hit, reading), title, excerpts, code=hit.row.code)


def development_rows(hits: Sequence[Hit], reading: Reading) -> list[FoundRow]:
    """Each with the account by which it is known."""
    accounts = accounts_of([hit.row for hit in hits], reading.audience, **reading.days) if hits else {}
    return [development_row(hit, accounts[hit.row.pk], reading) for hit in hits]


def development_row(hit: Hit, account: Account, reading: Reading) -> FoundRow:
    title = hit.as_marked(hit.row.words("title"))
    disputed = _("disputed") if hit.row.claim == Claim.DISPUTED else ""
    return found_row(
        hit,
        hit_url("entry", hit, reading),
        title,
        shown_texts([title], others(hit, title)),
        notes=[account_in_words(account, reading.parties), *source_notes(account.sources[:1])],
        tag=disputed if account.is_accepted else _("reported, not reviewed"),
    )


def source_notes(sources: Sequence[Evidence]) -> list[Words | str]:
    """What sources are called, and of which a copy was read."""
    return [note for source in sources for note in (source.name, source.as_read) if note]


def statement_row(hit: Hit, reading: Reading) -> FoundRow:
    """A party's own words if there are some, else ours; with who said it, and on what."""
    return own_words_row(hit, reading) if isinstance(hit.row, Statement) else mention_row(hit, reading)


def own_words_row(hit: Hit, reading: Reading) -> FoundRow:
    """A party's own words, with whose they are and who spoke."""
    statement = hit.row
    speaker = [hit.as_marked(words) for words in (statement.words("speaker"), statement.words("office")) if words]
    return found_row(
        hit,
        hit_url("entry", hit, reading) + "#statements",
        hit.as_marked(statement.quoted).excerpt,
        said_besides(hit, statement.quoted, statement.words("translation"), speaker),
        notes=[
            " · ".join(str(reading.parties.get(code, code)) for code in statement.parties),
            *(text.words for text in speaker),
        ],
        tag="" if statement.speech == Speech.DIRECT else str(statement.get_speech_display()),
    )


def mention_row(hit: Hit, reading: Reading) -> FoundRow:
    mention = hit.row
    quotation = Words(mention.quotation, mention.quotation_language or reading_language())
    ours = mention.words("sentence")
    return found_row(
        hit,
        hit_url("entry", hit, reading),
        hit.as_marked(quotation or ours).excerpt,
        said_besides(hit, quotation, ours, []),
        notes=[mention.text.words("issuer"), mention.subject.words("title"), str(TextVoice(mention.voice).label)],
        tag="" if quotation else _("in our words"),
    )


def said_besides(hit: Hit, quotation: Words, ours: Words, shown: Sequence[MarkedText]) -> list[MarkedText]:
    """Our words below a quotation that is not in the reader's language, or whatever else holds the words."""
    title = hit.as_marked(quotation or ours)
    if quotation and ours and quotation.falls_back:
        below = hit.as_marked(ours)
        return [below.excerpt, *shown_texts([title, below, *shown], others(hit, title, texts=[below, *shown]))]
    return shown_texts([title, *shown], others(hit, title, texts=shown))


def found_source(hit: Hit, reading: Reading) -> FoundRow:
    source = hit.row
    shown = source.shown_title
    title = hit.as_marked(shown.first or source.name)
    publisher = [
        hit.as_marked(words) for words in (source.words("publisher"), Words(source.author, reading_language()))
    ]
    below = [hit.as_marked(shown.second)] if shown.second else []
    besides = [*below, *publisher]
    state = source.review_state
    is_doubtful = state in (ReviewState.RETRACTED, ReviewState.DISPUTED)
    return found_row(
        hit,
        hit_url("source", hit, reading),
        title,
        [*below, *shown_texts([title, *besides], others(hit, title, texts=besides))],
        notes=[note for note in (*(text.words for text in publisher), source.as_read) if note],
        tag=review_words(state, reviewed_here=True) if is_doubtful else "",
    )


ROWS: Mapping[FoundKind, Callable[[Hit, Reading], FoundRow]] = {
    FoundKind.MEASURES: partial(item_row, page="measure"),
    FoundKind.AMBIGUITIES: partial(item_row, page="ambiguity"),
    FoundKind.STATEMENTS: statement_row,
    FoundKind.SOURCES: found_source,
}


def hit_url(page: str, hit: Hit, reading: Reading) -> str:
    return reverse(page, args=[hit.key]) + query(reading.day_kept)


def others(hit: Hit, title: MarkedText, *names: str, texts: Sequence[MarkedText] = ()) -> list[MarkedText]:
    """The texts of a row besides its title and those already shown."""
    shown = [title.words, *(text.words for text in texts)]
    found: Mapping[str, Any] = hit.found_in
    return [text for name, text in found.items() if name not in names and text.words not in shown]
