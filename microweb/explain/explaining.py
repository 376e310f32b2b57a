"""Answer a request for the sake of the explanation, and describe what went in and came out."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic, perf_counter_ns
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb.app import App
from microweb.explain.following import following
from microweb.explain.narrating import MAX_SHOWN, describe_error, find_raise, narrate
from microweb.explain.steps import Explanation, Step
from microweb.server.masking import MASK, describe, is_secret, mask_text

__all__ = ["explain"]

_MAX_SECONDS = 5.0
_SHOWN_KEYS = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH")


def explain(app: App, environ: WSGIEnvironment) -> Explanation:
    """Answer a request, side effects included, and tell how.

    Args:
        app: The app.
        environ: The request: see `testing.make_environ`.

    Returns:
        The steps, what was answered, or which exception left the app.
    """
    answer = _Answer()
    explanation = Explanation(_request_line(environ))
    request_step = _describe_request(environ)
    start = perf_counter_ns()
    with following(app) as calls:
        try:
            answer.read(app(environ, answer.start))
        except Exception as error:  # noqa: BLE001  # told to the reader
            place = find_raise(error)
            explanation.error = describe_error(error) + (f" ({place})" if place else "")
    explanation.microseconds = (perf_counter_ns() - start) / 1000
    explanation.steps = [request_step, *narrate(app, environ, calls)]
    if answer.status and not explanation.error:
        explanation.status = answer.status
        explanation.size = answer.size
        explanation.steps += _describe_answer(answer)
    return explanation


class _Answer:
    """The server's half: takes the head, reads the body, keeps its beginning."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.size = 0
        self.beginning = b""
        self.is_whole = True

    def start(
        self, status: str, headers: list[tuple[str, str]], _exc_info: Any = None
    ) -> Callable[[bytes], object]:
        """Be `start_response`."""
        self.status, self.headers = status, headers
        return self._take

    def read(self, body: Iterable[bytes]) -> None:
        """Read a body to its end, or, as a stream of events has none, for a while."""
        leave_at = monotonic() + _MAX_SECONDS
        try:
            for piece in body:
                self._take(piece)
                if monotonic() > leave_at:
                    self.is_whole = False
                    break
        finally:
            if close := getattr(body, "close", None):
                close()

    def _take(self, piece: bytes) -> None:
        self.size += len(piece)
        if len(self.beginning) <= MAX_SHOWN:
            self.beginning += piece


def _request_line(environ: WSGIEnvironment) -> str:
    query = environ.get("QUERY_STRING", "")
    target = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return f"{environ['REQUEST_METHOD']} {target}{'?' if query else ''}{mask_text(query)}"


def _describe_request(environ: WSGIEnvironment) -> Step:
    fields = [
        f"{_field_name(key)}: {_mask(_field_name(key), str(value))}"
        for key, value in environ.items()
        if key.startswith("HTTP_")
    ]
    keys = [f"{key} = {describe(key, environ[key])}" for key in _SHOWN_KEYS if environ.get(key)]
    if environ["wsgi.url_scheme"] != "http":
        keys.append(f"wsgi.url_scheme = {environ['wsgi.url_scheme']!r}")
    return Step("request", _request_line(environ), details=(*keys, *fields))


def _field_name(key: str) -> str:
    return key.removeprefix("HTTP_").replace("_", "-").title()


def _mask(name: str, value: str) -> str:
    return MASK if is_secret(name) else mask_text(value)


def _describe_answer(answer: _Answer) -> Iterator[Step]:
    fields = tuple(f"{name}: {_mask(name, value)}" for name, value in answer.headers)
    yield Step("headers", f"{len(fields)} fields", details=fields)
    left = "" if answer.is_whole else f" in {_MAX_SECONDS:g} s; the body goes on, and was left"
    yield Step("bytes", f"{answer.size} bytes{left}", details=_shorten(answer.beginning))


def _shorten(body: bytes) -> tuple[str, ...]:
    shown = mask_text(ascii(body[:MAX_SHOWN].decode("utf-8", "replace"))[1:-1])
    more = "..." if len(body) > MAX_SHOWN else ""
    return (f"{shown}{more}",) if body else ()
