"""Who gets in. What an act needs beyond that, its operation decides."""

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from measures import access
from measures.models import AccessToken, Scope


class ReadingPermission(BasePermission):
    """Reading is for whoever may read; writing is for those who signed in."""

    code = "not_allowed"

    def has_permission(self, request: Request, view: object) -> bool:
        if request.method in SAFE_METHODS:
            return access.may_read(request.user)
        return access.is_active(request.user)


class SignedInPermission(BasePermission):
    """For those who signed in."""

    code = "not_allowed"

    def has_permission(self, request: Request, view: object) -> bool:
        return access.is_active(request.user)


class ScopePermission(BasePermission):
    """A token that was made for reading does not write."""

    message = _("This token is for reading only.")
    code = "token_scope"

    def has_permission(self, request: Request, view: object) -> bool:
        token = request.auth
        return not isinstance(token, AccessToken) or request.method in SAFE_METHODS or token.scope == Scope.WRITE
