"""The addresses of the pages."""

from django.urls import path

from measures.views import ambiguities, catalogue, changes, journal, lists, overview, sources
from measures.views.writing_urls import urlpatterns as writing

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("measures/", lists.measures, name="measures"),
    path("ambiguities/", ambiguities.ambiguities, name="ambiguities"),
    path("journal/", journal.journal, name="journal"),
    path("changes/", changes.changes, name="changes"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<str:key>/", sources.source, name="source"),
    path("reports/<slug:slug>/", catalogue.report, name="report"),
    path("glossary/", catalogue.glossary, name="glossary"),
    *writing,
]
