"""What lies in a new mailbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from integrations.sandbox.google.gmail.store import add_message
from integrations.sandbox.models import Account, Draft, Label, Mailbox


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One seeded message. `{name}` in the body is the owner's given name.

    The same ``number`` plays the same part in every mailbox, so that what works on one demo account works on all:
    1 has an attachment, 2 begins a conversation and 3 answers in it, 4 can be sorted, 6 can be thrown away,
    7 is a draft, 8 one that nobody needs, 9 lies in the trash.
    """

    number: int
    hours_ago: float
    sender: str
    subject: str
    body: str
    labels: tuple[str, ...] = ("INBOX",)
    key: str = ""
    answers: str = ""
    to: str = ""
    """Who gets what the owner has written and what answers nobody."""
    attachment: str = ""

    @property
    def message_id(self) -> str:
        return f"18f0c0ffee{self.number:06x}"


SENT = "self"

WORK = (
    Letter(
        number=1,
        hours_ago=1.5,
        sender="Jonas Brandt <jonas.brandt@globex.example>",
        subject="Pilot figures for tomorrow",
        body="Hi {name},\n\nhere are the pilot's figures. 42 of 50 sites report without gaps.\n"
        "Could you check the two red rows before the call?\n\nJonas",
        labels=("INBOX", "UNREAD", "IMPORTANT"),
        attachment="pilot-figures.csv",
    ),
    Letter(
        number=2,
        hours_ago=5,
        sender="Mara Oyelaran <mara@northwind.example>",
        subject="Offer 2041: sensors for hall 3",
        body="Dear {name},\n\nattached is our offer for 120 sensors, delivery within three weeks.\n"
        "It is valid until the end of the month.\n\nKind regards\nMara Oyelaran",
        labels=("INBOX", "UNREAD"),
        attachment="offer-2041.pdf",
        key="offer",
    ),
    Letter(
        number=3,
        hours_ago=3,
        sender=SENT,
        subject="Re: Offer 2041: sensors for hall 3",
        body="Hello Mara,\n\nthank you. Could you make it 150, for the same price each?\n\nYara",
        labels=("SENT",),
        key="offer-answer",
        answers="offer",
    ),
    Letter(
        number=4,
        hours_ago=26,
        sender="Build server <builds@globex.example>",
        subject="Nightly build 1187 passed",
        body="Build 1187 passed: 3,412 tests in 11 minutes.",
        labels=("INBOX", "CATEGORY_UPDATES"),
    ),
    Letter(
        number=5,
        hours_ago=50,
        sender="Ines Duarte <ines.duarte@globex.example>",
        subject="Travel expenses for Lisbon",
        body="Hi {name},\n\nplease send the two missing receipts (taxi, hotel).\n"
        "Then I can book them this month.\n\nInes",
        labels=("INBOX", "STARRED", "Finance"),
    ),
    Letter(
        number=6,
        hours_ago=120,
        sender="Northwind Newsletter <news@northwind.example>",
        subject="Five things we learned about cold chains",
        body="This month: batteries in the cold, and why three sensors beat one good one.",
        labels=("CATEGORY_PROMOTIONS",),
    ),
    Letter(
        number=7,
        hours_ago=0.5,
        sender=SENT,
        to="Jonas Brandt <jonas.brandt@globex.example>",
        subject="The two red rows",
        body="Hi Jonas,\n\nboth sites were offline over the weekend, the gaps are real.\n\nYara",
        labels=("DRAFT",),
    ),
    Letter(
        number=8,
        hours_ago=300,
        sender=SENT,
        to="Jonas Brandt <jonas.brandt@globex.example>",
        subject="Lunch, perhaps?",
        body="Hi Jonas,\n\nare you in the office on Tuesday?",
        labels=("DRAFT",),
    ),
    Letter(
        number=9,
        hours_ago=90,
        sender="Canteen <canteen@globex.example>",
        subject="The menu of last week",
        body="Monday: lentils. Tuesday: more lentils.",
        labels=("TRASH",),
    ),
)
HOME = (
    Letter(
        number=2,
        hours_ago=2,
        sender="Lena Marsh <lena.marsh@sandmail.example>",
        subject="Saturday?",
        body="Shall we take the early train? The tickets are cheap before eight.\n\nLena",
        labels=("INBOX", "UNREAD", "IMPORTANT"),
        key="saturday",
    ),
    Letter(
        number=3,
        hours_ago=1,
        sender=SENT,
        subject="Re: Saturday?",
        body="Yes, the 7:20. I bring breakfast.",
        labels=("SENT",),
        answers="saturday",
    ),
    Letter(
        number=4,
        hours_ago=20,
        sender="City Library <desk@library.example>",
        subject="Two books are due on Friday",
        body="Dear {name}, please return or renew: 'The Glass Harbour', 'Knots for Sailors'.",
        labels=("INBOX", "UNREAD", "CATEGORY_UPDATES"),
    ),
    Letter(
        number=1,
        hours_ago=70,
        sender="Harbour Rowing Club <post@rowing.example>",
        subject="Your invoice for the season",
        body="Dear {name}, the invoice for this season is attached. Thank you for rowing with us.",
        labels=("INBOX", "Club"),
        attachment="invoice-season.pdf",
    ),
    Letter(
        number=6,
        hours_ago=200,
        sender="Prize Department <win@lottery.example>",
        subject="You have WON",
        body="Send us your bank details to receive your prize.",
        labels=("SPAM",),
    ),
    Letter(
        number=7,
        hours_ago=0.5,
        sender=SENT,
        to="Harbour Rowing Club <post@rowing.example>",
        subject="A locker for next season",
        body="Hello,\n\nis there a locker free from May on?\n\nTheo",
        labels=("DRAFT",),
    ),
    Letter(
        number=8,
        hours_ago=300,
        sender=SENT,
        to="Lena Marsh <lena.marsh@sandmail.example>",
        subject="About last summer",
        body="Dear Lena,",
        labels=("DRAFT",),
    ),
    Letter(
        number=9,
        hours_ago=90,
        sender="City Library <desk@library.example>",
        subject="Our opening hours in spring",
        body="From March on we are open until eight.",
        labels=("TRASH",),
    ),
)


def fill_mailbox(account: Account, now: datetime) -> None:
    """Put the letters of a company's or a private mailbox in; the history begins after them."""
    mailbox = account.mailbox
    letters = WORK if account.hosted_domain else HOME
    for name in ("Finance", "Customers/Northwind") if account.hosted_domain else ("Club",):
        Label.objects.create(
            mailbox=mailbox,
            label_id=f"Label_{mailbox.labels.count() - 13}",
            name=name,
            message_list_visibility="show",
            label_list_visibility="labelShow",
        )
    _add_letters(mailbox, account, sorted(letters, key=lambda letter: -letter.hours_ago), now)
    mailbox.history.all().delete()
    mailbox.refresh_from_db()
    mailbox.history_floor = mailbox.history_id
    mailbox.save(update_fields=["history_floor"])


def compose(
    account: Account, *, sender: str, subject: str, body: str, at: datetime, attachment: str = "", message_key: str = ""
) -> EmailMessage:
    """A message to the account, as it would arrive."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = f"{account.name} <{account.email}>"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    if message_key:
        mail["Message-ID"] = f"<{message_key}.{account.subject}@seed.sandbox.example>"
    mail.set_content(body)
    if attachment.endswith(".csv"):
        mail.add_attachment("site,readings,gaps\nHall 1,14400,0\nHall 2,14391,9\n", subtype="csv", filename=attachment)
    elif attachment:
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=attachment)
    return mail


def _add_letters(mailbox: Mailbox, account: Account, letters: Sequence[Letter], now: datetime) -> None:
    own = {label.name: label.label_id for label in mailbox.labels.all()}
    for letter in letters:
        at = now - timedelta(hours=letter.hours_ago)
        mail = compose(
            account,
            sender=letter.sender,
            subject=letter.subject,
            body=letter.body.format(name=account.given_name),
            at=at,
            attachment=letter.attachment,
            message_key=letter.key or str(letter.hours_ago),
        )
        if letter.sender == SENT:
            addressee = letter.to or next(other.sender for other in letters if other.key == letter.answers)
            mail.replace_header("From", f"{account.name} <{account.email}>")
            mail.replace_header("To", addressee)
        if letter.answers:
            mail["In-Reply-To"] = f"<{letter.answers}.{account.subject}@seed.sandbox.example>"
        message = add_message(
            mailbox,
            mail.as_bytes(),
            [own[label] for label in letter.labels],
            now=now,
            at=at,
            message_id=letter.message_id,
        )
        if "DRAFT" in letter.labels:
            Draft.objects.create(mailbox=mailbox, draft_id=f"r{letter.number:019}", message=message)


# The smallest document that readers open: one empty page.
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
