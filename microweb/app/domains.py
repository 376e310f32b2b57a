"""Domains: which host a request is for, in the terms of the rules, and which one a URL leads to."""

from collections.abc import Mapping
from typing import Any, Protocol

from microweb.requests.request import Request

__all__ = ["Domains", "Hosts", "Subdomains", "choose_domains"]


class Domains(Protocol):
    """Knows what the `host` of a rule stands for."""

    def find(self, request: Request) -> str | None:
        """Give what the rules are compared with; None if no rule with a host can suit."""
        ...

    def name(self, host: str, request: Request | None) -> str:
        """Give the name in a URL, with a port where it needs one.

        Args:
            host: What a rule is for.
            request: The current one, if there is one.
        """
        ...


class Hosts:
    """Rules name hosts as a whole: `host_matching`."""

    def find(self, request: Request) -> str:
        """Give the host with its port."""
        return request.host

    def name(self, host: str, request: Request | None) -> str:
        """Give the host; one that has no port gets that of the request."""
        if request is None or _port(host):
            return host
        return host + _port(request.host)


class Subdomains:
    """Rules name what stands before `SERVER_NAME`: `subdomain_matching`."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        self._config = config

    def find(self, request: Request) -> str | None:
        """Give the subdomain; None if the host is not below `SERVER_NAME`.

        Without that setting every host is the domain itself.
        """
        host, own = request.host, self._own_name(request)
        if not own or host == own:
            return ""
        return host.removesuffix(f".{own}") if host.endswith(f".{own}") else None

    def name(self, host: str, request: Request | None) -> str:
        """Give the domain with the subdomain before it."""
        own = self._own_name(request)
        if not own and request is not None:
            own = request.host
        return f"{host}.{own}" if host else own

    def _own_name(self, request: Request | None) -> str:
        """Give `SERVER_NAME`; one that has no port gets that of the request."""
        name: str = (self._config["SERVER_NAME"] or "").lower()
        if request is None or not name:
            return name
        name = name.removesuffix({"http": ":80", "https": ":443"}.get(request.scheme, ":"))
        return name if _port(name) else name + _port(request.host)


def choose_domains(config: Mapping[str, Any], *, hosts: bool, below: bool) -> Domains | None:
    """Give what the hosts of an app's rules stand for.

    Args:
        config: The app's.
        hosts: Whether rules name hosts: `host_matching`.
        below: Whether they name what stands before `SERVER_NAME`: `subdomain_matching`.

    Raises:
        ValueError: Both.
    """
    if hosts and below:
        raise ValueError("host_matching excludes subdomain_matching")
    if hosts:
        return Hosts()
    return Subdomains(config) if below else None


def _port(host: str) -> str:
    """Give the port with its colon, or nothing."""
    _, colon, port = host.rpartition(":")
    return colon + port if port.isdigit() else ""
