"""hacs.json and the files that HACS wants to see."""

from collections.abc import Iterator

from awesomeversion import AwesomeVersion

from .subject import Subject, read_json

KEYS: dict[str, type | tuple[type, ...]] = {
    "content_in_root": bool,
    "country": (str, list),
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "render_readme": bool,
    "zip_release": bool,
}
LOCAL_BRANDS_SINCE = AwesomeVersion("2026.3.0")


def check_hacs(subject: Subject) -> Iterator[str]:
    """Check hacs.json, README and license."""
    for name in ("hacs.json", "README.md", "LICENSE"):
        if not (subject.repository / name).is_file():
            yield f"{name} is missing"
    content = read_json(subject.repository / "hacs.json")
    for key, value in content.items():
        if key not in KEYS:
            yield f"hacs.json: {key} is not a key"
        elif not isinstance(value, KEYS[key]):
            yield f"hacs.json: {key} has the wrong type"
    if content and "name" not in content:
        yield "hacs.json: name is missing"
    if content.get("zip_release") and "filename" not in content:
        yield "hacs.json: zip_release needs a filename"
    oldest = AwesomeVersion(content.get("homeassistant", "0"))
    if content and oldest < LOCAL_BRANDS_SINCE:
        yield f"hacs.json: brand/ is served since {LOCAL_BRANDS_SINCE}, ask for that"
