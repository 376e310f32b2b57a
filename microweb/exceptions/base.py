"""HTTPException: an answer with an error status, that can be raised."""

from collections.abc import Iterable
from typing import ClassVar
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb import http
from microweb.http import check_field
from microweb.responses.response import Response

__all__ = ["HTTPException", "RetryAfter"]


class HTTPException(Exception):
    """An answer with an error status; itself a WSGI callable.

    Attributes:
        code: The status code.
        description: Plain text for the client.
        response: A ready response to send instead, if any.
    """

    code: ClassVar[int | None] = None
    description: str = ""

    def __init__(
        self, description: str | None = None, response: WSGIApplication | None = None
    ) -> None:
        super().__init__(description)
        if description is not None:
            self.description = description
        self.response = response

    @property
    def name(self) -> str:
        """The reason phrase of the status."""
        return http.REASONS.get(self.code or 0, "Unknown Error")

    def __str__(self) -> str:
        return f"{self.code} {self.name}: {self.description}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self)!r}>"

    def get_headers(self) -> list[tuple[str, str]]:
        """Give the fields that belong to this status, Content-Type apart."""
        return []

    def get_response(self, environ: WSGIEnvironment | None = None) -> Response:
        """Make the response: a page, `application/problem+json` or text, by the Accept header.

        Args:
            environ: The request's; None makes a page.

        RFC 9457; RFC 9110 section 12.5.1.
        """
        if isinstance(self.response, Response):
            return self.response
        accept: str = environ.get("HTTP_ACCEPT", "") if environ else ""
        code = self.code or 500
        content_type, body = http.render_problem(
            code=code, name=self.name, description=self.description, accept=accept
        )
        fields = [("Content-Type", content_type), ("Vary", "Accept")]
        for name, value in self.get_headers():
            check_field(name, value)
            fields.append((name, value))
        # An error must have its answer, whatever stands in the description.
        data = body.encode("utf-8", "replace")
        response = Response.from_wire(data, fields, is_complete=False)
        response.status = code
        return response

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        answer = self.response or self.get_response(environ)
        return answer(environ, start_response)


class RetryAfter(HTTPException):
    """Shared by the statuses that tell when to come back.

    Attributes:
        retry_after: Seconds, if known.
    """

    def __init__(
        self,
        description: str | None = None,
        response: WSGIApplication | None = None,
        *,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(description, response)
        self.retry_after = retry_after

    def get_headers(self) -> list[tuple[str, str]]:
        """Give Retry-After in whole seconds, rounded up (RFC 9110 section 10.2.3)."""
        if self.retry_after is None:
            return []
        return [("Retry-After", str(max(0, -int(-self.retry_after // 1))))]
