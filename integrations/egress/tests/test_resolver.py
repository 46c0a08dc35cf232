from __future__ import annotations

import socket
import threading

import pytest

from integrations.egress.resolver import NameNotFound, resolve


def test_an_address_is_its_own_answer() -> None:
    assert resolve("127.0.0.1", 80, 5) == ["127.0.0.1"]
    assert resolve("::1", 80, 5) == ["::1"]


def test_every_address_of_a_name_is_given_once_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(host: str, port: int, **options: object) -> list[object]:
        assert (host, port, options) == ("vendor.example", 443, {"type": socket.SOCK_STREAM})
        six = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2607:f8b0::1", 443, 0, 0))
        four = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 443))
        return [six, four, six]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert resolve("vendor.example", 443, 5) == ["2607:f8b0::1", "8.8.8.8"]


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_a_name_without_an_address_is_not_found(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*arguments: object, **options: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(NameNotFound, match="has no address"):
        resolve("nowhere.example", 443, 5)


def test_a_name_server_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: over.wait(30))
    with pytest.raises(NameNotFound, match=r"within 0\.02 seconds"):
        resolve("slow.example", 443, 0.02)
    over.set()
