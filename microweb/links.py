"""Build URLs to an app's own views."""

from collections.abc import Mapping
from typing import Any

from microweb.context import Context
from microweb.exceptions import BuildError
from microweb.http import PATH_SAFE, percent_encode
from microweb.routing import Router

__all__ = ["build_link"]

_FRAGMENT_SAFE = PATH_SAFE + "?"


def build_link(
    router: Router[Any],
    context: Context | None,
    config: Mapping[str, Any],
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
        router: The route table.
        context: The current one, for the mount point and the host; None outside of a request.
        config: The app's.
        endpoint: The name; one that starts with a dot belongs to the request's blueprint.
        values: Arguments of the rule; others become the query string.
        anchor: The fragment.
        method: The method the rule must answer.
        scheme: The scheme; makes the URL absolute.
        external: Whether the URL has scheme and host; by default when `scheme` is given.

    Raises:
        BuildError: See `Router.build`; or the URL should be absolute and there is neither a request
            nor `SERVER_NAME`.
    """
    request = context.request if context is not None and context.has_request else None
    if endpoint.startswith("."):
        prefix = request.blueprint if request is not None else None
        endpoint = f"{prefix}{endpoint}" if prefix else endpoint[1:]
    path = router.build(endpoint, values, method=method)
    root = request.script_root if request is not None else config["APPLICATION_ROOT"].rstrip("/")
    url = percent_encode(root, safe=PATH_SAFE) + path
    if external if external is not None else scheme is not None:
        host = request.host if request is not None else config["SERVER_NAME"]
        if not host:
            raise BuildError(
                f"no absolute URL for {endpoint!r}: outside of a request set SERVER_NAME",
                endpoint=endpoint,
                values=values,
            )
        own = request.scheme if request is not None else config["PREFERRED_URL_SCHEME"]
        url = f"{scheme or own}://{host}{url}"
    if anchor is not None:
        url += "#" + percent_encode(anchor, safe=_FRAGMENT_SAFE)
    return url
