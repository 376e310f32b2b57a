"""Writes to a session whose cookie has gone: an error where it helps, else a line in the log."""

import pytest

from microweb import (
    flash,
    get_flashed_messages,
    make_response,
    render_template_string,
    session,
    stream_template_string,
    stream_with_context,
)
from microweb.sessions import Session, SessionInterface
from microweb.sessions.sent import SessionSentError

WRITES = {
    "set": lambda: session.update(step=2),
    "item": lambda: session.__setitem__("step", 2),
    "delete": lambda: session.__delitem__("step"),
    "pop": lambda: session.pop("step"),
    "popitem": lambda: session.popitem(),
    "clear": lambda: session.clear(),
    "setdefault": lambda: session.setdefault("other", 1),
    "rotate": lambda: session.rotate(),
    "owner": lambda: setattr(session, "owner", "7"),
    "permanent": lambda: setattr(session, "permanent", True),
    "modified": lambda: setattr(session, "modified", True),
    "flash": lambda: flash("too late"),
}


def add_stream(app, write, *, reads=True):
    """Add a view whose body calls `write`; it reads the session before, unless told otherwise."""

    @app.get("/feed")
    def feed():
        if reads:
            session.setdefault("step", 1)

        def body():
            yield "one "
            write()
            yield "two"

        return body()

    @app.get("/step")
    def step():
        return {"values": dict(session), "flashes": get_flashed_messages()}


@pytest.mark.parametrize("mode", ["DEBUG", "TESTING"])
@pytest.mark.parametrize("name", WRITES)
def test_a_late_write_is_an_error_in_debug_mode_and_tests(app, mode, name):
    app.config[mode] = True
    add_stream(app, WRITES[name])
    with pytest.raises(SessionSentError, match="body of GET /feed was being sent"):
        _ = app.test_client().get("/feed").data


@pytest.mark.parametrize("name", WRITES)
def test_else_it_is_logged_once_and_the_page_goes_on(app, caplog, name):
    def write_often():
        for _ in range(3):
            session["step"] = 2
        WRITES[name]()

    add_stream(app, write_often)
    client = app.test_client()
    assert client.get("/feed").text == "one two"
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert "write to the session before the view returns" in record.getMessage()
    assert client.get("/step").json == {"values": {"step": 1}, "flashes": []}


def test_a_session_that_the_body_asks_for_first_is_too_late_as_well(app):
    app.testing = True
    add_stream(app, WRITES["item"], reads=False)
    with pytest.raises(SessionSentError):
        _ = app.test_client().get("/feed").data


def test_reading_is_no_writing(app, caplog):
    app.testing = True
    seen = []

    def read():
        seen.append((session["step"], session.get("x"), "step" in session, len(session)))
        seen.append((session.modified, session.owner, session.permanent, list(session)))

    add_stream(app, read)
    client = app.test_client()
    for _ in range(2):
        assert client.get("/feed").text == "one two"
    first, second = (1, None, True, 1), (None, False, ["step"])
    assert seen[0] == seen[2] == first
    assert seen[1] == (True, *second)
    assert seen[3] == (False, *second)
    assert not caplog.records


def test_what_was_written_in_time_is_kept(app):
    app.testing = True

    @app.get("/feed")
    def feed():
        session["step"] = 1

        @stream_with_context
        def body():
            yield f"step {session['step']}"

        return make_response(body())

    add_stream_page = app.test_client()
    assert add_stream_page.get("/feed").text == "step 1"
    with add_stream_page.session_transaction() as values:
        assert values["step"] == 1
        values["step"] = 2
    with add_stream_page.session_transaction() as values:
        assert values["step"] == 2


def test_a_page_that_is_no_stream_is_not_touched(app):
    app.testing = True

    @app.get("/")
    def index():
        session["step"] = 1
        return "whole"

    client = app.test_client()
    with client:
        client.get("/")
        assert type(session._get_current_object()) is Session
        session["after"] = 1


def test_messages_that_a_streamed_page_takes_out_are_told_of(app):
    app.testing = True

    @app.get("/flash")
    def put():
        flash("hello")
        return "put"

    @app.get("/streamed")
    def streamed():
        return stream_template_string("{{ get_flashed_messages() }}")

    @app.get("/whole")
    def whole():
        return render_template_string("{{ get_flashed_messages() }}")

    client = app.test_client()
    assert client.get("/streamed").text == "[]"
    client.get("/flash")
    with pytest.raises(SessionSentError, match=r"get_flashed_messages\(\)"):
        _ = client.get("/streamed").data
    assert "hello" in client.get("/whole").text


def test_a_streamed_form_has_its_token_without_a_late_write(app, caplog):
    app.config.update(CSRF_TOKENS=True, TESTING=True)
    app.get("/form")(lambda: stream_template_string("{{ csrf_field() }} {{ csrf_field() }}"))
    assert app.test_client().get("/form").text.count("csrf_token") == 2
    assert not caplog.records


def test_without_a_secret_key_the_error_is_about_that(app):
    app.config.update(SECRET_KEY=None, SESSION_STORE=None, TESTING=True)
    add_stream(app, WRITES["item"], reads=False)
    with pytest.raises(RuntimeError, match="secret key"):
        _ = app.test_client().get("/feed").data


class Values(Session):
    """A class of sessions of the app's own."""

    __slots__ = ("extra",)


class OwnSessions(SessionInterface):
    """Sessions that are kept nowhere."""

    def open_session(self, app, request):
        return Values()

    def save_session(self, app, session, response):
        pass


def test_sessions_of_an_interface_of_ones_own_tell_too(app):
    app.testing = True
    app.session_interface = OwnSessions()
    kinds = []

    def write():
        kinds.append(session._get_current_object())
        session["step"] = 2

    add_stream(app, write)
    with pytest.raises(SessionSentError):
        _ = app.test_client().get("/feed").data
    assert isinstance(kinds[0], Values)
    assert type(kinds[0]).__name__ == "Values"
