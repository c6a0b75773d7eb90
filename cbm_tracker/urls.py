"""Which part answers which address."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from cbm_tracker.health import livez, readyz
from cbm_tracker.metrics import metrics
from measures.views.signing_in import (
    HowYouSignInView,
    NewAppView,
    NewPasskeyView,
    NewRecoveryCodesView,
    PasskeySignInView,
    SignInView,
    begin_at_provider,
    confirm_at_provider,
    let_in,
    return_from_provider,
)

# Pages of allauth: addresses of mail are an administrator's here, and nobody signs up or in by a code that is mailed.
CLOSED = "email|confirm-email|signup|password/set|login/code"

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("accounts/login/", SignInView.as_view(), name="account_login"),
    path("accounts/oidc/<slug:provider_id>/login/", begin_at_provider, name="openid_connect_login"),
    path("accounts/oidc/<slug:provider_id>/login/callback/", return_from_provider, name="openid_connect_callback"),
    path("accounts/reauthenticate/provider/", confirm_at_provider, name="confirm_at_provider"),
    path("accounts/let-in/<str:key>/", let_in, name="let_in"),
    re_path("^accounts/(?:3rdparty|social)/", RedirectView.as_view(pattern_name="mfa_index")),
    path("accounts/2fa/", HowYouSignInView.as_view(), name="mfa_index"),
    path("accounts/2fa/webauthn/login/", PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("accounts/2fa/webauthn/add/", NewPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/totp/activate/", NewAppView.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/recovery-codes/generate/", NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    re_path(f"^accounts/(?:{CLOSED})/", RedirectView.as_view(pattern_name="me")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("api.urls")),
    re_path("^api/?$", RedirectView.as_view(pattern_name="api-root")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("measures.urls")),
]

handler400 = "cbm_tracker.refusals.bad_request"
handler403 = "cbm_tracker.refusals.permission_denied"
handler404 = "cbm_tracker.refusals.page_not_found"
handler500 = "cbm_tracker.refusals.server_error"
