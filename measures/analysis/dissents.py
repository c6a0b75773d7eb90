"""Dissents beside the assessments that they are from, in whatever version."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db.models import BigIntegerField, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from measures.models import Audience, Confidence, Dissent, Entry, PartialDate, View, Words
from measures.models.bearings import ViewQuerySet
from measures.models.people import name_for_readers
from measures.models.records import json_rows
from measures.models.texts import choose_words

FIELDS = (
    "entry__key", "entry__occurred", "entry__author_name", "entry__language",
    "level", "nothing", "direction", "confidence", "text", "text_zh_hans",
)  # fmt: skip


class FirstVersion(Func):
    """The first of the versions of an entry."""

    function = "first_version"
    output_field = BigIntegerField()


@dataclass(frozen=True, slots=True)
class ShownDissent:
    """A dissent with who wrote it, and when."""

    entry: str
    occurred: PartialDate
    author: str
    language: str
    level: int | None
    nothing: str
    direction: str
    confidence: str
    text: str
    text_zh_hans: str

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        key, occurred, *others = (row[name] for name in FIELDS)
        return cls(key, PartialDate.parse(occurred), *others)

    @property
    def author_name(self) -> str:
        return name_for_readers(self.author)

    @property
    def words(self) -> Words:
        return choose_words(self.text, self.text_zh_hans, self.language)

    @property
    def confidence_in_words(self) -> str:
        return str(Confidence(self.confidence).label)


def with_dissents(
    views: ViewQuerySet, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> ViewQuerySet:
    """Each view with its `dissent_rows`, of those that the audience may read and that count."""
    counting = Entry.objects.visible_to(audience).counting(as_of=as_of, known_at=known_at)
    on_the_same = Q(measure=OuterRef("measure")) | Q(ambiguity=OuterRef("ambiguity"))
    about = {"about_both": OuterRef("about_both"), "of_party": Coalesce(OuterRef("about_id"), Value(""))}
    of_view = (
        Dissent.objects.annotate(of_party=Coalesce("about_id", Value("")))
        .filter(on_the_same, **about, entry__in=counting.order_by().values("pk"))
        .filter(Exact(FirstVersion(F("entry__responds_to")), FirstVersion(OuterRef("entry"))))
        .order_by("entry__recorded_at", "pk")
    )
    return views.annotate(dissent_rows=json_rows(of_view, *FIELDS))


def dissents_from(
    views: Collection[int], audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> dict[int, Sequence[ShownDissent]]:
    """The dissents from each of these views that has some, by its number."""
    found: Iterable[Any] = with_dissents(View.objects.filter(pk__in=views), audience, as_of=as_of, known_at=known_at)
    return {view.pk: [ShownDissent.of(row) for row in view.dissent_rows] for view in found if view.dissent_rows}
