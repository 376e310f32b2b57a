"""Rate limits: so many requests for each client, and what they are told."""

import pytest

from microweb import App, Response
from microweb.exceptions import HTTPException
from microweb.middleware.rate_limit import RateLimit
from microweb.rate_limits import rate_limit
from microweb.stores import MemoryStore, SQLiteStore


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(clock):
    return MemoryStore(clock=clock)


def make_app(rate="2/minute", **options):
    app = App("demo", static_folder=None)
    app.get("/")(rate_limit(rate, name="page", **options)(lambda: "hello"))
    return app


def get(app, address="192.0.2.1", path="/", **options):
    return app.test_client().get(path, environ_base={"REMOTE_ADDR": address}, **options)


def test_default_24_beyond_the_limit_it_is_a_429_with_retry_after(store, clock):
    app = make_app(store=store)
    assert [get(app).status_code for _ in range(3)] == [200, 200, 429]
    clock.now += 20.5
    response = get(app)
    assert response.headers["Retry-After"] == "40"
    assert response.headers["RateLimit-Policy"] == '"page";q=2;w=60'
    assert response.headers["RateLimit"] == '"page";r=0;t=40'
    clock.now += 39.5
    assert get(app).status_code == 200


def test_every_answer_tells_what_is_left(store, clock):
    app = make_app("3/minute", store=store)
    left = []
    for _ in range(3):
        left.append(get(app).headers["RateLimit"])
        clock.now += 10
    assert left == ['"page";r=2;t=60', '"page";r=1;t=50', '"page";r=0;t=40']


def test_a_refused_request_does_not_count(store, clock):
    app = make_app("1/minute", store=store)
    get(app)
    for _ in range(5):
        clock.now += 11
        assert get(app).status_code == 429
    clock.now += 5
    assert get(app).status_code == 200


def test_clients_are_told_apart_by_address(store):
    app = make_app("1/minute", store=store)
    assert get(app, "192.0.2.1").status_code == 200
    assert get(app, "192.0.2.2").status_code == 200
    assert get(app, "192.0.2.1").status_code == 429


def test_an_ipv6_network_is_one_client(store):
    app = make_app("1/minute", store=store)
    assert get(app, "2001:db8::1").status_code == 200
    assert get(app, "2001:db8::2").status_code == 429
    assert get(app, "2001:db8:0:1::1").status_code == 200


def test_a_key_may_be_anything_of_the_request(store):
    app = make_app("1/minute", store=store, key=lambda request: request.args.get("k", ""))
    assert [get(app, path=f"/?k={k}").status_code for k in "aba"] == [200, 200, 429]


def test_forwarded_addresses_are_not_believed(store):
    app = make_app("1/minute", store=store)
    headers = [{"X-Forwarded-For": f"198.51.100.{n}"} for n in range(2)]
    assert [get(app, headers=each).status_code for each in headers] == [200, 429]


def test_the_count_survives_a_restart(tmp_path):
    path = tmp_path / "hits.db"
    assert get(make_app("1/minute", store=SQLiteStore(path))).status_code == 200
    assert get(make_app("1/minute", store=SQLiteStore(path))).status_code == 429


def test_views_are_counted_apart_unless_they_share_a_name(store):
    app = App("demo", static_folder=None)

    @app.get("/a")
    @rate_limit("1/minute", store=store)
    def a():
        return "a"

    @app.get("/b")
    @rate_limit("1/minute", store=store)
    def b():
        return "b"

    app.get("/c", endpoint="c")(rate_limit("1/minute", store=store, name="both")(lambda: "c"))
    app.get("/d", endpoint="d")(rate_limit("1/minute", store=store, name="both")(lambda: "d"))
    codes = [get(app, path=path).status_code for path in ("/a", "/b", "/c", "/d")]
    assert codes == [200, 200, 200, 429]


def test_two_limits_hold_together(store, clock):
    app = App("demo", static_folder=None)

    @app.get("/")
    @rate_limit("2/second", name="burst", store=store)
    @rate_limit("3/minute", name="steady", store=store)
    def view():
        return "hello"

    assert [get(app).status_code for _ in range(3)] == [200, 200, 429]
    clock.now += 1
    response = get(app)
    assert response.status_code == 200
    assert response.headers.getlist("RateLimit-Policy") == ['"burst";q=2;w=1', '"steady";q=3;w=60']
    assert get(app).status_code == 429


def test_methods_may_be_named(store):
    app = App("demo", static_folder=None)
    view = rate_limit("1/minute", store=store, methods=("POST",))(lambda: "hello")
    app.route("/", methods=["GET", "POST"], endpoint="view")(view)
    client = app.test_client()
    assert [client.get("/").status_code for _ in range(3)] == [200, 200, 200]
    assert [client.post("/").status_code for _ in range(2)] == [200, 429]


def test_the_refusal_is_the_apps_to_show(store):
    app = make_app("1/minute", store=store)

    @app.errorhandler(429)
    def show(error):
        return f"wait {error.retry_after:.0f}", 429

    get(app)
    response = get(app)
    assert (response.status_code, response.text) == (429, "wait 60")


def test_a_view_that_fails_counts_and_tells(store):
    app = App("demo", static_folder=None)

    @app.get("/")
    @rate_limit("1/minute", name="page", store=store)
    def view():
        raise HTTPException(response=Response("no", 403))

    assert get(app).headers["RateLimit"] == '"page";r=0;t=60'
    assert get(app).status_code == 429


def test_the_middleware_limits_everything(store, clock):
    app = App("demo", static_folder=None)
    app.get("/")(lambda: "hello")
    app.use(RateLimit("2/minute", store=store))
    assert get(app).headers["RateLimit"] == '"default";r=1;t=60'
    assert get(app, path="/missing").status_code == 404
    response = get(app)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    clock.now += 60
    assert get(app).status_code == 200


def test_a_program_gets_a_problem(store):
    app = App("demo", static_folder=None)
    app.use(RateLimit("1/minute", store=store))
    get(app)
    response = get(app, headers={"Accept": "application/json"})
    assert (response.status_code, response.json["status"]) == (429, 429)


def test_default_49_a_refusal_is_an_event(store, caplog):
    app = make_app("1/minute", store=store)
    get(app)
    get(app)
    (record,) = [record for record in caplog.records if record.name == "microweb.security"]
    assert record.security == {
        "event": "throttled",
        "address": "192.0.2.1",
        "limit": "page",
        "wait": 60,
    }


@pytest.mark.parametrize("name", ['a"b', "a\\b", "é", "a\nb"])
def test_a_name_fits_into_a_header(name):
    with pytest.raises(ValueError, match="is no name"):
        RateLimit("1/minute", name=name)


def test_a_rate_that_cannot_be_read_is_refused_at_registration():
    with pytest.raises(ValueError, match="is no rate"):
        rate_limit("often")(lambda: None)


def test_memory_is_bounded_whoever_asks():
    store = MemoryStore(max_keys=100)
    app = make_app("1/minute", store=store)
    for number in range(1000):
        get(app, f"10.0.{number // 250}.{number % 250}")
    assert len(store._hits) == 100


def test_the_handler_of_the_app_answers_what_the_middleware_refuses(store):
    app = App("demo", static_folder=None)
    app.use(RateLimit("1/minute", store=store))
    app.get("/")(lambda: "hello")

    @app.errorhandler(429)
    def too_many(error):
        return f"again in {error.retry_after:.0f} s", 429, error.get_headers()

    get(app)
    response = get(app)
    assert (response.status_code, response.text) == (429, "again in 60 s")
    assert response.headers["RateLimit"] == '"default";r=0;t=60'
