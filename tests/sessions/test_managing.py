"""A user's sessions: listed, ended one by one, ended all at once."""

import time

import pytest

from microweb import App, current_app, request, session
from microweb.sessions import ConfiguredSessions, NoSessionStoreError, SessionInterface
from microweb.stores import MemoryStore, SQLiteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    is_file = request.param == "sqlite"
    store = SQLiteStore(tmp_path / "s.db") if is_file else MemoryStore()
    yield store
    store.close()


@pytest.fixture
def app(store):
    app = App("demo", static_folder=None)
    app.config["SESSION_STORE"] = store

    @app.get("/login")
    def login():
        session.owner = request.args["user"]
        return "in"

    @app.get("/")
    def index():
        return dict(session)

    @app.get("/list")
    def show():
        found = current_app.session_interface.list_sessions(
            current_app, session.owner, current=session
        )
        return [info._asdict() for info in found]

    @app.get("/revoke")
    def revoke():
        handle = request.args["handle"]
        return str(current_app.session_interface.revoke(current_app, session.owner, handle))

    @app.get("/password")
    def change_password():
        session.rotate()
        ended = current_app.session_interface.revoke_all(current_app, session.owner, keep=session)
        return str(ended)

    @app.get("/panic")
    def panic():
        return str(current_app.session_interface.revoke_all(current_app, session.owner))

    return app


@pytest.fixture
def log_in(app):
    def make(user, agent="Browser/1.0"):
        client = app.test_client()
        client.get("/login", query_string={"user": user}, headers={"User-Agent": agent})
        return client

    return make


def test_default_13_a_user_sees_their_sessions_and_which_one_asks(log_in):
    phone, laptop = log_in("ada", "Phone/1"), log_in("ada", "Laptop/2")
    log_in("eve")
    found = laptop.get("/list").json
    assert sorted(info["user_agent"] for info in found) == ["Laptop/2", "Phone/1"]
    assert [info["user_agent"] for info in found if info["current"]] == ["Laptop/2"]
    assert {info["address"] for info in found} == {"127.0.0.1"}
    for info in found:
        assert abs(time.time() - info["created"]) < 10
        assert abs(time.time() - info["last_seen"]) < 10
    assert len(phone.get("/list").json) == 2


def test_a_session_that_is_over_by_a_shorter_lifetime_is_not_shown(app, log_in):
    log_in("ada")
    interface = app.session_interface
    assert len(interface.list_sessions(app, "ada")) == 1
    app.config["SESSION_IDLE_LIFETIME"] = -1
    assert interface.list_sessions(app, "ada") == []


def test_a_handle_does_not_tell_the_id(log_in):
    client = log_in("ada")
    (info,) = client.get("/list").json
    sid = client.get_cookie("session").value
    assert len(info["handle"]) == 16
    assert info["handle"] not in sid
    assert sid not in str(info)


def test_default_13_a_user_ends_one_of_their_sessions(log_in):
    phone, laptop = log_in("ada", "Phone/1"), log_in("ada", "Laptop/2")
    handle = next(i["handle"] for i in laptop.get("/list").json if not i["current"])
    assert laptop.get(f"/revoke?handle={handle}").text == "True"
    assert phone.get("/").json == {}
    assert laptop.get("/").json == {"_owner": "ada"}
    assert laptop.get(f"/revoke?handle={handle}").text == "False"


def test_default_49_the_end_of_a_session_is_an_event_without_its_id(log_in, caplog):
    client = log_in("ada")
    (info,) = client.get("/list").json
    sid = client.get_cookie("session").value
    client.get(f"/revoke?handle={info['handle']}")
    client.get(f"/revoke?handle={info['handle']}")
    lines = [record.getMessage() for record in caplog.records if "session" in record.getMessage()]
    assert lines == [f'session_revoked user="ada" handle="{info["handle"]}"']
    assert sid not in caplog.text


def test_nobody_ends_the_session_of_another_user(log_in):
    ada, eve = log_in("ada"), log_in("eve")
    (info,) = ada.get("/list").json
    assert eve.get(f"/revoke?handle={info['handle']}").text == "False"
    for handle in ("", "x", info["handle"][:8]):
        assert ada.get(f"/revoke?handle={handle}").text == "False"
    assert ada.get("/").json == {"_owner": "ada"}


def test_default_10_a_change_of_the_password_ends_the_other_sessions(log_in):
    first, second, third = log_in("ada"), log_in("ada"), log_in("ada")
    eve = log_in("eve")
    before = second.get_cookie("session").value
    assert second.get("/password").text == "2"
    assert second.get_cookie("session").value != before
    assert [client.get("/").json for client in (first, third)] == [{}, {}]
    assert second.get("/").json == {"_owner": "ada"}
    assert eve.get("/").json == {"_owner": "eve"}


def test_ending_all_ends_the_one_that_asks_too(log_in):
    first, second = log_in("ada"), log_in("ada")
    assert second.get("/panic").text == "2"
    assert first.get("/").json == {}
    assert second.get("/").json == {}


def test_a_session_that_ends_itself_and_writes_stays_ended(app, log_in):
    def end():
        interface = current_app.session_interface
        interface.revoke_all(current_app, session.owner)
        session["late"] = 1
        return "ended"

    app.add_url_rule("/end", "end", end)
    client = log_in("ada")
    assert "Set-Cookie" not in client.get("/end").headers
    assert client.get("/").json == {}


def test_no_owner_has_no_sessions(app, log_in):
    log_in("ada")
    assert app.session_interface.list_sessions(app, "") == []
    assert app.session_interface.revoke_all(app, "") == 0
    assert app.session_interface.revoke(app, "", "x") is False


def test_a_long_user_agent_is_cut_and_a_strange_one_kept_as_text(log_in):
    client = log_in("ada", "<b>\"'\\ \xe9" + "x" * 5000)
    (info,) = client.get("/list").json
    assert info["user_agent"].startswith("<b>\"'\\ ")
    assert len(info["user_agent"]) == 200


@pytest.mark.parametrize("interface", [ConfiguredSessions(), SessionInterface()])
@pytest.mark.parametrize(
    "call",
    [
        lambda interface, app: interface.list_sessions(app, "ada"),
        lambda interface, app: interface.revoke(app, "ada", "x"),
        lambda interface, app: interface.revoke_all(app, "ada"),
    ],
)
def test_with_cookies_alone_the_error_says_what_to_set(interface, call):
    app = App("demo", static_folder=None)
    with pytest.raises(NoSessionStoreError, match="set SESSION_STORE, such as"):
        call(interface, app)
