"""Security events: one line each, whatever a client sends, and nothing that opens a door."""

import json
import logging
import re

import pytest

from microweb import App
from microweb.middleware.request_id import REQUEST_ID_KEY
from microweb.security.events import EVENTS, LOGGER_NAME, fingerprint, log_event

HOSTILE = [
    "a\r\nlogin user=admin",
    "a\nb",
    "\x1b[31mred",
    "\x00",
    "\x7f",
    "\x85\x9b31m",
    "\u2028\u2029",
    "\u202egnp.exe",
    "\ud800",
    'a" user="admin',
    "\\",
]


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, LOGGER_NAME)
    return lambda: [record.getMessage() for record in caplog.records if record.name == LOGGER_NAME]


def test_an_event_is_its_name_and_its_fields(lines):
    environ = {"REMOTE_ADDR": "192.0.2.7", REQUEST_ID_KEY: "r1"}
    log_event("login", environ, user="42", remember=True, tries=3)
    assert lines() == [
        'login user="42" address="192.0.2.7" request="r1" remember=true tries=3',
    ]


def test_what_is_not_known_is_left_out(lines):
    log_event("logout", {}, reason=None)
    log_event("logout")
    assert lines() == ["logout", "logout"]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("place", ["user", "address", "request", "reason"])
def test_default_49_t52_a_value_stays_one_quoted_ascii_text(lines, text, place):
    environ = {"REMOTE_ADDR": "x", REQUEST_ID_KEY: "x"}
    if place == "address":
        environ["REMOTE_ADDR"] = text
    elif place == "request":
        environ[REQUEST_ID_KEY] = text
    fields = {place: text} if place in ("user", "reason") else {}
    log_event("login_failed", environ, **fields)
    (line,) = lines()
    assert line.isascii()
    assert line.isprintable()
    quoted = re.search(rf'{place}=("(?:[^"\\]|\\.)*")', line)[1]
    assert json.loads(quoted) == text


@pytest.mark.parametrize("name", ["password", "new_password", "csrf_token", "secret_key", "cookie"])
def test_default_49_a_secret_is_not_written(lines, name, caplog):
    log_event("login_failed", None, **{name: "hunter2"})
    assert lines() == [f'login_failed {name}="***"']
    assert "hunter2" not in str(vars(caplog.records[-1]))


def test_default_49_a_long_value_is_cut(lines):
    log_event("csrf_refused", None, reason="x" * 1_000_000)
    assert lines() == [f'csrf_refused reason="{"x" * 128}..."']


def test_the_fields_are_in_the_record_for_a_formatter(caplog):
    log_event("throttled", {"REMOTE_ADDR": "192.0.2.7"}, user="42", wait=30)
    assert caplog.records[-1].security == {
        "event": "throttled",
        "user": "42",
        "address": "192.0.2.7",
        "wait": 30,
    }


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "A", "a=b", "é"])
def test_a_name_is_a_word(name):
    with pytest.raises(ValueError, match="is no event"):
        log_event(name)


def test_what_is_expected_is_no_warning(caplog, lines):
    for name, level in EVENTS.items():
        log_event(name)
        assert caplog.records[-1].levelno == level
    log_event("my.own")
    assert caplog.records[-1].levelno == logging.WARNING
    assert {EVENTS["login"], EVENTS["login_failed"]} == {logging.INFO, logging.WARNING}


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING, logging.CRITICAL])
def test_an_event_of_ones_own_says_its_level(caplog, lines, level):
    log_event("invoice.paid", user="42", level=level)
    assert caplog.records[-1].levelno == level
    assert lines() == ['invoice.paid user="42"']


def test_an_event_below_the_level_of_the_logger_is_not_logged(lines):
    log_event("invoice.seen", level=logging.DEBUG)
    assert lines() == []


def test_the_level_of_a_known_event_cannot_be_changed(lines):
    with pytest.raises(ValueError, match="'login_failed' has its level"):
        log_event("login_failed", level=logging.DEBUG)
    assert lines() == []


def test_a_fingerprint_tells_secrets_apart_and_no_more():
    assert re.fullmatch("[0-9a-f]{12}", fingerprint("x" * 43))
    assert fingerprint("x" * 43) == fingerprint("x" * 43) != fingerprint("y" * 43)
    assert fingerprint("\ud800")


def test_default_49_a_request_of_another_site_is_an_event(caplog):
    app = App("demo", static_folder=None)
    app.post("/")(lambda: "done")
    environ = {"HTTP_ORIGIN": "https://evil.example\r\nlogin", "HTTP_SEC_FETCH_SITE": "cross-site"}
    assert app.test_client().post("/", environ_base=environ).status_code == 403
    (record,) = [record for record in caplog.records if record.name == LOGGER_NAME]
    assert record.security["event"] == "csrf_refused"
    assert "evil.example" in record.getMessage()
    assert "\n" not in record.getMessage()


def test_default_49_a_request_without_its_token_is_one_too(caplog):
    app = App("demo", static_folder=None)
    app.config.update(CSRF_TOKENS=True, SECRET_KEY="x" * 32)
    app.post("/")(lambda: "done")
    assert app.test_client().post("/", data={"csrf_token": "guess"}).status_code == 403
    (record,) = [record for record in caplog.records if record.name == LOGGER_NAME]
    assert record.security["event"] == "csrf_refused"
    assert "guess" not in record.getMessage()
