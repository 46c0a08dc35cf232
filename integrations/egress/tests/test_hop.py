from __future__ import annotations

import pytest

from integrations.egress.guard import AddressRefused, Reach, parse_target
from integrations.egress.hop import Hop
from integrations.errors import RemoteRejected

REACH = Reach(hosts=("api.example",))
HOME = Hop(parse_target("https://api.example/files/1?x=1"), may_be_private=False)


def test_a_redirect_on_the_same_origin_stays_at_home() -> None:
    hop = HOME.next("../other?y=2#part", REACH)
    assert hop == Hop(parse_target("https://api.example/other?y=2"), False, False, "api.example")


def test_dot_segments_of_a_redirect_are_removed_before_it_is_followed() -> None:
    assert HOME.next("https://api.example/a/b/../c", REACH).target.url == "https://api.example/a/c"
    assert HOME.next("https://cdn.example/a/./b?x=..", REACH).target.url == "https://cdn.example/a/b?x=.."
    with pytest.raises(RemoteRejected):
        HOME.next("https://api.example/a/%2e%2e/c", REACH)


@pytest.mark.parametrize("location", ["https://cdn.example/a", "//cdn.example/a", "https://api.example:8443/a"])
def test_a_redirect_to_another_public_origin_leads_to_a_stranger(location: str) -> None:
    hop = HOME.next(location, REACH)
    assert hop.is_stranger
    assert not hop.may_be_private


def test_after_a_stranger_everybody_is_one() -> None:
    hop = HOME.next("https://cdn.example/a", REACH).next("https://api.example/b", REACH).next("/c", REACH)
    assert hop.target.url == "https://api.example/c"
    assert hop.is_stranger


@pytest.mark.parametrize("location", ["http://api.example/", "https://10.0.0.1/", "https://[bad/", "mailto:a@b"])
def test_a_redirect_to_where_nothing_may_go_is_the_senders_fault(location: str) -> None:
    with pytest.raises(RemoteRejected, match=r"^api\.example redirected to an address that is not allowed"):
        HOME.next(location, REACH)


def test_a_private_address_behind_a_name_is_blamed_on_who_sent_us_there() -> None:
    with pytest.raises(AddressRefused, match="private"), HOME.blame_for_its_address():
        raise AddressRefused("private")
    sent = HOME.next("https://cdn.example/", REACH)
    with pytest.raises(RemoteRejected, match=r"^api\.example redirected"), sent.blame_for_its_address():
        raise AddressRefused("private")
