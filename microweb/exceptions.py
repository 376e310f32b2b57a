"""Every exception that microweb raises on purpose.

    Exception
    ├── MicrowebError                     a mistake in the program, or a token that is not good
    │   ├── RegistrationError             a route, hook, blueprint or setting that cannot be right
    │   ├── BuildError (LookupError)      no URL for this endpoint and these values
    │   ├── BadSignature (ValueError)     in security.signing: a token was changed, or is not ours
    │   │   └── SignatureExpired
    │   └── NoSecretKeyError              the session was written to, and there is no key
    └── HTTPException                     an answer with a status of 400 or above
        ├── BadRequest 400
        │   └── BadRequestKeyError (KeyError)   a form field or query value that is not there
        ├── Unauthorized 401, Forbidden 403, NotFound 404, MethodNotAllowed 405, ...
        └── InternalServerError 500, NotImplemented 501, ...

An `HTTPException` that leaves a view becomes the response: see `App.errorhandler`. The template
engine has a tree of its own, under `microweb.templating.TemplateError`.
"""

from collections.abc import Iterable
from typing import ClassVar, NoReturn, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb.http import REASONS
from microweb.http.problem import render_problem
from microweb.response import Response

__all__ = [
    "BadGateway",
    "BadRequest",
    "BadRequestKeyError",
    "BuildError",
    "Conflict",
    "ExpectationFailed",
    "FailedDependency",
    "Forbidden",
    "GatewayTimeout",
    "Gone",
    "HTTPException",
    "HTTPVersionNotSupported",
    "ImATeapot",
    "InternalServerError",
    "LengthRequired",
    "Locked",
    "MethodNotAllowed",
    "MicrowebError",
    "NoSecretKeyError",
    "NotAcceptable",
    "NotFound",
    "NotImplemented",
    "PreconditionFailed",
    "PreconditionRequired",
    "RegistrationError",
    "RequestEntityTooLarge",
    "RequestHeaderFieldsTooLarge",
    "RequestTimeout",
    "RequestURITooLong",
    "RequestedRangeNotSatisfiable",
    "ServiceUnavailable",
    "TooManyRequests",
    "Unauthorized",
    "UnavailableForLegalReasons",
    "UnprocessableEntity",
    "UnsupportedMediaType",
    "abort",
]


class MicrowebError(Exception):
    """The base of what is raised for a mistake in the program."""


class RegistrationError(MicrowebError):
    """A route, hook, blueprint or setting that cannot be right; raised where it is registered."""


class BuildError(MicrowebError, LookupError):
    """No URL can be built for an endpoint and its values.

    Attributes:
        endpoint: The endpoint asked for.
        values: The values given.
        method: The method asked for, if any.
    """

    def __init__(
        self, message: str, *, endpoint: str, values: dict[str, object], method: str | None = None
    ) -> None:
        super().__init__(message)
        self.endpoint = endpoint
        self.values = values
        self.method = method


class NoSecretKeyError(MicrowebError, RuntimeError):
    """Something has to be signed and the app has no secret key."""


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
        return REASONS.get(self.code or 0, "Unknown Error")

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
        content_type, body = render_problem(
            code=code, name=self.name, description=self.description, accept=accept
        )
        headers: list[tuple[str, object]] = [*self.get_headers()]
        response = Response(body, code, headers, content_type=content_type)
        response.add_vary("Accept")
        return response

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as a WSGI application."""
        answer = self.response or self.get_response(environ)
        return answer(environ, start_response)


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
        www_authenticate: str | None = None,
    ) -> None:
        super().__init__(description, response)
        self.www_authenticate = www_authenticate

    def get_headers(self) -> list[tuple[str, str]]:
        """Give the challenge, if there is one."""
        return [("WWW-Authenticate", self.www_authenticate)] if self.www_authenticate else []


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


class _RetryAfter(HTTPException):
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
        return [("Retry-After", str(-int(-self.retry_after // 1)))]


class TooManyRequests(_RetryAfter):
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


class ServiceUnavailable(_RetryAfter):
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


def _by_code(base: type[HTTPException]) -> dict[int, type[HTTPException]]:
    found: dict[int, type[HTTPException]] = {}
    for cls in base.__subclasses__():
        if cls.code is not None and cls.code != base.code:
            found[cls.code] = cls
        found.update(_by_code(cls))
    return found


default_exceptions: dict[int, type[HTTPException]] = _by_code(HTTPException)
"""The exception class of each status code."""


def abort(status: int | WSGIApplication, *args: object, **kwargs: object) -> NoReturn:
    """Leave the view with an error answer.

    Args:
        status: A code of 400 or above, or a ready response.
        args: Given to the exception of that code: first of all a description.
        kwargs: Likewise, such as `retry_after=60` for 429.

    Raises:
        HTTPException: Always.
        LookupError: There is no exception for the code.
    """
    if not isinstance(status, int):
        raise HTTPException(response=status)
    cls = default_exceptions.get(status)
    if cls is None:
        raise LookupError(
            f"abort({status}): no exception for that code; "
            f"give a response instead, such as abort(Response('...', {status}))"
        )
    if cls is MethodNotAllowed and args and isinstance(args[0], str):
        kwargs["description"], args = args[0], args[1:]
    raise cast("type[Exception]", cls)(*args, **kwargs)
