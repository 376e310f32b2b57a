"""What an admin does to other accounts, and nobody else."""

import pytest


@pytest.fixture
def user(site):
    """A browser in which test_user is logged in; the site's own is the admin's."""
    browser = site.new_browser()
    site.log_in(browser=browser, remember="on")
    site.log_in_admin()
    return browser


def row_of(page, name):
    return next(row for row in page.html.select(".rows li") if row.strong.text == name)


def test_the_list_tells_who_is_logged_in_how_often(site, user):
    page = site.get("/admin/users")
    assert "1 session" in row_of(page, "test_user").text
    site.log_in(browser=site.new_browser())
    assert "2 sessions" in row_of(site.get("/admin/users"), "test_user").text


def test_an_admin_ends_all_sessions_of_a_user(site, user):
    second = site.new_browser()
    site.log_in(browser=second)
    page = site.get("/admin/users")
    form = next(form for form in page.forms.values() if form.action.endswith("1/end-sessions"))
    page = form.submit(status=303).follow()
    assert "test_user is logged out everywhere." in page
    assert not site.is_logged_in(user)
    assert not site.is_logged_in(second)
    assert site.is_logged_in()
    assert site.log_in(browser=user).status_code == 303


def test_an_admin_who_ends_all_of_its_own_sessions_stays_in(site, user):
    other = site.new_browser()
    site.log_in_admin(other)
    site.post("/admin/users/2/end-sessions", status=303)
    assert site.is_logged_in()
    assert not site.is_logged_in(other)


def test_default_10_a_user_who_is_switched_off_is_out_at_once(site, user):
    page = site.post("/admin/users/1/disable", status=303).follow()
    assert "switched off" in row_of(page, "test_user").text
    assert not site.is_logged_in(user)
    assert site.log_in(browser=user).status_code == 200


def test_a_user_who_is_switched_off_by_other_means_is_out_too(site, user):
    site.query("UPDATE users SET is_active = 0 WHERE id = 1")
    assert not site.is_logged_in(user)


def test_a_user_who_is_switched_on_again_logs_in_anew(site, user):
    site.post("/admin/users/1/disable", status=303)
    page = site.post("/admin/users/1/enable", status=303).follow()
    assert "test_user may log in again." in page
    assert not site.is_logged_in(user)
    assert site.log_in(browser=user).status_code == 303


def test_an_admin_cannot_switch_itself_off(site, user):
    assert not row_of(site.get("/admin/users"), "root").select("[action$=disable]")
    page = site.post("/admin/users/2/disable", status=303).follow()
    assert page.html.select_one("p.error").text == "You cannot switch off your own account."
    assert site.is_logged_in()


@pytest.mark.parametrize("action", ["end-sessions", "disable", "enable"])
def test_others_cannot_do_any_of_it(site, user, action):
    site.post(f"/admin/users/2/{action}", browser=user, status=403)
    assert site.is_logged_in()
    stranger = site.new_browser()
    response = site.post(f"/admin/users/1/{action}", browser=stranger, status=303)
    assert response.headers["Location"] == "/login"
    assert site.is_logged_in(user)


@pytest.mark.parametrize("action", ["end-sessions", "disable", "enable"])
def test_nobody_is_a_404(site, user, action):
    site.post(f"/admin/users/99/{action}", status=404)


@pytest.mark.parametrize("action", ["end-sessions", "disable", "enable"])
def test_default_29_none_of_it_is_done_by_get(site, user, action):
    site.get(f"/admin/users/1/{action}", status=405)
    assert site.is_logged_in(user)


@pytest.mark.parametrize("action", ["end-sessions", "disable", "enable"])
def test_a_remembered_admin_types_the_password_first(site, user, action):
    site.log_in("root", "password of the admin", remember="on", status=303)
    remembered = site.browser.cookies["remember_token"]
    site.browser.reset()
    site.browser.set_cookie("remember_token", remembered)
    response = site.post(f"/admin/users/1/{action}", status=303)
    assert response.headers["Location"] == "/confirm"
    assert site.is_logged_in(user)


def test_what_an_admin_does_is_an_event(site, user, caplog):
    with caplog.at_level("INFO", logger="microweb.security"):
        site.post("/admin/users/1/disable")
    records = [each for each in caplog.records if each.name == "microweb.security"]
    lines = [each.getMessage() for each in records]
    assert any(line.startswith('account_disabled user="1"') and 'by="2"' in line for line in lines)
    assert any(line.startswith('sessions_revoked user="1"') for line in lines)
    assert {each.levelname for each in records} == {"INFO"}
