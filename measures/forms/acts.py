"""The small forms of a measure's page: who answers for it, a milestone, and what is this tracker's own about it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import PartialDateFormField, RecordForm, long, short
from measures.forms.targets import TargetField, Targets
from measures.forms.with_rows import PairedForm
from measures.models import Basis, Claim, MarkState, Measure, Milestone, OwnerRole, Party, Track, User
from measures.operations.lookup import markers_of


class OwnerForm(RecordForm):
    """Whom to make answer for a measure, and as what."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=_("Choose a person"))
    role = forms.ChoiceField(label=_("Role"), choices=OwnerRole)

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unnamed = User.objects.filter(is_active=True).exclude(ownerships__measure=measure)
        self.fields["user"].queryset = unnamed.order_by("name", "pk")  # type: ignore[attr-defined]


class MilestoneForm(RecordForm):
    """That a milestone was met, was not met, or was undone."""

    state = forms.ChoiceField(label=_("Is it met?"), choices=MarkState)
    party = forms.ChoiceField(label=_("By which party"))
    occurred = PartialDateFormField(label=_("When it happened"))
    title = forms.CharField(label=_("Headline"), max_length=500)
    narrative = forms.CharField(label=_("What happened"), widget=forms.Textarea(attrs={"rows": 4}))
    track = forms.ChoiceField(label=_("Track"), choices=Track)
    claim = forms.ChoiceField(label=_("How well established"), choices=Claim)
    marking = forms.ChoiceField(label=_("Who may read it"))

    def __init__(
        self,
        *args: Any,
        milestone: Milestone,
        names: Mapping[str, Party],
        markings: Iterable[tuple[str, object]],
        sources: Targets,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = TargetField(
            sources,
            label=_("Recorded source"),
            required=False,
            help_text=_("Enter its key, or words from its title or publisher."),
        )
        allowed = markers_of(milestone)
        self.fields["marking"].choices = markings  # type: ignore[attr-defined]
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            (code or "", str(names[code]) if code else _("Together")) for code in allowed
        ]
        self.fields["party"].required = None not in allowed


class MeasureForm(PairedForm):
    """What people may change of a measure."""

    beside = (("due_on", "review_every_days"), ("explicit", "classification_basis"))
    folded = ("explicit", "classification_why", "source_heading", "source_paragraph", "source_note")
    folded_title = _("Its kind, and its place in the report")
    title = forms.CharField(label=_("Title"), max_length=500)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=500)
    description = long(rows=5, label=_("Description"))
    description_zh_hans = long(rows=5, label=_("Description in Chinese"))
    due_on = PartialDateFormField(label=_("Target date"), required=False)
    review_every_days = forms.IntegerField(label=_("Days between checks"), min_value=1, max_value=3650)
    explicit = forms.BooleanField(label=_("Named as a step in the report"), required=False)
    classification_basis = forms.ChoiceField(
        label=_("Who says that it is of this kind"), choices=[("", "–"), *Basis.choices], required=False
    )
    classification_why = long(label=_("Why this kind"))
    classification_why_zh_hans = long(label=_("Why this kind, in Chinese"))
    source_heading = short(label=_("Heading in the report"), max_length=300)
    source_heading_zh_hans = short(label=_("Heading in the report, in Chinese"), max_length=300)
    source_paragraph = forms.IntegerField(label=_("Paragraph below it"), required=False, min_value=0, max_value=32767)
    source_note = short(label=_("Note on the place"), max_length=300)
    source_note_zh_hans = short(label=_("Note on the place, in Chinese"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            # What the writer saw is sent back, so that a conflict can say what changed meanwhile.
            field.show_hidden_initial = name != "version"

    @classmethod
    def values_of(cls, measure: Measure) -> dict[str, Any]:
        return {name: getattr(measure, name) for name in cls.base_fields}
