"""CORS: listed origins may read, others are told nothing."""

import re

import pytest

from microweb import App, Response, abort
from microweb.middleware import CORS

SHOP = "https://shop.example"
ADMIN = "https://admin.example:8443"
STRANGERS = [
    "null",
    "",
    "*",
    "https://shop.example.evil.example",
    "https://evilshop.example",
    "https://evil-shop.example",
    "https://sub.shop.example",
    "https://shop.example:444",
    "https://shop.example/",
    "https://shop.example@evil.example",
    "https://shopxexample",
    "http://shop.example",
    "HTTPS://SHOP.EXAMPLE",
    "https://admin.example",
    "https://shop.example,https://admin.example:8443",
    " https://shop.example",
]


def make_client(**options):
    """Give the client of an app with a few views behind CORS."""
    app = App("demo", static_folder=None)
    app.use(CORS(**{"origins": [SHOP, ADMIN], **options}))
    app.add_url_rule("/", "index", lambda: "read me", methods=["GET", "POST", "PUT"])
    app.add_url_rule("/fail", "fail", lambda: abort(403))
    app.add_url_rule("/own", "own", lambda: ("", {"Access-Control-Allow-Origin": "*"}))
    app.add_url_rule("/vary", "vary", lambda: ("", {"Vary": "Accept"}))
    return app.test_client()


def preflight(client, origin=SHOP, path="/", **headers):
    """Send what a browser sends before a request that is not simple."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.options(
        path, headers={"Origin": origin, "Access-Control-Request-Method": "PUT", **names}
    )


def granted(answer):
    """Give the header fields that grant something, by what they are about."""
    start = "Access-Control-"
    names = [name for name, _ in answer.headers if name.startswith(start)]
    if len(set(names)) < len(names):
        raise AssertionError(f"one of {names} is there twice")
    return {name[len(start) :]: value for name, value in answer.headers if name.startswith(start)}


@pytest.mark.parametrize("origin", [SHOP, ADMIN])
def test_a_listed_origin_may_read(origin):
    answer = make_client().get("/", headers={"Origin": origin})
    assert answer.text == "read me"
    assert granted(answer) == {"Allow-Origin": origin}


@pytest.mark.parametrize("origin", STRANGERS)
def test_default_37_an_origin_that_is_not_listed_gets_no_header(origin):
    client = make_client(credentials=True, expose_headers=["X-A"])
    answer = client.get("/", headers={"Origin": origin})
    assert answer.text == "read me"
    assert granted(answer) == granted(preflight(client, origin)) == {}


def test_default_37_without_the_middleware_there_is_no_header():
    app = App("demo", static_folder=None)
    app.add_url_rule("/", "index", lambda: "")
    answer = app.test_client().get("/", headers={"Origin": SHOP})
    assert granted(answer) == {}
    assert "Vary" not in answer.headers


@pytest.mark.parametrize("headers", [{}, {"Origin": SHOP}, {"Origin": "https://evil.example"}])
def test_every_response_varies_by_origin(headers):
    client = make_client()
    assert client.get("/", headers=headers).headers["Vary"] == "Origin"
    assert client.get("/vary", headers=headers).headers["Vary"] == "Accept, Origin"
    assert preflight(client).headers["Vary"] == "Origin"


def test_errors_may_be_read_too():
    client = make_client()
    for path, status in (("/fail", 403), ("/nowhere", 404)):
        answer = client.get(path, headers={"Origin": SHOP})
        assert answer.status_code == status
        assert granted(answer) == {"Allow-Origin": SHOP}


def test_a_preflight_is_answered_with_what_is_allowed():
    answer = preflight(
        make_client(methods=["GET", "PUT"], allow_headers=["X-A", "X-B"], max_age=60)
    )
    assert answer.status_code == 204
    assert answer.data == b""
    assert granted(answer) == {
        "Allow-Origin": SHOP,
        "Allow-Methods": "GET, PUT",
        "Allow-Headers": "X-A, X-B",
        "Max-Age": "60",
    }


def test_a_preflight_grants_little_unless_told():
    answer = preflight(make_client(), Access_Control_Request_Headers="X-Evil")
    assert granted(answer) == {
        "Allow-Origin": SHOP,
        "Allow-Methods": "GET, HEAD, POST",
        "Max-Age": "600",
    }


def test_a_preflight_is_answered_before_the_hooks():
    app = App("demo", static_folder=None)
    app.use(CORS(origins=[SHOP]))
    app.before_request(lambda: abort(401))
    app.add_url_rule("/", "index", lambda: "")
    client = app.test_client()
    assert preflight(client).status_code == 204
    assert preflight(client, "https://evil.example").status_code == 401
    assert client.options("/", headers={"Origin": SHOP}).status_code == 401


def test_a_preflight_answer_carries_the_security_headers():
    assert preflight(make_client()).headers["X-Content-Type-Options"] == "nosniff"


def test_options_that_are_no_preflight_reach_the_app():
    answer = make_client().options("/", headers={"Origin": SHOP})
    assert answer.status_code == 200
    assert "PUT" in answer.headers["Allow"]
    assert granted(answer) == {"Allow-Origin": SHOP}
    answer = make_client().options("/", headers={"Access-Control-Request-Method": "PUT"})
    assert "PUT" in answer.headers["Allow"]
    assert granted(answer) == {}


def test_a_get_with_preflight_headers_is_a_get():
    headers = {"Origin": SHOP, "Access-Control-Request-Method": "PUT"}
    assert make_client().get("/", headers=headers).text == "read me"


def test_credentials_are_granted_to_listed_origins_when_asked():
    client = make_client(credentials=True)
    expected = {"Allow-Origin": SHOP, "Allow-Credentials": "true"}
    assert granted(client.get("/", headers={"Origin": SHOP})) == expected
    assert expected.items() <= granted(preflight(client)).items()


def test_exposed_headers_are_named_on_the_response_alone():
    client = make_client(expose_headers=["X-Total", "X-Page"])
    answer = client.get("/", headers={"Origin": SHOP})
    assert granted(answer) == {"Allow-Origin": SHOP, "Expose-Headers": "X-Total, X-Page"}
    assert "Expose-Headers" not in granted(preflight(client))


def test_any_origin_is_a_star_that_no_cache_must_keep_apart():
    client = make_client(origins=["*"], methods=["*"], allow_headers=["*"], expose_headers=["*"])
    for headers in ({}, {"Origin": "https://anybody.example"}, {"Origin": "null"}):
        answer = client.get("/", headers=headers)
        assert granted(answer) == {"Allow-Origin": "*", "Expose-Headers": "*"}
        assert "Vary" not in answer.headers
    assert granted(preflight(client, "https://anybody.example")) == {
        "Allow-Origin": "*",
        "Allow-Methods": "*",
        "Allow-Headers": "*",
        "Max-Age": "600",
    }
    answer = client.options("/", headers={"Access-Control-Request-Method": "PUT"})
    assert answer.status_code == 200


def test_the_list_wins_over_what_a_view_set():
    client = make_client()
    assert granted(client.get("/own", headers={"Origin": SHOP})) == {"Allow-Origin": SHOP}
    stranger = client.get("/own", headers={"Origin": "https://evil.example"})
    assert granted(stranger) == {"Allow-Origin": "*"}


def test_a_response_that_is_used_again_names_the_origin_of_the_request():
    app = App("demo", static_folder=None)
    app.use(CORS(origins=[SHOP, ADMIN]))
    response = Response("kept")
    app.add_url_rule("/", "index", lambda: response)
    client = app.test_client()
    for origin in (SHOP, ADMIN, SHOP):
        assert granted(client.get("/", headers={"Origin": origin})) == {"Allow-Origin": origin}


def test_to_read_is_not_to_write():
    headers = {"Origin": SHOP, "Sec-Fetch-Site": "cross-site"}
    assert make_client().post("/", headers=headers).status_code == 403
    app = App("demo", static_folder=None)
    app.config["CSRF_TRUSTED_ORIGINS"] = [SHOP]
    app.use(CORS(origins=[SHOP]))
    app.add_url_rule("/", "index", lambda: "written", methods=["POST"])
    answer = app.test_client().post("/", headers=headers)
    assert answer.text == "written"
    assert granted(answer) == {"Allow-Origin": SHOP}


@pytest.mark.parametrize("option", ["origins", "methods", "allow_headers", "expose_headers"])
def test_a_star_with_credentials_is_an_error(option):
    with pytest.raises(ValueError, match=f"{option}.*credentials=True"):
        make_client(credentials=True, **{option: ["*"]})


@pytest.mark.parametrize("option", ["origins", "methods", "allow_headers", "expose_headers"])
def test_a_star_beside_others_is_an_error(option):
    others = ["*", SHOP if option == "origins" else "X-A"]
    with pytest.raises(ValueError, match="stands alone"):
        make_client(**{option: others})


@pytest.mark.parametrize("option", ["origins", "methods", "allow_headers", "expose_headers"])
def test_text_in_place_of_a_list_is_an_error(option):
    with pytest.raises(TypeError, match=r"write \w+=\["):
        make_client(**{option: SHOP})


@pytest.mark.parametrize(
    ("origin", "hint"),
    [
        ("null", "is not an origin"),
        ("shop.example", "is not an origin"),
        ("https://", "is not an origin"),
        ("https://shop.example/path", "is not an origin"),
        ("https://*.shop.example", "is no host"),
        ("https://a@shop.example", "is not an origin"),
        ("https://shop.example:99999", "is no host"),
        (r"https://.*\.example", "is no host"),
        ("https://shop.example/", f"that is '{SHOP}'"),
        ("https://Shop.example", f"that is '{SHOP}'"),
        ("HTTPS://shop.example", f"that is '{SHOP}'"),
        ("https://shop.example:443", f"that is '{SHOP}'"),
        ("http://localhost:80", "that is 'http://localhost'"),
        ("", "is not an origin"),
    ],
)
def test_what_no_browser_sends_is_no_origin(origin, hint):
    with pytest.raises(ValueError, match="CORS") as caught:
        CORS(origins=[origin])
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost:3000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "https://xn--bcher-kva.example",
        "chrome-extension://abcdefghijklmnop",
        "capacitor://localhost",
    ],
)
def test_origins_that_browsers_send(origin):
    answer = make_client(origins=[origin]).get("/", headers={"Origin": origin})
    assert granted(answer) == {"Allow-Origin": origin}


@pytest.mark.parametrize("option", ["methods", "allow_headers", "expose_headers"])
@pytest.mark.parametrize("name", ["", "a b", "a,b", "a\r\nX: y"])
def test_a_name_that_is_no_token_is_an_error(option, name):
    with pytest.raises(ValueError, match="not a token"):
        make_client(**{option: [name]})


def test_a_negative_age_is_an_error():
    with pytest.raises(ValueError, match="max_age=-1"):
        CORS(origins=[SHOP], max_age=-1)
    assert granted(preflight(make_client(max_age=0)))["Max-Age"] == "0"


def test_no_origin_may_be_listed():
    answer = make_client(origins=[]).get("/", headers={"Origin": SHOP})
    assert granted(answer) == {}


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        ((App("a"),), {"origins": "*"}, "does not take the app"),
        ((App("a"),), {"origins": [SHOP], "resources": {}}, "does not take the app"),
        ((), {"origins": [SHOP], "resources": {}}, r"no resources=, .* app.mount"),
        ((), {"origins": [SHOP], "supports_credentials": True}, "is credentials= here"),
        ((), {"origins": [SHOP], "vary_header": True}, "no vary_header="),
    ],
)
def test_what_flask_cors_takes_is_an_error_that_says_what_to_write(given, options, message):
    with pytest.raises(TypeError, match=message + r".*app\.use\(CORS\(origins="):
        CORS(*given, **options)


def test_a_pattern_is_refused_with_the_reason():
    with pytest.raises(TypeError, match="no patterns"):
        CORS(origins=[re.compile(r"https://.*\.shop\.example")])
