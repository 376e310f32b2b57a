"""Request: what the client sent, read from the WSGI environ when it is asked for."""

from typing import Any, cast
from wsgiref.types import WSGIEnvironment

from microweb import exceptions, http
from microweb.http import Headers
from microweb.requests import late
from microweb.requests.headers import RequestHeaders
from microweb.requests.limits import Limits
from microweb.requests.payload import Payload
from microweb.routing import Rule

__all__ = ["MATCH_KEY", "Limits", "Request"]

MATCH_KEY = "microweb.match"
"""Where in the environ the app puts the rule that matched, with its arguments."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTENT_KEYS = ("CONTENT_TYPE", "CONTENT_LENGTH")


class Request(RequestHeaders, Payload):
    """One request. Everything is read from `environ` on first use, and most of it kept.

    What comes with its body is in `Payload`.

    Attributes:
        bound_app: The app that is answering it, for `microweb.context`.
        bound_context: What that app keeps beside it, if something asked for that.

    PEP 3333, "environ Variables".
    """

    bound_app: Any = None
    bound_context: Any = None

    _args: "late.Parameters[str] | None" = None
    _cookies: "late.Cookies | None" = None
    _headers: Headers | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.method} {self.full_path!r}>"

    @property
    def method(self) -> str:
        """The method, as sent."""
        method: str = self.environ["REQUEST_METHOD"]
        return method

    @property
    def path(self) -> str:
        """The path below the place where the app is mounted, percent-decoded, after a slash.

        Raises:
            BadRequest: The path is not UTF-8, or has a NUL.
        """
        path: str = self.environ.get("PATH_INFO") or "/"
        if not (path.isascii() and path.isprintable()):
            path = _decode_path(path)
        return path if path[0] == "/" else f"/{path}"

    @property
    def script_root(self) -> str:
        """The path at which the app is mounted, percent-decoded, without a slash at the end."""
        root = _decode_path(self.environ.get("SCRIPT_NAME", "")).rstrip("/")
        return f"/{root}" if root and root[0] != "/" else root

    root_path = script_root

    @property
    def query_string(self) -> bytes:
        """What stands behind the question mark, as sent."""
        return cast("str", self.environ.get("QUERY_STRING", "")).encode("latin-1")

    @property
    def full_path(self) -> str:
        """The path with the query string, percent-decoded and as sent; always with a `?`."""
        return f"{self.path}?{self.environ.get('QUERY_STRING', '')}"

    @property
    def scheme(self) -> str:
        """`"http"` or `"https"`."""
        scheme: str = self.environ["wsgi.url_scheme"]
        return scheme

    @property
    def is_secure(self) -> bool:
        """Whether the request came over https."""
        return self.scheme == "https"

    @property
    def host(self) -> str:
        """The host the client named, with its port unless that is the scheme's own.

        Raises:
            BadRequest: The Host header is malformed.
        """
        value: str = self.environ.get("HTTP_HOST") or _server_host(self.environ)
        try:
            name, port = http.parse_host(value)
        except ValueError as exc:
            raise exceptions.BadRequest(f"{exc}.") from None
        return name if port in (None, _DEFAULT_PORTS.get(self.scheme)) else f"{name}:{port}"

    @property
    def host_url(self) -> str:
        """Scheme and host, with a slash at the end."""
        return f"{self.scheme}://{self.host}/"

    @property
    def url_root(self) -> str:
        """The URL at which the app is mounted, with a slash at the end."""
        return f"{self.scheme}://{self.host}{self._encoded_root()}/"

    root_url = url_root

    @property
    def base_url(self) -> str:
        """The URL without its query string, percent-encoded."""
        path = http.percent_encode(self.path, safe=http.PATH_SAFE)
        return f"{self.scheme}://{self.host}{self._encoded_root()}{path}"

    @property
    def url(self) -> str:
        """The URL, percent-encoded."""
        query = http.percent_encode(self.query_string, safe=http.QUERY_SAFE)
        return f"{self.base_url}?{query}" if query else self.base_url

    def _encoded_root(self) -> str:
        return http.percent_encode(self.script_root, safe=http.PATH_SAFE)

    @property
    def remote_addr(self) -> str | None:
        """The address of the peer."""
        return self.environ.get("REMOTE_ADDR")

    @property
    def url_rule(self) -> Rule[Any] | None:
        """The rule that matched, if one did."""
        match: tuple[Rule[Any], dict[str, Any]] | None = self.environ.get(MATCH_KEY)
        return None if match is None else match[0]

    @property
    def view_args(self) -> dict[str, Any] | None:
        """The arguments that the rule gave, if one matched."""
        match: tuple[Rule[Any], dict[str, Any]] | None = self.environ.get(MATCH_KEY)
        return None if match is None else match[1]

    @property
    def endpoint(self) -> str | None:
        """The name of the view, if a rule matched."""
        return None if self.url_rule is None else self.url_rule.endpoint

    @property
    def blueprint(self) -> str | None:
        """The name of the view's blueprint, if it has one."""
        return (self.endpoint or "").rpartition(".")[0] or None

    @property
    def blueprints(self) -> list[str]:
        """The names of the view's blueprint and those around it, innermost first."""
        names: list[str] = []
        name = self.blueprint or ""
        while name:
            names.append(name)
            name = name.rpartition(".")[0]
        return names

    @property
    def headers(self) -> Headers:
        """The header fields, one for each name."""
        if self._headers is None:
            self._headers = Headers.from_wsgi(_header_fields(self.environ))
        return self._headers

    @property
    def cookies(self) -> "late.Cookies":
        """The cookies, by name; each has one value."""
        if self._cookies is None:
            self._cookies = late.Cookies(http.parse_cookie(self.environ.get("HTTP_COOKIE", "")))
        return self._cookies

    @property
    def args(self) -> "late.Parameters[str]":
        """The query string.

        Raises:
            BadRequest: It is not UTF-8 or has more values than `MAX_FORM_PARTS`.
        """
        if self._args is None:
            data = self.environ.get("QUERY_STRING", "").encode("latin-1")
            most = self.limits.max_form_parts
            self._args = late.Parameters.parse(data, "query string", most)
        return self._args

    @property
    def values(self) -> "late.Parameters[str]":
        """Query string and form together; the query string first."""
        pairs = [*self.args.items(multi=True), *self.form.items(multi=True)]
        values: late.Parameters[str] = late.Parameters.of(pairs, "request")
        return values


def _decode_path(path: str) -> str:
    try:
        text = path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise exceptions.BadRequest("The address is not UTF-8.") from None
    if "\x00" in text:
        raise exceptions.BadRequest("The address has a NUL in it.")
    return text


def _server_host(environ: WSGIEnvironment) -> str:
    """Give what stands for a missing Host header; the name may be an IPv6 address."""
    name, port = environ["SERVER_NAME"], environ["SERVER_PORT"]
    return f"[{name}]:{port}" if ":" in name and name[0] != "[" else f"{name}:{port}"


def _header_fields(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    # The two content fields have keys of their own; with HTTP_ they are a client's forgery.
    fields = [
        (key[5:].replace("_", "-").title(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_") and isinstance(value, str) and key[5:] not in _CONTENT_KEYS
    ]
    fields += [
        (key.replace("_", "-").title(), environ[key]) for key in _CONTENT_KEYS if environ.get(key)
    ]
    return fields
