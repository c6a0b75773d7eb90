"""Dissents beside the assessments that they are from, in whatever version."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, F, Func, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact

from measures.models import Assessment, Audience, Dissent, Entry, PartialDate, User
from measures.models.bearings import AssessmentQuerySet
from measures.models.records import json_rows

FIELDS = (
    "entry__key", "entry__occurred", "entry__author_name", "entry__language", "entry__report", "entry__author",
    "entry__author__is_named_in_public",
    "level", "nothing", "direction", "confidence", "text", "text_zh_hans",
)  # fmt: skip


class FirstVersion(Func):
    """The first of the versions of an entry."""

    function = "first_version"
    output_field = BigIntegerField()


def dissent_of(row: Mapping[str, Any]) -> Dissent:
    """A dissent with who wrote it, and when, from one of the `dissent_rows` of an assessment."""
    key, occurred, author_name, language, report, author, is_named, *values = (row[name] for name in FIELDS)
    entry = Entry(key=key, occurred=PartialDate.parse(occurred), author_name=author_name, language=language)
    entry.report_id, entry.author = report, User(pk=author, is_named_in_public=is_named)
    return Dissent(entry=entry, **dict(zip(FIELDS[7:], values, strict=True)))


def with_dissents(
    assessments: AssessmentQuerySet, audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> AssessmentQuerySet:
    """Each assessment with its `dissent_rows`, of those that the audience may read and that count."""
    counting = Entry.objects.visible_to(audience).counting(as_of=as_of, known_at=known_at)
    on_the_same = Q(measure=OuterRef("measure")) | Q(ambiguity=OuterRef("ambiguity"))
    about = {"about_both": OuterRef("about_both"), "of_party": Coalesce(OuterRef("about_id"), Value(""))}
    of_assessment = (
        Dissent.objects.annotate(of_party=Coalesce("about_id", Value("")))
        .filter(on_the_same, **about, entry__in=counting.order_by().values("pk"))
        .filter(Exact(FirstVersion(F("entry__responds_to")), FirstVersion(OuterRef("entry"))))
        .order_by("entry__recorded_at", "pk")
    )
    return assessments.annotate(dissent_rows=json_rows(of_assessment, *FIELDS))


def dissents_from(
    assessments: Collection[int], audience: Audience, *, as_of: date | None = None, known_at: datetime | None = None
) -> dict[int, list[Dissent]]:
    """The dissents from each of these assessments that has some, by its number."""
    found: Iterable[Any] = with_dissents(
        Assessment.objects.filter(pk__in=assessments), audience, as_of=as_of, known_at=known_at
    )
    return {
        assessment.pk: [dissent_of(row) for row in assessment.dissent_rows]
        for assessment in found
        if assessment.dissent_rows
    }
