"""Draw docs/provisioning.md anew from the code.

usage: python -m scripts.diagrams
"""

import asyncio

from .blocks import PAGE, render


def main() -> None:
    """Write what has changed."""
    PAGE.write_text(asyncio.run(render(PAGE.read_text())))


if __name__ == "__main__":
    main()
