"""What the templates of an app can name: the request and its like, the config, the helpers."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, cast

from microweb import templating  # its parts come in when the first template does
from microweb.app.endpoints import locate
from microweb.app.flashing import take_flashes
from microweb.context import Context, current_context, current_session, find_context
from microweb.proxies import make_proxy
from microweb.security.tokens import FIELD, make_token
from microweb.sessions import Session

__all__ = ["find_nonce", "template_globals", "template_values"]


def find_nonce() -> str | None:
    """Give the nonce for the tags that stand in a template; None outside of a request."""
    context = find_context()
    return None if context is None else context.nonce


def template_globals(config: Mapping[str, Any], url_for: Callable[..., str]) -> dict[str, Any]:
    """Give what every template has, imported ones included: the config and the helpers."""
    return {
        "config": config,
        "csp_nonce": _csp_nonce,
        "csrf_field": partial(_csrf_field, config),
        "csrf_token": _csrf_token,
        "get_flashed_messages": _get_flashed_messages,
        "url_for": url_for,
    }


def template_values(
    context: Context,
    processors: Iterable[Callable[[], object]],
    values: Mapping[str, Any],
) -> dict[str, Any]:
    """Give what a template that is rendered has besides: each of these wins over those before.

    Args:
        context: The current one; with a request, that and the session are among the values.
        processors: Context processors.
        values: What the view gives.
    """
    merged: dict[str, Any] = {"g": context.g}
    if context.has_request:
        merged["request"] = context.request
        merged["session"] = _session
    for processor in processors:
        added = processor()
        if not isinstance(added, Mapping):
            raise TypeError(
                f"the context processor {locate(processor)} returned {added!r:.80}; it returns a "
                "dict of names and values"
            )
        merged.update(cast("Mapping[str, Any]", added))
    merged.update(values)
    return merged


# It opens the session when a template first looks at it.
_session: Session = make_proxy(Session, current_session)


def _get_flashed_messages(
    with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[Any]:
    return take_flashes(
        current_context(), with_categories=with_categories, category_filter=category_filter
    )


def _csp_nonce() -> str:
    return current_context().make_nonce()


def _csrf_token() -> str:
    return make_token(current_context().session)


def _csrf_field(config: Mapping[str, Any]) -> "templating.Markup":
    """Give the hidden field of a form; nothing, and no session, while `CSRF_TOKENS` is off."""
    if not config["CSRF_TOKENS"]:
        return templating.Markup()
    field = '<input type="hidden" name="{}" value="{}">'
    return templating.Markup(field).format(FIELD, _csrf_token())
