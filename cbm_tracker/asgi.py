"""The web application, as `cbm_tracker.web` serves it."""

from django.conf import settings

from cbm_tracker.receiving import BufferedBodies
from cbm_tracker.wsgi import application as answering

application = BufferedBodies(answering, threads=settings.CBM_THREADS, patience=settings.CBM_BODY_PATIENCE)
