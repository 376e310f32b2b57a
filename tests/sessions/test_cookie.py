"""Sessions in a signed cookie: what comes back, for how long, and what does not."""

import json
import logging
import time
from datetime import timedelta

import pytest

from microweb import App, Response, request, session
from microweb.exceptions import NoSecretKeyError
from microweb.security.signing import Signer
from microweb.sessions import Session, SessionTooLargeError, SignedCookieSessions

KEY = "a key for tests"
HOUR = 3600


def make_app(**config):
    app = App("demo", static_folder=None)
    app.config.update({"SECRET_KEY": KEY} | config)
    views = {
        "/": lambda: dict(session),
        "/set": lambda: session.update(request.args.to_dict()) or "set",
        "/nested": lambda: session.setdefault("list", []).append(1) or "changed inside",
        "/modified": lambda: (
            session.setdefault("list", []).append(1)
            or setattr(session, "modified", True)
            or "said so"
        ),
        "/clear": lambda: session.clear() or "cleared",
        "/pop": lambda: session.pop("a", None) or "popped",
        "/permanent": lambda: setattr(session, "permanent", True) or "permanent",
        "/size": lambda: session.update(big="x" * int(request.args["size"])) or "big",
        "/odd": lambda: session.update(odd=object()) or "odd",
        "/plain": lambda: "plain",
        "/public": lambda: ("x", {"Cache-Control": "public"}) if session.get("a") else "x",
        "/created": lambda: str(session.created),
        "/fail": lambda: session.update(a=1) or 1 / 0,
    }
    for rule, view in views.items():
        app.add_url_rule(rule, rule[1:] or "index", view)
    return app


@pytest.fixture
def client():
    return make_app().test_client()


def token_of(values, *, age=0, begun=None, key=KEY, salt=SignedCookieSessions.salt):
    """Make a cookie that was signed some seconds ago, of a session that began at another time."""
    now = int(time.time())
    payload = json.dumps([now - (age if begun is None else begun), values]).encode()
    return Signer([key], salt=salt).sign(payload, timestamp=now - age)


def read(token, **config):
    """Give what an app finds in a session cookie."""
    response = make_app(**config).test_client().get("/", headers={"Cookie": f"session={token}"})
    assert response.status_code == 200
    return response.json


def cookie_of(response):
    """Give the attributes of the only cookie of a response."""
    (field,) = response.headers.getlist("Set-Cookie")
    return field.split("; ")


def test_what_is_set_comes_back(client):
    assert client.get("/set?a=1&b=é").text == "set"
    assert client.get("/").json == {"a": "1", "b": "é"}


def test_default_02_default_03_the_cookie_is_careful(client):
    assert cookie_of(client.get("/set?a=1"))[1:] == ["HttpOnly", "Path=/", "SameSite=Lax"]


def test_the_cookie_is_secure_over_https(client):
    assert "Secure" in cookie_of(client.get("/set?a=1", base_url="https://localhost/"))


@pytest.mark.parametrize(
    ("mount", "path"),
    [
        ("", "/"),
        ("/demo", "/demo"),
        ("/a/b", "/a/b"),
        ("/d%C3%A9%20mo", "/d%C3%A9%20mo"),
        ("/a%3Bb", "/a%3Bb"),
    ],
)
def test_the_cookie_belongs_to_the_mount_point(client, mount, path):
    response = client.get("/set?a=1", base_url=f"http://localhost{mount}")
    assert f"Path={path}" in cookie_of(response)


# What comes in.


def test_a_genuine_cookie_is_read():
    assert read(token_of({"a": 1})) == {"a": 1}


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "%00",
        "x" * 60000,
        token_of({"a": 1})[:-1],
        token_of({"a": 1}) + "=",
        token_of({"a": 1}) + ".",
        "A" + token_of({"a": 1}),
        token_of({"a": 1}).upper(),
        token_of({"a": 1}, key="another key"),
        token_of({"a": 1}, salt="another purpose"),
        token_of({"a": 1}, age=-86400),
        "\xe9\xff",
    ],
)
def test_a_tampered_or_foreign_cookie_is_an_empty_session(token):
    assert read(token) == {}


@pytest.mark.parametrize("at", range(0, 90, 7))
def test_t35_every_change_of_a_character_is_noticed(at):
    token = token_of({"a": 1, "user": "somebody"})
    other = "A" if token[at] != "A" else "B"
    assert read(token[:at] + other + token[at + 1 :]) == {}


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"not json",
        b"{}",
        b"[]",
        b"[1]",
        b"[1,2]",
        b"[1,{},3]",
        b'["x",{}]',
        b"[null,{}]",
        b"[1,null]",
        b"[[],{}]",
        b"\xff",
        b"5",
        b"[1e999,{}]",
        b"[" * 5000,
        b'[1,["a"]]',
        b'[{"a":1},{}]',
    ],
)
def test_a_signed_payload_of_another_kind_is_an_empty_session(payload):
    assert read(Signer([KEY], salt=SignedCookieSessions.salt).sign(payload)) == {}


@pytest.mark.parametrize(
    ("age", "begun", "is_read"),
    [
        (0, 0, True),
        (2 * HOUR - 10, None, True),
        (2 * HOUR + 10, None, False),
        (0, 12 * HOUR - 10, True),
        (0, 12 * HOUR + 10, False),
        (0, 300 * HOUR, False),
    ],
)
def test_default_11_default_12_it_lives_2_hours_idle_and_12_at_most(age, begun, is_read):
    assert bool(read(token_of({"a": 1}, age=age, begun=begun))) is is_read


@pytest.mark.parametrize(("days", "is_read"), [(30.9, True), (31.1, False)])
def test_a_permanent_session_lives_31_days(days, is_read):
    token = token_of({"_permanent": True}, age=int(days * 24 * HOUR))
    assert bool(read(token)) is is_read


@pytest.mark.parametrize("unit", [lambda n: n, lambda n: timedelta(seconds=n)])
def test_lifetimes_are_settings_in_seconds_or_as_timedelta(unit):
    token = token_of({"a": 1}, age=100, begun=1000)
    assert read(token, SESSION_IDLE_LIFETIME=unit(90)) == {}
    assert read(token, SESSION_IDLE_LIFETIME=unit(110)) == {"a": 1}
    assert read(token, SESSION_ABSOLUTE_LIFETIME=unit(900)) == {}
    permanent = token_of({"_permanent": True}, age=100)
    assert read(permanent, PERMANENT_SESSION_LIFETIME=unit(90)) == {}


def test_t33_default_14_a_new_key_reads_what_the_old_one_signed_and_signs_anew():
    old = token_of({"a": 1}, key="old")
    assert read(old, SECRET_KEY="new", SECRET_KEY_FALLBACKS=["older", "old"]) == {"a": 1}
    assert read(old, SECRET_KEY="new") == {}
    client = make_app(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]).test_client()
    response = client.get("/set?b=2", headers={"Cookie": f"session={old}"})
    token = cookie_of(response)[0].removeprefix("session=")
    assert read(token, SECRET_KEY="new") == {"a": 1, "b": "2"}
    assert read(token, SECRET_KEY="old") == {}


def test_a_change_of_key_counts_at_once():
    app = make_app()
    client = app.test_client()
    client.get("/set?a=1")
    app.secret_key = "another"
    assert client.get("/").json == {}


def test_the_fallbacks_may_be_none():
    assert read(token_of({"a": 1}), SECRET_KEY_FALLBACKS=None) == {"a": 1}


def test_a_key_may_be_bytes():
    client = make_app(SECRET_KEY=b"\xff\x00 bytes").test_client()
    client.get("/set?a=1")
    assert client.get("/").json == {"a": "1"}


# What goes out.


def test_a_session_that_only_was_read_is_not_sent_again(client):
    client.get("/set?a=1")
    assert "Set-Cookie" not in client.get("/").headers


def test_an_empty_session_sends_no_cookie(client):
    assert "Set-Cookie" not in client.get("/").headers
    assert "Set-Cookie" not in client.get("/clear").headers


def test_a_change_inside_of_a_value_counts_when_it_is_said(client):
    client.get("/modified")
    client.get("/nested")
    assert client.get("/").json == {"list": [1]}
    client.get("/modified")
    assert client.get("/").json == {"list": [1, 1]}


@pytest.mark.parametrize("path", ["/clear", "/pop"])
def test_a_session_that_became_empty_is_deleted(client, path):
    client.get("/set?a=1")
    cookie = cookie_of(client.get(path))
    assert cookie[0] == "session="
    assert "Max-Age=0" in cookie
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} < set(cookie)
    assert client.get_cookie("session") is None


@pytest.mark.parametrize("path", ["/", "/set?a=1", "/clear", "/nested"])
def test_t29_default_38_a_touched_session_keeps_the_page_out_of_caches(client, path):
    response = client.get(path)
    assert response.headers["Vary"] == "Cookie"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "touch",
    [
        lambda: session.get("a"),
        lambda: "a" in session,
        lambda: len(session),
        lambda: list(session),
        lambda: bool(session),
        lambda: session.permanent,
        lambda: session == {},
    ],
)
def test_t29_every_way_to_look_at_it_counts(touch):
    app = make_app()
    app.add_url_rule("/touch", "touch", lambda: repr(touch()))
    assert app.test_client().get("/touch").headers["Vary"] == "Cookie"


def test_a_hook_that_looks_at_it_counts():
    app = make_app()
    app.after_request(lambda response: session.get("a") or response)
    assert app.test_client().get("/plain").headers["Vary"] == "Cookie"


def test_an_untouched_session_leaves_the_page_alone(client):
    client.get("/set?a=1")
    response = client.get("/plain")
    assert "Vary" not in response.headers
    assert "Cache-Control" not in response.headers
    assert "Set-Cookie" not in response.headers


def test_the_view_may_say_how_it_is_cached(client):
    client.get("/set?a=1")
    assert client.get("/public").headers["Cache-Control"] == "public"


def test_a_failed_request_saves_its_session_and_is_kept_out_of_caches(client):
    response = client.get("/fail")
    assert response.status_code == 500
    assert "Cookie" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get("/").json == {"a": 1}


def test_a_permanent_session_says_how_long_it_lives():
    client = make_app(PERMANENT_SESSION_LIFETIME=60).test_client()
    cookie = cookie_of(client.get("/permanent"))
    assert "Max-Age=60" in cookie
    assert any(item.startswith("Expires=") for item in cookie)
    assert client.get("/").json == {"_permanent": True}


@pytest.mark.parametrize(
    ("values", "age", "setting", "is_sent"),
    [
        ({"a": 1}, 11 * 60, True, False),
        ({"a": 1}, 13 * 60, True, True),
        ({"a": 1}, 13 * 60, False, False),
        ({"_permanent": True}, 3 * 24 * HOUR, True, False),
        ({"_permanent": True}, 4 * 24 * HOUR, True, True),
    ],
)
def test_the_cookie_is_renewed_when_a_tenth_of_its_life_is_gone(values, age, setting, is_sent):
    client = make_app(SESSION_REFRESH_EACH_REQUEST=setting).test_client()
    response = client.get("/", headers={"Cookie": f"session={token_of(values, age=age)}"})
    assert response.json == values
    assert ("Set-Cookie" in response.headers) is is_sent


def test_a_renewed_cookie_does_not_live_longer_than_the_session():
    token = token_of({"a": 1}, age=HOUR, begun=11 * HOUR)
    response = make_app().test_client().get("/", headers={"Cookie": f"session={token}"})
    renewed = cookie_of(response)[0].removeprefix("session=")
    created = json.loads(Signer([KEY], salt=SignedCookieSessions.salt).unsign(renewed).payload)[0]
    assert abs(time.time() - 11 * HOUR - created) < 10


def test_clearing_starts_a_new_lifetime():
    app = make_app()
    app.add_url_rule("/renew", "renew", lambda: session.clear() or session.update(b=1) or "x")
    token = token_of({"a": 1}, begun=11 * HOUR)
    client = app.test_client()
    client.get("/renew", headers={"Cookie": f"session={token}"})
    assert time.time() - int(client.get("/created").text) < 10


@pytest.mark.parametrize("setting", ["TESTING", "DEBUG"])
def test_a_session_that_does_not_fit_is_an_error_in_tests(setting):
    client = make_app(**{setting: True}).test_client()
    assert client.get("/size?size=2500").status_code == 200
    with pytest.raises(SessionTooLargeError, match=r"takes \d+ bytes as a cookie.*MAX_COOKIE_SIZE"):
        client.get("/size?size=4000")


def test_a_session_that_does_not_fit_is_logged_in_production_and_the_old_one_kept(client, caplog):
    client.get("/set?a=1")
    with caplog.at_level(logging.ERROR):
        response = client.get("/size?size=4000")
    assert (response.status_code, response.text) == (200, "big")
    assert "Set-Cookie" not in response.headers
    assert "MAX_COOKIE_SIZE" in caplog.text
    assert client.get("/").json == {"a": "1"}


def test_default_05_the_largest_session_that_is_sent_fits_a_browser(client):
    sizes = [
        len(client.get(f"/size?size={size}").headers.get("Set-Cookie", ""))
        for size in range(2800, 3060, 10)
    ]
    assert 0 in sizes
    assert 3990 < max(sizes) <= 4093


@pytest.mark.parametrize("most", [0, None])
def test_the_guard_may_be_off(most):
    client = make_app(MAX_COOKIE_SIZE=most, TESTING=True).test_client()
    assert "Set-Cookie" in client.get("/size?size=9000").headers


def test_a_value_that_json_does_not_have_is_a_500(client):
    assert client.get("/odd").status_code == 500


# Without a key.


def test_without_a_key_reading_gives_an_empty_session():
    response = make_app(SECRET_KEY=None).test_client().get("/", headers={"Cookie": "session=x"})
    assert response.json == {}
    assert response.headers["Vary"] == "Cookie"


@pytest.mark.parametrize("key", [None, "", b""])
@pytest.mark.parametrize("path", ["/set?a=1", "/clear", "/pop", "/permanent", "/nested"])
def test_default_15_without_a_key_writing_says_how_to_make_one(key, path):
    client = make_app(SECRET_KEY=key, TESTING=True).test_client()
    with pytest.raises(NoSecretKeyError, match=r"python -c .*secrets.token_hex\(32\)"):
        client.get(path)


# The object.


CHANGES = {
    "set": lambda s: s.__setitem__("b", 1),
    "delete": lambda s: s.__delitem__("a"),
    "update": lambda s: s.update(b=1),
    "setdefault": lambda s: s.setdefault("b", 1),
    "pop": lambda s: s.pop("a"),
    "popitem": lambda s: s.popitem(),
    "clear": lambda s: s.clear(),
    "or": lambda s: s.__ior__({"b": 1}),
    "permanent": lambda s: setattr(s, "permanent", True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(change):
    session = Session(a=1)
    assert not session.modified
    CHANGES[change](session)
    assert session.modified


@pytest.mark.parametrize(
    "look",
    [
        lambda s: s["a"],
        lambda s: s.get("b"),
        lambda s: s.setdefault("a", 2),
        lambda s: s.copy(),
        lambda s: s | {},
    ],
)
def test_looking_is_no_change(look):
    session = Session(a=1)
    look(session)
    assert not session.modified


def test_it_is_new_until_the_client_brings_it():
    app = make_app()
    app.add_url_rule("/new", "new", lambda: str(session.new))
    client = app.test_client()
    assert client.get("/new").text == "True"
    client.get("/set?a=1")
    assert client.get("/new").text == "False"


def test_an_app_may_bring_its_own_sessions():
    kept = {}

    class InMemory:
        def open_session(self, app, request):
            return Session(kept)

        def save_session(self, app, session, response: Response):
            kept.update(session)

    app = make_app(SECRET_KEY=None)
    app.session_interface = InMemory()
    client = app.test_client()
    response = client.get("/set?a=1")
    assert "Set-Cookie" not in response.headers
    assert client.get("/").json == {"a": "1"}
