"""The tables of workflows. Each module names the package that owns, and alone writes, its tables."""

from workflows.models.agent import AgentEntry, ToolPin
from workflows.models.approval import Approval
from workflows.models.chat import Chat, ChatLink, ChatTurn
from workflows.models.deployment import Deployment
from workflows.models.event import RunEvent
from workflows.models.listener import Listener
from workflows.models.loop import LoopItem
from workflows.models.memory import Memory, MemoryMessage
from workflows.models.run import Run, Step
from workflows.models.skill import Skill, SkillVersion
from workflows.models.trigger import InboxEvent, Poller, Trigger
from workflows.models.version import NodeContract, Version
from workflows.models.wait import WaitCall
from workflows.models.workflow import Revision, Workflow

__all__ = [
    "AgentEntry",
    "Approval",
    "Chat",
    "ChatLink",
    "ChatTurn",
    "Deployment",
    "InboxEvent",
    "Listener",
    "LoopItem",
    "Memory",
    "MemoryMessage",
    "NodeContract",
    "Poller",
    "Revision",
    "Run",
    "RunEvent",
    "Skill",
    "SkillVersion",
    "Step",
    "ToolPin",
    "Trigger",
    "Version",
    "WaitCall",
    "Workflow",
]
