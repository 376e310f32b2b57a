"""Forgotten passwords: a link from the admin, good once, within an hour, for one account."""

import re

import pytest

NEW = "four new odd words"


@pytest.fixture
def link(site):
    """A link for test_user, from the admin, whose browser is the site's own."""
    site.log_in_admin()
    return make_link(site)


def make_link(site, number=1):
    page = site.post(f"/admin/users/{number}/reset-link", status=200)
    assert "choose a new password, once and within an hour" in page
    return re.search(r"http://localhost(:80)?(/reset/[A-Za-z0-9_-]{43})$", page.html.code.text)[2]


def set_password(site, link, password=NEW, browser=None, status=303):
    browser = browser or site.new_browser()
    return site.post(link, {"new_password": password}, browser=browser, status=status)


def test_the_link_leads_to_a_form_that_sets_a_new_password(site, link):
    browser = site.new_browser()
    form = browser.get(link).form
    form["new_password"] = NEW
    page = form.submit(status=303).follow()
    assert "Your password is changed: please log in." in page
    assert not site.is_logged_in(browser)
    assert site.log_in("test_user", "test123456").status_code == 200
    assert site.log_in("test_user", NEW).status_code == 303


def test_t95_the_link_is_good_once(site, link):
    set_password(site, link)
    browser = site.new_browser()
    page = set_password(site, link, "another four words", browser).follow()
    assert "That link has been used, or is too old." in page
    assert "too old" in browser.get(link, status=303).follow()
    assert site.log_in("test_user", NEW).status_code == 303


def test_t95_a_change_of_the_password_ends_the_link(site, link):
    browser = site.new_browser()
    site.log_in(browser=browser)
    site.post("/password", {"password": "test123456", "new_password": NEW}, browser=browser)
    set_password(site, link, "another four words")
    assert site.log_in("test_user", NEW, browser=browser).status_code == 303


def test_t95_a_second_link_ends_the_first(site, link):
    second = make_link(site)
    assert site.new_browser().get(link, status=303)
    assert site.new_browser().get(second, status=200)


def test_a_new_password_ends_the_sessions_and_forgets_the_browsers(site, link):
    browser = site.new_browser()
    site.log_in(browser=browser, remember="on")
    set_password(site, link)
    assert not site.is_logged_in(browser)


def test_a_password_against_the_rules_does_not_use_the_link_up(site, link):
    page = set_password(site, link, "short", status=200)
    assert "at least 8 characters" in page
    assert "A new password for test_user" in page
    set_password(site, link)
    assert site.log_in("test_user", NEW).status_code == 303


def test_the_address_of_the_page_is_told_to_nobody(site, link):
    response = site.new_browser().get(link)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]


def test_the_link_of_a_user_who_is_switched_off_is_worth_nothing(site, link):
    site.post("/admin/users/1/disable", status=303)
    assert site.new_browser().get(link, status=303)
    page = site.post("/admin/users/1/reset-link", status=303).follow()
    assert "test_user is switched off." in page


@pytest.mark.parametrize("token", ["x", "x" * 43, "%c3%a9", "x" * 2000])
def test_an_invented_link_is_worth_nothing(site, token):
    assert "too old" in site.get(f"/reset/{token}", status=303).follow()
    set_password(site, f"/reset/{token}")


def test_admins_alone_make_links(site):
    site.log_in()
    site.post("/admin/users/2/reset-link", status=403)
    site.log_in_admin()
    site.post("/admin/users/99/reset-link", status=404)


def test_default_49_a_link_is_an_event_without_its_token(site, caplog):
    with caplog.at_level("INFO", logger="microweb.security"):
        site.log_in_admin()
        link = make_link(site)
    lines = [each.getMessage() for each in caplog.records]
    assert any(line.startswith('reset_link_made user="1"') and 'by="2"' in line for line in lines)
    assert not any(link.rpartition("/")[2] in line for line in lines)
