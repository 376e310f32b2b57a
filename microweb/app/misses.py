"""What to answer where a request leads to no view of its own."""

from collections.abc import Iterable
from typing import NoReturn

from microweb import exceptions, http
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.routing import SlashMissing

__all__ = ["mend_slashes", "move_to", "raise_error", "show_methods"]


def raise_error(error: Exception) -> NoReturn:
    """Let an error handler answer."""
    raise error


def show_methods(methods: Iterable[str]) -> Response:
    """Answer OPTIONS (RFC 9110 section 9.3.7)."""
    return Response(headers={"Allow": ", ".join(methods)})


def mend_slashes(request: Request, outcome: SlashMissing) -> Response:
    """Send a browser on to the address with the right slashes; others could lose a body there."""
    path = request.script_root + outcome.path
    if request.method not in ("GET", "HEAD") or path.startswith("//"):
        raise exceptions.NotFound(f"There is nothing at this address. {_hint(outcome)}")
    return move_to(request, http.percent_encode(path, safe=http.PATH_SAFE))


def _hint(outcome: SlashMissing) -> str:
    ending = "ends with a slash" if outcome.rule.endswith("/") else "has no empty segments"
    return f"The rule {outcome.rule!r} {ending}."


def move_to(request: Request, url: str) -> Response:
    """Send a client on for good, with its query string.

    Args:
        request: The request.
        url: The address, percent-encoded, without a query string.

    RFC 9110 section 15.4.9.
    """
    query = http.percent_encode(request.query_string, safe=http.QUERY_SAFE)
    return Response(status=308, headers={"Location": url + (query and f"?{query}")})
