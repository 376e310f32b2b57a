"""Redirects that the route table asks for: `redirect_to`, aliases, and URLs with a shorter form.

Each is a hook that runs before all others on the rules that need it, so that no other rule pays.
"""

import re
from collections.abc import Mapping
from typing import Any

from microweb import http
from microweb.app.links import LinkApp, build_link, find_host, find_origin
from microweb.app.misses import move_to
from microweb.app.redirection import make_redirect
from microweb.context import current_context
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.routing import Rule

__all__ = ["URLAdapter", "follow_redirect", "send_to_preferred"]

_VARIABLE_RE = re.compile("<([^<>]*)>")
_SCHEME_RE = re.compile("https?://", re.IGNORECASE)


class URLAdapter:
    """Builds URLs for a `redirect_to` that is a function."""

    def __init__(self, app: LinkApp) -> None:
        self._app = app

    def build(
        self,
        endpoint: str,
        values: Mapping[str, Any] | None = None,
        method: str | None = None,
        force_external: bool = False,
    ) -> str:
        """Give the URL of an endpoint: see `links.build_link`."""
        return build_link(
            self._app,
            current_context(),
            endpoint,
            dict(values or {}),
            method=method,
            external=force_external or None,
        )


def follow_redirect(app: LinkApp, rule: Rule[Any]) -> Response:
    """Send the client to where a rule with `redirect_to` points.

    A target without a slash in front is below the mount point of the app.
    """
    request = current_context().request
    values = request.view_args or {}
    if callable(rule.redirect_to):
        target = rule.redirect_to(URLAdapter(app), **values)
    else:
        target = _fill(rule, rule.redirect_to or "", values)
    if not target.startswith("/") and not _SCHEME_RE.match(target):
        target = f"{http.percent_encode(request.script_root, safe=http.PATH_SAFE)}/{target}"
    return make_redirect(target, 308)


def _fill(rule: Rule[Any], target: str, values: Mapping[str, Any]) -> str:
    host = () if rule.host_segment is None else rule.host_segment.variables
    path = (variable for segment in rule.segments for variable in segment.variables)
    converters = {variable.name: variable.converter for variable in (*path, *host)}

    def write(match: re.Match[str]) -> str:
        return converters[match[1]].to_url(values[match[1]])

    return _VARIABLE_RE.sub(write, target)


def send_to_preferred(app: LinkApp, rule: Rule[Any]) -> Response | None:
    """Send a browser on to the URL that `url_for` gives for the same endpoint and values."""
    request = current_context().request
    values = request.view_args or {}
    if request.method not in ("GET", "HEAD"):
        return None
    for other in app.url_map.preferred_to(rule):
        if other.suits(values, request.method):
            return move_to(request, _format_url(app, request, other, values))
    return None


def _format_url(app: LinkApp, request: Request, rule: Rule[Any], values: Mapping[str, Any]) -> str:
    path = http.percent_encode(request.script_root, safe=http.PATH_SAFE) + rule.build(values)
    host = rule.build_host(values)
    if host in (None, find_host(app, request)):
        return path
    return f"{find_origin(app, request, host)}{path}"
