"""The Celery application: `celery --app cbm_tracker`."""

import os

from celery import Celery, Task
from celery.signals import before_task_publish, import_modules, task_postrun, task_prerun
from django.conf import settings

from cbm_tracker.attribution import Actor, current

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")

app = Celery("cbm_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def add_request_id_header(headers: dict[str, object], **_: object) -> None:
    """Let a message name the request that sends it, or the one that its task works for."""
    if who := current.get():
        headers["request_id"] = who.request_id


def attribute_task(task: Task, **_: object) -> None:
    """Attribute what a task writes and logs to it, and to the request that it works for."""
    current.set(Actor(request_id=task.request.get("request_id") or "", command=task.name))


def clear_attribution(**_: object) -> None:
    current.set(None)


def make_folder(**_: object) -> None:
    """Make the folder of the beat's schedule before it starts."""
    settings.CBM_VAR.mkdir(parents=True, exist_ok=True)


import_modules.connect(make_folder)
before_task_publish.connect(add_request_id_header)
task_prerun.connect(attribute_task)
task_postrun.connect(clear_attribution)
