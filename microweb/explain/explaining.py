"""Answer a request for the sake of the explanation, and describe what went in and came out."""

from collections.abc import Callable, Iterator
from time import perf_counter_ns
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb.app import App
from microweb.explain.following import following
from microweb.explain.narrating import MAX_SHOWN, describe_error, find_raise, narrate
from microweb.explain.steps import Explanation, Step
from microweb.server.masking import MASK, describe, is_secret, mask_text

__all__ = ["explain"]

_SHOWN_KEYS = ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH")


def explain(app: App, environ: WSGIEnvironment) -> Explanation:
    """Answer a request, side effects included, and tell how.

    Args:
        app: The app.
        environ: The request: see `testing.make_environ`.

    Returns:
        The steps, what was answered, or which exception left the app.
    """
    started: list[tuple[str, list[tuple[str, str]]]] = []
    pieces: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: Any = None
    ) -> Callable[[bytes], object]:
        started.append((status, headers))
        return pieces.append

    explanation = Explanation(_request_line(environ))
    request_step = _describe_request(environ)
    start = perf_counter_ns()
    with following(app) as calls:
        try:
            body = app(environ, start_response)
            try:
                pieces.extend(body)
            finally:
                if close := getattr(body, "close", None):
                    close()
        except Exception as error:  # noqa: BLE001  # told to the reader
            place = find_raise(error)
            explanation.error = describe_error(error) + (f" ({place})" if place else "")
    explanation.microseconds = (perf_counter_ns() - start) / 1000
    explanation.steps = [request_step, *narrate(app, environ, calls)]
    if started and not explanation.error:
        explanation.status, headers = started[-1]
        explanation.size = sum(map(len, pieces))
        explanation.steps += _describe_answer(headers, b"".join(pieces))
    return explanation


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


def _describe_answer(headers: list[tuple[str, str]], body: bytes) -> Iterator[Step]:
    fields = tuple(f"{name}: {_mask(name, value)}" for name, value in headers)
    yield Step("headers", f"{len(headers)} fields", details=fields)
    shown = mask_text(ascii(body[:MAX_SHOWN].decode("utf-8", "replace"))[1:-1])
    more = "..." if len(body) > MAX_SHOWN else ""
    yield Step("bytes", f"{len(body)} bytes", details=(f"{shown}{more}",) if body else ())
