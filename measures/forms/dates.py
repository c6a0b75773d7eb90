"""Adding and editing a date to watch, and saying what was found of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import KeysFormField, PartialDateFormField, RecordForm, VersionedForm, day_field, long, short
from measures.models import Audience, DateFindingKind, Entry, EntryKind, Marking, Report
from measures.models.written_dates import written_date

OFFERED_MOST = 100


def developments_offered(report: Report, audience: Audience, chosen: Entry | None = None) -> list[tuple[str, str]]:
    """The latest developments of a report, and the one that is chosen already."""
    seen = Entry.objects.visible_to(audience).filter(report=report, kind=EntryKind.DEVELOPMENT)
    entries = list(seen.counting().select_related("redaction").latest_first()[:OFFERED_MOST])
    if chosen is not None and chosen not in entries:
        entries.append(chosen)
    return [("", "–"), *((entry.key, f"{written_date(entry.occurred)} · {entry.heading}") for entry in entries)]


class CodesFormField(KeysFormField):
    """Takes codes of measures and ambiguities of one report, and gives their keys."""

    keys: Mapping[str, str] = {}

    def to_python(self, value: object) -> Any:
        return [self.keys.get(each.upper(), each) for each in super().to_python(value)]


class DateForm(RecordForm):
    """What a date says and names."""

    title = forms.CharField(label=_("What was announced"), max_length=300)
    title_zh_hans = short(label=_("What was announced, in Chinese"), max_length=300)
    announced_for = PartialDateFormField(
        label=_("Announced for"),
        required=False,
        help_text=_("A day, a month or a year: 2024-07-17, 2024-07 or 2024. Leave it empty if the source gives none."),
    )
    as_worded = forms.CharField(label=_("In the source’s own words"), max_length=500)
    as_worded_zh_hans = short(label=_("In the source’s own words, for Chinese readers"), max_length=500)
    why = long(rows=2, label=_("Why it matters"))
    why_zh_hans = long(rows=2, label=_("Why it matters, in Chinese"))
    development = forms.ChoiceField(label=_("The development that announced it"), required=False)
    touches = CodesFormField(
        label=_("Related measures and ambiguities"),
        required=False,
        help_text=_("Their codes, separated by commas."),
    )
    subjects = forms.MultipleChoiceField(label=_("Subjects"), required=False, widget=forms.CheckboxSelectMultiple)
    sources = KeysFormField(
        label=_("Sources"), required=False, help_text=_("Keys of recorded sources, separated by commas.")
    )
    marking = forms.ChoiceField(label=_("Who may read it"), choices=Marking)

    def __init__(
        self, *args: Any, report: Report, audience: Audience, chosen: Entry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["development"].choices = developments_offered(report, audience, chosen)
        fields["subjects"].choices = [(each.key, str(each)) for each in report.subjects.standing()]
        measures = report.measures.visible_to(audience).values_list("code", "key")
        fields["touches"].keys = dict([*measures, *report.ambiguities.values_list("code", "key")])
        if not fields["subjects"].choices:
            del fields["subjects"]


class DateEditForm(VersionedForm, DateForm):
    """What a date says and names, changed; a marking is tightened elsewhere."""

    marking = None  # type: ignore[assignment]


class DateFindingForm(RecordForm):
    """What was found of a date."""

    kind = forms.ChoiceField(label=_("What was found"), choices=DateFindingKind, widget=forms.RadioSelect)
    found_on = day_field(label=_("Checked on"))
    development = forms.ChoiceField(
        label=_("The development that shows it"),
        required=False,
        help_text=_("Required if it took place. If the development is not recorded yet, log it first."),
    )
    put_off_to = PartialDateFormField(label=_("Put off to"), required=False)
    note = short(label=_("Note"), max_length=500)

    def __init__(self, *args: Any, report: Report, audience: Audience, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["development"].choices = developments_offered(report, audience)  # type: ignore[attr-defined]
