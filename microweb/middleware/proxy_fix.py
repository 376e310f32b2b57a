"""ProxyFix: makes the environ of a request say what the proxies in front of the app know."""

import re
from collections.abc import Callable, Iterable
from typing import Literal, get_args
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb.exceptions import BadRequest
from microweb.http import parse_host
from microweb.http.forwarded import parse_forwarded, parse_node

__all__ = ["ORIGINAL_KEY", "Forwarding", "ProxyFix"]

Forwarding = Literal["for", "proto", "host", "port", "prefix"]
"""What a proxy can say: who asks, by which scheme, which host and port, below which path."""

ORIGINAL_KEY = "microweb.proxy_fix.original"
"""Where in the environ the values are that the server had put there."""

_KEPT = (
    "REMOTE_ADDR",
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "wsgi.url_scheme",
)
_DEFAULT_TRUST: tuple[Forwarding, ...] = ("for", "proto")
_DEFAULT_PORTS = {"http": "80", "https": "443"}
# A refusal is made outside of the app, which would have added these.
_REFUSAL_FIELDS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
# forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )      RFC 7239 section 4
# forwarded-pair    = token "=" ( token / quoted-string )
# Blanks around ";" are let pass. The header must match as a whole: a quote that a client left open
# would otherwise swallow what the proxy wrote behind it.
_TCHARS = r"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_PAIR = rf'{_TCHARS}=(?:{_TCHARS}|"(?:[^"\\]|\\.)*+")'
_ELEMENT = rf"{_PAIR}(?:[ \t]*+;[ \t]*+{_PAIR})*+"
_FORWARDED_RE = re.compile(rf"[ \t]*+{_ELEMENT}(?:[ \t]*+,[ \t]*+{_ELEMENT})*+[ \t]*+")
# path-absolute of RFC 3986 section 3.3 without percent-encoding, commas and dot segments
_PREFIX_RE = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~!$&'()*+;=:@-]+)+/?|/")
_PORT_RE = re.compile(r"[1-9][0-9]{0,4}")


class ProxyFix:
    """WSGI middleware for an app behind proxies: who asked, and how, as the first proxy saw it.

        app.wsgi_app = ProxyFix(app.wsgi_app, hops=1)

    It goes around `app.wsgi_app` since the app's host check, its CSRF check and the path of the
    session cookie read what is changed here.

    Each proxy appends what it sees to the right, so the last `hops` values of a header are the
    proxies' own, and anything to the left of them is what the client claims. Of the trusted values
    the leftmost counts; a header with fewer was set by one proxy for all of them. A header that is
    missing changes nothing. A value that is malformed, where a trusted one must be, is refused
    with a 400 that names it: the original, which is the proxy's own address or scheme, would be
    wrong, and a rule about addresses could take the stranger for a friend.

    What was there before is kept under `environ["microweb.proxy_fix.original"]`, by key.

    **Say only what is true.** Without a proxy, or with fewer than `hops`, a client writes these
    values itself. Trust a header only where the first proxy replaces what the client sent.

    RFC 7239; OWASP ASVS 4.1.3.
    """

    def __init__(
        self,
        app: WSGIApplication,
        *,
        hops: int = 1,
        trust: Iterable[Forwarding] = _DEFAULT_TRUST,
        forwarded: bool = False,
        proxies: Iterable[str] | None = None,
        x_for: int | None = None,
        x_proto: int | None = None,
        x_host: int | None = None,
        x_port: int | None = None,
        x_prefix: int | None = None,
    ) -> None:
        """Say which proxies there are, and what they set.

        Args:
            app: The WSGI application.
            hops: How many proxies a request comes through.
            trust: What they set: each is read from `X-Forwarded-For`, `-Proto`, `-Host`, `-Port`
                or `-Prefix`.
            forwarded: Read RFC 7239's `Forwarded` instead, which has no port and no prefix.
            proxies: Addresses and networks, such as `10.0.0.0/8`; the headers of any other peer are
                ignored. `unix` is a peer without an address. None trusts every peer: the app must
                be out of reach for others.
            x_for: With the four below, Werkzeug's words in place of `hops` and `trust`: how many
                proxies set that header, 0 for none. Those left out are 1, 1, 0, 0 and 0.
            x_proto: The same for the scheme.
            x_host: The same for the host.
            x_port: The same for the port.
            x_prefix: The same for the path in front of the app's.

        Raises:
            TypeError: A list is text; or `x_for` and its like stand beside what they replace.
            ValueError: An option says nothing that could be.
        """
        if hops < 1:
            raise ValueError(f"ProxyFix: hops={hops}; without a proxy leave ProxyFix out")
        if isinstance(trust, str) or isinstance(proxies, str):
            raise TypeError("ProxyFix: trust and proxies are lists, such as ['for', 'proto']")
        self._app = app
        self._hops = hops
        self._forwarded = forwarded
        counts = (x_for, x_proto, x_host, x_port, x_prefix)
        if counts == (None,) * 5:
            self._trust = dict.fromkeys(_check_trust(trust, forwarded=forwarded), hops)
        else:
            if hops != 1 or trust != _DEFAULT_TRUST or forwarded:
                raise TypeError(
                    "ProxyFix: x_for and its like say what hops and trust do; give either"
                )
            self._trust = _count(counts)
        self._is_proxy = None if proxies is None else _make_peer_check(proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Correct the environ and pass the request on, or refuse it."""
        if self._is_proxy is None or self._is_proxy(environ.get("REMOTE_ADDR") or ""):
            try:
                changes = self._work_out(environ)
            except ValueError as error:
                response = BadRequest(f"{error}.").get_response(environ)
                response.headers.update(_REFUSAL_FIELDS)
                return response(environ, start_response)
            kept = {key: environ[key] for key in _KEPT if key in environ}
            environ.setdefault(ORIGINAL_KEY, kept)
            environ.update(changes)
        return self._app(environ, start_response)

    def _work_out(self, environ: WSGIEnvironment) -> dict[str, str]:
        """Give what the environ should say, by key.

        Raises:
            ValueError: A trusted value is malformed.
        """
        said = self._read_forwarded(environ) if self._forwarded else self._read_x(environ)
        changes: dict[str, str] = {}
        if "for" in said:
            changes["REMOTE_ADDR"] = _parse_address(said["for"])
        if "proto" in said:
            changes["wsgi.url_scheme"] = _parse_scheme(said["proto"])
        if "host" in said or "port" in said:
            own: str = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
            scheme: str = changes.get("wsgi.url_scheme") or environ["wsgi.url_scheme"]
            host = said.get("host", own)
            changes.update(_parse_authority(host, said.get("port"), scheme=scheme))
        if "prefix" in said:
            root: str = environ.get("SCRIPT_NAME", "")
            changes["SCRIPT_NAME"] = _parse_prefix(said["prefix"]) + root
        return changes

    def _read_x(self, environ: WSGIEnvironment) -> dict[Forwarding, str]:
        said: dict[Forwarding, str] = {}
        for name, hops in self._trust.items():
            field: str = environ.get(f"HTTP_X_FORWARDED_{name.upper()}", "")
            if field:
                said[name] = field.split(",")[-hops:][0].strip(" \t")
        return said

    def _read_forwarded(self, environ: WSGIEnvironment) -> dict[Forwarding, str]:
        field: str = environ.get("HTTP_FORWARDED", "")
        if not field:
            return {}
        elements = parse_forwarded(field) if _FORWARDED_RE.fullmatch(field) else []
        if not elements:
            raise ValueError(f"The Forwarded header {field[-80:]!r} is not one of RFC 7239")
        trusted = elements[-self._hops :][0]
        return {name: trusted[name] for name in self._trust if name in trusted}


def _check_trust(trust: Iterable[Forwarding], *, forwarded: bool) -> tuple[Forwarding, ...]:
    names = tuple(trust)
    known = get_args(Forwarding)[: 3 if forwarded else None]
    for name in names:
        if name not in known:
            source = "Forwarded says" if forwarded else "X-Forwarded headers say"
            raise ValueError(f"ProxyFix: trust has {name!r}, but {source} {', '.join(known)}")
    return names


def _count(given: tuple[int | None, ...]) -> dict[Forwarding, int]:
    """Give the headers that some proxies set, by Werkzeug's counts, each with its count."""
    counts: dict[Forwarding, int] = {}
    names: tuple[Forwarding, ...] = get_args(Forwarding)
    for name, count in zip(names, given, strict=True):
        if count is not None and count < 0:
            raise ValueError(f"ProxyFix: x_{name}={count}, but proxies are never fewer than none")
        counts[name] = (1 if name in _DEFAULT_TRUST else 0) if count is None else count
    trusted: dict[Forwarding, int] = {name: count for name, count in counts.items() if count}
    if not trusted:
        raise ValueError("ProxyFix: no header is trusted; without a proxy leave ProxyFix out")
    return trusted


def _make_peer_check(proxies: Iterable[str]) -> Callable[[str], bool]:
    """Give a function that says whether an address is one of the proxies'."""
    from ipaddress import ip_address, ip_network  # 4 ms, for those behind a proxy

    entries = list(proxies)
    networks = [ip_network(entry) for entry in entries if entry != "unix"]

    def is_proxy(peer: str) -> bool:
        try:
            address = ip_address(peer)
        except ValueError:
            return "unix" in entries
        # A socket that takes both kinds gives IPv4 as ::ffff:10.0.0.1.
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in networks)

    return is_proxy


def _parse_address(value: str) -> str:
    """Give an address in its usual form; empty for a client that the proxy hides."""
    from ipaddress import ip_address  # 4 ms, for those behind a proxy

    node = parse_node(value)
    if node is not None and (node[0] == "_" or node.lower() == "unknown"):
        return ""  # RFC 7239 sections 6.2 and 6.3
    try:
        return str(ip_address(node or ""))
    except ValueError:
        raise ValueError(f"The forwarded address {value[:80]!r} is none") from None


def _parse_scheme(value: str) -> str:
    scheme = value.lower()
    if scheme not in _DEFAULT_PORTS:
        raise ValueError(f"The forwarded scheme {value[:80]!r} is not http or https")
    return scheme


def _parse_authority(host: str, port: str | None, *, scheme: str) -> dict[str, str]:
    try:
        name, own_port = parse_host(host)
    except ValueError:
        raise ValueError(f"The forwarded host {host[:80]!r} is no host") from None
    if port is not None and not (_PORT_RE.fullmatch(port) and int(port) <= 65535):
        raise ValueError(f"The forwarded port {port[:80]!r} is not from 1 to 65535")
    number = port or str(own_port or "")
    return {
        "HTTP_HOST": f"{name}:{number}" if number else name,
        "SERVER_NAME": name,
        "SERVER_PORT": number or _DEFAULT_PORTS[scheme],
    }


def _parse_prefix(value: str) -> str:
    if not _PREFIX_RE.fullmatch(value):
        raise ValueError(f"The forwarded prefix {value[:80]!r} is not a plain path")
    return value.rstrip("/")
