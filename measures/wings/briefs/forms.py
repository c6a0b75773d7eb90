"""The forms for a brief: of which days, of what, in which language; and what the office adds."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.forms.fields import PartialDateFormField, RecordForm, long, short
from measures.models import Audience, Report
from measures.models.partial_dates import is_within_reach, parse_moment
from measures.wings.briefs.options import Annex, BriefLanguage, BriefOptions, brief_choice
from measures.wings.briefs.words import readers_of

# How many measures are offered; those of a longer report are named by their keys.
MOST_OFFERED = 200
LONGEST_LINE, LONGEST_NOTE = 300, 4000


class KeysChosenField(forms.MultipleChoiceField):
    """Keys of rows, of which some are offered; whether there are others is found out when they are looked up."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: object) -> bool:
        return isinstance(value, str)


class MomentField(forms.CharField):
    """A day, which is its last moment in UTC, or a moment as the tracker writes it."""

    def to_python(self, value: object) -> Any:
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        try:
            return parse_moment(text)
        except ValueError as error:
            raise ValidationError(_("Enter a day such as 2026-11-25."), code="invalid") from error


class BriefForm(RecordForm):
    """What a brief is of, and for whom."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=BriefLanguage.choices)
    audience = forms.ChoiceField(
        label=gettext_lazy("For whom"), help_text=gettext_lazy("It holds nothing that these readers may not read.")
    )
    known_at = MomentField(
        label=gettext_lazy("as known on"),
        required=False,
        help_text=gettext_lazy("Fixes the moment, so the brief can be reproduced."),
    )
    annexes = forms.MultipleChoiceField(
        label=gettext_lazy("Annexes"), choices=Annex.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    subjects = KeysChosenField(label=gettext_lazy("Subjects"), required=False)
    measures = KeysChosenField(label=gettext_lazy("Measures"), required=False)
    ambiguities = KeysChosenField(label=gettext_lazy("Ambiguities"), required=False)

    def __init__(self, data: object, *, report: Report, audiences: Sequence[Audience], today: date) -> None:
        super().__init__(data)
        self.report, self.today = report, today
        self.audiences = {each.within(report.pk).name: each for each in audiences}
        words = {"from": gettext_lazy("From"), "to": gettext_lazy("To")}
        days = {name: PartialDateFormField(label=label, required=False) for name, label in words.items()}
        self.fields = {**days, **self.fields}
        self.offer("audience", ((name, readers_of(each.within(report.pk))) for name, each in self.audiences.items()))
        widest = audiences[-1]
        rows: dict[str, Iterable[object]] = {
            "subjects": report.subjects.standing(),
            "measures": report.measures.whole().visible_to(widest).order_by("position", "key")[:MOST_OFFERED],
            "ambiguities": report.ambiguities.standing().exclude(parent=None),
        }
        for name, found in rows.items():
            self.offer(name, named(found))

    def offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = list(choices)

    @property
    def narrowing(self) -> list[BoundField]:
        """The fields that narrow a brief, of those that offer something."""
        return [self[name] for name in ("subjects", "measures", "ambiguities") if self[name].subwidgets]

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("from", "to"):
            day = cleaned.get(name)
            if day is not None and not (is_within_reach(day.first) and is_within_reach(day.last)):
                self.add_error(name, _("There is no record for this day."))
        return cleaned

    def options(self, now: datetime, *, cover: str = "", note: str = "") -> BriefOptions:
        """The brief that is asked for; a ValidationError by field."""
        chosen = self.cleaned_data
        audience = self.audiences[chosen["audience"]]
        choice = brief_choice(
            self.report,
            audience,
            today=self.today,
            now=now,
            first=chosen["from"] and chosen["from"].first,
            last=chosen["to"] and chosen["to"].last,
            known_at=chosen["known_at"],
            measures=chosen["measures"],
            ambiguities=chosen["ambiguities"],
            subjects=chosen["subjects"],
        )
        annexes = [Annex(each) for each in chosen["annexes"]]
        return BriefOptions(self.report, audience, choice, BriefLanguage(chosen["language"]), annexes, cover, note)


def named(rows: Iterable[Any]) -> Iterable[tuple[str, str]]:
    """The key and the title of rows."""
    for row in rows:
        yield row.key, str(row.words("title"))


class OfficeForm(RecordForm):
    """What the office adds: in the file only, kept nowhere."""

    cover = short(label=gettext_lazy("Cover line"), max_length=LONGEST_LINE)
    note = long(
        rows=3,
        label=gettext_lazy("Note of the office"),
        max_length=LONGEST_NOTE,
        help_text=gettext_lazy("Added to the file only; not saved."),
    )
