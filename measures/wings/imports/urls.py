"""The addresses of imports."""

from django.urls import path, re_path

from measures.wings.imports import pages as views

pages = [
    path("imports/", views.imports_page, name="imports"),
    path("imports/<str:key>/", views.import_page, name="import"),
    re_path(r"^imports/(?P<key>[\w-]+)/rows\.(?P<ending>csv|xlsx)$", views.rows_file, name="import_rows"),
    path("imports/<str:key>/settle/", views.settle_conflicts_on_page, name="settle_import"),
    path("imports/<str:key>/act/", views.act, name="act_on_import"),
    path("imports/<str:key>/drop/", views.drop_table, name="drop_import"),
]
