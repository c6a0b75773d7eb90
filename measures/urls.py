"""The addresses of the pages."""

from django.urls import path

from measures.views import ambiguities, catalogue, changes, files, journal, lists, overview, source_acts, sources
from measures.views.writing_urls import urlpatterns as writing

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("measures/", lists.measures, name="measures"),
    path("ambiguities/", ambiguities.ambiguities, name="ambiguities"),
    path("journal/", journal.journal, name="journal"),
    path("changes/", changes.changes, name="changes"),
    path("sources/", sources.sources, name="sources"),
    path("sources/new/", source_acts.new_source, name="new_source"),
    path("sources/<str:key>/", sources.source, name="source"),
    path("sources/<str:key>/review/", source_acts.review, name="review_source"),
    path("sources/<str:key>/edit/", source_acts.revise_source, name="revise_source"),
    path("reviews/", source_acts.reviews, name="reviews"),
    path("files/<str:key>/", files.file, name="file"),
    path("reports/<slug:slug>/", catalogue.report, name="report"),
    path("glossary/", catalogue.glossary, name="glossary"),
    *writing,
]
