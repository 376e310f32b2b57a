"""What a test client keeps: the context of its last request, sessions and cookies."""

from io import BytesIO

import pytest

from microweb import App, Response, g, has_request_context, request, session
from microweb.testing import Client, make_environ

# In a `with` block


def test_in_a_with_block_the_context_of_the_last_request_stays(app):
    with app.test_client() as client:
        client.get("/?a=1")
        assert (request.args["a"], g.seen, session["count"]) == ("1", "1", 1)
        client.get("/?a=2")
        assert (request.args["a"], g.seen, session["count"]) == ("2", "2", 2)
    assert not has_request_context()


def test_without_a_with_block_nothing_stays(app):
    app.test_client().get("/")
    assert not has_request_context()


def test_teardown_waits_for_the_next_request_or_the_end_of_the_block(app):
    ended = []
    app.teardown_request(lambda error: ended.append(request.args.get("a")))
    with app.test_client() as client:
        client.get("/?a=1")
        assert ended == []
        client.get("/?a=2")
        assert ended == ["1"]
    assert ended == ["1", "2"]


def test_the_context_of_a_request_that_failed_stays_too(app):
    ended = []
    app.teardown_request(ended.append)
    with app.test_client() as client:
        with pytest.raises(ValueError, match="why"):
            client.get("/fail")
        assert g.seen == "fail"
    assert [type(error) for error in ended] == [ValueError]


def test_after_a_redirect_the_last_context_stays(app):
    with app.test_client() as client:
        client.get("/away", follow_redirects=True)
        assert g.seen == "moved"


def test_the_context_of_a_streamed_answer_stays(app):
    @app.get("/stream")
    def stream():
        return (request.args["a"] for _ in range(2))

    with app.test_client() as client:
        assert client.get("/stream?a=x").text == "xx"
        assert request.path == "/stream"


def test_an_uploaded_file_can_be_read_in_the_block(app):
    with app.test_client() as client:
        client.post("/", data={"file": (BytesIO(b"content"), "a.txt")})
        assert request.files["file"].read() == b"content"


def test_the_contexts_of_a_mounted_app_end_with_that_of_the_outer(app):
    order = []
    inner = App("inner", static_folder=None)
    inner.add_url_rule("/", "index", lambda: "inside")
    inner.teardown_request(lambda error: order.append("inner"))
    app.teardown_request(lambda error: order.append("outer"))
    app.add_url_rule("/mounted", "mounted", lambda: inner)
    outer_app = app

    @outer_app.get("/call")
    def call():
        environ = make_environ("/", environ_base=request.environ)
        environ["microweb.keep_context"] = request.environ["microweb.keep_context"]
        environ["microweb.uploads"] = []
        return b"".join(inner(environ, lambda status, headers, exc_info=None: None))

    with app.test_client() as client:
        assert client.get("/call").text == "inside"
        assert request.path == "/call"
        assert order == []
    assert sorted(order) == ["inner", "outer"]


def test_blocks_of_one_client_do_not_nest(app):
    client = app.test_client()
    with client, pytest.raises(RuntimeError, match="already"), client:
        pass


def test_after_a_block_nothing_stays(app):
    client = app.test_client()
    with client:
        client.get("/")
    client.get("/")
    assert not has_request_context()
    with client:
        client.get("/?a=again")
        assert g.seen == "again"


# Sessions


def test_a_session_is_prepared_for_a_request(app):
    client = app.test_client()
    with client.session_transaction() as values:
        values["count"] = 41
    assert client.get("/").text == "42"


def test_a_session_is_read_after_a_request(app):
    client = app.test_client()
    client.get("/")
    with client.session_transaction() as values:
        assert values["count"] == 1


def test_a_session_belongs_to_the_place_it_was_made_for(app):
    client = app.test_client()
    with client.session_transaction(base_url="https://example.com/") as values:
        values["count"] = 41
    assert client.get("/").text == "1"
    assert client.get("/", base_url="https://example.com/").text == "42"


def test_a_client_without_cookies_has_no_session(app):
    client = app.test_client(use_cookies=False)
    with pytest.raises(TypeError, match="use_cookies"), client.session_transaction():
        pass


# Cookies


@pytest.mark.parametrize(
    ("host", "sent"),
    [("example.com", "a=1"), ("www.example.com", "a=1"), ("example.org", "")],
)
def test_a_cookie_may_be_set_for_the_hosts_below(host, sent):
    client = Client(lambda environ, start: Response(environ.get("HTTP_COOKIE", ""))(environ, start))
    client.set_cookie("a", "1", domain="example.com", origin_only=False)
    assert client.get(base_url=f"http://{host}/").text == sent
    cookie = client.get_cookie("a", "example.com")
    assert (cookie.key, cookie.value, cookie.origin_only) == ("a", "1", False)


def test_a_cookie_tells_its_attributes(app):
    client = app.test_client()
    client.set_cookie("a", "x y", max_age=60, samesite="Strict", secure=True)
    cookie = client.get_cookie("a")
    assert cookie.decoded_value == "x y"
    assert (cookie.max_age, cookie.same_site, cookie.secure) == (60, "Strict", True)
    assert cookie.http_only
    assert cookie.origin_only
    client.set_cookie("b", "", httponly=False)
    assert not client.get_cookie("b").http_only
    assert client.get_cookie("b").max_age is None
