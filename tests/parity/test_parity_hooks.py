"""Hooks, error handlers and blueprints, and the order in which they run, as in Flask."""

from typing import Any

import pytest

pytest.importorskip("flask", reason="compares with the real Flask")

from tests.parity.pair import Case, case, check, make_both

MISS = "Error pages"


class AppError(Exception):
    """One of the app's own."""


class ChildError(AppError):
    """A kind of it."""


def build(fw: Any, app: Any) -> None:  # noqa: C901  # one app, many views
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.logger.disabled = True
    g = fw.g
    exceptions = pytest.importorskip("werkzeug.exceptions") if fw.__name__ == "flask" else None
    if exceptions is None:
        import microweb.exceptions as exceptions

    def note(text: str) -> None:
        g.setdefault("trace", []).append(text)

    @app.before_request
    def app_before() -> Any:
        note("app.before")
        if fw.request.args.get("stop") == "app":
            return "stopped by the app"
        return None

    @app.before_request
    def app_before_two() -> None:
        note("app.before2")

    @app.after_request
    def app_after(response: Any) -> Any:
        note("app.after")
        response.headers["X-Trace"] = " ".join(g.trace)
        return response

    @app.after_request
    def app_after_two(response: Any) -> Any:
        note("app.after2")
        return response

    @app.context_processor
    def from_app() -> dict[str, Any]:
        return {"who": "app", "app_only": 1}

    @app.errorhandler(AppError)
    def app_error(error: AppError) -> Any:
        return f"app handles {type(error).__name__}: {error}", 500

    @app.errorhandler(404)
    def missing(error: Any) -> Any:
        return f"app misses {error.code} {error.name}", 404

    @app.errorhandler(exceptions.Forbidden)
    def forbidden(error: Any) -> Any:
        return fw.jsonify(code=error.code, name=error.name), 403

    @app.errorhandler(ZeroDivisionError)
    def division(error: ZeroDivisionError) -> Any:
        return "divided", 200

    @app.route("/")
    def index() -> str:
        note("view")
        return "index"

    @app.route("/raise/<kind>")
    def raising(kind: str) -> Any:
        note("view")
        if kind.isdigit():
            fw.abort(int(kind))
        errors: dict[str, Exception] = {
            "app": AppError("a"),
            "child": ChildError("c"),
            "zero": ZeroDivisionError(),
            "key": KeyError("k"),
            "forbidden": exceptions.Forbidden(),
            "notfound": exceptions.NotFound("why"),
            "conflict": exceptions.Conflict("twice"),
        }
        raise errors[kind]

    @app.route("/after")
    def after() -> str:
        @fw.after_this_request
        def own(response: Any) -> Any:
            note("own")
            response.set_data(response.get_data() + b" and more")
            return response

        return "after"

    @app.route("/page")
    def page() -> Any:
        return fw.render_template_string("{{ who }} {{ app_only }} {{ area }}")

    outer = fw.Blueprint("outer", "tests.parity.app", url_prefix="/outer")
    inner = fw.Blueprint("inner", "tests.parity.app", url_prefix="/inner")
    plain = fw.Blueprint("plain", "tests.parity.app")

    @outer.before_request
    def outer_before() -> Any:
        note("outer.before")
        if fw.request.args.get("stop") == "outer":
            return "stopped by the outer"
        return None

    @outer.after_request
    def outer_after(response: Any) -> Any:
        note("outer.after")
        return response

    @outer.errorhandler(AppError)
    def outer_error(error: AppError) -> Any:
        return f"outer handles {type(error).__name__}", 500

    @outer.errorhandler(409)
    def outer_conflict(error: Any) -> Any:
        return "outer conflict", 409

    @outer.context_processor
    def from_outer() -> dict[str, Any]:
        return {"who": "outer", "area": "outer"}

    @outer.before_app_request
    def outer_everywhere() -> None:
        note("outer.everywhere")

    @outer.app_errorhandler(410)
    def gone(error: Any) -> Any:
        return "outer says gone, everywhere", 410

    @inner.before_request
    def inner_before() -> None:
        note("inner.before")

    @inner.after_request
    def inner_after(response: Any) -> Any:
        note("inner.after")
        return response

    @inner.errorhandler(ChildError)
    def inner_error(error: ChildError) -> Any:
        return "inner handles the child", 500

    @inner.context_processor
    def from_inner() -> dict[str, Any]:
        return {"area": "inner"}

    for blueprint in (outer, inner, plain):

        @blueprint.route("/where")
        def where() -> Any:
            note("view")
            request = fw.request
            return fw.jsonify(
                blueprint=request.blueprint,
                blueprints=request.blueprints,
                endpoint=request.endpoint,
                own=fw.url_for(".where"),
                root=fw.url_for("index"),
                inner=fw.url_for("outer.inner.where"),
                outer=fw.url_for("outer.where"),
            )

        @blueprint.route("/raise/<kind>")
        def blueprint_raising(kind: str) -> Any:
            if kind.isdigit():
                fw.abort(int(kind))
            error = {"app": AppError, "child": ChildError, "zero": ZeroDivisionError}[kind]
            raise error

        @blueprint.route("/page")
        def blueprint_page() -> Any:
            return fw.render_template_string("{{ who }} {{ app_only }} {{ area }}")

    @outer.url_defaults
    def add_language(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "outer.localised":
            values.setdefault("lang", "de")

    @outer.url_value_preprocessor
    def pull_language(endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.lang = (values or {}).pop("lang", None)

    @outer.route("/<lang>/localised")
    def localised() -> Any:
        return fw.jsonify(lang=g.lang, url=fw.url_for("outer.localised"))

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_blueprint(plain, url_prefix="/plain")
    app.register_blueprint(plain, url_prefix="/again", name="again")


PREFIXES = ("", "/outer", "/outer/inner", "/plain", "/again")
PATHS = [f"{prefix}/page" for prefix in PREFIXES]
PATHS += [f"{prefix}/where" for prefix in PREFIXES[1:]]
PATHS += [f"{prefix}/raise/{kind}" for prefix in PREFIXES for kind in ("app", "child", "zero")]
PATHS += [f"{prefix}/raise/{code}" for prefix in PREFIXES for code in (404, 403, 410)]
PATHS += ["/", "/after", "/?stop=app", "/outer/where?stop=outer", "/outer/inner/where?stop=outer"]
PATHS += [
    "/outer/where?stop=app",
    "/outer/en/localised",
    "/outer/raise/409",
    "/outer/inner/raise/409",
]
PATHS += [
    "/raise/forbidden",
    "/raise/notfound",
    "/missing",
    "/outer/missing",
    "/outer/inner/missing",
]

CASES = [case(path) for path in PATHS]
CASES += [
    case(path, {"body": MISS, "Content-Length": MISS})
    for path in ("/raise/key", "/raise/conflict", "/raise/500", "/raise/409", "/plain/raise/409")
]
CASES += [
    case("/", {"body": MISS, "Content-Length": MISS}, method="POST"),
    case("/", method="HEAD"),
]
CASES += [case("/", method="OPTIONS"), case("/outer/where", method="OPTIONS")]


@pytest.fixture(scope="module")
def apps() -> dict[str, Any]:
    return make_both(build)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_give_the_same_answer(apps: dict[str, Any], case: Case) -> None:
    check(apps, case)
