"""The small app that the tests of the client ask."""

import pytest

from microweb import App, g, redirect, request, session


@pytest.fixture
def app():
    app = App("demo", static_folder=None)
    app.secret_key = "a key for tests"
    app.testing = True

    @app.route("/", methods=["GET", "POST"])
    def index():
        g.seen = request.values.get("a")
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    @app.get("/fail")
    def fail():
        g.seen = "fail"
        raise ValueError("why")

    @app.get("/away")
    def away():
        return redirect("/?a=moved")

    return app
