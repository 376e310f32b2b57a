"""Try what is meant to take long: the CPU time of hostile input, and of twice as much of it.

    python benchmarks/hostile.py

The first table is of parsers, with far more input than an app accepts; a ratio of about 2 is
linear, of 4 quadratic, and where N takes no time to speak of there is none. The second is of whole
requests, as large as the default limits let them be.
"""

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from wsgiref.types import WSGIEnvironment

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.timing import Row, make_environ
from microweb import App, request
from microweb.exceptions import HTTPException
from microweb.http import parse_cookie, parse_options, parse_query, percent_decode, secure_filename
from microweb.http.multipart import MultipartParser, parse_boundary
from microweb.http.ranges import Range
from microweb.http.values import LanguageAccept

GOAL_MS = 50
KIB = 1024
_MULTIPART = "multipart/form-data; boundary=B"
_URLENCODED = "application/x-www-form-urlencoded"
_FILE = b'--B\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'
_FIELD = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n'


class Trial(NamedTuple):
    """A function, and input that is meant to make it slow.

    Attributes:
        threat: Its number in the project's list of threats.
        title: What the input is.
        size: How much of it, at full size.
        make: Makes the input of a size.
        call: Takes it; may refuse it.
    """

    threat: str
    title: str
    size: int
    make: Callable[[int], object]
    call: Callable[..., object]


def parse_multipart(body: bytes) -> None:
    """Parse a body as it comes from a stream, without a limit that would end it early."""
    parser = MultipartParser(b"B", max_form_memory_size=None)
    for at in range(0, len(body), 64 * KIB):
        parser.receive_data(body[at : at + 64 * KIB])
    parser.finish()


def match_path(path: str) -> None:
    """Match a path against each converter."""
    for rule in ("int", "float", "uuid", "any(red,blue)", "string", "path"):
        with suppress(HTTPException):
            _ROUTES.url_map.match("GET", f"/{rule.partition('(')[0]}/{path}/x")


def parse_any_query(data: bytes) -> None:
    """Parse a query string, however many fields it has."""
    parse_query(data, max_fields=1 << 40)


def parse_thousand(data: bytes) -> None:
    """Parse a query string of at most a thousand fields."""
    parse_query(data, max_fields=1000)


def parse_range(value: str) -> None:
    """Read a Range header, and resolve what it asks for."""
    ranges = Range.from_header(value)
    if ranges is not None:
        ranges.resolve(1000)


def _routes() -> App:
    app = App(__name__, static_folder=None)
    for rule in ("int", "float", "uuid", "any(red,blue)", "string", "path"):
        name = rule.partition("(")[0]
        app.add_url_rule(f"/{name}/<{rule}:value>/x", name, str)
    return app


_ROUTES = _routes()
MIB = KIB * KIB

TRIALS = [
    Trial("T3", "a file of CR", 4 * MIB, lambda n: _FILE + b"\r" * n, parse_multipart),
    Trial("T3", "a file of LF", 4 * MIB, lambda n: _FILE + b"\n" * n, parse_multipart),
    Trial("T3", "a file of near-boundaries", 4 * MIB, lambda n: _FILE + b"\r\n--A" * (n // 5),
          parse_multipart),
    Trial("T4", "a preamble", 4 * MIB, lambda n: b"x" * n, parse_multipart),
    Trial("T4", "an epilogue", 4 * MIB, lambda n: b"--B--\r\n" + b"x" * n, parse_multipart),
    Trial("T5", "headers of one part", 100_000, lambda n: b"--B\r\n" + b"a: b\r\n" * n,
          parse_multipart),
    Trial("T6", "a boundary", 10 * KIB, lambda n: f"{_MULTIPART}{'B' * n}", parse_boundary),
    Trial("T7", "parts without a name", 50_000, lambda n: b"--B\r\n\r\n\r\n" * n, parse_multipart),
    Trial("T8", "semicolons in an option", 32 * KIB, lambda n: 'a; x="' + ";" * n, parse_options),
    Trial("T8", "backslashes in an option", 32 * KIB, lambda n: 'a; x="' + "\\" * n, parse_options),
    Trial("T8", "quotes in an option", 32 * KIB, lambda n: 'a; x="' + '"' * n, parse_options),
    Trial("T15", "fields, above the limit", 100_000, lambda n: b"a&" * n, parse_thousand),
    Trial("T15", "fields, without a limit", 100_000, lambda n: b"a;&" * n, parse_any_query),
    Trial("T27", "backslashes in a cookie", 30_000, lambda n: 'a="' + '\\"' * n + '"',
          parse_cookie),
    Trial("T27", "cookies", 30_000, lambda n: "a=b;" * n, parse_cookie),
    Trial("T53", "Accept-Language", 64 * KIB, lambda n: "de-" * n, LanguageAccept.from_header),
    Trial("T53", "Accept-Language, many", 64 * KIB, lambda n: "de;q=0.5," * n,
          LanguageAccept.from_header),
    Trial("T57", "U+FDFA in a field", 100_000, lambda n: ("a=" + "\ufdfa" * n).encode(),
          parse_any_query),
    Trial("T57", "U+FDFA in a file name", 100_000, lambda n: "\ufdfa" * n, secure_filename),
    Trial("T59", "a path of letters", 32 * KIB, lambda n: "a" * n + "!", match_path),
    Trial("T59", "a path of digits", 32 * KIB, lambda n: "1" * n + "!", match_path),
    Trial("T62", "%ff in a path", MIB // 6, lambda n: b"%ff" * n, percent_decode),
    Trial("T62", "%zz in a query string", MIB // 6, lambda n: b"a=" + b"%zz" * n, parse_any_query),
    Trial("T62", "% in a query string", MIB // 2, lambda n: b"a=" + b"%" * n, parse_any_query),
    Trial("T62", "%zz in a cookie", MIB // 6, lambda n: "a=" + "%zz" * n, parse_cookie),
    Trial("T72", "ranges", 6000, lambda n: "bytes=" + "0-," * n, parse_range),
    Trial("T72", "a range of many digits", 5000, lambda n: "bytes=-" + "9" * n, parse_range),
]  # fmt: skip


def _fields(length: int, content_type: str) -> dict[str, str]:
    return {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(length),
    }


def _post(title: str, content_type: str, body: bytes) -> Row:
    kind = "json" if content_type == "application/json" else "form"
    fields = _fields(len(body), content_type)
    return Row(title, f"/{kind}", lambda _: True, fields=fields, body=body)


def make_requests(scale: float) -> list[Row]:
    """Make requests at the default limits.

    Args:
        scale: How large, where 1 is as large as is accepted.
    """
    form, body = int(MIB * scale) - 100, int(16 * MIB * scale) - 200
    end, parts = b"\r\n--B--\r\n", int(999 * scale)
    return [
        _post("form, %zz", _URLENCODED, b"a=" + b"%zz" * (form // 3)),
        _post("form, %", _URLENCODED, b"a=" + b"%" * form),
        _post("form, 1000 odd fields", _URLENCODED, b"&".join([b"%1f" * (form // 3003)] * 1000)),
        _post("form, CR", _URLENCODED, b"a=" + b"\r" * form),
        _post("multipart, CR", _MULTIPART, _FILE + b"\r" * body + end),
        _post("multipart, LF", _MULTIPART, _FILE + b"\n" * body + end),
        _post("multipart, near-boundaries", _MULTIPART, _FILE + b"\r\n--A" * (body // 5) + end),
        _post("multipart, 999 fields", _MULTIPART, (_FIELD + b"\r\n") * parts + b"--B--"),
        _post("multipart, 999 files", _MULTIPART, (_FILE + b"\r\n") * parts + b"--B--"),
        _post("JSON, one text", "application/json", b'"' + b"a" * body + b'"'),
        _post("JSON, lists", "application/json", b"[" + b"[]," * (body // 3) + b"0]"),
        _post("JSON, objects", "application/json", b"[" + b'{"a":0},' * (body // 8) + b"0]"),
        _post("JSON, escapes", "application/json", b'"' + b"\\u00e9" * (body // 6) + b'"'),
        _post("JSON, digits", "application/json", b"[" + (b"9" * 4300 + b",") * (body // 4301)
              + b"0]"),
        Row("64 KB of cookies", "/head", lambda _: True,
            fields={"HTTP_COOKIE": 'a="\\";' * int(10_000 * scale)}),
        Row("64 KB of query string", "/head", lambda _: True,
            fields={"QUERY_STRING": "%zz&" * 900 + "%zz" * int(20_000 * scale)}),
    ]  # fmt: skip


def build_app() -> App:
    """Make an app that reads what comes."""
    app = App(__name__, static_folder=None)
    app.add_url_rule("/form", "form", lambda: str(len(request.form) + len(request.files)),
                     methods=["POST"])  # fmt: skip
    app.add_url_rule("/json", "json", lambda: str(request.get_json())[:9], methods=["POST"])
    app.add_url_rule("/head", "head", lambda: f"{len(request.args)} {len(request.cookies)}")
    return app


def measure(call: Callable[[], object], tries: int) -> float:
    """Give the CPU time of a call, the best of some tries, in milliseconds."""
    times: list[float] = []
    for _ in range(tries):
        started = time.process_time()
        with suppress(ValueError, HTTPException):
            call()
        times.append(time.process_time() - started)
    return min(times) * 1e3


def ask(app: App, environ: WSGIEnvironment, body: bytes) -> str:
    """Ask an app.

    Returns:
        The status.
    """
    statuses: list[str] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], None]:
        statuses.append(status)
        return lambda _: None

    answer = app(environ | {"wsgi.input": BytesIO(body)}, start_response)
    for _ in answer:
        pass
    getattr(answer, "close", lambda: None)()
    return statuses[-1][:3]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--scale", type=float, default=1, help="of the input (default: 1)")
    parser.add_argument("--tries", type=int, default=5, help="the best counts (default: 5)")
    arguments = parser.parse_args()
    print(f"{'parser':38}{'N':>12}{'ms at N':>12}{'ms at 2N':>12}{'ratio':>8}")
    for trial in TRIALS:
        size = max(1, int(trial.size * arguments.scale))
        once, twice = (
            measure(partial(trial.call, trial.make(number)), arguments.tries)
            for number in (size, 2 * size)
        )
        ratio = f"{twice / once:.2f}" if once > 0.2 else "-"
        print(f"{trial.threat:4} {trial.title:33}{size:12}{once:12.3f}{twice:12.3f}{ratio:>8}")
    print(f"\n{'request within the default limits':50}{'status':>8}{'ms':>10}")
    app = build_app()
    costs: dict[str, float] = {}
    for row in make_requests(arguments.scale):
        environ = make_environ(row)
        status = ask(app, environ, row.body)
        costs[row.title] = measure(partial(ask, app, environ, row.body), arguments.tries)
        print(f"{row.title:50}{status:>8}{costs[row.title]:10.2f}")
    worst = max(costs, key=lambda title: costs[title])
    print(f"\nThe worst: {worst}, {costs[worst]:.1f} ms; the goal is below {GOAL_MS} ms.")


if __name__ == "__main__":
    main()
