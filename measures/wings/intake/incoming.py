"""What came in, as the values with which the form of a development or of a correction begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from measures.forms.targets import Target
from measures.models import Audience, Entry, Evidence, Language, PartialDate, Report, SourceKind, User
from measures.models.texts import reading_language
from measures.operations.drafts import EntryDraft
from measures.views.reading import query
from measures.wings.intake.models import Candidate
from measures.wings.intake.operations import cite_candidate, log_candidate

MOST_PROPOSED = 6
TITLE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class ProposedTarget:
    """A measure or ambiguity that a candidate may concern; a person says what it does affect."""

    target: Target
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class IncomingItem:
    """A candidate, or a page that somebody had open, with the words that were selected there."""

    candidate: Candidate
    words: str = ""

    @classmethod
    def of(cls, request: HttpRequest, audience: Audience) -> "IncomingItem | None":
        """What the address of a form names: a candidate by its number, or a page by its address."""
        if number := request.GET.get("candidate", ""):
            candidates = Candidate.objects.visible_to(audience).select_related("report", "feed", "entry")
            return cls(get_object_or_404(candidates, pk=int(number) if number.isdecimal() and len(number) < 19 else 0))
        if url := request.GET.get("url", ""):
            title = request.GET.get("title", "")[:TITLE_LENGTH]
            return cls(Candidate(pk=None, url=url, title=title), request.GET.get("words", ""))
        return None

    @classmethod
    def numbered(cls, number: int, audience: Audience) -> "IncomingItem | None":
        """A candidate by its number."""
        found = Candidate.objects.visible_to(audience).select_related("report").filter(pk=number).first()
        return cls(found) if found else None

    @property
    def report(self) -> Report | None:
        return self.candidate.report if self.is_kept else None

    @property
    def entry(self) -> Entry | None:
        """The entry as which it was logged, or which cites it."""
        return self.candidate.entry

    @property
    def published(self) -> PartialDate | None:
        return self.candidate.published

    @property
    def is_waiting(self) -> bool:
        return self.candidate.is_waiting

    @property
    def is_kept(self) -> bool:
        """Whether it is a candidate that the form decides."""
        return self.candidate.pk is not None

    @property
    def query(self) -> str:
        """What names the candidate in the address of the form."""
        return query({"candidate": self.candidate.pk}) if self.is_kept else ""

    def entry_values(self) -> dict[str, object]:
        """Day and headline, in the language of the page; a Chinese title is no headline where that is English."""
        is_foreign = self.candidate.reading_language == Language.CHINESE != reading_language()
        field = "title_zh_hans" if is_foreign else "title"
        words = _("“%(words)s”") % {"words": self.words} if self.words else ""
        return {
            "language": reading_language(),
            "occurred": self.candidate.published,
            field: self.candidate.title,
            "narrative": words,
        }

    def source_values(self, audience: Audience) -> dict[str, Any]:
        """The source at its address: cited if it is recorded, else begun."""
        recorded = Evidence.objects.visible_to(audience).at(self.candidate.url).first()
        if recorded:
            return {"cites": [recorded.key], "sources": []}
        feed, language = self.candidate.feed, self.candidate.reading_language
        source = {
            "url": self.candidate.url,
            "title": self.candidate.title,
            "publisher": self.candidate.publisher or (feed.words("publisher").text if feed else ""),
            "published": self.candidate.published,
            "language": language if language in Language else "",
            "kind": SourceKind.OFFICIAL_STATEMENT if feed and feed.party_id else SourceKind.PRESS,
        }
        return {"cites": [], "sources": [source]}

    def proposals(self) -> list[ProposedTarget]:
        """What it may concern, the likeliest first."""
        if not self.is_kept:
            return []
        matches = self.candidate.matches.filter(subject=None).select_related("measure", "ambiguity")
        found = ((match.measure or match.ambiguity, match.words) for match in matches[:MOST_PROPOSED])
        return [ProposedTarget(Target.of(row), words) for row, words in found]

    def write(
        self, report: Report, draft: EntryDraft, *, corrects: Entry | None = None, by: User, on: date, at: datetime
    ) -> Entry:
        """Log what it is about, or correct an entry so that it cites it; that decides it."""
        if corrects:
            return cite_candidate(self.candidate, corrects, draft, by=by, on=on, at=at)
        return log_candidate(self.candidate, report, draft, by=by, on=on, at=at)
