"""The web process shows every operation and performs none: what only calls need, it does not load."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("googleapiclient", "httplib2", "markdown_it")


def test_operations_are_shown_without_the_libraries_that_perform_them() -> None:
    code = (
        "import sys; from integrations.catalog.registry import catalog; assert catalog().services;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert shown.stdout.strip() == "[]"
