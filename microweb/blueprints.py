"""Blueprint: a group of routes, hooks and error handlers, registered on an app as one."""

import os
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from microweb.endpoints import View, locate
from microweb.exceptions import RegistrationError
from microweb.scaffold import Scaffold

__all__ = ["Blueprint", "RouteRecord"]

F = TypeVar("F", bound=Callable[..., Any])


class RouteRecord(NamedTuple):
    """A route that waits for its app."""

    rule: str
    endpoint: str
    view: View | None
    options: dict[str, Any]


class Blueprint(Scaffold):
    """A group of routes, hooks and error handlers.

    Its endpoints are `name.view`; its hooks and error handlers apply to its routes.
    """

    def __init__(
        self,
        name: str,
        import_name: str,
        *,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        url_prefix: str | None = None,
        url_defaults: dict[str, Any] | None = None,
        root_path: str | None = None,
    ) -> None:
        """Make a blueprint.

        Args:
            name: What stands before the dot in its endpoints.
            import_name: `__name__` of the module.
            static_folder: A folder of static files below the module's.
            static_url_path: The path at which they are served; by default the folder's name.
            template_folder: A folder of templates, searched after the app's.
            url_prefix: What stands before its rules.
            url_defaults: Arguments for its views beside the captured ones.
            root_path: The module's folder, where it cannot be found.

        Raises:
            RegistrationError: The name is empty or has a dot.
        """
        super().__init__(
            import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        if not name or "." in name:
            raise RegistrationError(f"a blueprint's name is a word without dots, not {name!r}")
        self.name = name
        self.url_prefix = url_prefix
        self.url_defaults = url_defaults or {}
        self.routes: list[RouteRecord] = []
        self.app_before_hooks: list[Callable[[], Any]] = []
        self.app_after_hooks: list[Callable[[Any], Any]] = []
        self.app_context_processors: list[Callable[[], dict[str, Any]]] = []
        self.app_error_handlers: list[tuple[int | type[Exception], Callable[..., Any]]] = []
        self.is_registered = False

    def check_open(self, what: str) -> None:
        """Refuse a registration after the blueprint was registered."""
        if self.is_registered:
            raise RegistrationError(
                f"{what} was added to the blueprint {self.name!r} after the blueprint was "
                "registered, and would have no effect: register the blueprint last"
            )

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        **options: Any,
    ) -> None:
        """Register a rule, relative to the prefix: see `App.add_url_rule`."""
        self.check_open(f"the route {rule}")
        name = endpoint or getattr(view_func, "__name__", "")
        if not name or "." in name:
            raise RegistrationError(
                f"the route {rule} of the blueprint {self.name!r} needs an endpoint without dots, "
                f"not {name!r} ({locate(view_func)})"
            )
        self.routes.append(RouteRecord(rule, name, view_func, options))

    def before_app_request(self, function: F) -> F:
        """Call a function before each view of the app."""
        self.check_open("a before_app_request hook")
        self.app_before_hooks.append(function)
        return function

    def after_app_request(self, function: F) -> F:
        """Call a function with each response of the app."""
        self.check_open("an after_app_request hook")
        self.app_after_hooks.append(function)
        return function

    def app_context_processor(self, function: F) -> F:
        """Add values to every template of the app."""
        self.check_open("an app_context_processor")
        self.app_context_processors.append(function)
        return function

    def app_errorhandler(self, key: int | type[Exception]) -> Callable[[F], F]:
        """Register a handler for the whole app."""
        self.check_open("an app_errorhandler")

        def register(handler: F) -> F:
            self.app_error_handlers.append((key, handler))
            return handler

        return register
