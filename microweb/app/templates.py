"""Connect the template engine to an app: the context it renders in, the values templates have."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from microweb import templating  # its parts come in when the first template does
from microweb.app.flashing import take_flashes
from microweb.context import Context, current_context, current_session, find_context
from microweb.proxies import make_proxy
from microweb.security.tokens import FIELD, make_token
from microweb.sessions import Session

__all__ = ["Templates"]


class Templates:
    """Renders an app's templates.

    Attributes:
        environment: The engine, to be changed before the first template is rendered.
    """

    def __init__(self, environment: "templating.Environment") -> None:
        self.environment = environment

    @staticmethod
    def find_nonce() -> str | None:
        """Give the nonce for the tags that stand in a template; None outside of a request."""
        context = find_context()
        return None if context is None else context.nonce

    def add_globals(self, config: Mapping[str, Any], url_for: Callable[..., str]) -> None:
        """Give every template, imported ones included, the config and the helpers."""
        self.environment.globals.update(
            config=config,
            csp_nonce=_csp_nonce,
            csrf_field=partial(_csrf_field, config),
            csrf_token=_csrf_token,
            get_flashed_messages=_get_flashed_messages,
            url_for=url_for,
        )

    def render(
        self,
        template: str | list[str],
        context: Context,
        values: Mapping[str, Any],
        processors: Iterable[Callable[[], dict[str, Any]]],
    ) -> str:
        """Render a template file.

        Args:
            template: Its name; of a list the first that exists.
            context: The request's.
            values: What the view gives; it wins over the rest.
            processors: Context processors.
        """
        found = self.environment.get_or_select_template(template)
        return found.render(self._values(context, values, processors))

    def render_string(
        self,
        source: str,
        context: Context,
        values: Mapping[str, Any],
        processors: Iterable[Callable[[], dict[str, Any]]],
    ) -> str:
        """Render a template given as text: see `render`."""
        return self.environment.from_string(source).render(
            self._values(context, values, processors)
        )

    def stream(
        self,
        template: str | list[str],
        context: Context,
        values: Mapping[str, Any],
        processors: Iterable[Callable[[], dict[str, Any]]],
    ) -> Iterator[str]:
        """Render a template file piece by piece, in its context: see `render`."""
        found = self.environment.get_or_select_template(template)
        return context.keep(found.generate(self._values(context, values, processors)))

    def stream_string(
        self,
        source: str,
        context: Context,
        values: Mapping[str, Any],
        processors: Iterable[Callable[[], dict[str, Any]]],
    ) -> Iterator[str]:
        """Render a template given as text piece by piece: see `stream`."""
        found = self.environment.from_string(source)
        return context.keep(found.generate(self._values(context, values, processors)))

    def _values(
        self,
        context: Context,
        values: Mapping[str, Any],
        processors: Iterable[Callable[[], dict[str, Any]]],
    ) -> dict[str, Any]:
        merged: dict[str, Any] = {"g": context.g}
        if context.has_request:
            merged["request"] = context.request
            merged["session"] = _session
        for processor in processors:
            merged.update(processor())
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
