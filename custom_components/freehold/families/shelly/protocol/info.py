"""Who a device is: `GET /shelly`, the same on every generation (docs/protocols/shelly.md, Identity)."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
import re
from typing import Any, Final

from ....connection.errors import ProtocolError, UnsupportedError

_MAC: Final = re.compile(r"[0-9A-F]{12}")


class NotShellyError(UnsupportedError):
    """Something answers at the address, but it is no Shelly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceInfo:
    """What a device tells everybody, without a password. Unknown parts are None."""

    mac: str
    """12 upper-case hex digits: the identity of a Shelly."""
    generation: int
    """1 to 4; 1 has another protocol than the rest."""
    model: str
    """"SNSW-102P16EU", "SHSW-25"; empty on devices that left the factory unfinished."""
    id: str | None = None
    """"shellyplus2pm-441793d69718": also the realm of its password. Not on generation 1."""
    app: str | None = None
    """The line of firmware: "Plus2PM"."""
    firmware: str | None = None
    """"1.7.5"."""
    firmware_id: str | None = None
    """The exact build: "20260311-095847/1.7.5-g9979d16"."""
    name: str | None = None
    """Given by the owner."""
    auth_required: bool = False
    """A password is set."""
    auth_realm: str | None = None
    provision: str | None = None
    """"complete", or else a provisioning window is open. Since firmware 1.7.5."""
    enhanced_security: bool | None = None
    """Only HTTPS is spoken. Since firmware 2.0."""
    profile: str | None = None
    """"switch" or "cover", on devices that can be both; `mode` on generation 1."""
    sleeps: bool | None = None
    """It is reachable only for seconds after waking. Only generation 1 tells here."""
    discoverable: bool = True
    product: str | None = None
    """What a device with a Shelly inside calls itself ("Powered by Shelly")."""

    @classmethod
    def parse(cls, document: Any) -> DeviceInfo:
        """Read an answer; fields nobody knows are ignored, unreadable optional ones are None.

        Raises NotShellyError for anything that is not a Shelly's, ProtocolError for a
        Shelly's that does not say which one it is.
        """
        if not isinstance(document, dict) or not isinstance(document.get("mac"), str):
            raise NotShellyError("what answers there is not a Shelly")
        if not document.keys() & {"type", "model", "gen"}:
            raise NotShellyError("what answers there is not a Shelly")
        generation = _generation(document.get("gen"))
        return cls(
            mac=read_mac(document["mac"]),
            generation=generation,
            model=_text(document, "model") or _text(document, "type") or "",
            id=_text(document, "id"),
            app=_text(document, "app"),
            firmware=_text(document, "ver") or _release(_text(document, "fw")),
            firmware_id=_text(document, "fw_id") or _text(document, "fw"),
            name=_text(document, "name"),
            auth_required=bool(
                _flag(document, "auth_en" if generation > 1 else "auth")
            ),
            auth_realm=_text(document, "auth_domain"),
            provision=_text(document, "provision"),
            enhanced_security=_flag(document, "enhanced_security"),
            profile=_text(document, "profile") or _text(document, "mode"),
            sleeps=_flag(document, "sleep_mode"),
            discoverable=_flag(document, "discoverable") is not False,
            product=_product(document.get("jwt")),
        )

    @classmethod
    def parse_body(cls, body: bytes) -> DeviceInfo:
        """Read the body of an answer. Raises NotShellyError, ProtocolError."""
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as err:
            raise NotShellyError("what answers there is not a Shelly") from err
        return cls.parse(document)


def read_mac(text: str) -> str:
    """Return a MAC as 12 upper-case hex digits, however it is written. Raises ProtocolError."""
    mac = re.sub(r"[:\-.]", "", text).upper()
    if not _MAC.fullmatch(mac):
        raise ProtocolError("the device's MAC is malformed")
    return mac


def _generation(value: Any) -> int:
    """Generation 1 does not say so."""
    if value is None:
        return 1
    try:
        generation = int(value)
    except (TypeError, ValueError, OverflowError) as err:
        raise ProtocolError("the device's generation is malformed") from err
    if generation < 1:
        raise ProtocolError("the device's generation is malformed")
    return generation


def _release(firmware: str | None) -> str | None:
    """Return "1.14.0" of generation 1's "20230913-114336/v1.14.0-gcb84623"."""
    match = re.search(r"/v?([\d.]+)", firmware or "")
    return match[1] if match else None


def _product(jwt: Any) -> str | None:
    """Return the product name of a device with a Shelly module inside."""
    return _text(jwt, "n") if isinstance(jwt, dict) else None


def _text(document: Mapping[str, Any], name: str) -> str | None:
    value = document.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _flag(document: Mapping[str, Any], name: str) -> bool | None:
    value = document.get(name)
    return value if isinstance(value, bool) else None
