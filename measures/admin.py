"""The admin: people, parties and tokens only. The record is changed by its operations alone."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.admin import EmailAddress
from allauth.account.decorators import reauthentication_required, secure_admin_login
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.admin import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from measures.models import AccessToken, AccountEventKind, Party, User
from measures.operations.account_log import note_event
from measures.operations.accounts import invite_user, revise_user
from measures.operations.credentials import revoke_credential, revoke_keys
from measures.publishing.invitations import send_invitation
from measures.wing import from_wings

admin.site.unregister([Group, EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken])
# By the one door, whose guesses are counted.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = _("CBM Tracker")


def administrator(request: HttpRequest) -> User:
    """The administrator who is signed in; the admin lets nobody else in."""
    return cast(User, request.user)


class NewAccountForm(forms.ModelForm):  # type: ignore[type-arg]
    """Invites somebody, who sets their password by the way of a forgotten one."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class AccountForm(UserChangeForm):  # type: ignore[type-arg]
    """Edits an account; the password has a form of its own."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class AdminPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """A password that an administrator sets for somebody: whatever the old one opened ends."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT002
        user: User = super().save(commit)
        note_event(user, AccountEventKind.PASSWORD_CHANGED)
        revoke_keys(user)
        return user


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    """People are invited and deactivated, never deleted."""

    add_form_template = None
    form = AccountForm
    add_form = NewAccountForm
    change_password_form = AdminPasswordForm
    add_fieldsets = [(None, {"fields": ["email", "name", "role", "is_participant", "language", "time_zone"]})]
    fieldsets = [
        (
            None,
            {"fields": ["email", "password", "name", "role", "is_participant", "language", "time_zone", "is_active"]},
        ),
        (_("History"), {"fields": ["joined_at", "last_login"]}),
    ]
    readonly_fields = ["joined_at", "last_login"]
    filter_horizontal = []
    list_display = ["email", "name", "role", "is_participant", "is_active", "last_login"]
    list_filter = ["role", "is_participant", "is_active"]
    search_fields = ["email", "name"]
    ordering = ["name", "pk"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @method_decorator(reauthentication_required(allow_get=True))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An account, saved by whoever has confirmed that it is they."""
        return super().changeform_view(request, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Confirmed before the form, so that no password is kept with it."""
        try:
            raise_if_reauthentication_required(request, app="")
        except ReauthenticationRequired:
            [first, *_others] = get_adapter().get_reauthentication_methods(request.user)
            return redirect(f"{first['url']}?{urlencode({'next': request.path})}")
        if (account := self.get_object(request, id)) and not account.has_own_door:
            raise Http404
        return super().user_change_password(request, id, form_url)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        """A person is invited first, and has reminders to set then."""
        return from_wings(lambda wing: wing.admin_inlines) if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Nobody shuts themselves out."""
        own = ["role", "is_participant", "is_active"] if obj is not None and obj.pk == request.user.pk else []
        return [*super().get_readonly_fields(request, obj), *own]

    def save_model(self, request: HttpRequest, obj: User, form: "forms.ModelForm[User]", change: bool) -> None:
        if not change:
            invited = invite_user(**form.cleaned_data, by=administrator(request))
            obj.pk = invited.pk
            send_invitation(invited, request)
            return
        changes = {name: form.cleaned_data[name] for name in form.changed_data}
        revised = revise_user(obj, changes=changes, by=administrator(request))
        if changes.get("is_active"):
            send_invitation(revised, request)


@admin.register(Party)
class PartyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Parties; the code of one is in the record for good."""

    list_display = ["code", "name", "name_zh_hans", "kind"]
    list_filter = ["kind"]
    search_fields = ["code", "name", "name_zh_hans"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Party | None = None) -> list[str]:
        return ["code"] if obj else []


@admin.register(AccessToken)
class AccessTokenAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Tokens can be looked at and revoked; their owners make them, and their secret is kept nowhere."""

    fields = ["user", "name", "scope", "report", "audience", "created_at", "expires_at", "last_used_at", "revoked_at"]
    readonly_fields = [
        "user",
        "name",
        "scope",
        "report",
        "audience",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ]
    list_display = ["name", "user", "scope", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["scope", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["name", "user__email", "user__name"]
    actions = ["revoke"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.action(description=_("Revoke the selected tokens"))
    def revoke(self, request: HttpRequest, tokens: QuerySet[AccessToken]) -> None:
        for token in tokens:
            revoke_credential(token, by=administrator(request))
        message = ngettext("%(count)s token revoked.", "%(count)s tokens revoked.", len(tokens))
        self.message_user(request, message % {"count": len(tokens)}, messages.SUCCESS)
