"""The web application: `granian --interface asginl --no-ws --respawn-failed-workers cbm_tracker.asgi:application`."""

from django.conf import settings

from cbm_tracker.receiving import BodiesFirst
from cbm_tracker.wsgi import application as answering

application = BodiesFirst(answering, threads=settings.CBM_THREADS, patience=settings.CBM_BODY_PATIENCE)
