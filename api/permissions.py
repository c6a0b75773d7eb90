"""Who may use the API at all; what an act needs beyond that, its operation decides."""

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import ValidationError
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from api.problems import PROBLEM_KINDS
from measures import access
from measures.models import AccessToken, Scope, User
from measures.operations.accounts import require_password


class RightsPermission(BasePermission):
    """Asks what somebody may do."""

    message = PROBLEM_KINDS["not_allowed"].when
    code = "not_allowed"


class ReadingPermission(RightsPermission):
    """Reading is for those whom `access` lets read; writing is for those who are signed in."""

    def has_permission(self, request: Request, view: object) -> bool:
        if request.method in SAFE_METHODS:
            return access.may_read(request.user)
        return access.is_active(request.user)


class SignedInPermission(RightsPermission):
    """For those who are signed in, with all their rights: a token for one report or fewer readers has no account."""

    def has_permission(self, request: Request, view: object) -> bool:
        return access.is_active(request.user) and request.user.limits is None


class AnyTokenPermission(SignedInPermission):
    """To read, also for those whose token is for one report or fewer readers."""

    def has_permission(self, request: Request, view: object) -> bool:
        is_reading = request.method in SAFE_METHODS and access.is_active(request.user)
        return is_reading or super().has_permission(request, view)


class ActPermission(RightsPermission):
    """Asks `access` before the body is read, so that nobody sends a body in vain."""

    def has_permission(self, request: Request, view: Any) -> bool:
        act = view.acts.get("GET" if request.method == "HEAD" else request.method)
        if act is None:
            return True
        on = view.act_target()
        return access.allows_somewhere(request.user, act) if on is None else access.allows(request.user, act, on)


class ReauthenticatedPermission(BasePermission):
    """In a session, for those who have confirmed in the last minutes that it is they."""

    message = PROBLEM_KINDS["not_reauthenticated"].when
    code = "not_reauthenticated"

    def has_permission(self, request: Request, view: object) -> bool:
        if request.method in SAFE_METHODS or not isinstance(request.successful_authenticator, SessionAuthentication):
            return True
        try:
            raise_if_reauthentication_required(request._request, app="")
        except ReauthenticationRequired:
            return False
        return True


class PasswordPermission(BasePermission):
    """For those who send their password along: judged before a transaction begins that a failure would end."""

    def has_permission(self, request: Request, view: object) -> bool:
        sent = request.data.get("password") if isinstance(request.data, dict) else None
        if isinstance(sent, str) and isinstance(request.user, User):
            try:
                require_password(request.user, sent)
            except ValidationError as error:
                raise ValidationError({"password": error.messages}) from error
        return True


class ScopePermission(BasePermission):
    """A token for reading may not write."""

    message = PROBLEM_KINDS["token_scope"].when
    code = "token_scope"

    def has_permission(self, request: Request, view: object) -> bool:
        token = request.auth
        return not isinstance(token, AccessToken) or request.method in SAFE_METHODS or token.scope == Scope.WRITE
