"""Look at whom an app answers: hosts, schemes, proxies, and the origins of other sites."""

from collections.abc import Iterable, Iterator
from typing import Any

from microweb.app import App
from microweb.audit.findings import Finding
from microweb.http import parse_host
from microweb.middleware import CORS
from microweb.requests.request import Request
from microweb.responses.response import Response

__all__ = ["audit_reach"]

_HOSTS_FIX = 'Name the hosts it serves: TRUSTED_HOSTS = ["shop.example"].'
# Of one label, and yet of no stranger: RFC 6761, RFC 6762 and ICANN's reservation for private use.
_PRIVATE = frozenset({"internal", "lan", "local", "localhost", "test"})
_MAX_WRAPPED = 8


def audit_reach(app: App, config: dict[str, Any]) -> Iterator[Finding]:
    """Check the hosts, the transport, the proxies and the origins."""
    yield from _audit_hosts(config["TRUSTED_HOSTS"])
    yield from _audit_transport(config)
    yield from _audit_proxies(app)
    yield from _audit_origins(app, config["CSRF_TRUSTED_ORIGINS"])


def _audit_hosts(trusted: Any) -> Iterator[Finding]:
    if not trusted:
        yield Finding(
            "warning",
            "no-trusted-hosts",
            "TRUSTED_HOSTS is not set: the app answers under any name, and puts it into links",
            _HOSTS_FIX,
        )
    else:
        for entry in trusted:
            yield from _audit_host(str(entry))


def _audit_host(entry: str) -> Iterator[Finding]:
    name = entry.removeprefix(".").lower()
    is_wide = entry in ("*", ".") or ("." not in name and name != entry.lower())
    if is_wide and name not in _PRIVATE:
        # "*" is a host of its own here, which nobody has; whoever wrote it meant all of them.
        yield Finding(
            "error",
            "trusted-hosts-too-wide",
            f"TRUSTED_HOSTS has {entry!r}: it is to keep strangers' names out, and names all",
            _HOSTS_FIX,
        )
    elif not _is_host(name):
        yield Finding(
            "error",
            "trusted-hosts-unmatched",
            f"TRUSTED_HOSTS has {entry!r}, which no host is: its requests are a 400",
            'Write a name alone, "shop.example"; ".shop.example" is that and all below it.',
        )


def _is_host(name: str) -> bool:
    try:
        return parse_host(name) == (name, None)
    except ValueError:
        return False


def _audit_transport(config: dict[str, Any]) -> Iterator[Finding]:
    if config["PREFERRED_URL_SCHEME"] != "https":
        yield Finding(
            "warning",
            "plain-http",
            "PREFERRED_URL_SCHEME is http: links made outside of a request are not safe",
            'Serve https, and set PREFERRED_URL_SCHEME = "https"; behind a proxy add ProxyFix.',
        )
    if not config["STRICT_TRANSPORT_SECURITY"]:
        yield Finding(
            "hint",
            "no-hsts",
            "STRICT_TRANSPORT_SECURITY is not set: a first visit may go over plain http",
            'When all of the host is https: STRICT_TRANSPORT_SECURITY = "max-age=31536000".',
        )


def _audit_proxies(app: App) -> Iterator[Finding]:
    """Check that the app can know of https: by its proxy, or because the setting says so."""
    if app.config["SESSION_COOKIE_SECURE"] is None and not _has_proxy_fix(app.wsgi_app):
        yield Finding(
            "hint",
            "no-proxy-fix",
            "there is no ProxyFix: behind a proxy each request looks like http from the proxy, so "
            "that SESSION_COOKIE_SECURE = None sends the cookie over http, and limits count all "
            "visitors as one",
            "Behind a proxy: app.wsgi_app = ProxyFix(app.wsgi_app, hops=1). Without one: "
            "SESSION_COOKIE_SECURE = True.",
        )


def _has_proxy_fix(wrapper: object, depth: int = 0) -> bool:
    """Look through WSGI middleware, ours and others', for one of that name."""
    if type(wrapper).__name__ == "ProxyFix":
        return True
    if depth == _MAX_WRAPPED or isinstance(wrapper, App):
        return False
    inner = [one for one in getattr(wrapper, "__dict__", {}).values() if callable(one)]
    return any(_has_proxy_fix(one, depth + 1) for one in inner)


def _audit_origins(app: App, trusted: Iterable[str]) -> Iterator[Finding]:
    if any(isinstance(one, CORS) and _lets_all_read(one) for one in app.middleware):
        yield Finding(
            "warning",
            "cors-for-all",
            'CORS(origins=["*"]) lets the scripts of every site read the answers',
            'Name them, unless all of it is public: CORS(origins=["https://shop.example"]).',
        )
    plain = [one for one in trusted if one.startswith("http://")]
    if plain:
        yield Finding(
            "warning",
            "csrf-plain-http",
            f"CSRF_TRUSTED_ORIGINS has {', '.join(plain)}: whoever is on the way of plain http "
            "can post in the name of a visitor",
            "Name https origins alone.",
        )


def _lets_all_read(cors: CORS) -> bool:
    """Ask the middleware about an origin that nobody can have. RFC 2606 section 2."""
    environ = {"REQUEST_METHOD": "GET", "HTTP_ORIGIN": "https://audit.invalid"}
    response = cors(Request(environ), lambda _: Response())
    return "Access-Control-Allow-Origin" in response.headers
