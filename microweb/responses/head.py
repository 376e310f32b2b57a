"""The head of a response: its status and its header fields, with the words for common ones."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from microweb import http
from microweb.http import Headers, HeaderSource

__all__ = ["ResponseHead", "add_charset"]

_TEXT_TYPES = frozenset({"application/xml", "application/javascript", "application/ecmascript"})


def add_charset(mimetype: str) -> str:
    """Add the charset to a media type that is text."""
    if mimetype.startswith("text/") or mimetype in _TEXT_TYPES or mimetype.endswith("+xml"):
        return f"{mimetype}; charset=utf-8"
    return mimetype


class ResponseHead:
    """A status and header fields.

    RFC 9110 sections 6.2 and 6.3.
    """

    has_defaults: bool = False
    """Whether it was made with the headers that the framework adds to every response."""

    _headers: Headers | None = None
    _status: str = "200 OK"
    _status_code: int = 200
    _auto_secure: tuple[str, ...] = ()

    def __init__(
        self, status: int | str | None = None, headers: HeaderSource | None = None
    ) -> None:
        """Hold a status, 200 if none is given, and fields.

        Raises:
            ValueError: The status or a header cannot be sent.
        """
        self._fields: list[tuple[str, str]] = []
        self._headers = Headers.from_wsgi(self._fields)
        if headers is not None:
            self._headers.extend(headers)
        if status is not None:
            self.status = status

    @property
    def headers(self) -> Headers:
        """The header fields."""
        if self._headers is None:
            self._headers = Headers.from_wsgi(self._fields)
        return self._headers

    @headers.setter
    def headers(self, fields: HeaderSource) -> None:
        replaced = Headers(fields)
        kind = self.headers.get("Content-Type")
        if kind is not None:  # a response without one is for the client to guess
            replaced.setdefault("Content-Type", kind)
        self._fields = replaced.to_wsgi_list()
        self._headers = Headers.from_wsgi(self._fields)
        self.has_defaults = False

    @property
    def status(self) -> str:
        """The status line, such as `"200 OK"`; set it to a code or a line."""
        return self._status

    @status.setter
    def status(self, value: int | str) -> None:
        if isinstance(value, str):
            self._status_code, self._status = http.parse_status(value)
        else:
            self._status_code, self._status = int(value), http.format_status(int(value))

    @property
    def status_code(self) -> int:
        """The three digits; setting them sets the status line."""
        return self._status_code

    @status_code.setter
    def status_code(self, value: int) -> None:
        self.status = value

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as it is sent."""
        return self.headers.get("Content-Type")

    @content_type.setter
    def content_type(self, value: str) -> None:
        self.headers.set("Content-Type", value)

    @property
    def mimetype(self) -> str | None:
        """The media type, in lower case, without parameters; text types get a charset when set."""
        value = self.headers.get("Content-Type")
        return None if value is None else http.parse_options(value)[0]

    @mimetype.setter
    def mimetype(self, value: str) -> None:
        self.headers.set("Content-Type", add_charset(value))

    @property
    def location(self) -> str | None:
        """The Location header."""
        return self.headers.get("Location")

    @location.setter
    def location(self, value: str) -> None:
        self.headers.set("Location", value)

    def add_missing(self, fields: Mapping[str, tuple[str, str]]) -> None:
        """Append fields whose names are not there yet.

        Args:
            fields: By lower-case name; known to be good.
        """
        present = {name.lower() for name, _ in self._fields}
        self._fields += [field for name, field in fields.items() if name not in present]

    def mark_private(self) -> None:
        """Say that it is for one client alone, where nothing about caches is said already.

        RFC 9111 sections 3.5 and 5.2.2.
        """
        names = {name.lower() for name, _ in self._fields}
        if "vary" in names:
            self.add_vary("Cookie")
        else:
            self._fields.append(("Vary", "Cookie"))
        if "cache-control" not in names:
            self._fields.append(("Cache-Control", "private, no-store"))

    def add_vary(self, name: str) -> None:
        """Add a field name to Vary unless it or `*` is there.

        RFC 9110 section 12.5.5.
        """
        items = ",".join(self.headers.getlist("Vary")).split(",")
        known = [item.strip() for item in items if item.strip()]
        if "*" not in known and name.lower() not in (item.lower() for item in known):
            self.headers.set("Vary", ", ".join([*known, name]))

    def set_cookie(
        self,
        key: str,
        value: str = "",
        *,
        max_age: timedelta | int | None = None,
        expires: datetime | float | None = None,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool | None = None,
        httponly: bool = True,
        samesite: str | None = "Lax",
        partitioned: bool = False,
    ) -> None:
        """Add a cookie: see `dump_cookie` for the arguments.

        Args:
            secure: None means: when the request came over https.

        Raises:
            ValueError: See `dump_cookie`.
        """
        prefixed = key[:2] == "__" and key.lower().startswith(("__host-", "__secure-"))
        must = prefixed or partitioned or (samesite or "").lower() == "none"
        field = http.dump_cookie(
            key,
            value,
            max_age=max_age,
            expires=expires,
            path=path,
            domain=domain,
            secure=must if secure is None else secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )
        if secure is None and not must:
            self._auto_secure = (*self._auto_secure, field)
        self._fields.append(("Set-Cookie", field))

    def delete_cookie(
        self,
        key: str,
        *,
        path: str | None = "/",
        domain: str | None = None,
        secure: bool | None = None,
        httponly: bool = True,
        samesite: str | None = "Lax",
        partitioned: bool = False,
    ) -> None:
        """Make the client drop a cookie; path, domain and flags are those it was set with."""
        self.set_cookie(
            key,
            max_age=0,
            expires=0,
            path=path,
            domain=domain,
            secure=secure,
            httponly=httponly,
            samesite=samesite,
            partitioned=partitioned,
        )
