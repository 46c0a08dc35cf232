"""SECURITY 29: who may do what with links and connections, one table for every door they are reached by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core.serializers import serialize
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.acting import actor_of_user
from integrations.actors import SYSTEM, Actor
from integrations.api import keys
from integrations.api.socket import MESSAGES
from integrations.api.tests.conftest import MakeConnection
from integrations.connect.links import links
from integrations.connect.links.links import CreatedLink
from integrations.errors import MachinaError, PermissionDenied
from integrations.models import ApiKey, Connection, ConnectLink, Customer

Things = dict[str, UUID]
PROOFS = ("email_code", "expected_account", "operator")


@pytest.fixture
def things(globex: Customer, make_connection: MakeConnection) -> Things:
    """A link of each proof, an account in use, and one that waits for the operator."""
    later = timezone.now() + timedelta(days=1)
    made = {
        proof: ConnectLink.objects.create(
            customer=globex, services=["gmail"], token_hash=uuid4().hex, expires_at=later, verification=proof
        ).pk
        for proof in PROOFS
    }
    waiting = make_connection(globex, status="pending", pending_until=later)
    return {**made, "active": make_connection(globex).pk, "pending": waiting.pk}


@pytest.fixture
def staff_of(db: None) -> Callable[[str], User]:
    def make(group: str) -> User:
        user = User.objects.create_user(group, is_staff=True)
        user.groups.add(Group.objects.get_or_create(name=group)[0])
        return user

    return make


def everything() -> str:
    kinds = (Connection, ConnectLink)
    return "".join(serialize("json", kind.objects.order_by("pk")) for kind in kinds)


REST = [
    # the action, its address, and the status for: the customer's key, a viewer, an operator, the operator's key
    ("resend a link with the mailed code", "links/{email_code}/resend", (200, 403, 200, 200)),
    ("resend one for expected accounts", "links/{expected_account}/resend", (403, 403, 200, 200)),
    ("resend the operator's", "links/{operator}/resend", (403, 403, 200, 200)),
    ("revoke a link with the mailed code", "links/{email_code}/revoke", (200, 403, 200, 200)),
    ("revoke one for expected accounts", "links/{expected_account}/revoke", (403, 403, 200, 200)),
    ("revoke the operator's", "links/{operator}/revoke", (403, 403, 200, 200)),
    ("confirm an account", "connections/{pending}/confirm", (404, 403, 200, 200)),
    ("disconnect an account", "connections/{active}/revoke", (200, 403, 200, 200)),
    ("disconnect one that waits", "connections/{pending}/revoke", (200, 403, 200, 200)),
]
WHO = ("customer_key", "viewer", "operator", "operator_key")


@pytest.mark.parametrize(("who", "index"), [(who, index) for index, who in enumerate(WHO)])
@pytest.mark.parametrize(("action", "address", "statuses"), REST, ids=[action for action, *_ in REST])
def test_rest(
    things: Things,
    globex_key: APIClient,
    operator_key: APIClient,
    staff_of: Callable[[str], User],
    who: str,
    index: int,
    action: str,
    address: str,
    statuses: tuple[int, ...],
) -> None:
    client = {"customer_key": globex_key, "operator_key": operator_key}.get(who) or _signed_in(staff_of(who))
    before = everything()
    answer = client.post(f"/api/v1/{address.format(**things)}")
    assert answer.status_code == statuses[index], answer.content
    assert (everything() == before) == (statuses[index] >= 400)


@pytest.mark.parametrize(("proof", "status"), [("email_code", 201), ("expected_account", 403), ("operator", 403)])
def test_making_a_link_and_handling_it_go_by_one_rule(
    globex_key: APIClient, make_connection: MakeConnection, proof: str, status: int
) -> None:
    body = {"services": ["gmail"], "verification": proof}
    answer = globex_key.post("/api/v1/customers/globex/links/", body, format="json")
    assert answer.status_code == status
    assert ConnectLink.objects.exists() is (status == 201)


@pytest.mark.parametrize("proof", ["expected_account", "operator"])
@pytest.mark.parametrize(
    "action",
    [
        links.resend_link,
        links.renew_link,
        links.reset_link,
        links.revoke_link,
        lambda actor, link: links.send_link(actor, CreatedLink(link, "https://connect.example/")),
    ],
    ids=["resend", "renew", "reset", "revoke", "send"],
)
def test_whoever_calls_a_link_that_is_the_operators_stays_it(
    things: Things, globex: Customer, action: Callable[[Actor, ConnectLink], object], proof: str
) -> None:
    actor = keys.actor_of_key(keys.create_key(SYSTEM, "globex server", customer=globex).secret)
    before = everything()
    with pytest.raises(PermissionDenied):
        action(actor, ConnectLink.objects.get(pk=things[proof]))
    assert everything() == before


@pytest.mark.parametrize(("group", "is_allowed"), [("viewer", False), ("billing", False), ("operator", True)])
def test_socket(things: Things, staff_of: Callable[[str], User], group: str, is_allowed: bool) -> None:
    logout = next(each for each in MESSAGES if each.name == "google_logout")
    actor, before = actor_of_user(staff_of(group)), everything()
    said = logout.request.model_validate({"connection": str(things["active"])})
    assert _is_done(lambda: logout.answer(actor, "session", said)) is is_allowed
    assert (everything() != before) is is_allowed


@pytest.mark.parametrize(("group", "is_allowed"), [("viewer", False), ("billing", False), ("operator", True)])
@pytest.mark.parametrize(
    ("page", "thing"),
    [
        ("connectlink_resend", "operator"),
        ("connectlink_revoke", "operator"),
        ("connection_confirm", "pending"),
        ("connection_disconnect", "active"),
        ("connection_pause", "active"),
    ],
)
def test_admin(
    things: Things, staff_of: Callable[[str], User], group: str, is_allowed: bool, page: str, thing: str
) -> None:
    client, before = Client(), everything()
    client.force_login(staff_of(group), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.post(reverse(f"admin:integrations_{page}", args=[things[thing]]), {"_form_submitted": "True"})
    assert (everything() != before) is is_allowed


def test_a_key_that_has_ended_does_nothing_at_any_door(things: Things, globex_key: APIClient) -> None:
    ApiKey.objects.update(revoked_at=timezone.now())
    before = everything()
    for _, address, _ in REST:
        assert globex_key.post(f"/api/v1/{address.format(**things)}").status_code == 401
    assert everything() == before


def _is_done(action: Callable[[], object]) -> bool:
    try:
        action()
    except MachinaError:
        return False
    return True


def _signed_in(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client
