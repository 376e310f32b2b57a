"""Where a user is logged in: listed, and ended one by one with what would bring it back."""

import re
import threading

import pytest

from microweb import session
from microweb.auth import LoginInfo, current_user
from microweb.sessions import NoSessionStoreError
from microweb.stores import MemoryStore
from tests.auth.site import Site


@pytest.fixture
def site(server_site):
    """A site with sessions on the server, and pages that list and end them."""
    site = server_site

    @site.app.get("/devices")
    def devices():
        return [info._asdict() for info in site.auth.list_sessions(current_user)]

    @site.app.post("/devices/<handle>/end")
    def end_device(handle):
        return str(site.auth.end_session(current_user, handle))

    return site


def log_in(site, name, *, remember=True, who="ada"):
    """Log in with a browser of this name."""
    browser = site.browser()
    browser.environ_base["HTTP_USER_AGENT"] = name
    password = {"ada": "engine", "bob": "builder"}[who]
    site.log_in(who, password, browser=browser, **({"remember": "1"} if remember else {}))
    return browser


def devices_of(browser):
    return {info["user_agent"]: info for info in browser.get("/devices").json}


def end(browser, name):
    """End the session of the browser with this name."""
    return browser.post(f"/devices/{devices_of(browser)[name]['handle']}/end").text


def browsers_of(site, number):
    with site.app.test_request_context() as context:
        return site.auth.browsers(context).owned(str(number))


def lose_session(browser):
    browser.delete_cookie("session")
    return browser


def test_to_end_a_session_forgets_its_browser(site):
    phone, laptop = log_in(site, "phone"), log_in(site, "laptop")
    assert end(laptop, "phone") == "True"
    assert site.who(phone) == "nobody"
    assert phone.get_cookie("remember_token") is None


def test_to_end_a_session_leaves_the_other_browsers_remembered(site):
    browsers = [log_in(site, name) for name in ("laptop", "phone", "tablet")]
    end(browsers[0], "phone")
    assert [site.who(each) for each in browsers] == ["ada", "nobody", "ada"]
    assert [site.who(lose_session(each)) for each in browsers] == ["ada", "nobody", "ada"]


def test_a_session_that_a_remembered_browser_began_is_linked_as_well(site):
    laptop, phone = log_in(site, "laptop"), lose_session(log_in(site, "phone"))
    for _ in range(3):
        assert site.who(lose_session(phone)) == "ada"
    assert end(laptop, "phone") == "True"
    assert site.who(lose_session(phone)) == "nobody"
    assert site.who(lose_session(laptop)) == "ada"


def test_a_tab_that_came_a_moment_late_is_linked_as_well(site):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone")
    value = phone.get_cookie("remember_token").value
    site.who(lose_session(phone))
    tab = site.browser()
    tab.environ_base["HTTP_USER_AGENT"] = "tab"
    tab.set_cookie("remember_token", value, httponly=True)
    assert site.who(tab) == "ada"
    end(laptop, "tab")
    assert site.who(lose_session(phone)) == "nobody"


def test_a_confirmed_login_is_still_linked(site):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone")
    phone.post("/confirm")
    end(laptop, "phone")
    assert site.who(phone) == "nobody"


def test_a_browser_that_comes_back_without_its_session_is_in_the_list_once(site, clock):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone")
    copied = phone.get_cookie("session").value
    for _ in range(3):
        clock.now += 61
        assert site.who(lose_session(phone)) == "ada"
    found = [info["user_agent"] for info in laptop.get("/devices").json]
    assert sorted(found) == ["laptop", "phone"]
    thief = site.browser()
    thief.set_cookie("session", copied, httponly=True)
    assert site.who(thief) == "nobody"


def test_tabs_that_open_at_once_leave_each_other_alone(site):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone")
    value = phone.get_cookie("remember_token").value
    tabs = []
    for _ in range(3):
        tab = site.browser()
        tab.set_cookie("remember_token", value, httponly=True)
        assert site.who(tab) == "ada"
        tab.delete_cookie("remember_token")
        tabs.append(tab)
    assert [site.who(tab) for tab in tabs] == ["ada"] * 3
    assert site.who(laptop) == "ada"


def test_another_session_of_the_same_browser_goes_on_and_is_remembered_no_more(site):
    phone = log_in(site, "phone")
    value = phone.get_cookie("remember_token").value
    site.who(lose_session(phone))
    tab = site.browser()
    tab.environ_base["HTTP_USER_AGENT"] = "tab"
    tab.set_cookie("remember_token", value, httponly=True)
    site.who(tab)
    assert [info["remembered"] for info in devices_of(phone).values()] == [True, True]
    end(phone, "tab")
    assert site.who(phone) == "ada"
    assert [info["remembered"] for info in devices_of(phone).values()] == [False]
    assert site.who(lose_session(phone)) == "nobody"


def test_to_end_a_session_of_a_browser_that_is_not_remembered_forgets_none(site, events):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone", remember=False)
    end(laptop, "phone")
    assert site.who(phone) == "nobody"
    assert site.who(lose_session(laptop)) == "ada"
    assert not events("browser_forgotten")


def test_to_end_the_own_session_is_a_logout(site):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone")
    assert end(laptop, "laptop") == "True"
    assert site.who(laptop) == "nobody"
    assert site.who(lose_session(phone)) == "ada"


def test_nobody_ends_the_session_or_forgets_the_browser_of_another(site):
    ada, bob = log_in(site, "laptop"), log_in(site, "phone", who="bob")
    handle = devices_of(ada)["laptop"]["handle"]
    assert bob.post(f"/devices/{handle}/end").text == "False"
    assert site.who(ada) == "ada"
    lose_session(ada)
    site.who(ada)
    (family,) = {info.family for info in browsers_of(site, 1)}
    assert bob.post(f"/devices/{family}/end").text == "False"
    assert site.who(lose_session(ada)) == "ada"


def test_a_handle_that_is_none_ends_nothing(site):
    laptop = log_in(site, "laptop")
    for handle in ("x", "0" * 16, "0" * 32, "session"):
        assert laptop.post(f"/devices/{handle}/end").text == "False"
    assert site.who(lose_session(laptop)) == "ada"


@pytest.mark.parametrize("path", ["/end", "/password"])
def test_who_ends_all_others_is_still_remembered_and_nobody_else_is(site, clock, path):
    phone, laptop = log_in(site, "phone"), log_in(site, "laptop")
    copied = laptop.get_cookie("remember_token").value
    clock.now += 30 * 24 * 60 * 60
    for browser in (phone, laptop):  # their sessions are over
        site.who(browser)
    laptop.post(path)
    assert site.who(lose_session(laptop)) == "ada"
    assert site.who(phone) == site.who(lose_session(phone)) == "nobody"
    thief = site.browser()
    thief.set_cookie("remember_token", copied, httponly=True)
    assert site.who(thief) == "nobody"
    clock.now += 2 * 24 * 60 * 60
    assert site.who(lose_session(laptop)) == "nobody"  # 31 days after the login as before


def test_who_ends_the_sessions_of_another_user_remembers_nothing_of_it(site):
    bob, ada = log_in(site, "phone", who="bob"), log_in(site, "laptop")
    with site.app.app_context():
        site.auth.end_sessions(site.users[2])
    assert site.who(bob) == site.who(lose_session(bob)) == "nobody"
    assert site.who(lose_session(ada)) == "ada"


def test_a_logout_forgets_the_browser_whose_cookie_did_not_come_along(site):
    phone = log_in(site, "phone")
    value = phone.get_cookie("remember_token").value
    phone.delete_cookie("remember_token")
    phone.post("/logout")
    phone.set_cookie("remember_token", value, httponly=True)
    assert site.who(phone) == "nobody"


def test_default_49_both_ends_are_events(site, events):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone")
    secrets = [phone.get_cookie(name).value for name in ("session", "remember_token")]
    end(laptop, "phone")
    (forgotten,), (revoked,) = events("browser_forgotten"), events("session_revoked")
    assert forgotten["user"] == revoked["user"] == "1"
    assert forgotten["address"] == "127.0.0.1"
    assert re.fullmatch("[0-9a-f]{32}", forgotten["handle"])
    assert re.fullmatch("[0-9a-f]{16}", revoked["handle"])
    assert not any(secret in str(events()) for secret in secrets)


def test_the_list_says_which_one_asks_and_which_are_remembered(site):
    log_in(site, "phone"), log_in(site, "tablet", remember=False)
    laptop = log_in(site, "laptop")
    first, *rest = laptop.get("/devices").json
    assert first["user_agent"] == "laptop"
    assert first["current"]
    assert not any(info["current"] for info in rest)
    assert {info["user_agent"]: info["remembered"] for info in rest} == {
        "phone": True,
        "tablet": False,
    }
    assert {info["address"] for info in (first, *rest)} == {"127.0.0.1"}
    assert set(first) == set(LoginInfo._fields)


def test_a_remembered_browser_without_a_session_is_in_the_list_and_can_be_ended(site, clock):
    phone = log_in(site, "phone")
    clock.now += 3 * 60 * 60
    laptop = log_in(site, "laptop")
    info = devices_of(laptop)["phone"]
    assert info["remembered"]
    assert clock.now - info["last_seen"] == pytest.approx(3 * 60 * 60, abs=5)
    assert end(laptop, "phone") == "True"
    assert site.who(phone) == "nobody"
    assert set(devices_of(laptop)) == {"laptop"}


def test_a_remembered_browser_is_shown_as_it_was_when_it_came_last(site, clock):
    phone = log_in(site, "phone")
    clock.now += 3 * 60 * 60
    lose_session(phone).environ_base.update(HTTP_USER_AGENT="phone, new", REMOTE_ADDR="192.0.2.9")
    site.who(phone)
    clock.now += 3 * 60 * 60
    info = devices_of(log_in(site, "laptop"))["phone, new"]
    assert info["address"] == "192.0.2.9"
    assert clock.now - info["last_seen"] == pytest.approx(3 * 60 * 60, abs=5)
    assert info["created"] < info["last_seen"]


def test_a_browser_that_is_in_use_while_it_is_forgotten_stays_forgotten(site):
    laptop, phone = log_in(site, "laptop"), log_in(site, "phone")
    handle = devices_of(laptop)["phone"]["handle"]
    stop = threading.Event()

    def come_again():
        while not stop.is_set():
            site.who(lose_session(phone))

    thread = threading.Thread(target=come_again)
    thread.start()
    try:
        laptop.post(f"/devices/{handle}/end")
        for info in laptop.get("/devices").json:
            if not info["current"]:
                laptop.post(f"/devices/{info['handle']}/end")
    finally:
        stop.set()
        thread.join(20)
    assert site.who(lose_session(phone)) == "nobody"


@pytest.mark.parametrize("call", ["list_sessions", "end_session"])
def test_with_sessions_in_cookies_the_error_says_what_to_set(call):
    site = Site(store=MemoryStore())
    with site.app.test_request_context():
        arguments = [site.users[1], "x"][: 1 if call == "list_sessions" else 2]
        with pytest.raises(NoSessionStoreError, match="SESSION_STORE"):
            getattr(site.auth, call)(*arguments)


def test_outside_of_a_request_a_program_lists_and_ends_them(site):
    log_in(site, "phone"), log_in(site, "laptop")
    with site.app.app_context():
        found = site.auth.list_sessions(site.users[1])
        assert sorted(info.user_agent for info in found) == ["laptop", "phone"]
        assert not any(info.current for info in found)
        assert all(site.auth.end_session(site.users[1], info.handle) for info in found)
        assert site.auth.list_sessions(site.users[1]) == []


def test_the_session_knows_its_browser_by_name_and_not_by_its_secret(site):
    phone = log_in(site, "phone")
    with site.app.test_request_context() as context:
        token = site.auth.browsers(context)._read(phone.get_cookie("remember_token").value)
    with phone:
        phone.get("/")
        assert token.family in session.values()
        assert token.secret not in str(dict(session))
