"""How each process of Machina is started; `compose.yaml` starts the same ones."""

from __future__ import annotations

from machina.up.ready import loopback_of

QUEUES = "interactive,background,default"


def web_command(python: str, *, host: str, port: int) -> list[str]:
    """Daphne with our bounds, which serves HTTP and the editor's socket."""
    return [python, "-m", "machina.server", "--bind", host, "--port", str(port)]


def worker_command(python: str, *, concurrency: int) -> list[str]:
    """A Celery worker with threads, since its work is waiting for other people's servers."""
    return [
        *(python, "-m", "celery", "--app", "machina.celery:app", "--quiet", "worker"),
        # One thread more than places: it takes wake-ups in while all others work (integrations/queue/slots.py).
        *("--pool", "threads", "--concurrency", str(concurrency + 1)),
        *("--queues", QUEUES),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]


def scheduler_command(python: str) -> list[str]:
    """Periodic jobs and the offering of queued work."""
    return [python, "manage.py", "scheduler"]


def editor_command(*, host: str, port: int) -> list[str]:
    """Vite's development server for the editor, in front of our web process."""
    return ["env", f"BACKEND=http://{loopback_of(host)}:{port}", "npm", "--prefix", "frontend", "run", "dev"]
