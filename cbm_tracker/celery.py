"""The Celery application: `celery --app cbm_tracker`."""

import os

from celery import Celery, Task
from celery.signals import task_postrun, task_prerun

from cbm_tracker.attribution import Acting, current

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cbm_tracker.settings")

app = Celery("cbm_tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def attribute_task(task: Task, **_: object) -> None:
    """What a task writes, and its log lines, are its own."""
    current.set(Acting(command=task.name))


def attribute_nobody(**_: object) -> None:
    current.set(None)


task_prerun.connect(attribute_task)
task_postrun.connect(attribute_nobody)
