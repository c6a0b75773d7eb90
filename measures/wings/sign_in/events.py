"""What the account log notes of signing in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignInEvent(TextChoices):
    """What happens to how somebody signs in."""

    SIGNED_OUT_ELSEWHERE = "signed_out_elsewhere", _("Signed out everywhere else")
    PASSWORD_LINK_SENT = "password_link_sent", _("Link to choose a password sent")
    CODES_SET_UP = "codes_set_up", _("Codes from an app set up")
    CODES_REMOVED = "codes_removed", _("Codes from an app removed")
    PASSKEY_ADDED = "passkey_added", _("Passkey added")
    PASSKEY_REMOVED = "passkey_removed", _("Passkey removed")
    RECOVERY_CODES_REPLACED = "recovery_codes_replaced", _("Recovery codes replaced")
    FACTORS_RESET = "factors_reset", _("Passkeys and codes removed by the operator")
    PROVIDER_LINKED = "provider_linked", _("Account linked to a provider")
    PROVIDER_UNLINKED = "provider_unlinked", _("Link to a provider removed")


class SignInMethod(TextChoices):
    """How somebody signs in, or confirms that it is they; a provider is named by its issuer."""

    PASSWORD = "password", _("password")
    TOTP = "totp", _("code from an app")
    WEBAUTHN = "webauthn", _("passkey")
    RECOVERY_CODES = "recovery_codes", _("recovery code")
    LET_IN = "let_in", _("link of the operator")
