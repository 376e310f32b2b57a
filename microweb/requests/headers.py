"""The header fields of a request as typed values: the half of `Request` that reads them.

The values' modules are imported when a property is first used.
"""

from datetime import datetime
from wsgiref.types import WSGIEnvironment

from microweb import http
from microweb.http import values

__all__ = ["RequestHeaders"]


class RequestHeaders:
    """Properties over the environ; each reads its header anew."""

    environ: WSGIEnvironment

    def _date(self, key: str) -> datetime | None:
        value: str | None = self.environ.get(key)
        return None if value is None else http.parse_http_date(value)

    @property
    def accept_mimetypes(self) -> "values.MIMEAccept":
        """The media types the client likes."""
        return values.MIMEAccept.from_header(self.environ.get("HTTP_ACCEPT"))

    @property
    def accept_languages(self) -> "values.LanguageAccept":
        """The languages the client likes."""
        return values.LanguageAccept.from_header(self.environ.get("HTTP_ACCEPT_LANGUAGE"))

    @property
    def accept_charsets(self) -> "values.CharsetAccept":
        """The charsets the client likes."""
        return values.CharsetAccept.from_header(self.environ.get("HTTP_ACCEPT_CHARSET"))

    @property
    def accept_encodings(self) -> "values.EncodingAccept":
        """The content codings the client can decode."""
        return values.EncodingAccept.from_header(self.environ.get("HTTP_ACCEPT_ENCODING"))

    @property
    def authorization(self) -> "values.Authorization | None":
        """Who the client says it is; None if it does not say, or not well-formed."""
        return values.Authorization.from_header(self.environ.get("HTTP_AUTHORIZATION"))

    @property
    def cache_control(self) -> "values.RequestCacheControl":
        """What the client asks of caches."""
        return values.RequestCacheControl.from_header(self.environ.get("HTTP_CACHE_CONTROL"))

    @property
    def pragma(self) -> "values.HeaderSet":
        """What the client asks of caches of HTTP/1.0."""
        return values.HeaderSet.from_header(self.environ.get("HTTP_PRAGMA"))

    @property
    def if_match(self) -> "values.ETags":
        """The tags of which the representation must have one."""
        return values.ETags.from_header(self.environ.get("HTTP_IF_MATCH"))

    @property
    def if_none_match(self) -> "values.ETags":
        """The tags of which the representation must have none."""
        return values.ETags.from_header(self.environ.get("HTTP_IF_NONE_MATCH"))

    @property
    def if_modified_since(self) -> datetime | None:
        """The date after which the representation must have changed."""
        return self._date("HTTP_IF_MODIFIED_SINCE")

    @property
    def if_unmodified_since(self) -> datetime | None:
        """The date after which the representation must not have changed."""
        return self._date("HTTP_IF_UNMODIFIED_SINCE")

    @property
    def if_range(self) -> "values.IfRange":
        """The validator on which the ranges depend."""
        return values.IfRange.from_header(self.environ.get("HTTP_IF_RANGE"))

    @property
    def range(self) -> "values.Range | None":
        """The bytes the client asks for; None if it asks for the whole."""
        return values.Range.from_header(self.environ.get("HTTP_RANGE"))

    @property
    def date(self) -> datetime | None:
        """When the client says it sent the request."""
        return self._date("HTTP_DATE")

    @property
    def max_forwards(self) -> int | None:
        """How many proxies may pass the request on; None for what is not up to nine digits."""
        value: str = self.environ.get("HTTP_MAX_FORWARDS", "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None

    @property
    def origin(self) -> str | None:
        """The Origin header, as sent."""
        return self.environ.get("HTTP_ORIGIN")

    @property
    def referrer(self) -> str | None:
        """The Referer header, as sent."""
        return self.environ.get("HTTP_REFERER")

    @property
    def user_agent(self) -> "values.UserAgent":
        """The User-Agent header, as text; empty if there is none."""
        return values.UserAgent(self.environ.get("HTTP_USER_AGENT", ""))

    @property
    def access_route(self) -> list[str]:
        """The addresses that the request is said to have come through, the client's first.

        From X-Forwarded-For, else Forwarded, else the peer's address alone. A client can write what
        it likes there: for decisions take `remote_addr`.

        RFC 7239 section 5.2.
        """
        environ = self.environ
        if claimed := environ.get("HTTP_X_FORWARDED_FOR"):
            route = values.parse_forwarded_for(claimed)
        else:
            hops = values.parse_forwarded(environ.get("HTTP_FORWARDED", ""))
            nodes = (values.parse_node(hop.get("for", "")) for hop in hops)
            route = [node for node in nodes if node is not None]
        peer: str | None = environ.get("REMOTE_ADDR")
        return route or ([peer] if peer else [])
