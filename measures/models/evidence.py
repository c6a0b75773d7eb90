"""Sources: what they are, how far they are trusted, and who accepted them."""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from measures.models.chains import Chain, SealedByName
from measures.models.files import StoredFile
from measures.models.markings import Audience, Marking, MarkingField
from measures.models.partial_dates import PartialDateField
from measures.models.records import Loaded, RecordManager, RecordQuerySet, related_rows
from measures.models.search import SearchField
from measures.models.texts import NO_WORDS, Bilingual, Words, reading_language


class SourceKind(models.TextChoices):
    OFFICIAL_TEXT = "official_text", _("Official text")
    OFFICIAL_STATEMENT = "official_statement", _("Official statement")
    AUTHORISED_TEXT = "authorised_text", _("Authorised text, carried by state media")
    PRESS = "press", _("Press report")
    ANALYSIS = "analysis", _("Analysis")
    REFERENCE = "reference", _("Reference work")
    DIALOGUE_NOTE = "dialogue_note", _("Note of a dialogue, not for attribution")
    FILE = "file", _("Imported file")


class Grade(models.TextChoices):
    """How far a source is relied on in general: the letters of the Admiralty scale."""

    A = "A", _("Completely reliable")
    B = "B", _("Usually reliable")
    C = "C", _("Fairly reliable")
    D = "D", _("Not usually reliable")
    E = "E", _("Unreliable")
    F = "F", _("Reliability cannot be judged")


class Credibility(models.IntegerChoices):
    """How credible it is that this was said or happened, not that it is true: the figures of the Admiralty scale."""

    CONFIRMED = 1, _("Confirmed by another source")
    PROBABLE = 2, _("Probably so")
    POSSIBLE = 3, _("Possibly so")
    DOUBTFUL = 4, _("Doubtful")
    IMPROBABLE = 5, _("Improbable")
    UNJUDGED = 6, _("Cannot be judged")


class ReviewState(models.TextChoices):
    PENDING = "pending", _("Waiting for review")
    ACCEPTED = "accepted", _("Accepted")
    DISPUTED = "disputed", _("Disputed")
    RETRACTED = "retracted", _("Retracted")


SHA256 = "^[0-9a-f]{64}$"


# How the titles say that they are only those of the address, where the page itself was not seen.
AS_IN_THE_ADDRESS = re.compile(r"(?:(?<!\s)\s++)?(?:\(as in the address\)|（据网址）|（據網址）)\Z")


@dataclass(frozen=True, slots=True)
class SourceTitle:
    """What a source is called: its own title where that is known, and ours where the reader needs one or there is none.

    It is false where no title is known.
    """

    original: Words
    translation: Words
    is_from_address: bool

    def __bool__(self) -> bool:
        return bool(self.first)

    @property
    def first(self) -> Words:
        return self.original or self.translation

    @property
    def second(self) -> Words:
        """Ours, where the source's own title comes first."""
        return self.translation if self.original else NO_WORDS


class EvidenceQuerySet(RecordQuerySet["Evidence"]):
    """Sources that are …"""

    def marked_for(self, audience: Audience) -> Self:
        """Those that the audience may read by their own marking: who knows the address of one may cite it."""
        return self.filter(Evidence.marked_for(audience))

    def with_review_state(self, *, known_at: datetime | None = None) -> Self:
        """Each with `review_state`, that of its latest review, or of the latest by a moment; none means pending.

        And with `reviewed_here`, whether a person has reviewed it.
        """
        source = models.OuterRef("pk")
        return self.annotate(
            review_state=review_state_of(source, known_at=known_at),
            reviewed_here=is_reviewed_here(source, known_at=known_at),
        )

    def pending(self, *, known_at: datetime | None = None) -> Self:
        """Without a review that says how they stand, now or by a moment."""
        return self.filter(waits_for_review=True) if known_at is None else self.unsettled(known_at=known_at)

    def unsettled(self, *, known_at: datetime | None = None) -> Self:
        """Those that are pending, by the reviews themselves."""
        reviews, is_pending = Review.objects.recorded(known_at=known_at), Q(state=ReviewState.PENDING)
        later = reviews.filter(evidence=models.OuterRef("evidence"), recorded_at__gt=models.OuterRef("recorded_at"))
        settling = reviews.filter(~is_pending, ~models.Exists(later.filter(is_pending)), evidence=models.OuterRef("pk"))
        return self.filter(~models.Exists(settling))

    def recorded(self, *, known_at: datetime | Combinable | None = None) -> Self:
        """Those that were there at a moment."""
        return self if known_at is None else self.filter(recorded_at__lte=known_at)

    def cited_by(self, entries: models.QuerySet[Any, Any]) -> Self:
        """Those that at least one of these entries cites."""
        cited = related_rows(self.model, "citations").filter(entry__in=entries)
        return self.filter(pk__in=cited.values("evidence"))

    def counting(self, audience: Audience) -> Self:
        """Those that balances count: not by the report's author, not retracted, not replaced as the audience sees."""
        replacing = Evidence.objects.visible_to(audience).filter(replaces=models.OuterRef("pk"))
        later = Review.objects.filter(
            evidence=models.OuterRef("evidence"), recorded_at__gt=models.OuterRef("recorded_at")
        )
        retracting = Review.objects.filter(~models.Exists(later), state=ReviewState.RETRACTED)
        retracted = retracting.filter(evidence=models.OuterRef("pk"))
        return self.filter(~models.Exists(retracted), ~models.Exists(replacing), by_report_author=False)

    def at(self, *addresses: str) -> Self:
        """At one of these addresses, however it is written."""
        return self.filter(url__in=set().union(*map(spellings_of_url, filter(None, addresses))))

    def fetchable(self) -> Self:
        """At a web address at which a person has opened it."""
        return self.filter(Q(url__startswith="http://") | Q(url__startswith="https://"), unopened=False)

    def holding_words(self, typed: str, audience: Audience, *, known_at: datetime | None = None) -> Self:
        """Those whose own texts hold all the words, or for the team the copies of which do."""
        readable = Evidence.copies_read_by(audience, "evidence__")
        if readable is None:
            return self.filter(search__holds=typed)
        copied = related_rows(self.model, "addresses").filter(readable, capture__search__holds=typed)
        if known_at is not None:
            copied = copied.filter(capture__recorded_at__lte=known_at)
        own = self.model._default_manager.filter(search__holds=typed)
        return self.filter(pk__in=own.values("pk").union(copied.values("evidence")))

    def found_at_address(self, *states: str) -> Self:
        """Those whose present address was in one of these states when it was last read."""
        addresses = related_rows(self.model, "addresses").filter(url=models.F("evidence__url"), state__in=states)
        return self.filter(pk__in=addresses.values("evidence"))

    def for_reading(self, *, known_at: datetime | None = None) -> Self:
        return self.with_review_state(known_at=known_at).select_related(
            "recorded_by", "replaces", "file", "redaction", "copies_redaction"
        )


def without_note(title: Words) -> Words:
    """A title without the note that it is that of the address."""
    return Words(AS_IN_THE_ADDRESS.sub("", title.text), title.lang)


def spellings_of_url(address: str) -> set[str]:
    """One address with and without s, www., a last slash, and what only says where a reader came from."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return {address}
    host, path = parts.netloc.removeprefix("www."), parts.path.rstrip("/")
    parameters = urlencode([pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_")])
    ends = {f"?{query}" if query else "" for query in (parts.query, parameters)}
    spellings = {
        f"{scheme}://{www}{host}{path}{slash}{end}"
        for scheme in ("https", "http")
        for www in ("", "www.")
        for slash in ("", "/")
        for end in ends
    }
    return spellings | {address}


def comparable_url(address: str) -> str:
    """What two addresses of the same page have in common: no scheme, www., fragment, last slash or tracking."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    parameters = "&".join(pair for pair in parts.query.split("&") if not pair.startswith("utm_"))
    host, query = parts.netloc.lower().removeprefix("www."), f"?{parameters}" if parameters else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def address_sha256(address: str) -> str:
    """By what an address in its comparable form is recognised if nothing else of it is kept."""
    return sha256(address.encode()).hexdigest()


def is_web_address(address: str) -> bool:
    """Whether an address is one of http or https that names no user and password: only such are followed."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "@" not in parts.netloc


def validate_web_address(address: str) -> None:
    if not is_web_address(address):
        raise ValidationError(
            _("Enter an address that begins with http:// or https://, without user name or password.")
        )


def validate_sha256(figures: str) -> None:
    if not re.fullmatch(SHA256, figures):
        raise ValidationError(_("Enter 64 figures, from 0 to 9 and from a to f."))


def review_state_of(source: models.OuterRef, *, known_at: datetime | Combinable | None = None) -> models.Subquery:
    """The state that the latest review of a source gives it, or the latest by a moment, within another query."""
    reviews = Review.objects.recorded(known_at=known_at).filter(evidence=source)
    return models.Subquery(reviews.order_by("-recorded_at", "-pk").values("state")[:1])


def is_reviewed_here(source: models.OuterRef, *, known_at: datetime | Combinable | None = None) -> models.Exists:
    """Whether a person has reviewed a source, by a moment, within another query; a library's review is nobody's."""
    settled = Review.objects.recorded(known_at=known_at).exclude(state=ReviewState.PENDING)
    return models.Exists(settled.filter(evidence=source, reviewer__isnull=False))


def review_words(state: str, *, reviewed_here: bool) -> str:
    """How the review of a source stands; of what only its library has judged, who did."""
    if state == ReviewState.ACCEPTED and not reviewed_here:
        return gettext("Graded by the record’s authors, not reviewed here")
    return str(ReviewState(state or ReviewState.PENDING).label)


class Evidence(Bilingual, Loaded):
    """One source, which many entries may cite."""

    bounded_by: ClassVar = ("marking", "cited_within")

    key = models.CharField(_("key"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=500, blank=True)
    title_zh_hans = models.CharField(max_length=500, blank=True)
    # Which of the two titles is the source's own; neither is, where it is in another language.
    original_title_language = models.CharField(_("language of its title"), max_length=20, blank=True)
    author = models.CharField(_("Author"), max_length=300, blank=True)
    publisher = models.CharField(_("Publisher"), max_length=300)
    publisher_zh_hans = models.CharField(max_length=300, blank=True)
    origin = models.CharField(_("Original source (agency, wire)"), max_length=300, blank=True)
    origin_zh_hans = models.CharField(max_length=300, blank=True)
    url = models.URLField(_("Address"), max_length=1000, blank=True, validators=[validate_web_address])
    # Until a person has opened it there, no page, file, mail or answer has the address; a withheld one is not kept.
    unopened = models.BooleanField(_("nobody has opened it at its address yet"), default=False)
    address_withheld = models.BooleanField(_("its address is withheld"), default=False)
    archive_url = models.URLField(_("Archived copy"), max_length=1000, blank=True, validators=[validate_web_address])
    file = models.ForeignKey(
        StoredFile,
        models.PROTECT,
        verbose_name=_("file"),
        related_name="sources",
        null=True,
        blank=True,
        db_index=False,
    )
    file_name = models.CharField(_("File name"), max_length=255, blank=True)
    published = PartialDateField(_("Published"), null=True, blank=True)
    accessed = PartialDateField(_("Accessed"), null=True, blank=True)
    # Whose copy it was is told nowhere; by the hash, whoever has the text can tell whether it is the same.
    read_as_copy = models.BooleanField(_("read as a copy"), default=False)
    copy_sha256 = models.CharField(
        _("SHA-256 of the copy that was read"),
        max_length=64,
        blank=True,
        validators=[validate_sha256],
    )
    language = models.CharField(_("Language"), max_length=20, blank=True)
    note = models.TextField(_("Note"), blank=True)
    note_zh_hans = models.TextField(blank=True)
    kind = models.CharField(_("Kind"), max_length=30, choices=SourceKind, default=SourceKind.PRESS)
    grade = models.CharField(_("Grade of the source"), max_length=1, choices=Grade, default=Grade.F)
    credibility = models.PositiveSmallIntegerField(
        _("Credibility of the item"), choices=Credibility, default=Credibility.UNJUDGED
    )
    by_report_author = models.BooleanField(_("by the report’s author"), default=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("Replaces"), related_name="replaced_by", null=True, blank=True
    )
    marking = MarkingField()
    # The widest marking of the reports whose entries cite it, or did so last; triggers keep it.
    cited_within = models.CharField(max_length=20, choices=Marking, default=Marking.PUBLIC, editable=False)
    # What its reviews say, kept by a trigger: few of a million wait.
    waits_for_review = models.BooleanField(default=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    # What took away all that it says, and what took only its file and its copies.
    redaction = models.ForeignKey(
        "measures.Redaction", models.PROTECT, related_name="sources", null=True, blank=True, editable=False
    )
    copies_redaction = models.ForeignKey(
        "measures.Redaction", models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    search = SearchField("title", "title_zh_hans", "author", "publisher", "publisher_zh_hans", "url", "key")

    objects = RecordManager.from_queryset(EvidenceQuerySet)()

    class Meta:
        verbose_name = _("source")
        ordering = ["key"]
        indexes = [
            GinIndex(fields=["search"], name="evidence_search", fastupdate=False),
            # What sources are counted by, without their texts.
            models.Index(
                fields=["id"], include=["marking", "cited_within", "by_report_author"], name="evidence_counted_by"
            ),
            models.Index(
                fields=["recorded_at", "key"], condition=Q(waits_for_review=True), name="evidence_waiting_for_review"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(credibility__range=(1, 6)), name="evidence_credibility_1_to_6"),
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="evidence_grade_a_to_f"),
            models.CheckConstraint(
                condition=Q(copy_sha256="") | Q(copy_sha256__regex=SHA256, read_as_copy=True),
                name="evidence_copy_has_a_hash",
            ),
            models.CheckConstraint(
                condition=Q(address_withheld=False) | Q(url="", read_as_copy=True),
                name="evidence_withheld_address_is_not_kept",
            ),
            models.UniqueConstraint(
                fields=["url", "marking"], condition=~Q(url=""), name="evidence_address_once_per_marking"
            ),
            models.UniqueConstraint(fields=["file", "marking"], name="evidence_file_once_per_marking"),
            models.CheckConstraint(
                condition=~Q(kind=SourceKind.DIALOGUE_NOTE, marking=Marking.PUBLIC),
                name="evidence_dialogue_note_is_not_public",
                violation_error_message=_("A note of a dialogue is never public."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.shown_title.first or self.words("publisher"))

    @classmethod
    def copies_read_by(cls, audience: Audience, path: str = "") -> Q | None:
        """The condition that the audience may read the copies of a source, or of that at a path; None if it reads none.

        The team reads all, and who is of the team of a report those of the sources that it cites.
        """
        if audience.may_read(Marking.INTERNAL):
            return Q()
        reports = audience.reports_read_as(Marking.INTERNAL)
        cited = related_rows(cls, "citations").filter(entry__report__in=reports).order_by().values("evidence")
        return Q((f"{path}pk__in", cited)) if reports else None

    @classmethod
    def marked_for(cls, audience: Audience, path: str = "") -> Q:
        """The condition that the audience may read a source, or the one at a path, by its own marking."""
        marked = Q((f"{path}marking__in", audience.markings))
        return marked | cls.read_where_cited(audience, path) if audience.in_reports else marked

    @classmethod
    def read_where_cited(cls, audience: Audience, path: str = "") -> Q:
        """The condition that readers read a source, or the one at a path, because entries of their reports cite it."""
        readable = Q()
        for report, within in audience.in_reports:
            citing = Q(entry__report=report, entry__marking__in=within.markings)
            sources = related_rows(cls, "citations").filter(citing).order_by().values("evidence")
            readable |= Q((f"{path}marking__in", within.markings), (f"{path}pk__in", sources))
        return readable

    @property
    def is_redacted(self) -> bool:
        return self.redaction_id is not None

    @property
    def shown_title(self) -> SourceTitle:
        """Its title in the original, and our translation where that is in a language that is not the reader's."""
        if self.is_redacted:
            return SourceTitle(
                Words(gettext("A source that was redacted"), reading_language()), NO_WORDS, is_from_address=False
            )
        title, language = self.words("title"), self.original_title_language
        if not language:
            original, translation = title, NO_WORDS
        else:
            own = {"zh": self.title_zh_hans, "en": self.title}.get(language[:2], "")
            original = Words(own, language)
            translation = NO_WORDS if own and language[:2] == reading_language()[:2] else title
        is_from_address = bool(AS_IN_THE_ADDRESS.search(title.text))
        return SourceTitle(without_note(original), without_note(translation), is_from_address)

    @property
    def name(self) -> Words:
        """Its title, else its publisher and where the publisher has it from."""
        publisher, origin = self.words("publisher"), self.words("origin")
        if (title := self.shown_title) or not origin:
            return title.first or publisher
        words = {"publisher": publisher, "origin": origin}
        return Words(gettext("%(publisher)s, from %(origin)s") % words, publisher.lang)

    @property
    def as_read(self) -> str:
        """That not its own page was read, in words; empty if it was."""
        return gettext("read as a copy") if self.read_as_copy else ""

    def settle_reading(self) -> None:
        """Which copy was read says that one was; no withheld address is kept, and nothing without one is unopened."""
        self.read_as_copy = self.read_as_copy or self.address_withheld or bool(self.copy_sha256)
        self.url = "" if self.address_withheld else self.url
        self.unopened = self.unopened and bool(self.url)

    @property
    def address(self) -> str:
        """Its address, once somebody has opened it there: what is shown of it and sent, to whomever."""
        return "" if self.unopened else self.url

    @property
    def is_linked(self) -> bool:
        """Whether its address is shown as a link; older ones of another kind are shown as text."""
        return is_web_address(self.address)

    @property
    def is_archive_linked(self) -> bool:
        return is_web_address(self.archive_url)


class ReviewQuerySet(RecordQuerySet["Review"]):
    def recorded(self, *, known_at: datetime | Combinable | None = None) -> Self:
        """Those that were there at a moment."""
        return self if known_at is None else self.filter(recorded_at__lte=known_at)


class Review(SealedByName):
    """What somebody made of a source; the latest says how it stands.

    `sealed_at` says that it was sealed later than it was recorded: at an upgrade, or when it was put back.
    """

    sealed_from_format: ClassVar = dict.fromkeys(("state", "note", "is_self_review"), 2)

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="reviews", db_index=False)
    state = models.CharField(_("state"), max_length=20, choices=ReviewState)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    reviewer_name = models.CharField(_("Reviewer"), max_length=200)
    is_self_review = models.BooleanField(_("self-reviewed"), default=False)
    note = models.TextField(_("Note"), blank=True)
    recorded_at = models.DateTimeField()
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="reviews", db_index=False)
    sealed_at = models.DateTimeField(_("sealed"), null=True)

    objects = RecordManager.from_queryset(ReviewQuerySet)()

    class Meta:
        verbose_name = _("review")
        ordering = ["evidence", "recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "recorded_at"], name="review_one_at_a_time"),
            models.UniqueConstraint(fields=["chain", "sequence"], name="review_place_in_chain"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence_id} {self.state}"

    @property
    def writer_name(self) -> str:
        return self.reviewer_name

    @property
    def sealed_since(self) -> datetime:
        return self.sealed_at or self.recorded_at
