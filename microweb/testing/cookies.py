"""The cookies of a test client, kept and sent as a browser does."""

import re
from time import time
from typing import Any, NamedTuple

from microweb.http import dump_cookie, parse_cookie, parse_http_date

__all__ = ["Cookie", "CookieJar"]

_SECONDS_RE = re.compile(r"-?[0-9]{1,18}")


class Cookie(NamedTuple):
    """A cookie that the client keeps."""

    name: str
    value: str
    """As it is sent, quotes and escapes included."""

    domain: str
    path: str
    secure: bool
    expires: float | None
    """The end of its life, Unix time in seconds; None for that of the client."""

    attributes: dict[str, str]
    """All attributes as they came, names in lower case; a flag's value is empty."""

    @property
    def key(self) -> str:
        """The name, as Werkzeug calls it."""
        return self.name

    @property
    def decoded_value(self) -> str:
        """The value as the application reads it, without quotes and escapes."""
        return parse_cookie(f"{self.name}={self.value}").get(self.name, "")

    @property
    def origin_only(self) -> bool:
        """Whether it is sent to its host alone, and not to those below it."""
        return not self.attributes.get("domain")

    @property
    def max_age(self) -> int | None:
        """The Max-Age attribute, in seconds."""
        seconds = self.attributes.get("max-age", "")
        return int(seconds) if _SECONDS_RE.fullmatch(seconds) else None

    @property
    def http_only(self) -> bool:
        """Whether scripts cannot read it."""
        return "httponly" in self.attributes

    @property
    def same_site(self) -> str | None:
        """The SameSite attribute."""
        return self.attributes.get("samesite")

    def suits(self, *, host: str, path: str, secure: bool) -> bool:
        """Say whether it belongs to a request made now (RFC 6265 section 5.4)."""
        return (
            _covers_host(self, host)
            and (path == self.path or path.startswith(self.path.rstrip("/") + "/"))
            and (secure or not self.secure)
            and (self.expires is None or self.expires > time())
        )


def _covers_host(cookie: Cookie, host: str) -> bool:
    return host == cookie.domain or (
        bool(cookie.attributes.get("domain")) and host.endswith("." + cookie.domain)
    )


class CookieJar:
    """Cookies by domain, path and name."""

    def __init__(self) -> None:
        self._cookies: dict[tuple[str, str, str], Cookie] = {}

    def get(self, name: str, *, domain: str, path: str) -> Cookie | None:
        """Give a cookie, or None."""
        return self._cookies.get((domain, path, name))

    def set(
        self, name: str, value: str, *, domain: str, origin_only: bool, path: str, **attributes: Any
    ) -> None:
        """Put a cookie in; its value is quoted where a server would have to.

        Raises:
            ValueError: See `dump_cookie`, which the attributes are for.
        """
        scope = None if origin_only else domain
        field = dump_cookie(name, value, domain=scope, path=path, **attributes)
        self.take(field, host=domain, path=path)

    def delete(self, name: str, *, domain: str, path: str) -> None:
        """Take a cookie out; none is no error."""
        self._cookies.pop((domain, path, name), None)

    def make_header(self, *, host: str, path: str, secure: bool) -> str:
        """Give the Cookie header of a request, the longest paths first; empty for none.

        RFC 6265 section 5.4.
        """
        found = [
            cookie
            for cookie in self._cookies.values()
            if cookie.suits(host=host, path=path, secure=secure)
        ]
        found.sort(key=lambda cookie: -len(cookie.path))
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in found)

    def take(self, field: str, *, host: str, path: str) -> None:
        """Take in a Set-Cookie value; one for another host is dropped.

        Args:
            field: The value.
            host: The host that sent it.
            path: The path of the request, where the app is mounted included.

        RFC 6265 section 5.3.
        """
        cookie = _parse(field, host, path)
        if not _covers_host(cookie, host):
            return
        if cookie.expires is not None and cookie.expires <= time():
            self.delete(cookie.name, domain=cookie.domain, path=cookie.path)
        else:
            self._keep(cookie)

    def _keep(self, cookie: Cookie) -> None:
        self._cookies[cookie.domain, cookie.path, cookie.name] = cookie


def _parse(field: str, host: str, path: str) -> Cookie:
    pair, *rest = field.split(";")
    name, _, value = pair.partition("=")
    attributes: dict[str, str] = {}
    for item in rest:
        key, _, text = item.strip().partition("=")
        attributes[key.strip().lower()] = text.strip()
    own_path = attributes.get("path", "")
    if not own_path.startswith("/"):
        own_path = path.rpartition("/")[0] or "/"
    return Cookie(
        name.strip(),
        value.strip(),
        attributes.get("domain", "").lstrip(".").lower() or host,
        own_path,
        "secure" in attributes,
        _find_end(attributes),
        attributes,
    )


def _find_end(attributes: dict[str, str]) -> float | None:
    """Give the end of a cookie's life; Max-Age wins over Expires."""
    seconds = attributes.get("max-age", "")
    if _SECONDS_RE.fullmatch(seconds):
        return time() + int(seconds) if int(seconds) > 0 else 0
    expires = parse_http_date(attributes.get("expires", ""))
    return None if expires is None else expires.timestamp()
