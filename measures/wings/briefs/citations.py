"""Citations: a row of the record for a footnote, with the address that shows it as it was known at a moment."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from measures import access
from measures.analysis.signed_notes import last_signed
from measures.models import Ambiguity, Audience, Chain, ChainKind, Entry, Evidence, Marking, Measure, PartialDate
from measures.models.partial_dates import is_end_of_day, moment_in_address
from measures.models.records import Days
from measures.models.texts import CHINESE, reading_language
from measures.models.words import EntryKind
from measures.models.written_dates import written_date, written_moment

# What stands for a character in LaTeX where it would mean something else there.
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_"},
    }
)
INNER_QUOTATION_MARKS = str.maketrans("“”", "‘’")
# What an address keeps when it stands in braces.
OF_ADDRESSES = "!#$%&'()*+,-./:;=?@[]_~"
LANGUAGE_TAGS = {"en": "en", CHINESE: "zh-CN", "zh-hant": "zh-TW"}


def entries_to_cite(audience: Audience, days: Days) -> QuerySet[Model]:
    return Entry.objects.visible_to(audience).recorded(**days).select_related("report", "redaction")


def sources_to_cite(audience: Audience, days: Days) -> QuerySet[Model]:
    return Evidence.objects.visible_to(audience).recorded(known_at=days["known_at"])


def measures_to_cite(audience: Audience, _days: Days) -> QuerySet[Model]:
    return Measure.objects.visible_to(audience).select_related("report")


def ambiguities_to_cite(audience: Audience, _days: Days) -> QuerySet[Model]:
    return Ambiguity.objects.visible_to(audience).select_related("report")


# By the page that shows one: the rows that an audience may cite, as of a day and as known at a moment.
CITABLE: Mapping[str, Callable[[Audience, Days], QuerySet[Model]]] = {
    "ambiguity": ambiguities_to_cite,
    "entry": entries_to_cite,
    "measure": measures_to_cite,
    "source": sources_to_cite,
}


def moment_to_cite(now: datetime) -> datetime:
    """The first whole second by which everything is recorded that is recorded now."""
    return now.astimezone(UTC).replace(microsecond=0) + timedelta(seconds=1)


def days_in_address(as_of: date, known_at: datetime) -> str:
    """The query of an address that holds still."""
    return f"?{urlencode({'as_of': as_of, 'known_at': moment_in_address(known_at)}, safe=':')}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A row as a bibliography names it, in one language."""

    key: str
    author: str
    title: str
    genre: str
    container: str
    issued: PartialDate | None
    accessed: PartialDate | None
    url: str
    note: str
    language: str

    @property
    def text(self) -> str:
        """In the order and with the punctuation of the reading language."""
        return chinese_text(self) if reading_language() == CHINESE else english_text(self)

    @property
    def csl(self) -> dict[str, object]:
        """The item in CSL-JSON."""
        fields = {
            "id": self.key,
            "type": "webpage" if self.url else "article",
            "author": [{"literal": self.author}],
            "title": self.title,
            "genre": self.genre,
            "container-title": self.container,
            "issued": csl_date(self.issued),
            "accessed": csl_date(self.accessed),
            "URL": self.url,
            "note": self.note,
            "language": self.language,
        }
        return {name: value for name, value in fields.items() if value}

    @property
    def bibtex(self) -> str:
        """The entry for BibTeX and biblatex, in UTF-8; braces keep titles and names as they are written."""
        texts = {
            "author": f"{{{latex(self.author)}}}",
            "title": f"{{{latex(self.title)}}}",
            "type": latex(self.genre),
            "howpublished": latex(self.container),
            "year": f"{self.issued.year:04}" if self.issued else "",
            "date": str(self.issued or ""),
            "url": quote(self.url, safe=OF_ADDRESSES),
            "urldate": str(self.accessed or ""),
            "note": latex(self.note),
        }
        lines = [f"  {name} = {{{text}}},\n" for name, text in texts.items() if text]
        return f"@misc{{{self.key},\n{''.join(lines)}}}\n"


def latex(text: str) -> str:
    return " ".join(text.split()).translate(LATEX)


def csl_date(day: PartialDate | None) -> dict[str, object] | None:
    return {"date-parts": [[part for part in (day.year, day.month, day.day) if part]]} if day else None


def english_text(reference: Reference) -> str:
    """In the order of a footnote; the days of a row of the record are in its note."""
    issued = "" if reference.note else written_date(reference.issued)
    accessed = f"Accessed {written_date(reference.accessed)}" if reference.accessed and not reference.note else ""
    where = ", ".join(filter(None, (reference.container, issued)))
    parts = (reference.genre, where, reference.note, accessed)
    title = ended(reference.title).translate(INNER_QUOTATION_MARKS)
    sentences = [ended(reference.author), f"“{title}”", *map(ended, filter(None, parts))]
    return " ".join([*sentences, reference.url]).rstrip()


def ended(text: str) -> str:
    return text if text.endswith(tuple(".?!…。？！")) else f"{text}."


def chinese_text(reference: Reference) -> str:
    """In the order of GB/T 7714: who, what on which carrier, where, when, when it was looked at, and its address."""
    carrier = "［Z］" if not reference.url else "［DB/OL］" if reference.note else "［EB/OL］"
    issued = f"（{reference.issued}）" if reference.issued else ""
    accessed = f"［{reference.accessed}］" if reference.accessed else ""
    parts = (
        reference.author,
        f"{reference.title}{carrier}",
        reference.genre,
        f"{reference.container}{issued}{accessed}",
        reference.note,
        reference.url,
    )
    return "．".join(filter(None, parts))


def as_bibtex(references: Iterable[Reference]) -> str:
    return "\n".join(reference.bibtex for reference in references)


def as_csl(references: Iterable[Reference]) -> str:
    """An array with a line for each item."""
    items = ",\n".join(json.dumps(reference.csl, ensure_ascii=False) for reference in references)
    return f"[\n{items}\n]\n"


@dataclass(frozen=True, slots=True)
class CitedRow:
    """A row that is cited: by the page that shows it, as of a day, and as known at a moment."""

    page: str
    row: Any
    as_of: date
    known_at: datetime

    @property
    def days(self) -> str:
        return days_in_address(self.as_of, self.known_at)

    @property
    def url(self) -> str:
        """The address that goes on showing the row as it was known."""
        return f"{settings.CBM_SITE_URL}{reverse(self.page, args=[self.row.key])}{self.days}"

    def references(self, language: str) -> list[Reference]:
        """The row as it is recorded here and, if it is a source, the source itself."""
        with override(language):
            found = [self.of_record()]
            return [*found, reference_of_source(self.row)] if isinstance(self.row, Evidence) else found

    def texts(self, language: str) -> list[str]:
        with override(language):
            return [reference.text for reference in self.references(language)]

    def of_record(self) -> Reference:
        known_on = self.known_at.astimezone(UTC).date()
        return Reference(
            key=f"{self.page}-{self.row.key}-{self.stamp}{suffix()}",
            author=_("CBM Tracker"),
            title=self.title,
            genre=genre_of(self.row),
            container="" if isinstance(self.row, Evidence) else str(self.row.report.words("title")),
            issued=PartialDate.of(self.row.recorded_on if isinstance(self.row, Entry) else self.as_of),
            accessed=PartialDate.of(known_on),
            url=self.url,
            note=self.note,
            language=LANGUAGE_TAGS[reading_language()],
        )

    @property
    def note(self) -> str:
        """Which state of the row it is, and that not everybody may read it where that is so."""
        words = {"day": written_date(self.as_of), "moment": written_moment(self.known_at)}
        if access.everybody_may_read(self.row):
            return _("State as of %(day)s, as known on %(moment)s") % words
        return _("State as of %(day)s, as known on %(moment)s; not public") % words

    @property
    def title(self) -> str:
        if isinstance(self.row, Evidence):
            return title_of_source(self.row)
        return self.row.heading if isinstance(self.row, Entry) else str(self.row)

    @property
    def checkpoint(self) -> str:
        """What was signed by then of the chain that speaks of the row: origin, size and root."""
        return last_signed(chain_of(self.row), known_at=self.known_at)

    @property
    def stamp(self) -> str:
        """The days of the address in figures, so that what is cited as of two days has two keys."""
        known_at = self.known_at.astimezone(UTC)
        stamp = f"{known_at:%Y%m%d}" if is_end_of_day(known_at) else f"{known_at:%Y%m%dT%H%M%SZ}"
        return stamp if self.as_of == known_at.date() else f"{self.as_of:%Y%m%d}-{stamp}"


def suffix() -> str:
    """At the end of keys, so that both languages fit into one bibliography."""
    return "-zh" if reading_language() == CHINESE else ""


def genre_of(row: Any) -> str:
    """What kind of row it is and, of an entry, when what it tells of happened."""
    if isinstance(row, Entry):
        return _(", ").join((str(EntryKind(row.kind).label), written_date(row.occurred)))
    return {Ambiguity: _("Ambiguity"), Measure: _("Measure"), Evidence: _("Source")}[type(row)]


def title_of_source(source: Evidence) -> str:
    """The source's own title, with ours beside it where it has another; or that no title was seen."""
    shown = source.shown_title
    brackets = "［{}］" if reading_language() == CHINESE else "[{}]"
    if not shown:
        return brackets.format(_("title not seen"))
    ours = brackets.format(shown.second) if shown.second else ""
    return ("" if reading_language() == CHINESE else " ").join(filter(None, (str(shown.first), ours)))


def reference_of_source(source: Evidence) -> Reference:
    publisher = str(source.words("publisher"))
    language = source.language or source.shown_title.first.lang
    return Reference(
        key=f"{source.key}{suffix()}",
        author=source.author or publisher,
        title=title_of_source(source),
        genre="",
        container=publisher if source.author else "",
        issued=source.published,
        accessed=None if source.unopened else source.accessed,
        url=source.address,
        note="",
        language=LANGUAGE_TAGS.get(language, language),
    )


def chain_of(row: Any) -> QuerySet[Chain]:
    """The chain that speaks of a row: of an entry its own, of a source that of its reviews, else the journal."""
    if isinstance(row, Entry):
        return Chain.objects.filter(pk=row.chain_id)[:1]
    if isinstance(row, Evidence):
        return Chain.objects.filter(kind=ChainKind.SOURCES, marking=row.marking)[:1]
    marking = getattr(row, "marking", Marking.PUBLIC)
    return Chain.objects.filter(kind=ChainKind.JOURNAL, report=row.report, marking=marking)[:1]
