"""No framework: a WSGI callable that does the same by hand, the floor under the others."""

import hmac
import json
import sqlite3
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from secrets import token_urlsafe
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from benchmarks.session_servers import SECRET, VALUES

PACKAGE = ""

Load = Callable[[str], dict[str, Any]]
Save = Callable[[dict[str, Any], str], str]


def _sign(text: str) -> str:
    return hmac.new(SECRET.encode(), text.encode(), "sha256").hexdigest()


def _load_cookie(cookie: str) -> dict[str, Any]:
    text, _, signature = cookie.partition(".")
    if not hmac.compare_digest(_sign(text), signature):
        raise ValueError("the signature does not match")
    return json.loads(urlsafe_b64decode(text))


def _save_cookie(values: dict[str, Any], _cookie: str) -> str:
    text = urlsafe_b64encode(json.dumps(values).encode()).decode()
    return f"{text}.{_sign(text)}"


def _in_file(database: str) -> tuple[Load, Save]:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("CREATE TABLE sessions (id TEXT PRIMARY KEY, data TEXT)")

    def load(cookie: str) -> dict[str, Any]:
        found = connection.execute("SELECT data FROM sessions WHERE id = ?", (cookie,))
        return json.loads(found.fetchone()[0])

    def save(values: dict[str, Any], cookie: str) -> str:
        cookie = cookie or token_urlsafe(32)
        row = (cookie, json.dumps(values))
        connection.execute("INSERT OR REPLACE INTO sessions (id, data) VALUES (?, ?)", row)
        return cookie

    return load, save


def build(database: str) -> WSGIApplication:
    load, save = _in_file(database) if database else (_load_cookie, _save_cookie)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        cookie = environ.get("HTTP_COOKIE", "").partition("=")[2]
        path = environ["PATH_INFO"]
        values = dict(VALUES) if path == "/login" else load(cookie)
        headers = [("Content-Type", "text/html; charset=utf-8")]
        body = str(values["user"])
        if path != "/read":
            values["visits"] += path == "/write"
            body = str(values["visits"])
            cookie = save(values, cookie)
            headers.append(("Set-Cookie", f"session={cookie}; HttpOnly; Path=/; SameSite=Lax"))
        data = body.encode()
        start_response("200 OK", [*headers, ("Content-Length", str(len(data)))])
        return [data]

    return app
