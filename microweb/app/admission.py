"""Admission: which requests an app lets in, by their host, the site they come from, their token."""

from collections.abc import Mapping
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb import exceptions
from microweb.app import late
from microweb.context import Context
from microweb.http import is_trusted_host, parse_host
from microweb.requests.request import Request
from microweb.security.csrf import check_origin, read_trusted_origins

__all__ = ["Admission"]

_MAX_KNOWN_HOSTS = 64  # remembered as good; a client that invents more only costs itself time


class Admission:
    """The checks that a request has to pass before anything of the app runs.

    Attributes:
        known_hosts: Host headers that `check_host` has let pass, a few; None for a missing one.
        has_tokens: Whether unsafe requests need a token of the session.
    """

    __slots__ = ("_checks_site", "_trusted_hosts", "_trusted_origins", "has_tokens", "known_hosts")

    def __init__(self, config: Mapping[str, Any]) -> None:
        trusted = config["TRUSTED_HOSTS"]
        self._trusted_hosts: tuple[str, ...] | None = None if trusted is None else tuple(trusted)
        self.known_hosts: set[str | None] = set()
        self._checks_site = bool(config["CSRF_PROTECTION"])
        self.has_tokens = self._checks_site and bool(config["CSRF_TOKENS"])
        self._trusted_origins = read_trusted_origins(config["CSRF_TRUSTED_ORIGINS"])

    def check_host(self, environ: WSGIEnvironment) -> None:
        """Refuse a malformed Host header, and one that is not in `TRUSTED_HOSTS` if that is set.

        Raises:
            BadRequest: The header is refused.
        """
        host: str | None = environ.get("HTTP_HOST")
        value = host if host is not None else str(environ["SERVER_NAME"])
        if host is not None or self._trusted_hosts is not None:
            # Without the header the name is the server's own, such as the path of a socket.
            self._check_name(value)
        if len(self.known_hosts) < _MAX_KNOWN_HOSTS:
            self.known_hosts.add(host)

    def _check_name(self, value: str) -> None:
        try:
            name, _ = parse_host(value)
        except ValueError as exc:
            raise exceptions.BadRequest(f"{exc}.") from None
        if self._trusted_hosts is not None and not is_trusted_host(name, self._trusted_hosts):
            raise exceptions.BadRequest("This host is not served here (TRUSTED_HOSTS).")

    def check_csrf(self, request: Request) -> None:
        """Refuse what another site made the browser send.

        Raises:
            Forbidden: It did; the description names what was compared, and the setting.
        """
        if not self._checks_site:
            return
        environ = request.environ
        if environ.get("HTTP_SEC_FETCH_SITE") == "same-origin":  # most are: 1 us of 2 less
            return
        fetch_site = environ.get("HTTP_SEC_FETCH_SITE")
        reason = check_origin(
            fetch_site=fetch_site,
            origin=environ.get("HTTP_ORIGIN"),
            host=request.host,
            scheme=request.scheme,
            trusted=self._trusted_origins,
        )
        if reason is not None:
            from microweb.security.events import log_event  # 0.4 ms, for what is refused

            log_event("csrf_refused", environ, reason=reason)
            # A browser that sends Sec-Fetch-Site has compared for itself, outside of any proxy.
            proxied = "Where both are this site, behind a proxy, use ProxyFix. "
            raise exceptions.Forbidden(
                f"This request came from another site: {reason}. "
                f"{'' if fetch_site is not None else proxied}"
                "If that site may send it, name it in CSRF_TRUSTED_ORIGINS."
            )

    def check_token(self, context: Context) -> None:
        """Refuse an unsafe request without a token of its session.

        Raises:
            TokenRefused: The token is missing, or was made for another session.
        """
        request = context.request
        token: str = request.environ.get(late.HEADER) or request.form.get(late.FIELD, "")
        if not late.is_good_token(context.session, token):
            problem = "is not one of this session" if token else "is missing"
            from microweb.app.retry import TokenRefused  # late, as above
            from microweb.security.events import log_event

            log_event("csrf_refused", request.environ, reason=f"the token {problem}")
            raise TokenRefused(
                f"The form's token {problem}: a form needs {{{{ csrf_field() }}}}, another request "
                "the header X-CSRF-Token (CSRF_TOKENS). Load the page again and send it once more.",
                request=request,
                session=context.session,
            )
