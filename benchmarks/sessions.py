"""Time what a session costs, in a signed cookie and in SQLite, beside peers.

    python benchmarks/sessions.py --markdown

Each peer logs in once, and then brings the cookie that it got: it reads a value of the session, or
reads and writes one. How it is timed stands in `timing.py`.
"""

import gc
import sys
import tempfile
from pathlib import Path
from wsgiref.types import WSGIApplication, WSGIEnvironment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.static import ask
from benchmarks.timing import (
    PEERS,
    Peer,
    Row,
    load_peers,
    make_environ,
    make_parser,
    show,
    take_turns,
)

TITLES = {"": "signed cookie", "sessions.db": "SQLite"}
WITHOUT = ("falcon", "wheezy_web")  # they have no sessions


def is_right(path: str, body: bytes) -> bool:
    """Tell whether a peer found its session."""
    return body == b"ada" if path == "/read" else body.isdigit() and int(body) > 1


def prepare(title: str, app: WSGIApplication) -> dict[str, WSGIEnvironment]:
    """Log in; give the environs of the requests to time, once their answers are right."""
    status, headers, _ = ask(app, make_environ(Row("", "/login", is_right=bool)))
    if not status.startswith("200 ") or "set-cookie" not in headers:
        sys.exit(f"{title} answers a login with {status} and {headers}")
    cookie = headers["set-cookie"].partition(";")[0]
    environs: dict[str, WSGIEnvironment] = {}
    for path in ("/read", "/write"):
        row = Row("", path, is_right=bool, fields={"HTTP_COOKIE": cookie})
        environs[path] = make_environ(row)
        status, _, body = ask(app, environs[path].copy())
        if not status.startswith("200 ") or not is_right(path, body):
            sys.exit(f"{title} answers {path} with {status} and {body[:80]!r}")
    return environs


def build_apps(peers: list[Peer], database: str, folder: str) -> dict[str, WSGIApplication]:
    """Build the peers that have such sessions, each with a database of its own."""
    apps: dict[str, WSGIApplication] = {}
    for peer in peers:
        home = Path(folder) / peer.title
        home.mkdir(exist_ok=True)
        try:
            apps[peer.title] = peer.build(str(home / database) if database else "")
        except NotImplementedError as reason:
            print(reason, file=sys.stderr)
    return apps


def main() -> None:
    """Build the applications, time them, print the table."""
    names = [name for name in PEERS if name not in WITHOUT]
    arguments = make_parser(__doc__.partition("\n")[0], names, names).parse_args()
    peers = load_peers(arguments.peers, folder="session_servers")
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        # Django takes its database from the first application that is built.
        for database in reversed(TITLES):
            apps = build_apps(peers, database, folder)
            environs = {title: prepare(title, app) for title, app in apps.items()}
            gc.freeze()
            for path, action in (("/read", "read"), ("/write", "read and write")):
                chosen = {title: pair[path] for title, pair in environs.items()}
                results[f"{TITLES[database]}, {action}"] = take_turns(
                    apps, chosen, arguments.rounds
                )
    show(results, peers, arguments)


if __name__ == "__main__":
    main()
