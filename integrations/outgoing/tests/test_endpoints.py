"""Who may have an endpoint, and what it may be."""

from __future__ import annotations

import base64

import pytest

from integrations.actors import ALL_RIGHTS, STAFF_RIGHTS, SYSTEM, Actor, Right
from integrations.connect.tokens import rotation, vault, webhook_secrets
from integrations.egress.tests.vendor import Vendor
from integrations.errors import Conflict, InputError, MachinaError, NotFound, PermissionDenied
from integrations.models import AuditEvent, Customer, WebhookDelivery, WebhookEndpoint, WebhookTurn
from integrations.outgoing import endpoints, replays
from integrations.outgoing.tests.conftest import MakeEndpoint, Tell, only, work

pytestmark = pytest.mark.django_db


def link_actor(customer: Customer | None = None, *, rights: frozenset[Right] = ALL_RIGHTS) -> Actor:
    """Somebody whose rights no table can take away meanwhile."""
    return Actor("link", "x", "somebody", customer_id=customer.pk if customer else None, rights=rights)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://hooks.acme.example/", "not encrypted"),
        ("https://127.0.0.1/", "not a public address"),
        ("https://169.254.169.254/latest/meta-data", "not a public address"),
        ("https://[::ffff:10.0.0.1]/", "not a public address"),
        ("https://2130706433/", "unusual spelling"),
        ("https://0x7f.1/", "unusual spelling"),
        ("https://user:secret@hooks.acme.example/", "user name or password"),
        ("https://hooks.acme.example:22/", "not for the web"),
        ("https://hooks.acme.example/a/../b", "segment"),
        ("ftp://hooks.acme.example/", "use https"),
        ("hooks", "use https"),
        ("https://hooks.acme.example/\0", "control character"),
        ("https://hooks.acme.example/" + "x" * 2000, "2000 characters"),
    ],
)
def test_an_address_that_must_not_be_reached_is_refused(db: None, url: str, told: str) -> None:
    with pytest.raises(InputError) as refused:
        endpoints.create_endpoint(SYSTEM, None, url=url, events=["*"])
    (wrong,) = refused.value.errors
    assert wrong.field == "url"
    assert told in wrong.message
    assert not WebhookEndpoint.objects.exists()


def test_everything_wrong_is_told_at_once(db: None) -> None:
    with pytest.raises(InputError) as refused:
        endpoints.create_endpoint(SYSTEM, None, url="http://x", events=["link.*", "nothing"], description="x" * 201)
    assert [each.field for each in refused.value.errors] == ["url", "events.1", "description"]
    with pytest.raises(InputError, match="not right"):
        endpoints.create_endpoint(SYSTEM, None, url="https://hooks.acme.example/", events=[])


def test_the_secret_is_sealed_in_its_row_and_follows_a_new_key(make_endpoint: MakeEndpoint, settings: object) -> None:
    created = make_endpoint()
    endpoints.rotate_secret(SYSTEM, created.endpoint)
    stored = WebhookEndpoint.objects.get()
    assert base64.b64decode(created.secret.removeprefix("whsec_"))
    assert created.secret not in str(WebhookEndpoint.objects.values().get())
    assert created.secret not in str(list(AuditEvent.objects.values()))
    assert webhook_secrets.in_force(stored)[1] == created.secret
    settings.ENCRYPTION_KEYS = [("newer", b"n" * 32), *settings.ENCRYPTION_KEYS]  # type: ignore[attr-defined]
    assert rotation.rotate(lambda: None).resealed == 2
    stored.refresh_from_db()
    assert (vault.key_of(stored.secret_sealed), vault.key_of(stored.former_secret_sealed)) == ("newer", "newer")
    assert webhook_secrets.in_force(stored)[1] == created.secret


@pytest.mark.parametrize("group", STAFF_RIGHTS)
def test_the_operators_own_take_the_right_to_security_a_customers_the_right_to_operate(
    make_endpoint: MakeEndpoint, receiver: Vendor, globex: Customer, group: str
) -> None:
    rights = STAFF_RIGHTS[group]
    for customer, right in ((None, "security"), (globex, "operate")):
        existing = make_endpoint(customer).endpoint
        before = WebhookEndpoint.objects.count()
        actor = link_actor(rights=rights)
        allowed = right in rights
        assert _is_done(lambda: endpoints.create_endpoint(actor, customer, url=receiver.url, events=["*"])) is allowed  # noqa: B023
        assert WebhookEndpoint.objects.count() == before + allowed
        for action in (
            lambda: endpoints.change_endpoint(actor, existing, is_active=False),  # noqa: B023  # called at once
            lambda: endpoints.change_endpoint(actor, existing, is_active=True),  # noqa: B023
            lambda: endpoints.rotate_secret(actor, existing),  # noqa: B023
            lambda: endpoints.send_test(actor, existing),  # noqa: B023
            lambda: endpoints.delete_endpoint(actor, existing),  # noqa: B023
        ):
            assert _is_done(action) is allowed


def test_a_customer_has_five_and_the_operator_twenty(make_endpoint: MakeEndpoint, globex: Customer) -> None:
    for _ in range(5):
        make_endpoint(globex)
    with pytest.raises(Conflict, match="There are 5 endpoints of the customer 'globex' already"):
        make_endpoint(globex)
    for _ in range(20):
        make_endpoint()
    with pytest.raises(Conflict, match="20 endpoints of the owner"):
        make_endpoint()


def test_another_customers_is_not_there(
    make_endpoint: MakeEndpoint, tell: Tell, globex: Customer, initech: Customer, receiver: Vendor
) -> None:
    theirs, operators = make_endpoint(initech).endpoint, make_endpoint().endpoint
    tell(initech)
    mine = link_actor(globex, rights=frozenset({"view", "operate"}))
    before = sorted(WebhookEndpoint.objects.values_list("pk", "is_active", "secret_sealed"))
    for foreign in (theirs, operators):
        for action in (
            lambda: endpoints.change_endpoint(mine, foreign, is_active=False),  # noqa: B023  # called at once
            lambda: endpoints.rotate_secret(mine, foreign),  # noqa: B023
            lambda: endpoints.delete_endpoint(mine, foreign),  # noqa: B023
            lambda: endpoints.send_test(mine, foreign),  # noqa: B023
            lambda: replays.replay(mine, foreign.deliveries.get()),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                action()
    for customer in (initech, None):
        with pytest.raises(NotFound):
            endpoints.create_endpoint(mine, customer, url=receiver.url, events=["*"])
    assert sorted(WebhookEndpoint.objects.values_list("pk", "is_active", "secret_sealed")) == before


def test_changes_are_audited_without_what_an_address_may_hide(make_endpoint: MakeEndpoint, receiver: Vendor) -> None:
    endpoint = make_endpoint(path="/hook?token=hidden").endpoint
    endpoints.change_endpoint(SYSTEM, endpoint, url=f"{receiver.url}/hook?token=other", events=["link.*"])
    endpoints.change_endpoint(SYSTEM, endpoint, description="Our books", is_active=False)
    endpoints.change_endpoint(SYSTEM, endpoint, is_active=False)
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.why_inactive) == (f"{receiver.url}/hook?token=other", "by_hand")
    actions = list(AuditEvent.objects.order_by("position").values_list("action", "before", "after"))
    url = f"{receiver.url}/hook"
    assert actions[1:] == [
        ("webhook.endpoint.change", {"url": url, "events": ["*"]}, {"url": url, "events": ["link.*"]}),
        (
            "webhook.endpoint.change",
            {"description": "", "is_active": True},
            {"description": "Our books", "is_active": False},
        ),
    ]
    assert "hidden" not in str(list(AuditEvent.objects.values()))


def test_a_test_event_arrives_and_one_waits_at_most(make_endpoint: MakeEndpoint, receiver: Vendor) -> None:
    endpoint = make_endpoint(events=["link.finished"]).endpoint
    endpoints.send_test(SYSTEM, endpoint)
    with pytest.raises(Conflict, match="waits for this endpoint already"):
        endpoints.send_test(SYSTEM, endpoint)
    WebhookTurn.objects.update(state="queued")
    work(endpoint)
    assert receiver.received[0].json()["type"] == "webhook.test"
    assert only().state == "succeeded"
    endpoints.change_endpoint(SYSTEM, endpoint, is_active=False)
    with pytest.raises(Conflict, match="switched off"):
        endpoints.send_test(SYSTEM, endpoint)


def test_deleting_forgets_what_it_was_told(make_endpoint: MakeEndpoint, tell: Tell) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    work(endpoint)
    endpoints.delete_endpoint(SYSTEM, endpoint)
    assert not WebhookDelivery.objects.exists()
    assert not WebhookTurn.objects.exists()
    assert AuditEvent.objects.get(action="webhook.endpoint.delete").before["events"] == ["*"]


def _is_done(action: object) -> bool:
    try:
        action()  # type: ignore[operator]  # called at once
    except PermissionDenied:
        return False
    except MachinaError as error:
        raise AssertionError(error.detail) from error
    return True
