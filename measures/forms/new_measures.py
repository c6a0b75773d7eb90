"""Adding a measure with what hangs on it, and adding to one: parts, milestones, what it addresses, links."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import Choices, FoldedCheckboxes, PartialDateFormField, long, short
from measures.forms.rows import PairedForm, PairedRow
from measures.models import (
    Ambiguity,
    Basis,
    Doers,
    Kind,
    LinkBasis,
    Marking,
    Measure,
    MilestoneType,
    Relation,
    Strength,
    User,
    Verb,
)
from measures.models.measures import LONGEST_REVIEW

# Who says so, where a library speaks for the report: those who write here do not.
OF_OURS = [choice for choice in Basis.choices if choice[0] != Basis.REPORT]
LINK_OF_OURS = [choice for choice in LinkBasis.choices if choice[0] != LinkBasis.REPORT]


class NewMeasureForm(PairedForm):
    """What a measure says, to whom it is addressed, and who looks after it."""

    beside = (("code", "due_on", "owners"), ("source_paragraph", "review_every_days", "marking"))
    folded = ("source_heading", "source_paragraph", "verb", "timescale", "explicit")
    folded_title = _("Place in the report, readers, how often it is checked")
    title = forms.CharField(label=_("Title"), max_length=500)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=500)
    description = long(rows=3, label=_("Description"))
    description_zh_hans = long(rows=3, label=_("Description in Chinese"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, widget=forms.RadioSelect, initial=Kind.UNILATERAL)
    parties = forms.MultipleChoiceField(
        label=_("Addressed to"),
        widget=FoldedCheckboxes,
        help_text=_("One party for a unilateral measure; two or more, or a group, for the others."),
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9_-]*$",
        label=_("Code"),
        max_length=30,
        help_text=_("As the report writes it: letters, digits and hyphens. It never changes."),
    )
    due_on = PartialDateFormField(label=_("Target date"), required=False)
    owners = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)
    marking = forms.ChoiceField(label=_("Who may read it"), choices=Marking)
    source_heading = short(label=_("Heading in the report"), max_length=300)
    source_heading_zh_hans = short(label=_("Heading in the report, in Chinese"), max_length=300)
    source_paragraph = forms.IntegerField(label=_("Paragraph below it"), required=False, min_value=0, max_value=32767)
    verb = forms.ChoiceField(
        label=_("Verb of the recommendation"), choices=[*BLANK_CHOICE_DASH, *Verb.choices], required=False
    )
    timescale = short(
        label=_("Timescale in the report"),
        max_length=200,
        help_text=_("“none given” if the report gives none; empty if nothing is recorded."),
    )
    timescale_zh_hans = short(label=_("Timescale in the report, in Chinese"), max_length=200)
    review_every_days = forms.IntegerField(
        label=_("Days between checks"), min_value=1, max_value=LONGEST_REVIEW, initial=180
    )
    explicit = forms.BooleanField(label=_("Named as a step in the report"), required=False, initial=True)

    def __init__(self, *args: Any, parties: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["parties"].choices = parties
        fields["owners"].queryset = User.objects.filter(is_active=True).order_by("name", "pk")
        fields["owners"].empty_label = _("nobody yet")


class NewPartForm(PairedRow):
    """A part of a new measure; it is addressed to the same parties."""

    deciding_fields = ("title", "title_zh_hans")
    row_title = _("Part %(number)s")
    invitation = _("Add a part")
    title = forms.CharField(label=_("Title"), max_length=500)
    title_zh_hans = short(label=_("Title in Chinese"), max_length=500)


class NewMilestoneForm(PairedRow):
    """A milestone: what would show that the measure is on its way, and who has to meet it."""

    deciding_fields = ("title", "title_zh_hans")
    row_title = _("Milestone %(number)s")
    invitation = _("Add a milestone")
    beside = (("who", "type", "beyond_report"),)
    title = forms.CharField(label=_("What would show it"), max_length=500)
    title_zh_hans = short(label=_("What would show it, in Chinese"), max_length=500)
    who = forms.ChoiceField(label=_("Who has to meet it"))
    type = forms.ChoiceField(label=_("Type"), choices=MilestoneType)
    beyond_report = forms.BooleanField(label=_("Goes beyond the report"), required=False)

    def __init__(self, *args: object, parties: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        shared = [(each.value, each.label) for each in (Doers.EACH, Doers.TOGETHER)]
        self.fields["who"].choices = [*shared, *parties]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        who = values.pop("who", "")
        is_shared = who in (Doers.EACH, Doers.TOGETHER)
        return {**values, "doers": who if is_shared else Doers.PARTY, "party": "" if is_shared else who}


class NewIndicatorForm(PairedRow):
    """What to look at when the measure is judged."""

    deciding_fields = ("name", "name_zh_hans")
    row_title = _("Indicator %(number)s")
    invitation = _("Add an indicator")
    name = forms.CharField(label=_("Name"), max_length=200)  # type: ignore[assignment]
    name_zh_hans = short(label=_("Name in Chinese"), max_length=200)
    how_judged = forms.CharField(label=_("How it is judged"), widget=forms.Textarea({"rows": 2}))
    how_judged_zh_hans = long(label=_("How it is judged, in Chinese"))
    where_to_look = long(label=_("Where to look"))
    where_to_look_zh_hans = long(label=_("Where to look, in Chinese"))


class NewAddressingForm(PairedRow):
    """An ambiguity that a measure should dispel, and how strongly."""

    deciding_fields = ("ambiguity",)
    row_title = _("Ambiguity %(number)s")
    invitation = _("Choose an ambiguity")
    beside = (("ambiguity", "strength", "basis"),)
    ambiguity = forms.ChoiceField(label=_("Ambiguity"))
    strength = forms.ChoiceField(label=_("How strongly"), choices=Strength)
    basis = forms.ChoiceField(label=_("Who says so"), choices=Basis)
    why = long(label=_("Why"))
    why_zh_hans = long(label=_("Why, in Chinese"))

    def __init__(self, *args: Any, ambiguities: Iterable[Ambiguity], has_library: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["ambiguity"].choices = [("", "–"), *((each.key, str(each)) for each in ambiguities)]
        if has_library:
            fields["basis"].choices = OF_OURS


class NewLinkForm(PairedForm):
    """How a measure relates to another."""

    beside = (("relation", "target", "basis"),)
    relation = forms.ChoiceField(label=_("This measure"), choices=Relation)
    target = forms.ChoiceField(label=_("The other measure"))
    basis = forms.ChoiceField(label=_("Who says so"), choices=LinkBasis, initial=LinkBasis.OURS)
    why = forms.CharField(label=_("Why"), widget=forms.Textarea({"rows": 2}))
    why_zh_hans = long(label=_("Why, in Chinese"))

    def __init__(self, *args: Any, measures: Iterable[Measure], has_library: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["target"].choices = [("", "–"), *((each.key, str(each)) for each in measures)]
        if has_library:
            fields["basis"].choices = LINK_OF_OURS
