"""The forms behind the filters: strict about values, and explicit about unknown ones."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.access import Reader
from measures.models import PUBLIC, Ambiguity, Audience, Entry, Measure, Party, Report, Subject, User
from measures.publishing.parameters import repeated_parameters, truth_of

ME = "me"
# Filters whose values are shown by what they name; others by their key.
NAMED = ("owner", "measure")

type Choices = list[tuple[str, str]]


class YesOrNoField(forms.TypedChoiceField):
    """True or false, in the words of forms and programs; empty is neither."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]
        super().__init__(choices=choices, coerce=truth_of, empty_value=None, **kwargs)

    def to_python(self, value: Any) -> str:
        return str(self.prepare_value(super().to_python(value)))

    def prepare_value(self, value: Any) -> Any:
        """One of the two choices, whichever word of it was sent."""
        truth = truth_of(str(value))
        return value if truth is None else str(truth).lower()


class SearchTextField(forms.CharField):
    """Any text can be searched for, even one that no row could contain."""

    def run_validators(self, value: object) -> None:
        pass


class ReferenceField(forms.CharField):
    """Names rows by their key; an unknown and a hidden key get the same answer."""

    unknown = gettext_lazy("There is nothing with the key “%(value)s” here.")

    def __init__(self, *, find: "RowFinder", besides: Sequence[tuple[str, str | Promise]] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.find = find
        self.besides = besides

    def is_unknown(self, value: str, form: "FilterForm") -> bool:
        return value not in dict(self.besides) and not self.find(value, form).exists()


class PartyField(ReferenceField):
    """A party's code, or one of the words that may stand in its place."""

    unknown = gettext_lazy("There is no party with the code “%(value)s”.")


class FilterForm(forms.Form):
    """Refuses parameters that are no filters, and those that stand twice; the reader decides what can be named.

    What is named is looked up at once, or late: by `look_up`, where nothing was found, so that it costs no query
    where something was.
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
            lists = [name for name, field in self.fields.items() if isinstance(field, forms.MultipleChoiceField)]
            for name, message in repeated_parameters(self.data, lists=lists).items():
                self.errors[name] = self.error_class([message])
        if not self.looks_up_late:
            self.look_up()
        return self.cleaned_data

    def look_up(self) -> None:
        """Add an error for each value that names nothing the reader can see."""
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value and isinstance(field, ReferenceField) and field.is_unknown(value, self):
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
            choices[value] = str(field.find(value, self).first() or value)
        return _("%(label)s: %(value)s") % {"label": label, "value": choices.get(value, value)}

    def clean_owner(self) -> str:
        """Oneself as ``me``; the team may name anybody, by email address or id."""
        value: str = self.cleaned_data["owner"]
        if value == ME and not isinstance(self.reader, User):
            raise forms.ValidationError(_("Sign in to see what you own."), code="not_signed_in")
        if value not in ("", ME) and not (isinstance(self.reader, User) and self.reader.is_team):
            raise forms.ValidationError(_("You can only enter “me” here."), code="only_me")
        return value


type RowFinder = Callable[[str, FilterForm], QuerySet[Any]]


def find_report(slug: str, form: FilterForm) -> QuerySet[Report]:
    return Report.objects.visible_to(form.audience).filter(slug=slug)


def find_measure(key: str, form: FilterForm) -> QuerySet[Measure]:
    return Measure.objects.visible_to(form.audience).filter(key=key)


def find_party(code: str, form: FilterForm) -> QuerySet[Party]:
    return Party.objects.visible_to(form.audience).filter(code=code)


def find_ambiguities(name: str, form: FilterForm) -> QuerySet[Ambiguity]:
    """The ambiguities with a key, or with a code in any report; a set brings its elements."""
    named_so = Q(key=name) | Q(code=name)
    seen = Ambiguity.objects.visible_to(form.audience)
    return seen.filter(named_so | Q(parent__in=Ambiguity.objects.filter(named_so)))


def find_subject(key: str, form: FilterForm) -> QuerySet[Subject]:
    return Subject.objects.visible_to(form.audience).filter(key=key)


def find_target(key: str, form: FilterForm) -> QuerySet[Any]:
    """The measure or the ambiguity of a key."""
    measures: QuerySet[Any] = find_measure(key, form).values("pk")
    return measures.union(Ambiguity.objects.visible_to(form.audience).filter(key=key).values("pk"))


def find_development(key: str, form: FilterForm) -> QuerySet[Entry]:
    return Entry.objects.visible_to(form.audience).filter(key=key)


def find_owner(name: str, form: FilterForm) -> QuerySet[User]:
    if name == ME:
        by: dict[str, Any] = {"pk": form.reader.pk}
    else:
        by = {"pk": name} if name.isdecimal() and len(name) < 19 else {"email": name.lower()}
    return User.objects.filter(**by)
