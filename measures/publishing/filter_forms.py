"""The forms behind the filters: they read values strictly, and name what they do not know."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.access import Reader, audience_of
from measures.models import Ambiguity, Measure, Report, User

NOT_HERE = {"invalid_choice": gettext_lazy("There is nothing with the key “%(value)s” here.")}


class YesOrNoField(forms.TypedChoiceField):
    """``true`` or ``false``; nothing is neither."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]
        super().__init__(choices=choices, coerce=lambda value: value == "true", empty_value=None, **kwargs)


class FilterForm(forms.Form):
    """Refuses parameters that are no filters; the reader decides what can be named."""

    reader: Reader = AnonymousUser()
    other_parameters: Collection[str] = ()

    def clean(self) -> dict[str, object]:
        for name in self.data:
            if name not in self.fields and name not in self.other_parameters:
                self.errors[name] = self.error_class([_("There is no filter “%(name)s”.") % {"name": name}])
        return self.cleaned_data

    def clean_report(self) -> Report | None:
        return named(Report.objects.all(), "slug", self.cleaned_data["report"])

    def clean_measure(self) -> Measure | None:
        seen = Measure.objects.visible_to(audience_of(self.reader))
        return named(seen, "key", self.cleaned_data["measure"])

    def clean_ambiguity(self) -> list[Ambiguity]:
        """The ambiguities of a key, or of a code in any report; with a set come its elements."""
        value = self.cleaned_data["ambiguity"]
        if not value:
            return []
        named_so = Q(key=value) | Q(code=value)
        found = list(Ambiguity.objects.filter(named_so | Q(parent__in=Ambiguity.objects.filter(named_so))))
        if not found:
            raise not_here(value)
        return found

    def clean_owner(self) -> User | None:
        """Oneself as ``me``; the team may name anybody, by email address or id."""
        value = self.cleaned_data["owner"]
        if not value:
            return None
        if value == "me":
            if isinstance(self.reader, User):
                return self.reader
            raise forms.ValidationError(_("Sign in to see what you answer for."), code="not_signed_in")
        if not isinstance(self.reader, User) or not self.reader.is_team:
            raise forms.ValidationError(_("You can only ask for “me”."), code="only_me")
        by = {"pk": value} if value.isdecimal() and len(value) < 19 else {"email": value.lower()}
        owner = User.objects.filter(**by).first()
        if owner is None:
            raise not_here(value)
        return owner


def named[Row: (Report, Measure)](rows: QuerySet[Row], by: str, value: str) -> Row | None:
    """The row with a key, none where no key is given; an unknown and a hidden key get the same answer."""
    if not value:
        return None
    found = rows.filter(**{by: value}).first()
    if found is None:
        raise not_here(value)
    return found


def not_here(value: str) -> forms.ValidationError:
    return forms.ValidationError(NOT_HERE["invalid_choice"], code="unknown", params={"value": value})
