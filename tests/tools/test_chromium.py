"""A real browser: keep-alive with many assets, forms, and the debug page."""

import io
import json

import pytest

from microweb.server import Limits, Server
from microweb.server.debugpage import DebugPage
from tests.chromium import launch, make_options
from tests.server.hostile import HOSTILE
from tests.tools.conftest import ASSETS


@pytest.fixture(scope="module")
def driver(tmp_path_factory):
    options = make_options(tmp_path_factory.mktemp("profile"))
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = launch(options)
    driver.set_page_load_timeout(30)
    yield driver
    driver.quit()


def test_a_page_with_twenty_assets_comes_over_a_few_connections(driver, site):
    driver.get(f"{site.url}/page")
    assert driver.execute_script("return window.loaded") == ASSETS // 2
    assert driver.execute_script("return document.styleSheets.length") == ASSETS // 2
    ids = driver.execute_script(
        "return performance.getEntriesByType('resource')"
        ".filter(entry => !entry.name.endsWith('favicon.ico'))"
        ".map(entry => [entry.nextHopProtocol, entry.connectStart, entry.connectEnd])"
    )
    assert len(ids) == ASSETS
    assert {protocol for protocol, _, _ in ids} == {"http/1.1"}
    # A browser opens six connections to a host at most; the rest came over those.
    assert sum(start != end for _, start, end in ids) <= 6


def test_a_form_is_sent(driver, site):
    driver.get(f"{site.url}/page")
    before = driver.find_element("css selector", "html")
    driver.find_element("css selector", "button").click()
    # While the next page comes, neither of the two can be asked.
    errors = pytest.importorskip("selenium.common.exceptions").WebDriverException
    wait = pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait
    wait(driver, 10, ignored_exceptions=[errors]).until(
        lambda _: driver.find_element("css selector", "html") != before
    )
    answer = json.loads(driver.find_element("css selector", "body").text)
    assert (answer["length"], answer["content_length"]) == (3, "3")


def failing(environ, start_response):
    hostile = HOSTILE
    chosen = [text for text in hostile if "\n" not in text]
    error = ValueError("\n".join(hostile))
    for text in chosen[::10]:
        error.add_note(f"{text}\n{text}")
    named = {text: text for text in chosen}
    if named:
        raise error
    return []


@pytest.fixture
def debug_url():
    log = io.StringIO()

    def sections(environ, error):
        return [(text, text) for text in HOSTILE[::7]]

    app = DebugPage(failing, sections=sections)
    with Server(app, port=0, log=log, limits=Limits(grace=2.0)) as server:
        yield server.url


@pytest.mark.parametrize("number", range(0, len(HOSTILE), 40))
def test_t87_no_script_of_a_hostile_text_runs_on_the_debug_page(driver, debug_url, number):
    driver.get(f"{debug_url}/")
    driver.execute_script(
        "location.href = '/' + encodeURIComponent(arguments[0]) + '?q=' +"
        " encodeURIComponent(arguments[0])",
        HOSTILE[number].encode("utf-8", "replace").decode(),
    )
    driver.execute_script(
        "for (const item of document.querySelectorAll('details')) item.open = true"
    )
    assert driver.execute_script("return window.hit") is None
    assert (
        driver.execute_script(
            "return document.querySelectorAll('img, svg, iframe, form, input, a, object').length"
        )
        == 0
    )
    assert driver.execute_script("return document.scripts.length") == 1


def test_the_button_copies_the_traceback(driver, debug_url):
    driver.get(f"{debug_url}/")
    driver.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"origin": debug_url, "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    button = driver.find_element("id", "copy")
    assert button.is_displayed()
    button.click()
    copied = driver.execute_async_script(
        "const done = arguments[0];"
        "const read = () => navigator.clipboard.readText();"
        "setTimeout(() => read().then(done, error => done('' + error)), 300)"
    )
    assert button.text == "Copied"
    assert copied.startswith("Traceback (most recent call last):")


def test_without_a_clipboard_the_text_is_selected(driver, debug_url):
    driver.get(f"{debug_url}/")
    driver.execute_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    button = driver.find_element("id", "copy")
    button.click()
    driver.execute_async_script("setTimeout(arguments[0], 200)")
    assert button.text == "Selected: press Ctrl+C"
    selected = driver.execute_script("return getSelection().toString()")
    assert selected.startswith("Traceback (most recent call last):")


def test_the_policy_of_the_page_stops_nothing_of_its_own(driver, debug_url):
    driver.get_log("browser")
    driver.get(f"{debug_url}/")
    messages = [entry["message"] for entry in driver.get_log("browser")]
    assert not [message for message in messages if "Content Security Policy" in message]


def test_the_page_is_no_wider_than_a_phone(driver, debug_url):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    try:
        driver.get(f"{debug_url}/a/{'long' * 200}")
        width = driver.execute_script("return document.documentElement.scrollWidth")
    finally:
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert width <= 400
