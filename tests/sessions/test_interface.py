"""How an app keeps sessions: the cookie's attributes, one's own interface, the choice by config."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from microweb import App, Response, render_template_string, session, sessions
from microweb.exceptions import NoSecretKeyError
from microweb.security.tokens import is_good_token, make_token
from microweb.sessions import (
    ConfiguredSessions,
    NullSession,
    Session,
    SessionInterface,
    SignedCookieSessions,
    StoredSessions,
)
from microweb.stores import MemoryStore, SQLiteStore

ROOT = Path(__file__).parents[2]


def count():
    session["n"] = session.get("n", 0) + 1
    return str(session["n"])


def make_app(**config):
    app = App("demo", static_folder=None)
    app.config.update({"SECRET_KEY": "a key for tests"} | config)
    app.add_url_rule("/", "index", lambda: dict(session))
    app.add_url_rule("/count", "count", count)
    app.add_url_rule("/clear", "clear", lambda: session.clear() or "cleared")
    return app


@pytest.fixture(params=[None, "memory:"], ids=["cookie", "stored"])
def kind(request):
    return {"SESSION_STORE": request.param}


def cookie_of(response):
    (field,) = response.headers.getlist("Set-Cookie")
    return field.split("; ")


# Names with a prefix.


def test_default_01_a_host_cookie_keeps_its_rules(kind):
    """The name is a setting: with one that followed the scheme, http and https would not share."""
    client = make_app(SESSION_COOKIE_NAME="__Host-session", **kind).test_client()
    cookie = cookie_of(client.get("/count", base_url="https://localhost/demo"))
    assert cookie[0].startswith("__Host-session=")
    assert sorted(cookie[1:]) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    assert client.get("/count", base_url="https://localhost/demo").text == "2"
    cookie = cookie_of(client.get("/clear", base_url="https://localhost/"))
    assert "Max-Age=0" in cookie
    assert {"Path=/", "Secure"} < set(cookie)


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("__Host-a", "SESSION_COOKIE_SECURE", False),
        ("__Host-a", "SESSION_COOKIE_DOMAIN", "example.com"),
        ("__Host-a", "SESSION_COOKIE_PATH", "/a"),
        ("__HOST-a", "SESSION_COOKIE_PATH", "/a"),
        ("__Secure-a", "SESSION_COOKIE_SECURE", False),
    ],
)
def test_default_01_settings_that_contradict_a_prefix_are_named(kind, name, setting, value):
    app = make_app(SESSION_COOKIE_NAME=name, TESTING=True, **{setting: value}, **kind)
    with pytest.raises(ValueError, match=f"{name}.* contradicts {setting}"):
        app.test_client().get("/")


@pytest.mark.parametrize(
    "settings",
    [
        {"SESSION_COOKIE_NAME": "__Host-a", "SESSION_COOKIE_PATH": "/"},
        {"SESSION_COOKIE_NAME": "__Secure-a", "SESSION_COOKIE_DOMAIN": "example.com"},
        {"SESSION_COOKIE_NAME": "__mine", "SESSION_COOKIE_SECURE": False},
        {"SESSION_COOKIE_NAME": "__mine-a", "SESSION_COOKIE_PATH": "/a"},
    ],
)
def test_settings_that_go_with_a_name_are_taken(kind, settings):
    client = make_app(TESTING=True, **settings, **kind).test_client()
    assert client.get("/count", base_url="https://example.com/").text == "1"


def test_default_04_every_cookie_is_careful_unless_told_otherwise():
    app = make_app()

    @app.get("/cookie")
    def cookie():
        response = Response("x")
        response.set_cookie("a", "b")
        return response

    client = app.test_client()
    careful = {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert set(cookie_of(client.get("/cookie"))[1:]) == careful
    https = cookie_of(client.get("/cookie", base_url="https://localhost/"))
    assert set(https[1:]) == {*careful, "Secure"}


def test_t40_a_good_token_does_not_help_another_site(kind):
    app = make_app(SESSION_COOKIE_NAME="__Host-session", CSRF_TOKENS=True, **kind)
    app.add_url_rule("/token", "token", lambda: render_template_string("{{ csrf_token() }}"))
    app.add_url_rule("/act", "act", lambda: "done", methods=["POST"])
    client = app.test_client()
    https = {"base_url": "https://shop.example/"}
    form = {"csrf_token": client.get("/token", **https).text}
    for headers, status in [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.shop.example"}, 403),
    ]:
        assert client.post("/act", data=form, headers=headers, **https).status_code == status


def test_default_28_forms_that_were_shown_before_a_rotation_need_a_new_token():
    for change in (Session.rotate, Session.clear, lambda it: setattr(it, "owner", "ada")):
        values = Session(a=1)
        token = make_token(values)
        assert is_good_token(values, token)
        change(values)
        assert not is_good_token(values, token)


# The other attributes.


def test_the_settings_shape_the_cookie_of_both_kinds(kind):
    client = make_app(
        SESSION_COOKIE_NAME="sid",
        SESSION_COOKIE_DOMAIN="shop.example",
        SESSION_COOKIE_PATH="/p",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=False,
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_PARTITIONED=True,
        **kind,
    ).test_client()
    cookie = cookie_of(client.get("/count"))
    assert cookie[0].startswith("sid=")
    assert sorted(cookie[1:]) == [
        "Domain=shop.example", "Partitioned", "Path=/p", "SameSite=None", "Secure",
    ]  # fmt: skip


def test_a_partitioned_cookie_is_secure(kind):
    client = make_app(SESSION_COOKIE_PARTITIONED=True, **kind).test_client()
    assert {"Partitioned", "Secure"} < set(cookie_of(client.get("/count")))


def test_the_attributes_can_be_asked_for():
    app, interface = make_app(), SessionInterface()
    assert interface.get_cookie_name(app) == "session"
    assert interface.get_cookie_domain(app) is None
    assert interface.get_cookie_path(app) == "/"
    assert interface.get_cookie_httponly(app) is True
    assert interface.get_cookie_secure(app) is None
    assert interface.get_cookie_samesite(app) == "Lax"
    assert interface.get_cookie_partitioned(app) is False


def test_the_path_follows_the_mount_point(kind):
    app, interface = make_app(APPLICATION_ROOT="/root"), SessionInterface()
    mounted = Session()
    mounted.path = "/mounted"
    assert interface.get_cookie_path(app) == "/root"
    assert interface.get_cookie_path(app, mounted) == "/mounted"
    app.config["SESSION_COOKIE_PATH"] = "/set"
    assert interface.get_cookie_path(app, mounted) == "/set"
    client = make_app(**kind).test_client()
    response = client.get("/count", base_url="http://localhost/a%3Bb/")
    assert "Path=/a%3Bb" in cookie_of(response)


def test_a_cookie_is_due_when_the_session_changed_or_wears_off():
    app, interface, values = make_app(), SessionInterface(), Session(a=1)
    assert not interface.should_set_cookie(app, values)
    values["a"] = 2
    assert interface.should_set_cookie(app, values)
    values.modified, values.new = False, False
    assert interface.should_set_cookie(app, values)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    assert not interface.should_set_cookie(app, values)


@pytest.mark.parametrize("attribute", ["path", "httponly", "secure", "samesite", "domain"])
def test_a_subclass_may_shape_the_cookie(attribute):
    value = {"path": "/x", "httponly": False, "secure": True, "samesite": "Strict", "domain": "x.y"}

    class Shaped(SignedCookieSessions):
        pass

    setattr(Shaped, f"get_cookie_{attribute}", lambda *_: value[attribute])
    app = make_app()
    before = set(cookie_of(app.test_client().get("/count"))[1:])
    app.session_interface = Shaped()
    after = set(cookie_of(app.test_client().get("/count"))[1:])
    assert len(before ^ after) in (1, 2)


# One's own.


def test_an_interface_of_ones_own_is_asked_for_both():
    app = make_app()
    app.session_interface = SessionInterface()
    app.testing = True
    with pytest.raises(NotImplementedError, match="open_session"):
        app.test_client().get("/")
    with pytest.raises(NotImplementedError, match="save_session"):
        app.session_interface.save_session(app, Session(), Response())


def test_no_session_is_a_null_session_that_refuses_to_be_written():
    class Closed(SessionInterface):
        def open_session(self, app, request):
            return None

        def save_session(self, app, session, response):
            assert self.is_null_session(session)

    app = make_app(TESTING=True)
    app.session_interface = Closed()
    assert app.test_client().get("/").json == {}
    with pytest.raises(NoSecretKeyError):
        app.test_client().get("/count")


def test_a_null_session_can_be_told():
    interface = SessionInterface()
    null = interface.make_null_session(make_app())
    assert isinstance(null, NullSession)
    assert interface.is_null_session(null)
    assert not interface.is_null_session(Session())
    assert not interface.is_null_session(None)


def test_a_subclass_may_choose_when_the_cookie_is_sent():
    class Always(SignedCookieSessions):
        def should_set_cookie(self, app, session):
            return True

    app = make_app()
    app.session_interface = Always()
    client = app.test_client()
    client.get("/count")
    assert "Set-Cookie" in client.get("/").headers


def test_a_session_that_exists_has_been_looked_at():
    assert Session().accessed is True


# The choice.


def test_the_setting_chooses(tmp_path):
    app, interface = make_app(), ConfiguredSessions()
    assert isinstance(interface.choose(app), SignedCookieSessions)
    app.config["SESSION_STORE"] = store = MemoryStore()
    chosen = interface.choose(app)
    assert isinstance(chosen, StoredSessions)
    assert chosen.store is store
    assert interface.choose(app) is chosen
    app.config["SESSION_STORE"] = tmp_path / "s.db"
    assert isinstance(interface.choose(app).store, SQLiteStore)


def test_threads_that_begin_together_share_one_store(tmp_path):
    class SlowPath:
        def __fspath__(self):
            time.sleep(0.05)
            return str(tmp_path / "s.db")

    os.PathLike.register(SlowPath)
    app, interface = make_app(SESSION_STORE=SlowPath()), ConfiguredSessions()
    with ThreadPoolExecutor(8) as pool:
        chosen = set(pool.map(lambda _: interface.choose(app), range(8)))
    assert len(chosen) == 1


@pytest.mark.parametrize(("before", "after"), [(None, "memory:"), ("memory:", None)])
def test_a_change_of_the_kind_begins_anew_and_trips_over_no_old_cookie(before, after):
    """What a cookie held is not taken over: a copy of it could bring it back after a logout."""
    app = make_app(SESSION_STORE=before)
    client = app.test_client()
    assert [client.get("/count").text for _ in range(2)] == ["1", "2"]
    app.config["SESSION_STORE"] = after
    assert client.get("/").json == {}
    assert [client.get("/count").text for _ in range(2)] == ["1", "2"]


def test_another_store_begins_anew():
    app = make_app(SESSION_STORE=MemoryStore())
    client = app.test_client()
    client.get("/count")
    app.config["SESSION_STORE"] = MemoryStore()
    assert client.get("/count").text == "1"


def test_two_apps_do_not_share_stores_in_memory():
    first, second = (make_app(SESSION_STORE="memory:").test_client() for _ in range(2))
    first.get("/count")
    sid = first.get_cookie("session").value
    assert second.get("/", headers={"Cookie": f"session={sid}"}).json == {}


def test_an_app_with_cookies_alone_starts_without_the_stores():
    code = (
        "import sys, microweb\n"
        "app = microweb.App('demo', static_folder=None)\n"
        "app.secret_key = 'x'\n"
        "app.add_url_rule('/', 'i', lambda: microweb.session.update(a=1) or 'x')\n"
        "app.test_client().get('/')\n"
        "print([name for name in sys.modules if 'microweb.stores' in name])\n"
        "from microweb.sessions import StoredSessions\n"
        "print('microweb.stores' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert run.stdout.split() == ["[]", "True"]


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"'microweb\.sessions' has no attribute 'Nothing'"):
        sessions.Nothing  # noqa: B018


def test_a_value_can_be_taken_out_with_a_default_by_name():
    session = Session(a=1)
    assert (session.pop("a"), session.pop("a", 2), session.pop("a", default=3)) == (1, 2, 3)
    assert session.pop("a", None) is None
    assert session.modified
    with pytest.raises(KeyError, match="a"):
        session.pop("a")
