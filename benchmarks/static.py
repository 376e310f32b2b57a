"""Time what a static file costs, sent (200) and known to the client (304), beside peers.

    python benchmarks/static.py --markdown

How it is timed stands in `timing.py`: peers take turns, each request has an environ of its
own, and before anything is timed every peer must give the right status and the very bytes of the
file. For the 304 each peer gets back the validators that it sent itself; one that sends none has
no figure there.
"""

import gc
import sys
import tempfile
from pathlib import Path
from wsgiref.types import WSGIApplication, WSGIEnvironment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import (
    PEERS,
    Row,
    load_peers,
    make_environ,
    make_parser,
    show,
    take_turns,
)

SIZES = {"4 KB": 4_000, "200 KB": 200_000}


def ask(app: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, dict[str, str], bytes]:
    """Make one request; give the status, the headers by lower-case name, and the body."""
    answers: list[tuple[str, list[tuple[str, str]]]] = []
    body = app(environ, lambda status, headers, _error=None: answers.append((status, headers)))
    data = b"".join(body)
    close = getattr(body, "close", None)
    if close is not None:
        close()
    status, headers = answers[-1]
    return status, {name.lower(): value for name, value in headers}, data


def prepare(title: str, app: WSGIApplication, path: str, content: bytes) -> list[WSGIEnvironment]:
    """Check a peer's answers; give the environs of a first and, if it may be, a second request."""
    row = Row("", path, content.__eq__)
    first = make_environ(row)
    status, headers, data = ask(app, first.copy())
    if not status.startswith("200 ") or data != content:
        sys.exit(f"{title} answers {path} with {status} and {len(data)} bytes")
    second = make_environ(row)
    if "etag" in headers:
        second["HTTP_IF_NONE_MATCH"] = headers["etag"]
    if "last-modified" in headers:
        second["HTTP_IF_MODIFIED_SINCE"] = headers["last-modified"]
    if not {"etag", "last-modified"} & headers.keys():
        return [first]
    status, _, data = ask(app, second.copy())
    if not status.startswith("304 ") or data:
        sys.exit(f"{title} answers {path}, known already, with {status}")
    return [first, second]


def main() -> None:
    """Make the files, build the applications, time them, print the table."""
    arguments = make_parser(__doc__.partition("\n")[0], list(PEERS)).parse_args()
    peers = load_peers(arguments.peers, folder="static_servers")
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size, length in SIZES.items():
            content = b"a { color: red }\n" * (length // 17)
            (Path(folder) / f"{length}.css").write_bytes(content)
            apps = {peer.title: peer.build(folder) for peer in peers}
            environs = {
                title: prepare(title, app, f"/static/{length}.css", content)
                for title, app in apps.items()
            }
            gc.freeze()
            for at, status in enumerate((200, 304)):
                chosen = {title: pair[at] for title, pair in environs.items() if len(pair) > at}
                taking_part = {title: apps[title] for title in chosen}
                results[f"{size}, {status}"] = take_turns(taking_part, chosen, arguments.rounds)
    show(results, peers, arguments)


if __name__ == "__main__":
    main()
