"""Async views, hooks and handlers, in an app that is not."""

import asyncio
import functools

import pytest

from microweb import App, Blueprint, after_this_request, g, request, session
from microweb.app.asynchronous import is_async, run_async


async def pause():
    await asyncio.sleep(0)


class Callable:
    async def __call__(self):
        return "object"

    async def method(self):
        return "method"


async def view(word="plain"):
    await pause()
    return f"{word} {request.path}"


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    return app


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (view, True),
        (functools.partial(view, word="x"), True),
        (Callable(), True),
        (Callable().method, True),
        (Callable, False),
        (lambda: None, False),
        (print, False),
        ("text", False),
    ],
)
def test_async_functions_are_told_from_others(function, expected):
    assert is_async(function) is expected


@pytest.mark.parametrize(
    ("function", "text"),
    [
        (view, "plain /"),
        (functools.partial(view, word="partial"), "partial /"),
        (Callable(), "object"),
        (Callable().method, "method"),
    ],
)
def test_a_view_may_be_async(app, function, text):
    app.add_url_rule("/", "view", function)
    assert app.test_client().get("/").text == text


def test_a_view_keeps_its_name_and_stays_what_it_was(app):
    app.get("/")(view)
    app.test_client().get("/")
    assert app.view_functions["view"] is view


def test_hooks_and_handlers_may_be_async(app):
    seen = []
    blueprint = Blueprint("bp", "demo", url_prefix="/bp")
    for scope in (app, blueprint):

        @scope.before_request
        async def before(scope=scope):
            await pause()
            g.setdefault("seen", []).append(scope.name)

        @scope.after_request
        async def after(response, scope=scope):
            await pause()
            response.headers.add("X-After", scope.name)
            return response

        @scope.teardown_request
        async def teardown(error, scope=scope):
            await pause()
            seen.append(scope.name)

    @blueprint.errorhandler(ZeroDivisionError)
    async def handle(error):
        await pause()
        return f"handled {g.seen}", 418

    @blueprint.get("/")
    async def index():
        raise ZeroDivisionError

    app.register_blueprint(blueprint)
    response = app.test_client().get("/bp/")
    assert (response.status_code, response.text) == (418, "handled ['demo', 'bp']")
    assert response.headers.getlist("X-After") == ["bp", "demo"]
    assert seen == ["bp", "demo"]


def test_what_runs_after_this_request_may_be_async(app):
    @app.get("/")
    async def index():
        @after_this_request
        async def mark(response):
            await pause()
            response.headers["X-Mark"] = request.path
            return response

        session["a"] = 1
        return "x"

    response = app.test_client().get("/")
    assert response.headers["X-Mark"] == "/"
    assert "session=" in response.headers["Set-Cookie"]


def test_a_subclass_may_run_them_its_own_way():
    class Own(App):
        def async_to_sync(self, function):
            return lambda **arguments: f"own {run_async(function)(**arguments)}"

    app = Own("demo", static_folder=None)
    app.add_url_rule("/", "view", view)
    assert app.test_client().get("/").text == "own plain /"


def test_functions_that_are_not_async_stay_as_they_are(app):
    def plain():
        return "x"

    assert app.ensure_sync(plain) is plain
