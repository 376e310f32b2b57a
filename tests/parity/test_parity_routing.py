"""Rules, converters, methods and addresses, as in Flask."""

from typing import Any

import pytest

pytest.importorskip("flask", reason="compares with the real Flask")

from tests.parity.pair import Case, case, check, make_both


def build(fw: Any, app: Any) -> None:  # noqa: C901  # one app, many views
    def show(rule: str, endpoint: str, **options: Any) -> None:
        def view(**arguments: Any) -> Any:
            kinds = {key: [type(value).__name__, str(value)] for key, value in arguments.items()}
            return fw.jsonify(
                arguments=kinds,
                endpoint=fw.request.endpoint,
                method=fw.request.method,
                rule=str(fw.request.url_rule),
            )

        app.add_url_rule(rule, endpoint, view, **options)

    show("/", "root")
    show("/plain", "plain")
    show("/folder/", "folder")
    show("/loose/", "loose", strict_slashes=False)
    show("/text/<name>", "text")
    show("/short/<string(maxlength=3):name>", "short")
    show("/long/<string(minlength=4):name>", "long")
    show("/exact/<string(length=2):name>", "exact")
    show("/int/<int:n>", "int")
    show("/bounded/<int(min=2, max=9):n>", "bounded")
    show("/signed/<int(signed=True):n>", "signed")
    show("/digits/<int(fixed_digits=3):n>", "digits")
    show("/float/<float:x>", "float")
    show("/signedfloat/<float(signed=True):x>", "signedfloat")
    show("/path/<path:p>", "path")
    show("/path/<path:p>/edit", "path_edit")
    show("/uuid/<uuid:u>", "uuid")
    show("/any/<any(one, two, 'three four'):a>", "any")
    show("/two/<int:a>/<name>", "two")
    show("/mixed/v<int:major>.<int:minor>", "mixed")
    show("/post", "post", methods=["POST"])
    show("/both", "both", methods=["GET", "POST"])
    show("/item/<int:n>", "item_get", methods=["GET"])
    show("/item/<int:n>", "item_put", methods=["PUT"])
    show("/item/<int:n>", "item_delete", methods=["DELETE"])
    show("/nooptions", "nooptions", provide_automatic_options=False)
    show("/ownoptions", "ownoptions", methods=["OPTIONS"])
    show("/pages/", "pages", defaults={"page": 1})
    show("/pages/<int:page>", "pages_n")
    show("/list/", "list", defaults={"page": 1})
    app.add_url_rule("/list/<int:page>", "list", app.view_functions["list"])
    show("/specific/<name>", "generic_name")
    show("/specific/about", "specific_about")
    show("/specific/<int:n>", "specific_int")
    show("/slashy/<name>", "slashy_name")
    show("/slashy/about/", "slashy_about")
    show("/caf\u00e9/<name>", "unicode")
    show("/old", "old", redirect_to="/plain")
    show("/old/<int:n>", "old_n", redirect_to="/int/<n>")

    @app.get("/get")
    def get_() -> str:
        return "got"

    @app.put("/put")
    def put() -> str:
        return "put"

    @app.patch("/patch")
    def patch() -> str:
        return "patched"

    @app.delete("/delete")
    def delete() -> str:
        return "deleted"

    @app.route("/blank")
    def blank() -> Any:
        return fw.url_for("plain", q="x y")

    @app.route("/slash")
    def slash() -> Any:
        return fw.url_for("text", name="a/b")

    @app.route("/urls")
    def urls() -> Any:
        url_for = fw.url_for
        return fw.jsonify(
            root=url_for("root"),
            text=url_for("text", name="a b?d#e&\u00e9"),
            path=url_for("path", p="a/b c"),
            query=url_for("plain", q="x&y", tag=["a", "b"], none=None, n=0),
            anchor=url_for("plain", _anchor="top of it"),
            external=url_for("plain", _external=True),
            scheme=url_for("plain", _external=True, _scheme="https"),
            integer=url_for("int", n=7),
            digits=url_for("digits", n=7),
            floating=url_for("float", x=1.5),
            default=url_for("list", page=1),
            other=url_for("list", page=2),
            method=url_for("post", _method="POST"),
            chosen=url_for("any", a="two"),
            pair=url_for("two", a=1, name="x", extra="y"),
            unicode=url_for("unicode", name="\u00fc"),
            static=url_for("static", filename="a/b.css"),
        )


MISS = "Error pages"
SLASH = "Redirects to the missing slash"
BLANKS = "Blanks in a query"
SLASHES = "Slashes in a value"
NUMBERS = "Whole numbers in an address"

CASES = [
    *(
        case(path)
        for path in (
            "/",
            "/plain",
            "/plain?x=1",
            "/folder/",
            "/loose/",
            "/loose",
            "/text/ann",
            "/text/a%20b",
            "/text/%C3%A9",
            "/text/a+b",
            "/text/a%2Bb",
            "/text/.hidden",
            "/text/a.b",
            "/text/%25",
            "/short/abc",
            "/long/abcd",
            "/exact/ab",
            "/int/0",
            "/int/7",
            "/int/007",
            "/int/123456789012345678",
            "/bounded/2",
            "/bounded/9",
            "/signed/-5",
            "/signed/5",
            "/digits/007",
            "/float/1.5",
            "/float/0.0",
            "/signedfloat/-1.5",
            "/path/a",
            "/path/a/b/c",
            "/path/a/b.txt",
            "/path/a/edit",
            "/path/a/b/edit",
            "/uuid/12345678-1234-5678-1234-567812345678",
            "/uuid/12345678-1234-5678-1234-56781234ABCD",
            "/any/one",
            "/any/two",
            "/any/three%20four",
            "/two/1/x",
            "/mixed/v1.2",
            "/both",
            "/item/3",
            "/get",
            "/pages/",
            "/pages/2",
            "/list/",
            "/list/2",
            "/specific/about",
            "/specific/7",
            "/specific/x",
            "/slashy/x",
            "/slashy/about/",
            "/caf%C3%A9/x",
            "/urls",
        )
    ),
    *(
        case(path, {"body": MISS, "Content-Length": MISS})
        for path in (
            "/missing",
            "/plain/",
            "/Plain",
            "/text/",
            "/text/a/b",
            "/short/abcd",
            "/long/abc",
            "/exact/a",
            "/exact/abc",
            "/int/-1",
            "/int/x",
            "/int/1.0",
            "/int/",
            "/bounded/1",
            "/bounded/10",
            "/digits/07",
            "/digits/0007",
            "/float/1",
            "/float/-1.5",
            "/float/x",
            "/uuid/1234",
            "/any/three",
            "/any/",
            "/two/x/y",
            "/two/1",
            "/mixed/v1",
            "/mixed/1.2",
            "/path/",
        )
    ),
    *(
        case(path, {"body": SLASH, "Content-Length": SLASH, "Content-Type": SLASH})
        for path in ("/folder", "/folder?a=1&b=2", "/slashy/about", "/list/1", "/pages", "/list")
    ),
    *(
        case(path, {"body": SLASH, "Content-Length": SLASH, "Content-Type": SLASH})
        for path in ("/old", "/old/7")
    ),
    case(
        "/folder",
        dict.fromkeys(("status", "body", "Location", "Content-Length"), SLASH),
        method="POST",
    ),
    case("/plain", method="HEAD"),
    case("/both", method="POST"),
    case("/post", method="POST"),
    case("/put", method="PUT"),
    case("/patch", method="PATCH"),
    case("/delete", method="DELETE"),
    case("/item/3", method="PUT"),
    case("/item/3", method="DELETE"),
    case("/ownoptions", method="OPTIONS"),
    case("/plain", method="OPTIONS"),
    case("/both", method="OPTIONS"),
    case("/item/3", method="OPTIONS"),
    case("/text/x", method="OPTIONS"),
    *(
        case(path, {"body": MISS, "Content-Length": MISS}, method=method)
        for method, path in (
            ("POST", "/plain"),
            ("GET", "/post"),
            ("PUT", "/post"),
            ("PATCH", "/both"),
            ("POST", "/item/3"),
            ("PATCH", "/item/3"),
            ("DELETE", "/text/x"),
            ("OPTIONS", "/nooptions"),
            ("OPTIONS", "/missing"),
            ("TRACE", "/plain"),
            ("PROPFIND", "/plain"),
            ("GET", "/ownoptions"),
        )
    ),
    case("/blank", {"body": BLANKS, "Content-Length": BLANKS}),
    case("/slash", {"body": SLASHES, "Content-Length": SLASHES}),
    *(
        case(path, dict.fromkeys(("status", "body", "Content-Type", "Content-Length"), NUMBERS))
        for path in ("/int/%D9%A1", "/int/123456789012345678901234567890")
    ),
    case("/missing", method="HEAD", differs={"Content-Length": MISS}),
]


@pytest.fixture(scope="module")
def apps() -> dict[str, Any]:
    return make_both(build)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_both_give_the_same_answer(apps: dict[str, Any], case: Case) -> None:
    check(apps, case)
