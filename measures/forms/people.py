"""The forms by which administrators invite people and say what they may do."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from measures.forms.fields import RecordForm, VersionedForm
from measures.forms.me import ProfileForm
from measures.models import Report, Role, RoleInReport, User


class PersonForm(VersionedForm):
    """What somebody is called, and what they may do in all reports."""

    called = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("The journal names the author of each entry by it.")
    )
    email = forms.EmailField(label=_("Email address"), max_length=254)
    role = forms.ChoiceField(label=_("Role in all reports"), choices=Role)
    is_participant = forms.BooleanField(
        label=_("Participant"),
        required=False,
        help_text=_("Lets a reader read what is marked for participants. The team always can."),
    )

    def __init__(self, *args: object, is_own: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["role"], self.fields["is_participant"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    @classmethod
    def values_of(cls, user: User) -> dict[str, Any]:
        return {
            "version": user.version,
            "called": user.name,
            "email": user.email,
            "role": user.role,
            "is_participant": user.is_participant,
        }

    @property
    def values(self) -> dict[str, Any]:
        """What was typed or chosen, by the names of the account's columns."""
        return {"name" if name == "called" else name: value for name, value in self.cleaned_data.items()}

    @property
    def changes(self) -> dict[str, Any]:
        """Of these what is another than the account has."""
        changed = {"name" if name == "called" else name for name in self.changed_data} - {"version"}
        return {name: value for name, value in self.values.items() if name in changed}


class InvitationForm(PersonForm, ProfileForm):
    """Whom to invite, and as what."""

    version = None  # type: ignore[assignment]
    # Nobody agrees for somebody else.
    is_named_in_public = None  # type: ignore[assignment]
    field_order = ("called", "email", "role", "is_participant", "language", "time_zone")


class ReportRolesForm(RecordForm):
    """What somebody may do in each report, where that is more than in all."""

    def __init__(self, *args: object, user: User, reports: Iterable[Report], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.reports = {str(report.pk): report for report in reports}
        for name, report in self.reports.items():
            self.fields[name] = forms.ChoiceField(
                label=str(report),
                choices=[("", _("as in all reports")), *RoleInReport.choices],
                required=False,
                initial=user.roles_in_reports.get(report.pk, ""),
                show_hidden_initial=True,
            )

    @property
    def changes(self) -> dict[Report, str]:
        """The new roles by report, where another was chosen than the form had shown."""
        return {self.reports[name]: self.cleaned_data[name] for name in self.changed_data}
