"""The errors of the client, 400 to 451, one class for each status."""

from collections.abc import Iterable
from wsgiref.types import WSGIApplication

from microweb.exceptions.base import HTTPException, RetryAfter
from microweb.http import values

__all__ = [
    "BadRequest",
    "BadRequestKeyError",
    "Conflict",
    "ExpectationFailed",
    "FailedDependency",
    "Forbidden",
    "Gone",
    "ImATeapot",
    "LengthRequired",
    "Locked",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "PreconditionFailed",
    "PreconditionRequired",
    "RequestEntityTooLarge",
    "RequestHeaderFieldsTooLarge",
    "RequestTimeout",
    "RequestURITooLong",
    "RequestedRangeNotSatisfiable",
    "TooManyRequests",
    "Unauthorized",
    "UnavailableForLegalReasons",
    "UnprocessableEntity",
    "UnsupportedMediaType",
]


class BadRequest(HTTPException):
    """400: the request cannot be understood."""

    code = 400
    description = "The request could not be understood."


class BadRequestKeyError(BadRequest, KeyError):
    """400: the view asked for a form field or query value that the request does not have."""

    def __init__(self, description: str | None = None, *, key: str = "") -> None:
        BadRequest.__init__(self, description)
        self.key = key


class Unauthorized(HTTPException):
    """401: the client has to say who it is.

    RFC 9110 section 15.5.2 asks for a `WWW-Authenticate` header: give it as `www_authenticate`.
    """

    code = 401
    description = "You have to log in to see this."

    def __init__(
        self,
        description: str | None = None,
        response: WSGIApplication | None = None,
        *,
        www_authenticate: "str | values.WWWAuthenticate | Iterable[object] | None" = None,
    ) -> None:
        """Refuse a stranger.

        Args:
            description: What to say.
            response: What to answer in place of an error page.
            www_authenticate: A challenge, as text or as a value; or several of them.
        """
        super().__init__(description, response)
        self.www_authenticate = www_authenticate

    def get_headers(self) -> list[tuple[str, str]]:
        """Give the challenges, if there are any."""
        given = self.www_authenticate
        if not given:
            return []
        several = given if isinstance(given, list | tuple) else [given]
        return [("WWW-Authenticate", str(challenge)) for challenge in several]


class Forbidden(HTTPException):
    """403: the client may not do this."""

    code = 403
    description = "You may not do this."


class NotFound(HTTPException):
    """404: there is nothing at this URL."""

    code = 404
    description = "There is nothing at this address."


class MethodNotAllowed(HTTPException):
    """405: there is something at this URL, but not for this method.

    Attributes:
        valid_methods: The methods it has, sorted.
    """

    code = 405
    description = "This address does not answer that method."

    def __init__(
        self,
        valid_methods: Iterable[str] = (),
        description: str | None = None,
        response: WSGIApplication | None = None,
    ) -> None:
        super().__init__(description, response)
        self.valid_methods = sorted(valid_methods)
        if description is None and self.valid_methods:
            self.description = f"This address answers {', '.join(self.valid_methods)}."

    def get_headers(self) -> list[tuple[str, str]]:
        """Give Allow (RFC 9110 section 15.5.6)."""
        return [("Allow", ", ".join(self.valid_methods))]


class NotAcceptable(HTTPException):
    """406: none of the representations is one that the client accepts."""

    code = 406
    description = "There is no representation that your client accepts."


class RequestTimeout(HTTPException):
    """408: the request did not arrive in time."""

    code = 408
    description = "The request did not arrive in time."


class Conflict(HTTPException):
    """409: the request contradicts the state of the resource."""

    code = 409
    description = "The request contradicts the present state."


class Gone(HTTPException):
    """410: what was here is gone for good."""

    code = 410
    description = "What was here is gone for good."


class LengthRequired(HTTPException):
    """411: the body needs a Content-Length."""

    code = 411
    description = "The request needs a Content-Length."


class PreconditionFailed(HTTPException):
    """412: a precondition in the headers does not hold."""

    code = 412
    description = "A precondition of the request does not hold."


class RequestEntityTooLarge(HTTPException):
    """413: the body is larger than the limit, which the description names."""

    code = 413
    description = "The request is too large."


class RequestURITooLong(HTTPException):
    """414: the URL is too long."""

    code = 414
    description = "The address is too long."


class UnsupportedMediaType(HTTPException):
    """415: the body has a media type that is not understood here."""

    code = 415
    description = "The media type of the request is not understood here."


class RequestedRangeNotSatisfiable(HTTPException):
    """416: none of the ranges lies within the representation.

    Attributes:
        length: The length of the representation in bytes, if known.
    """

    code = 416
    description = "The requested range cannot be served."

    def __init__(
        self,
        length: int | None = None,
        description: str | None = None,
        response: WSGIApplication | None = None,
    ) -> None:
        super().__init__(description, response)
        self.length = length

    def get_headers(self) -> list[tuple[str, str]]:
        """Give Content-Range (RFC 9110 section 15.5.17)."""
        return [] if self.length is None else [("Content-Range", f"bytes */{self.length}")]


class ExpectationFailed(HTTPException):
    """417: the Expect header cannot be met."""

    code = 417
    description = "The expectation of the request cannot be met."


class ImATeapot(HTTPException):
    """418: this is a teapot (RFC 2324 section 2.3.2)."""

    code = 418
    description = "This is a teapot, not a coffee machine."


class UnprocessableEntity(HTTPException):
    """422: the body was understood, and what it says cannot be."""

    code = 422
    description = "The request was understood, but its content cannot be processed."


class Locked(HTTPException):
    """423: the resource is locked."""

    code = 423
    description = "The resource is locked."


class FailedDependency(HTTPException):
    """424: an action that this one depends on failed."""

    code = 424
    description = "An action that this one depends on failed."


class PreconditionRequired(HTTPException):
    """428: the request must be conditional."""

    code = 428
    description = "The request must be conditional, for example with If-Match."


class TooManyRequests(RetryAfter):
    """429: the client asks too often."""

    code = 429
    description = "Too many requests: please wait a little."


class RequestHeaderFieldsTooLarge(HTTPException):
    """431: the headers are larger than the limit."""

    code = 431
    description = "The headers of the request are too large."


class UnavailableForLegalReasons(HTTPException):
    """451: the law forbids it."""

    code = 451
    description = "This cannot be shown for legal reasons."
