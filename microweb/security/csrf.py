"""Tell requests that another site made the browser send from the site's own.

A browser says where an unsafe request comes from: `Sec-Fetch-Site` in every current one, `Origin`
in those before. A program that is no browser sends neither, and carries no cookies that a stranger
could ride on.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from microweb import http

__all__ = ["SAFE_METHODS", "check_origin", "csrf_exempt", "is_same_origin", "read_trusted_origins"]

F = TypeVar("F", bound=Callable[..., Any])

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110 section 9.2.1)."""

_OWN = frozenset({"same-origin", "none"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def check_origin(
    *, fetch_site: str | None, origin: str | None, host: str, scheme: str, trusted: Iterable[str]
) -> str | None:
    """Say why a request with an unsafe method must be refused; None when it may pass.

    Args:
        fetch_site: The Sec-Fetch-Site header.
        origin: The Origin header.
        host: The host that the request is for, with its port unless it is the scheme's own.
        scheme: By which it came, as far as the app knows.
        trusted: Origins, such as `https://shop.example`, that may send requests here.

    W3C Fetch Metadata Request Headers; RFC 6454; OWASP CSRF Prevention Cheat Sheet.
    """
    if origin is not None and origin in trusted:
        return None
    if fetch_site is not None:
        if fetch_site in _OWN:
            return None
        compared = f"Sec-Fetch-Site is {fetch_site[:20]!r}, from {(origin or 'no origin')[:80]!r}"
    elif origin is None or _is_same_host(origin, host, scheme):
        return None
    else:
        compared = f"Origin is {origin[:80]!r}"
    return f"{compared}, and this site is '{scheme}://{host}'"


def is_same_origin(*, fetch_site: str | None, origin: str | None, host: str, scheme: str) -> bool:
    """Say whether the browser vouches for it that a page of this site sent a request.

    The arguments are those of `check_origin`, which lets pass what nobody vouches for, too.
    """
    if fetch_site is not None:
        return fetch_site == "same-origin"
    return origin is not None and _is_same_host(origin, host, scheme)


def read_trusted_origins(setting: Iterable[str]) -> frozenset[str]:
    """Give the origins of `CSRF_TRUSTED_ORIGINS`.

    Raises:
        TypeError: It is one text.
        ValueError: One of them is none that a browser sends.
    """
    if isinstance(setting, str):
        raise TypeError(f"CSRF_TRUSTED_ORIGINS is a list, such as [{setting!r}]")
    origins = frozenset(setting)
    if not origins:
        return origins
    from microweb.http.origins import find_origin_problem  # 0.5 ms, for who trusts any

    for origin in origins:
        problem = find_origin_problem(origin)
        if problem is not None:
            raise ValueError(f"CSRF_TRUSTED_ORIGINS: {problem}")
    return origins


def _is_same_host(origin: str, host: str, own_scheme: str) -> bool:
    # Behind a proxy that ends TLS, the app sees http where the browser saw https: that is let
    # pass, and a port left out is the one of the browser's scheme on both sides. The reverse is
    # not: a page that came over http may be anybody's.
    scheme, _, authority = origin.lower().partition("://")
    if scheme == "http" and own_scheme == "https":
        return False
    standard = _DEFAULT_PORTS.get(scheme)
    try:
        (name, port), (own_name, own_port) = http.parse_host(authority), http.parse_host(host)
    except ValueError:
        return False
    return (name, port or standard) == (own_name, own_port or standard)


def csrf_exempt(view: F) -> F:
    """Let requests from other sites reach a view, such as one that other programs post to.

    Put it below the route, next to the function.
    """
    view.csrf_exempt = True  # type: ignore[attr-defined]  # pyright: ignore[reportFunctionMemberAccess]  # a mark
    return view
