"""Remembered browsers: a token of its own for each, changed at each use, and thieves found out."""

import re

import pytest

from microweb import session
from microweb.auth import NoStoreError, current_user, login_user
from microweb.security import generate_password_hash
from microweb.stores import MemoryStore
from tests.auth.site import CHEAP, Site

DAY = 24 * 60 * 60


def remembered(site):
    return site.log_in(remember="1")


def cookie(browser):
    found = browser.get_cookie("remember_token")
    return found.value if found else None


def reopen(site, value):
    """Give a browser that was closed: its session is gone, the token stays."""
    browser = site.browser()
    browser.set_cookie("remember_token", value, httponly=True)
    return browser


def test_a_browser_that_was_closed_is_known(site):
    browser = reopen(site, cookie(remembered(site)))
    assert site.who(browser) == "ada"
    browser.delete_cookie("remember_token")
    assert site.who(browser) == "ada"


def test_who_did_not_ask_for_it_is_not_remembered(site):
    assert cookie(site.log_in()) is None


def test_the_cookie_is_careful(site):
    form = {"name": "ada", "password": "engine", "remember": "1"}
    response = site.browser().post("/login", data=form, base_url="https://localhost")
    (field,) = [f for f in response.headers.getlist("Set-Cookie") if f.startswith("remember_token")]
    for part in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/", f"Max-Age={31 * DAY}"):
        assert part in field


def test_the_token_changes_at_each_use(site):
    first = cookie(remembered(site))
    browser = reopen(site, first)
    site.who(browser)
    second = cookie(browser)
    assert second != first
    assert site.who(reopen(site, second)) == "ada"


def test_such_a_login_is_not_fresh(site):
    browser = reopen(site, cookie(remembered(site)))
    response = browser.get("/password")
    assert response.status_code == 303
    assert response.location == "/login?next=/password"
    response = browser.get("/password", headers={"Accept": "application/json"})
    assert 'error="insufficient_user_authentication"' in response.headers["WWW-Authenticate"]
    browser.post("/confirm")
    assert browser.get("/password").text == "fresh"


def test_a_logout_forgets_the_browser(site):
    browser = remembered(site)
    value = cookie(browser)
    browser.post("/logout")
    assert cookie(browser) is None
    assert site.who(reopen(site, value)) == "nobody"


def test_t37_a_login_of_another_user_forgets_whom_the_browser_knew(site):
    browser = remembered(site)
    value = cookie(browser)
    site.log_in("bob", "builder", browser=browser)
    assert cookie(browser) is None
    browser.delete_cookie("session")
    assert site.who(browser) == "nobody"
    assert site.who(reopen(site, value)) == "nobody"


def test_a_login_that_is_to_be_remembered_takes_the_place_of_the_one_before(site):
    browser = remembered(site)
    site.log_in("bob", "builder", browser=browser, remember="1")
    browser.delete_cookie("session")
    assert site.who(browser) == "bob"


def test_a_logout_leaves_other_browsers_alone(site):
    one, other = remembered(site), remembered(site)
    one.post("/logout")
    assert site.who(reopen(site, cookie(other))) == "ada"


def test_tabs_that_open_at_once_are_no_theft(site, clock):
    value = cookie(remembered(site))
    tabs = [reopen(site, value) for _ in range(5)]
    assert [site.who(tab) for tab in tabs] == ["ada"] * 5
    clock.now += 59
    assert site.who(reopen(site, value)) == "ada"
    assert site.who(reopen(site, cookie(tabs[0]))) == "ada"


def test_a_copy_that_comes_late_ends_the_family(site, clock, events):
    value = cookie(remembered(site))
    owner = reopen(site, value)
    site.who(owner)
    clock.now += 61
    thief = reopen(site, value)
    assert site.who(thief) == "nobody"
    assert cookie(thief) is None
    assert site.who(reopen(site, cookie(owner))) == "nobody"
    assert events("remember_stolen")[-1]["user"] == "1"


def test_a_theft_ends_the_thiefs_session_too(server_site, clock):
    site = server_site
    value = cookie(remembered(site))
    thief = reopen(site, value)
    assert site.who(thief) == "ada"
    clock.now += 61
    assert site.who(reopen(site, value)) == "nobody"
    assert site.who(thief) == "nobody"


def test_a_theft_leaves_the_other_browsers_of_the_user_known(site, clock):
    value, other = cookie(remembered(site)), cookie(remembered(site))
    site.who(reopen(site, value))
    clock.now += 61
    assert site.who(reopen(site, value)) == "nobody"
    assert site.who(reopen(site, other)) == "ada"


def test_a_theft_leaves_other_users_alone(site, clock):
    value, bob = cookie(remembered(site)), site.log_in("bob", "builder", remember="1")
    site.who(reopen(site, value))
    clock.now += 61
    site.who(reopen(site, value))
    assert site.who(reopen(site, cookie(bob))) == "bob"


def test_the_token_ends_31_days_after_the_login_used_or_not(site, clock):
    value = cookie(remembered(site))
    for _ in range(3):
        clock.now += 10 * DAY
        browser = reopen(site, value)
        assert site.who(browser) == "ada"
        value = cookie(browser)
    clock.now += 1 * DAY + 1
    assert site.who(reopen(site, value)) == "nobody"


def test_a_new_password_forgets_all_browsers(site):
    other = cookie(remembered(site))
    site.log_in().post("/password")
    assert site.who(reopen(site, other)) == "nobody"


def test_a_password_that_changed_elsewhere_does_so_too(site):
    value = cookie(remembered(site))
    site.change(1, password_hash=generate_password_hash("other", CHEAP))
    assert site.who(reopen(site, value)) == "nobody"


def test_a_user_that_is_switched_off_is_not_let_in(site):
    value = cookie(remembered(site))
    site.change(1, is_active=False)
    assert site.who(reopen(site, value)) == "nobody"


def test_it_begins_a_session_with_a_new_id(server_site):
    site = server_site
    browser = reopen(site, cookie(remembered(site)))
    browser.get("/touch")
    site.who(browser)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", browser.get_cookie("session").value)


@pytest.mark.parametrize(
    "change", [lambda v: v[:-1], lambda v: "x" + v, lambda v: "", lambda v: "."]
)
def test_a_changed_token_is_nobodys(site, change):
    value = cookie(remembered(site))
    assert site.who(reopen(site, change(value))) == "nobody"
    assert site.who(reopen(site, value)) == "ada"


def test_a_token_signed_by_a_key_that_is_gone_is_nobodys(site):
    value = cookie(remembered(site))
    site.app.secret_key = "z" * 32
    assert site.who(reopen(site, value)) == "nobody"


def test_the_store_does_not_know_the_token():
    store = MemoryStore()
    site = Site(store=store)
    value = cookie(remembered(site))
    rows = store.owned("remember:1")
    assert len(rows) == 1
    with site.app.test_request_context() as context:
        token = site.auth.browsers(context)._read(value)
    assert token.secret not in str(rows)


def test_without_a_store_nobody_is_remembered_and_the_error_says_so():
    site = Site()
    with site.app.test_request_context():
        with pytest.raises(NoStoreError, match="SESSION_STORE"):
            login_user(site.users[1], remember=True)
        assert not session


def test_without_a_store_a_token_from_elsewhere_is_ignored():
    value = cookie(remembered(Site(store=MemoryStore())))
    site = Site()
    assert site.who(reopen(site, value)) == "nobody"
    reopen(site, value).post("/logout")


def test_a_body_that_asks_for_the_user_first_leaves_the_browser_its_cookie(site, clock, events):
    @site.app.get("/streamed")
    def streamed():
        def body():
            yield f"user {current_user.is_authenticated and current_user.name}"

        return body()

    value = cookie(remembered(site))
    browser = reopen(site, value)
    for _ in range(2):
        assert browser.get("/streamed").text == "user ada"
    clock.now += 3600
    assert cookie(browser) == value
    assert site.who(browser) == "ada"
    assert not events("remember_stolen")
    tab = reopen(site, value)  # a tab that comes a moment after
    assert tab.get("/streamed").text == "user ada"
    clock.now += 61
    assert reopen(site, value).get("/streamed").text == "user False"


def test_a_body_that_asks_for_a_user_who_is_out_gets_nobody_and_no_error(site):
    @site.app.get("/streamed")
    def streamed():
        def body():
            yield f"user {current_user.is_authenticated}"

        return body()

    browser = site.log_in()
    site.change(1, is_active=False)
    assert browser.get("/streamed").text == "user False"
    assert site.who(browser) == "nobody"
