"""Enhanced security switched on while we look: plain HTTP points to HTTPS."""
# ruff: noqa: D103 - names of tests state their rules

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
import ssl

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
import pytest

from custom_components.freehold.connection.errors import WrongDeviceError

from .conftest import Connect, Listener
from .shelly_server import FakeShelly, running_shelly

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Sign a certificate as a device does: by itself."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shelly")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "device.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.fixture
async def secured(shelly: FakeShelly, tls: ssl.SSLContext) -> AsyncIterator[FakeShelly]:
    """The same device on its TLS port."""
    device = FakeShelly(results=shelly.results, password="right")
    async with running_shelly(device, tls):
        yield device


def switch_on_enhanced_security(shelly: FakeShelly, secured: FakeShelly) -> None:
    shelly.redirect = f"https://127.0.0.1:{secured.endpoint.address.port}"


@pytest.mark.parametrize("push", [False, True], ids=["http", "websocket"])
async def test_a_device_is_followed_to_https(
    shelly: FakeShelly,
    secured: FakeShelly,
    connect: Connect,
    listener: Listener,
    push: bool,
) -> None:
    client = connect("right", listener=listener if push else None)
    await client.read("Shelly.GetStatus")
    switch_on_enhanced_security(shelly, secured)
    for socket in shelly.sockets:
        await socket.close()
    if push:
        await listener.until("lost")

    await client.read("Shelly.GetStatus")
    await client.write("Switch.Set", {"id": 0, "on": True})

    assert secured.methods[-1] == "Switch.Set"
    assert "Switch.Set" not in shelly.methods
    assert client.endpoint == secured.endpoint
    assert client.is_push_open is push
    assert secured.failed_attempts == 0


async def test_a_redirect_to_another_host_is_not_followed(
    shelly: FakeShelly, connect: Connect
) -> None:
    shelly.redirect = "https://127.0.0.2"

    with pytest.raises(WrongDeviceError):
        await connect().identify()
