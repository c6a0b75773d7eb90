"""What an entry can be about or cite: chosen from a list or, if that would be long, found while typing.

Without a script the field that finds takes a code or a key.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, Model, Q, QuerySet, When
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import Audience, Evidence, Milestone, Report, Words

LISTED_MOST = 100
FOUND_MOST = 8
NEAR_MOST = 3
# The code of an imported measure may be of several words.
WORDS_OF_CODE = 30

type Choice = tuple[str, object]
type Grouped = list[Choice | tuple[str, list[Choice]]]


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that an entry can be about or cite: how it is shown, and how it may be typed."""

    key: str
    name: str
    title: Words
    kind: str
    spellings: frozenset[str]

    @classmethod
    def of(cls, row: Any) -> Self:
        name = getattr(row, "code", row.key)
        # A source may have no title.
        name_field = "title" if row.title else "publisher"
        spellings = (
            row.key,
            name,
            f"{name} {getattr(row, name_field)}",
            f"{name} {getattr(row, f'{name_field}_zh_hans')}",
        )
        return cls(row.key, name, row.words(name_field), str(row._meta.model_name), frozenset(map(evened, spellings)))

    def __str__(self) -> str:
        return f"{self.name} {self.title}"


def evened(text: str) -> str:
    """A text for comparison: ignoring case and spaces."""
    return " ".join(text.split()).casefold()


def names_in(text: str) -> Iterable[str]:
    """Beginnings of a text that may be a key or a code, as typed and in capitals."""
    words = text.split()
    begun = (" ".join(words[:length]) for length in range(1, min(len(words), WORDS_OF_CODE) + 1))
    return (name for each in begun for name in (each, each.upper()))


@dataclass(frozen=True, slots=True)
class TargetKind:
    """Rows of one kind, the fields that name them, and the lookups that find them by what is typed."""

    rows: QuerySet[Any]
    named_by: Sequence[str]
    found_by: Sequence[str]
    in_order: Sequence[str] = ("position", "pk")

    def with_names(self, names: Iterable[str]) -> QuerySet[Model]:
        return self.rows.filter(reduce(or_, (Q(**{f"{field}__in": names}) for field in self.named_by)))

    def found(self, words: str) -> QuerySet[Any]:
        """Those whose name begins with what is typed come first."""
        rows = self.rows.filter(reduce(or_, (Q(**{lookup: words}) for lookup in self.found_by))) if words else self.rows
        name = self.named_by[-1]
        near = Case(
            When(**{f"{name}__iexact": words}, then=0), When(**{f"{name}__istartswith": words}, then=1), default=2
        )
        return rows.order_by(near, *self.in_order)[:FOUND_MOST]


class Targets:
    """Everything that somebody may write about in one field; only as much as a list can show is loaded."""

    def __init__(self, address: str, *kinds: TargetKind) -> None:
        self.address, self.kinds = address, kinds

    @cached_property
    def rows(self) -> list[list[Any]]:
        return [list(kind.rows.order_by(*kind.in_order)[: LISTED_MOST + 1]) for kind in self.kinds]

    @property
    def is_listed(self) -> bool:
        """Whether they are chosen from a list."""
        return all(len(rows) <= LISTED_MOST for rows in self.rows)

    @cached_property
    def by_key(self) -> dict[str, Target]:
        """Those loaded so far, by key."""
        return {row.key: Target.of(row) for rows in self.rows for row in rows} if self.is_listed else {}

    def add(self, *rows: Any) -> None:
        self.by_key.update((row.key, Target.of(row)) for row in rows)

    def look_up(self, typed: Iterable[str]) -> None:
        """Load what these texts name, in one query for each kind."""
        names = {name for text in typed for name in names_in(text)}
        if names and not self.is_listed:
            for kind in self.kinds:
                self.add(*kind.with_names(names))

    def matching(self, text: str) -> list[Target]:
        """The loaded ones that a text names."""
        return [target for target in self.by_key.values() if evened(text) in target.spellings]

    def keys_named(self, typed: Iterable[str]) -> dict[str, str]:
        """The key of what each of these texts names, if that is one thing."""
        texts = list(typed)
        self.look_up(texts)
        matches = {text: self.matching(text) for text in texts}
        return {text: found[0].key for text, found in matches.items() if len(found) == 1}

    def find(self, words: str) -> list[Target]:
        return [Target.of(row) for kind in self.kinds for row in kind.found(words)]

    def among(self, field: Any, choices: Callable[[], Grouped]) -> forms.Field:
        """The field in which one of these is chosen, or found."""
        if self.is_listed:
            field.choices = choices
            return field  # type: ignore[no-any-return]
        return TargetField(self, label=field.label, error_messages={"required": field.error_messages["required"]})


def targets_of(report: Report, audience: Audience) -> Targets:
    """The measures of a report with their parts, then its ambiguities."""
    kinds = (report.measures.visible_to(audience).select_related("parent"), report.ambiguities.standing())
    found_by = ("search__holds", "code__istartswith", "key__iexact")
    return Targets(found_at(report, "targets"), *(TargetKind(rows, ("key", "code"), found_by) for rows in kinds))


def milestones_of(report: Report, audience: Audience) -> Targets:
    """The milestones of a report's measures, found by words of the measure as well."""
    rows = Milestone.objects.visible_to(audience).filter(measure__report=report)
    found_by = ("measure__search__holds", "title__icontains", "title_zh_hans__icontains", "key__istartswith")
    in_order = ("measure__position", "position", "pk")
    return Targets(
        found_at(report, "milestones"), TargetKind(rows.select_related("measure"), ("key",), found_by, in_order)
    )


def sources_for(report: Report, audience: Audience) -> Targets:
    """The sources on record, the latest first, for somebody who writes about this report."""
    kind = TargetKind(Evidence.objects.visible_to(audience), ("key",), ("search__holds",), ("-recorded_at", "pk"))
    return Targets(found_at(report, "sources"), kind)


def found_at(report: Report, of: str) -> str:
    return f"{reverse('log_targets')}?{urlencode({'report': report.slug, 'of': of})}"


class TargetInput(forms.TextInput):
    """Shows the chosen target by code and title; a script finds others."""

    template_name = "measures/forms/target.html"

    def __init__(self, targets: Targets) -> None:
        super().__init__({"autocomplete": "off", "spellcheck": "false", "data-finds": targets.address})
        self.targets = targets

    def format_value(self, value: object) -> str | None:
        target = self.targets.by_key.get(str(value))
        return str(target) if target else super().format_value(value)

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        matches = self.targets.matching(str(value or ""))
        context["widget"]["attrs"]["data-kind"] = matches[0].kind if len(matches) == 1 else ""
        return context


class TargetField(forms.CharField):
    """Takes one of many, found or given by code or key; returns its key."""

    def __init__(self, targets: Targets, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Enter its code, or words from its title."))
        super().__init__(widget=TargetInput(targets), **kwargs)
        self.targets = targets

    def to_python(self, value: object) -> str:
        text = str(super().to_python(value))
        matches = self.targets.matching(text)
        if len(matches) == 1 or not text:
            return matches[0].key if text else ""
        if matches:
            raise ValidationError(_("Several things here are called “%(text)s”: enter the key.") % {"text": text})
        if near := self.targets.find(text)[:NEAR_MOST]:
            meant = " · ".join(map(str, near))
            raise ValidationError(
                _("Nothing here is called “%(text)s”. Enter the code of what you mean: %(meant)s.")
                % {"text": text, "meant": meant}
            )
        raise ValidationError(_("Nothing here is called “%(text)s”. Enter a code or a key.") % {"text": text})
