"""Sessions and middleware: what is written last is kept."""

import pytest

from microweb import App, Response, session
from microweb.context import current_context


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    app.add_url_rule("/", "show", lambda: dict(session))
    app.add_url_rule("/plain", "plain", lambda: "x")
    return app


def test_what_a_middleware_writes_after_the_view_is_kept(app):
    @app.use
    def count(request, call_next):
        response = call_next(request)
        session["count"] = session.get("count", 0) + 1
        return response

    client = app.test_client()
    client.get("/plain")
    assert client.get("/").json == {"count": 1}
    assert client.get("/").json == {"count": 2}


def test_what_a_middleware_writes_before_it_answers_itself_is_kept(app):
    @app.use
    def shortcut(request, call_next):
        if request.path == "/plain":
            session["by"] = "middleware"
            return Response("mine")
        return call_next(request)

    client = app.test_client()
    response = client.get("/plain")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert client.get("/").json == {"by": "middleware"}


def test_what_was_written_before_an_error_in_a_middleware_is_kept(app):
    @app.use
    def fail(request, call_next):
        if request.path == "/plain":
            session["kept"] = True
            raise ZeroDivisionError
        return call_next(request)

    client = app.test_client()
    assert client.get("/plain").status_code == 500
    assert client.get("/").json == {"kept": True}


def test_the_session_is_saved_once(app):
    saved = []
    save = app.session_interface.save_session
    app.session_interface.save_session = lambda *args: saved.append(args) or save(*args)
    app.use(lambda request, call_next: call_next(request))
    app.test_client().get("/")
    assert len(saved) == 1


def test_without_a_session_nothing_is_saved(app):
    app.use(lambda request, call_next: call_next(request))
    response = app.test_client().get("/plain")
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers


def test_a_page_that_a_middleware_makes_has_the_policy_of_its_nonce(app):
    def page(request, call_next):
        return Response(current_context().make_nonce())

    app.use(page)
    response = app.test_client().get("/plain")
    assert f"'nonce-{response.text}'" in response.headers["Content-Security-Policy"]


def test_a_middleware_sees_that_a_page_is_for_one_client_alone(app):
    seen = []

    @app.use
    def look(request, call_next):
        response = call_next(request)
        seen.append((response.headers["Vary"], response.headers["Cache-Control"]))
        return response

    app.test_client().get("/")
    assert seen == [("Cookie", "private, no-store")]
