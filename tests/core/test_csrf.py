"""CSRF: what another site makes a browser send does not reach a view."""

import pytest

from microweb import App, Blueprint
from microweb.security import csrf_exempt
from microweb.security.csrf import check_origin

OWN = "http://shop.example"
EVIL = "https://evil.example"


def make_app(**config):
    app = App("demo", static_folder=None)
    app.config.update(config)
    methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    app.add_url_rule("/", "index", lambda: "done", methods=methods)

    @app.post("/hook")
    @csrf_exempt
    def hook():
        return "done"

    return app


def status(fetch_site=None, origin=None, *, base_url=OWN, method="POST", path="/", **config):
    headers = {"Sec-Fetch-Site": fetch_site, "Origin": origin}
    headers = {name: value for name, value in headers.items() if value is not None}
    client = make_app(**config).test_client()
    return client.open(path, method=method, base_url=base_url, headers=headers).status_code


TABLE = [
    # Sec-Fetch-Site, Origin, status
    (None, None, 200),
    ("same-origin", None, 200),
    ("same-origin", OWN, 200),
    ("none", None, 200),
    ("same-site", None, 403),
    ("same-site", "http://other.shop.example", 403),
    ("cross-site", None, 403),
    ("cross-site", EVIL, 403),
    ("cross-site", OWN, 403),
    ("cross-site", "null", 403),
    ("Same-Origin", None, 403),
    ("", None, 403),
    ("rubbish", OWN, 403),
    (None, OWN, 200),
    (None, "HTTP://SHOP.EXAMPLE", 200),
    (None, OWN + ":80", 200),
    (None, "https://shop.example", 200),
    (None, "https://shop.example:443", 200),
    (None, EVIL, 403),
    (None, "null", 403),
    (None, "", 403),
    (None, "http://shop.example:8080", 403),
    (None, "http://shop.example.evil", 403),
    (None, "http://evilshop.example", 403),
    (None, "http://shop.example@evil.example", 403),
    (None, "http://shop.example/", 403),
    (None, "shop.example", 403),
    (None, "http://", 403),
    (None, "http://shop.example:99999", 403),
]


@pytest.mark.parametrize(("fetch_site", "origin", "expected"), TABLE)
def test_where_a_request_comes_from_decides(fetch_site, origin, expected):
    assert status(fetch_site, origin) == expected


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_all_unsafe_methods_are_checked(method):
    assert status("cross-site", EVIL, method=method) == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_safe_methods_are_not(method):
    assert status("cross-site", EVIL, method=method) == 200


@pytest.mark.parametrize(
    ("base_url", "origin", "expected"),
    [
        ("http://localhost:8000", "http://localhost:8000", 200),
        ("http://localhost:8000", "http://localhost", 403),
        ("http://localhost:8000", "http://localhost:8001", 403),
        ("http://localhost", "http://localhost:8000", 403),
        ("https://localhost", "https://localhost", 200),
        ("https://localhost:8443", "https://localhost:8443", 200),
        ("http://[::1]:8000", "http://[::1]:8000", 200),
        ("http://127.0.0.1", "http://localhost", 403),
        # What came over http is anybody's; browsers with Sec-Fetch-Site call it cross-site.
        ("https://shop.example", "http://shop.example", 403),
        ("https://shop.example", "http://shop.example:443", 403),
        ("https://shop.example", "HTTP://shop.example", 403),
        # Behind a proxy that ends TLS the app sees http, and the browser https.
        ("http://shop.example", "https://shop.example", 200),
        ("http://shop.example:443", "https://shop.example", 200),
        ("http://shop.example:8443", "https://shop.example:8443", 200),
    ],
)
def test_ports_count(base_url, origin, expected):
    assert status(None, origin, base_url=base_url) == expected


@pytest.mark.parametrize("fetch_site", [None, "cross-site", "same-site"])
def test_a_trusted_origin_may_send(fetch_site):
    assert status(fetch_site, EVIL, CSRF_TRUSTED_ORIGINS=[EVIL]) == 200
    assert status(fetch_site, EVIL + ":444", CSRF_TRUSTED_ORIGINS=[EVIL]) == 403


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (EVIL, "is a list"),
        (["null"], "'null' is not an origin"),
        (["*"], "is not an origin"),
        (["evil.example"], "is not an origin"),
        ([EVIL + "/"], f"that is '{EVIL}'"),
        (["https://evil.example:443"], f"that is '{EVIL}'"),
        (["https://Evil.example"], f"that is '{EVIL}'"),
        (["https://*.example"], "is no host"),
    ],
)
def test_an_origin_that_no_browser_sends_is_named(setting, told):
    app = make_app(CSRF_TRUSTED_ORIGINS=setting)
    with pytest.raises((TypeError, ValueError), match="CSRF_TRUSTED_ORIGINS") as caught:
        app.test_client().get("/")
    assert told in str(caught.value)


def test_an_exempt_view_takes_requests_from_anywhere():
    assert status("cross-site", EVIL, path="/hook") == 200


def test_a_blueprints_view_may_be_exempt():
    app = App("demo", static_folder=None)
    blueprint = Blueprint("bp", "demo")
    blueprint.post("/")(csrf_exempt(lambda: "done"))
    app.register_blueprint(blueprint)
    assert app.test_client().post("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_it_may_be_switched_off():
    assert status("cross-site", EVIL, CSRF_PROTECTION=False) == 200


def test_t39_a_header_of_ones_own_does_not_exempt():
    client = make_app().test_client()
    headers = {"Sec-Fetch-Site": "cross-site", "X-Requested-With": "XMLHttpRequest"}
    assert client.post("/", headers=headers).status_code == 403


def test_a_missing_rule_is_a_404_all_the_same():
    assert status("cross-site", EVIL, path="/nothing") == 404


def test_the_view_and_the_hooks_are_not_reached():
    seen = []
    app = App("demo", static_folder=None)
    app.before_request(lambda: seen.append("hook"))
    app.add_url_rule("/", "index", lambda: seen.append("view") or "", methods=["POST"])
    app.test_client().post("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert seen == []


def test_the_403_names_both_origins_and_the_setting():
    client = make_app().test_client()
    headers = {"Accept": "application/json", "Sec-Fetch-Site": "cross-site", "Origin": EVIL}
    detail = client.post("/", base_url=OWN, headers=headers).get_json()["detail"]
    assert EVIL in detail
    assert f"'{OWN}'" in detail
    assert "CSRF_TRUSTED_ORIGINS" in detail


def test_the_reason_shows_no_more_than_a_part_of_a_long_origin():
    reason = check_origin(
        fetch_site="x" * 900, origin="y" * 9000, host="shop.example", scheme="http", trusted=()
    )
    assert len(reason) < 250


def test_a_refusal_is_logged(caplog):
    assert status("cross-site", EVIL) == 403
    (record,) = [one for one in caplog.records if one.name == "microweb.security"]
    assert record.getMessage().startswith("csrf_refused ")
    assert "cross-site" in record.getMessage()
