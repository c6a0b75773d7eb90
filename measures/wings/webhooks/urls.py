"""The addresses of webhooks."""

from django.urls import path

from measures.wings.webhooks import api
from measures.wings.webhooks import pages as views

pages = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/<str:key>/", views.webhook, name="webhook"),
    path("webhooks/<str:key>/secret/", views.replace_webhook_secret, name="replace_webhook_secret"),
    path("webhooks/<str:key>/on/", views.switch_webhook_on, name="switch_webhook_on"),
    path("webhooks/<str:key>/off/", views.switch_webhook_off, name="switch_webhook_off"),
    path("webhooks/<str:key>/test/", views.test_webhook, name="test_webhook"),
    path("webhooks/<str:key>/remove/", views.remove_webhook_page, name="remove_webhook"),
    path("webhooks/<str:key>/<str:message>/again/", views.call_again, name="call_again"),
]
endpoints = [
    path("webhooks/", api.WebhookList.as_view(), name="api-webhooks"),
    path("webhooks/<slug:key>/", api.WebhookDetail.as_view(), name="api-webhook"),
    path("webhooks/<slug:key>/secret/", api.WebhookSecret.as_view(), name="api-webhook-secret"),
    path("webhooks/<slug:key>/test/", api.WebhookTest.as_view(), name="api-webhook-test"),
    path("webhooks/<slug:key>/deliveries/", api.WebhookDeliveries.as_view(), name="api-deliveries"),
    path("webhooks/<slug:key>/deliveries/<str:call>/again/", api.DeliveryAgain.as_view(), name="api-call-again"),
]
