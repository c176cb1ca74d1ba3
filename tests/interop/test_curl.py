"""curl, which we did not write, proves a password to the emulated RPC devices."""

import asyncio
import json
import shutil

import pytest

from tests.emulators.shelly.rpc import RpcShelly

PASSWORD = "correct horse"
pytestmark = pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl is not installed"
)


async def curl(*arguments: str) -> tuple[int, str]:
    """Return the status and the body."""
    process = await asyncio.create_subprocess_exec(
        *("curl", "--silent", "--max-time", "10", "--write-out", "\n%{http_code}"),
        *arguments,
        stdout=asyncio.subprocess.PIPE,
    )
    body, _, status = (await process.communicate())[0].decode().rpartition("\n")
    return int(status), body


@pytest.mark.parametrize("firmware", ["1.7.5", "2.0.1"])
async def test_digest(socket_enabled: None, firmware: str) -> None:
    """A read with a query, a posted frame, and a wrong password."""
    async with RpcShelly("1-gen4", firmware=firmware, password=PASSWORD) as device:
        url = f"http://{device.host}:{device.port}/rpc"
        login = ("--digest", "--user", f"admin:{PASSWORD}")
        status, body = await curl(*login, f"{url}/Switch.Set?id=0&on=true")
        assert (status, json.loads(body)) == (200, {"was_on": False})
        frame = json.dumps({"id": 3, "method": "Switch.GetStatus", "params": {"id": 0}})
        status, body = await curl(*login, "--data", frame, url)
        assert json.loads(body)["result"]["output"] is True
        wrong = ("--digest", "--user", "admin:wrong")
        assert (await curl(*wrong, f"{url}/Sys.GetStatus"))[0] == 401
        assert [request.code for request in device.requests] == [
            *(401, 200),
            *(401, 200),
            *(401, 401),
        ]


async def test_the_certificate(socket_enabled: None) -> None:
    """Enhanced security: curl follows to HTTPS if it need not trust the certificate."""
    async with RpcShelly("1-gen4", firmware="2.0.1") as device:
        await device.set_enhanced_security(on=True)
        url = f"http://{device.host}:{device.port}/shelly"
        status, body = await curl("--location", "--insecure", url)
        assert (status, json.loads(body)["enhanced_security"]) == (200, True)
