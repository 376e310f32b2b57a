import io
import sys
import time

from microweb.server.endpoint import Endpoints
from microweb.server.environ import build_environ
from microweb.server.heads import HeadReader
from microweb.server.limits import Limits


def environ_of(*lines: str, limits: Limits | None = None) -> dict[str, object]:
    data = "".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1")
    head = HeadReader(limits or Limits()).feed(data)
    assert head is not None
    return build_environ(
        head,
        ends=Endpoints("192.0.2.1", "1234", "192.0.2.2", "8000", "http"),
        body=io.BytesIO(),
        errors=sys.stderr,
    )


def test_the_environ_has_what_pep_3333_asks_for():
    environ = environ_of("GET /a%20b?q=1 HTTP/1.1", "Host: example.org", "Content-Type: text/plain")
    expected = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/a b",
        "QUERY_STRING": "q=1",
        "CONTENT_TYPE": "text/plain",
        "SERVER_NAME": "192.0.2.2",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "REMOTE_PORT": "1234",
        "HTTP_HOST": "example.org",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    assert {key: environ[key] for key in expected} == expected


def test_the_target_is_kept_as_sent():
    environ = environ_of("GET //a%2Fb?c HTTP/1.1", "Host: x")
    assert environ["REQUEST_URI"] == environ["RAW_URI"] == "//a%2Fb?c"
    assert environ["PATH_INFO"] == "//a/b"


def test_content_headers_come_without_prefix():
    environ = environ_of("POST / HTTP/1.1", "Host: x", "Content-Length: 0", "Content-Type: a/b")
    assert not {"HTTP_CONTENT_LENGTH", "HTTP_CONTENT_TYPE"} & environ.keys()


def test_headers_of_one_name_are_joined_and_cookies_by_semicolon():
    environ = environ_of("GET / HTTP/1.1", "Host: x", "A: 1", "a: 2", "Cookie: b=1", "Cookie: c=2")
    assert (environ["HTTP_A"], environ["HTTP_COOKIE"]) == ("1, 2", "b=1; c=2")


def test_t48_a_proxy_header_never_reaches_the_application():
    assert "HTTP_PROXY" not in environ_of("GET / HTTP/1.1", "Host: x", "Proxy: http://evil")


def test_the_environment_of_the_process_stays_outside(monkeypatch):
    monkeypatch.setenv("MICROWEB_TEST_SECRET", "x")
    assert "MICROWEB_TEST_SECRET" not in environ_of("GET / HTTP/1.1", "Host: x")


def test_the_host_of_an_absolute_target_is_http_host():
    assert environ_of("GET http://a/ HTTP/1.1", "Host: b")["HTTP_HOST"] == "a"


def test_t51_forwarded_headers_are_only_headers():
    environ = environ_of(
        "GET / HTTP/1.1", "Host: x", "X-Forwarded-For: 1.1.1.1", "X-Forwarded-Proto: https"
    )
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("192.0.2.1", "http")


def test_t49_equal_headers_are_joined_in_linear_time():
    limits = Limits(max_header_line=10**6, max_header_bytes=10**8, max_headers=10**6)

    def cost(count: int) -> float:
        lines = ["A: " + "b" * 1000] * count
        started = time.process_time()
        environ_of("GET / HTTP/1.1", "Host: x", *lines, limits=limits)
        return time.process_time() - started

    assert min(cost(2000) / cost(1000) for _ in range(5)) < 2.6
