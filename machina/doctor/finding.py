"""One thing that the doctor has looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """``bad`` has to be mended, a ``note`` may stay as it is."""

    level: Literal["good", "note", "bad"]
    says: str
    mend: str = ""
