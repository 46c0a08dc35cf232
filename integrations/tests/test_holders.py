"""Whose account is meant, and the right to act on it: at the door, and again where an effect becomes true."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from integrations.acting import actor_of, actor_of_user, as_of_now
from integrations.actors import STAFF_RIGHTS, SYSTEM, Actor, staff_actor
from integrations.errors import InputError, NotConnected, NotFound, PermissionDenied, Unauthenticated
from integrations.holders import Holder, authorise, authorise_now, find_holder, lock_holder
from integrations.models import ApiKey, Customer

OPERATOR = staff_actor(user_id=1, label="ada", groups=frozenset({"operator"}), is_superuser=False)
VIEWER = staff_actor(user_id=2, label="vera", groups=frozenset({"viewer"}), is_superuser=False)


@pytest.fixture
def globex(db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex")


@pytest.fixture
def ada(db: None) -> User:
    user = User.objects.create_user("ada", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="operator")[0])
    return user


def key_of(customer: Customer) -> Actor:
    return Actor(
        kind="api_key", id=str(uuid4()), label="key", customer_id=customer.pk, rights=frozenset({"view", "operate"})
    )


def stored_key(customer: Customer) -> Actor:
    row = ApiKey.objects.create(
        name="key", prefix="mk_1", key_hash="1", customer=customer, expires_at=timezone.now() + timedelta(days=1)
    )
    return Actor(kind="api_key", id=str(row.pk), label="key", customer_id=customer.pk, rights=frozenset({"operate"}))


def test_the_owner_is_meant_only_in_so_many_words(globex: Customer) -> None:
    assert find_holder(OPERATOR, "owner", None, field="customer") == Holder.owner()
    assert find_holder(OPERATOR, None, "globex", field="customer") == Holder.customer(globex)
    assert find_holder(OPERATOR, "customer", "globex", field="customer") == Holder.customer(globex)


@pytest.mark.parametrize(("mode", "customer"), [(None, None), ("customer", None), ("owner", "globex")])
def test_neither_and_both_are_refused_under_the_callers_name(
    globex: Customer, mode: str | None, customer: str | None
) -> None:
    with pytest.raises(InputError) as refused:
        find_holder(OPERATOR, mode, customer, field="customer_id")
    assert [each.field for each in refused.value.errors] == ["customer_id"]


@pytest.mark.parametrize("key", ["nobody", "glo\0bex"])
def test_a_customer_who_is_not_there_is_not_found(globex: Customer, key: str) -> None:
    with pytest.raises(NotFound):
        find_holder(OPERATOR, None, key, field="customer")


def test_a_row_whose_customer_is_gone_is_nobodys_and_never_the_owners() -> None:
    with pytest.raises(NotFound):
        Holder.stored(None, is_owner=False)
    assert Holder.stored(None, is_owner=True) == Holder.owner()


def test_a_customers_key_knows_nobody_else(globex: Customer) -> None:
    initech = Customer.objects.create(key="initech", name="Initech")
    authorise(key_of(globex), Holder.customer(globex))
    for foreign in (Holder.customer(initech), Holder.owner()):
        with pytest.raises(NotFound):
            authorise(key_of(globex), foreign)
    with pytest.raises(NotFound):
        find_holder(key_of(globex), None, "initech", field="customer")


def test_looking_is_not_operating(globex: Customer) -> None:
    with pytest.raises(PermissionDenied):
        authorise(VIEWER, Holder.customer(globex))
    authorise(VIEWER, Holder.customer(globex), right="view")


def test_holders_have_a_scope_and_words(globex: Customer) -> None:
    assert (Holder.owner().scope, str(Holder.owner()), Holder.owner().customer_id) == ("owner", "the owner", None)
    acme = Holder.customer(globex)
    assert (acme.scope, str(acme), acme.customer_id) == (f"customer:{globex.pk}", "the customer 'globex'", globex.pk)


def test_a_page_is_asked_for_by_its_staff_user_alone(ada: User) -> None:
    request = RequestFactory().get("/")
    request.user = ada
    assert actor_of(request) == actor_of_user(ada)
    assert actor_of(request).rights == STAFF_RIGHTS["operator"]
    for nobody in (AnonymousUser(), User(username="eve", is_staff=False), User(username="al", is_active=False)):
        request.user = nobody
        with pytest.raises(Unauthenticated):
            actor_of(request)


def deactivate(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def take_staff_away(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=False)


def take_groups_away(user: User) -> None:
    user.groups.clear()


@pytest.mark.parametrize("meanwhile", [deactivate, take_staff_away, take_groups_away])
def test_an_operator_who_lost_the_right_meanwhile_changes_nothing(
    ada: User, globex: Customer, meanwhile: Callable[[User], None]
) -> None:
    actor = actor_of_user(ada)
    with transaction.atomic():
        assert authorise_now(actor, Holder.customer(globex)) == actor
    meanwhile(ada)
    with transaction.atomic(), pytest.raises(PermissionDenied):
        authorise_now(actor, Holder.customer(globex))


@pytest.mark.parametrize("ended", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now()}])
def test_a_key_that_ended_meanwhile_changes_nothing(globex: Customer, ended: dict[str, object]) -> None:
    actor = stored_key(globex)
    assert as_of_now(actor) == actor
    ApiKey.objects.update(**ended)
    with transaction.atomic(), pytest.raises(PermissionDenied):
        authorise_now(actor, Holder.customer(globex))


def test_a_customer_switched_off_meanwhile_is_acted_for_no_more(globex: Customer) -> None:
    seen = Holder.customer(globex)
    Customer.objects.update(is_active=False)
    with transaction.atomic(), pytest.raises(NotConnected):
        authorise_now(SYSTEM, seen)


def test_a_customer_deleted_meanwhile_is_not_found(globex: Customer) -> None:
    seen = Holder.customer(globex)
    Customer.objects.all().delete()
    with transaction.atomic(), pytest.raises(NotFound):
        authorise_now(SYSTEM, seen)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["owner", "customer"])
def test_who_changes_a_holder_queues_up(whose: str) -> None:
    customer = Customer.objects.create(key="globex", name="Globex")
    holder = Holder.owner() if whose == "owner" else Holder.customer(customer)
    lock_holder_once(holder)
    inside, order = threading.Barrier(2, timeout=20), []

    def first() -> None:
        with transaction.atomic():
            lock_holder(holder)
            inside.wait()
            order.append("first")
        connection.close()

    def second() -> None:
        inside.wait()
        with transaction.atomic():
            lock_holder(holder)
            order.append("second")
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(first), threads.submit(second)]:
            done.result(timeout=30)
    assert order == ["first", "second"]


def lock_holder_once(holder: Holder) -> None:
    """The owner's row is made by the first who asks for it."""
    with transaction.atomic():
        lock_holder(holder)
