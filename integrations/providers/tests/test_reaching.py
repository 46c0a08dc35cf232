"""Where an account is reached, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.egress.guard import AddressRefused, Reach
from integrations.errors import NotConnected, RemoteUnavailable
from integrations.providers.reaching import Reached

HOSTS = ("api.parcel.example", "files.parcel.example")


def test_all_accounts_share_the_hosts_of_the_service() -> None:
    assert Reached.at("parcel", "live", hosts=HOSTS) == Reached("https://api.parcel.example", Reach(hosts=HOSTS))


def test_an_address_of_its_own_is_the_only_one_there_is() -> None:
    reached = Reached.at("parcel", "live", hosts=HOSTS, base_url="https://acme.parcel.example/api")
    own = Reach(origins=frozenset({"https://acme.parcel.example"}), public_only=True)
    assert reached == Reached("https://acme.parcel.example/api", own)


def test_an_address_that_is_stored_and_not_public_is_refused_when_it_is_used() -> None:
    with pytest.raises(AddressRefused):
        Reached.at("parcel", "live", hosts=HOSTS, base_url="https://10.0.0.7")


def test_what_stands_in_for_the_vendor_stands_in_for_every_address(settings: Any) -> None:
    settings.MACHINA_ENDPOINTS = {"parcel": {"api_root": "http://127.0.0.1:9"}}
    reached = Reached.at("parcel", "live", hosts=HOSTS, base_url="https://acme.parcel.example")
    assert reached == Reached("http://127.0.0.1:9", Reach(origins=frozenset({"http://127.0.0.1:9"})))


def test_the_sandbox_is_not_reached_while_it_is_off(settings: Any) -> None:
    settings.MACHINA_SANDBOX = False
    with pytest.raises(RemoteUnavailable):
        Reached.at("parcel", "sandbox", hosts=HOSTS)


def test_where_each_account_has_an_address_there_is_none_without_an_account() -> None:
    with pytest.raises(NotConnected, match="'forge' has an address of its own"):
        Reached.at("forge", "live", hosts=())
