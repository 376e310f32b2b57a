"""What to answer where a request leads to no view of its own."""

from collections.abc import Iterable
from itertools import islice
from typing import Any, NoReturn

from microweb import exceptions, http
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.routing import Rule, SlashMissing

__all__ = ["mend_slashes", "move_to", "name_near_rules", "raise_error", "show_methods"]

_MAX_COMPARED = 1000  # rules; it takes a millisecond for each 10


def raise_error(error: Exception) -> NoReturn:
    """Let an error handler answer."""
    raise error


def name_near_rules(error: Exception, path: str, rules: Iterable[Rule[Any]]) -> Exception:
    """Give the error of a path that no rule has, with the rules that are like it: to a developer.

    Args:
        error: Why there is no view; any but a plain `NotFound` says it by itself.
        path: The path of the request, percent-decoded.
        rules: Those of the app.
    """
    if type(error) is not exceptions.NotFound:
        return error
    from difflib import get_close_matches  # only on the way to an error

    known = {rule.rule for rule in islice(rules, _MAX_COMPARED) if not rule.build_only}
    near = get_close_matches(path, sorted(known), 3)
    return (
        exceptions.NotFound(f"{error.description} Near it: {', '.join(near)}.") if near else error
    )


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
