"""Guessing passwords: a few tries for each, then a wait, whatever the password."""

import hashlib
import re
import time

import pytest


@pytest.fixture
def kdf_calls(monkeypatch):
    """The passwords that are hashed while a test runs."""
    calls = []
    pbkdf2 = hashlib.pbkdf2_hmac

    def counted(*args):
        calls.append(args[1])
        return pbkdf2(*args)

    monkeypatch.setattr(hashlib, "pbkdf2_hmac", counted)
    return calls


def without_token(response):
    """Give the text of a page but for what is new on each: the token and the nonce."""
    text = re.sub(r'(name="csrf_token" value=)"\w{128}"', r"\1", response.text)
    return re.sub(r'nonce="[\w+/=-]{20,}"', "nonce", text)


def fail(site, times, **form):
    for _ in range(times):
        assert site.log_in(**{"password": "wrong", **form}).status_code == 200


def test_t98_after_ten_tries_there_is_a_wait(site):
    fail(site, 10)
    response = site.log_in(password="wrong", status=429)
    assert 890 <= int(response.headers["Retry-After"]) <= 900
    assert response.html.select_one("p.error").text == "Too many tries. Please wait 15 minutes."


def test_t98_the_right_password_is_refused_the_same_way(site):
    fail(site, 10)
    wrong, right = (site.log_in(password=each, status=429) for each in ("wrong", "test123456"))
    assert without_token(wrong) == without_token(right)
    assert wrong.status == right.status
    assert not site.is_logged_in()


def test_t98_nothing_is_hashed_during_the_wait(site, kdf_calls):
    fail(site, 10)
    kdf_calls.clear()
    site.log_in(status=429)
    assert kdf_calls == []


def test_t98_the_tenth_try_may_be_right(site):
    fail(site, 9)
    assert site.log_in().status_code == 303


def test_t98_another_account_is_not_touched(site):
    fail(site, 10)
    site.log_in_admin()


def test_t98_another_address_is_not_touched(site):
    fail(site, 10)
    assert site.log_in(browser=site.new_browser("192.0.2.7")).status_code == 303


def test_t98_the_count_survives_a_restart(site, make_site):
    fail(site, 10)
    assert make_site().log_in().status_code == 429


def test_t98_the_wait_ends(make_site):
    site = make_site(LOGIN_PERIOD=1)
    fail(site, 10)
    response = site.log_in(status=429)
    assert response.headers["Retry-After"] == "1"
    assert "wait 1 seconds" in response
    time.sleep(1.1)
    assert site.log_in().status_code == 303


def test_a_name_in_another_case_is_the_same_account(site):
    fail(site, 5)
    fail(site, 5, username="TEST_USER")
    assert site.log_in().status_code == 429


def test_an_unknown_name_is_throttled_like_a_known_one(site):
    fail(site, 10, username="nobody")
    assert site.log_in("nobody", "wrong").status_code == 429


def test_a_login_that_succeeds_gives_the_tries_back(site):
    fail(site, 9)
    site.log_in(status=303)
    fail(site, 9)
    assert site.log_in().status_code == 303


def test_one_address_cannot_try_ever_more_names(make_site):
    site = make_site(LOGIN_TRIES=2)
    for number in range(20):
        fail(site, 1, username=f"user{number}")
    assert site.log_in().status_code == 429
    assert site.log_in(browser=site.new_browser("192.0.2.7")).status_code == 303


def test_ever_more_addresses_cannot_try_one_name(make_site):
    site = make_site(LOGIN_TRIES=2)
    for number in range(20):
        fail(site, 1, browser=site.new_browser(f"192.0.2.{number}"))
    assert site.log_in(browser=site.new_browser("192.0.2.99")).status_code == 429
    assert site.log_in("nobody", "wrong").status_code == 200


def test_addresses_of_one_ipv6_network_count_as_one(site):
    for number in range(10):
        fail(site, 1, browser=site.new_browser(f"2001:db8:1:2::{number}"))
    assert site.log_in(browser=site.new_browser("2001:db8:1:2:ffff::1")).status_code == 429
    assert site.log_in(browser=site.new_browser("2001:db8:1:3::1")).status_code == 303


@pytest.mark.parametrize("address", ["", "not an address"])
def test_an_address_that_cannot_be_read_is_an_address(site, address):
    browser = site.new_browser(address)
    fail(site, 10, browser=browser)
    assert site.log_in(browser=browser).status_code == 429


def test_the_current_password_cannot_be_guessed_in_a_session_either(site):
    site.log_in()
    form = {"password": "wrong", "new_password": "four odd words here"}
    for _ in range(10):
        site.post("/password", form, status=200)
    response = site.post("/password", {**form, "password": "test123456"}, status=429)
    assert int(response.headers["Retry-After"]) > 0


def test_nor_where_it_is_asked_for_once_more(site):
    site.log_in()
    for _ in range(10):
        site.post("/confirm", {"password": "wrong"}, status=200)
    response = site.post("/confirm", {"password": "test123456"}, status=429)
    assert int(response.headers["Retry-After"]) > 0


def test_a_confirmation_that_succeeds_gives_the_tries_back(site):
    site.log_in()
    for _ in range(9):
        site.post("/confirm", {"password": "wrong"}, status=200)
    site.post("/confirm", {"password": "test123456"}, status=303)
    fail(site, 10)


def test_a_change_that_succeeds_gives_the_tries_back(site):
    site.log_in()
    form = {"password": "test123456", "new_password": "four odd words here"}
    for _ in range(9):
        site.post("/password", {**form, "password": "wrong"}, status=200)
    site.post("/password", form, status=303)
    fail(site, 10)


def test_accounts_are_not_made_by_the_hundred(site):
    for number in range(20):
        form = {"username": f"user{number}", "password": "four odd words here"}
        site.post("/register", form, status=303)
    response = site.post("/register", {**form, "username": "one more"}, status=429)
    assert int(response.headers["Retry-After"]) > 3000


@pytest.mark.parametrize("username", ["test_user", "nobody", "x" * 1000, "\0", ""])
def test_t92_every_try_costs_one_hash(site, kdf_calls, username):
    site.log_in(username=username, password="wrong", status=200)
    assert kdf_calls == [b"wrong"]


def test_t92_a_right_password_costs_one_hash(site, kdf_calls):
    site.log_in(status=303)
    assert kdf_calls == [b"test123456"]


@pytest.mark.parametrize("username", ["test_user", "nobody"])
def test_t91_a_password_that_is_too_long_is_not_hashed(site, kdf_calls, username):
    site.log_in(username=username, password="x" * 1025, status=200)
    assert kdf_calls == []


def test_t93_unknown_wrong_and_switched_off_get_the_same_bytes(site):
    site.add_user("switched_off", "right password")
    site.query("UPDATE users SET is_active = 0 WHERE name = 'switched_off'")
    answers = [
        site.log_in(username=name, password=password)
        for name, password in [
            ("test_user", "wrong"),
            ("test_uzer", "wrong"),
            ("switched_off", "wrong"),
            ("switched_off", "right password"),
        ]
    ]
    names = ("test_user", "test_uzer", "switched_off", "switched_off")
    texts = {
        without_token(answer).replace(f'value="{name}"', "value")
        for answer, name in zip(answers, names, strict=True)
    }
    assert len(texts) == 1
    assert {answer.status for answer in answers} == {"200 OK"}
    assert len({frozenset(name for name, _ in answer.headerlist) for answer in answers}) == 1


def test_t93_the_answer_during_the_wait_is_the_same_for_a_name_that_nobody_has(site):
    texts = set()
    for name in ("test_user", "nobody"):
        fail(site, 10, username=name)
        answer = site.log_in(username=name, status=429)
        texts.add(without_token(answer).replace(f'value="{name}"', "value"))
    assert len(texts) == 1


def test_t98_a_stranger_cannot_keep_the_owner_out(make_site):
    site = make_site(LOGIN_TRIES=2)
    site.log_in(status=303)
    site.post("/logout")
    for number in range(30):
        site.log_in(password="wrong", browser=site.new_browser(f"192.0.2.{number}"))
    assert site.log_in(browser=site.new_browser("192.0.2.99")).status_code == 429
    assert site.log_in().status_code == 303
