"""The Celery application: rows in the database are the truth, messages only wake a worker up."""

from __future__ import annotations

import os
import socket
import warnings

from celery import Celery
from celery.exceptions import SecurityWarning
from celery.signals import setup_logging, task_postrun, task_prerun, worker_ready

from machina import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "machina.settings")
# `manage.py up` and `manage.py migrate` have run the system checks; here they would only load every page.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

# Celery warns of a worker run by root because of pickle, which CELERY_ACCEPT_CONTENT leaves out.
warnings.filterwarnings("ignore", category=SecurityWarning)

broker.install()
app = Celery("machina")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()


@task_prerun.connect
@task_postrun.connect
def _give_the_database_back(**kwargs: object) -> None:
    """Keep a connection as long as CONN_MAX_AGE says; Celery itself would close it around every task."""
    from django.db import close_old_connections

    close_old_connections()


@setup_logging.connect
def _keep_our_logging(**kwargs: object) -> None:
    """Django has configured logging; with a receiver here Celery leaves it alone."""


@worker_ready.connect
def _say_that_a_worker_is_there(**kwargs: object) -> None:
    from integrations.database import giving_back
    from integrations.queue.backlog import report
    from integrations.queue.slots import slots
    from integrations.restoring import pulse
    from machina import heartbeat
    from workflows.evaluators import Readiness

    evaluators = Readiness()
    follow = giving_back(pulse.keep_following)
    follow()
    name = f"{socket.gethostname()}:{os.getpid()}"

    def also() -> None:
        follow()
        report(name, slots().kept())
        evaluators.look()

    heartbeat.keep_beating("worker", also=also)
