"""A secret on a request: in which header, in which query, and out of every answer."""

from __future__ import annotations

import json
from base64 import b64decode
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.egress.client import Egress
from integrations.egress.placing import REMOVED, SHORTEST_SECRET, Placed, basic, bearer
from integrations.egress.request import EgressRequest
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.errors import InputError, RemoteRejected

KEY = "sk/canary+7f3a9c=="
NAMES = st.text("abcdef_-", min_size=1, max_size=8)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
SECRETS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=SHORTEST_SECRET, max_size=40)


def in_header(secret: str) -> Placed:
    return Placed(headers={"X-Api-Key": secret}, secrets=(secret,))


def in_query(secret: str) -> Placed:
    return Placed(query={"api_key": secret}, secrets=(secret,))


@given(WORDS.filter(lambda word: ":" not in word), WORDS)
def test_basic_says_both_halves_as_they_are(username: str, password: str) -> None:
    word, _, joined = basic(username, password).headers["Authorization"].partition(" ")
    assert (word, b64decode(joined).decode()) == ("Basic", f"{username}:{password}")


@given(st.lists(st.tuples(NAMES, WORDS), max_size=5), st.dictionaries(NAMES, WORDS, min_size=1, max_size=3))
def test_a_query_replaces_what_has_its_names_and_nothing_else(
    pairs: list[tuple[str, str]], ours: dict[str, str]
) -> None:
    path = Placed(query=ours).on_path(f"/items?{urlencode(pairs)}" if pairs else "/items")
    expected = [(name, value) for name, value in pairs if name not in ours] + list(ours.items())
    assert urlsplit(path).path == "/items"
    assert parse_qsl(urlsplit(path).query, keep_blank_values=True) == expected


@given(st.text("abc/?=&%20", max_size=20))
def test_a_path_without_ours_stays_as_it_is(path: str) -> None:
    assert bearer("token-1").on_path(path) == path


@given(
    SECRETS, st.sampled_from([str, quote, quote_plus, json.dumps, lambda text: json.dumps(text).replace("/", "\\/")])
)
def test_no_spelling_of_a_secret_is_left_in_an_answer(secret: str, spell: object) -> None:
    spelt = spell(secret)  # type: ignore[operator]  # each is a function of a text
    text = f"before {spelt} after"
    left = bearer(secret).taken_out(text.encode())
    assert REMOVED in left
    assert secret.encode() not in left.replace(REMOVED, b"")


@given(st.text(max_size=SHORTEST_SECRET - 1), st.binary())
def test_a_short_secret_is_not_looked_for_in_innocent_words(secret: str, content: bytes) -> None:
    assert bearer(secret).taken_out(content) == content


def test_a_key_is_set_in_the_header_that_the_permit_says(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    permit = make_permit(credential=StaticCredential(KEY), place=in_header)
    egress.send(EgressRequest("GET", f"{vendor.url}/", permit, headers={"x-api-key": "another"}))
    assert vendor.received[0].headers["x-api-key"] == KEY
    assert "authorization" not in vendor.received[0].headers


def test_a_key_in_the_query_replaces_the_callers_own(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    permit = make_permit(credential=StaticCredential(KEY), place=in_query)
    request = EgressRequest("GET", f"{vendor.url}/items?api_key=other&page=2", permit)
    egress.send(request)
    assert parse_qsl(urlsplit(vendor.received[0].path).query) == [("page", "2"), ("api_key", KEY)]
    assert KEY not in repr(request) + repr(permit)


def test_an_echoed_key_is_removed_however_it_is_spelt(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    vendor.answers(status(403, {"asked": f"/items?api_key={quote(KEY, safe='')}", "key": KEY}))
    answer = egress.send(
        EgressRequest("GET", f"{vendor.url}/", make_permit(credential=StaticCredential(KEY), place=in_query))
    )
    assert answer.json() == {"asked": "/items?api_key=[removed]", "key": "[removed]"}


def test_an_echoed_key_is_removed_from_links_to_the_next_page(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(ok({}, link=f"</items?api_key={quote(KEY, safe='')}&page=2>; rel=next", x_other="untouched"))
    request = EgressRequest("GET", f"{vendor.url}/", make_permit(credential=StaticCredential(KEY), place=in_query))
    headers = egress.send(request).headers
    assert (headers["link"], headers["x-other"]) == ("</items?api_key=[removed]&page=2>; rel=next", "untouched")
    with egress.stream(request) as answer:
        assert answer.headers["link"] == "</items?api_key=[removed]&page=2>; rel=next"


def test_echoed_basic_is_removed_as_it_was_sent(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    sent = basic("ada", "correct horse").headers["Authorization"]
    vendor.answers(ok({"you_sent": sent}))
    permit = make_permit(credential=StaticCredential("any"), place=lambda secret: basic("ada", "correct horse"))
    assert egress.send(EgressRequest("GET", f"{vendor.url}/", permit)).json() == {"you_sent": "Basic [removed]"}


def test_a_key_goes_along_within_the_origin_and_stays_behind_at_its_border(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(302, location="/next"), status(302, location="http://203.0.113.9/"))
    permit = make_permit(credential=StaticCredential(KEY), place=in_query)
    with pytest.raises(RemoteRejected, match="redirected to an address that is not allowed"):
        egress.send(EgressRequest("GET", f"{vendor.url}/", permit))
    keys = [dict(parse_qsl(urlsplit(each.path).query)).get("api_key") for each in vendor.received]
    assert keys == [KEY, KEY]


def test_a_redirect_that_carries_the_key_away_is_not_followed(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    vendor.answers(status(302, location=f"https://203.example/?api_key={quote(KEY, safe='')}"))
    permit = make_permit(credential=StaticCredential(KEY), place=in_query)
    with pytest.raises(RemoteRejected, match=r"redirected to 203\.example with the credential") as raised:
        egress.send(EgressRequest("GET", f"{vendor.url}/", permit))
    assert KEY not in str(raised.value)


def test_a_key_that_would_break_out_of_its_header_never_leaves(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    permit = make_permit(credential=StaticCredential("a\r\nHost: evil"), place=in_header)
    with pytest.raises(InputError, match="X-Api-Key") as raised:
        egress.send(EgressRequest("GET", f"{vendor.url}/", permit))
    assert "evil" not in str(raised.value)
    assert vendor.received == []


@given(st.lists(st.integers(1, 40), max_size=20), st.binary(max_size=60), st.binary(max_size=60))
def test_no_secret_is_left_in_content_that_comes_in_pieces(sizes: list[int], before: bytes, after: bytes) -> None:
    placed = bearer(KEY)
    content = before + KEY.encode() + after + quote(KEY, safe="").encode() + before
    pieces, rest = [], content
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]

    passed_on = b"".join(placed.taken_out_of_stream([*pieces, rest]))

    assert passed_on == placed.taken_out(content)
    assert not placed.is_in(passed_on.decode("latin-1"))


def test_content_without_a_credential_passes_as_it_comes() -> None:
    assert list(Placed().taken_out_of_stream([b"a", b"", b"b"])) == [b"a", b"", b"b"]
