"""brand/: pictures that Home Assistant serves, in the sizes it expects."""

from collections.abc import Iterator
from itertools import product

from PIL import Image

from .subject import Subject

ICON = 256
LOGO = (128, 256)
NAMES = {
    f"{dark}{kind}{scale}.png"
    for dark, kind, scale in product(("", "dark_"), ("icon", "logo"), ("", "@2x"))
}


def check_brand(subject: Subject) -> Iterator[str]:
    """Check names and sizes."""
    brand = subject.root / "brand"
    for name in ("icon.png", "icon@2x.png"):
        if not (brand / name).is_file():
            yield f"{name} is missing"
    for path in sorted(brand.glob("*")):
        if path.name not in NAMES:
            yield f"{path.name} is never served"
            continue
        with Image.open(path) as image:
            width, height = image.size
        scale = 2 if "@2x" in path.name else 1
        if "icon" in path.name and (width, height) != (ICON * scale, ICON * scale):
            yield f"{path.name} is {width}x{height} and not {ICON * scale} squared"
        lowest, highest = (size * scale for size in LOGO)
        if "logo" in path.name and not lowest <= min(width, height) <= highest:
            yield f"{path.name}: its shorter side must be {lowest} to {highest}"
