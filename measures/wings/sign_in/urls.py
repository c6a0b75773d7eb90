"""The addresses of signing in, which stand before those of allauth; and the one at which an administrator unlinks."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from measures.wings.sign_in import pages as views

# Pages of allauth: addresses of mail are an administrator's here, and nobody signs up or in by a code that is mailed.
CLOSED = "email|confirm-email|signup|password/set|login/code"


addresses = [
    path("accounts/login/", views.SignInView.as_view(), name="account_login"),
    path("accounts/oidc/<slug:provider_id>/login/", views.begin_at_provider, name="openid_connect_login"),
    path(
        "accounts/oidc/<slug:provider_id>/login/callback/", views.return_from_provider, name="openid_connect_callback"
    ),
    path("accounts/reauthenticate/provider/", views.confirm_at_provider, name="confirm_at_provider"),
    path("accounts/let-in/<str:key>/", views.let_in, name="let_in"),
    re_path("^accounts/(?:3rdparty|social)/", RedirectView.as_view(pattern_name="mfa_index")),
    path("accounts/2fa/", views.SignInMethodsView.as_view(), name="mfa_index"),
    path("accounts/2fa/webauthn/login/", views.PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("accounts/2fa/webauthn/add/", views.NewPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/totp/activate/", views.NewAppView.as_view(), name="mfa_activate_totp"),
    path(
        "accounts/2fa/recovery-codes/generate/",
        views.NewRecoveryCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    re_path(f"^accounts/(?:{CLOSED})/", RedirectView.as_view(pattern_name="me")),
]
pages = [path("people/<int:user>/provider/", views.unlink_provider, name="unlink_provider")]
