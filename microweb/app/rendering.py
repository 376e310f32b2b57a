"""The part of an app that renders templates, and takes in what they are extended with."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from microweb import sessions
from microweb.app import late
from microweb.app.linking import Linking
from microweb.app.plan import Plan
from microweb.context import Context
from microweb.responses.response import Response

__all__ = ["Rendering"]

F = TypeVar("F", bound=Callable[..., Any])


class Rendering(Linking):
    """An app's templates.

    Attributes:
        jinja_options: Options of the template engine, such as `trim_blocks`, for a subclass to set
            or for an app to change before its first template.
    """

    jinja_options: ClassVar[dict[str, Any]] = {}

    @property
    def plan(self) -> Plan:
        """What follows from the settings."""
        raise NotImplementedError

    def log_info(self, message: str) -> None:
        """Log one line, or several that belong together."""
        raise NotImplementedError

    @cached_property
    def jinja_env(self) -> "late.Environment":
        """The template engine's environment, made when something first asks for it."""
        environment = self.create_jinja_environment()
        environment.globals.update(late.template_globals(self.config, self.url_for))
        return environment

    def create_jinja_environment(self) -> "late.Environment":
        """Make the template engine's environment, once; a subclass may make another.

        Its `nonce` and its escaping are what the content policy and the safety of the pages stand
        on: an override that calls this one keeps both.
        """
        loader = late.ScopedLoader(self._template_folders, self._template_explainer)
        options: dict[str, Any] = {
            "loader": loader,
            "autoescape": True,
            "nonce": late.find_nonce,
        }
        environment = late.Environment(**(options | self.jinja_options))
        if "auto_reload" not in self.jinja_options:
            environment.auto_reload = self._reloads = self._wants_reloads()
        return environment

    def _template_folders(self) -> Iterator[tuple[str, str]]:
        """Give the folders of the app and its blueprints, with what to call them."""
        if self.template_folder is not None:
            yield f"app {self.name!r}", self.template_folder
        for name, blueprint in self.blueprints.items():
            if blueprint.template_folder is not None:
                yield f"blueprint {name!r}", blueprint.template_folder

    def _template_explainer(self) -> Callable[[str], object] | None:
        return self.log_info if self.config["EXPLAIN_TEMPLATE_LOADING"] else None

    _reloads: bool | None = None

    def _wants_reloads(self) -> bool:
        wanted = self.config["TEMPLATES_AUTO_RELOAD"]
        return self.debug if wanted is None else bool(wanted)

    def _engine(self) -> "late.Environment":
        """Give what renders, after a look at whether changed files are wanted by now."""
        environment = self.jinja_env
        if self._reloads is not None and self._reloads is not (wanted := self._wants_reloads()):
            environment.auto_reload = self._reloads = wanted
        return environment

    def render(self, template: str | list[str], context: Context, values: dict[str, Any]) -> str:
        """Render a template file; of a list the first that exists."""
        self._begin_page(context)
        page = self._engine().get_or_select_template(template)
        return page.render(self._page_values(context, values))

    def render_string(self, source: str, context: Context, values: dict[str, Any]) -> str:
        """Render a template given as text."""
        self._begin_page(context)
        page = self._engine().from_string(source)
        return page.render(self._page_values(context, values))

    def stream(
        self, template: str | list[str], context: Context, values: dict[str, Any]
    ) -> Iterator[str]:
        """Render a template file piece by piece, in its context: see `render`."""
        self._begin_stream(context)
        page = self._engine().get_or_select_template(template)
        return context.keep(page.generate(self._page_values(context, values)))

    def stream_string(self, source: str, context: Context, values: dict[str, Any]) -> Iterator[str]:
        """Render a template given as text piece by piece: see `stream`."""
        self._begin_stream(context)
        page = self._engine().from_string(source)
        return context.keep(page.generate(self._page_values(context, values)))

    def _page_values(self, context: Context, values: dict[str, Any]) -> dict[str, Any]:
        return late.template_values(context, self._processors(context), values)

    def _begin_page(self, context: Context) -> None:
        """Give the page a nonce, if the policy for pages has one."""
        if context.has_request and self.plan.has_nonces:
            context.make_nonce()

    def _begin_stream(self, context: Context) -> None:
        """Prepare what has to be in the head of the response, which goes before the page.

        A page that is told for whom it is may show it: it counts as one that reads the session. It
        may have a form, whose token has to be in the session by then.
        """
        self._begin_page(context)
        if context.environ is None:
            return
        if self.plan.admission.has_tokens and not isinstance(context.session, sessions.NullSession):
            late.make_token(context.session)
        elif "HTTP_COOKIE" in context.environ:
            _ = context.session
        else:
            context.call_after(_vary_by_cookie)

    def _processors(self, context: Context) -> Iterator[Callable[[], dict[str, Any]]]:
        """Give the app's context processors, then those of the view's blueprints, inner last."""
        yield from self.context_processors
        for name in reversed(context.request.blueprints if context.has_request else ()):
            # An endpoint of the app may have a dot in it, and no blueprint.
            if name in self.blueprints:
                yield from self.blueprints[name].context_processors

    # What the language is extended with.

    def add_template_filter(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a filter: `{{ value | name }}`.

        Args:
            f: The function; its first argument is the value.
            name: The name; by default the function's.
        """
        self.check_open("a template filter")
        self.jinja_env.filters[name or f.__name__] = f

    def add_template_test(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a test: `{% if value is name %}`; the arguments are those of a filter."""
        self.check_open("a template test")
        self.jinja_env.tests[name or f.__name__] = f

    def add_template_global(self, f: Any, name: str | None = None) -> None:
        """Register a function, or with a name any value, that every template has."""
        self.check_open("a template global")
        self.jinja_env.globals[name or f.__name__] = f

    def template_filter(self, name: str | None = None) -> Callable[[F], F]:
        """Register the decorated function as a filter: see `add_template_filter`."""
        return _decorator(self.add_template_filter, name)

    def template_test(self, name: str | None = None) -> Callable[[F], F]:
        """Register the decorated function as a test: see `add_template_test`."""
        return _decorator(self.add_template_test, name)

    def template_global(self, name: str | None = None) -> Callable[[F], F]:
        """Register the decorated function for every template: see `add_template_global`."""
        return _decorator(self.add_template_global, name)


def _vary_by_cookie(response: Response) -> Response:
    response.add_vary("Cookie")
    return response


def _decorator(add: Callable[[Any, str | None], None], name: str | None) -> Callable[[F], F]:
    if callable(name):
        raise TypeError(f"write @app.{add.__name__.removeprefix('add_')}() with parentheses")

    def register(function: F) -> F:
        add(function, name)
        return function

    return register
