"""Time what a framework adds to a request, microweb beside its peers, in one process and one run.

A round visits every peer in turn, in an order that rotates, so that whatever else the machine does
hits all of them alike. The figure is CPU time, and the least of the rounds, which others disturbed
least. Each request gets an environ of its own, a shallow copy of one as a server makes it, its body
is iterated and closed. Before anything is timed, every peer must give the right status and body on
every row, so that nobody wins by failing.

The programs beside this file say what is timed: `dispatch.py`, `forms.py`, `sessions.py` and
`static.py`.
"""

import gc
import importlib
import os
import platform
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import metadata
from io import BytesIO
from pathlib import Path
from wsgiref.types import WSGIApplication, WSGIEnvironment

# Module under `peers`, and what its column is called. The first one is what the others are
# compared with.
PEERS = {
    "microweb": "microweb",
    "raw": "raw WSGI",
    "wheezy_web": "wheezy.web",
    "falcon": "Falcon",
    "bottle": "Bottle",
    "flask": "Flask",
    "django": "Django",
}

SLICE_SECONDS = 0.02


@dataclass(frozen=True)
class Peer:
    """A framework that takes part.

    Attributes:
        title: Of its column.
        package: Name of the distribution, empty if it needs none.
        build: Makes its application, given the number of extra routes.
    """

    title: str
    package: str
    build: Callable[[int], WSGIApplication]


@dataclass(frozen=True)
class Row:
    """One request that is timed.

    Attributes:
        title: As the table calls it.
        path: Of the request.
        status: What the answer's status begins with.
        is_right: Tells whether a body is right.
        extra_routes: How many routes the application has besides.
        fields: What its environ has beside that of a plain GET.
        body: Its body.
    """

    title: str
    path: str
    is_right: Callable[[bytes], bool]
    status: str = "200 "
    extra_routes: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def make_environ(row: Row) -> WSGIEnvironment:
    """Make what a server would hand over for a browser's request."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": row.path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "51234",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.5",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
        "HTTP_CONNECTION": "keep-alive",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(row.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **row.fields,
    }


def _ignore(_data: bytes) -> None:
    """Stand for the `write` that `start_response` gives, which no peer calls."""


def check(title: str, app: WSGIApplication, row: Row) -> None:
    """Make one request; leave the program when the answer is not the one expected."""
    statuses: list[str] = []

    def start_response(
        status: str, _headers: object, _exc_info: object = None
    ) -> Callable[[bytes], None]:
        statuses.append(status)
        return _ignore

    result = app(make_environ(row), start_response)
    body = b"".join(result)
    close = getattr(result, "close", None)
    if close is not None:
        close()
    if not statuses[-1].startswith(row.status) or not row.is_right(body):
        sys.exit(f"{title} answers {row.path} with {statuses[-1]} and {body[:80]!r}")


def time_slice(app: WSGIApplication, environ: WSGIEnvironment, requests: int) -> float:
    """Time some requests.

    Returns:
        Microseconds a request.
    """

    def start_response(
        _status: str, _headers: object, _exc_info: object = None
    ) -> Callable[[bytes], None]:
        return _ignore

    stream = environ["wsgi.input"]
    gc.collect()
    started = time.process_time()
    for _ in range(requests):
        stream.seek(0)
        body = app(environ.copy(), start_response)
        for _piece in body:
            pass
        close = getattr(body, "close", None)
        if close is not None:
            close()
    return (time.process_time() - started) / requests * 1e6


def time_row(apps: dict[str, WSGIApplication], row: Row, rounds: int) -> dict[str, float]:
    """Time one row for every peer, side by side.

    Returns:
        The least of the rounds for each peer, microseconds of CPU time a request.
    """
    for title, app in apps.items():
        check(title, app, row)
    return take_turns(apps, dict.fromkeys(apps, make_environ(row)), rounds)


def take_turns(
    apps: dict[str, WSGIApplication], environs: dict[str, WSGIEnvironment], rounds: int
) -> dict[str, float]:
    """Time one request of each peer, given its environ, side by side.

    Returns:
        The least of the rounds for each peer, microseconds of CPU time a request.
    """
    requests = {
        title: max(50, round(SLICE_SECONDS * 1e6 / time_slice(app, environs[title], 200)))
        for title, app in apps.items()
    }
    samples: dict[str, list[float]] = {title: [] for title in apps}
    titles = list(apps)
    for number in range(rounds):
        start = number % len(titles)
        for title in titles[start:] + titles[:start]:
            samples[title].append(time_slice(apps[title], environs[title], requests[title]))
    return {title: min(values) for title, values in samples.items()}


def load_peers(wanted: list[str], *, folder: str = "peers") -> list[Peer]:
    """Import the peers that are installed from a folder beside this file; say which are not."""
    peers: list[Peer] = []
    for name in wanted:
        try:
            module = importlib.import_module(f"benchmarks.{folder}.{name}")
        except ModuleNotFoundError as error:
            print(f"{PEERS[name]} is left out: {error}", file=sys.stderr)
        else:
            peers.append(Peer(PEERS[name], module.PACKAGE, module.build))
    return peers


def describe_machine(peers: list[Peer]) -> str:
    """Say what the figures were taken on."""
    versions = [f"{peer.title} {metadata.version(peer.package)}" for peer in peers if peer.package]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    system = f"{platform.system()} {platform.machine()}"
    return ", ".join([python, system, read_processor(), *versions])


def read_processor() -> str:
    """Name the processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} x {names[0] if names else platform.processor() or 'processor'}"


def format_cell(value: float, base: float) -> str:
    """Write microseconds, and how many times the first peer's they are."""
    return f"{value:.1f}" if value == base else f"{value:.1f} ({value / base:.2g}x)"


def print_table(results: dict[str, dict[str, float]], *, markdown: bool) -> None:
    """Print a row for each request and a column for each peer; one without a figure gets a dash."""
    titles = list(dict.fromkeys(title for figures in results.values() for title in figures))
    table = [["microseconds a request", *titles]]
    for row, figures in results.items():
        base = figures[titles[0]]
        table.append(
            [row, *(format_cell(figures[at], base) if at in figures else "-" for at in titles)]
        )
    if markdown:
        table.insert(1, ["---", *["---:"] * len(titles)])
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for line in table:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        print("| " + " | ".join(cells) + " |" if markdown else "  ".join(cells).rstrip())


def make_parser(title: str, peers: list[str], choices: Iterable[str] = PEERS) -> ArgumentParser:
    """Give the command line that all programs have: who takes part, how often, how it is shown.

    Args:
        title: What the program does, for its help.
        peers: Who takes part if the command line names nobody.
        choices: Whom it can name.
    """
    parser = ArgumentParser(description=title)
    parser.add_argument("--peers", nargs="+", choices=choices, default=peers, metavar="PEER",
                        help=f"which to time, of: {', '.join(choices)}")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=31, help="visits to each peer (default: 31)")
    parser.add_argument("--markdown", action="store_true", help="print the table in Markdown")
    return parser


def show(results: dict[str, dict[str, float]], peers: list[Peer], arguments: Namespace) -> None:
    """Print the table, and below it on what it was measured and how."""
    print_table(results, markdown=arguments.markdown)
    print(f"\n{describe_machine(peers)}; CPU time, least of {arguments.rounds} rounds.")


def run(title: str, rows: dict[str, Row], *, without: tuple[str, ...] = ()) -> None:
    """Build the applications, time them, print the table.

    Args:
        title: What the program does, for its help.
        rows: What can be timed, by the name it has on the command line.
        without: Peers that take part only when the command line names them.
    """
    parser = make_parser(title, [name for name in PEERS if name not in without])
    parser.add_argument("--rows", nargs="+", choices=rows, default=list(rows), metavar="ROW",
                        help=f"which to time, of: {', '.join(rows)} (default: all)")  # fmt: skip
    arguments = parser.parse_args()
    peers = load_peers(arguments.peers)
    results: dict[str, dict[str, float]] = {}
    for name in arguments.rows:
        row = rows[name]
        apps = {peer.title: peer.build(row.extra_routes) for peer in peers}
        # What every peer has built lives as long as the program: the collector need not walk it.
        gc.freeze()
        results[row.title] = time_row(apps, row, arguments.rounds)
    show(results, peers, arguments)
