"""The address of the agenda."""

from django.urls import path

from measures.wings.agenda.pages import agenda

pages = [path("agenda/", agenda, name="agenda")]
