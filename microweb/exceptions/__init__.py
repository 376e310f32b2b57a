"""Every exception that microweb raises on purpose.

    Exception
    ├── MicrowebError                     a mistake in the program, or a token that is not good
    │   ├── RegistrationError             a route, hook, blueprint or setting that cannot be right
    │   ├── BuildError (LookupError)      no URL for this endpoint and these values
    │   ├── BadSignature (ValueError)     in security.signing: a token was changed, or is not ours
    │   │   └── SignatureExpired
    │   ├── NoSecretKeyError              the session was written to, and there is no key
    │   ├── NoSessionStoreError           in sessions: it takes sessions that the server keeps
    │   ├── SessionTooLargeError          in sessions: it does not fit into a cookie
    │   └── StoreError                    in stores: a file or server that cannot be used
    └── HTTPException                     an answer with a status of 400 or above
        ├── BadRequest 400
        │   └── BadRequestKeyError (KeyError)   a form field or query value that is not there
        ├── Unauthorized 401, Forbidden 403, NotFound 404, MethodNotAllowed 405, ...
        └── InternalServerError 500, NotImplemented 501, ...

An `HTTPException` that leaves a view becomes the response: see `App.errorhandler`. The template
engine has a tree of its own, under `microweb.templating.TemplateError`.
"""

from microweb.exceptions.aborting import abort
from microweb.exceptions.base import HTTPException
from microweb.exceptions.client import (
    BadRequest,
    BadRequestKeyError,
    Conflict,
    ExpectationFailed,
    FailedDependency,
    Forbidden,
    Gone,
    ImATeapot,
    LengthRequired,
    Locked,
    MethodNotAllowed,
    NotAcceptable,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    RequestedRangeNotSatisfiable,
    RequestEntityTooLarge,
    RequestHeaderFieldsTooLarge,
    RequestTimeout,
    RequestURITooLong,
    TooManyRequests,
    Unauthorized,
    UnavailableForLegalReasons,
    UnprocessableEntity,
    UnsupportedMediaType,
)
from microweb.exceptions.program import (
    BuildError,
    MicrowebError,
    NoSecretKeyError,
    RegistrationError,
)
from microweb.exceptions.server import (
    BadGateway,
    GatewayTimeout,
    HTTPVersionNotSupported,
    InternalServerError,
    NotImplemented,  # noqa: A004  # the field's name for 501
    ServiceUnavailable,
)

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
