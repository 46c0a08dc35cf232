"""Questions that name a channel of the operator's Slack: it is told once, and what it is told gives nobody a right."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from integrations.catalog.registry import Catalog, catalog, using
from integrations.connect.postage import RECIPIENT
from integrations.models import Call, Connection
from integrations.payloads.contents import load
from workflows.agents.approvals.slack import tell_channel
from workflows.agents.approvals.tests.conftest import Asked
from workflows.models import Approval
from workflows.tests.desk import Desk

SHIPPED = catalog()


@pytest.fixture
def slack(make_connection: Any) -> Connection:
    made: Connection = make_connection(None, scopes=[*SHIPPED.service("slack").scopes], is_default=True)
    Connection.objects.filter(pk=made.pk).update(provider="slack", services=["slack"])
    return made


def told(approval: Approval, desk: Desk) -> None:
    with using(Catalog([desk.service, SHIPPED.service("slack")])):
        tell_channel({"approval": str(approval.pk)})


def test_its_channel_is_told_once_and_the_link_asks_who_one_is(asked: Asked, desk: Desk, slack: Connection) -> None:
    approval = asked(slack_channel="C0123ABCD", parameters={"text": "<!channel> [look](https://evil.example/)"})

    told(approval, desk)
    told(approval, desk)

    call = Call.objects.select_related("params").get()
    assert (call.operation, call.connection_id, call.is_owner) == ("slack.post_message", slack.pk, True)
    assert call.params is not None
    params: Any = load(call.params)
    assert (params["channel_id"], params["text_format"], params["unfurl_links"]) == ("C0123ABCD", "plain", False)
    address = params["text"].split()[-1]
    assert str(approval.pk) in address
    assert "/approvals/" not in address
    assert Client().get("/" + address.partition("://")[2].partition("/")[2]).status_code == 302
    assert Approval.objects.get().state == "open"


def test_nothing_is_told_without_a_channel_or_an_account(asked: Asked, desk: Desk) -> None:
    told(asked(key="test:2"), desk)
    told(asked(key="test:3", slack_channel="C0123ABCD"), desk)

    assert not Call.objects.exists()
    assert Approval.objects.filter(state="open").count() == 2


def test_a_flood_of_questions_floods_no_channel(asked: Asked, desk: Desk, slack: Connection) -> None:
    for number in range(RECIPIENT.an_hour + 1):
        told(asked(key=f"test:{number}", slack_channel="C0123ABCD"), desk)
    told(asked(key="test:other", slack_channel="C0456EFGH"), desk)

    assert Approval.objects.filter(state="open").count() == RECIPIENT.an_hour + 2
    assert Call.objects.count() == RECIPIENT.an_hour + 1
