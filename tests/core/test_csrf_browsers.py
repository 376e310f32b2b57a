"""The header sets of real browsers: behind a TLS proxy, on a plain LAN, and from before."""

import pytest

from microweb import App, request
from microweb.middleware import ProxyFix

# A form that is sent to the site it is on. `SITE` is the origin as the browser sees it.
CHROME_140_HTTPS = {
    "Origin": "SITE",
    "Referer": "SITE/form",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    "Sec-Ch-Ua-Platform": '"Linux"',
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-User": "?1",
    "Sec-Fetch-Dest": "document",
    "Upgrade-Insecure-Requests": "1",
}
FIREFOX_140_HTTPS = {
    "Origin": "SITE",
    "Referer": "SITE/form",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
    "Priority": "u=0, i",
}
# Fetch metadata goes to trustworthy URLs alone: https, and http to loopback.
CHROME_140_HTTP = {
    "Origin": "SITE",
    "Referer": "SITE/form",
    "Accept": CHROME_140_HTTPS["Accept"],
    "Upgrade-Insecure-Requests": "1",
}
SAFARI_15 = {"Origin": "SITE", "Referer": "SITE/form", "Accept": FIREFOX_140_HTTPS["Accept"]}
# Firefox below 70 and Internet Explorer 11 send no Origin with a form to the site itself.
FIREFOX_60 = {"Referer": "SITE/form", "Accept": FIREFOX_140_HTTPS["Accept"]}
IE_11 = {"Referer": "SITE/form", "Accept": "text/html, application/xhtml+xml, */*"}

# The same form, sent by another site.
CHROME_140_HTTPS_FOREIGN = {
    **CHROME_140_HTTPS,
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/",
    "Sec-Fetch-Site": "cross-site",
}
CHROME_140_HTTP_FOREIGN = {**CHROME_140_HTTP, "Origin": "http://evil.example"}
SAFARI_15_FOREIGN = {**SAFARI_15, "Origin": "https://evil.example"}
SAFARI_15_SANDBOXED = {**SAFARI_15, "Origin": "null"}
FIREFOX_60_FOREIGN = {**FIREFOX_60, "Origin": "http://evil.example"}

MODERN = [CHROME_140_HTTPS, FIREFOX_140_HTTPS]
OLD = [SAFARI_15, FIREFOX_60, IE_11]
FOREIGN = [
    CHROME_140_HTTPS_FOREIGN,
    CHROME_140_HTTP_FOREIGN,
    SAFARI_15_FOREIGN,
    SAFARI_15_SANDBOXED,
    FIREFOX_60_FOREIGN,
]
OUTSIDE = "https://shop.example"


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.testing = True
    app.add_url_rule("/form", "form", lambda: request.url_root, methods=["POST"])
    return app


def send(app, headers, site, *, to, **more):
    filled = {name: value.replace("SITE", site) for name, value in headers.items()}
    return app.test_client().post("/form", data={"a": "b"}, base_url=to, headers=filled | more)


# Behind a proxy that ends TLS.


@pytest.mark.parametrize("headers", [*MODERN, *OLD])
def test_behind_a_tls_proxy_with_proxy_fix(app, headers):
    app.wsgi_app = ProxyFix(app.wsgi_app)
    forwarded = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    response = send(app, headers, OUTSIDE, to="http://shop.example", **forwarded)
    assert response.text == f"{OUTSIDE}/"


@pytest.mark.parametrize("headers", [*MODERN, *OLD])
def test_behind_a_tls_proxy_that_says_the_host_apart(app, headers):
    app.wsgi_app = ProxyFix(app.wsgi_app, trust=["for", "proto", "host"])
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example"}
    response = send(app, headers, OUTSIDE, to="http://10.0.0.5:8000", **forwarded)
    assert response.text == f"{OUTSIDE}/"


@pytest.mark.parametrize("headers", [*MODERN, *OLD])
def test_behind_a_tls_proxy_that_hands_the_host_on_the_check_needs_no_proxy_fix(app, headers):
    response = send(app, headers, OUTSIDE, to="http://shop.example")
    assert response.text == "http://shop.example/"


@pytest.mark.parametrize("headers", [*MODERN, FIREFOX_60, IE_11])
def test_a_browser_that_compares_for_itself_needs_no_host(app, headers):
    assert send(app, headers, OUTSIDE, to="http://10.0.0.5:8000").status_code == 200


def test_another_host_inside_is_explained_with_both_origins_and_what_mends_it(app):
    response = send(app, SAFARI_15, OUTSIDE, to="http://10.0.0.5:8000", Accept="application/json")
    assert response.status_code == 403
    detail = response.json["detail"]
    for told in (f"'{OUTSIDE}'", "'http://10.0.0.5:8000'", "ProxyFix", "CSRF_TRUSTED_ORIGINS"):
        assert told in detail


def test_the_setting_that_is_named_mends_it_too(app):
    app.config["CSRF_TRUSTED_ORIGINS"] = [OUTSIDE]
    assert send(app, SAFARI_15, OUTSIDE, to="http://10.0.0.5:8000").status_code == 200


def test_proxy_fix_is_not_named_to_a_browser_that_saw_the_outside(app):
    response = send(
        app, CHROME_140_HTTPS_FOREIGN, OUTSIDE, to="http://shop.example", Accept="application/json"
    )
    assert "ProxyFix" not in response.json["detail"]


@pytest.mark.parametrize("headers", FOREIGN)
def test_behind_a_tls_proxy_another_sites_form_is_refused(app, headers):
    app.wsgi_app = ProxyFix(app.wsgi_app)
    forwarded = {"X-Forwarded-Proto": "https"}
    response = send(app, headers, OUTSIDE, to="http://shop.example", **forwarded)
    assert response.status_code == 403


# On a network without TLS.


@pytest.mark.parametrize(
    "site",
    ["http://192.168.1.20:8000", "http://nas:8000", "http://nas.local", "http://[fd00::20]:8000"],
)
def test_on_a_plain_lan_the_origin_decides(app, site):
    for headers in (CHROME_140_HTTP, SAFARI_15, FIREFOX_60, IE_11):
        assert send(app, headers, site, to=site).status_code == 200
    for headers in (CHROME_140_HTTP_FOREIGN, SAFARI_15_SANDBOXED, FIREFOX_60_FOREIGN):
        assert send(app, headers, site, to=site).status_code == 403


def test_on_a_plain_lan_the_names_of_one_machine_are_several_sites(app):
    response = send(app, CHROME_140_HTTP, "http://nas:8000", to="http://192.168.1.20:8000")
    assert response.status_code == 403
    assert "http://nas:8000" in response.text
    assert "http://192.168.1.20:8000" in response.text


# Browsers without either header.


def test_a_form_that_nobody_vouches_for_passes_unless_tokens_are_asked_for(app):
    """A browser that says nothing does so for other sites' forms as well: tokens are for that."""
    app.secret_key = "of the test" * 4
    assert send(app, IE_11, "http://evil.example", to="http://shop.example").status_code == 200
    app.config["CSRF_TOKENS"] = True
    assert send(app, IE_11, "http://evil.example", to="http://shop.example").status_code == 403
