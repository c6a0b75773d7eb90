"""The addresses of checkpoints."""

from django.urls import path

from measures.wings.checkpoints import api
from measures.wings.checkpoints import pages as views

pages = [
    path("journal/<slug:slug>/checkpoint", views.checkpoint, name="checkpoint"),
    path("checkpoints/", views.checkpoints, name="checkpoints"),
    path("checkpoints/<int:origin>/", views.new_origin, name="begin_origin"),
]
endpoints = [
    path("checkpoints/", api.OriginList.as_view(), name="api-checkpoints"),
    path("checkpoints/inclusion/", api.Inclusion.as_view(), name="api-inclusion"),
    path("checkpoints/consistency/", api.Consistency.as_view(), name="api-consistency"),
]
