"""RequestID: gives each request a name that its log lines and its response share."""

import os
import re
from collections.abc import Callable

from microweb.http import check_field
from microweb.requests.request import Request
from microweb.responses.response import Response

__all__ = ["REQUEST_ID_KEY", "RequestID"]

REQUEST_ID_KEY = "microweb.request_id"
"""Where in the environ the id is."""

# What a log line, a shell and a URL take as it is: the forms of UUID, ULID and trace ids.
_ID_RE = re.compile(r"[0-9A-Za-z._~:=+/-]{1,128}")
_SIZE = 16  # bytes of an id of our own: as many as a UUID has


class RequestID:
    """Makes an id for each request, or takes the one that a proxy made.

        app.use(RequestID())

    The id is in `request.environ["microweb.request_id"]`, in the request's header, where it
    replaces what the client sent, and in the response's header. It names one request and is
    no secret.

    Registered with `app.use`, first, so that what the other middleware answers carries it too.
    """

    def __init__(self, *, header: str = "X-Request-ID", trust: bool = False) -> None:
        """Name the header.

        Args:
            header: The field of requests and responses.
            trust: Whether to take an id that comes with the request: where a proxy sets it, and
                replaces what clients send. One that is longer than 128 characters, or has others
                than letters, digits and `._~:=+/-`, is replaced all the same.

        Raises:
            ValueError: The header's name is not a token.
        """
        check_field(header, "")
        self._header = header
        self._key = "HTTP_" + header.upper().replace("-", "_")
        self._trust = trust

    def __call__(self, request: Request, call_next: Callable[[Request], Response]) -> Response:
        """Name the request, let it through, and name its response."""
        environ = request.environ
        claimed: str = environ.get(self._key, "") if self._trust else ""
        name = claimed if _ID_RE.fullmatch(claimed) else os.urandom(_SIZE).hex()
        environ[REQUEST_ID_KEY] = environ[self._key] = name
        response = call_next(request)
        response.headers.set(self._header, name)
        return response
