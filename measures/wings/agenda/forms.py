"""The form for an agenda: of which days, and in which language its file is."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.forms.fields import PartialDateFormField, RecordForm
from measures.models import Audience, Report
from measures.models.partial_dates import is_within_reach
from measures.wings.agenda.document import AgendaOptions
from measures.wings.briefs.choice import LATER
from measures.wings.briefs.forms import KeysChosenField, MomentField
from measures.wings.briefs.options import BriefLanguage


class AgendaForm(RecordForm):
    """Of which days an agenda is, and in which language its file is."""

    on = PartialDateFormField(label=gettext_lazy("As of"), required=False)
    until = PartialDateFormField(
        label=gettext_lazy("The meeting is on or before"),
        required=False,
        help_text=gettext_lazy("A day or a month; if empty, ninety days later."),
    )
    known_at = MomentField(
        label=gettext_lazy("as known on"),
        required=False,
        help_text=gettext_lazy("Leaves out what is recorded later."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the file"), choices=BriefLanguage.choices)
    line = KeysChosenField(label=gettext_lazy("What goes into it"), required=False)

    def __init__(self, data: object, *, report: Report, audience: Audience, today: date) -> None:
        super().__init__(data)
        self.report, self.audience, self.today = report, audience, today

    def clean(self) -> dict[str, object]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("on", "until"):
            day = cleaned.get(name)
            if day is not None and not is_within_reach(day.last):
                self.add_error(name, _("There is no record for this day."))
        if not self.errors and self.last < self.day:
            self.add_error("until", _("The meeting is before the agenda: enter a later day."))
        return cleaned

    @property
    def day(self) -> date:
        """The day that is asked for, or today: what is to come is not known."""
        asked = self.cleaned_data.get("on")
        return min(asked.last, self.today) if asked else self.today

    @property
    def last(self) -> date:
        asked = self.cleaned_data.get("until")
        return asked.last if asked else self.day + LATER

    def options(self) -> AgendaOptions:
        chosen = self.cleaned_data
        language = BriefLanguage(chosen["language"])
        lines = frozenset(chosen["line"])
        return AgendaOptions(self.report, self.audience, self.day, self.last, chosen["known_at"], language, lines)
