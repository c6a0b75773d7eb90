"""The addresses of briefs and of citations."""

from django.urls import path

from measures.wings.briefs import api
from measures.wings.briefs import pages as views

pages = [
    path("brief/", views.brief, name="brief"),
    path("cite/<str:page>/<str:key>/", views.cite, name="cite"),
]
endpoints = [
    path("ambiguities/<slug:key>/cite/", api.Cite.as_view(page="ambiguity"), name="api-cite-ambiguity"),
    path("measures/<slug:key>/cite/", api.Cite.as_view(page="measure"), name="api-cite-measure"),
    path("entries/<slug:key>/cite/", api.Cite.as_view(page="entry"), name="api-cite-entry"),
    path("readouts/<slug:key>/cite/", api.CiteComparison.as_view(), name="api-cite-comparison"),
    path("evidence/<slug:key>/cite/", api.Cite.as_view(page="source"), name="api-cite-source"),
    path("brief/", api.ReportBrief.as_view(), name="api-brief"),
]
