"""What is bound while a request is served: the request itself, and a context when one is needed."""

import asyncio
import contextvars
import gc
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from microweb import (
    App,
    copy_current_request_context,
    current_app,
    flash,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
    stream_with_context,
)
from microweb.context import current_context
from microweb.requests.request import Request
from microweb.testing import make_environ


@pytest.fixture
def app():
    app = App("bound")
    app.secret_key = "k" * 32
    app.testing = True
    return app


def serve(app, path="/", **options):
    """Answer as a server would, without a test client between."""
    statuses = []
    body = app(make_environ(path, **options), lambda status, _: statuses.append(status))
    data = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    return statuses[-1], data


def garbage_of(function):
    """Give the types of what only the garbage collector can free."""
    function()
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        function()
        gc.collect()
        return [type(one).__name__ for one in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


def read():
    return request.args.get("a", "none")


def use_all():
    g.a = 1
    session["a"] = 1
    flash("hello")
    return current_app.name


def stream():
    @stream_with_context
    def pieces():
        session.get("a")
        yield request.path
        yield str(g.get("a"))

    return pieces()


@pytest.mark.parametrize("view", [read, use_all, stream])
def test_a_request_leaves_no_garbage(app, view):
    app.add_url_rule("/", "view", view)
    assert garbage_of(lambda: serve(app)) == []


def test_a_request_that_a_middleware_put_in_its_place_leaves_no_garbage(app):
    @app.use
    def replace(request, call_next):
        session["seen"] = True
        return call_next(Request(request.environ | {"QUERY_STRING": "a=other"}))

    app.add_url_rule("/", "view", lambda: f"{read()} {use_all()}")
    assert serve(app)[1] == b"other bound"
    assert garbage_of(lambda: serve(app)) == []


def test_a_replaced_request_has_the_context_of_the_first(app):
    seen = []

    @app.use
    def outer(request, call_next):
        g.number = 1
        response = call_next(request)
        seen.append((g.number, session["a"]))
        return response

    @app.use
    def inner(request, call_next):
        return call_next(Request(request.environ | {"REQUEST_METHOD": "GET"}))

    @app.get("/")
    def view():
        g.number += 1
        session["a"] = request.method
        return ""

    assert serve(app, method="DELETE", headers={"Sec-Fetch-Site": "same-origin"})[0][:3] == "200"
    assert seen == [(2, "GET")]


@pytest.mark.parametrize("view", [read, use_all, stream, lambda: 1 / 0])
def test_nothing_is_bound_after_a_request(app, view):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/", "view", view)
    serve(app)
    assert not has_request_context()
    assert not has_app_context()


def test_an_app_that_is_called_inside_of_a_view_has_a_request_of_its_own(app):
    other = App("other")
    other.add_url_rule("/b", "b", lambda: f"{current_app.name} {request.path} {g.get('a')}")

    @app.get("/a")
    def outer():
        g.a = 1
        inner = serve(other, "/b")[1].decode()
        return f"{inner} | {current_app.name} {request.path} {g.a}"

    assert serve(app, "/a")[1] == b"other /b None | bound /a 1"


def test_an_app_context_inside_of_a_view_hides_its_request(app):
    @app.get("/")
    def view():
        g.a = 1
        with app.app_context():
            assert not has_request_context()
            assert not g.get("a")
            with pytest.raises(RuntimeError, match="only an app"):
                _ = request.path
        return f"{request.path} {g.a}"

    assert serve(app)[1] == b"/ 1"


def test_the_context_is_made_when_it_is_asked_for_and_once(app):
    @app.get("/")
    def view():
        bound = request._get_current_object()
        assert bound.bound_context is None
        assert bound.bound_app is app
        assert current_context() is current_context() is bound.bound_context
        return ""

    assert serve(app)[0][:3] == "200"


def test_several_threads_of_one_view_share_its_context(app):
    """Each of them may be the first to ask for `g` and the session."""
    count = 4

    @app.get("/")
    def view():
        barrier = threading.Barrier(count)

        def work(number):
            barrier.wait(5)
            setattr(g, f"n{number}", number)
            session[f"n{number}"] = number

        with ThreadPoolExecutor(count) as pool:
            done = [pool.submit(contextvars.copy_context().run, work, n) for n in range(count)]
            for one in done:
                one.result(5)
        return f"{len(list(g))} {len(session)}"

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        assert {serve(app)[1] for _ in range(200)} == {b"4 4"}
    finally:
        sys.setswitchinterval(interval)


def test_tasks_of_an_async_view_share_its_context(app):
    @app.get("/")
    async def view():
        async def work(name):
            await asyncio.sleep(0)
            setattr(g, name, request.path)

        await asyncio.gather(work("a"), asyncio.to_thread(setattr, g, "b", 1), work("c"))
        return " ".join(sorted(g))

    assert serve(app)[1] == b"a b c"


def test_a_thread_that_outlives_the_request_keeps_request_and_session(app):
    seen = []
    may_go = threading.Event()

    @app.get("/here")
    def view():
        session["name"] = "Ann"
        g.a = 1

        @copy_current_request_context
        def work():
            may_go.wait(5)
            seen.append((request.path, session["name"], g.get("a"), current_app.name))

        thread = threading.Thread(target=work)
        thread.start()
        request.environ["test.thread"] = thread
        return ""

    environ = make_environ("/here")
    app(environ, lambda status, _: None)
    may_go.set()
    environ["test.thread"].join(5)
    assert seen == [("/here", "Ann", None, "bound")]


def test_the_files_of_a_replaced_request_are_closed(app):
    files = []

    @app.use
    def replace(request, call_next):
        return call_next(Request(request.environ))

    @app.post("/")
    def view():
        files.append(request.files["f"])
        return files[0].read()

    client = app.test_client()
    data = {"f": (BytesIO(b"content"), "f.txt")}
    assert client.post("/", data=data).data == b"content"
    assert files[0].stream.closed
