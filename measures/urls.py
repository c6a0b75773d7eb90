"""The addresses of the pages."""

from django.urls import path

from measures.views import (
    addresses,
    ambiguities,
    catalogue,
    changes,
    files,
    journal,
    libraries,
    lists,
    me,
    overview,
    row_changes,
    saved_views,
    source_acts,
    sources,
    workload,
)
from measures.views.writing_urls import urlpatterns as writing

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("measures/", lists.measures, name="measures"),
    path("ambiguities/", ambiguities.ambiguities, name="ambiguities"),
    path("journal/", journal.journal_page, name="journal"),
    path("changes/", changes.changes, name="changes"),
    path("sources/", sources.sources, name="sources"),
    path("sources/new/", source_acts.new_source, name="new_source"),
    path("sources/<str:key>/", sources.source, name="source"),
    path("sources/<str:key>/changes/", row_changes.source_changes, name="source_changes"),
    path("sources/<str:key>/review/", source_acts.review, name="review_source"),
    path("sources/<str:key>/edit/", source_acts.revise_source, name="revise_source"),
    path("reviews/", source_acts.reviews, name="reviews"),
    path("files/<str:key>/", files.file, name="file"),
    path("reports/<slug:slug>/", catalogue.report, name="report"),
    path("reports/<slug:slug>/codebook/", catalogue.codebook, name="codebook"),
    path("libraries/", libraries.libraries, name="libraries"),
    path("addresses/", addresses.addresses, name="addresses"),
    path("addresses/<str:key>/revoke/", addresses.revoke_address, name="revoke_address"),
    path("me/", me.me, name="me"),
    path("me/tokens/", me.make_token, name="make_token"),
    path("me/tokens/<int:token>/revoke/", me.revoke, name="revoke_token"),
    path("views/", saved_views.saved_views, name="saved_views"),
    path("views/<str:key>/", saved_views.rename_view, name="rename_view"),
    path("views/<str:key>/delete/", saved_views.remove_view, name="remove_view"),
    path("workload/", workload.workload, name="workload"),
    path("glossary/", catalogue.glossary, name="glossary"),
    *writing,
]
