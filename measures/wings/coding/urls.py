"""The addresses of codings."""

from django.urls import path

from measures.wings.coding import pages as views

pages = [
    path("codings/", views.codings, name="codings"),
    path("codings/new/", views.new_coding, name="new_coding"),
    path("codings/<str:key>/", views.coding, name="coding"),
    path("codings/<str:key>/code/<int:place>/", views.code_unit, name="code_unit"),
    path("codings/<str:key>/done/", views.finish, name="finish_coding"),
    path("codings/<str:key>/resume/", views.resume, name="resume_coding"),
    path("codings/<str:key>/settle/<int:place>/<str:variable>/", views.settle, name="settle_difference"),
    path("codings/<str:key>/unsettle/<int:place>/<str:variable>/", views.unsettle, name="unsettle_difference"),
    path("codings/<str:key>/edit/", views.edit_coding, name="edit_coding"),
    path("codings/<str:key>/withdraw/", views.withdraw_coding, name="withdraw_coding"),
]
