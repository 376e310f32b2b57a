"""microweb, with all its defaults on."""

from wsgiref.types import WSGIApplication

from benchmarks.session_servers import SECRET, VALUES
from microweb import App, session

# It is imported from this folder's parent, whatever may be installed.
PACKAGE = ""


def build(database: str) -> WSGIApplication:
    app = App(__name__, static_folder=None)
    app.secret_key = SECRET
    app.config["SESSION_STORE"] = database or None

    @app.get("/login")
    def login() -> str:
        session.update(VALUES)
        return "in"

    @app.get("/read")
    def read() -> str:
        return str(session["user"])

    @app.get("/write")
    def write() -> str:
        session["visits"] += 1
        return str(session["visits"])

    return app
