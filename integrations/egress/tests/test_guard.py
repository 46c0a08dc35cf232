"""SECURITY 7: every spelling that has led a guard astray, tried on the real client with a resolver of our own."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from integrations.egress.client import Egress
from integrations.egress.deadline import Deadline, DeadlineExceeded
from integrations.egress.guard import AddressRefused, Reach, admit, parse_target
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.egress.tests.vendor import Vendor
from integrations.errors import RemoteUnavailable

PUBLIC = "93.184.215.14"


class Names:
    """A resolver and a dialler that note what they are asked; nothing leaves this machine."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.dialled: list[str] = []

    def resolve(self, host: str, port: int, seconds: float) -> list[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        self.dialled.append(address)
        raise ConnectionRefusedError


@pytest.fixture
def fetch(tls: ssl.SSLContext) -> Iterator[Callable[[str, Names], object]]:
    """GET an address as the free-form HTTP operation may: anywhere on the internet, without a credential."""
    clients: list[Egress] = []

    def fetch(url: str, names: Names) -> object:
        egress = Egress(resolve=names.resolve, dial=names.dial, tls=tls)
        clients.append(egress)
        permit = Permit(reach=Reach(anywhere=True), effect="read", deadline=Deadline(5))
        return egress.send(EgressRequest("GET", url, permit), attempts=1)

    yield fetch
    for client in clients:
        client.close()


CLIMBING = [
    "https://api.example.com/..",
    "https://api.example.com/v1/../v2",
    "https://api.example.com/v1/./x",
    "https://api.example.com/v1/.",
    "https://api.example.com/v1/%2e%2e/x",
    "https://api.example.com/v1/.%2E/x",
    "https://api.example.com/v1/%2E",
    "https://api.example.com/v1/%252e%252e/x",
    "https://api.example.com/v1/..%2fx",
    "https://api.example.com/v1/a%2f..%2fx",
    "https://api.example.com/v1/..%5cx",
    "https://api.example.com/v1/..;/x",
    "https://api.example.com/v1/..;a=b/x",
    "https://api.example.com/v1/x%00",
    "https://api.example.com/v1/x%0d%0aHost:%20other",
    "https://api.example.com/v1/x%7f",
]


@pytest.mark.parametrize("url", CLIMBING)
def test_a_path_that_leads_elsewhere_never_leaves(fetch: Callable[[str, Names], object], url: str) -> None:
    names = Names([PUBLIC])
    with pytest.raises(AddressRefused, match=r"'\.' or '\.\.'"):
        fetch(url, names)
    assert (names.asked, names.dialled) == ([], [])


@pytest.mark.parametrize(
    "path", ["/", "/...", "/a..b/.c/d.", "/a%2Fb", "/%C3%A4", "/x?path=../..", "/100%25", "/a;b=c/d", "/.well-known/x"]
)
def test_a_path_with_dots_in_names_is_one_like_any_other(path: str) -> None:
    assert parse_target(f"https://api.example.com{path}").path == path


SPELLINGS = [
    "https://127.0.0.1/",
    "https://127.0.0.1./",
    "https://127.1/",
    "https://127.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0.0.1/",
    "https://0X7F.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.01/",
    "https://127.0.0.0x1/",
    "https://0/",
    "https://0x/",
    "https://0.0.0.0/",
    "https://00000000/",
    "https://4294967297/",
    "https://256.256.256.256/",
    "https://1.2.3.4.5/",
    "https://169.254.169.254/latest/meta-data/",
    "https://0xa9fea9fe/",
    "https://10.0.0.1/",
    "https://[::1]/",
    "https://[0:0:0:0:0:0:0:1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::127.0.0.1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1%25eth0]/",
    "https://[fe80::1%eth0]/",
    "https://[fd00::1]/",
    "https://[::1]evil.example/",
    "https://[2607:f8b0:4005:80a::200e].evil.example/",
    "https://[::1/",
    "https://１２７.０.０.１/",  # noqa: RUF001 (full-width digits are the attack)
    "https://①②⑦.0.0.1/",
    "https://127。0。0。1/",
    "https://127%2e0%2e0%2e1/",
    "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:22/",
    "https://public.example@127.0.0.1/",
    "https://127.0.0.1@public.example/",
    "https://user:password@public.example/",
    "https://public.example:pass@[::1]/",
    "https://public.example\\@127.0.0.1/",
    "https://127.0.0.1\\.public.example/",
    "https://public.example\t.evil/",
    "https://public.example\r\nHost: internal/",
    "https://public example/",
    "https://public.example:0/",
    "https://public.example:22/",
    "https://public.example:99999/",
    "https://public.example:port/",
    "https:///path",
    "https://:443/",
    "https://.public.example/",
    "https://public..example/",
    "https://-public.example/",
    "http://public.example/",
    "ftp://public.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "javascript:alert(1)",
    "//public.example/",
    "public.example",
    "",
]


@pytest.mark.parametrize("url", SPELLINGS)
def test_an_address_that_could_mislead_is_refused_before_its_name_is_looked_up(
    url: str, fetch: Callable[[str, Names], object]
) -> None:
    names = Names([PUBLIC])
    with pytest.raises(AddressRefused):
        fetch(url, names)
    assert names.asked == []
    assert names.dialled == []


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("https://localhost/", ["127.0.0.1"]),
        ("https://localhost./", ["::1"]),
        ("https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", ["127.0.0.1"]),
        ("https://127.0.0.1.nip.io/", ["127.0.0.1"]),
        ("https://7f000001.nip.io/", ["127.0.0.1"]),
        ("https://metadata.google.internal/", ["169.254.169.254"]),
        ("https://mapped.example/", ["::ffff:10.0.0.1"]),
        ("https://nat64.example/", ["64:ff9b::a00:1"]),
        ("https://link-local.example/", ["fe80::1%eth0"]),
        ("https://one-of-two.example/", [PUBLIC, "10.0.0.1"]),
        ("https://two-of-two.example/", ["10.0.0.1", PUBLIC]),
    ],
)
def test_a_name_that_leads_to_a_private_address_is_refused_before_anything_is_dialled(
    url: str, addresses: list[str], fetch: Callable[[str, Names], object]
) -> None:
    names = Names(addresses)
    with pytest.raises(AddressRefused, match="does not lead to a public address"):
        fetch(url, names)
    assert names.dialled == []


def test_the_refusal_tells_no_internal_address(fetch: Callable[[str, Names], object]) -> None:
    with pytest.raises(AddressRefused) as refused:
        fetch("https://intranet.example/", Names(["10.11.12.13"]))
    assert "10.11.12.13" not in str(refused.value)


def test_the_address_that_was_checked_is_the_one_dialled_whatever_the_resolver_says_next(
    fetch: Callable[[str, Names], object],
) -> None:
    names = Names([PUBLIC], ["127.0.0.1"])
    with pytest.raises(RemoteUnavailable):
        fetch("https://rebinding.example/", names)
    assert names.asked == ["rebinding.example"]
    assert names.dialled == [PUBLIC]


def test_each_address_of_a_name_is_tried_in_turn(fetch: Callable[[str, Names], object]) -> None:
    names = Names([PUBLIC, "8.8.8.8", "2607:f8b0:4005:80a::200e"])
    with pytest.raises(RemoteUnavailable, match="no connection could be made"):
        fetch("https://public.example/", names)
    assert names.dialled == [PUBLIC, "8.8.8.8", "2607:f8b0:4005:80a::200e"]


def test_after_the_deadline_no_name_is_looked_up(tls: ssl.SSLContext) -> None:
    names = Names([PUBLIC])
    egress = Egress(resolve=names.resolve, dial=names.dial, tls=tls)
    permit = Permit(reach=Reach(anywhere=True), effect="read", deadline=Deadline(0))
    with pytest.raises(DeadlineExceeded):
        egress.send(EgressRequest("GET", "https://public.example/", permit))
    assert names.asked == []


def test_a_name_without_an_address_is_an_outage_not_a_crash(fetch: Callable[[str, Names], object]) -> None:
    with pytest.raises(RemoteUnavailable):
        fetch("https://nowhere.example/", Names([]))


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://public.example", "public.example", 443, "/"),
        ("https://Public.Example./a?b=c#d", "public.example", 443, "/a?b=c"),
        ("https://public.example:8443/", "public.example", 8443, "/"),
        ("https://bücher.example/ü?q=ü", "xn--bcher-kva.example", 443, "/%C3%BC?q=%C3%BC"),
        ("https://8.8.8.8/%2F", "8.8.8.8", 443, "/%2F"),
        ("https://[2607:F8B0:4005:080a::200e]:443/", "2607:f8b0:4005:80a::200e", 443, "/"),
    ],
)
def test_a_plain_address_is_taken_apart(url: str, host: str, port: int, path: str) -> None:
    target = parse_target(url)
    assert (target.host, target.port, target.path) == (host, port, path)
    assert not admit(target, Reach(anywhere=True))


def test_a_free_form_request_cannot_reach_a_private_origin_although_a_service_may(
    vendor: Vendor, fetch: Callable[[str, Names], object]
) -> None:
    with pytest.raises(AddressRefused):
        fetch(f"{vendor.url}/admin/", Names(["127.0.0.1"]))
    assert vendor.received == []


def test_a_private_origin_is_exact(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "http://127.0.0.1:9000/google"}}
    reach = Reach.of_service((), "http://127.0.0.1:9000/google")
    assert admit(parse_target("http://127.0.0.1:9000/anything"), reach)
    for other in (
        "http://127.0.0.1:9001/",
        "https://127.0.0.1:9000/",
        "http://127.0.0.2:9000/",
        "http://localhost:9000/",
    ):
        with pytest.raises(AddressRefused):
            admit(parse_target(other), reach)


def test_an_origin_that_is_reachable_but_not_configured_must_be_public(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {}
    with pytest.raises(AddressRefused, match="not a public address"):
        admit(parse_target("https://10.0.0.5/"), Reach.of_url("https://10.0.0.5/token"))
    with pytest.raises(AddressRefused, match="not encrypted"):
        admit(parse_target("http://vendor.example/"), Reach.of_url("http://vendor.example/token"))


@pytest.mark.parametrize(
    ("url", "is_included"),
    [
        ("https://api.example/", True),
        ("https://files.cdn.example/", True),
        ("https://a.b.cdn.example/", True),
        ("https://cdn.example/", False),
        ("https://evilcdn.example/", False),
        ("https://api.example.evil.example/", False),
        ("https://api.example:8443/", False),
        ("http://api.example/", False),
    ],
)
def test_hosts_are_matched_whole_and_on_their_own_port(url: str, is_included: bool) -> None:
    assert Reach(hosts=("api.example", "*.cdn.example")).includes(parse_target(url)) is is_included


def test_what_stands_in_for_a_vendor_replaces_all_of_its_hosts() -> None:
    reach = Reach.of_service(("gmail.googleapis.com",), "https://emulator.example/google")
    assert reach.includes(parse_target("https://emulator.example/x"))
    assert not reach.includes(parse_target("https://gmail.googleapis.com/"))


def test_secrets_in_an_address_are_not_shown() -> None:
    target = parse_target("https://api.example/path?access_token=hidden")
    assert repr(target) == "<Target https://api.example/path>"
    with pytest.raises(AddressRefused) as refused:
        admit(target, Reach(hosts=("other.example",)))
    assert "hidden" not in str(refused.value)
    with pytest.raises(AddressRefused) as refused:
        parse_target("https://user:hidden@api.example/")
    assert "hidden" not in str(refused.value)


def test_a_typed_address_is_its_origin_and_nothing_else() -> None:
    reach = Reach.of_typed("https://Acme.vendor.example/base")
    assert admit(parse_target("https://acme.vendor.example/other"), reach) is False
    with pytest.raises(AddressRefused):
        admit(parse_target("https://other.vendor.example/"), reach)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.vendor.example",
        "https://127.0.0.1",
        "https://0x7f000001",
        "https://[::ffff:10.0.0.1]",
        "https://169.254.169.254/latest",
        "https://acme.vendor.example:22",
        "https://user:pass@acme.vendor.example",
        "ftp://acme.vendor.example",
    ],
)
def test_a_typed_address_has_to_be_public_and_encrypted(url: str) -> None:
    with pytest.raises(AddressRefused):
        Reach.of_typed(url)


def test_a_typed_address_may_not_be_private_even_where_the_settings_name_its_origin(settings: Settings) -> None:
    settings.MACHINA_ENDPOINTS = {"google": {"api_root": "https://gateway.internal", "token_url": "http://127.0.0.1:9"}}
    with pytest.raises(AddressRefused):
        Reach.of_typed("http://127.0.0.1:9")
    reach = Reach.of_typed("https://gateway.internal")
    assert admit(parse_target("https://gateway.internal/"), reach) is False
