"""Gmail's search language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.sandbox.google.gmail.search import Search
from integrations.sandbox.google.gmail.store import add_message
from integrations.sandbox.google.seed.accounts import add_account
from integrations.sandbox.models import Account, Label, Message
from integrations.sandbox.tests.mails import mail
from integrations.sandbox.vendor import Person

NOW = datetime(2030, 6, 15, 12, tzinfo=UTC)


@pytest.fixture
def mailbox(account: Account) -> None:
    """Three messages: an offer, a dinner and a report."""
    box = account.mailbox
    Label.objects.create(mailbox=box, label_id="Label_1", name="Kunden/Nord Süd")
    offer = mail(
        "ada@lab.example",
        "Offer 2041 for you",
        "120 sensors, delivered soon",
        attachment=("offer-2041.pdf", b"x"),
        From="Mara Oyelaran <mara@northwind.example>",
        Cc="Ines <ines@lab.example>",
        Message_ID="<offer@northwind>",
    )
    dinner = mail("ada@lab.example", "Dinner", "A movie and dinner on Friday?", From="Ben <ben@lab.example>")
    report = mail("jonas@lab.example", "Report", "Gaps in hall 3." + "x" * 4000, From="Ada <ada@lab.example>")
    for message, labels, age in (
        (offer, ["INBOX", "UNREAD", "Label_1"], timedelta(hours=2)),
        (dinner, ["INBOX", "STARRED"], timedelta(days=3)),
        (report, ["SENT"], timedelta(days=40)),
    ):
        add_message(box, message.as_bytes(), labels, now=NOW, at=NOW - age)


def found(query: str) -> list[str]:
    """The subjects' first words of what matches, newest first."""
    messages = Message.objects.filter(Search(query, NOW).condition()).order_by("-internal_date")
    return [message.subject.split()[0].lower() for message in messages]


@pytest.mark.usefixtures("mailbox")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["offer", "dinner", "report"]),
        ("sensors", ["offer"]),
        ("SENSORS delivered", ["offer"]),
        ("sensor", []),
        ('"movie and dinner"', ["dinner"]),
        ('"dinner and movie"', []),
        ("from:mara", ["offer"]),
        ("from:mara@northwind.example", ["offer"]),
        ("from:northwind.example", ["offer"]),
        ("from:me", []),
        ('from:"Mara Oyelaran"', ["offer"]),
        ("to:ada@lab.example", ["offer", "dinner"]),
        ("cc:ines", ["offer"]),
        ("bcc:ines", []),
        ("subject:dinner", ["dinner"]),
        ("subject:(offer you)", ["offer"]),
        ("subject:(offer OR dinner)", ["offer", "dinner"]),
        ('subject:"offer 2041"', ["offer"]),
        ("subject:movie", []),
        ("is:unread", ["offer"]),
        ("is:read", ["dinner", "report"]),
        ("is:starred", ["dinner"]),
        ("in:sent", ["report"]),
        ("in:inbox", ["offer", "dinner"]),
        ("in:anywhere", ["offer", "dinner", "report"]),
        ("label:inbox", ["offer", "dinner"]),
        ("label:Label_1", ["offer"]),
        ("label:kunden-nord-süd", ["offer"]),
        ('label:"Kunden/Nord Süd"', ["offer"]),
        ("label:kunden.nord.süd", []),
        ("has:attachment", ["offer"]),
        ("-has:attachment", ["dinner", "report"]),
        ("has:userlabels", ["offer"]),
        ("has:nouserlabels", ["dinner", "report"]),
        ("filename:pdf", ["offer"]),
        ("filename:offer-2041.pdf", ["offer"]),
        ("rfc822msgid:offer@northwind", ["offer"]),
        ("rfc822msgid:<offer@northwind>", ["offer"]),
        ("after:2030/06/14", ["offer"]),
        ("after:2030-06-12", ["offer", "dinner"]),
        ("before:2030/06/01", ["report"]),
        ("after:2030/06/01 before:2030/06/14", ["dinner"]),
        (f"after:{int((NOW - timedelta(hours=3)).timestamp())}", ["offer"]),
        (f"before:{int((NOW - timedelta(hours=3)).timestamp())}", ["dinner", "report"]),
        ("newer_than:1d", ["offer"]),
        ("newer_than:1m", ["offer", "dinner"]),
        ("newer_than:1h", []),
        ("older_than:1m", ["report"]),
        ("older_than:1y", []),
        ("larger:3k", ["report"]),
        ("smaller:2000", ["offer", "dinner"]),
        ("sensors OR movie", ["offer", "dinner"]),
        ("{sensors movie}", ["offer", "dinner"]),
        ("{from:mara from:ben} is:starred", ["dinner"]),
        ("(sensors movie) OR gaps", ["report"]),
        ("-sensors -movie", ["report"]),
        ("-{sensors movie}", ["report"]),
        ("-(is:unread from:mara)", ["dinner", "report"]),
        ("from:mara -is:unread", []),
        ("sensors) -movie}", ["offer"]),
        ("(sensors", ["offer"]),
        ("unknown:word", []),
        ("after:someday", ["offer", "dinner", "report"]),
    ],
)
def test_query_finds(query: str, expected: list[str]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [("in:trash", True), ("label:SPAM x", True), ("in:anywhere", True), ("trash", False), ("subject:trash", False)],
)
def test_query_says_whether_it_wants_trash_and_spam(query: str, expected: bool) -> None:
    assert Search(query, NOW).names_trash_or_spam is expected


@pytest.mark.django_db
@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab:-(){}"OR <>@.*\\%_0199is/newer_than', max_size=40))
def test_any_text_can_be_searched_for(query: str) -> None:
    list(Message.objects.filter(Search(query, NOW).condition()))


@pytest.mark.django_db
def test_numbers_beyond_reason_are_survived() -> None:
    add_account(Person(email="a@b.example", given_name="A"), with_content=False)
    for query in ("newer_than:99999999999y", "larger:99999999999999999999", "after:99999999999999", "after:0/0/0"):
        assert list(Message.objects.filter(Search(query, NOW).condition())) == []
