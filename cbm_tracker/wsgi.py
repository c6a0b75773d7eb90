"""The web application: `granian --interface wsgi cbm_tracker.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from cbm_tracker.counting import count_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")

count_together()

application = get_wsgi_application()
