"""What to do to the measures that were chosen in a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from measures import access
from measures.forms.fields import PartialDateFormField, RecordForm
from measures.models import OwnerRole, User
from measures.models.measures import LONGEST_REVIEW
from measures.operations.bulk import RULES, BulkDraft, BulkKind, bulk_draft

# The fields that go with each act, beside what to do.
FIELDS = {
    BulkKind.NAME_OWNER: ("person", "role"),
    BulkKind.RELEASE_OWNER: ("owner",),
    BulkKind.TARGET_DATE: ("due_on",),
    BulkKind.REVIEW_INTERVAL: ("review_every_days",),
    BulkKind.WATCH: (),
}
# An empty day removes the target date; a role always has a value.
NEEDED = ("person", "owner", "review_every_days")


class BulkForm(RecordForm):
    """One act, of those that the writer may do, and what goes with it."""

    kind = forms.ChoiceField(label=_("What to do"), error_messages={"required": _("Choose what to do.")})
    person = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), empty_label=_("Choose a person"), required=False
    )
    role = forms.ChoiceField(label=_("Role"), choices=OwnerRole, required=False)
    owner = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.none(), empty_label=_("Choose a person"), required=False
    )
    due_on = PartialDateFormField(
        label=_("Target date"),
        required=False,
        help_text=_("A day, a month or a year: 2024-07-17, 2024-07 or 2024. Empty removes the target date."),
    )
    review_every_days = forms.IntegerField(
        label=_("Days between checks"), min_value=1, max_value=LONGEST_REVIEW, required=False
    )

    def __init__(self, *args: object, by: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [kind for kind in BulkKind if access.allows(by, RULES[kind])]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in self.kinds]  # type: ignore[attr-defined]
        people = User.objects.filter(is_active=True).order_by("name", "pk")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        for name in FIELDS[BulkKind(cleaned["kind"])] if "kind" in cleaned else ():
            if name in NEEDED and name not in self.errors and not cleaned.get(name):
                self.add_error(name, _("This cannot be empty."))
        return cleaned

    @property
    def groups(self) -> list[tuple[str, str, bool, list[forms.BoundField]]]:
        """Each act that can be chosen: its value, its name, whether it is chosen, and its fields."""
        chosen = self["kind"].value()
        return [
            (kind.value, str(kind.label), kind.value == chosen, [self[name] for name in FIELDS[kind]])
            for kind in self.kinds
        ]

    @property
    def draft(self) -> BulkDraft:
        cleaned = self.cleaned_data
        return bulk_draft(
            cleaned["kind"],
            person=cleaned["person"] if cleaned["kind"] == BulkKind.NAME_OWNER else cleaned["owner"],
            role=cleaned["role"] or OwnerRole.COORDINATOR,
            due_on=cleaned["due_on"],
            review_every_days=cleaned["review_every_days"],
        )
