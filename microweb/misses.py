"""What to answer where a request leads to no view."""

from collections.abc import Iterable
from typing import NoReturn

from microweb.exceptions import NotFound
from microweb.http import PATH_SAFE, QUERY_SAFE, percent_encode
from microweb.request import Request
from microweb.response import Response

__all__ = ["add_slash", "raise_error", "show_methods"]


def raise_error(error: Exception) -> NoReturn:
    """Let an error handler answer."""
    raise error


def show_methods(methods: Iterable[str]) -> Response:
    """Answer OPTIONS (RFC 9110 section 9.3.7)."""
    return Response(headers={"Allow": ", ".join(methods)})


def add_slash(request: Request, rule: str) -> Response:
    """Send a browser on to the address with a slash; anything else could lose its body there."""
    path = request.script_root + request.path
    if request.method not in ("GET", "HEAD") or path.startswith("//"):
        raise NotFound(f"There is nothing at this address. The rule {rule!r} ends with a slash.")
    query = percent_encode(request.query_string, safe=QUERY_SAFE)
    location = percent_encode(path, safe=PATH_SAFE) + "/" + (query and f"?{query}")
    return Response(status=308, headers={"Location": location})
