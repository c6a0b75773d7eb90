"""What answers a request: the web server reaches it through `cbm_tracker.asgi`, which receives bodies first."""

import os

from django.core.wsgi import get_wsgi_application

from cbm_tracker.counting import count_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")

count_together()

application = get_wsgi_application()
