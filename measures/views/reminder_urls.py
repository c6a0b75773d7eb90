"""The addresses of reminder mail: one's settings and log, the administrators' queue, and the links in mails."""

from django.urls import path

from measures.views import delivery, from_mail, reminders

urlpatterns = [
    path("reminders/", reminders.my_reminders, name="my_reminders"),
    path("reminders/next/", reminders.preview, name="reminder_preview"),
    path("reminders/next/mail/", reminders.preview_mail, name="reminder_preview_mail"),
    path("reminders/sent/", reminders.sent, name="reminder_log"),
    path("reminders/address/", reminders.address_works, name="address_works"),
    path("reminders/queue/", delivery.queue, name="reminder_queue"),
    path("reminders/queue/retry/", delivery.retry, name="retry_digest"),
    path("reminders/stop/<str:token>/", from_mail.stop, name="stop_from_mail"),
    path("reminders/snooze/<str:token>/", from_mail.snooze_from_mail, name="snooze_from_mail"),
    path("reminders/checked/<str:token>/", from_mail.checked, name="checked_from_mail"),
]
