"""The addresses of a measure, an ambiguity and an entry, and of all that is written."""

from django.urls import path

from measures.views import acts, ambiguity_page, edits, entries, keeping, log, measures

urlpatterns = [
    path("log/", log.log, name="log"),
    path("checks/", acts.checks, name="checks"),
    path("journal/<str:key>/", entries.entry, name="entry"),
    path("journal/<str:key>/correct/", log.correct, name="correct"),
    path("journal/<str:key>/marking/", keeping.tighten, name="tighten"),
    path("journal/<str:key>/redact/", keeping.redact, name="redact"),
    path("ambiguities/<str:key>/", ambiguity_page.ambiguity, name="ambiguity"),
    path("milestones/<str:key>/", edits.milestone, name="milestone"),
    path("measures/<str:key>/", measures.measure, name="measure"),
    path("measures/<str:key>/edit/", edits.revise, name="revise"),
    path("measures/<str:key>/watch/", acts.watch, name="watch"),
    path("measures/<str:key>/unwatch/", acts.unwatch, name="unwatch"),
    path("measures/<str:key>/owners/", acts.owners, name="owners"),
    path("measures/<str:key>/owners/release/", acts.release, name="release"),
]
