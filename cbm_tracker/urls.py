"""Which part answers which address."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from cbm_tracker.health import livez, readyz
from cbm_tracker.metrics import metrics
from measures.wing import from_wings

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    *from_wings(lambda wing: wing.addresses),
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
