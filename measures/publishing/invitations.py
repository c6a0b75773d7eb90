"""The mail with which somebody chooses a password: their first one, or a new one."""

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest
from django.utils.translation import override

from measures.models import User


def send_invitation(user: User, request: HttpRequest) -> None:
    """Send somebody the address where they choose their password, in their language."""
    form = ResetPasswordForm({"email": user.email})
    with override(user.language):
        if form.is_valid():
            form.save(request)
