"""What another site may see of a site, and whether it may put it into a frame: in Chromium."""

import pytest

from tests.browser.test_csrf import SITES, TOOLS

READ = """
const [url, finished] = arguments;
const seen = [];
const see = (name, promise) =>
  promise.then((what) => seen.push(`${name}: ${what}`), () => null);
const load = (element) => new Promise((resolve, reject) => {
  element.onload = () => resolve("loaded");
  element.onerror = reject;
  document.body.append(element);
});
const make = (name, attributes) => Object.assign(document.createElement(name), attributes);
Promise.allSettled([
  see("fetch", fetch(url, {credentials: "include"}).then((response) => response.text())),
  see("no-cors", fetch(url, {credentials: "include", mode: "no-cors"}).then((response) =>
    response.text().then((text) => text || Promise.reject()))),
  see("xhr", new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.withCredentials = true;
    xhr.onload = () => resolve(xhr.responseText);
    xhr.onerror = reject;
    xhr.open("GET", url);
    xhr.send();
  })),
  see("script", load(make("script", {src: url}))),
  see("stylesheet", load(make("link", {rel: "stylesheet", href: url}))),
  see("image", load(make("img", {src: url}))),
]).then(() => finished(seen));
"""


@pytest.mark.parametrize("origin", SITES)
@pytest.mark.parametrize("path", ["/", "/secret", "/picture"])
def test_another_origin_reads_nothing(driver, attacker, sites, origin, path):
    for name in ("default", "sent_anywhere"):
        driver.get(f"{getattr(attacker, origin)}/")
        assert driver.execute_async_script(READ, sites[name].url + path) == []
        # The control: the site itself reads it in three of the ways at least.
        driver.get(f"{sites[name].url}/")
        own = driver.execute_async_script(READ, sites[name].url + path)
        ways = {"fetch", "no-cors", "xhr"} | ({"image"} if path == "/picture" else set())
        assert {line.partition(":")[0] for line in own} >= ways


OPEN = """
const [url, finished] = arguments;
const opened = window.open(url, "opened" + Math.random());
const started = Date.now();
const look = () => {
  let read = "";
  try { read = opened.document.body?.textContent || "" } catch {}
  if (opened.closed || read || Date.now() - started > 3000)
    finished([opened.closed, read]);
  else setTimeout(look, 20);
};
look();
"""


@pytest.mark.parametrize("origin", SITES)
def test_a_window_that_another_site_opens_is_out_of_its_reach(driver, attacker, sites, origin):
    driver.get(f"{getattr(attacker, origin)}/")
    own = driver.current_window_handle
    # Cut off by Cross-Origin-Opener-Policy, a window looks closed to who opened it.
    assert driver.execute_async_script(OPEN, sites["default"].url) == [True, ""]
    for handle in set(driver.window_handles) - {own}:
        driver.switch_to.window(handle)
        assert "ada" in driver.page_source
        assert driver.execute_script("return window.opener") is None
        driver.close()
    driver.switch_to.window(own)


def frame_shows(driver, *, depth=1):
    """Say whether the innermost frame shows the site."""
    for _ in range(depth):
        driver.switch_to.frame(0)
    shown = "Account" in driver.page_source
    driver.switch_to.default_content()
    return shown


@pytest.mark.parametrize("origin", SITES)
@pytest.mark.parametrize("header", ["X_FRAME_OPTIONS", "CONTENT_SECURITY_POLICY", None])
def test_another_origin_cannot_frame_a_site(driver, attacker, sites, origin, header):
    # Each of the two headers does it alone, and so do both.
    site = sites["default"]
    other = {"X_FRAME_OPTIONS": "CONTENT_SECURITY_POLICY"}.get(header, "X_FRAME_OPTIONS")
    kept = site.app.config[other]
    if header is not None:
        site.app.config[other] = None
    driver.get(f"{getattr(attacker, origin)}/framing?to={site.url}/")
    shown = frame_shows(driver)
    site.app.config[other] = kept
    assert not shown


def test_a_frame_in_a_frame_is_refused_too(driver, attacker, sites):
    site = sites["default"]
    inner = f"{attacker.same_site}/framing?to={site.url}/"
    driver.get(f"{attacker.cross_site}/framing?to={inner}")
    assert not frame_shows(driver, depth=2)


def test_the_site_may_frame_itself(driver, sites):
    driver.get(f"{sites['default'].url}/")
    driver.execute_async_script(
        "const [finished] = arguments; const frame = document.createElement('iframe');"
        "frame.src = '/'; frame.onload = () => finished(); document.body.append(frame);"
    )
    assert frame_shows(driver)


def test_without_both_headers_it_could_be_framed(driver, attacker, sites):
    # The control of the tests above.
    site = sites["unguarded"]
    site.app.config.update(X_FRAME_OPTIONS=None, CONTENT_SECURITY_POLICY=None)
    driver.get(f"{attacker.cross_site}/framing?to={site.url}/")
    assert frame_shows(driver)


def test_a_click_that_was_borrowed_reaches_nothing(driver, attacker, sites):
    # A frame of the site under the pointer, invisible: the click goes into an empty frame.
    site = sites["default"]
    site.forget()
    driver.get(f"{attacker.cross_site}/framing?to={site.url}/")
    driver.execute_script("document.getElementById('frame').style.opacity = 0.01")
    driver.find_element("id", "frame").click()
    driver.execute_async_script(
        TOOLS + "settle([new Promise((go) => setTimeout(go, 100))])", [], ""
    )
    assert site.reached == []
