"""Mounts: other applications below a path, and this one below others."""

import pytest

from microweb import App, Response, redirect, request, session, url_for
from microweb.exceptions import RegistrationError


def echo(environ, start_response):
    """Answer with the mount point and the path."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['SCRIPT_NAME']}|{environ['PATH_INFO']}".encode("latin-1")]


def make_inner(name="inner"):
    app = App(name, static_folder=None)
    app.secret_key = "a key for tests"
    app.add_url_rule("/", "index", lambda: url_for("page", n=1))
    app.add_url_rule("/page/<int:n>/", "page", lambda n: f"{request.script_root} {request.path}")
    app.add_url_rule("/go", "go", lambda: redirect(url_for("index")))
    app.add_url_rule("/old", "old", redirect_to="page/7/")
    app.add_url_rule("/login", "login", lambda: session.update(user=1) or "in")
    app.add_url_rule("/full", "full", lambda: url_for("index", _external=True))
    return app


@pytest.fixture
def app():
    return App("demo", static_folder=None)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/a", "/a|"),
        ("/a/", "/a|/"),
        ("/a/x/y", "/a|/x/y"),
        ("/a/b", "/a/b|"),
        ("/a/b/c", "/a/b|/c"),
        ("/a/bc", "/a|/bc"),
        ("/%C3%BC/%C3%A4", "/ü|/ä"),
    ],
)
def test_the_longest_mount_gets_its_part_of_the_path(app, path, text):
    for prefix in ("/a", "/a/b/", "/ü"):
        app.mount(prefix, echo)
    assert app.test_client().get(path).text == text


@pytest.mark.parametrize("path", ["/", "/ab", "/A", "/b/a", "/%2Fa"])
def test_a_mount_answers_for_whole_segments_alone(app, path):
    app.mount("/a", echo)
    assert app.test_client().get(path).status_code == 404


def test_a_slash_at_the_end_of_the_own_mount_point_is_not_doubled(app):
    app.mount("/a", echo)
    environ = {"SCRIPT_NAME": "/x/", "PATH_INFO": "/a/b"}
    assert list(app(environ, lambda *_: None)) == [b"/x/a|/b"]


def test_a_mount_wins_over_a_rule_that_captures(app):
    app.add_url_rule("/<path:p>", "all", lambda p: p)
    app.mount("/a", echo)
    assert app.test_client().get("/a/b").text == "/a|/b"
    assert app.test_client().get("/b").text == "b"


@pytest.mark.parametrize("prefix", ["", "/", "a", "/a//b", "/<x>"])
def test_a_prefix_is_a_path_without_variables(app, prefix):
    with pytest.raises(
        RegistrationError, match=r"needs a path such as '/admin'.*test_mounts.py:\d"
    ):
        app.mount(prefix, echo)


@pytest.mark.parametrize("rule", ["/a", "/a/", "/a/b", "/a/<x>"])
def test_a_rule_and_a_mount_do_not_claim_one_path(app, rule):
    app.add_url_rule(rule, "here", lambda **_: "")
    with pytest.raises(RegistrationError, match=r"of 'here' \(.*:\d+\).*mounted at /a \(.*:\d+\)"):
        app.mount("/a", echo)
    other = App("other", static_folder=None)
    other.mount("/a", echo)
    with pytest.raises(RegistrationError, match="would never be reached"):
        other.add_url_rule(rule, "here", lambda **_: "")
    assert list(other.url_map.iter_rules()) == []


def test_two_mounts_do_not_claim_one_path(app):
    app.mount("/a", echo)
    with pytest.raises(RegistrationError, match="two applications are mounted at '/a'"):
        app.mount("/a/", echo)


def test_a_mount_after_the_first_request_is_refused(app):
    app.test_client().get("/")
    with pytest.raises(RegistrationError, match="after its first request"):
        app.mount("/a", echo)


def test_nothing_of_the_outer_app_touches_the_answer(app):
    app.after_request(lambda response: Response("changed"))
    app.use(lambda request, call_next: Response("changed"))
    app.register_error_handler(404, lambda error: "changed")
    app.mount("/a", echo)
    app.mount("/inner", make_inner())
    assert app.test_client().get("/a/x").text == "/a|/x"
    assert "changed" not in app.test_client().get("/inner/nothing").text


def test_what_it_raises_is_its_own(app):
    def broken(environ, start_response):
        raise ZeroDivisionError

    app.mount("/a", broken)
    with pytest.raises(ZeroDivisionError):
        app.test_client().get("/a")


@pytest.fixture
def nested():
    """An app two mounts deep."""
    middle, outer = App("middle", static_folder=None), App("outer", static_folder=None)
    middle.mount("/in", make_inner())
    outer.mount("/mid", middle)
    return outer.test_client()


def test_urls_of_an_app_two_mounts_deep_have_both_prefixes(nested):
    assert nested.get("/mid/in").text == "/mid/in/page/1/"
    assert nested.get("/mid/in/full").text == "http://localhost/mid/in/"
    assert nested.get("/mid/in/page/5/").text == "/mid/in /page/5/"


@pytest.mark.parametrize(
    ("path", "location"),
    [("/go", "/mid/in/"), ("/page/5?a=1", "/mid/in/page/5/?a=1"), ("/old", "/mid/in/page/7/")],
)
def test_redirects_of_an_app_two_mounts_deep_have_both_prefixes(nested, path, location):
    assert nested.get(f"/mid/in{path}").headers["Location"] == location


def test_the_session_cookie_of_an_app_two_mounts_deep_has_its_path(nested):
    assert "Path=/mid/in" in nested.get("/mid/in/login").headers["Set-Cookie"].split("; ")


def test_an_app_below_another_one_knows_its_own_rule_alone(app):
    inner = App("inner", static_folder=None)
    inner.add_url_rule("/x", "x", lambda: f"{request.endpoint} {request.blueprints}")
    app.mount("/in", inner)
    assert app.test_client().get("/in/x").text == "x []"
    assert app.test_client().get("/in/nothing").status_code == 404
