"""ProxyFix: what the trusted proxies wrote counts, and nothing that a client wrote."""

import time

import pytest

from microweb import App, request, session
from microweb.middleware import ProxyFix
from microweb.middleware.proxy_fix import ORIGINAL_KEY
from microweb.testing import make_environ

ALL = ("for", "proto", "host", "port", "prefix")
EVERYTHING = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "www.example",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/shop",
}


def make_app(**options):
    """Give an app that tells what it sees, behind a ProxyFix with these options."""
    app = App("demo", static_folder=None)

    def show():
        return {
            "addr": request.remote_addr,
            "url": request.url,
            "secure": request.is_secure,
            "server": f"{request.environ['SERVER_NAME']}:{request.environ['SERVER_PORT']}",
        }

    app.add_url_rule("/", "show", show)
    if options:
        app.wsgi_app = ProxyFix(app.wsgi_app, **options)
    return app


def ask(headers, *, peer="10.0.0.1", base_url="http://app.internal/", **options):
    """Give what the app saw of a request with these headers."""
    client = make_app(**(options or {"hops": 1})).test_client()
    return client.get(
        "/", headers=headers, base_url=base_url, environ_overrides={"REMOTE_ADDR": peer}
    )


def address(value, **options):
    """Give the remote address that comes of an X-Forwarded-For header."""
    return ask({"X-Forwarded-For": value}, **options).json["addr"]


# Whom to trust.


def test_default_42_without_it_no_header_counts():
    client = make_app().test_client()
    everything = {**EVERYTHING, "Forwarded": "for=203.0.113.7;proto=https;host=www.example"}
    answer = client.get("/", headers=everything)
    assert answer.json == {
        "addr": "127.0.0.1",
        "url": "http://localhost/",
        "secure": False,
        "server": "localhost:80",
    }


def test_address_and_scheme_are_trusted_unless_told_otherwise():
    answer = ask(EVERYTHING)
    assert answer.json == {
        "addr": "203.0.113.7",
        "url": "https://app.internal/",
        "secure": True,
        "server": "app.internal:80",
    }


@pytest.mark.parametrize("name", ALL)
def test_each_header_counts_when_named_alone(name):
    plain = ask({}).json
    changed = {
        key for key, value in ask(EVERYTHING, trust=[name]).json.items() if value != plain[key]
    }
    assert (
        changed
        == {
            "for": {"addr"},
            "proto": {"url", "secure"},
            "host": {"url", "server"},
            "port": {"url", "server"},
            "prefix": {"url"},
        }[name]
    )


def test_all_together():
    assert ask(EVERYTHING, trust=ALL).json == {
        "addr": "203.0.113.7",
        "url": "https://www.example:8443/shop/",
        "secure": True,
        "server": "www.example:8443",
    }


def test_missing_headers_change_nothing():
    assert (
        ask({}, trust=ALL).json
        == ask({}, hops=3).json
        == make_app()
        .test_client()
        .get("/", base_url="http://app.internal/", environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
        .json
    )


@pytest.mark.parametrize(
    ("value", "hops", "expected"),
    [
        ("203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6,203.0.113.7,10.0.0.2", 2, "203.0.113.7"),
        ("6.6.6.6, 7.7.7.7, 203.0.113.7, 10.0.0.3, 10.0.0.2", 3, "203.0.113.7"),
        ("not-an-address, 203.0.113.7", 1, "203.0.113.7"),
        (",,, 203.0.113.7", 1, "203.0.113.7"),
        ("203.0.113.7", 2, "203.0.113.7"),
        ("203.0.113.7, 10.0.0.2", 3, "203.0.113.7"),
    ],
)
def test_t51_values_are_counted_from_the_right(value, hops, expected):
    assert address(value, hops=hops) == expected


def test_t51_any_number_of_claims_changes_nothing():
    claims = ", ".join(["6.6.6.6"] * 5000)
    assert address(f"{claims}, 203.0.113.7") == "203.0.113.7"


def test_t51_a_scheme_that_a_client_claims_is_not_believed():
    assert ask({"X-Forwarded-Proto": "https, http"}).json["secure"] is False
    assert ask({"X-Forwarded-Proto": "http, https"}).json["secure"] is True
    assert ask({"X-Forwarded-Proto": "http, https, http"}, hops=2).json["secure"] is True


def test_t51_a_host_that_a_client_claims_is_not_believed():
    answer = ask({"X-Forwarded-Host": "evil.example, www.example"}, trust=["host"])
    assert answer.json["url"] == "http://www.example/"


@pytest.mark.parametrize(
    ("peer", "believed"),
    [
        ("10.0.0.1", True),
        ("10.255.255.255", True),
        ("::ffff:10.0.0.1", True),
        ("192.0.2.1", True),
        ("fd00::5", True),
        ("192.0.2.2", False),
        ("11.0.0.1", False),
        ("::ffff:11.0.0.1", False),
        ("fe80::5", False),
        ("localhost", False),
        ("", False),
    ],
)
def test_t51_only_the_named_peers_are_believed(peer, believed):
    proxies = ["10.0.0.0/8", "192.0.2.1", "fd00::/8"]
    seen = ask(EVERYTHING, peer=peer, proxies=proxies).json
    assert seen["addr"] == ("203.0.113.7" if believed else peer)
    assert seen["secure"] is believed


def test_a_peer_without_an_address_can_be_named():
    assert address("203.0.113.7", peer="", proxies=["unix"]) == "203.0.113.7"
    assert address("203.0.113.7", peer="10.0.0.1", proxies=["unix"]) == "10.0.0.1"


def test_no_peer_is_believed_when_none_is_named():
    assert address("203.0.113.7", proxies=[]) == "10.0.0.1"


# Values.


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("2001:DB8::0:1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("\t203.0.113.7 ", "203.0.113.7"),
        ("unknown", ""),
        ("_hidden", ""),
    ],
)
def test_forms_of_an_address(value, expected):
    assert address(value) == expected


MALFORMED = {
    "For": [
        "a",
        "203.0.113",
        "203.0.113.777",
        "203.0.113.07",
        "1......1",
        "203.0.113.7,",
        ",",
        "203.0.113.7 6.6.6.6",
        "2001:db8::1::2",
        "203.0.113.7:x",
        "fe80::1%eth0",
        "\xb2.0.0.1",
        "<script>",
    ],
    "Proto": ["ftp", "https:", "wss", "javascript", "https,", "ht tp", '"https"'],
    "Host": [
        "www.example/x",
        "a@www.example",
        "www.example:99999",
        "www.example.",
        "www example",
        "www.example,",
        "[::1%25eth0]",
        "w\xfcw.example",
        "?",
    ],
    "Port": ["0", "65536", "-1", "+80", "80.0", "x", " 8 0", "\xb2", "080", "443,"],
    "Prefix": [
        "shop",
        "//evil.example",
        "/a//b",
        "/../x",
        "/a/..",
        "/./a",
        "/a/.",
        "/a?b",
        "/a#b",
        "/a%2fb",
        "/a\\b",
        "https://evil.example",
        "/a b",
        "/caf\xe9",
        "/a,",
    ],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in MALFORMED.items() for value in values]
)
def test_a_malformed_value_is_a_400(name, value):
    answer = ask({f"X-Forwarded-{name}": value}, trust=[name.lower()])
    assert answer.status_code == 400
    assert "forwarded" in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_refusal_shows_the_value_as_text():
    answer = ask({"X-Forwarded-For": "<script>alert(1)</script>", "Accept": "text/html"})
    assert answer.mimetype == "text/html"
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_a_malformed_claim_of_a_client_is_not_looked_at():
    for name, values in MALFORMED.items():
        good = EVERYTHING[f"X-Forwarded-{name}"]
        for value in values:
            headers = {f"X-Forwarded-{name}": f"{value}, {good}"}
            assert ask(headers, trust=[name.lower()]).status_code == 200


def test_a_malformed_value_of_one_who_is_not_trusted_is_not_looked_at():
    bad = {f"X-Forwarded-{name}": values[0] for name, values in MALFORMED.items()}
    assert ask(bad, trust=ALL, proxies=["192.0.2.1"]).json == ask({}).json


@pytest.mark.parametrize(
    ("headers", "url", "server"),
    [
        ({"Host": "WWW.Example"}, "http://www.example/", "www.example:80"),
        ({"Host": "www.example:8080"}, "http://www.example:8080/", "www.example:8080"),
        ({"Host": "www.example:"}, "http://www.example/", "www.example:80"),
        ({"Host": "[2001:db8::1]:81"}, "http://[2001:db8::1]:81/", "[2001:db8::1]:81"),
        ({"Host": "www.example", "Proto": "https"}, "https://www.example/", "www.example:443"),
        ({"Host": "www.example:1", "Port": "2"}, "http://www.example:2/", "www.example:2"),
        ({"Port": "8080"}, "http://app.internal:8080/", "app.internal:8080"),
        ({"Port": "80"}, "http://app.internal/", "app.internal:80"),
        ({"Port": "443", "Proto": "HTTPS"}, "https://app.internal/", "app.internal:443"),
    ],
)
def test_host_port_and_scheme_make_one_url(headers, url, server):
    seen = ask({f"X-Forwarded-{name}": value for name, value in headers.items()}, trust=ALL).json
    assert (seen["url"], seen["server"]) == (url, server)


@pytest.mark.parametrize(
    ("prefix", "base_url", "url"),
    [
        ("/shop", "http://app.internal/", "http://app.internal/shop/"),
        ("/shop/", "http://app.internal/", "http://app.internal/shop/"),
        ("/a/b-c_d.e~f", "http://app.internal/", "http://app.internal/a/b-c_d.e~f/"),
        ("/", "http://app.internal/", "http://app.internal/"),
        ("/shop", "http://app.internal/mounted/", "http://app.internal/shop/mounted/"),
        ("/shop/", "http://app.internal/mounted/", "http://app.internal/shop/mounted/"),
        ("/", "http://app.internal/mounted/", "http://app.internal/mounted/"),
        ("/..a/.b", "http://app.internal/", "http://app.internal/..a/.b/"),
    ],
)
def test_a_prefix_stands_before_the_path_of_the_app(prefix, base_url, url):
    headers = {"X-Forwarded-Prefix": prefix}
    assert ask(headers, trust=["prefix"], base_url=base_url).json["url"] == url


# What the app makes of it.


def test_t46_the_host_that_counts_is_checked_by_the_app():
    app = make_app(trust=["host"])
    app.config["TRUSTED_HOSTS"] = ["www.example"]
    client = app.test_client()

    def status(claimed):
        headers = {"X-Forwarded-Host": claimed} if claimed else {}
        return client.get("/", headers=headers, base_url="http://app.internal/").status_code

    assert status("www.example") == 200
    assert status("evil.example") == 400
    assert status("www.example, evil.example") == 400
    assert status(None) == 400


def test_session_cookie_and_csrf_check_see_the_outside():
    app = App("demo", static_folder=None)
    app.secret_key = "a secret for this test"
    app.wsgi_app = ProxyFix(app.wsgi_app, trust=ALL)

    def log_in():
        session["user"] = "Ada"
        return "welcome"

    app.add_url_rule("/", "log_in", log_in, methods=["POST"])
    headers = {**EVERYTHING, "Origin": "https://www.example:8443"}
    answer = app.test_client().post("/", headers=headers, base_url="http://app.internal/")
    assert answer.text == "welcome"
    cookie = answer.headers["Set-Cookie"]
    assert "; Secure" in cookie
    assert "; Path=/shop" in cookie
    headers["Origin"] = "http://app.internal"
    answer = app.test_client().post("/", headers=headers, base_url="http://app.internal/")
    assert answer.status_code == 403


def test_the_originals_are_kept():
    seen = []

    def app(environ, start_response):
        seen.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b""]

    environ = make_environ("/", headers=EVERYTHING, base_url="http://app.internal/root")
    list(ProxyFix(ProxyFix(app, trust=ALL), trust=["for"])(environ, lambda *_: None))
    assert seen[0][ORIGINAL_KEY] == {
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "app.internal",
        "SERVER_NAME": "app.internal",
        "SERVER_PORT": "80",
        "SCRIPT_NAME": "/root",
        "wsgi.url_scheme": "http",
    }
    assert seen[0]["SCRIPT_NAME"] == "/shop/root"
    assert seen[0]["HTTP_X_FORWARDED_FOR"] == "203.0.113.7"


def test_a_refused_request_is_left_as_it_was():
    environ = make_environ("/", headers={**EVERYTHING, "X-Forwarded-Prefix": "//"})
    before = dict(environ)
    started = []
    app = ProxyFix(make_app().wsgi_app, trust=ALL)
    list(app(environ, lambda status, headers: started.append(status)))
    assert started == ["400 Bad Request"]
    assert environ == before


def test_an_environ_without_a_peer_or_a_root_will_do():
    environ = make_environ("/", headers=EVERYTHING)
    for key in ("REMOTE_ADDR", "SCRIPT_NAME", "HTTP_HOST"):
        del environ[key]
    started = []
    app = ProxyFix(make_app().wsgi_app, trust=ALL)
    body = b"".join(app(environ, lambda status, headers: started.append(status)))
    assert started == ["200 OK"]
    assert b"https://www.example:8443/shop/" in body


# RFC 7239.


def forwarded(value, **options):
    """Give the answer to a request with a Forwarded header."""
    options = {"trust": ["for", "proto", "host"], "forwarded": True, **options}
    return ask({"Forwarded": value, **EVERYTHING}, **options)


@pytest.mark.parametrize(
    ("value", "addr", "url"),
    [
        ("for=203.0.113.7", "203.0.113.7", "http://app.internal/"),
        ("For=203.0.113.9;Proto=https", "203.0.113.9", "https://app.internal/"),
        ('for="[2001:db8::1]:4711" ; host="a.example:81"', "2001:db8::1", "http://a.example:81/"),
        ("for=6.6.6.6;proto=https, for=203.0.113.9", "203.0.113.9", "http://app.internal/"),
        ("for=unknown", "", "http://app.internal/"),
        ("for=_hidden;by=10.0.0.9", "", "http://app.internal/"),
        ("proto=https", "10.0.0.1", "https://app.internal/"),
        ('for="203.0.113.9";ext="a, for=6.6.6.6"', "203.0.113.9", "http://app.internal/"),
    ],
)
def test_forwarded_is_read_in_place_of_the_others(value, addr, url):
    seen = forwarded(value).json
    assert (seen["addr"], seen["url"]) == (addr, url)


def test_forwarded_is_not_read_unless_told():
    assert ask({"Forwarded": "for=6.6.6.6;proto=https"}).json == ask({}).json


def test_x_forwarded_is_not_read_where_forwarded_is():
    assert ask(EVERYTHING, forwarded=True).json == ask({}).json


@pytest.mark.parametrize(("hops", "addr"), [(1, "10.0.0.2"), (2, "203.0.113.9"), (9, "6.6.6.6")])
def test_t51_elements_are_counted_from_the_right(hops, addr):
    assert forwarded("for=6.6.6.6, for=203.0.113.9,for=10.0.0.2", hops=hops).json["addr"] == addr


@pytest.mark.parametrize(
    "claim",
    [
        'for="',
        'for=6.6.6.6;a="',
        'for=6.6.6.6;a="\\',
        'for=6.6.6.6;a="b";c="',
        "for=6.6.6.6;a=(",
        "for=6.6.6.6 for=7.7.7.7",
        "for=6.6.6.6;",
        "for",
        "=",
        "for = 6.6.6.6",
        "",
    ],
)
@pytest.mark.parametrize(
    "written", ["for=203.0.113.9", 'for="[2001:db8::1]"', 'for=203.0.113.9;host="a.example"']
)
def test_t51_a_claim_cannot_swallow_what_the_proxy_writes(claim, written):
    assert forwarded(f"{claim}, {written}").status_code == 400


@pytest.mark.parametrize(
    "value",
    [
        "for=a",
        "for=203.0.113.7:80",
        "for=[2001:db8::1]",
        "for=2001:db8::1",
        "proto=ftp",
        'host="a/b"',
        "host=",
        'for=""',
        ",",
        " ",
        ", ".join(["for=203.0.113.9"] * 65),
        "for=203.0.113.9;a=" + "a" * 8192,
    ],
)
def test_a_malformed_forwarded_header_is_a_400(value):
    assert forwarded(value).status_code == 400


@pytest.mark.parametrize(
    "make",
    [
        lambda size: 'a="' + "\\" * size,
        lambda size: "a=b;" * size,
        lambda size: "a=b," * size,
        lambda size: "a=b" + " " * size + "x",
        lambda size: 'a="b' * size,
        lambda size: "a" * size,
    ],
)
def test_hostile_forwarded_headers_cost_little(make):
    application = make_app(forwarded=True)
    environ = make_environ("/", headers={"Forwarded": make(50_000)})
    start = time.process_time()
    list(application(environ, lambda *_: None))
    assert time.process_time() - start < 0.1


# Options.


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hops": 0}, "hops=0"),
        ({"hops": -1}, "hops=-1"),
        ({"trust": ["For"]}, "trust has 'For'.*for, proto, host, port, prefix"),
        ({"trust": ["port"], "forwarded": True}, "Forwarded says for, proto, host"),
        ({"proxies": ["10.0.0.1/8"]}, "has host bits set"),
        ({"proxies": ["proxy.internal"]}, "does not appear to be"),
    ],
)
def test_options_that_cannot_be_are_errors(options, message):
    with pytest.raises(ValueError, match=message):
        make_app(**options)


@pytest.mark.parametrize("option", ["trust", "proxies"])
def test_text_in_place_of_a_list_is_an_error(option):
    with pytest.raises(TypeError, match="are lists"):
        make_app(**{option: "for"})


# Werkzeug's words.


def test_werkzeugs_counts_say_what_hops_and_trust_do():
    counts = {"x_for": 1, "x_proto": 1, "x_host": 1, "x_port": 1, "x_prefix": 1}
    assert ask(EVERYTHING, **counts).json == ask(EVERYTHING, hops=1, trust=ALL).json


def test_a_count_that_is_left_out_is_1_for_address_and_scheme_and_0_for_the_rest():
    assert ask(EVERYTHING, x_host=0).json == ask(EVERYTHING, hops=1).json
    assert ask(EVERYTHING, x_for=1).json == ask(EVERYTHING, hops=1).json


def test_each_header_has_its_own_count():
    headers = {
        "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 10.0.0.2",
        "X-Forwarded-Proto": "https, http",
    }
    answer = ask(headers, x_for=2, x_proto=1).json
    assert (answer["addr"], answer["secure"]) == ("203.0.113.7", False)
    answer = ask(headers, x_for=1, x_proto=2).json
    assert (answer["addr"], answer["secure"]) == ("10.0.0.2", True)


def test_a_header_with_the_count_0_is_not_looked_at():
    headers = {**EVERYTHING, "X-Forwarded-For": "nonsense"}
    answer = ask(headers, x_for=0, x_proto=1).json
    assert (answer["addr"], answer["secure"]) == ("10.0.0.1", True)


def test_what_a_client_wrote_further_left_does_not_count_in_werkzeugs_words_either():
    assert address("6.6.6.6, 203.0.113.7", x_for=1) == "203.0.113.7"


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"x_for": 1, "hops": 2}, TypeError, "give either"),
        ({"x_for": 1, "trust": ["for"]}, TypeError, "give either"),
        ({"x_for": 1, "forwarded": True}, TypeError, "give either"),
        ({"x_for": -1}, ValueError, "x_for=-1"),
        ({"x_for": 0, "x_proto": 0}, ValueError, "leave ProxyFix out"),
    ],
)
def test_counts_that_say_nothing_are_refused(options, error, message):
    with pytest.raises(error, match=message):
        make_app(**options)
