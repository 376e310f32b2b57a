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

The classes of the statuses are imported when one is first asked for, 1 ms: a module that raises one
for some requests alone says `from microweb import exceptions` and `raise exceptions.NotFound`.
`__init__.pyi` lists the names for type checkers.
"""

from microweb.exceptions.base import HTTPException
from microweb.exceptions.program import (
    BuildError,
    MicrowebError,
    NoSecretKeyError,
    RegistrationError,
)
from microweb.late_names import late_names

_MODULES = {
    "aborting": ("abort",),
    "client": (
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
        "RequestedRangeNotSatisfiable",
        "RequestEntityTooLarge",
        "RequestHeaderFieldsTooLarge",
        "RequestTimeout",
        "RequestURITooLong",
        "TooManyRequests",
        "Unauthorized",
        "UnavailableForLegalReasons",
        "UnprocessableEntity",
        "UnsupportedMediaType",
    ),
    "server": (
        "BadGateway",
        "GatewayTimeout",
        "HTTPVersionNotSupported",
        "InternalServerError",
        "NotImplemented",
        "ServiceUnavailable",
    ),
}
_HOMES = {name: f"{__name__}.{room}" for room, names in _MODULES.items() for name in names}

# pyright: reportUnsupportedDunderAll=false
__all__ = [
    "BuildError",
    "HTTPException",
    "MicrowebError",
    "NoSecretKeyError",
    "RegistrationError",
    *_HOMES,
]

__getattr__, __dir__ = late_names(__name__, _HOMES)
