"""The report in a real browser."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from tests.cli.running import CONFIGS
from tests.explaining.page.pages import COLUMN, hostile_table, made
from tools.browser import CHROMEDRIVER, CHROMIUM, MISSING, PHONE, Size, addressed, browsing, look, printed
from tools.screenshots import first_screen

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
NARROW = Size(360, 640)
NAMES = ("house-prices", "mri-segmentation-8gb", "language-model-web-scale", "hourly-demand", "fifty-rows")
MOST_PAGES = 6  # of the folded print
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3

# The lowest contrast of any text on the page against what lies behind it, and that text.
CONTRAST = """
const channels = (color) => color.match(/[\\d.]+/g).map(Number);
const light = (color) => {
  const [r, g, b] = channels(color).map((c) => c / 255)
    .map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const behind = (element) => {
  for (let at = element; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (channels(color)[3] !== 0) return color;
  }
};
let worst = [99, ""];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!own || !element.checkVisibility() || element.closest("svg, script")) continue;
  const pair = [light(getComputedStyle(element).color), light(behind(element))].sort((a, b) => b - a);
  const contrast = (pair[0] + .05) / (pair[1] + .05);
  if (contrast < worst[0]) worst = [contrast, element.textContent.trim().slice(0, 60)];
}
return worst;
"""
# What reaches beyond the right edge of the window.
BEYOND = """
const wide = document.documentElement.clientWidth;
const beyond = (element) => element.getBoundingClientRect().right > wide + 1;
const scrolls = (element) => element && (["auto", "scroll"].includes(getComputedStyle(element).overflowX) ||
  scrolls(element.parentElement));
return [...document.querySelectorAll("body *")]
  .filter((element) => element.checkVisibility() && beyond(element) && !scrolls(element))
  .map((element) => element.tagName + " " + element.textContent.trim().slice(0, 40));
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None or CHROMEDRIVER is None:
        if os.environ.get("NEEDS_BROWSER"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with browsing() as driver:
        yield driver


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages that the command wrote."""
    folder = tmp_path_factory.mktemp("pages")
    for name in NAMES:
        made(folder / f"{name}.html", str(CONFIGS / name / "problem.yaml"))
    made(folder / "hostile.html", "--data", str(hostile_table(folder)), "--target", COLUMN)
    return {name: folder / f"{name}.html" for name in (*NAMES, "hostile")}


def on_paper(browser: Any) -> tuple[str, int]:
    """The text of the page as it is printed, without spaces, as lines break anywhere; and on how many pages."""
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(printed(browser)))
    return together("".join(page.extract_text() for page in pdf.pages)), len(pdf.pages)


def together(text: str) -> str:
    """Text without spaces and ligatures."""
    return re.sub(r"\s", "", normalize("NFKC", text))


def choices(browser: Any) -> dict[str, str]:
    """The choices on the page, and the reason of each."""
    found = browser.find_elements("css selector", "details.choice")
    return {each.get_attribute("id"): each.find_element("css selector", ".because").text for each in found}


@pytest.mark.parametrize("name", ["house-prices", "hostile"])
def test_it_complains_of_nothing_and_asks_for_nothing(browser: Any, pages: dict[str, Path], name: str) -> None:
    look(browser, addressed(pages[name]))
    assert browser.get_log("browser") == []
    sent = re.findall(r'"Network\.requestWillBeSent".*?"url":"(.*?)"', str(browser.get_log("performance")))
    assert {address.partition(":")[0] for address in sent} <= {"file", "data"}
    assert browser.title != "owned"


def test_the_policy_stops_what_a_page_would_load_or_run(browser: Any, pages: dict[str, Path]) -> None:
    look(browser, addressed(pages["hostile"]))
    stopped = browser.execute_async_script("""
        const done = arguments[0], stopped = new Set();
        document.addEventListener("securitypolicyviolation", (event) => {
          stopped.add(event.effectiveDirective);
          if (stopped.size === 5) done([...stopped]);
        });
        const add = (tag, more) => document.body.append(Object.assign(document.createElement(tag), more));
        add("img", { src: "https://example.org/a.png" });
        add("script", { textContent: "document.title = 'owned'" });
        add("style", { textContent: "body { display: none }" });
        add("div", { innerHTML: "<a id='x' onclick='document.title=1'>x</a>" });
        fetch("https://example.org/").catch(() => 0);
        document.getElementById("x").click();
    """)
    assert {*stopped} == {"img-src", "script-src-elem", "style-src-elem", "connect-src", "script-src-attr"}
    assert browser.title != "owned"


def test_a_keyboard_skips_finds_unfolds_and_follows(browser: Any, pages: dict[str, Path]) -> None:
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.wait import WebDriverWait

    def press(*keys: str) -> None:
        for key in keys:
            ActionChains(browser).send_keys(key).perform()

    def focused() -> Any:
        return browser.switch_to.active_element

    look(browser, addressed(pages["house-prices"]))
    press(Keys.TAB)
    assert focused().text == "Skip to the advice"
    assert focused().rect["y"] >= 0, "the link is seen where it has the focus"
    press(Keys.ENTER)
    assert browser.execute_script("return document.activeElement.id") == "main"
    for _ in range(60):
        press(Keys.TAB)
        if focused().get_attribute("id") == "find":
            break
    press("non-linearity", Keys.TAB, Keys.TAB, Keys.TAB)
    summary = focused()
    assert summary.tag_name == "summary"
    choice = summary.find_element("xpath", "..")
    assert choice.get_attribute("open") is None
    press(Keys.ENTER)
    assert choice.get_attribute("open") is not None
    assert "What would change it" in choice.text
    target = ""
    while not target:
        press(Keys.TAB)
        target = (focused().get_attribute("href") or "").partition("#")[2]
    followed = browser.find_element("id", target)
    assert not followed.is_displayed(), "else the filter hides too little for this test"
    press(Keys.ENTER)
    WebDriverWait(browser, 5).until(lambda _: followed.is_displayed())
    assert followed.get_attribute("open") is not None
    assert focused().find_element("xpath", "..") == followed


def test_the_filter_leaves_what_it_finds_and_says_how_many(browser: Any, pages: dict[str, Path]) -> None:
    look(browser, addressed(pages["house-prices"]))
    everything = list(choices(browser))
    box, said = browser.find_element("id", "find"), browser.find_element("id", "found")

    def seen() -> list[str]:
        return [path for path in everything if browser.find_element("id", path).is_displayed()]

    assert said.text == f"{len(everything)} choices"
    box.send_keys("ACT-BINNED SELU")
    assert "model.activation.name" in seen()
    assert 0 < len(seen()) < len(everything) / 2
    assert said.text == f"{len(seen())} of {len(everything)} choices"
    box.send_keys(" nothing like it")
    assert seen() == []
    assert said.text == "No choice says that"
    headings = browser.find_elements("css selector", "section.group h3")
    assert not any(each.is_displayed() for each in headings)
    box.clear()
    box.send_keys(" ")
    assert seen() == everything
    browser.find_element("id", "unfold").click()
    assert len(browser.find_elements("css selector", "details.choice[open]")) == len(everything)
    browser.find_element("id", "unfold").click()
    assert browser.find_elements("css selector", "details.choice[open]") == []


@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_a_phone_shows_it_without_scrolling_sideways(browser: Any, pages: dict[str, Path], name: str) -> None:
    look(browser, addressed(pages[name]), NARROW)
    browser.execute_script("for (const each of document.querySelectorAll('details')) each.open = true;")
    assert browser.execute_script("return document.documentElement.scrollWidth") == NARROW.width
    assert browser.execute_script(BEYOND) == []


@pytest.mark.parametrize("dark", [False, True])
def test_all_text_stands_out_from_what_lies_behind_it(browser: Any, pages: dict[str, Path], dark: bool) -> None:
    look(browser, addressed(pages["house-prices"]), dark=dark)
    browser.execute_script("for (const each of document.querySelectorAll('details')) each.open = true;")
    contrast, text = browser.execute_script(CONTRAST)
    assert contrast >= LEAST_CONTRAST, text
    premise = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", premise)[:3])) < 3 * 64) == dark


@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_the_first_screen_of_a_phone_has_the_answer_the_warnings_and_the_assumptions(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    look(browser, addressed(pages[name]), PHONE)
    for part, (seen, found) in first_screen(browser).items():
        assert seen == found, part
    assert first_screen(browser)["answer"][1] == 1
    assert first_screen(browser)["assumptions"][1] >= 1


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("name", [*NAMES, "hostile"])
def test_print_is_short_and_holds_every_choice_of_the_config_with_its_reason(
    browser: Any, pages: dict[str, Path], name: str, scripts: bool
) -> None:
    look(browser, addressed(pages[name]), scripts=scripts)
    text, number = on_paper(browser)
    assert number <= MOST_PAGES
    for warning in browser.find_elements("css selector", ".warnings > li"):
        assert together(warning.get_attribute("textContent")) in text
    found = choices(browser)
    landing = {path for path in found if browser.find_elements("css selector", f"section:not(.behind) > [id='{path}']")}
    assert len(found) > len(landing) > 30
    for path in landing:
        assert path in text
        assert together(found[path]) in text, path
    assert "Restson" not in text
    assert "schema:advisor/config/v1" not in text
    assert "?print=all" in text


@pytest.mark.parametrize("scripts", [True, False])
def test_print_holds_what_is_unfolded(browser: Any, pages: dict[str, Path], scripts: bool) -> None:
    look(browser, addressed(pages["house-prices"]), scripts=scripts)
    browser.find_element("id", "training.batch_size").find_element("css selector", "summary").click()
    browser.find_element("css selector", "section[aria-labelledby=config] summary").click()
    text, _ = on_paper(browser)
    assert text.count("Restson") == 1
    assert "schema:advisor/config/v1" in text


def test_print_all_holds_every_choice_with_all_that_is_said_of_it(browser: Any, pages: dict[str, Path]) -> None:
    look(browser, addressed(pages["house-prices"], "print=all"))
    whole, _ = on_paper(browser)
    found = choices(browser)
    assert len(found) > 50
    for path, reason in found.items():
        assert path in whole
        assert together(reason) in whole, path
    assert whole.count("Restson") > 50
    assert whole.count("Whatwouldchangeit") > 20
    assert "schema:advisor/config/v1" in whole
    assert "?print=all" not in whole


def test_the_button_prints_all_and_leaves_the_page_as_it_was(browser: Any, pages: dict[str, Path]) -> None:
    look(browser, addressed(pages["house-prices"], "print=all"))
    whole, number = on_paper(browser)
    look(browser, addressed(pages["house-prices"]))
    browser.find_element("id", "find").send_keys("nothing like it")
    browser.execute_script("window.print = () => {};")  # a dialogue that nobody would answer
    browser.find_element("id", "print").click()
    assert on_paper(browser) == (whole, number)
    assert browser.find_elements("css selector", "details[open]") == []
    assert on_paper(browser)[1] <= MOST_PAGES


def test_without_scripts_it_unfolds_and_offers_nothing_that_would_not_work(
    browser: Any, pages: dict[str, Path]
) -> None:
    look(browser, addressed(pages["house-prices"]), scripts=False)
    assert not browser.find_element("css selector", "form.find").is_displayed()
    choice = browser.find_element("id", "training.batch_size")
    choice.find_element("css selector", "summary").click()
    assert choice.get_attribute("open") is not None
    assert "What would change it" in choice.text
