"""TLS to a checked address: the name stays in SNI, in Host and in what the certificate is checked against."""

from __future__ import annotations

import datetime
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from integrations.egress.client import Egress
from integrations.egress.deadline import Cancelled, Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.egress.tests.vendor import Vendor
from integrations.errors import RemoteUnavailable

PUBLIC = "93.184.215.14"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for vendor.example, with its key, that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vendor.example")])
    today = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("vendor.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "vendor.pem"
    path.write_bytes(
        signed.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@pytest.fixture
def asked_names() -> list[str]:
    return []


@pytest.fixture
def vendor(certificate: Path, asked_names: list[str]) -> Iterator[Vendor]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    tls.sni_callback = lambda socket, name, context: asked_names.append(name)
    vendor = Vendor(tls)
    yield vendor
    vendor.close()


def connected(trusted: ssl.SSLContext) -> Egress:
    """Every name has one public address, and dialling it leads to this machine."""

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        assert address == PUBLIC
        return socket.create_connection(("127.0.0.1", port), timeout=seconds)

    return Egress(resolve=lambda host, port, seconds: [PUBLIC], dial=dial, tls=trusted)


@pytest.fixture
def egress(certificate: Path) -> Iterator[Egress]:
    egress = connected(ssl.create_default_context(cafile=str(certificate)))
    yield egress
    egress.close()


def get(egress: Egress, url: str) -> int:
    permit = Permit(reach=Reach(anywhere=True), effect="read", deadline=Deadline(5))
    return egress.send(EgressRequest("GET", url, permit), attempts=1).status


def test_the_name_is_kept_although_an_address_is_dialled(
    egress: Egress, vendor: Vendor, asked_names: list[str]
) -> None:
    assert get(egress, f"https://vendor.example:{vendor.port}/") == 200
    assert get(egress, f"https://Vendor.Example.:{vendor.port}/") == 200
    assert asked_names == ["vendor.example"]
    assert [received.headers["host"] for received in vendor.received] == [f"vendor.example:{vendor.port}"] * 2


def test_a_certificate_for_another_name_is_refused(egress: Egress, vendor: Vendor) -> None:
    with pytest.raises(RemoteUnavailable, match="certificate is not valid"):
        get(egress, f"https://other.example:{vendor.port}/")
    assert vendor.received == []


def test_a_certificate_nobody_vouches_for_is_refused(vendor: Vendor, tls: ssl.SSLContext) -> None:
    egress = connected(tls)
    with pytest.raises(RemoteUnavailable, match="certificate is not valid"):
        get(egress, f"https://vendor.example:{vendor.port}/")
    assert vendor.received == []
    egress.close()


def test_a_host_that_does_not_speak_tls_ends_with_the_deadline(egress: Egress) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        permit = Permit(reach=Reach(anywhere=True), effect="write", deadline=Deadline(0.2))
        url = f"https://vendor.example:{mute.getsockname()[1]}/"
        with pytest.raises(RemoteUnavailable, match="no secure connection could be made"):
            egress.send(EgressRequest("POST", url, permit))


def test_a_call_cancelled_before_the_handshake_leaves_no_socket_open(vendor: Vendor, tls: ssl.SSLContext) -> None:
    deadline = Deadline(5)
    dialled: list[socket.socket] = []

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        dialled.append(socket.create_connection(("127.0.0.1", port)))
        deadline.cancel()
        return dialled[0]

    egress = Egress(resolve=lambda host, port, seconds: [PUBLIC], dial=dial, tls=tls)
    permit = Permit(reach=Reach(anywhere=True), effect="write", deadline=deadline)
    with pytest.raises(Cancelled):
        egress.send(EgressRequest("POST", f"https://vendor.example:{vendor.port}/", permit))
    assert [sock.fileno() for sock in dialled] == [-1]
    assert vendor.received == []
    egress.close()
