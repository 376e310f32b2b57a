"""Contexts as Flask has them: taken to other threads, kept for streams, told when they end."""

import threading

import pytest

from microweb import (
    App,
    Response,
    after_this_request,
    copy_current_request_context,
    current_app,
    g,
    has_request_context,
    request,
    session,
    stream_with_context,
)


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    app.testing = True
    return app


def run_in_thread(function):
    """Run a function in another thread; give what it returned or raised."""
    results = []

    def target():
        try:
            results.append(function())
        except BaseException as error:  # noqa: BLE001
            results.append(error)

    thread = threading.Thread(target=target)
    thread.start()
    thread.join(5)
    return results[0]


# copy_current_request_context


def test_a_copied_context_has_the_request_and_the_session(app):
    @app.get("/")
    def index():
        session["user"] = "Ada"
        g.here = True

        @copy_current_request_context
        def work():
            return [request.path, session["user"], current_app.name, "here" in g]

        return run_in_thread(work)

    assert app.test_client().get("/").json == ["/", "Ada", "demo", False]


def test_a_copied_context_passes_arguments_and_keeps_the_name(app):
    with app.test_request_context("/"):

        @copy_current_request_context
        def add(a, *, b):
            return a + b

        assert add.__name__ == "add"
        assert add(1, b=2) == 3
        assert request.path == "/"


def test_a_copied_context_outlives_the_request_and_ends_by_itself(app):
    ended = []
    app.teardown_request(lambda error: ended.append(threading.current_thread().name))
    functions = []

    @app.get("/")
    def index():
        functions.append(copy_current_request_context(lambda: request.args["a"]))
        return ""

    app.test_client().get("/?a=1")
    assert len(ended) == 1
    assert run_in_thread(functions[0]) == "1"
    assert len(ended) == 2
    assert ended[0] != ended[1]
    assert not has_request_context()


def test_a_copied_context_leaves_the_files_of_the_request_open(app):
    @app.post("/")
    def index():
        file = request.files["file"]
        copy_current_request_context(lambda: None)()
        return file.read()

    from io import BytesIO

    answer = app.test_client().post("/", data={"file": (BytesIO(b"content"), "a.txt")})
    assert answer.data == b"content"


def test_only_a_request_can_be_copied(app):
    with pytest.raises(RuntimeError):
        copy_current_request_context(lambda: None)
    with app.app_context(), pytest.raises(RuntimeError, match="no request here"):
        copy_current_request_context(lambda: None)


# stream_with_context


def test_a_generator_keeps_its_context(app):
    with app.test_request_context("/?a=1"):

        def pieces():
            yield request.args["a"]
            yield request.path

        stream = stream_with_context(pieces())
    assert not has_request_context()
    assert list(stream) == ["1", "/"]


def test_a_generator_function_is_decorated(app):
    with app.test_request_context("/?a=1"):

        @stream_with_context
        def pieces(n):
            for _ in range(n):
                yield request.args["a"]

        stream = pieces(2)
    assert pieces.__name__ == "pieces"
    assert list(stream) == ["1", "1"]


def test_a_kept_generator_is_closed_in_its_context(app):
    seen = []

    def pieces():
        try:
            yield "a"
            yield "b"
        finally:
            seen.append(request.path)

    with app.test_request_context("/here"):
        stream = stream_with_context(pieces())
    assert next(stream) == "a"
    stream.close()
    assert seen == ["/here"]


def test_a_kept_generator_may_be_read_in_another_thread(app):
    with app.test_request_context("/here"):
        stream = stream_with_context(request.path for _ in range(1))
    assert run_in_thread(lambda: list(stream)) == ["/here"]


def test_a_view_streams_in_its_context_and_teardown_waits_for_the_end(app):
    seen = []
    app.teardown_request(lambda error: seen.append("teardown"))

    @app.get("/")
    def index():
        def pieces():
            yield request.args["a"]
            seen.append("last piece")

        return Response(stream_with_context(pieces()))

    assert app.test_client().get("/?a=1").text == "1"
    assert seen == ["last piece", "teardown"]


def test_streaming_needs_a_context():
    with pytest.raises(RuntimeError):
        stream_with_context(iter(()))

    @stream_with_context
    def pieces():
        yield ""

    with pytest.raises(RuntimeError):
        pieces()


# By hand, and at the end


def test_a_context_is_pushed_and_popped_by_hand(app):
    context = app.app_context()
    context.push()
    assert current_app.name == "demo"
    context.pop()
    context = app.test_request_context("/a")
    context.push()
    assert request.path == "/a"
    context.pop()
    assert not has_request_context()


def test_after_this_request_is_called_before_the_hooks_of_the_app(app):
    calls = []

    @app.after_request
    def hook(response):
        calls.append("hook")
        return response

    @app.get("/")
    def index():
        @after_this_request
        def first(response):
            calls.append("first")
            response.headers["X-A"] = "1"
            return response

        return ""

    assert app.test_client().get("/").headers["X-A"] == "1"
    assert calls == ["first", "hook"]


def test_after_this_request_needs_a_request(app):
    with app.app_context(), pytest.raises(RuntimeError, match="no request"):
        after_this_request(lambda response: response)


def test_teardown_runs_backwards_requests_before_contexts(app):
    calls = []
    for name in ("first", "second"):
        app.teardown_request(lambda error, name=name: calls.append(f"request {name}"))
        app.teardown_appcontext(lambda error, name=name: calls.append(f"context {name}"))
    app.add_url_rule("/", "index", lambda: "")
    app.test_client().get("/")
    assert calls == ["request second", "request first", "context second", "context first"]


def test_g_has_the_manners_of_a_namespace(app):
    with app.app_context():
        g.a = 1
        del g.a
        with pytest.raises(AttributeError, match="nothing set it"):
            del g.a
        g.setdefault("b", 2)
        assert "b" in g
        assert repr(g) == "<g with b>"


@pytest.mark.parametrize(
    ("options", "url"),
    [
        ({}, "http://localhost/x"),
        ({"base_url": "https://a.example/root"}, "https://a.example/root/x"),
        ({"subdomain": "api"}, "http://api.localhost/x"),
        ({"url_scheme": "https"}, "https://localhost/x"),
        ({"query_string": {"a": 1}}, "http://localhost/x?a=1"),
    ],
)
def test_a_request_context_is_where_it_is_said_to_be(app, options, url):
    with app.test_request_context("/x", **options):
        assert request.url == url


def test_a_request_context_is_where_the_settings_say(app):
    app.config.update(
        SERVER_NAME="example.com:8443", APPLICATION_ROOT="/root", PREFERRED_URL_SCHEME="https"
    )
    with app.test_request_context("/x", subdomain="api"):
        assert request.url == "https://api.example.com:8443/root/x"


def test_a_base_url_and_a_part_of_one_are_a_mistake(app):
    with pytest.raises(TypeError, match="not both"):
        app.test_request_context(base_url="http://a/", subdomain="api")


def test_a_request_context_carries_a_body_and_headers(app):
    with app.test_request_context(
        "/",
        method="POST",
        json={"a": 1},
        headers={"X-A": "b"},
        auth=("Ada", "secret"),
        environ_base={"REMOTE_ADDR": "192.0.2.1"},
        environ_overrides={"REMOTE_USER": "ada"},
    ):
        assert request.json == {"a": 1}
        assert request.headers["X-A"] == "b"
        assert request.authorization.username == "Ada"
        assert request.remote_addr == "192.0.2.1"
        assert request.environ["REMOTE_USER"] == "ada"


def test_an_async_function_is_copied_into_its_context_too(app):
    with app.test_request_context("/a"):

        @copy_current_request_context
        async def work():
            return request.path

        assert run_in_thread(work) == "/a"
