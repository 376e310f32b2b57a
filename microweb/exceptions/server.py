"""The errors of the server, 500 to 505, one class for each status."""

from wsgiref.types import WSGIApplication

from microweb.exceptions.base import HTTPException, RetryAfter

__all__ = [
    "BadGateway",
    "GatewayTimeout",
    "HTTPVersionNotSupported",
    "InternalServerError",
    "NotImplemented",
    "ServiceUnavailable",
]


class InternalServerError(HTTPException):
    """500: the program failed.

    Attributes:
        original_exception: What went wrong, if this stands for another exception.
    """

    code = 500
    description = "The server met an error and could not answer."

    def __init__(
        self,
        description: str | None = None,
        response: WSGIApplication | None = None,
        *,
        original_exception: BaseException | None = None,
    ) -> None:
        super().__init__(description, response)
        self.original_exception = original_exception


class NotImplemented(HTTPException):  # noqa: A001  # the field's name for 501
    """501: the server does not know this method."""

    code = 501
    description = "The server does not know how to do this."


class BadGateway(HTTPException):
    """502: the server behind this one gave no valid answer."""

    code = 502
    description = "The server behind this one gave no valid answer."


class ServiceUnavailable(RetryAfter):
    """503: the server cannot answer now."""

    code = 503
    description = "The server cannot answer now: please try again later."


class GatewayTimeout(HTTPException):
    """504: the server behind this one did not answer in time."""

    code = 504
    description = "The server behind this one did not answer in time."


class HTTPVersionNotSupported(HTTPException):
    """505: the version of HTTP is not spoken here."""

    code = 505
    description = "This version of HTTP is not spoken here."
