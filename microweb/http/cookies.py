"""Parse Cookie headers and write Set-Cookie headers, in linear time and strictly on the way out.

Both are our own because `http.cookies` is quadratic and drops every cookie after a bad one.
"""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from microweb.http.dates import format_http_date
from microweb.http.headers import FieldError

__all__ = ["MAX_COOKIE_SIZE", "dump_cookie", "parse_cookie"]

MAX_COOKIE_SIZE = 4093
"""The longest Set-Cookie value, in bytes, that every browser keeps (RFC 6265 section 6.1)."""

# cookie-name  = token                                 RFC 6265 section 4.1.1
_NAME_RE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# cookie-value = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE )
_VALUE_RE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
# Space, DQUOTE, backslash and non-ASCII text go out quoted, as octal escapes, a form
# that Python's web frameworks share. Comma, semicolon and control characters are refused.
_REFUSED_RE = re.compile(r"[\x00-\x1f\x7f,;]")
_PLAIN_IN_QUOTES = frozenset(range(0x20, 0x7F)) - set(b'"\\')
_OCTAL_RE = re.compile(rb"\\(?:([0-3][0-7]{2})|(.))", re.DOTALL)
# av-octet = any CHAR except CTLs or ";"; a comma there has no use but in attacks
_ATTRIBUTE_RE = re.compile(r"[\x20-\x2b\x2d-\x3a\x3c-\x7e]*")
_SAMESITE = {"lax": "Lax", "strict": "Strict", "none": "None"}


def parse_cookie(value: str) -> dict[str, str]:
    """Parse a Cookie request header into names and values.

    Browsers do not keep to the grammar, so a pair without a name is skipped rather than refused,
    and of two equal names the first wins.

    Args:
        value: The field value, WSGI latin-1.

    RFC 6265 section 4.2.1.
    """
    if value.isascii() and '"' not in value and "\t" not in value:
        pairs = value.split("; ")
        # What browsers send has one blank behind each semicolon, and then nothing needs a strip:
        # ten cookies in 1.9 us rather than 2.9.
        if value.count(" ") == value.count(";") == len(pairs) - 1:
            cookies: dict[str, str] = {}
            for pair in pairs:
                name, equals, text = pair.partition("=")
                if not equals:
                    break
                cookies[name] = text
            # No pair was skipped, and no name came twice.
            if len(cookies) == len(pairs) and "" not in cookies:
                return cookies
    return _parse_any(value)


def _parse_any(value: str) -> dict[str, str]:
    cookies: dict[str, str] = {}
    for pair in value.split(";"):
        name, equals, text = pair.partition("=")
        name = name.strip(" \t")
        if not (equals and name) or name in cookies:
            continue
        text = text.strip(" \t")
        if len(text) > 1 and text[0] == text[-1] == '"':
            text = _unquote(text[1:-1])
        elif not text.isascii():
            text = text.encode("latin-1").decode("utf-8", "replace")
        cookies[name] = text
    return cookies


def _unquote(text: str) -> str:
    data = text.encode("latin-1")
    if b"\\" in data:
        data = _OCTAL_RE.sub(
            lambda match: bytes([int(match[1], 8)]) if match[1] else match[2], data
        )
    return data.decode("utf-8", "replace")


def _quote(name: str, value: str) -> str:
    if _VALUE_RE.fullmatch(value):
        return value
    if found := _REFUSED_RE.search(value):
        raise FieldError(
            f"cookie {name!r}: the value may not have {found[0]!r} (RFC 6265 section 4.1.1); "
            "encode it, for example with urllib.parse.quote"
        )
    escaped = "".join(
        chr(octet) if octet in _PLAIN_IN_QUOTES else f"\\{octet:03o}"
        for octet in value.encode("utf-8")
    )
    return f'"{escaped}"'


def _check_prefix(name: str, *, path: str | None, domain: str | None, secure: bool) -> None:
    lowered = name.lower()
    if lowered.startswith(("__host-", "__secure-")) and not secure:
        raise ValueError(f"cookie {name!r}: its prefix asks for secure=True")
    if lowered.startswith("__host-") and (path != "/" or domain is not None):
        raise ValueError(f"cookie {name!r}: its prefix asks for path='/' and no domain")


def dump_cookie(
    name: str,
    value: str = "",
    *,
    max_age: timedelta | int | None = None,
    expires: datetime | float | None = None,
    path: str | None = "/",
    domain: str | None = None,
    secure: bool = False,
    httponly: bool = True,
    samesite: str | None = "Lax",
    partitioned: bool = False,
) -> str:
    """Write a Set-Cookie value.

    Args:
        name: A token.
        value: Text; what the grammar has no place for is quoted, control characters, comma and
            semicolon are refused.
        max_age: The lifetime, in seconds if a number; 0 or less removes the cookie.
        expires: The end of its life: a datetime, or Unix time in seconds.
        path: The path it belongs to, and all below; None leaves the attribute out.
        domain: The domain it belongs to, and all below; None: this host alone.
        secure: Send it over https only.
        httponly: Hide it from scripts.
        samesite: `"Lax"`, `"Strict"`, `"None"` (asks for `secure`) or None to leave it out.
        partitioned: Keep one for each top-level site (asks for `secure`).

    Raises:
        TypeError: The value is no text, or a time is none.
        ValueError: Name, value or an attribute cannot be sent, or they contradict one another.

    RFC 6265 section 4.1; RFC 6265bis section 4.1.3 for the name prefixes.
    """
    scope, flags = _format_attributes(name, path, domain, secure, httponly, samesite, partitioned)
    try:
        field = f"{name}={_quote(name, value)}{scope}"
        if expires is not None:
            field = f"{field}; Expires={format_http_date(expires)}"
        if max_age is not None:
            seconds = max_age.total_seconds() if isinstance(max_age, timedelta) else max_age
            field = f"{field}; Max-Age={int(seconds // 1)}"
    except TypeError:
        raise TypeError(_find_mistake(name, value, max_age, expires)) from None
    return field + flags


def _find_mistake(name: str, value: object, max_age: object, expires: object) -> str:
    """Say what `dump_cookie` cannot write, and what it can."""
    if not isinstance(value, str):
        return f"cookie {name!r}: its value is text, not {value!r:.80}; write str(...) of it"
    if not isinstance(max_age, timedelta | int | float | None):
        return f"cookie {name!r}: max_age is seconds or a timedelta, not {max_age!r:.80}"
    return f"cookie {name!r}: expires is a datetime or Unix time, not {expires!r:.80}"


# One for each kind of cookie that a program sets; to write and to check them takes 3 us.
@lru_cache(maxsize=64)
def _format_attributes(
    name: str,
    path: str | None,
    domain: str | None,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
) -> tuple[str, str]:
    """Write what stays the same from one value of a cookie to the next: see `dump_cookie`.

    Returns:
        The domain, which comes first, and what comes after the dates.
    """
    if not _NAME_RE.fullmatch(name):
        raise FieldError(f"cookie name {name!r} is not a token (RFC 6265 section 4.1.1)")
    for attribute, text in (("path", path), ("domain", domain)):
        if text is not None and not _ATTRIBUTE_RE.fullmatch(text):
            raise FieldError(f"cookie {name!r}: {attribute} {text!r} cannot be sent")
    _check_prefix(name, path=path, domain=domain, secure=secure)
    if partitioned and not secure:
        raise ValueError(f"cookie {name!r}: partitioned asks for secure=True")
    scope = f"; Domain={domain.lstrip('.')}" if domain else ""
    parts = (
        secure and "; Secure",
        httponly and "; HttpOnly",
        path is not None and f"; Path={path}",
        samesite is not None and f"; SameSite={_same_site(name, samesite, secure=secure)}",
        partitioned and "; Partitioned",
    )
    return scope, "".join(part for part in parts if part)


def _same_site(name: str, value: str, *, secure: bool) -> str:
    known = _SAMESITE.get(value.lower())
    if known is None:
        raise ValueError(f"cookie {name!r}: samesite is {value!r}, not Lax, Strict or None")
    if known == "None" and not secure:
        raise ValueError(f"cookie {name!r}: samesite='None' asks for secure=True")
    return known
