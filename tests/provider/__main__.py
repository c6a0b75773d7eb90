"""Serves the local provider on a port: `python -m tests.provider 8123`."""

import os
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *words: object) -> None:
        pass


os.environ["DJANGO_SETTINGS_MODULE"] = "tests.provider.settings"
django.setup()
call_command("migrate", verbosity=0)
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=QuietHandler).serve_forever()
