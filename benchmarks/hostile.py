"""Try what is meant to take long: the CPU time of hostile input, and of twice as much of it.

    python benchmarks/hostile.py

The first table is of parsers, with far more input than an app accepts; a ratio of about 2 is
linear, of 4 quadratic, and where N takes no time to speak of there is none. The second is of whole
requests, as large as the default limits let them be.
"""

import argparse
import sys
import tempfile
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
from microweb import App, Request, request
from microweb.exceptions import HTTPException
from microweb.http import parse_cookie, parse_options, parse_query, percent_decode, secure_filename
from microweb.http.multipart import MultipartParser, parse_boundary
from microweb.http.ranges import Range
from microweb.http.values import LanguageAccept

GOAL_MS = 50
KIB = 1024
_MULTIPART = "multipart/form-data; boundary=B"
_URLENCODED = "application/x-www-form-urlencoded"
_BODY = {"data", "files", "form", "json", "stream", "values"}
_FILES = tempfile.TemporaryDirectory()
(Path(_FILES.name) / "a.css").write_bytes(b"a { color: red }\n" * 12_000)
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


def _get(title: str, path: str, fields: dict[str, str]) -> Row:
    return Row(title, path, lambda _: True, fields=fields)


def make_requests(scale: float) -> list[Row]:
    """Make requests at the default limits.

    Args:
        scale: How large, where 1 is as large as is accepted.
    """
    return [*_make_forms(scale), *_make_json(scale), *_make_heads(scale)]


def _make_forms(scale: float) -> list[Row]:
    form, body = int(MIB * scale) - 100, int(16 * MIB * scale) - 200
    end, parts = b"\r\n--B--\r\n", int(999 * scale)
    piece = _FILE + b"\n" * (body // max(1, parts) - len(_FILE) - 10) + b"\r\n"
    return [
        _post("form, %zz", _URLENCODED, b"a=" + b"%zz" * (form // 3)),
        _post("form, %", _URLENCODED, b"a=" + b"%" * form),
        _post("form, 1000 odd fields", _URLENCODED, b"&".join([b"%1f" * (form // 3003)] * 1000)),
        _post("form, 1000 fields of % and =", _URLENCODED,
              b"&".join([b"%=" * (form // 2002)] * 1000)),
        _post("form, CR", _URLENCODED, b"a=" + b"\r" * form),
        _post("multipart, CR", _MULTIPART, _FILE + b"\r" * body + end),
        _post("multipart, LF", _MULTIPART, _FILE + b"\n" * body + end),
        _post("multipart, hyphens", _MULTIPART, _FILE + b"-" * body + end),
        _post("multipart, near-boundaries", _MULTIPART, _FILE + b"\r\n--A" * (body // 5) + end),
        _post("multipart, files of LF", _MULTIPART, piece * parts + b"--B--"),
        _post("multipart, 999 fields", _MULTIPART, (_FIELD + b"\r\n") * parts + b"--B--"),
        _post("multipart, 999 files", _MULTIPART, (_FILE + b"\r\n") * parts + b"--B--"),
        _post("multipart, 999 heads of 1 KB", _MULTIPART, (
            _FIELD[:-2] + b'a: ";' + b";" * 900 + b"\r\n\r\n\r\n") * parts + b"--B--"),
    ]  # fmt: skip


def _make_json(scale: float) -> list[Row]:
    size, items = int(MIB * scale) - 100, int(100_000 * scale) - 10
    texts = {
        "one text": b'"' + b"a" * size + b'"',
        "escapes": b'"' + b"\\u00e9" * (size // 6) + b'"',
        "surrogate pairs": b'"' + b"\\ud83d\\ude00" * (size // 12) + b'"',
        "escaped quotes": b'"\\u00e9' + b'\\"' * (size // 2 - 10) + b'"',
        "quotes": b'["' + b'","' * (size // 3),
        "digits": b"[" + (b"9" * 4300 + b",") * (size // 4301) + b"0]",
        "numbers": b"[" + b"0," * items + b"0]",
        "fractions": b"[" + b"0.1," * items + b"0]",
        "lists": b"[" + b"[]," * (items // 2) + b"0]",
        "lists, 90 deep": b"[" + (b"[" * 90 + b"]" * 90 + b",") * (items // 91) + b"0]",
        "objects": b"[" + b'{"a":0},' * (items // 3) + b"0]",
        "objects, 90 deep": b"[" + (b'{"":' * 90 + b"0" + b"}" * 90 + b",") * (items // 181)
        + b"0]",
        "one object": b"{" + b",".join(b'"%x":0' % number for number in range(items // 2)) + b"}",
        "an object, one name": b"{" + b",".join([b'"":0'] * (items // 2)) + b"}",
        "too deep": b"[" * items,
        "too many": b"[" + b"0," * (size // 2),
    }  # fmt: skip
    return [_post(f"JSON, {title}", "application/json", text) for title, text in texts.items()]


def _make_heads(scale: float) -> list[Row]:
    """Make requests with 64 KB of header or query string, which is as much as servers let pass."""
    size = int(64 * KIB * scale)
    heads = {
        "Cookie, quoted": ("HTTP_COOKIE", 'a="\\";' * (size // 6)),
        "Cookie, one": ("HTTP_COOKIE", 'a="' + "\\303" * (size // 4) + '"'),
        "Cookie, names": ("HTTP_COOKIE", ";".join(f"{n:x}=" for n in range(size // 6))),
        "query string": ("QUERY_STRING", "%zz&" * 900 + "%zz" * (size // 3 - 1200)),
        "Accept, 8 KB": ("HTTP_ACCEPT", "a/b;q=0.5," * min(819, size // 10)),
        "Accept-Language, 8 KB": ("HTTP_ACCEPT_LANGUAGE", "a-b;q=0.5," * min(819, size // 10)),
        "Accept-Encoding, 8 KB": ("HTTP_ACCEPT_ENCODING", "a," * min(4090, size // 2)),
        "If-None-Match": ("HTTP_IF_NONE_MATCH", '"a",' * (size // 4)),
        "If-Match": ("HTTP_IF_MATCH", 'W/"",' * (size // 5)),
        "Range": ("HTTP_RANGE", "bytes=" + "0-0," * (size // 4)),
        "Range, digits": ("HTTP_RANGE", "bytes=-" + "9" * size),
        "Cache-Control": ("HTTP_CACHE_CONTROL", "a=1," * (size // 4)),
        "Pragma": ("HTTP_PRAGMA", "a," * (size // 2)),
        "Authorization": ("HTTP_AUTHORIZATION", "Digest " + 'a="\\"' * (size // 6)),
        "Authorization, fields": ("HTTP_AUTHORIZATION", "Digest " + "a=b," * (size // 4)),
        "Forwarded": ("HTTP_FORWARDED", 'for="[::1]",' * (size // 12)),
        "X-Forwarded-For": ("HTTP_X_FORWARDED_FOR", "1.1.1.1," * (size // 8)),
        "Content-Type": ("CONTENT_TYPE", 'a; b="' + "\\a" * (size // 2)),
        "Content-Type, parameters": ("CONTENT_TYPE", "a/b" + ";a=b" * (size // 4)),
    }
    rows = [_get(title, "/head", {key: value}) for title, (key, value) in heads.items()]
    rows += [
        _get(f"{title}, for a file", "/static/a.css", {key: value})
        for title, (key, value) in heads.items()
        if key.startswith(("HTTP_IF", "HTTP_RANGE", "HTTP_ACCEPT_E"))
    ]
    many = {f"HTTP_X_{number}": "a" * (size // 100) for number in range(100)}
    return [*rows, _get("100 headers", "/head", many)]


def build_app() -> App:
    """Make an app that reads what comes: the body by its kind, or everything else."""
    app = App(__name__, static_folder=_FILES.name, static_url_path="/static")
    app.add_url_rule("/form", "form", lambda: str(len(request.form) + len(request.files)),
                     methods=["POST"])  # fmt: skip
    app.add_url_rule("/json", "json", lambda: str(request.get_json() is None), methods=["POST"])
    names = [
        name
        for name in dir(Request)
        if isinstance(getattr(Request, name), property) and name not in _BODY
    ]
    app.add_url_rule("/head", "head", lambda: str([bool(getattr(request, n)) for n in names]))
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
