"""What this wing tells the rest of the tracker."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from measures.models import User
from measures.wing import MenuEntry, Wing
from measures.wings.sign_in import urls
from measures.wings.sign_in.events import SignInEvent, SignInMethod
from measures.wings.sign_in.operations import encrypt_factors_anew, provider_name


class SignIn(Wing):
    """Passwords, second factors, passkeys, and identity providers."""

    addresses = urls.addresses
    pages = urls.pages
    account_events = (SignInEvent,)
    sign_in_methods = (SignInMethod,)

    def links_on_person(self, account: User) -> Sequence[MenuEntry]:
        provider = provider_name(account)
        words = _("Remove the link to %(provider)s") % {"provider": provider}
        return [MenuEntry("unlink_provider", words, "manage_users")] if provider else []

    def encrypt_anew(self) -> None:
        encrypt_factors_anew()


WING = SignIn()
