"""What a view sees of a request, as in Flask."""

from typing import Any

import pytest

pytest.importorskip("flask", reason="compares with the real Flask")

from tests.parity.pair import Case, File, case, check, make_both

MISS = "Error pages"
NEGOTIATION = "Negotiation"
ADDRESSES = "Addresses of a request"
RANGES = "Ranges"
JSON = "application/json"


def build(fw: Any, app: Any) -> None:  # noqa: C901  # one app, many views
    request = fw.request

    @app.route("/echo", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
    @app.route("/echo/<path:rest>", methods=["GET", "POST"])
    def echo(rest: str = "") -> Any:
        return fw.jsonify(
            args=list(request.args.items(multi=True)),
            args_dict=request.args.to_dict(),
            args_lists=request.args.to_dict(flat=False),
            base_url=request.base_url,
            content_length=request.content_length,
            content_type=request.content_type or None,
            full_path=request.full_path,
            host=request.host,
            host_url=request.host_url,
            is_json=request.is_json,
            is_secure=request.is_secure,
            method=request.method,
            mimetype=request.mimetype,
            mimetype_params=request.mimetype_params,
            path=request.path,
            query_string=request.query_string.decode("latin-1"),
            remote_addr=request.remote_addr,
            root_path=request.root_path,
            scheme=request.scheme,
            script_root=request.script_root,
            url=request.url,
            url_root=request.url_root,
            user_agent=str(request.user_agent),
            referrer=request.referrer,
            origin=request.origin,
            view_args=request.view_args,
            endpoint=request.endpoint,
            blueprint=request.blueprint,
            authorization=dict(request.authorization.parameters)
            if request.authorization and request.authorization.parameters
            else None,
            cookies=dict(request.cookies),
            accept=[list(pair) for pair in request.accept_mimetypes],
            best=request.accept_mimetypes.best_match(["text/html", "application/json"])
            if "Accept" in request.headers
            else None,
            languages=request.accept_languages.best_match(["de", "en"])
            if "Accept-Language" in request.headers
            else None,
            encodings=request.accept_encodings.best,
            language=request.accept_languages.best,
            first_language=list(request.accept_languages[0]) if request.accept_languages else None,
            if_none_match=request.if_none_match.contains("abc"),
            if_modified_since=request.if_modified_since and request.if_modified_since.isoformat(),
            no_cache=bool(request.cache_control.no_cache),
            max_age=request.cache_control.max_age,
            range=str(request.range) if request.range else None,
            xhr=request.headers.get("X-Requested-With"),
            custom=request.headers.get("x-custom", "none"),
            customs=request.headers.getlist("X-Custom"),
            access_route=list(request.access_route),
        )

    @app.get("/best")
    def best() -> str:
        return str(request.accept_mimetypes.best_match(["text/html", "application/json"]))

    @app.get("/language")
    def language() -> str:
        return str(request.accept_languages.best_match(["de", "en"]))

    @app.get("/content-type")
    def content_type() -> str:
        return repr(request.content_type)

    @app.route("/form", methods=["GET", "POST", "PUT"])
    def form() -> Any:
        return fw.jsonify(
            form=list(request.form.items(multi=True)),
            lists=sorted(request.form.lists()),
            values=sorted(request.values.items(multi=True)),
            files=[
                [name, f.filename, f.mimetype, f.read().decode("latin-1")]
                for name, f in request.files.items(multi=True)
            ],
            number=request.form.get("n", 5, type=int),
            tags=request.form.getlist("tag"),
            numbers=request.form.getlist("n", type=int),
            has="tag" in request.form,
        )

    @app.get("/cookies")
    def cookies() -> Any:
        return fw.jsonify(
            items=list(request.cookies.items(multi=True)),
            lists=request.cookies.to_dict(flat=False),
            number=request.cookies.get("n", 5, type=int),
            values=request.cookies.getlist("n", type=int),
            kept={request.args: "by what was asked"}[request.args],
            both=[*(request.args.copy() | {"n": ["6", "7"]}).lists()],
        )

    @app.get("/cookies/<name>")
    def need_cookie(name: str) -> str:
        return str(request.cookies[name])

    @app.post("/need")
    def need() -> str:
        return str(request.form["needed"])

    @app.get("/need")
    def need_arg() -> str:
        return str(request.args["needed"])

    @app.post("/json")
    def json() -> Any:
        return fw.jsonify(got=request.get_json())

    @app.post("/json/silent")
    def json_silent() -> Any:
        return fw.jsonify(got=request.get_json(silent=True))

    @app.post("/json/force")
    def json_force() -> Any:
        return fw.jsonify(got=request.get_json(force=True))

    @app.post("/json/property")
    def json_property() -> Any:
        return fw.jsonify(got=request.json)

    @app.post("/data")
    def data() -> Any:
        return fw.jsonify(
            data=request.get_data(as_text=True),
            again=request.data.decode(),
            form=dict(request.form),
        )

    @app.post("/stream")
    def stream() -> Any:
        return fw.jsonify(
            first=request.stream.read(3).decode(), rest=request.stream.read().decode()
        )

    @app.post("/limited")
    def limited() -> Any:
        request.max_content_length = 10
        return fw.jsonify(size=len(request.get_data()))


BODY = ("body", "Content-Length")

CASES = [
    case("/echo", dict.fromkeys(BODY, NEGOTIATION), headers={"Accept-Language": "de-AT, en;q=0.5"}),
    case("/echo", headers={"Accept-Language": "de-AT, EN;q=0.5, DE;q=0.9"}),
    case("/cookies?n=5&m=4"),
    case("/cookies", headers={"Cookie": "n=1; b=2"}),
    case("/cookies", headers={"Cookie": "n=x"}),
    case("/cookies/b", headers={"Cookie": "a=1; b=2"}),
    case("/cookies/c", dict.fromkeys(BODY, MISS), headers={"Cookie": "a=1; b=2"}),
    case("/best", dict.fromkeys(BODY, NEGOTIATION)),
    case("/best", headers={"Accept": "text/*;q=0.5, application/json;q=0.4"}),
    case("/language", dict.fromkeys(BODY, NEGOTIATION)),
    case("/content-type", dict.fromkeys(BODY, "`request.content_type`")),
    case("/echo", dict.fromkeys(BODY, RANGES), headers={"Range": "lines=1-2"}),
    case(
        "/echo",
        dict.fromkeys(BODY, NEGOTIATION),
        headers={"Accept": "text/html;level=1, text/html;q=0.3"},
    ),
    case(
        "/echo",
        dict.fromkeys(BODY, NEGOTIATION),
        headers={"Accept": "text/*;q=0.5, application/json;q=0.4"},
    ),
    case("/echo?a%20b=%C3%A9", dict.fromkeys(BODY, ADDRESSES)),
    case("/echo?a%5B%5D=1&a%5B%5D=2", dict.fromkeys(BODY, ADDRESSES)),
    case("/echo/%C3%A9", dict.fromkeys(BODY, ADDRESSES)),
    *(
        case(path)
        for path in (
            "/echo",
            "/echo?a=1",
            "/echo?a=1&a=2&b=3",
            "/echo?a=",
            "/echo?a",
            "/echo?=x",
            "/echo?a=b=c",
            "/echo?a+b=c+d",
            "/echo?x=%26%3D%23",
            "/echo?a=1;b=2",
            "/echo?a=1&&b=2",
            "/echo?q=%2B",
            "/echo/a/b",
            "/echo/a%20b?c=d",
            "/echo/a%3Fb",
        )
    ),
    *(
        case("/echo", headers=headers)
        for headers in (
            {"User-Agent": "curl/8"},
            {"Referer": "http://localhost/x"},
            {"Cookie": "a=1; b=2"},
            {"Cookie": "a=1; a=2"},
            {"Cookie": 'quoted="x y"'},
            {"Cookie": "name=a=b=c"},
            {"Cookie": "empty="},
            {"Cookie": "a=1;b=2;  c=3"},
            {"Cookie": "u=%C3%A9"},
            {"Accept": "text/html,application/json;q=0.9"},
            {"Accept": "application/json"},
            {"Accept": "*/*"},
            {"Accept": "image/png"},
            {"Accept": "application/json;q=0"},
            {"Accept-Language": "de, en;q=0.5"},
            {"Accept-Language": "en-US,en;q=0.9"},
            {"Accept-Language": "fr"},
            {"Accept-Encoding": "gzip, br;q=0.5"},
            {"Authorization": "Basic YW5uOnNlY3JldA=="},
            {"Authorization": "Basic YW5uOmE6Yg=="},
            {"Authorization": "Bearer abc"},
            {"Authorization": 'Digest username="ann", realm="r", nonce="n", uri="/"'},
            {"If-None-Match": '"abc"'},
            {"If-None-Match": '"x", "abc"'},
            {"If-None-Match": "*"},
            {"If-Modified-Since": "Wed, 21 Oct 2015 07:28:00 GMT"},
            {"If-Modified-Since": "nonsense"},
            {"Cache-Control": "no-cache"},
            {"Cache-Control": "max-age=60"},
            {"Range": "bytes=0-9"},
            {"Range": "bytes=-5"},
            {"Range": "bytes=5-"},
            {"Range": "bytes=0-1,5-6"},
            {"X-Custom": "one"},
            {"X-Requested-With": "XMLHttpRequest"},
            {"X-Forwarded-For": "1.2.3.4"},
            {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
            {"Host": "example.com"},
            {"Host": "example.com:8080"},
            {"Host": "localhost:80"},
            {"Content-Type": "text/html; charset=utf-8"},
            {"Content-Type": "Application/JSON"},
            {"Content-Type": "application/vnd.api+json"},
        )
    ),
    case("/echo", base_url="https://localhost/"),
    case("/echo", base_url="http://localhost/app"),
    case("/echo/x?y=1", base_url="https://example.com:8443/a/b"),
    case("/echo", environ_base={"REMOTE_ADDR": "10.0.0.1"}),
    *(
        case("/form", method="POST", data=data)
        for data in (
            {},
            {"a": "1"},
            {"a": "1", "b": "2"},
            {"tag": ["x", "y"]},
            {"n": "7"},
            {"n": "x"},
            {"n": ["1", "x", "3"]},
            {"u": "\u00e9\u20ac"},
            {"plus": "a+b c&d=e"},
            {"file": File(b"content", "a.txt")},
            {"file": File(b"\x00\xff", "b.bin"), "a": "1"},
            {"file": File(b"", "")},
            {"file": File(b"x", "\u00e9 name.txt")},
        )
    ),
    *(
        case("/form?q=1&a=0", method=method, data="a=1&b=%20+&a=2", content_type=kind)
        for method, kind in (
            ("POST", "application/x-www-form-urlencoded"),
            ("PUT", "application/x-www-form-urlencoded"),
            ("POST", "application/x-www-form-urlencoded; charset=utf-8"),
            ("POST", "text/plain"),
            ("POST", JSON),
        )
    ),
    case("/form?x=1&x=2"),
    case("/need", method="POST", data={"needed": "yes"}),
    case("/need?needed=yes"),
    case(
        "/need", method="POST", data={"other": "x"}, differs={"body": MISS, "Content-Length": MISS}
    ),
    case("/need?other=x", differs={"body": MISS, "Content-Length": MISS}),
    *(
        case("/json", method="POST", data=data, content_type=JSON)
        for data in (
            "{}",
            "[]",
            "1",
            '"text"',
            "null",
            "true",
            "1.5",
            "-0",
            "1e3",
            '{"a": [1, {"b": null}]}',
            '{"\u00e9": "\\u20ac"}',
            " [1]\n",
            '"\\ud83d\\ude00"',
        )
    ),
    *(
        case(
            "/json",
            {"body": MISS, "Content-Length": MISS},
            method="POST",
            data=data,
            content_type=JSON,
        )
        for data in ("", "{", "{'a': 1}", "[1,]", "nope", b"\xff", '{"a": 1} x')
    ),
    *(
        case(
            "/json",
            {"body": MISS, "Content-Length": MISS},
            method="POST",
            data="{}",
            content_type=kind,
        )
        for kind in ("text/plain", "application/x-www-form-urlencoded", "application/jsonx")
    ),
    case("/json", method="POST", data="{}", content_type="application/vnd.api+json"),
    case("/json", method="POST", data="{}", content_type="application/json; charset=utf-8"),
    case("/json", method="POST", json={"a": 1}),
    case("/json/silent", method="POST", data="{", content_type=JSON),
    case("/json/silent", method="POST", data="{}", content_type="text/plain"),
    case("/json/force", method="POST", data='{"a": 1}', content_type="text/plain"),
    case("/json/property", method="POST", json=[1, 2]),
    case("/data", method="POST", data="raw \u00e9", content_type="text/plain"),
    case("/data", method="POST", data="a=1", content_type="text/plain"),
    case("/data", method="POST", data=""),
    case("/stream", method="POST", data="abcdef", content_type="text/plain"),
    case("/limited", method="POST", data="0123456789", content_type="text/plain"),
    case(
        "/limited",
        {"body": MISS, "Content-Length": MISS},
        method="POST",
        data="0123456789x",
        content_type="text/plain",
    ),
]


@pytest.fixture(scope="module")
def apps() -> dict[str, Any]:
    return make_both(build)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_give_the_same_answer(apps: dict[str, Any], case: Case) -> None:
    check(apps, case)
