"""A storm on expired tokens: real processes, a provider that rotates and knows reuse, and who kills and stops them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any


def blown(environment: Mapping[str, str], rounds: int, *arguments: str) -> dict[str, Any]:
    """What a storm in a process of its own brought, as ``weather.Weather`` has it. Raises CalledProcessError."""
    command = [sys.executable, "-m", __name__, str(rounds), *arguments]
    printed = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
    weather: dict[str, Any] = json.loads(printed.stdout.splitlines()[-1])
    return weather
