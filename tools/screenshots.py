"""Look at reports as readers do: `python -m tools.screenshots REPORT.html ... -o FOLDER`.

For each report the first screen of a phone and of a desk, light and dark, as PNG files (`--whole`: the whole page), and
what is printed, folded and with ?print=all, as PDF files; a line each says what stands on the first screen of a phone
and how many pages are printed.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pypdf import PdfReader

from tools.browser import CHROMEDRIVER, CHROMIUM, DESK, MISSING, PHONE, addressed, browsing, look, photographed, printed

PARTS: Final = {"answer": ".answer", "warnings": ".warnings > li", "assumptions": ".assumed > li"}
# How many of what a selector finds stand whole in the window, and how many there are.
SEEN: Final = """
const seen = (element) => element.getBoundingClientRect().bottom <= innerHeight;
const found = [...document.querySelectorAll(arguments[0])].filter((element) => element.checkVisibility());
return [found.filter(seen).length, found.length];
"""


def first_screen(browser: Any) -> dict[str, tuple[int, int]]:
    """How much of each part stands on the screen as the page opens, of how much there is."""
    return {part: tuple(browser.execute_script(SEEN, selector)) for part, selector in PARTS.items()}


def shots(browser: Any, report: Path, folder: Path, whole: bool) -> Iterator[str]:
    """Write the pictures of a report; what they show, in words."""
    for size in (PHONE, DESK):
        for dark in (False, True):
            look(browser, addressed(report), size, dark)
            name = f"{report.stem}-{size.width}-{'dark' if dark else 'light'}.png"
            (folder / name).write_bytes(photographed(browser, whole))
            if size == PHONE and not dark:
                parts = (f"{seen} of {found} {part}" for part, (seen, found) in first_screen(browser).items())
                yield f"first screen {', '.join(parts)}"
    for query, suffix in (("", ""), ("print=all", "-all")):
        look(browser, addressed(report, query))
        pdf = printed(browser)
        (folder / f"{report.stem}{suffix}.pdf").write_bytes(pdf)
        yield f"{len(PdfReader(io.BytesIO(pdf)).pages)} pages{' with ?print=all' if query else ''}"


def main() -> None:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT.html")
    parser.add_argument("-o", "--output", type=Path, default=Path("build/screens"), metavar="FOLDER")
    parser.add_argument("--whole", action="store_true", help="the whole page rather than its first screen")
    asked = parser.parse_args()
    if not (CHROMIUM and CHROMEDRIVER):
        sys.exit(MISSING)
    asked.output.mkdir(parents=True, exist_ok=True)
    with browsing() as browser:
        for report in asked.reports:
            print(f"{report.stem}: {'; '.join(shots(browser, report, asked.output, asked.whole))}")


if __name__ == "__main__":
    main()
