"""The session cookie: renewed at login, worthless when changed, old or of another key."""

import base64
import json
import time

import pytest

from microweb.security.signing import Signer

KEY = "a key that this test knows"


@pytest.fixture
def site(make_site):
    return make_site(SECRET_KEY=KEY)


def cookie_of(browser):
    return browser.cookies["session"]


def forge(values, *, key=KEY, salt="microweb.session", age=0):
    """Sign a session as the app does, so many seconds ago."""
    now = int(time.time()) - age
    return Signer([key], salt=salt).sign(json.dumps([now, values]).encode(), timestamp=now)


def read(header):
    """Give the moment a session in a Set-Cookie header began, and its values."""
    payload = header.partition("=")[2].partition(".")[0]
    return json.loads(base64.urlsafe_b64decode(payload + "=="))


def greets(site, cookie):
    """Say whether a browser with this cookie is logged in."""
    response = site.new_browser().get("/", headers={"Cookie": f"session={cookie}"}, status="*")
    assert response.status_code in {200, 400, 431}
    return "Welcome" in response.text


def test_a_session_signed_by_the_app_is_good(site):
    assert greets(site, forge({"user": 1, "version": 1}))


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    header = site.log_in().headers["Set-Cookie"]
    attributes = {part.strip() for part in header.split(";")[1:]}
    assert attributes == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_the_cookie_is_secure_on_https(site):
    browser = site.new_browser()
    browser.extra_environ["wsgi.url_scheme"] = "https"
    assert "; Secure" in site.log_in(browser=browser).headers["Set-Cookie"]


def test_the_session_is_new_after_a_login(site):
    planted = forge({"planted": "by a stranger", "_flashes": [["error", "planted"]]})
    form = {"username": "test_user", "password": "test123456"}
    response = site.post("/login", form, headers={"Cookie": f"session={planted}"})
    created, values = read(response.headers["Set-Cookie"])
    assert values == {"user": 1, "version": 1, "_flashes": [["success", "Login successful"]]}
    assert created >= time.time() - 60


def test_the_cookie_holds_no_password(site):
    site.log_in()
    assert "test123456" not in str(read(f"session={cookie_of(site.browser)}"))


def test_a_tampered_cookie_is_an_empty_session(site):
    cookie = forge({"user": 1, "version": 1})
    for place in range(0, len(cookie), 3):
        changed = cookie[:place] + ("A" if cookie[place] != "A" else "B") + cookie[place + 1 :]
        assert not greets(site, changed)


@pytest.mark.parametrize("junk", ["=", " x", "!", "é", "%00", '"', "."])
def test_a_cookie_with_something_added_is_an_empty_session(site, junk):
    cookie = forge({"user": 1, "version": 1}) + junk
    assert not greets(site, cookie.encode().decode("latin-1"))


def test_a_stale_cookie_is_an_empty_session(site):
    assert greets(site, forge({"user": 1, "version": 1}, age=7000))
    assert not greets(site, forge({"user": 1, "version": 1}, age=7300))


def test_a_cookie_from_the_future_is_an_empty_session(site):
    assert not greets(site, forge({"user": 1, "version": 1}, age=-3600))


@pytest.mark.parametrize("other", [{"key": "another key"}, {"salt": "another purpose"}])
def test_a_foreign_cookie_is_an_empty_session(site, other):
    assert not greets(site, forge({"user": 1, "version": 1}, **other))


@pytest.mark.parametrize(
    "cookie", ["", "x", ".", "..", "a.b.c", "x" * 60_000, "eyJ1c2VyIjoxfQ.1.x"]
)
def test_what_is_no_session_is_an_empty_session(site, cookie):
    assert not greets(site, cookie)


@pytest.mark.parametrize(
    "values",
    [{"user": 99, "version": 1}, {"user": 1, "version": 2}, {"user": 1}, {"version": 1}, {}],
)
def test_a_session_of_nobody_is_a_strangers(site, values):
    assert not greets(site, forge(values))


def test_a_password_change_ends_the_other_sessions(site):
    other = site.new_browser()
    for browser in (site.browser, other):
        site.log_in(browser=browser)
    stolen = cookie_of(site.browser)
    form = {"password": "test123456", "new_password": "four odd words here"}
    site.post("/password", form, status=303)
    assert site.is_logged_in()
    assert not site.is_logged_in(other)
    assert not greets(site, stolen)


def test_two_browsers_are_two_visitors(site):
    site.log_in()
    assert not site.is_logged_in(site.new_browser())


def test_a_session_survives_a_restart(make_site):
    first, second = make_site(), make_site()
    first.log_in()
    assert greets(second, cookie_of(first.browser))


def test_pages_are_for_one_visitor_and_not_for_caches(site):
    for path in ("/", "/login"):
        response = site.get(path)
        assert response.headers["Vary"] == "Cookie"
        assert response.headers["Cache-Control"] == "private, no-store"
    assert "Vary" not in site.get("/static/style.css").headers
