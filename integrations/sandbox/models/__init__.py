"""What the sandbox remembers, one module per subject. Owned by sandbox."""

from integrations.sandbox.models.calendar import AccessRule, Calendar, Event
from integrations.sandbox.models.control import Behaviour, RequestRecord, Rule
from integrations.sandbox.models.drive import CloudDrive, DriveGrant, DriveItem, DriveTombstone, SharedDrive
from integrations.sandbox.models.identity import Account, AuthorizationCode, Consent, SigningKey, Token
from integrations.sandbox.models.mail import Draft, HistoryRecord, Label, Mailbox, Message
from integrations.sandbox.models.notion import NotionFilePart, NotionRecord
from integrations.sandbox.models.people import Contact, ContactBook, ContactGroup
from integrations.sandbox.models.sheets import Sheet, Spreadsheet
from integrations.sandbox.models.slack import (
    SlackConversation,
    SlackFile,
    SlackFilePart,
    SlackMember,
    SlackPost,
    SlackTeam,
)
from integrations.sandbox.models.tasks import Task, TaskList
from integrations.sandbox.models.upload import UploadSession

__all__ = [
    "AccessRule",
    "Account",
    "AuthorizationCode",
    "Behaviour",
    "Calendar",
    "CloudDrive",
    "Consent",
    "Contact",
    "ContactBook",
    "ContactGroup",
    "Draft",
    "DriveGrant",
    "DriveItem",
    "DriveTombstone",
    "Event",
    "HistoryRecord",
    "Label",
    "Mailbox",
    "Message",
    "NotionFilePart",
    "NotionRecord",
    "RequestRecord",
    "Rule",
    "SharedDrive",
    "Sheet",
    "SigningKey",
    "SlackConversation",
    "SlackFile",
    "SlackFilePart",
    "SlackMember",
    "SlackPost",
    "SlackTeam",
    "Spreadsheet",
    "Task",
    "TaskList",
    "Token",
    "UploadSession",
]
