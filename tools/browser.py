"""Chromium without a screen, as Debian packages it: to look at reports, in tests and for screenshots."""

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

CHROMIUM: Final = shutil.which("chromium")
CHROMEDRIVER: Final = shutil.which("chromedriver")
MISSING: Final = "needs chromium and chromedriver: apt-get install chromium chromium-driver"
FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PAPER: Final = {"width": 21.0, "height": 29.7}  # A4, in cm


class Size(NamedTuple):
    """The size of a window in pixels."""

    width: int
    height: int

    @property
    def is_phone(self) -> bool:
        """Whether it is held in a hand."""
        return self.width < 500


PHONE: Final = Size(390, 844)
DESK: Final = Size(1280, 800)


@contextmanager
def browsing() -> Iterator[Any]:
    """A browser with a profile of its own, which logs what it complains of and asks for."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    with TemporaryDirectory() as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = str(CHROMIUM)
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(str(CHROMEDRIVER)))
        try:
            yield driver
        finally:
            driver.quit()


def look(browser: Any, address: str, size: Size = DESK, dark: bool = False, scripts: bool = True) -> None:
    """Open a page afresh."""
    metrics = {"width": size.width, "height": size.height, "deviceScaleFactor": 1, "mobile": size.is_phone}
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
    browser.get("about:blank")
    browser.get_log("browser")
    browser.get_log("performance")
    browser.get(address)


def printed(browser: Any) -> bytes:
    """The page as it is printed on A4: a PDF."""
    from selenium.webdriver.common.print_page_options import PrintOptions

    options = PrintOptions()
    options.page_width, options.page_height = PAPER["width"], PAPER["height"]
    return base64.b64decode(browser.print_page(options))


def photographed(browser: Any, whole: bool = False) -> bytes:
    """The window as a PNG, or the whole page."""
    taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": whole})
    return base64.b64decode(taken["data"])


def addressed(path: Path, query: str = "") -> str:
    """The address of a page on disk."""
    return path.resolve().as_uri() + (f"?{query}" if query else "")
