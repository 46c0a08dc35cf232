"""The environment tests run in: nothing of the developer's own shell except DATABASE_URL reaches the settings."""

from __future__ import annotations

import atexit
import base64
import os
import shutil
import tempfile

from machina import local

OURS = (
    "ALLOWED_HOSTS",
    "REDIS_BROKER_URL",
    "CLIENT_COUNTRY_HEADER",
    "DEBUG",
    "EMAIL_URL",
    "HOST",
    "LOG_FORMAT",
    "MACHINA_ENDPOINTS",
    "PORT",
    "REDIS_URL",
    "WORKER_CONCURRENCY",
)


def prepare() -> None:
    """Set every variable; a pytest-xdist worker, which inherits the controller's, gets a folder of its own."""
    local.NAMES.add("testserver")  # so Django's test client calls the machine it is on
    for name in OURS:
        os.environ.pop(name, None)
    # Directly under /tmp: the path of a unix socket may have 107 bytes only.
    data_dir = tempfile.mkdtemp(prefix="machina-test-", dir="/tmp")
    atexit.register(shutil.rmtree, data_dir, ignore_errors=True)
    os.environ |= {
        "DATA_DIR": data_dir,
        "PUBLIC_URL": "http://testserver",
        "ALLOWED_HOSTS": "testserver",
        "API_RATE": "10000",  # tests ask faster than programs do
        "SECRET_KEY": "only-for-tests, and long enough to be taken for a secret",
        "ENCRYPTION_KEYS": "test:" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode(),
        "MACHINA_SANDBOX": "true",
        "MACHINA_DEMO": "true",
        "DJANGO_LIVE_TEST_SERVER_ADDRESS": "127.0.0.1",
    }
