"""A real browser, logged in."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json
import re
import shutil

from playwright.async_api import Locator, Page, async_playwright, expect

from .home_assistant import ARTEFACTS, HomeAssistant
from .polling import eventually

# Keys of translations that are missing, and places that nothing was put into.
_UNFINISHED = re.compile(r"component\.\w+|\{\w+\}")
WIDTH = 1280
PATIENCE_MILLISECONDS = 20_000
# Nothing else tells the texts in all the shadow roots of a dialog.
_READ = """dialog => {
    const read = node => {
        if (node.nodeType === Node.TEXT_NODE) return [node.textContent.trim()];
        if (["STYLE", "SCRIPT"].includes(node.nodeName)) return [];
        return [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].flatMap(read);
    };
    return read(dialog).filter(text => text);
}"""
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_browser() -> str | None:
    """Return the path of a Chromium of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


class Screen:
    """What a person sees of Home Assistant and does with it."""

    def __init__(self, page: Page, home: HomeAssistant) -> None:
        """Look at this page."""
        self.page = page
        self._home = home

    @property
    def dialog(self) -> Locator:
        """The dialog of a wizard."""
        return self.page.locator("dialog-data-entry-flow")

    async def open(self, path: str) -> None:
        """Go to a page of Home Assistant."""
        await self.page.goto(f"{self._home.url}{path}")

    async def card(self, flow_id: str) -> Locator:
        """Find the card of a discovered device; several may have the same name."""
        cards = self.page.locator("ha-config-flow-card")

        async def look() -> Locator | None:
            ids = await cards.evaluate_all("all => all.map(card => card.flow.flow_id)")
            return cards.nth(ids.index(flow_id)) if flow_id in ids else None

        return await eventually(f"the card {flow_id} is on the page", look)

    def row(self, name: str) -> Locator:
        """Find an entity on the page of its device."""
        label = self.page.get_by_text(name, exact=True)
        return self.page.locator("hui-generic-entity-row").filter(has=label)

    async def press(self, name: str) -> None:
        """Press a button of the dialog."""
        await self.dialog.get_by_role("button", name=name).click()

    async def progress(self) -> None:
        """Wait until the dialog tells what a job does."""
        text = self.dialog.locator("step-flow-progress ha-markdown")
        await expect(text).to_contain_text(re.compile(r"\w"))

    async def close(self) -> None:
        """Close the dialog without an answer."""
        await self.dialog.get_by_role("button", name="Close").first.click()
        await expect(self.dialog.locator("ha-dialog")).to_have_count(0)

    async def watch(self, until: str) -> list[str]:
        """Return all that the dialog shows until it shows this; it must be words."""
        seen: dict[str, None] = {}

        async def look() -> bool:
            texts = await self.dialog.evaluate(_READ)
            seen.update(dict.fromkeys(texts))
            return any(until in text for text in texts)

        await eventually(f"the dialog shows: {until}", look, 60)
        assert not [text for text in seen if _UNFINISHED.search(text)]
        return list(seen)

    async def picture(self, name: str, *, height: int = 900) -> None:
        """Keep what is seen for people to look at; it must be words."""
        await self.page.set_viewport_size({"width": WIDTH, "height": height})
        await eventually("all icons are drawn", self._shows_icons)
        await expect(self.page.get_by_text(_UNFINISHED)).to_have_count(0)
        await self.page.screenshot(
            path=ARTEFACTS / f"{name}.png", animations="disabled"
        )

    async def _shows_icons(self) -> bool:
        """Home Assistant loads icons one by one, after everything else."""
        return bool(
            await self.page.locator("ha-icon").evaluate_all(
                "all => all.every(icon => icon.shadowRoot.querySelector('ha-svg-icon'))"
            )
        )


@asynccontextmanager
async def open_browser(executable: str, home: HomeAssistant) -> AsyncGenerator[Screen]:
    """Open a browser in which somebody has logged in before."""
    storage = json.dumps(home.browser_storage)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=executable, args=_OPTIONS
        )
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": 900}, locale="en-US"
        )
        await context.add_init_script(f"Object.assign(localStorage, {storage});")
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        expect.set_options(PATIENCE_MILLISECONDS)
        try:
            yield Screen(await context.new_page(), home)
        finally:
            await browser.close()
