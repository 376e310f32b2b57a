"""What is refused without being asked: defaults 26 to 29 and 40 to 46."""

import io
import urllib.request

import pytest

from microweb import App, redirect, render_template_string, request, send_file
from microweb.middleware import ProxyFix
from microweb.security import csrf_exempt
from microweb.server import Server
from microweb.testing import make_environ

OTHERS = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}


def make_app(static_folder=None, **config):
    app = App("demo", static_folder=static_folder, static_url_path="/static", template_folder=None)
    app.secret_key = "of the test" * 4
    app.config.update(config)
    app.add_url_rule("/", "index", lambda: "x")
    app.add_url_rule("/host", "host", lambda: f"{request.scheme} {request.host}")
    app.add_url_rule("/form", "form", lambda: render_template_string("{{ csrf_field() }}"))
    app.add_url_rule("/save", "save", lambda: "saved", methods=["POST", "PUT", "PATCH", "DELETE"])
    app.add_url_rule("/open", "open", csrf_exempt(lambda: "saved"), methods=["POST"])
    app.add_url_rule("/go", "go", lambda: redirect(request.args["to"]))
    app.add_url_rule("/fields", "fields", lambda: str(len(request.form)), methods=["POST"])
    app.add_url_rule("/data", "data", lambda: str(len(request.get_data())), methods=["POST"])
    return app


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_default_26_another_sites_request_is_refused_without_any_token(method):
    client = make_app().test_client()
    assert client.open("/save", method=method, headers=OTHERS).status_code == 403
    assert client.open("/save", method=method).text == "saved"


def test_default_26_tokens_come_with_a_setting():
    client = make_app(CSRF_TOKENS=True).test_client()
    assert client.post("/save", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 403
    field = client.get("/form").text
    token = field.partition('value="')[2].partition('"')[0]
    assert client.post("/save", data={"csrf_token": token}).text == "saved"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
def test_default_27_the_browser_says_where_a_request_comes_from(headers, status):
    assert make_app().test_client().post("/save", headers=headers).status_code == status


def test_default_27_an_origin_is_trusted_and_a_view_is_open_where_it_is_said():
    client = make_app(CSRF_TRUSTED_ORIGINS=["https://evil.example"]).test_client()
    assert client.post("/save", headers=OTHERS).text == "saved"
    assert make_app().test_client().post("/open", headers=OTHERS).text == "saved"


def test_default_27_a_good_token_does_not_help_another_site():
    client = make_app(CSRF_TOKENS=True).test_client()
    token = client.get("/form").text.partition('value="')[2].partition('"')[0]
    assert client.post("/save", data={"csrf_token": token}, headers=OTHERS).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    "trick",
    [
        {"path": "/save?_method=POST"},
        {"path": "/save", "headers": {"X-HTTP-Method-Override": "POST"}},
        {"path": "/save", "headers": {"X-HTTP-Method": "DELETE"}},
        {"path": "/save", "headers": {"X-Method-Override": "PUT"}},
    ],
)
def test_default_29_no_header_or_field_turns_a_get_into_more(method, trick):
    assert make_app().test_client().open(**trick, method=method).text != "saved"


def test_default_40_the_server_says_no_version():
    with (
        Server(make_app(), port=0, log=io.StringIO(), access_log=False) as server,
        urllib.request.urlopen(server.url) as response,
    ):
        names = response.headers.get_all("Server")
        assert "X-Powered-By" not in response.headers
    assert names == ["microweb"]


def test_default_40_the_framework_says_nothing_of_itself():
    response = make_app().test_client().get("/")
    assert not {"Server", "X-Powered-By", "Via"} & {name for name, _ in response.headers}


@pytest.mark.parametrize("host", ["a b", "a@b", "a/b?", "a:99999", "a:b", "[::1%25x]", "", "é"])
def test_default_41_a_malformed_host_is_refused(host):
    assert make_app().test_client().get("/", headers={"Host": host}).status_code == 400


def test_default_41_a_list_of_hosts_is_kept_to():
    client = make_app(TRUSTED_HOSTS=["shop.example", ".shop.test"]).test_client()
    for host, status in [
        ("shop.example", 200),
        ("shop.example:8000", 200),
        ("www.shop.test", 200),
        ("www.shop.example", 400),
        ("evilshop.example", 400),
        ("localhost", 400),
    ]:
        assert client.get("/", headers={"Host": host}).status_code == status, host


FORWARDED = {
    "X-Forwarded-For": "192.0.2.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=192.0.2.1;proto=https;host=evil.example",
    "X-Real-IP": "192.0.2.1",
}


def test_default_42_forwarded_headers_count_where_a_proxy_was_named():
    app = make_app()
    client = app.test_client()
    assert client.get("/host", headers=FORWARDED).text == "http localhost"
    app.wsgi_app = ProxyFix(app.wsgi_app, hops=1)
    headers = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http, https"}
    assert client.get("/host", headers=headers).text == "https localhost"


MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [("/data", 16 * MIB, 200), ("/data", 16 * MIB + 1, 413), ("/fields", MIB + 100, 413)],
)
def test_default_43_a_body_has_its_limit(path, size, status):
    kind = "application/x-www-form-urlencoded" if path == "/fields" else "text/plain"
    response = make_app().test_client().post(path, data=b"a" * size, content_type=kind)
    assert response.status_code == status


@pytest.mark.parametrize(("fields", "status"), [(1000, 200), (1001, 413)])
def test_t108_default_43_a_form_has_its_limit_of_fields(fields, status):
    body = "&".join(f"f{number}=" for number in range(fields))
    response = (
        make_app()
        .test_client()
        .post("/fields", data=body, content_type="application/x-www-form-urlencoded")
    )
    assert response.status_code == status


def test_default_43_the_limits_are_settings():
    client = make_app(MAX_CONTENT_LENGTH=10).test_client()
    assert client.post("/data", data=b"a" * 10).status_code == 200
    refused = client.post("/data", data=b"a" * 11)
    assert refused.status_code == 413
    assert "MAX_CONTENT_LENGTH" in refused.text


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "data:text/html,x", "/\\evil.example", "/\t/evil.example"]
)
def test_default_44_a_target_that_browsers_read_otherwise_is_refused(target):
    assert make_app().test_client().get("/go", query_string={"to": target}).status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "BREW", "__class__", "get"])
def test_default_45_a_method_that_was_not_declared_is_refused(method):
    # Not by the client: wsgiref.validate warns of methods that it does not know.
    environ = {**make_environ("/"), "REQUEST_METHOD": method}
    heads = []
    make_app()(environ, lambda *head: heads.append(head))
    ((status, fields),) = heads
    assert status.startswith("405 ")
    assert dict(fields)["Allow"] == "GET, HEAD, OPTIONS"


@pytest.fixture
def files(tmp_path):
    for name in ("a.txt", ".env", ".git/config", "folder/b.txt", "page.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("content")
    return make_app(tmp_path).test_client()


@pytest.mark.parametrize("path", ["", "folder", "folder/", ".", "./", "%2e"])
def test_t70_default_46_a_folder_is_not_listed(files, path):
    response = files.get(f"/static/{path}")
    assert response.status_code == 404
    assert "b.txt" not in response.text


@pytest.mark.parametrize("path", [".env", ".git/config", "folder/../.env", "%2eenv"])
def test_default_46_a_hidden_file_is_not_served(files, path):
    assert files.get(f"/static/{path}").status_code == 404
    assert files.get("/static/a.txt").text == "content"


def test_default_46_an_upload_can_be_handed_out_as_an_attachment(tmp_path):
    app = make_app()
    (tmp_path / "page.html").write_text("<script>steal()</script>")
    path = tmp_path / "page.html"
    app.add_url_rule("/upload", "upload", lambda: send_file(path, as_attachment=True))
    response = app.test_client().get("/upload")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
