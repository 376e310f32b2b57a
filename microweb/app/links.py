"""Build URLs to an app's own views."""

from collections.abc import Mapping
from typing import Any, Protocol

from microweb import http
from microweb.app.domains import Domains
from microweb.context import Context
from microweb.exceptions import BuildError
from microweb.requests.request import Request
from microweb.routing import Router

__all__ = ["LinkApp", "build_link", "find_origin"]


class LinkApp(Protocol):
    """What links need of their app."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The settings."""
        ...

    @property
    def url_map(self) -> Router[Any]:
        """The route table."""
        ...

    @property
    def domains(self) -> Domains | None:
        """What the hosts of rules stand for; None where rules have none."""
        ...


def resolve_endpoint(endpoint: str, context: Context | None) -> str:
    """Give the whole name of an endpoint: a dot in front stands for the request's blueprint.

    Raises:
        TypeError: The endpoint is no text, but perhaps the view itself.
    """
    try:
        is_whole = not endpoint.startswith(".")
    except AttributeError:
        name = getattr(endpoint, "__name__", "...")
        raise TypeError(f"url_for() takes the name of an endpoint: url_for({name!r})") from None
    if is_whole:
        return endpoint
    has_request = context is not None and context.has_request
    blueprint = context.request.blueprint if context is not None and has_request else None
    return f"{blueprint}{endpoint}" if blueprint else endpoint[1:]


def build_link(
    app: LinkApp,
    context: Context | None,
    endpoint: str,
    values: dict[str, Any],
    *,
    anchor: str | None = None,
    method: str | None = None,
    scheme: str | None = None,
    external: bool | None = None,
) -> str:
    """Give the URL of an endpoint.

    Args:
        app: The app.
        context: The current one, for the mount point and the host; None outside of a request.
        endpoint: The whole name.
        values: Arguments of the rule; others become the query string.
        anchor: The fragment.
        method: The method the rule must answer.
        scheme: The scheme; makes the URL absolute.
        external: Whether the URL has scheme and host; by default when `scheme` is given, or the
            rule is for another host than that of the request.

    Raises:
        BuildError: See `Router.find_address`; or the URL should be absolute and there is neither a
            request nor `SERVER_NAME`.
        ValueError: A scheme is given for a URL that should have none.
    """
    if scheme is not None and external is False:
        raise ValueError("url_for(_scheme=...) makes a URL with a host: _external=False denies it")
    request = context.request if context is not None and context.has_request else None
    host = find_host(app, request)
    address = app.url_map.find_address(endpoint, values, method=method, host=host)
    root = request.script_root if request is not None else app.config["APPLICATION_ROOT"]
    url = http.percent_encode(root.rstrip("/"), safe=http.PATH_SAFE) + address.path
    if external or scheme is not None or address.host not in (None, host):
        origin = find_origin(app, request, address.host, scheme=scheme)
        if origin is None:
            raise BuildError(
                f"no absolute URL for {endpoint!r}: outside of a request set SERVER_NAME",
                endpoint=endpoint,
                values=values,
            )
        url = origin + url
    if anchor is not None:
        url += "#" + http.percent_encode(anchor, safe=http.PATH_SAFE + "?")
    return url


def find_host(app: LinkApp, request: Request | None) -> str | None:
    """Give the host that a URL need not name, in the terms of the rules."""
    if app.domains is None or request is None:
        return ""
    return app.domains.find(request)


def find_origin(
    app: LinkApp, request: Request | None, host: str | None, *, scheme: str | None = None
) -> str | None:
    """Give scheme and host of a URL; None if nothing says which host.

    Args:
        app: The app.
        request: The current one, if there is one.
        host: What the rule is for; None for any.
        scheme: The scheme, if it is not that of the request.
    """
    if host is not None and app.domains is not None:
        name = app.domains.name(host, request)
    else:
        name = request.host if request is not None else app.config["SERVER_NAME"]
    own = request.scheme if request is not None else app.config["PREFERRED_URL_SCHEME"]
    return f"{scheme or own}://{name}" if name else None
