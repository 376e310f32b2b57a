"""The half of a blueprint that is for the whole app, whichever view answers."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from microweb.app.scaffold import Scaffold

__all__ = ["AppHooks", "SetupState"]

F = TypeVar("F", bound=Callable[..., Any])


class SetupState(Protocol):
    """One registration on an app."""

    app: Any


class AppHooks(Scaffold):
    """Hooks, error handlers and template functions that a blueprint hands to its app."""

    def record_once(self, function: Callable[[SetupState], object]) -> None:
        """Call a function with the state of the first registration on each app."""
        raise NotImplementedError

    def _add(self, what: str, function: Callable[[Any], object]) -> None:
        self.check_open(what)
        self.record_once(lambda state: function(state.app))

    def before_app_request(self, function: F) -> F:
        """Call a function before each view of the app."""
        self._add("a before_app_request hook", lambda app: app.before_request(function))
        return function

    def after_app_request(self, function: F) -> F:
        """Call a function with each response of the app."""
        self._add("an after_app_request hook", lambda app: app.after_request(function))
        return function

    def teardown_app_request(self, function: F) -> F:
        """Call a function at the end of each request of the app."""
        self._add("a teardown_app_request hook", lambda app: app.teardown_request(function))
        return function

    def app_context_processor(self, function: F) -> F:
        """Add values to every template of the app."""
        self._add("an app_context_processor", lambda app: app.context_processor(function))
        return function

    def app_errorhandler(self, key: int | type[Exception]) -> Callable[[F], F]:
        """Register a handler for the whole app."""

        def register(handler: F) -> F:
            self._add("an app_errorhandler", lambda app: app.register_error_handler(key, handler))
            return handler

        return register

    def app_url_value_preprocessor(self, function: F) -> F:
        """Change the arguments of every view of the app: see `url_value_preprocessor`."""
        self._add("an app_url_value_preprocessor", lambda app: app.url_value_preprocessor(function))
        return function

    def app_url_defaults(self, function: F) -> F:
        """Add to the values of `url_for` for every endpoint of the app: see `url_defaults`."""
        self._add("an app_url_defaults function", lambda app: app.url_defaults(function))
        return function

    def _app_template(self, add: str, name: str | None) -> Callable[[F], F]:
        def register(function: F) -> F:
            self._add("a template function", lambda app: getattr(app, add)(function, name))
            return function

        return register

    def app_template_filter(self, name: str | None = None) -> Callable[[F], F]:
        """Register the decorated function as a filter of the app's templates."""
        return self._app_template("add_template_filter", name)

    def app_template_test(self, name: str | None = None) -> Callable[[F], F]:
        """Register the decorated function as a test of the app's templates."""
        return self._app_template("add_template_test", name)

    def app_template_global(self, name: str | None = None) -> Callable[[F], F]:
        """Register the decorated function as a global of the app's templates."""
        return self._app_template("add_template_global", name)

    def add_app_template_filter(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a filter of the app's templates: see `App.add_template_filter`."""
        self._app_template("add_template_filter", name)(f)

    def add_app_template_test(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a test of the app's templates: see `App.add_template_test`."""
        self._app_template("add_template_test", name)(f)

    def add_app_template_global(self, f: Callable[..., Any], name: str | None = None) -> None:
        """Register a global of the app's templates: see `App.add_template_global`."""
        self._app_template("add_template_global", name)(f)
