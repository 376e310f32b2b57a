"""Sessions, flashed messages, and what templates see, as in Flask."""

import datetime
import uuid
from typing import Any

import pytest

pytest.importorskip("flask", reason="compares with the real Flask")

from tests.parity.pair import Case, case, check, make_both

SESSION = "Session cookie"

VALUES = {
    "text": "x",
    "number": 5,
    "float": 1.5,
    "none": None,
    "list": [1, [2]],
    "dict": {"a": {"b": 1}},
    "tuple": (1, "a", (2,)),
    "bytes": b"\x00\xff",
    "uuid": uuid.UUID(int=7),
    "datetime": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
    "mixed": {"t": (1, b"x"), "l": [(1,), {"u": uuid.UUID(int=1)}]},
    "lookalike": {" t": [1, 2]},
    "unicode": "\u00e9\u20ac\U0001f600",
}


def build(fw: Any, app: Any) -> None:  # noqa: C901  # one app, many views
    session = fw.session
    # Flask sends no SameSite of its own accord; microweb does (docs/flask.md, "Session cookie").
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"

    @app.route("/set/<key>/<value>")
    def set_(key: str, value: str) -> str:
        session[key] = value
        return "set"

    @app.route("/get/<key>")
    def get(key: str) -> str:
        return str(session.get(key, "nothing"))

    @app.route("/keep/<name>")
    def keep(name: str) -> str:
        session["value"] = VALUES[name]
        return "kept"

    @app.route("/kept")
    def kept() -> str:
        return repr(session["value"])

    @app.route("/pop/<key>")
    def pop(key: str) -> str:
        return str(session.pop(key, "nothing"))

    @app.route("/clear")
    def clear() -> str:
        session.clear()
        return "cleared"

    @app.route("/permanent")
    def permanent() -> str:
        session.permanent = True
        session["p"] = 1
        return str(session.permanent)

    @app.route("/state")
    def state() -> Any:
        return fw.jsonify(new=session.new, modified=session.modified, keys=sorted(session))

    @app.route("/inside")
    def inside() -> str:
        session.setdefault("list", []).append(1)
        session.modified = True
        return str(session["list"])

    @app.route("/flash/<category>/<text>")
    def flash(category: str, text: str) -> str:
        fw.flash(text, category)
        return "flashed"

    @app.route("/flash/<text>")
    def flash_plain(text: str) -> str:
        fw.flash(text)
        return "flashed"

    @app.route("/messages")
    def messages() -> Any:
        return fw.jsonify(
            fw.get_flashed_messages(
                with_categories="categories" in fw.request.args,
                category_filter=fw.request.args.getlist("only"),
            )
        )

    @app.route("/messages/twice")
    def twice() -> Any:
        return fw.jsonify(fw.get_flashed_messages(), fw.get_flashed_messages())

    @app.route("/render", methods=["GET", "POST"])
    def render() -> Any:
        return fw.render_template_string(
            fw.request.args["t"], x="<x&'\">", items=[1, 2, 3], name="Ann", d={"a": 1}
        )

    @app.template_filter("shout")
    def shout(text: str) -> str:
        return text.upper() + "!"

    @app.template_test("tiny")
    def tiny(number: int) -> bool:
        return number < 2

    @app.template_global("twice")
    def double(number: int) -> int:
        return 2 * number


TEMPLATES = (
    "{{ x }}",
    "{{ x|safe }}",
    "{{ name|shout }}",
    "{{ 1 is tiny }} {{ 5 is tiny }}",
    "{{ twice(4) }}",
    "{{ request.path }} {{ request.args.t|length }}",
    "{{ request.method }}",
    "{{ config.SESSION_COOKIE_NAME }}",
    "{{ session.get('a', 'none') }}",
    "{{ g.get('a', 'none') }}",
    "{{ url_for('render') }}",
    "{{ url_for('static', filename='a.css') }}",
    "{{ get_flashed_messages() }}",
    "{% for i in items %}{{ loop.index }}:{{ i }} {% endfor %}",
    "{% if name == 'Ann' %}yes{% else %}no{% endif %}",
    "{{ missing }}|{{ missing|default('d') }}",
    "{{ d.a }} {{ d['a'] }} {{ d.b }}",
    "{{ items|join(', ') }} {{ items|tojson }}",
    "{{ {'k': '<'}|tojson }}",
    "{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, 3) }}",
    "{% set y = 5 %}{{ y + 1 }}",
    "{% raw %}{{ x }}{% endraw %}",
    "{{ '%.2f'|format(3.14159) }}",
    "{{ name ~ '<' }}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
)

CASES = [
    case("/state", {"body": SESSION, "Content-Length": SESSION}),
    case("/set/a/1"),
    case(("/set/a/1", "/get/a")),
    case(("/set/a/1", "/set/b/2", "/state")),
    case("/get/a"),
    case(("/set/a/1", "/pop/a")),
    case("/pop/a"),
    case(("/set/a/1", "/clear")),
    case(("/set/a/1", "/clear", "/state"), {"body": SESSION, "Content-Length": SESSION}),
    case("/clear", {"cookies": SESSION}),
    case("/permanent", {"cookies": SESSION}),
    case(("/permanent", "/get/p"), {"cookies": SESSION}),
    case(("/inside", "/inside")),
    case(("/inside", "/inside", "/inside")),
    case("/get/a", headers={"Cookie": "session=nonsense"}),
    case("/get/a", headers={"Cookie": "session=a.b.c"}),
    case(
        "/state",
        {"body": SESSION, "Content-Length": SESSION},
        headers={"Cookie": "session="},
    ),
    *(case((f"/keep/{name}", "/kept")) for name in VALUES),
    case(("/flash/hello", "/messages")),
    case(("/flash/hello", "/messages", "/messages")),
    case(("/flash/a", "/flash/b", "/messages")),
    case(("/flash/error/bad", "/messages?categories=1")),
    case(("/flash/error/bad", "/flash/info/good", "/messages?only=info")),
    case(("/flash/error/bad", "/flash/info/good", "/messages?only=info&only=error&categories=1")),
    case(("/flash/plain", "/messages?categories=1")),
    case(("/flash/a", "/messages/twice")),
    case("/messages"),
    *(case("/render", query_string={"t": source}) for source in TEMPLATES),
    case(("/set/a/seen", "/render?t={{ session.a }}")),
    case(("/flash/hi", "/render?t={{ get_flashed_messages()|length }}")),
]


@pytest.fixture(scope="module")
def apps() -> dict[str, Any]:
    return make_both(build)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_give_the_same_answer(apps: dict[str, Any], case: Case) -> None:
    check(apps, case)
