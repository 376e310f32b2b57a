"""CORS: lets the scripts of listed origins read what the app answers."""

from collections.abc import Callable, Iterable
from typing import Never
from wsgiref.types import WSGIEnvironment

from microweb.http import check_field
from microweb.http.origins import find_origin_problem
from microweb.requests.request import Request
from microweb.responses.response import Response

__all__ = ["CORS"]


class CORS:
    """Answers preflight requests, and tells browsers which origins may read a response.

        app.use(CORS(origins=["https://shop.example"]))

    An origin is compared as a whole. A response to one that is not listed is left as it is, but for
    `Vary: Origin`, which every response gets: a cache must not give one origin's answer to another.
    For a listed origin the headers of this middleware replace those that a view set.

    A preflight of a listed origin is answered here, before the hooks of the app: it carries no
    credentials, so a hook that asks for a login would refuse it. That is why this is registered
    with `app.use`, and why it belongs before the middleware that refuses strangers.

    To read is not to write: unsafe requests of another origin pass the app's own check when the
    origin is in `CSRF_TRUSTED_ORIGINS` too.

    Fetch Standard, HTTP CORS protocol.
    """

    def __init__(
        self,
        *flask_app: Never,
        origins: Iterable[str],
        methods: Iterable[str] = ("GET", "HEAD", "POST"),
        allow_headers: Iterable[str] = (),
        expose_headers: Iterable[str] = (),
        credentials: bool = False,
        max_age: int = 600,
        **unknown: Never,
    ) -> None:
        """Say who may do what. Each list may be `["*"]`, for any, unless there are credentials.

        Args:
            flask_app: Nothing: it is there for the error that names `app.use`.
            origins: Origins as browsers send them, such as `https://shop.example`.
            methods: The methods that scripts may use.
            allow_headers: The request headers that scripts may set, beside the harmless ones.
            expose_headers: The response headers that scripts may read, beside the harmless ones.
            credentials: Whether cookies and logins may be sent along.
            max_age: How long a browser may remember the answer to a preflight, in seconds.
            unknown: Nothing: it is there for the error that names the options.

        Raises:
            TypeError: A list is text or has something else in it; an option has another name here,
                or the app is given.
            ValueError: An origin is not one, or is `null`, which any sandboxed page has; a name is
                not a token; `*` stands beside others or together with credentials.
        """
        if flask_app or unknown:
            raise TypeError(_describe_misuse(flask_app, list(unknown)))
        lists = {
            "origins": _listed("origins", origins),
            "methods": _listed("methods", methods),
            "allow_headers": _listed("allow_headers", allow_headers),
            "expose_headers": _listed("expose_headers", expose_headers),
        }
        for option, items in lists.items():
            _check_wildcard(option, items, credentials=credentials)
            for item in items:
                if option == "origins":
                    _check_origin(item)
                else:
                    check_field(item, "")
        if max_age < 0:
            raise ValueError(f"CORS: max_age={max_age}, but seconds are never negative")
        self._origins = frozenset(lists["origins"])
        self.is_public = "*" in self._origins
        self._fields = [("Access-Control-Allow-Credentials", "true")] if credentials else []
        preflight_fields = [
            ("Access-Control-Allow-Methods", ", ".join(lists["methods"])),
            ("Access-Control-Allow-Headers", ", ".join(lists["allow_headers"])),
            ("Access-Control-Max-Age", str(max_age)),
        ]
        self._preflight_fields = [field for field in preflight_fields if field[1]]
        self._exposed = ", ".join(lists["expose_headers"])

    def __call__(self, request: Request, call_next: Callable[[Request], Response]) -> Response:
        """Answer a preflight; let anything else through and mark the response."""
        origin: str | None = request.environ.get("HTTP_ORIGIN")
        allowed = "*" if self.is_public else origin if origin in self._origins else None
        if allowed is not None and _is_preflight(request.environ):
            response = Response(status=204, headers=self._preflight_fields)
        else:
            response = call_next(request)
            if allowed is not None and self._exposed:
                response.headers.set("Access-Control-Expose-Headers", self._exposed)
        if allowed is not None:
            response.headers.update([("Access-Control-Allow-Origin", allowed), *self._fields])
        if not self.is_public:
            response.add_vary("Origin")
        return response


def _is_preflight(environ: WSGIEnvironment) -> bool:
    return (
        environ["REQUEST_METHOD"] == "OPTIONS"
        and "HTTP_ORIGIN" in environ
        and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
    )


def _describe_misuse(flask_app: tuple[object, ...], unknown: list[str]) -> str:
    """Say what to write in place of what another library's CORS takes."""
    if flask_app:
        problem = "it does not take the app"
    elif "supports_credentials" in unknown:
        problem = "supports_credentials= is credentials= here"
    elif "resources" in unknown:
        problem = (
            "there is no resources=, for it goes around a whole app; app.mount() one for a part"
        )
    else:
        problem = f"there is no {unknown[0]}="
    return f"CORS: {problem}; write app.use(CORS(origins=['https://shop.example']))"


def _listed(option: str, items: Iterable[str]) -> list[str]:
    if isinstance(items, str):
        raise TypeError(f"CORS: {option}={items!r} is text; write {option}=[{items!r}]")
    listed = list(items)
    for item in listed:
        if not isinstance(item, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # a pattern
            raise TypeError(
                f"CORS: {option} has {item!r}, which is no text; there are no patterns, since one "
                "that lets a stranger in looks like one that does not: list each"
            )
    return listed


def _check_wildcard(option: str, items: list[str], *, credentials: bool) -> None:
    if "*" not in items:
        return
    if credentials:
        raise ValueError(
            f"CORS: {option}=['*'] with credentials=True would let every site act as its visitor; "
            "name them"
        )
    if len(items) > 1:
        raise ValueError(f"CORS: {option}={items!r}: '*' stands alone, or the others are in vain")


def _check_origin(origin: str) -> None:
    """Refuse what no browser sends as an origin, since it would never match."""
    problem = None if origin == "*" else find_origin_problem(origin)
    if problem is not None:
        raise ValueError(f"CORS: {problem}")
