"""The sites of the tests in a browser: one with something to lose, and one that is after it."""

import io
import time
from urllib.parse import parse_qs

from microweb import App, redirect, render_template_string, request, session
from microweb.server import Server

MAX_WAIT = 20  # seconds

PAGE = """<!doctype html>
<title>Account</title>
<p id="user">{{ session.user or "nobody" }}</p>
<form id="login" method="post" action="/login?mark=login">
  {{ csrf_field() }}<input name="user" value="ada">
</form>
<form id="urlencoded" method="post" action="/transfer?mark=urlencoded">
  {{ csrf_field() }}<input name="amount" value="1">
</form>
<form id="multipart" method="post" action="/transfer?mark=multipart" enctype="multipart/form-data">
  {{ csrf_field() }}<input name="amount" value="1">
</form>
"""


class Served:
    """An application behind a server of its own on a free port."""

    def __init__(self, *, log=None):
        self.server = Server(self.answer, port=0, log=log or io.StringIO(), access_log=False)
        self.url = self.server.url

    def __enter__(self):
        self.server.start()
        return self

    def __exit__(self, *exc_info):
        self.server.stop()

    def answer(self, environ, start_response):
        """Answer a request: WSGI."""
        raise NotImplementedError


class Victim(Served):
    """A site that keeps an account of what its logged-in user changed.

    Attributes:
        arrived: Method, mark and Sec-Fetch-Site of the requests with a mark, as they came in.
        reached: The marks of those that reached a view that changes something.
        changes: The marks of those that changed something for the user.
    """

    def __init__(self, name, config):
        self.arrived = []
        self.reached = []
        self.changes = []
        self.app = make_app(self)
        # Cookies do not keep to a port.
        self.app.config.update(SESSION_COOKIE_NAME=f"session_{name}", **config)
        super().__init__()

    def answer(self, environ, start_response):
        """Note what comes in, and answer as the app does."""
        for mark in parse_qs(environ.get("QUERY_STRING", "")).get("mark", []):
            site = environ.get("HTTP_SEC_FETCH_SITE")
            self.arrived.append((environ["REQUEST_METHOD"], mark, site))
        return self.app(environ, start_response)

    def marks(self, method=None):
        """Give the marks of what arrived, by a method or by any."""
        return {mark for used, mark, _ in self.arrived if method in (None, used)}

    def wait_for(self, condition):
        """Wait until something is so; whether it came to be is for the test to say."""
        end = time.monotonic() + MAX_WAIT
        while not condition() and time.monotonic() < end:
            time.sleep(0.01)

    def forget(self):
        """Begin a new account."""
        for each in (self.arrived, self.reached, self.changes):
            each.clear()


def make_app(victim):
    """Make the app of a victim."""
    app = App("victim", static_folder=None, template_folder=None)
    app.secret_key = "of the victim" * 4

    @app.get("/")
    def index():
        return render_template_string(PAGE)

    @app.get("/secret")
    def secret():
        return {"user": session.get("user"), "balance": 1234}

    @app.get("/picture")
    def picture():
        svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
        return svg, {"Content-Type": "image/svg+xml"}

    @app.route("/transfer", methods=["POST", "PUT", "PATCH", "DELETE"])
    def transfer():
        victim.reached.append(request.args["mark"])
        if "user" in session:
            victim.changes.append(request.args["mark"])
        return "done"

    @app.post("/login")
    def login():
        victim.reached.append(request.args["mark"])
        session["user"] = request.form["user"]
        return redirect("/")

    @app.post("/logout")
    def logout():
        victim.reached.append(request.args["mark"])
        session.clear()
        return redirect("/")

    return app


class Attacker(Served):
    """Pages without any header that would hold them back.

    `/` is an empty page, `/sandbox` and `/data` have a frame without an origin, `/307?to=` sends a
    request on as it is, and `/framing?to=` has a frame.
    """

    def __init__(self):
        super().__init__()
        self.port = self.url.rpartition(":")[2]
        # Another site than 127.0.0.1; and the same site, but another origin.
        self.cross_site = f"http://localhost:{self.port}"
        self.same_site = self.url

    def answer(self, environ, start_response):
        """Answer with a page."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        to = query.get("to", [""])[0]
        path = environ["PATH_INFO"]
        if path == "/307":
            start_response("307 Temporary Redirect", [("Location", to)])
            return [b""]
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [PAGES.get(path, "<!doctype html><p>Mine").replace("TO", to).encode()]


PAGES = {
    "/sandbox": (
        "<!doctype html><iframe srcdoc='<p>Mine' "
        "sandbox='allow-scripts allow-forms allow-popups allow-modals'></iframe>"
    ),
    "/data": "<!doctype html><iframe src='data:text/html,<!doctype html><p>Mine'></iframe>",
    "/framing": "<!doctype html><iframe id=frame src='TO'></iframe>",
}
