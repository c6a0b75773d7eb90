"""The small forms of a measure's page: who answers for it, and a milestone."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import PartialDateFormField, RecordForm
from measures.forms.targets import TargetField, Targets
from measures.models import Claim, Marking, MarkState, Measure, Milestone, OwnerRole, Party, Track, User


class OwnerForm(RecordForm):
    """Whom to make answer for a measure, and as what."""

    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=_("Choose a person"))
    role = forms.ChoiceField(label=_("Role"), choices=OwnerRole)

    def __init__(self, *args: object, measure: Measure, **kwargs: object) -> None:
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
    marking = forms.ChoiceField(label=_("Who may read it"), choices=Marking)

    def __init__(
        self, *args: object, milestone: Milestone, names: Mapping[str, Party], sources: Targets, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = TargetField(
            sources,
            label=_("Recorded source"),
            required=False,
            help_text=_("Enter its key, or words from its title or publisher."),
        )
        allowed = milestone.markers
        self.fields["party"].choices = [  # type: ignore[attr-defined]
            (code or "", str(names[code]) if code else _("Together")) for code in allowed
        ]
        self.fields["party"].required = None not in allowed
