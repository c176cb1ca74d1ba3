"""What is pinned: the requirements of integrations and of all that they depend on."""

import json
from pathlib import Path

from scripts.integration_requirements import collect, read_domains


def test_domains_are_words_outside_of_comments() -> None:
    """A list may be commented and have several domains in a line."""
    assert read_domains("# needed\nzeroconf dhcp # by us\n\nsun\n") == [
        "zeroconf",
        "dhcp",
        "sun",
    ]


def test_requirements_follow_dependencies_even_in_a_circle(tmp_path: Path) -> None:
    """A dependency's requirements count, optional ones do not."""
    manifests = {
        "a": {"requirements": ["one==1"], "dependencies": ["b"]},
        "b": {"requirements": ["two==2"], "dependencies": ["a"]},
        "c": {"requirements": ["three==3"]},
        "d": {"after_dependencies": ["c"]},
    }
    for domain, manifest in manifests.items():
        (tmp_path / domain).mkdir()
        (tmp_path / domain / "manifest.json").write_text(json.dumps(manifest))
    assert collect(tmp_path, ["a", "d"]) == {"one==1", "two==2"}
