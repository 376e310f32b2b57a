"""The sessions: kept on the server, new at login, and over when they are ended."""

import re
import sqlite3
import time

import pytest

CHANGE = {"password": "test123456", "new_password": "four odd words here"}


def cookie_of(browser, name="session"):
    return browser.cookies[name]


def greets(site, cookie, name="session"):
    """Say whether a browser with this cookie, and no other, is logged in."""
    response = site.new_browser().get("/", headers={"Cookie": f"{name}={cookie}"}, status="*")
    assert response.status_code in {200, 400, 431}
    return "Welcome" in response.text


def change_rows(site, statement, *values):
    db = sqlite3.connect(site.app.config["DATABASE"], isolation_level=None)
    db.execute(statement, values)
    db.close()


def test_a_copy_of_the_cookie_is_good_while_the_session_is(site):
    site.log_in()
    assert greets(site, cookie_of(site.browser))


def test_default_09_a_copied_cookie_of_a_logged_out_session_is_refused(site):
    site.log_in(remember="on")
    copies = {name: cookie_of(site.browser, name) for name in ("session", "remember_token")}
    site.post("/logout")
    assert not any(greets(site, copy, name) for name, copy in copies.items())


@pytest.mark.parametrize("form", [{}, {"remember": "on"}])
def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(site, form):
    headers = site.log_in(**form).headers.getall("Set-Cookie")
    assert len(headers) == 2 + len(form)
    for header in headers:
        attributes = {part.strip() for part in header.split(";")[1:]}
        lifetime = {each for each in attributes if each.startswith(("Max-Age", "Expires"))}
        assert attributes - lifetime == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_the_cookies_are_secure_on_https(site):
    browser = site.new_browser()
    browser.extra_environ["wsgi.url_scheme"] = "https"
    headers = site.log_in(browser=browser, remember="on").headers.getall("Set-Cookie")
    assert len(headers) == 3
    assert all("; Secure" in header for header in headers)


def test_default_08_the_session_has_a_new_id_after_a_login(site):
    site.get("/login")
    before = cookie_of(site.browser)
    site.log_in()
    after = cookie_of(site.browser)
    assert after != before
    assert greets(site, after)
    assert not greets(site, before)


def test_default_08_a_new_id_after_a_change_of_the_password_and_after_a_confirmation(site):
    site.log_in()
    seen = {cookie_of(site.browser)}
    site.post("/password", CHANGE, status=303)
    seen.add(cookie_of(site.browser))
    site.post("/confirm", {"password": "four odd words here"}, status=303)
    seen.add(cookie_of(site.browser))
    assert len(seen) == 3
    assert [greets(site, cookie) for cookie in seen].count(True) == 1


def test_default_07_an_id_of_the_clients_own_is_not_taken_over(site):
    invented = "A" * 43
    browser = site.new_browser()
    browser.set_cookie("session", invented)
    site.log_in(browser=browser)
    assert cookie_of(browser) != invented
    assert not greets(site, invented)


def test_another_users_session_is_not_carried_into_a_login(site):
    site.log_in_admin()
    site.log_in()
    assert "Users" not in site.get("/").html.nav.text
    site.get("/admin/users", status=403)


def test_the_cookie_is_an_id_and_nothing_else(site):
    site.log_in()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", cookie_of(site.browser))


def test_who_reads_the_database_cannot_use_what_is_there(site):
    site.log_in(remember="on")
    stored = repr([tuple(row) for row in site.query("SELECT key, value, owner FROM entries")])
    assert cookie_of(site.browser) not in stored
    assert cookie_of(site.browser, "remember_token") not in stored
    assert "test123456" not in stored


def test_a_tampered_cookie_is_an_empty_session(site):
    site.log_in()
    cookie = cookie_of(site.browser)
    for place in range(0, len(cookie), 3):
        changed = cookie[:place] + ("A" if cookie[place] != "A" else "B") + cookie[place + 1 :]
        assert not greets(site, changed)


@pytest.mark.parametrize("junk", ["=", " x", "!", "é", "%00", '"', "."])
def test_a_cookie_with_something_added_is_an_empty_session(site, junk):
    site.log_in()
    cookie = cookie_of(site.browser) + junk
    assert not greets(site, cookie.encode().decode("latin-1"))


@pytest.mark.parametrize("cookie", ["", "x", ".", "..", "a.b.c", "x" * 60_000, "A" * 43])
@pytest.mark.parametrize("name", ["session", "remember_token"])
def test_what_is_no_session_is_an_empty_session(site, name, cookie):
    assert not greets(site, cookie, name)


def test_default_11_a_session_that_is_not_used_for_two_hours_is_over(site):
    site.log_in()
    assert site.app.config["SESSION_IDLE_LIFETIME"].total_seconds() == 7200
    change_rows(site, "UPDATE entries SET expires = ?", time.time() - 1)
    assert not site.is_logged_in()


def test_default_12_a_session_is_over_after_twelve_hours(make_site):
    assert make_site().app.config["SESSION_ABSOLUTE_LIFETIME"].total_seconds() == 12 * 3600
    site = make_site(SESSION_ABSOLUTE_LIFETIME=1)
    site.log_in()
    assert site.is_logged_in()
    time.sleep(1.1)
    assert not site.is_logged_in()


def test_default_10_a_password_change_ends_the_other_sessions(site):
    other = site.new_browser()
    for browser in (site.browser, other):
        site.log_in(browser=browser, remember="on")
    names = ("session", "remember_token")
    stolen = [(cookie_of(site.browser, name), name) for name in names]
    site.post("/password", CHANGE, status=303)
    assert site.is_logged_in()
    assert not site.is_logged_in(other)
    assert not any(greets(site, *copy) for copy in stolen)
    assert greets(site, cookie_of(site.browser, "remember_token"), "remember_token")


def test_a_password_change_leaves_other_users_alone(site):
    admin = site.new_browser()
    site.log_in_admin(admin)
    site.log_in()
    site.post("/password", CHANGE, status=303)
    assert site.is_logged_in(admin)


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


# A browser that is remembered.


def drop_session(browser):
    """Make a browser lose its session, as it does when it is closed."""
    remembered = cookie_of(browser, "remember_token")
    browser.reset()
    browser.set_cookie("remember_token", remembered)


def test_a_remembered_browser_is_logged_in_without_a_session(site):
    site.log_in(remember="on")
    drop_session(site.browser)
    assert site.is_logged_in()


def test_a_browser_is_not_remembered_unasked(site):
    site.log_in()
    assert "remember_token" not in site.browser.cookies


def test_a_remembered_admin_types_the_password_before_looking_after_users(site):
    site.log_in("root", "password of the admin", remember="on", status=303)
    site.get("/admin/users", status=200)
    drop_session(site.browser)
    page = site.get("/admin/users", status=303).follow()
    assert page.request.path == "/confirm"
    page.forms["confirm-form"]["password"] = "wrong"
    page = page.forms["confirm-form"].submit(status=200)
    assert "not your password" in page.html.select_one("p.error").text
    site.get("/admin/users", status=303)
    page.forms["confirm-form"]["password"] = "password of the admin"
    page = page.forms["confirm-form"].submit(status=303).follow()
    assert (page.request.path, page.html.h1.text) == ("/admin/users", "Users")


def test_a_copy_of_the_remembering_cookie_that_was_used_long_ago_ends_all(site):
    site.log_in(remember="on")
    copy = cookie_of(site.browser, "remember_token")
    drop_session(site.browser)
    assert site.is_logged_in()
    change_rows(site, "DELETE FROM entries WHERE key LIKE 'remember-left:%'")  # the minute is over
    assert not greets(site, copy, "remember_token")
    assert not site.is_logged_in()


# The page of the user's sessions.


@pytest.fixture
def other(site):
    """Another browser of the same user, at another address."""
    browser = site.new_browser("192.0.2.7")
    browser.extra_environ["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Firefox/140.0"
    site.log_in(browser=browser, remember="on")
    site.log_in()
    return browser


def test_default_13_a_user_sees_where_it_is_logged_in(site, other):
    this, that = site.get("/sessions/").html.select(".rows li")
    assert "this one" in this.text
    assert this.button is None
    assert "Firefox on an iPhone" in that.text
    assert "192.0.2.7" in that.text
    assert re.search(r"since \d+ \w{3} 20\d\d, \d\d:\d\d UTC, last seen \d+ \w{3} 20", that.text)
    assert "this one" not in that.text


def test_default_13_a_user_ends_one_of_them(site, other):
    third = site.new_browser()
    site.log_in(browser=third)
    rows = site.get("/sessions/").html.select(".rows li")
    action = next(row.form["action"] for row in rows if "iPhone" in row.text)
    page = site.post(action, status=303).follow()
    assert "That session has ended." in page
    assert len(page.html.select(".rows li")) == 2
    assert not site.is_logged_in(other)  # although it was remembered
    assert site.is_logged_in()
    assert site.is_logged_in(third)


def test_default_13_to_end_one_leaves_the_others_remembered(site, other):
    third = site.new_browser()
    site.log_in(browser=third, remember="on")
    rows = site.get("/sessions/").html.select(".rows li")
    assert ["remembered" in row.text for row in rows] == [False, True, True]
    action = next(row.form["action"] for row in rows if "iPhone" in row.text)
    site.post(action, status=303)
    cookies = [cookie_of(each, "remember_token") for each in (other, third)]
    assert [greets(site, cookie, "remember_token") for cookie in cookies] == [False, True]


def test_a_remembered_device_is_in_the_list_when_its_session_is_over(site, other):
    change_rows(site, "DELETE FROM entries WHERE key LIKE 'session:%'")
    site.log_in()
    row = next(each for each in site.get("/sessions/").html.select(".rows li") if each.form)
    assert "iPhone" in row.text
    assert "192.0.2.7" in row.text
    site.post(row.form["action"], status=303)
    assert not site.is_logged_in(other)
    assert len(site.get("/sessions/").html.select(".rows li")) == 1


def test_default_13_a_user_ends_all_others(site, other):
    page = site.get("/sessions/")
    form = next(form for form in page.forms.values() if form.action == "/sessions/end-others")
    page = form.submit(status=303).follow()
    assert "nowhere else" in page
    assert len(page.html.select(".rows li")) == 1
    assert not site.is_logged_in(other)
    assert site.is_logged_in()


def test_a_session_of_somebody_else_cannot_be_ended(site, other):
    handle = site.get("/sessions/").html.select_one(".rows form")["action"]
    stranger = site.new_browser()
    site.log_in_admin(stranger)
    site.post(handle, browser=stranger, status=404)
    assert site.is_logged_in(other)


def test_the_own_session_can_be_ended_by_its_handle_too(site, other):
    handle = site.app.session_interface.list_sessions(site.app, "1")[0].handle
    site.post(f"/sessions/{handle}/end", status="*")
    assert not site.is_logged_in()


@pytest.mark.parametrize("handle", ["x", "0" * 16, "%c3%a9"])
def test_an_unknown_session_is_a_404(site, handle):
    site.log_in()
    site.post(f"/sessions/{handle}/end", status=404)


def test_what_a_browser_calls_itself_is_shown_as_text(site):
    browser = site.new_browser()
    browser.extra_environ["HTTP_USER_AGENT"] = "<script>alert(1)</script>"
    site.log_in(browser=browser)
    site.log_in()
    page = site.get("/sessions/")
    assert "Another program" in page
    assert "<script" not in page
