"""What the end-to-end tests run against. They see Home Assistant only from outside."""

from collections.abc import AsyncGenerator, Generator

import pytest
import pytest_asyncio
import pytest_socket

from scripts.demo.installation import ROOT
from tests.skipping import skip_loudly

from .appliance import Household
from .browser import Screen, find_browser, open_browser
from .home_assistant import HomeAssistant, running


@pytest.fixture
def auto_enable_custom_integrations() -> None:
    """Start no Home Assistant inside of pytest."""


@pytest.fixture(autouse=True, scope="module")
def bytecode() -> Generator[None]:
    """Compile Home Assistant once instead of at every start, and write to no source folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPYCACHEPREFIX", str(ROOT / "build" / "bytecode"))
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let every test talk to the programs that it has started."""


@pytest.fixture(scope="module")
def early_sockets() -> None:
    """Let the fixtures of a module do so too: they come before those of a test."""
    pytest_socket.enable_socket()


@pytest.fixture(scope="module")
def browser() -> str:
    """Find a browser."""
    if not (executable := find_browser()):
        skip_loudly("there is no Chromium; on Debian: apt-get install chromium")
    return executable


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> Household:
    """Make a household with a key of its own."""
    return Household(tmp_path_factory.mktemp("household"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home(
    browser: str, early_sockets: None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[HomeAssistant]:
    """Run a Home Assistant that knows no device yet."""
    async with running(HomeAssistant(tmp_path_factory.mktemp("home"))) as home:
        yield home


@pytest.fixture
async def screen(browser: str, home: HomeAssistant) -> AsyncGenerator[Screen]:
    """Sit down in front of Home Assistant."""
    async with open_browser(browser, home) as screen:
        yield screen
