"""The forms of a source by itself: recording, reviewing and revising it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.development import SourceForm, credibility_field, grade_field
from measures.forms.fields import PartialDateFormField, RecordForm, long
from measures.models import Evidence, Marking, ReviewState


class NewSourceForm(SourceForm):
    """A source to be cited later."""

    marking = forms.ChoiceField(label=_("Who may read it"), choices=Marking, initial=Marking.PUBLIC)
    replaces = forms.CharField(
        label=_("Replaces"), required=False, max_length=100, help_text=_("The key of the source that it replaces.")
    )

    @property
    def name(self) -> str:
        return ""


class ReviewForm(RecordForm):
    """What a reviewer makes of a source; to dispute or to retract it takes a reason."""

    state = forms.ChoiceField(choices=[each for each in ReviewState.choices if each[0] != ReviewState.PENDING])
    note = long(label=_("Note"), help_text=_("Required to dispute or retract."))


class EvidenceForm(RecordForm):
    """The grades of a source, and where an archived copy is."""

    grade = grade_field()
    credibility = credibility_field()
    archive_url = forms.URLField(label=_("Archived copy"), assume_scheme="https", max_length=1000, required=False)
    accessed = PartialDateFormField(label=_("Accessed"), required=False)

    @classmethod
    def values_of(cls, evidence: Evidence) -> dict[str, Any]:
        return {name: getattr(evidence, name) for name in cls.base_fields}
