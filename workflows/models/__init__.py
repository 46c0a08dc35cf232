"""The tables of workflows. Each module names the package that owns, and alone writes, its tables."""

from workflows.models.event import RunEvent
from workflows.models.run import Run, Step
from workflows.models.workflow import Revision, Workflow

__all__ = ["Revision", "Run", "RunEvent", "Step", "Workflow"]
