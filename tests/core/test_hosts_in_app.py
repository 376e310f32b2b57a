"""Hosts and subdomains in an app."""

import pytest

from microweb import App, Blueprint, request, url_for
from microweb.exceptions import RegistrationError


def text_of(app, url, status=200):
    response = app.test_client().get(url)
    assert response.status_code == status
    return response.text


@pytest.fixture
def hosts():
    app = App("demo", static_folder=None, host_matching=True)
    app.add_url_rule("/", "shop", lambda: "shop", host="shop.example")
    app.add_url_rule("/", "user", lambda user: f"user {user}", host="<user>.example")
    app.add_url_rule("/about/", "about", lambda: "about")
    app.add_url_rule("/links", "links", lambda: " ".join(
        [url_for("shop"), url_for("user", user="ada"), url_for("about")]))  # fmt: skip
    return app


@pytest.fixture
def subdomains():
    app = App("demo", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "site.example"
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/", "api", lambda: "api", subdomain="api")
    app.add_url_rule("/", "user", lambda user: f"user {user}", subdomain="<user>")
    app.add_url_rule("/links", "links", lambda: " ".join(
        [url_for("index"), url_for("api"), url_for("user", user="ada")]))  # fmt: skip
    return app


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://shop.example/", "shop"),
        ("http://SHOP.example:8000/", "shop"),
        ("http://ada.example/", "user ada"),
        ("http://other/about/", "about"),
        ("http://shop.example/about/", "about"),
    ],
)
def test_the_host_chooses_the_rule(hosts, url, text):
    assert text_of(hosts, url) == text


def test_an_unknown_host_has_what_is_for_every_host(hosts):
    text_of(hosts, "http://other/", 404)


def test_methods_are_those_of_the_host(hosts):
    hosts.add_url_rule("/", "post", lambda: "", methods=["POST"], host="shop.example")
    client = hosts.test_client()
    assert client.options("http://shop.example/").headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert client.delete("http://ada.example/").headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("http://shop.example/links", "/ http://ada.example/ /about/"),
        ("http://ada.example/links", "http://shop.example/ / /about/"),
        ("https://x:8443/links", "https://shop.example:8443/ https://ada.example:8443/ /about/"),
    ],
)
def test_a_url_names_the_host_where_it_is_another(hosts, url, links):
    assert text_of(hosts, url) == links


def test_outside_of_a_request_a_url_names_the_host_of_its_rule(hosts):
    assert hosts.url_for("shop") == "http://shop.example/"
    assert hosts.url_for("about") == "/about/"
    assert hosts.url_for("user", user="ada", _scheme="https") == "https://ada.example/"


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://site.example/", "index"),
        ("http://api.site.example/", "api"),
        ("http://API.site.example:8000/", "api"),
        ("http://ada.site.example/", "user ada"),
        ("http://a.b.site.example/", "user a.b"),
    ],
)
def test_the_subdomain_chooses_the_rule(subdomains, url, text):
    assert text_of(subdomains, url) == text


@pytest.mark.parametrize("host", ["other.example", "xsite.example", "example", "site.example.evil"])
def test_a_host_that_is_not_below_the_server_name_is_404(subdomains, host):
    text_of(subdomains, f"http://{host}/", 404)


def test_a_port_in_the_server_name_counts(subdomains):
    subdomains.config["SERVER_NAME"] = "site.example:8000"
    assert text_of(subdomains, "http://api.site.example:8000/") == "api"
    text_of(subdomains, "http://api.site.example:8001/", 404)
    subdomains.config["SERVER_NAME"] = "site.example:80"
    assert text_of(subdomains, "http://api.site.example/") == "api"


def test_without_a_server_name_every_host_is_the_domain(subdomains):
    subdomains.config["SERVER_NAME"] = None
    assert text_of(subdomains, "http://api.site.example/") == "index"


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("http://site.example/links", "/ http://api.site.example/ http://ada.site.example/"),
        ("https://site.example:8443/links",
         "/ https://api.site.example:8443/ https://ada.site.example:8443/"),
    ],
)  # fmt: skip
def test_a_url_names_the_subdomain_where_it_is_another(subdomains, url, links):
    assert text_of(subdomains, url) == links


def test_outside_of_a_request_a_url_names_the_subdomain(subdomains):
    assert subdomains.url_for("api") == "http://api.site.example/"
    assert subdomains.url_for("index") == "/"
    assert subdomains.url_for("index", _external=True) == "http://site.example/"


def test_a_blueprint_has_a_subdomain_and_joins_it_with_that_around_it():
    app = App("demo", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "site.example"
    outer, inner = Blueprint("outer", "demo", subdomain="api"), Blueprint("inner", "demo")
    inner.add_url_rule("/", "index", lambda: request.endpoint)
    outer.register_blueprint(inner)
    outer.register_blueprint(inner, name="v1", subdomain="v1")
    app.register_blueprint(outer)
    assert text_of(app, "http://api.site.example/") == "outer.inner.index"
    assert text_of(app, "http://v1.api.site.example/") == "outer.v1.index"
    app.url_for("outer.v1.index")


@pytest.mark.parametrize(
    ("options", "rule", "message"),
    [
        ({}, {"host": "a"}, "made with host_matching=True"),
        ({}, {"subdomain": "a"}, "made with subdomain_matching=True"),
        ({"host_matching": True}, {"subdomain": "a"}, "made with subdomain_matching=True"),
        ({"subdomain_matching": True}, {"host": "a"}, "made with host_matching=True"),
    ],
)
def test_a_rule_that_could_never_match_is_refused(options, rule, message):
    app = App("demo", static_folder=None, **options)
    with pytest.raises(RegistrationError, match=message):
        app.add_url_rule("/", "index", lambda: "", **rule)


@pytest.mark.parametrize(
    "options", [{"host_matching": True, "subdomain_matching": True}, {"static_host": "a"}]
)
def test_options_that_contradict_each_other_are_refused(options):
    with pytest.raises(ValueError, match="host_matching"):
        App("demo", **options)


def test_static_files_have_a_host(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.txt").write_text("file")
    app = App("demo", root_path=str(tmp_path), host_matching=True, static_host="files.example")
    assert text_of(app, "http://files.example/static/a.txt") == "file"
    text_of(app, "http://other/static/a.txt", 404)


def test_a_slash_redirect_stays_on_the_host(hosts):
    response = hosts.test_client().get("http://shop.example/about")
    assert response.headers["Location"] == "/about/"


def test_the_context_of_a_test_finds_the_rule_of_the_host(hosts):
    with hosts.test_request_context("/", base_url="http://ada.example/"):
        assert (request.endpoint, request.view_args) == ("user", {"user": "ada"})
