"""The addresses of reminder mail: one's settings and log, the administrators' queue, and the links in mails."""

from django.urls import path

from measures.wings.digests import api
from measures.wings.digests import pages as views

pages = [
    path("reminders/", views.my_reminders, name="my_reminders"),
    path("reminders/next/", views.preview, name="reminder_preview"),
    path("reminders/next/mail/", views.preview_mail, name="reminder_preview_mail"),
    path("reminders/sent/", views.sent, name="reminder_log"),
    path("reminders/address/", views.address_works, name="address_works"),
    path("reminders/queue/", views.queue, name="reminder_queue"),
    path("reminders/queue/retry/", views.retry, name="retry_digest"),
    path("reminders/stop/<str:token>/", views.stop, name="stop_from_mail"),
    path("reminders/snooze/<str:token>/", views.snooze_from_mail, name="snooze_from_mail"),
    path("reminders/checked/<str:token>/", views.checked, name="checked_from_mail"),
    path("measures/<str:key>/snooze/", views.snooze_on_page, name="snooze"),
    path("measures/<str:key>/wake/", views.wake, name="wake"),
]
endpoints = [
    path("measures/<slug:key>/snooze/", api.MeasureSnooze.as_view(), name="api-snooze"),
    path("reminders/", api.Reminders.as_view(), name="api-reminders"),
    path("reminders/address/", api.ReminderAddress.as_view(), name="api-reminder-address"),
    path("reminders/preview/", api.ReminderPreview.as_view(), name="api-reminder-preview"),
    path("reminders/log/", api.ReminderLog.as_view(), name="api-reminder-log"),
    path("reminders/snoozes/", api.Snoozes.as_view(), name="api-snoozes"),
]
