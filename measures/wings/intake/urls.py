"""The addresses of the inbox and of feeds."""

from django.urls import path

from measures.views.editing import edit_row, new_row
from measures.wings.intake import api
from measures.wings.intake import pages as views

pages = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/bookmark/", views.bookmarklet, name="bookmarklet"),
    path("inbox/<int:number>/drop/", views.drop, name="drop_candidate"),
    path("inbox/<int:number>/undo/", views.undo, name="undo_candidate"),
    path("inbox/<int:number>/assign/", views.assign, name="assign_candidate"),
    path("inbox/<int:number>/cite/", views.cite, name="cite_candidate"),
    path("inbox/<int:number>/redact/", views.redact_candidate_page, name="redact_candidate"),
    path("feeds/", views.feeds, name="feeds"),
    path("feeds/new/", new_row, {"noun": "feeds"}, name="new_feed"),
    path("feeds/<str:key>/", views.feed, name="feed"),
    path("feeds/<str:key>/preview/", views.preview_feed, name="preview_feed"),
    path("feeds/<str:key>/switch/", views.switch_feed, name="switch_feed"),
    path("feeds/<str:key>/edit/", edit_row, {"noun": "feeds"}, name="revise_feed"),
    path("feeds/<str:key>/remove/", views.delete_feed, name="remove_feed"),
]
endpoints = [path("candidates/", api.CandidateList.as_view(), name="api-candidates")]
