"""Security headers: on every answer, unless the view or the settings say otherwise."""

import pytest

from microweb import App, Response, abort, make_response, redirect

DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "base-uri 'self'; frame-ancestors 'self'; object-src 'none'",
}


def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"x"]


VIEWS = {
    "text": lambda: "x",
    "bytes": lambda: b"x",
    "json": lambda: {"a": 1},
    "list": lambda: [1],
    "tuple": lambda: ("x", 201, {"X-A": "1"}),
    "response": lambda: Response("x"),
    "made": lambda: make_response("x"),
    "stream": lambda: (piece for piece in "xy"),
    "wsgi": lambda: wsgi,
    "redirect": lambda: redirect("/"),
    "abort": lambda: abort(403),
    "error": lambda: 1 / 0,
    "none": lambda: None,
    "empty": lambda: ("", 204),
    "not_modified": lambda: ("", 304),
}


def make_app(**config):
    app = App("demo", static_folder=None)
    app.config.update(config)
    for name, view in VIEWS.items():
        app.add_url_rule(f"/{name}", name, view)
    app.add_url_rule("/slash/", "slash", lambda: "x")
    app.add_url_rule("/post", "post", lambda: "x", methods=["POST"])
    return app


CASES = [
    *(("GET", f"/{name}") for name in VIEWS),
    ("HEAD", "/text"),
    ("GET", "/nothing"),
    ("GET", "/post"),
    ("OPTIONS", "/text"),
    ("GET", "/slash"),
    ("GET", "/%ff"),
]


@pytest.mark.parametrize("watched", [False, True])
@pytest.mark.parametrize(("method", "path"), CASES)
def test_every_answer_carries_them_once(method, path, watched):
    app = make_app()
    if watched:
        app.after_request(lambda response: response)
    response = app.test_client().open(path, method=method)
    found = {name: response.headers.getlist(name) for name in DEFAULTS}
    assert found == {name: [value] for name, value in DEFAULTS.items()}


def test_a_refused_host_and_a_refused_origin_carry_them():
    client = make_app(TRUSTED_HOSTS=["localhost"]).test_client()
    for response in (
        client.get("/", headers={"Host": "evil.example"}),
        client.post("/post", headers={"Sec-Fetch-Site": "cross-site"}),
    ):
        assert response.status_code in (400, 403)
        assert DEFAULTS.items() <= dict(response.headers).items()


@pytest.mark.parametrize("name", DEFAULTS)
def test_what_the_view_sets_wins(name):
    app = App("demo", static_folder=None)
    app.add_url_rule("/a", "a", lambda: ("x", {name.lower(): "mine"}))
    app.add_url_rule("/b", "b", lambda: Response("x", headers={name: "mine"}))
    app.add_url_rule("/c", "c", lambda: Response("x"))

    @app.after_request
    def change(response):
        response.headers.setdefault(name, "hook")
        return response

    client = app.test_client()
    assert [client.get(path).headers.getlist(name) for path in ("/a", "/b", "/c")] == [
        ["mine"],
        ["mine"],
        ["hook"],
    ]


@pytest.mark.parametrize("name", DEFAULTS)
@pytest.mark.parametrize("path", ["/text", "/response", "/abort"])
def test_the_settings_change_or_drop_one(name, path):
    key = name.upper().replace("-", "_")
    dropped = make_app(**{key: None}).test_client().get(path)
    assert name not in dropped.headers
    assert len(DEFAULTS.keys() & dict(dropped.headers)) == len(DEFAULTS) - 1
    assert make_app(**{key: "other"}).test_client().get(path).headers[name] == "other"


def test_a_change_of_the_settings_counts_at_once():
    app = make_app()
    client = app.test_client()
    assert client.get("/text").headers["X-Frame-Options"] == "SAMEORIGIN"
    app.config["X_FRAME_OPTIONS"] = "DENY"
    assert client.get("/text").headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "key", ["X_FRAME_OPTIONS", "CONTENT_SECURITY_POLICY", "STRICT_TRANSPORT_SECURITY"]
)
def test_a_setting_that_cannot_be_sent_is_an_error(key):
    with pytest.raises(ValueError, match=r"\\n"):
        make_app(**{key: "a\nX-Evil: b"}).test_client().get("/text")


@pytest.mark.parametrize("path", [f"/{name}" for name in VIEWS] + ["/nothing", "/%ff", "/slash"])
def test_hsts_is_sent_over_https_when_it_is_configured(path):
    client = make_app(STRICT_TRANSPORT_SECURITY="max-age=31536000").test_client()
    secure = client.get(path, base_url="https://localhost/")
    assert secure.headers.getlist("Strict-Transport-Security") == ["max-age=31536000"]
    assert DEFAULTS.items() <= dict(secure.headers).items()
    assert "Strict-Transport-Security" not in client.get(path).headers


def test_hsts_is_off_by_default():
    response = make_app().test_client().get("/text", base_url="https://localhost/")
    assert "Strict-Transport-Security" not in response.headers


def test_hsts_keeps_body_and_length():
    client = make_app(STRICT_TRANSPORT_SECURITY="max-age=1").test_client()
    response = client.get("/text", base_url="https://localhost/")
    assert (response.text, response.headers["Content-Length"]) == ("x", "1")
    assert client.head("/text", base_url="https://localhost/").get_data() == b""
