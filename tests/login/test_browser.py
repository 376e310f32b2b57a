"""The demo in a real browser: headless Chromium, through `python serve.py`."""

import re

import pytest

pytest.importorskip("selenium", reason="selenium is not installed")

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.chromium import launch, make_options

ADMIN = "password of the admin"
PASSWORD = "four odd words here"


@pytest.fixture
def make_driver(tmp_path):
    drivers = []

    def make(*flags):
        options = make_options(tmp_path / f"profile{len(drivers)}", *flags)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = launch(options)
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

    def press_labelled(self, label):
        """Press a button that says more to a screen reader than to the eye."""
        self._leave_by(self.find(f'button[aria-label="{label}"]'))

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


@pytest.fixture
def ready(site, tmp_path, make_driver):
    """The site's URL, after the set-up: root is the admin, and the browser is logged in as it."""
    tab = Tab(make_driver())
    set_up(tab, site, tmp_path / "server.log")
    return tab


def set_up(tab, site, log):
    tab.driver.get(site)
    tab.click("set this site up")
    code = re.search(r"enter the code (\S+)", log.read_text())[1]
    tab.fill(code=code, username="root", password=ADMIN)
    tab.press("Make the account")
    assert tab.text(".message.success") == "Your site is ready, and you are its admin."
    assert tab.text("h1") == "Welcome, root"


def sign_up(tab, site, name="Zoë"):
    tab.driver.get(f"{site}/register")
    tab.fill(username=name, password=PASSWORD)
    tab.press("Register")
    assert "Your account is ready" in tab.text(".message.success")


def log_in(tab, site, name="Zoë", password=PASSWORD, *, remember=False):
    tab.driver.get(f"{site}/login")
    tab.fill(username=name, password=password)
    if remember:
        tab.find("[name=remember]").click()
    tab.press("Log in")


def is_logged_in(tab, site):
    tab.driver.get(site)
    return tab.text("h1").startswith("Welcome")


def test_a_visitor_clicks_through_the_whole_demo(site, ready):
    tab = ready
    tab.log_out()
    sign_up(tab, site)
    tab.driver.get(site)
    tab.click("Go to Login")

    tab.fill(username="zoë", password="wrong password")
    tab.press("Log in")
    error = tab.find(".message.error")
    assert error.text == "Wrong user name or password."
    red, green, blue = colour_of(error)
    assert red > 1.5 * max(green, blue)

    tab.fill(password=PASSWORD)
    tab.press("Log in")
    assert tab.driver.current_url == f"{site}/"
    assert tab.text(".message.success") == "Login successful"
    assert tab.text("h1") == "Welcome, Zoë"
    cookie = tab.driver.get_cookie("session")
    assert cookie["httpOnly"]

    tab.click("Profile")
    assert tab.text("dd") == "Zoë"
    tab.driver.refresh()
    assert not tab.driver.find_elements(By.CSS_SELECTOR, ".message")
    tab.log_out()
    assert tab.text(".actions .button") == "Go to Login"

    tab.driver.add_cookie({"name": "session", "value": cookie["value"]})
    assert not is_logged_in(tab, site)  # the copy is of a session that is over
    assert tab.driver.get_log("browser") == []


def test_a_wrong_password_is_tried_until_there_is_a_wait(site, ready):
    tab = ready
    tab.log_out()
    for _ in range(10):
        log_in(tab, site, "somebody", "wrong password")
        assert tab.text(".message.error") == "Wrong user name or password."
    log_in(tab, site, "somebody", "wrong password")
    assert tab.text(".message.error") == "Too many tries. Please wait 15 minutes."


def test_a_user_ends_the_session_in_another_browser(site, ready, make_driver):
    sign_up(ready, site)
    one, other = ready, Tab(make_driver())
    one.log_out()
    log_in(one, site)
    log_in(other, site, remember=True)
    one.driver.get(site)
    one.click("Sessions")
    rows = one.driver.find_elements(By.CSS_SELECTOR, ".rows li")
    assert [("this one" in row.text) for row in rows] == [True, False]
    assert all("Chrome on Linux" in row.text for row in rows)
    one.press("End")
    assert one.text(".message.success") == "That session has ended."
    assert len(one.driver.find_elements(By.CSS_SELECTOR, ".rows li")) == 1
    assert not is_logged_in(other, site)

    log_in(other, site, remember=True)
    one.driver.get(f"{site}/password")
    one.fill(password=PASSWORD, new_password="four new odd words")
    one.press("Change password")
    assert "your other sessions have ended" in one.text(".message.success")
    assert is_logged_in(one, site)
    assert not is_logged_in(other, site)
    log_in(other, site)
    assert other.text(".message.error") == "Wrong user name or password."


def test_an_admin_ends_the_sessions_of_a_user_and_switches_it_off(site, ready, make_driver):
    admin, user = ready, Tab(make_driver())
    sign_up(user, site)
    log_in(user, site, remember=True)
    admin.driver.get(site)
    admin.click("Users")
    admin.press_labelled("End all sessions of Zoë")
    assert admin.text(".message.success") == "Zoë is logged out everywhere."
    assert not is_logged_in(user, site)
    log_in(user, site)
    assert is_logged_in(user, site)
    admin.press_labelled("Switch off the account of Zoë")
    assert not is_logged_in(user, site)
    log_in(user, site)
    assert user.text(".message.error") == "Wrong user name or password."


def colour_of(element):
    """Give red, green and blue of a text, 0 to 255."""
    value = element.value_of_css_property("color")
    return [float(each) for each in value[value.index("(") + 1 : -1].split(",")[:3]]


PAGES = ["/", "/login", "/register", "/setup/", "/nothing"]
PAGES_OF_USERS = ["/", "/profile", "/password", "/confirm", "/sessions/", "/admin/users", "/delete"]


def test_pages_fit_a_phone_without_scrolling_sideways(site, tmp_path, make_driver):
    tab = Tab(make_driver("--window-size=390,844"))
    tab.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 320, "height": 700, "deviceScaleFactor": 2, "mobile": True},
    )

    def check(paths):
        for path in paths:
            tab.driver.get(site + path)
            width = tab.driver.execute_script("return document.documentElement.scrollWidth")
            assert width == 320, path

    check(PAGES)
    set_up(tab, site, tmp_path / "server.log")
    check(PAGES_OF_USERS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_colour_schemes(site, ready, scheme):
    sign_up(ready, site)
    driver = ready.driver
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    shown = {
        "/password": ("h1", "label", ".hint", "button[type=submit]", "nav a", "nav button"),
        "/sessions/": (".rows strong", ".tag", ".details", ".aside", ".lead"),
        "/admin/users": (".tag", "button.danger", ".details"),
        "/": ("h1", ".tiles a", ".tiles p", "footer"),
    }
    for path, selectors in shown.items():
        driver.get(site + path)
        for selector in selectors:
            assert driver.execute_script(CONTRAST, selector) >= 4.5, selector
    assert (driver.execute_script(LUMINANCE_OF_PAGE) < 0.5) == (scheme == "dark")
    ready.log_out()
    for message, password in (("error", "wrong"), ("success", PASSWORD)):
        log_in(ready, site, password=password)
        assert driver.execute_script(CONTRAST, f".message.{message}") >= 4.5


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
