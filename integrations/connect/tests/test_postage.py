"""Attack: whoever can make Machina mail somebody does so without end, one by one and many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api import keys
from integrations.connect import expiry, postage
from integrations.connect.links import links, mails
from integrations.connect.tests.conftest import YARA, Browser, MakeConnection
from integrations.connect.tests.test_concurrency import at_once
from integrations.errors import RateLimited, RemoteUnavailable
from integrations.models import AuditEvent, Connection, ConnectLink, Customer, MailCount

NewLink = Callable[..., links.CreatedLink]


@pytest.fixture
def program(globex: Customer) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {keys.create_key(SYSTEM, 'server', customer=globex).secret}")
    return client


def pass_time(age: timedelta) -> None:
    """As if all mails so far had left so much earlier."""
    for row in MailCount.objects.all():
        row.sent = [each - age.total_seconds() for each in row.sent]
        row.save()


@pytest.mark.django_db(transaction=True)
def test_fifteen_resends_at_once_mail_three_times_and_the_last_address_works(
    new_link: NewLink, program: APIClient
) -> None:
    link = new_link().link
    resend = partial(program.post, f"/api/v1/links/{link.pk}/resend")
    answers = at_once([resend] * 15)

    assert Counter(each.status_code for each in answers) == {200: 3, 429: 12}
    refused = next(each for each in answers if each.status_code == 429)
    assert (refused.json()["code"], "wait 60 minutes" in refused.json()["detail"]) == ("rate_limited", True)
    assert 3_500 < int(refused.headers["Retry-After"]) <= 3_600
    assert len(mail.outbox) == AuditEvent.objects.filter(action="connect.link.send").count() == 3
    live = [each for each in answers if each.status_code == 200 and Client().get(each.json()["url"]).status_code == 200]
    assert len(live) == 1


@pytest.mark.django_db(transaction=True)
def test_fifteen_people_at_the_page_for_connecting_again_mail_three_times(
    make_connection: MakeConnection, globex: Customer
) -> None:
    dead = make_connection(globex)
    Connection.objects.update(status="needs_reconnect", status_reason="invalid_grant")
    page = f"/connect/again/{dead.pk}/"
    browsers = [Browser(Client(enforce_csrf_checks=True)) for _ in range(15)]
    for browser in browsers:
        browser.open(page)
    at_once([partial(browser.press, page) for browser in browsers])
    assert len(mail.outbox) == ConnectLink.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_fifteen_codes_asked_for_at_once_are_three(new_link: NewLink) -> None:
    url = new_link().url
    browsers = [Browser(Client(enforce_csrf_checks=True)) for _ in range(15)]
    for browser in browsers:
        browser.open(url)
    at_once([partial(browser.press, url, action="start") for browser in browsers])
    assert len(mail.outbox) == 3


@pytest.mark.django_db(transaction=True)
def test_fifteen_password_resets_at_once_are_three(ada: object) -> None:
    ask = partial(Client().post, "/accounts/password/reset/", {"email": "ada@operator.example"})
    assert {each.status_code for each in at_once([ask] * 5)} == {302}
    assert [each.to for each in mail.outbox] == [["ada@operator.example"]] * 3


def test_a_refused_resend_keeps_the_address_that_was_mailed(new_link: NewLink, program: APIClient) -> None:
    link = new_link().link
    answers = [program.post(f"/api/v1/links/{link.pk}/resend") for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert Client().get(answers[2].json()["url"]).status_code == 200


def test_a_link_is_mailed_three_times_an_hour_and_ten_times_a_day(new_link: NewLink) -> None:
    created = new_link()
    for _ in range(3):
        for _ in range(3):
            links.send_link(SYSTEM, created)
        with pytest.raises(RateLimited, match="wait 60 minutes"):
            links.send_link(SYSTEM, created)
        pass_time(timedelta(hours=1, seconds=1))
    links.send_link(SYSTEM, created)
    with pytest.raises(RateLimited, match="wait 21 hours"):
        links.send_link(SYSTEM, created)
    pass_time(timedelta(hours=21))
    links.send_link(SYSTEM, created)


def test_many_links_for_one_mailbox_are_no_way_around(new_link: NewLink) -> None:
    for created in [new_link() for _ in range(10)]:
        links.send_link(SYSTEM, created)
    with pytest.raises(RateLimited):
        links.send_link(SYSTEM, new_link())
    assert len(mail.outbox) == 10


def test_many_mailboxes_of_one_customer_are_no_way_around(new_link: NewLink, globex: Customer) -> None:
    for number in range(20):
        globex.email = f"person-{number}@globex.example"
        globex.save()
        links.send_link(SYSTEM, new_link(globex))
    globex.email = "person-20@globex.example"
    globex.save()
    with pytest.raises(RateLimited):
        links.send_link(SYSTEM, new_link(globex))
    assert len(mail.outbox) == 20


def test_one_kind_and_one_customer_never_keep_back_another(new_link: NewLink, initech: Customer) -> None:
    created = new_link()
    for _ in range(3):
        links.send_link(SYSTEM, created)
    with mails.stamped("code", created.link) as stamp:
        mails.send_code_mail(created.link, "123456", stamp)
    links.send_link(SYSTEM, new_link(initech))
    assert len(mail.outbox) == 5


def test_a_mail_that_could_not_leave_is_not_counted(new_link: NewLink, monkeypatch: pytest.MonkeyPatch) -> None:
    created = new_link()
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", _no_server)
        for _ in range(5):
            with pytest.raises(RemoteUnavailable):
                links.send_link(SYSTEM, created)
    links.send_link(SYSTEM, created)
    assert [len(row.sent) for row in MailCount.objects.all()] == [1, 1, 1]


def test_no_mail_leaves_on_the_stamp_of_another(new_link: NewLink, initech: Customer) -> None:
    created = new_link(initech)
    with pytest.raises(ValueError, match="stamp"), mails.stamped("link", new_link().link) as stamp:
        mails.send_link_mail(created.link, created.url, stamp)
    assert mail.outbox == []


def test_counts_are_kept_for_a_day_and_name_nobody(new_link: NewLink) -> None:
    links.send_link(SYSTEM, new_link())
    assert YARA not in str(list(MailCount.objects.values()))
    expiry.delete_old_rows()
    assert MailCount.objects.count() == 3
    MailCount.objects.update(updated_at=timezone.now() - timedelta(days=1, minutes=1))
    expiry.delete_old_rows()
    assert not MailCount.objects.exists()


def test_capital_letters_are_no_other_mailbox(db: None) -> None:
    for address in ("yara@globex.example", "Yara@Globex.example", " YARA@globex.example"):
        postage.take("link", address)
    with pytest.raises(RateLimited):
        postage.take("link", YARA.replace("yara.keller", "yara"))


def _no_server(*args: object) -> None:
    raise OSError("connection refused")
