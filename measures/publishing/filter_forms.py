"""The forms behind the filters: strict about values, and explicit about unknown ones."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.access import Reader, is_contributor
from measures.models import PUBLIC, Ambiguity, Audience, Measure, Party, Report, User
from measures.publishing.parameters import repeated_parameters, truth_of

ME = "me"
# Filters whose values are shown by what they name; others by their key.
NAMED = ("owner", "measure", "subject", "ambiguity")


@dataclass(frozen=True, slots=True)
class RowFinder:
    """Finds rows that a reader can see by what they are named by: the values of these columns."""

    seen: Callable[["FilterForm"], QuerySet[Any]]
    columns: tuple[str, ...] = ("key",)

    def __call__(self, names: Sequence[str], form: "FilterForm") -> QuerySet[Any]:
        return self.seen(form).filter(self.named(names))

    def named(self, names: Sequence[str]) -> Q:
        return Q.create([Q(**{f"{column}__in": names}) for column in self.columns], connector=Q.OR)

    def as_stored(self, name: str) -> str:
        """A name as it stands in its column."""
        return name

    def unknown(self, names: Sequence[str], form: "FilterForm") -> list[str]:
        """The names of which there is no row."""
        known = {str(name) for row in self(names, form).order_by().values_list(*self.columns) for name in row}
        return [name for name in names if name not in known]


class AmbiguityFinder(RowFinder):
    """Finds ambiguities by key, or by code in any report; a set brings its elements."""

    def named(self, names: Sequence[str]) -> Q:
        themselves = RowFinder.named(self, names)
        return themselves | Q(parent__in=Ambiguity.objects.filter(themselves))


class OwnerFinder(RowFinder):
    """Finds people by email address or id, and the reader as “me”."""

    def named(self, names: Sequence[str]) -> Q:
        ids = [name for name in names if name.isdecimal() and len(name) < 19]
        return Q(pk__in=ids) | Q(email__in=names)

    def __call__(self, names: Sequence[str], form: "FilterForm") -> QuerySet[Any]:
        return self.seen(form).filter(self.named([str(form.reader.pk) if name == ME else name for name in names]))

    def as_stored(self, name: str) -> str:
        return name.lower()


class TargetFinder(RowFinder):
    """Finds measures and ambiguities by key."""

    def __call__(self, names: Sequence[str], form: "FilterForm") -> QuerySet[Any]:
        measures: QuerySet[Any] = find_measures(names, form).values("key")
        seen: QuerySet[Any] = Ambiguity.objects.visible_to(form.audience)
        return measures.union(seen.filter(key__in=names).values("key")).order_by()


def seen_of(model: Any) -> Callable[["FilterForm"], QuerySet[Any]]:
    """The rows of a model that the reader of a form can see."""
    return lambda form: model._default_manager.visible_to(form.audience)


find_reports = RowFinder(seen_of(Report), ("slug",))
find_parties = RowFinder(seen_of(Party), ("code",))
find_measures = RowFinder(seen_of(Measure))
find_ambiguities = AmbiguityFinder(seen_of(Ambiguity), ("key", "code"))
find_targets = TargetFinder(seen_of(Measure))
find_owners = OwnerFinder(lambda _form: User.objects.all(), ("pk", "email"))


class YesOrNoField(forms.TypedChoiceField):
    """True or false, in the words of forms and programs; empty is neither."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]
        super().__init__(choices=choices, coerce=truth_of, empty_value=None, **kwargs)

    def to_python(self, value: object) -> str:
        return str(self.prepare_value(super().to_python(value)))

    def prepare_value(self, value: object) -> Any:
        """One of the two choices, whichever word of it was sent."""
        truth = truth_of(str(value))
        return value if truth is None else str(truth).lower()


class SearchTextField(forms.CharField):
    """Any text can be searched for, even one that no row could contain."""

    def run_validators(self, value: object) -> None:
        pass


class ReferenceField(forms.CharField):
    """Names one or several rows by their keys; an unknown and a hidden key get the same answer."""

    widget = forms.SelectMultiple
    unknown = gettext_lazy("There is nothing with the key “%(value)s” here.")

    def __init__(self, *, find: RowFinder, besides: Sequence[tuple[str, str | Promise]] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.find = find
        self.besides = besides

    def to_python(self, value: Any) -> Any:
        values = [value] if isinstance(value, str) else value or ()
        return [self.find.as_stored(text) for each in values if (text := super(ReferenceField, self).to_python(each))]

    def run_validators(self, value: Any) -> None:
        for each in value:
            super().run_validators(each)

    def unknown_values(self, values: Sequence[str], form: "FilterForm") -> list[str]:
        """Those that name nothing the reader of the form can see."""
        names = [value for value in values if value not in dict(self.besides)]
        return self.find.unknown(names, form) if names else []


class PartyField(ReferenceField):
    """A party's code, or one of the words that may stand in its place."""

    unknown = gettext_lazy("There is no party with the code “%(value)s”.")


# Fields that several values can be given to.
SEVERAL = (forms.MultipleChoiceField, ReferenceField)


class FilterForm(forms.Form):
    """Refuses parameters that are no filters, and those that stand twice; the reader decides what can be named.

    What is named is looked up at once, or late: by `look_up`, where nothing was found, so that it costs no query
    where something was. Of several values those found would hide one that names nothing: they are looked up at once.
    """

    reader: Reader = AnonymousUser()
    audience: Audience = PUBLIC
    other_parameters: Collection[str] = ()
    looks_up_late = False

    def clean(self) -> dict[str, object]:
        for name in self.data:
            if name not in self.fields and name not in self.other_parameters:
                self.errors[name] = self.error_class([_("There is no filter “%(name)s”.") % {"name": name}])
        if isinstance(self.data, QueryDict):
            lists = [name for name, field in self.fields.items() if isinstance(field, SEVERAL)]
            for name, message in repeated_parameters(self.data, lists=lists).items():
                self.errors[name] = self.error_class([message])
        self.look_up(at_least=2 if self.looks_up_late else 1)
        return self.cleaned_data

    def look_up(self, at_least: int = 1) -> None:
        """Add an error for each value that names nothing the reader can see, of filters with so many values."""
        for name, field in self.fields.items():
            values = self.cleaned_data.get(name) or ()
            if isinstance(field, ReferenceField) and len(values) >= at_least:
                for value in field.unknown_values(values, self):
                    self.add_error(name, forms.ValidationError(field.unknown, code="unknown", params={"value": value}))

    def found(self, name: str) -> QuerySet[Any]:
        """The rows that the value of a filter names."""
        field = self.fields[name]
        if not isinstance(field, ReferenceField):
            raise TypeError(name)
        return field.find(self.cleaned_data[name], self)

    def in_words(self, name: str, value: str) -> str:
        """A value of a filter in the reader's words."""
        field = self.fields[name]
        label = str(field.label)
        value = field.prepare_value(value)
        if value == "true":
            return label
        choices = {
            str(each): str(words) for each, words in (*getattr(field, "choices", ()), *getattr(field, "besides", ()))
        }
        if (
            value not in choices
            and isinstance(field, ReferenceField)
            and (name in NAMED or isinstance(field, PartyField))
        ):
            choices[value] = str(field.find([value], self).first() or value)
        return _("%(label)s: %(value)s") % {"label": label, "value": choices.get(value, value)}

    @property
    def names_anybody(self) -> bool:
        """Whether the reader is of the team, or at least of the team of each report that is asked for."""
        if is_contributor(self.reader):
            return True
        slugs = set(self.data.getlist("report") if isinstance(self.data, QueryDict) else [])
        reports = list(Report.objects.filter(slug__in=slugs))
        return 0 < len(reports) == len(slugs) and all(is_contributor(self.reader, report) for report in reports)

    def clean_owner(self) -> list[str]:
        """Oneself as ``me``; the team may name anybody, by email address or id."""
        values: list[str] = self.cleaned_data["owner"]
        if ME in values and not isinstance(self.reader, User):
            raise forms.ValidationError(_("Sign in to see what you own."), code="not_signed_in")
        if not {ME}.issuperset(values) and not self.names_anybody:
            raise forms.ValidationError(_("You can only enter “me” here."), code="only_me")
        return values
