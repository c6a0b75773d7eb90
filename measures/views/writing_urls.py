"""The addresses of a measure, an ambiguity and an entry, and of all that is written."""

from django.urls import path, re_path

from measures.views import (
    acts,
    ambiguity_page,
    bulk,
    edits,
    entries,
    imports,
    keeping,
    log,
    log_sources,
    log_targets,
    measures,
    reminders,
    row_changes,
    seen,
)
from measures.views.reminder_urls import urlpatterns as reminder_urlpatterns

urlpatterns = [
    path("log/", log.log, name="log"),
    path("log/sources/", log_sources.log_sources, name="log_sources"),
    path("log/targets/", log_targets.log_targets, name="log_targets"),
    path("seen/", seen.seen, name="seen"),
    *reminder_urlpatterns,
    path("checks/", acts.checks, name="checks"),
    path("journal/<str:key>/", entries.entry, name="entry"),
    path("journal/<str:key>/correct/", log.correct, name="correct"),
    path("journal/<str:key>/marking/", keeping.tighten, name="tighten"),
    path("journal/<str:key>/redact/", keeping.redact, name="redact"),
    path("ambiguities/<str:key>/", ambiguity_page.ambiguity, name="ambiguity"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<str:key>/", imports.import_page, name="import"),
    re_path(r"^imports/(?P<key>[\w-]+)/rows\.(?P<ending>csv|xlsx)$", imports.rows_file, name="import_rows"),
    path("imports/<str:key>/settle/", imports.settle_conflicts, name="settle_import"),
    path("imports/<str:key>/act/", imports.act, name="act_on_import"),
    path("imports/<str:key>/drop/", imports.drop, name="drop_import"),
    path("milestones/<str:key>/", edits.milestone, name="milestone"),
    path("measures/change/", bulk.change, name="change_measures"),
    path("bulk/", bulk.bulk_acts, name="bulk_acts"),
    path("bulk/<str:key>/undo/", bulk.undo_act, name="undo_bulk_act"),
    path("measures/<str:key>/", measures.measure, name="measure"),
    path("measures/<str:key>/changes/", row_changes.measure_changes, name="measure_changes"),
    path("measures/<str:key>/edit/", edits.revise, name="revise"),
    path("measures/<str:key>/watch/", acts.watch, name="watch"),
    path("measures/<str:key>/unwatch/", acts.unwatch, name="unwatch"),
    path("measures/<str:key>/snooze/", reminders.snooze, name="snooze"),
    path("measures/<str:key>/wake/", reminders.wake, name="wake"),
    path("measures/<str:key>/owners/", acts.owners, name="owners"),
    path("measures/<str:key>/owners/release/", acts.release, name="release"),
]
