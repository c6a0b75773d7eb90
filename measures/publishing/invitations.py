"""The mail to somebody who was invited: where they choose a password, or at which provider they sign in."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from measures.models import User


def send_invitation(user: User, request: HttpRequest) -> None:
    """Tell somebody how they get in, in their language."""
    with override(user.language):
        providers = [str(each) for each in settings.CBM_PROVIDERS if each.is_trusted_for(user.email)]
        if user.has_own_door and (user.has_usable_password() or not providers):
            form = ResetPasswordForm({"email": user.email})
            if form.is_valid():
                form.save(request)
        elif providers:
            url = f"{settings.CBM_SITE_URL}{reverse('account_login')}"
            words = {"name": user.name, "providers": _(" or ").join(providers), "url": url}
            get_adapter().send_mail("account/email/invited", user.email, words)
