"""The Celery application: rows in the database are the truth, messages only wake a worker up."""

from __future__ import annotations

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machina.settings")

app = Celery("machina")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()


@worker_ready.connect
def _say_that_a_worker_is_there(**kwargs: object) -> None:
    from machina import heartbeat

    heartbeat.keep_beating("worker")
