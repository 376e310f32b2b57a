"""What can be seen of a request beside its answer, as in Flask: hooks, contexts, test clients."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

pytest.importorskip("flask", reason="compares with the real Flask")

from tests.parity.pair import make_both


def _teardown(fw: Any, app: Any) -> Any:
    """Which exception the teardown functions hear of."""
    seen: list[Any] = []
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.logger.disabled = True
    app.teardown_request(lambda error: seen.append(("request", type(error).__name__)))
    app.teardown_appcontext(lambda error: seen.append(("app", type(error).__name__)))

    @app.route("/<kind>")
    def view(kind: str) -> Any:
        if kind == "handled":
            raise LookupError
        return "fine" if kind == "fine" else 1 // 0

    app.register_error_handler(LookupError, lambda error: "handled")
    for kind in ("fine", "handled", "unhandled"):
        app.test_client().get(f"/{kind}")
    return seen


def _failing_handler(fw: Any, app: Any) -> Any:
    """Whether the after functions see the answer for an error handler that failed."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.logger.disabled = True
    app.register_error_handler(ZeroDivisionError, lambda error: {}["missing"])
    app.add_url_rule("/", "view", lambda: 1 // 0)

    @app.after_request
    def mark(response: Any) -> Any:
        response.headers["X-Mark"] = "seen"
        return response

    response = app.test_client().get("/")
    return response.status_code, response.headers.get("X-Mark")


def _copied_context(fw: Any, app: Any) -> Any:
    """What a thread sees of the request."""

    @app.route("/")
    def view() -> Any:
        seen: list[Any] = []
        fw.session["a"] = 1

        @fw.copy_current_request_context
        def work() -> None:
            seen.append((fw.request.args["q"], fw.session["a"], fw.current_app.name))

        thread = Thread(target=work)
        thread.start()
        thread.join()
        return repr(seen)

    return app.test_client().get("/?q=5").text


def _streamed_session(fw: Any, app: Any) -> Any:
    """What a stream sees of the session."""

    @app.route("/")
    def view() -> Any:
        fw.session["name"] = "bob"

        @fw.stream_with_context
        def pieces() -> Any:
            yield fw.session["name"]
            yield fw.request.args["q"]

        return pieces()

    response = app.test_client().get("/?q=5")
    return response.text, "Set-Cookie" in response.headers


def _order(fw: Any, app: Any) -> Any:
    """In which order functions are called before and after a view."""
    seen: list[str] = []

    def note(text: str, value: Any = None) -> Any:
        seen.append(text)
        return value

    blueprint = fw.Blueprint("b", __name__)
    for name, scope in (("app", app), ("blueprint", blueprint)):
        for number in "12":
            text = f"{name} {number}"
            scope.before_request(lambda text=text: note(f"before {text}"))
            scope.after_request(lambda response, text=text: note(f"after {text}", response))
            scope.teardown_request(lambda error, text=text: note(f"teardown {text}"))
    blueprint.before_app_request(lambda: note("before app from the blueprint"))
    blueprint.after_app_request(lambda response: note("after app from the blueprint", response))
    blueprint.teardown_app_request(lambda error: note("teardown app from the blueprint"))
    blueprint.url_value_preprocessor(lambda endpoint, values: note("values of the blueprint"))
    blueprint.app_url_value_preprocessor(lambda endpoint, values: note("values of the app"))

    @blueprint.route("/")
    def view() -> str:
        for number in "12":
            fw.after_this_request(lambda r, number=number: note(f"after this {number}", r))
        return note("view", "x")

    app.register_blueprint(blueprint)
    app.test_client().get("/")
    return seen


def _whole_urls(fw: Any, app: Any) -> Any:
    """Where the requests of a test go that are given a whole URL."""
    app.add_url_rule("/a", "a", lambda: fw.request.url)
    with app.test_request_context("https://example.com/a?b=c"):
        url = fw.request.url
    return url, app.test_client().get("http://example.com:81/a?d=e").text


def _bare_decorator(fw: Any, app: Any) -> Any:
    """Which endpoint a class-based view has behind a decorator that wraps without care."""
    views = pytest.importorskip(f"{fw.__name__}.views")

    class Bare(views.View):
        decorators = (lambda view: lambda **arguments: view(**arguments),)

        def dispatch_request(self) -> Any:
            return f"{fw.request.endpoint} {fw.url_for('bare')}"

    app.add_url_rule("/here", view_func=Bare.as_view("bare"))
    return app.test_client().get("/here").text


def _command_itself(fw: Any, app: Any) -> Any:
    """What a command prints that the runner is given itself."""
    cli = pytest.importorskip("click" if fw.__name__ == "flask" else "microweb.cli")

    @app.cli.command("greet")
    @cli.argument("name")
    def greet(name: str) -> None:
        cli.echo(f"{name} of {fw.current_app.name}")

    runner = app.test_cli_runner()
    return runner.invoke(greet, ["ann"]).output, runner.invoke(args=["greet", "bob"]).output


def _json_options(fw: Any, app: Any) -> Any:
    """What the options of JSON's `dumps` do."""
    with app.app_context():
        return (
            fw.json.dumps({"b": [1], "a": "ä"}, indent=2, ensure_ascii=False),
            app.json.dumps({"b": 1, "a": 2}, sort_keys=False, separators=(",", ":")),
        )


PROBES = (
    _teardown,
    _failing_handler,
    _copied_context,
    _streamed_session,
    _order,
    _whole_urls,
    _bare_decorator,
    _command_itself,
    _json_options,
)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.__name__.strip("_"))
def test_both_do_the_same(probe: Callable[[Any, Any], Any]) -> None:
    modules = {"flask": pytest.importorskip("flask"), "microweb": pytest.importorskip("microweb")}
    apps = make_both(lambda fw, app: None)
    assert probe(modules["microweb"], apps["microweb"]) == probe(modules["flask"], apps["flask"])
