"""Sessions on the server: what the client brings, what the store keeps, and when they end."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from microweb import App, request, session
from microweb.sessions import Session, StoredSessions
from microweb.stores import MemoryStore, SQLiteStore, StoreError

HOUR = 3600


class Clock:
    def __init__(self):
        self.ahead = 0

    def __call__(self):
        return time.time() + self.ahead


@pytest.fixture
def clock(monkeypatch):
    """Give a clock that the store and the sessions share; move it by its `ahead`."""
    clock = Clock()
    for module in ("session", "interface", "stored", "cookie"):
        monkeypatch.setattr(f"microweb.sessions.{module}.time", clock)
    return clock


@pytest.fixture
def store(clock):
    return MemoryStore(clock=clock)


def make_app(store, **config):
    app = App("demo", static_folder=None)
    app.config.update({"SESSION_STORE": store} | config)
    views = {
        "/": lambda: dict(session),
        "/set": lambda: session.update(request.args.to_dict()) or "set",
        "/clear": lambda: session.clear() or "cleared",
        "/pop": lambda: session.pop("a", None) or "popped",
        "/rotate": lambda: session.rotate() or "rotated",
        "/permanent": lambda: setattr(session, "permanent", True) or "permanent",
        "/login": lambda: setattr(session, "owner", request.args["user"]) or "in",
        "/logout": lambda: setattr(session, "owner", None) or "out",
        "/sid": lambda: session.sid,
        "/new": lambda: str(session.new),
        "/plain": lambda: "plain",
        "/big": lambda: session.update(big="x" * 20_000) or "big",
    }
    for rule, view in views.items():
        app.add_url_rule(rule, rule[1:] or "index", view)
    return app


@pytest.fixture
def app(store):
    return make_app(store)


@pytest.fixture
def client(app):
    return app.test_client()


def sid_of(client):
    cookie = client.get_cookie("session")
    return None if cookie is None else cookie.value


def bring(app, sid, path="/"):
    """Make one request with a session id; give what its session holds."""
    response = app.test_client().get(path, headers={"Cookie": f"session={sid}"})
    assert response.status_code == 200
    return response.json if path == "/" else response


def rows_of(store):
    return list(store._rows.values())


# The id and the row.


def test_what_is_set_comes_back_and_needs_no_secret_key(client):
    client.get("/set?a=1&b=é")
    assert client.get("/").json == {"a": "1", "b": "é"}
    assert client.get("/new").text == "False"


def test_default_06_the_id_has_256_bits_and_differs_each_time(app):
    sids = set()
    for _ in range(50):
        client = app.test_client()
        client.get("/set?a=1")
        sids.add(sid_of(client))
    assert len(sids) == 50
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", sid) for sid in sids)


def test_the_store_does_not_know_the_id(client, store):
    client.get("/login?user=ada")
    client.get("/set?a=1")
    (row,) = rows_of(store)
    assert sid_of(client) not in repr(row)
    assert row.key == "session:" + sha256(sid_of(client).encode()).hexdigest()


def test_the_cookie_holds_nothing_but_the_id(client):
    response = client.get("/set?a=secret")
    (field,) = response.headers.getlist("Set-Cookie")
    assert field == f"session={sid_of(client)}; HttpOnly; Path=/; SameSite=Lax"


def test_t36_there_is_no_row_before_the_first_write(client, store):
    client.get("/")
    client.get("/clear")
    client.get("/plain")
    assert rows_of(store) == []
    assert sid_of(client) is None


@pytest.mark.parametrize(
    "sid",
    [
        "A" * 43, "A" * 42, "A" * 44, "", "../../etc/passwd", "a" * 60_000, "%00", "' OR 1=1 --",
        "\xe9" * 43, "A" * 42 + "\n", "A" * 42 + ".", "A.B.C",
    ],
)  # fmt: skip
def test_t36_default_07_an_id_that_is_not_known_is_never_taken_over(app, store, sid):
    assert bring(app, sid.replace("\n", "%0A")) == {}
    assert rows_of(store) == []
    response = bring(app, sid.replace("\n", "%0A"), "/set?a=1")
    (field,) = response.headers.getlist("Set-Cookie")
    assert not field.startswith(f"session={sid};")
    assert len(rows_of(store)) == 1


def test_a_row_that_something_else_wrote_is_an_empty_session(app, store):
    sid = "A" * 43
    for value in (b"", b"[]", b"[1,2,3,4]", b"\xff", b'["x","","",{}]', b'[1e999,"","",{}]'):
        store.set("session:" + sha256(sid.encode()).hexdigest(), value, ttl=60)
        assert bring(app, sid) == {}


def test_a_large_session_fits(client):
    assert client.get("/big").status_code == 200
    assert len(client.get("/").json["big"]) == 20_000


# Its life.


def test_default_11_it_ends_after_two_hours_without_use(app, client, clock):
    client.get("/set?a=1")
    clock.ahead = 2 * HOUR - 60
    assert bring(app, sid_of(client)) == {"a": "1"}
    clock.ahead += 2 * HOUR + 1
    assert bring(app, sid_of(client)) == {}


def test_default_12_it_ends_after_twelve_hours_of_use(app, client, clock, store):
    client.get("/set?a=1")
    for hour in range(1, 13):
        clock.ahead = hour * HOUR - 60
        assert bring(app, sid_of(client)) == {"a": "1"}, hour
        bring(app, sid_of(client), "/set?a=1")
    clock.ahead = 12 * HOUR + 2
    assert bring(app, sid_of(client)) == {}
    assert all(row.expires <= clock() for row in rows_of(store))


def test_a_permanent_one_lives_as_long_as_said_and_its_cookie_with_it(store, clock):
    app = make_app(store, PERMANENT_SESSION_LIFETIME=100 * HOUR)
    client = app.test_client()
    client.get("/set?a=1")
    (field,) = client.get("/permanent").headers.getlist("Set-Cookie")
    assert f"Max-Age={100 * HOUR}" in field
    clock.ahead = 99 * HOUR
    response = bring(app, sid_of(client), "/sid")
    assert response.text == sid_of(client)
    assert "Max-Age" in response.headers["Set-Cookie"]
    clock.ahead = 101 * HOUR
    assert bring(app, sid_of(client)) == {}


def test_shorter_lifetimes_hold_for_sessions_that_have_begun(store, clock):
    client = make_app(store).test_client()
    client.get("/set?a=1")
    clock.ahead = HOUR
    assert bring(make_app(store, SESSION_IDLE_LIFETIME=HOUR / 2), sid_of(client)) == {}
    assert bring(make_app(store, SESSION_ABSOLUTE_LIFETIME=HOUR / 2), sid_of(client)) == {}


class CountingStore(MemoryStore):
    def __init__(self, clock):
        super().__init__(clock=clock)
        self.writes = []

    def set(self, key, value, **options):
        self.writes.append("set")
        super().set(key, value, **options)

    def replace(self, key, value, **options):
        self.writes.append("replace")
        return super().replace(key, value, **options)

    def touch(self, key, **options):
        self.writes.append("touch")
        return super().touch(key, **options)


@pytest.mark.parametrize(("refresh", "touches"), [(True, 3), (False, 0)])
def test_the_last_use_is_written_once_in_a_tenth_of_the_idle_lifetime(clock, refresh, touches):
    store = CountingStore(clock)
    app = make_app(store, SESSION_REFRESH_EACH_REQUEST=refresh)
    client = app.test_client()
    client.get("/set?a=1")
    for minute in range(40):
        clock.ahead = minute * 60 + 1
        assert bring(app, sid_of(client)) == {"a": "1"}
        assert "Set-Cookie" not in bring(app, sid_of(client), "/sid").headers
    assert store.writes == ["set"] + ["touch"] * touches


def test_a_write_keeps_the_id_and_sends_no_cookie(client, store):
    client.get("/set?a=1")
    sid = sid_of(client)
    assert "Set-Cookie" not in client.get("/set?b=2").headers
    assert sid_of(client) == sid
    assert len(rows_of(store)) == 1
    assert client.get("/").json == {"a": "1", "b": "2"}


# Rotation, login, logout.


def test_default_08_rotating_gives_a_new_id_and_ends_the_old_one_at_once(app, client, store):
    client.get("/set?a=1")
    before = sid_of(client)
    client.get("/rotate")
    assert sid_of(client) not in (None, before)
    assert client.get("/").json == {"a": "1"}
    assert bring(app, before) == {}
    assert len(rows_of(store)) == 1


def test_rotating_an_empty_session_makes_none(client, store):
    client.get("/rotate")
    assert rows_of(store) == []


def test_t37_default_08_a_login_gives_a_new_id(app, client):
    client.get("/set?cart=3")
    before = sid_of(client)
    client.get("/login?user=ada")
    assert sid_of(client) != before
    assert client.get("/").json == {"cart": "3", "_owner": "ada"}
    assert bring(app, before) == {}


def test_t37_another_user_finds_nothing_of_the_one_before(app, client):
    client.get("/login?user=ada")
    client.get("/set?secret=1")
    before = sid_of(client)
    client.get("/login?user=eve")
    assert client.get("/").json == {"_owner": "eve"}
    assert bring(app, before) == {}


def test_a_login_of_the_same_user_keeps_the_session(client):
    client.get("/login?user=ada")
    before = sid_of(client)
    assert "Set-Cookie" not in client.get("/login?user=ada").headers
    assert sid_of(client) == before


@pytest.mark.parametrize("path", ["/logout", "/clear"])
def test_t36_default_09_a_copied_cookie_is_worth_nothing_after_the_logout(app, client, store, path):
    client.get("/login?user=ada")
    copied = sid_of(client)
    assert bring(app, copied) == {"_owner": "ada"}
    client.get(path)
    assert rows_of(store) == []
    assert sid_of(client) is None
    assert bring(app, copied) == {}
    assert bring(app, copied, "/set?a=1").headers["Set-Cookie"] != copied


def test_what_is_put_in_after_clear_has_another_id_and_a_new_life(app, client, clock):
    app.add_url_rule("/renew", "renew", lambda: session.clear() or session.update(b=1) or "x")
    client.get("/set?a=1")
    before = sid_of(client)
    clock.ahead = HOUR
    client.get("/renew")
    assert sid_of(client) != before
    assert client.get("/").json == {"b": 1}
    assert bring(app, before) == {}


def test_a_session_that_became_empty_is_deleted_with_its_cookie(client, store):
    client.get("/set?a=1")
    (field,) = client.get("/pop").headers.getlist("Set-Cookie")
    assert "Max-Age=0" in field
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} < set(field.split("; "))
    assert rows_of(store) == []


# Two requests at a time.


def overlap(app, client, first, second):
    """Open a session in one request, finish another one of it, then save the first."""
    opened, go_on = threading.Event(), threading.Event()

    def slow():
        dict(session)
        opened.set()
        assert go_on.wait(10)
        first()
        return "slow"

    app.add_url_rule("/slow", "slow", slow)
    app.add_url_rule("/quick", "quick", lambda: second() or "quick")
    client.get("/set?a=1")
    sid = sid_of(client)
    with ThreadPoolExecutor(1) as pool:
        pending = pool.submit(bring, app, sid, "/slow")
        assert opened.wait(10)
        quick = bring(app, sid, "/quick")
        go_on.set()
        return sid, pending.result(), quick


def test_of_two_that_write_the_later_one_wins(app, client):
    sid, _, _ = overlap(
        app, client, lambda: session.update(a="late"), lambda: session.update(a="early", b=1)
    )
    assert bring(app, sid) == {"a": "late"}


def test_one_that_only_reads_undoes_nothing(app, client):
    sid, _, _ = overlap(app, client, lambda: None, lambda: session.update(a=2))
    assert bring(app, sid) == {"a": 2}


@pytest.mark.parametrize(
    "late",
    [
        lambda: session.update(late=1),
        lambda: session.rotate(),
        lambda: setattr(session, "owner", "eve"),
        lambda: setattr(session, "permanent", True),
        lambda: session.clear(),
    ],
    ids=["write", "rotate", "login", "permanent", "clear"],
)
@pytest.mark.parametrize(
    "ending",
    [lambda: session.clear(), lambda: session.rotate(), lambda: setattr(session, "owner", "ada")],
    ids=["logout", "rotation", "login"],
)
def test_a_late_save_does_not_bring_back_what_has_ended(app, client, store, late, ending):
    sid, slow, quick = overlap(app, client, late, ending)
    assert bring(app, sid) == {}
    assert "Set-Cookie" not in slow.headers
    rows = rows_of(store)
    assert len(rows) == (0 if "Max-Age=0" in quick.headers["Set-Cookie"] else 1)
    assert all(b"late" not in row.value and b"eve" not in row.value for row in rows)


def test_a_late_touch_does_not_bring_back_what_has_ended(app, client, store, clock):
    client.get("/set?a=1")
    found = StoredSessions(store)
    with app.test_request_context("/", headers={"Cookie": f"session={sid_of(client)}"}):
        opened = found.open_session(app, request)
        clock.ahead = HOUR
        client.get("/clear")
        response = app.make_response("x")
        found.save_session(app, opened, response)
    assert rows_of(store) == []
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_no_session_of_a_user_survives_their_end_while_many_rotate(tmp_path, kind):
    store = MemoryStore() if kind == "memory" else SQLiteStore(tmp_path / "s.db")
    app = make_app(store)
    clients = [app.test_client() for _ in range(4)]
    for client in clients:
        client.get("/login?user=ada")
    stop = threading.Event()
    all_at_work = threading.Barrier(len(clients) + 1)

    def work(client):
        assert client.get("/rotate").status_code == 200
        all_at_work.wait(10)
        for number in range(500):
            if stop.is_set() or not client.get("/").json:
                return
            client.get("/rotate" if number % 2 else f"/set?n={number}")

    with ThreadPoolExecutor(len(clients)) as pool:
        pending = [pool.submit(work, client) for client in clients]
        all_at_work.wait(10)
        app.session_interface.revoke_all(app, "ada")
        time.sleep(0.1)
        stop.set()
        for item in pending:
            item.result()
    assert store.owned("session:ada") == []
    # A request in between may have begun a session anew, of nobody.
    assert all("_owner" not in client.get("/").json for client in clients)
    store.close()


# The object.


def test_the_owner_is_a_text():
    for value in (42, "", b"ada", ("ada",)):
        with pytest.raises(TypeError, match=r"str\(user\.id\)"):
            Session().owner = value


def test_a_login_begins_a_new_life():
    values = Session(a=1)
    values.created = 7
    values.owner = "ada"
    assert time.time() - values.created < 5
    assert values.is_rotating
    values.created = 7
    values.owner = "ada"
    assert values.created == 7


# A store that cannot be used.


def test_a_locked_store_is_a_logged_500_and_no_hang(tmp_path, caplog):
    import sqlite3

    store = SQLiteStore(tmp_path / "s.db", timeout=0.1)
    app = make_app(store)
    client = app.test_client()
    client.get("/set?a=1")
    other = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert client.get("/set?a=2").status_code == 500
    assert time.monotonic() - started < 3
    assert "another program kept it locked for 0.1 s" in caplog.text
    assert client.get("/").json == {"a": "1"}
    other.close()
    assert client.get("/set?a=2").status_code == 200
    store.close()


def test_a_damaged_store_is_a_logged_500(tmp_path, caplog):
    (tmp_path / "s.db").write_bytes(b"garbage" * 1000)
    client = make_app(f"sqlite:///{tmp_path}/s.db").test_client()
    assert client.get("/set?a=1").status_code == 500
    assert "it is no SQLite file" in caplog.text
    assert client.get("/plain").text == "plain"


def test_in_tests_the_error_reaches_the_test(tmp_path):
    client = make_app(f"{tmp_path}/missing/s.db", TESTING=True).test_client()
    with pytest.raises(StoreError, match="missing"):
        client.get("/set?a=1")


# What is kept in SQLite.


def test_it_survives_a_restart_of_the_app(tmp_path):
    url = f"sqlite:///{tmp_path}/s.db"
    client = make_app(url).test_client()
    client.get("/set?a=1")
    assert bring(make_app(url), sid_of(client)) == {"a": "1"}


def test_a_test_may_look_into_a_session_and_change_it(client):
    with client.session_transaction() as values:
        values["a"] = 1
    assert client.get("/").json == {"a": 1}
    client.get("/set?b=2")
    with client.session_transaction() as values:
        assert values == {"a": 1, "b": "2"}


def test_an_app_mounted_below_a_path_keeps_its_cookie_there(client):
    response = client.get("/set?a=1", base_url="http://localhost/demo")
    assert "Path=/demo" in response.headers["Set-Cookie"]


def test_t29_default_38_a_page_that_read_it_is_kept_out_of_caches(client):
    client.get("/set?a=1")
    for path in ("/", "/set?b=1", "/rotate", "/clear"):
        response = client.get(path)
        assert response.headers["Vary"] == "Cookie"
        assert response.headers["Cache-Control"] == "private, no-store"
    assert "Vary" not in client.get("/plain").headers
