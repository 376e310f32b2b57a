"""The demo in a real browser: headless Chromium, through `python serve.py`."""

import shutil

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMEDRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and CHROMEDRIVER), reason="chromium and chromedriver are not installed"
)


@pytest.fixture
def make_driver(tmp_path):
    drivers = []

    def make(*flags):
        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        profile = tmp_path / f"profile{len(drivers)}"
        for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
        drivers.append(driver)
        return driver

    yield make
    for driver in drivers:
        driver.quit()


@pytest.fixture
def site(run_server):
    with run_server("serve.py", "--port", "0") as url:
        yield url


class Tab:
    """What a person does with a page."""

    def __init__(self, driver):
        self.driver = driver

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.find(selector).text

    def click(self, text):
        """Click a link, and wait for the next page."""
        self._leave_by(self.driver.find_element(By.XPATH, f"//a[normalize-space()='{text}']"))

    def press(self, text):
        """Press the button of the page's form, and wait for the next page."""
        path = f"//main//button[normalize-space()='{text}']"
        self._leave_by(self.driver.find_element(By.XPATH, path))

    def log_out(self):
        self._leave_by(self.find("header button"))

    def _leave_by(self, element):
        before = self.find("html")
        element.click()
        WebDriverWait(self.driver, 20).until(lambda _: self.find("html") != before)

    def fill(self, **fields):
        for name, value in fields.items():
            field = self.find(f"[name={name}]")
            field.clear()
            field.send_keys(value)


def test_a_visitor_clicks_through_the_whole_demo(site, make_driver):
    tab = Tab(make_driver())
    tab.driver.get(site)
    tab.click("Go to Login")

    tab.fill(username="test_user", password="wrong password")
    tab.press("Log in")
    error = tab.find(".message.error")
    assert error.text == "Wrong user name or password."
    red, green, blue = colour_of(error)
    assert red > 1.5 * max(green, blue)

    tab.fill(password="test123456")
    tab.press("Log in")
    assert tab.driver.current_url == f"{site}/"
    assert tab.text(".message.success") == "Login successful"
    assert tab.text("h1") == "Welcome, test_user"

    tab.click("Profile")
    assert tab.text("dd") == "test_user"
    tab.click("Change your password")
    tab.fill(password="test123456", new_password="four odd words here")
    tab.press("Change password")
    assert "Your password is changed" in tab.text(".message.success")

    tab.log_out()
    assert tab.text(".actions .button") == "Go to Login"
    tab.click("Go to Login")
    tab.fill(username="test_user", password="test123456")
    tab.press("Log in")
    assert tab.text(".message.error") == "Wrong user name or password."
    tab.fill(password="four odd words here")
    tab.press("Log in")
    assert tab.text(".message.success") == "Login successful"

    tab.driver.refresh()
    assert not tab.driver.find_elements(By.CSS_SELECTOR, ".message")
    assert tab.text("h1") == "Welcome, test_user"
    assert tab.driver.get_cookies()[0]["httpOnly"]
    assert tab.driver.get_log("browser") == []


def test_a_new_visitor_registers(site, make_driver):
    tab = Tab(make_driver())
    tab.driver.get(f"{site}/register")
    tab.fill(username="Zoë", password="four odd words here")
    tab.press("Register")
    assert "Your account is ready" in tab.text(".message.success")
    tab.fill(username="zoë", password="four odd words here")
    tab.press("Log in")
    assert tab.text("h1") == "Welcome, Zoë"


def colour_of(element):
    """Give red, green and blue of a text, 0 to 255."""
    value = element.value_of_css_property("color")
    return [float(each) for each in value[value.index("(") + 1 : -1].split(",")[:3]]


@pytest.mark.parametrize("path", ["/", "/login", "/register", "/nothing"])
def test_pages_fit_a_phone_without_scrolling_sideways(site, make_driver, path):
    driver = make_driver("--window-size=390,844")
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 320, "height": 700, "deviceScaleFactor": 2, "mobile": True},
    )
    driver.get(site + path)
    assert driver.execute_script("return document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_colour_schemes(site, make_driver, scheme):
    driver = make_driver()
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    driver.get(f"{site}/profile")
    for selector in ("h1", "label", ".message", ".aside", ".aside a", "button[type=submit]"):
        assert driver.execute_script(CONTRAST, selector) >= 4.5, selector
    assert (driver.execute_script(LUMINANCE_OF_PAGE) < 0.5) == (scheme == "dark")


# WCAG 2.2, "relative luminance" and "contrast ratio".
LUMINANCE = """
const luminance = (colour) => {
  const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((each) => {
    const c = each / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const backgroundOf = (element) => {
  const colour = getComputedStyle(element).backgroundColor;
  return /, 0\\)$/.test(colour) ? backgroundOf(element.parentElement) : colour;
};
"""
CONTRAST = (
    LUMINANCE
    + """
const element = document.querySelector(arguments[0]);
const one = luminance(getComputedStyle(element).color) + 0.05;
const other = luminance(backgroundOf(element)) + 0.05;
return Math.max(one, other) / Math.min(one, other);
"""
)
LUMINANCE_OF_PAGE = LUMINANCE + "return luminance(backgroundOf(document.body));"
