"""The forms of reminder mail: when it comes, what it contains, and what is snoozed until a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm, day_field
from measures.forms.time_zones import TimeZoneField
from measures.models import Language, Report
from measures.wings.digests.models import (
    BriefAttachment,
    BriefCadence,
    BriefSubscription,
    Cadence,
    ReminderSettings,
    Weekday,
)
from measures.wings.digests.operations import CHOSEN, OF_ACCOUNT


class ReminderForm(RecordForm):
    """When one's digest comes, in which language, and of what; and how often the brief of each report comes."""

    cadence = forms.ChoiceField(label=_("How often"), choices=Cadence)
    weekday = forms.TypedChoiceField(label=_("Day, if weekly"), choices=Weekday, coerce=int)
    month_day = forms.IntegerField(
        label=_("Day of the month, if monthly"),
        min_value=1,
        max_value=31,
        help_text=_("In a shorter month, its last day."),
    )
    hour = forms.TypedChoiceField(label=_("Hour"), choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int)
    time_zone = TimeZoneField(label=_("Time zone"))
    language = forms.ChoiceField(label=_("Language"), choices=Language)
    paused_until = day_field(
        label=_("Paused until"),
        required=False,
        help_text=_("Nothing is sent before this day; then everything is sent together."),
    )
    notices = forms.BooleanField(
        label=_("For you: you became an owner, your source was reviewed, a view changed"), required=False
    )
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    due_soon = forms.BooleanField(label=_("Due soon"), required=False)
    unchecked = forms.BooleanField(label=_("Unchecked"), required=False)
    dates = forms.BooleanField(label=_("Dates ahead"), required=False)
    reviews = forms.BooleanField(label=_("Waiting for my review"), required=False)
    news = forms.BooleanField(label=_("New on what I own or watch"), required=False)
    brief_attachment = forms.ChoiceField(
        label=_("The email contains"),
        choices=BriefAttachment,
        help_text=_("The attached file contains only what is public."),
    )

    def __init__(self, *args: object, reports: Sequence[Report], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Cadence.OFF.value, Cadence.OFF.label), *BriefCadence.choices]
        self.reports = {f"brief-{report.slug}": report for report in reports}
        for name, report in self.reports.items():
            self.fields[name] = forms.ChoiceField(label=str(report.words("title")), choices=choices)

    @staticmethod
    def values_of(reminders: ReminderSettings, briefs: Iterable[BriefSubscription]) -> dict[str, Any]:
        account = {name: getattr(reminders.user, name) for name in OF_ACCOUNT}
        cadences = {f"brief-{row.report.slug}": row.cadence for row in briefs}
        return {name: getattr(reminders, name) for name in CHOSEN} | account | cadences

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in self.reports}

    @property
    def wanted_briefs(self) -> dict[str, str]:
        """How often the brief of each report is wanted, by its short name."""
        chosen = {report.slug: self.cleaned_data[name] for name, report in self.reports.items()}
        return {slug: cadence for slug, cadence in chosen.items() if cadence != Cadence.OFF}

    @property
    def when(self) -> list[forms.BoundField]:
        """The fields about when the digest comes."""
        others = {"brief_attachment", *self.reports}
        return [
            self[name]
            for name, field in self.fields.items()
            if name not in others and not isinstance(field, forms.BooleanField)
        ]

    @property
    def briefs(self) -> list[forms.BoundField]:
        return [self[name] for name in (*self.reports, "brief_attachment")]

    @property
    def what(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if isinstance(self.fields[name], forms.BooleanField)]


class SnoozeForm(RecordForm):
    """Until when reminders of a measure rest."""

    until = day_field(label=_("No reminders about it before"), help_text=_("You are still told what is new on it."))

    def __init__(self, *args: object, until: date, **kwargs: object) -> None:
        super().__init__(*args, initial={"until": until}, **kwargs)
