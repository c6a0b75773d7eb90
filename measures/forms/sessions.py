"""Planning a dialogue session, naming who may read it, and what comes of it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from measures.forms.attributions import AttributedForm
from measures.forms.fields import PartialDateFormField, RecordForm, VersionedForm, day_field, long, short
from measures.forms.with_rows import PairedForm
from measures.models import (
    SESSION_TRACKS,
    AgendaItem,
    AttributionRule,
    AuthenticText,
    Circle,
    Clearance,
    FollowUpOwner,
    Marking,
    PartialDate,
    Subject,
    User,
)
from measures.models.markings import is_within


class CircleForm(PairedForm):
    """What a circle is called."""

    called = forms.CharField(label=_("What to call it"), max_length=200)
    called_zh_hans = short(label=_("What to call it, in Chinese"), max_length=200)

    @property
    def values(self) -> dict[str, str]:
        """What was typed, by the names of the circle's columns."""
        return {name.replace("called", "name"): value for name, value in self.cleaned_data.items()}


class MemberForm(RecordForm):
    """Who may read the sessions of a circle from now on."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label="–")
    organises = forms.BooleanField(label=_("Organises its sessions too"), required=False)

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]


class MonthFormField(PartialDateFormField):
    """Takes a month, and nothing more exact."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=_("A month, without the day: March 2027 or 2027-03"), **kwargs)

    def to_python(self, value: object) -> Any:
        month: PartialDate | None = super().to_python(value)
        if month is not None and (month.month is None or month.day is not None):
            raise ValidationError(_("Enter a month without the day, like March 2027 or 2027-03."))
        return month


class SessionForm(PairedForm):
    """What a dialogue session is about, roughly when and where, and what may be said of it."""

    beside = (("month", "track"), ("is_publicly_known", "day"))
    folded = ("is_publicly_known", "hosts", "marking")
    folded_title = _("Who may read it, and what is publicly known of it")
    circle = forms.ChoiceField(label=_("Circle"), help_text=_("Those who are named in it may read the session."))
    title = forms.CharField(label=_("Title"), max_length=300)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=300)
    month = MonthFormField(label=_("Month"))
    track = forms.ChoiceField(label=_("Track"), choices=[(each.value, each.label) for each in SESSION_TRACKS])
    country = forms.CharField(
        label=_("Country"), max_length=100, help_text=_("Or “online”. Neither the city nor the venue.")
    )
    country_zh_hans = short(label=_("Country in Chinese"), max_length=100)
    rule = forms.ChoiceField(
        label=_("Rule"),
        choices=AttributionRule,
        widget=forms.RadioSelect,
        initial=AttributionRule.CHATHAM_HOUSE,
        help_text=_(
            "It can be made stricter later, for one item too, and never looser. Under the Chatham House Rule neither "
            "the identity nor the affiliation of any speaker or participant may be revealed."
        ),
    )
    subjects = forms.MultipleChoiceField(label=_("Subjects"), required=False, widget=forms.CheckboxSelectMultiple)
    marking = forms.ChoiceField(
        label=_("Who of the circle may read it"),
        choices=Marking,
        initial=Marking.PARTICIPANTS,
        help_text=_("Public: everybody, and only if it is on the record and publicly known."),
    )
    is_publicly_known = forms.BooleanField(label=_("That the meeting takes place is publicly known"), required=False)
    day = day_field(label=_("Day"), required=False, help_text=_("Only of a meeting that is publicly known."))
    hosts = short(
        label=_("Hosting institutions"),
        max_length=300,
        help_text=_("Only of a meeting that is publicly known, and never persons."),
    )
    hosts_zh_hans = short(label=_("Hosting institutions in Chinese"), max_length=300)

    def __init__(self, *args: Any, circles: Iterable[Circle], subjects: Iterable[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["circle"].choices = [(each.key, str(each)) for each in circles]
        fields["subjects"].choices = [(each.key, str(each)) for each in subjects]
        if not fields["subjects"].choices:
            del fields["subjects"]


class SessionEditForm(VersionedForm, SessionForm):
    """The same of a session that is planned or was held; its circle stays, and its rule is made stricter elsewhere."""

    def __init__(self, *args: Any, marking: str, **kwargs: Any) -> None:
        super().__init__(*args, circles=(), **kwargs)
        del self.fields["circle"], self.fields["rule"]
        narrower = [each for each in Marking.choices if is_within(each[0], marking)]
        self.fields["marking"].choices = narrower  # type: ignore[attr-defined]


class StricterRuleForm(RecordForm):
    """The rule from now on."""

    rule = forms.ChoiceField(label=_("Rule from now on"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, present: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stricter = AttributionRule.choices[AttributionRule(present).strictness + 1 :]
        self.fields["rule"].choices = stricter  # type: ignore[attr-defined]


class ClearanceForm(RecordForm):
    """How many of the chairs have cleared a note."""

    cleared_by = forms.ChoiceField(label=_("Who has cleared it"), choices=Clearance, widget=forms.RadioSelect)


class AgreedWordsForm(AttributedForm):
    """Words on which both sides agreed."""

    text = forms.CharField(label=_("In English"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    text_zh_hans = forms.CharField(label=_("In Chinese"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    authentic = forms.ChoiceField(label=_("Which text is authentic"), choices=AuthenticText, widget=forms.RadioSelect)
    interpretation = long(label=_("How it was interpreted"), max_length=1000)
    is_cleared_by_both = forms.BooleanField(label=_("Both chairs have cleared it"), required=False)


class FollowUpForm(AttributedForm):
    """What is to be done after a session, by the organisers’ staff or elsewhere."""

    beside = (("item", "owner", "due_on"),)
    text = forms.CharField(label=_("What is to be done"), max_length=1000, widget=forms.Textarea({"rows": 2}))
    text_zh_hans = long(label=_("What is to be done, in Chinese"), max_length=1000)
    item = forms.TypedChoiceField(label=_("Item of the agenda"), required=False, coerce=int, empty_value=None)
    owner = forms.ChoiceField(label=_("Who sees to it"), choices=FollowUpOwner)
    due_on = day_field(label=_("Due"), required=False)

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", "–"), *numbered(items)]  # type: ignore[attr-defined]


def numbered(items: Iterable[AgendaItem]) -> list[tuple[int, str]]:
    """Items of an agenda to choose from."""
    return [(item.pk, f"{number}. {item}") for number, item in enumerate(items, start=1)]
