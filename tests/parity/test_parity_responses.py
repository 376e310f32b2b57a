"""What a view may return and what becomes of it, as in Flask."""

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("flask", reason="compares with the real Flask")

from tests.parity.pair import Case, case, check, make_both

MISS = "Error pages"
DATES = "Dates in JSON"
REDIRECT = "Redirects"
COOKIES = "Cookies"
NO_BODY = "Answers without a body"
JSON_TEXT = "Text of JSON"
NAME_OF_FILE = "Name of a file on disk"

VALUES: dict[str, Any] = {
    "stream_length": lambda fw: with_length(fw),
    "passthrough": lambda fw: fw.Response([b"a", b"b"], direct_passthrough=True),
    "file": lambda fw: fw.send_file(__file__, mimetype="text/plain", etag=False),
    "header_parameters": lambda fw: with_disposition(fw, "a b.txt"),
    "str": lambda fw: "text",
    "unicode": lambda fw: "caf\u00e9 \u20ac",
    "empty": lambda fw: "",
    "bytes": lambda fw: b"\x00bytes",
    "bytearray": lambda fw: bytearray(b"array"),
    "dict": lambda fw: {"b": 1, "a": [True, None, 1.5]},
    "list": lambda fw: [1, "two", {"three": 3}],
    "nested": lambda fw: {"\u00e9": {"x": ["<&>"]}},
    "tuple_status": lambda fw: ("made", 201),
    "tuple_headers": lambda fw: ("body", {"X-Trace": "1"}),
    "tuple_header_list": lambda fw: ("body", [("X-Trace", "1")]),
    "tuple_all": lambda fw: ("body", 202, {"X-Trace": "2"}),
    "tuple_text_status": lambda fw: ("teapot", "418 I'm a teapot"),
    "tuple_dict": lambda fw: ({"a": 1}, 201),
    "tuple_list": lambda fw: ([1], 201),
    "tuple_type": lambda fw: ("<a/>", 200, {"Content-Type": "application/xml"}),
    "tuple_response": lambda fw: (fw.Response("inner", status=400), 201),
    "tuple_response_headers": lambda fw: (fw.Response("inner"), {"X-Trace": "3"}),
    "generator": lambda fw: (part for part in ("a", "b", "c")),
    "generator_bytes": lambda fw: iter([b"a", b"b"]),
    "no_content": lambda fw: ("", 204),
    "not_modified": lambda fw: ("", 304),
    "response": lambda fw: fw.Response("plain"),
    "response_html": lambda fw: fw.Response("<p>", mimetype="text/html"),
    "response_text": lambda fw: fw.Response("text", mimetype="text/plain"),
    "response_json": lambda fw: fw.Response('{"a":1}', mimetype="application/json"),
    "response_type": lambda fw: fw.Response("x", content_type="text/csv; header=present"),
    "response_svg": lambda fw: fw.Response("<svg/>", mimetype="image/svg+xml"),
    "response_status": lambda fw: fw.Response("gone", 410),
    "response_status_text": lambda fw: fw.Response("odd", status="299 Odd"),
    "response_iterable": lambda fw: fw.Response(["a", "b"]),
    "response_generator": lambda fw: fw.Response(str(n) for n in range(3)),
    "response_none": lambda fw: fw.Response(),
    "response_headers": lambda fw: fw.Response("x", headers={"X-Trace": "4"}),
    "wsgi": lambda fw: (
        lambda environ, start: (
            (start("203 Sure", [("Content-Type", "text/plain"), ("X-Trace", "5")]) and None)
            or [b"wsgi"]
        )
    ),
    "make_response": lambda fw: fw.make_response("made"),
    "make_response_args": lambda fw: fw.make_response("made", 201, {"X-Trace": "6"}),
    "make_response_tuple": lambda fw: fw.make_response(("made", 201)),
    "make_response_empty": lambda fw: fw.make_response(),
    "jsonify_keywords": lambda fw: fw.jsonify(b=1, a=2),
    "jsonify_list": lambda fw: fw.jsonify([1, 2]),
    "jsonify_many": lambda fw: fw.jsonify(1, 2),
    "jsonify_none": lambda fw: fw.jsonify(None),
    "jsonify_empty": lambda fw: fw.jsonify(),
    "jsonify_text": lambda fw: fw.jsonify("text"),
    "jsonify_uuid": lambda fw: fw.jsonify(uuid.UUID(int=5)),
    "jsonify_decimal": lambda fw: fw.jsonify(Decimal("1.10")),
    "jsonify_date": lambda fw: fw.jsonify(datetime.date(2026, 1, 2)),
    "jsonify_datetime": lambda fw: fw.jsonify(
        datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC)
    ),
    "jsonify_markup": lambda fw: fw.jsonify(fw_markup(fw)("<b>")),
    "json_dumps": lambda fw: fw.json.dumps({"b": 1, "a": "\u00e9"}),
    "json_response": lambda fw: (
        fw.json.response(a=1) if hasattr(fw.json, "response") else fw.current_app.json.response(a=1)
    ),
    "redirect_default": lambda fw: fw.redirect("/target"),
    "redirect_301": lambda fw: fw.redirect("/target", 301),
    "redirect_308": lambda fw: fw.redirect("/target?x=1#y", code=308),
    "redirect_absolute": lambda fw: fw.redirect("http://example.com/x", 302),
    "redirect_url_for": lambda fw: fw.redirect(fw.url_for("value", name="str"), 302),
    "cookie": lambda fw: with_cookie(fw, "a", "1"),
    "cookie_path": lambda fw: with_cookie(fw, "a", "1", path="/x"),
    "cookie_age": lambda fw: with_cookie(fw, "a", "1", max_age=60),
    "cookie_delta": lambda fw: with_cookie(fw, "a", "1", max_age=datetime.timedelta(hours=1)),
    "cookie_strict": lambda fw: with_cookie(fw, "a", "1", samesite="Strict", httponly=True),
    "cookie_none": lambda fw: with_cookie(fw, "a", "1", samesite="None", secure=True),
    "cookie_domain": lambda fw: with_cookie(fw, "a", "1", domain="example.com"),
    "cookie_value": lambda fw: with_cookie(fw, "a", "x y;z"),
    "cookie_deleted": lambda fw: without_cookie(fw, "a"),
    "cookie_deleted_path": lambda fw: without_cookie(fw, "a", path="/x"),
    "etag": lambda fw: with_etag(fw, "text"),
    "set_data": lambda fw: with_data(fw, b"changed"),
    "cache": lambda fw: with_cache(fw),
    "location": lambda fw: ("", 201, {"Location": "/made"}),
    "status_attribute": lambda fw: with_status(fw, 202),
    "abort_400": lambda fw: fw.abort(400),
    "abort_401": lambda fw: fw.abort(401),
    "abort_403": lambda fw: fw.abort(403),
    "abort_404": lambda fw: fw.abort(404),
    "abort_405": lambda fw: fw.abort(405),
    "abort_409": lambda fw: fw.abort(409),
    "abort_410": lambda fw: fw.abort(410),
    "abort_413": lambda fw: fw.abort(413),
    "abort_415": lambda fw: fw.abort(415),
    "abort_418": lambda fw: fw.abort(418),
    "abort_422": lambda fw: fw.abort(422),
    "abort_429": lambda fw: fw.abort(429),
    "abort_500": lambda fw: fw.abort(500),
    "abort_501": lambda fw: fw.abort(501),
    "abort_503": lambda fw: fw.abort(503),
    "abort_text": lambda fw: fw.abort(404, "No such <thing>."),
    "abort_response": lambda fw: fw.abort(fw.Response("mine", 402)),
}


def fw_markup(fw: Any) -> Any:
    if hasattr(fw, "Markup"):
        return fw.Markup
    import markupsafe

    return markupsafe.Markup


def with_cookie(fw: Any, *args: Any, **options: Any) -> Any:
    response = fw.make_response("cookie")
    response.set_cookie(*args, **{"samesite": "Lax", "httponly": True, **options})
    return response


def without_cookie(fw: Any, name: str, **options: Any) -> Any:
    response = fw.make_response("cookie")
    response.delete_cookie(name, samesite="Lax", httponly=True, **options)
    return response


def with_etag(fw: Any, text: str) -> Any:
    response = fw.make_response(text)
    response.set_etag("tag")
    return response.make_conditional(fw.request)


def with_disposition(fw: Any, name: str) -> Any:
    response = fw.make_response("file")
    response.headers.add("Content-Disposition", "attachment", filename=name)
    return response


def with_length(fw: Any) -> Any:
    response = fw.Response(iter([b"ab", b"c"]))
    response.content_length = 3
    return response


def with_data(fw: Any, data: bytes) -> Any:
    response = fw.make_response("first")
    response.data = data
    response.headers["X-Trace"] = response.get_data(as_text=True)
    return response


def with_cache(fw: Any) -> Any:
    response = fw.make_response("cached")
    response.cache_control.public = True
    response.cache_control.max_age = 60
    response.headers["X-Trace"] = ", ".join(sorted(response.headers["Cache-Control"].split(", ")))
    return response


def with_status(fw: Any, status: int) -> Any:
    response = fw.make_response("status")
    response.status_code = status
    return response


def build(fw: Any, app: Any) -> None:
    @app.get("/value/<name>")
    def value(name: str) -> Any:
        return VALUES[name](fw)

    @app.after_request
    def mark(response: Any) -> Any:
        response.headers.setdefault("X-Trace", str(response.direct_passthrough))
        return response


DIFFERS: dict[str, dict[str, str]] = {
    "abort_405": dict.fromkeys(("body", "Content-Length", "Allow"), MISS),
    "jsonify_datetime": {"body": DATES},
    "jsonify_date": {"body": DATES},
    "redirect_default": dict.fromkeys(("status", "body", "Content-Length"), REDIRECT),
    "cookie_age": {"cookies": COOKIES},
    "cookie_delta": {"cookies": COOKIES},
    "cookie_value": dict.fromkeys(("status", "body", "Content-Length", "cookies"), COOKIES),
    "no_content": {"Content-Type": NO_BODY},
    "json_dumps": {"body": JSON_TEXT, "Content-Length": JSON_TEXT},
    "file": {"Content-Disposition": NAME_OF_FILE},
}


def differences(name: str) -> dict[str, str]:
    if name.startswith("abort_") and name != "abort_response":
        return DIFFERS.get(name, {"body": MISS, "Content-Length": MISS})
    if name.startswith("redirect_"):
        return DIFFERS.get(name, {"body": REDIRECT, "Content-Length": REDIRECT})
    return DIFFERS.get(name, {})


CASES = [case(f"/value/{name}", differences(name)) for name in VALUES]
CASES += [
    case(f"/value/{name}", differences(name), method="HEAD")
    for name in ("str", "dict", "generator", "response", "no_content", "etag")
]
CASES += [
    case("/value/etag", headers={"If-None-Match": '"tag"'}),
    case("/value/etag", headers={"If-None-Match": 'W/"tag"'}),
    case("/value/etag", headers={"If-None-Match": '"other"'}),
    case(
        "/value/etag",
        {"body": NO_BODY, "Content-Length": NO_BODY},
        headers={"If-Match": '"other"'},
    ),
    case("/value/etag", headers={"If-Match": '"tag"'}),
]


@pytest.fixture(scope="module")
def apps() -> dict[str, Any]:
    return make_both(build)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_give_the_same_answer(apps: dict[str, Any], case: Case) -> None:
    check(apps, case)
