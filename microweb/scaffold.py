"""Scaffold: what an app and a blueprint share, registering routes, hooks and error handlers."""

import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from microweb.endpoints import View
from microweb.errors import ErrorHandler, ErrorHandlers
from microweb.exceptions import RegistrationError

__all__ = ["Scaffold"]

F = TypeVar("F", bound=Callable[..., Any])


class Scaffold:
    """Registers routes, hooks and error handlers.

    Attributes:
        import_name: The name of the module it is defined in.
        root_path: The folder of that module.
        static_folder: The folder of static files, absolute; None if there is none.
        template_folder: The folder of templates, absolute; None if there is none.
        error_handlers: The error handlers.
    """

    name: str

    def __init__(
        self,
        import_name: str,
        *,
        static_folder: str | os.PathLike[str] | None,
        static_url_path: str | None,
        template_folder: str | os.PathLike[str] | None,
        root_path: str | None,
    ) -> None:
        self.import_name = import_name
        self.root_path = root_path or find_root_path(import_name)
        self.static_folder = self._absolute(static_folder)
        self.static_url_path = self._static_url_path(static_url_path)
        self.template_folder = self._absolute(template_folder)
        self.error_handlers = ErrorHandlers()
        self.before_hooks: list[Callable[[], Any]] = []
        self.after_hooks: list[Callable[[Any], Any]] = []
        self.teardown_hooks: list[Callable[[BaseException | None], object]] = []
        self.context_processors: list[Callable[[], dict[str, Any]]] = []

    def _absolute(self, folder: str | os.PathLike[str] | None) -> str | None:
        return None if folder is None else os.path.join(self.root_path, os.fspath(folder))

    def _static_url_path(self, given: str | None) -> str | None:
        if given is not None:
            return given.rstrip("/")
        return self.static_folder and "/" + os.path.basename(self.static_folder.rstrip("/\\"))

    def check_open(self, what: str) -> None:
        """Refuse a registration that comes too late to have an effect.

        Raises:
            RegistrationError: It is too late.
        """
        raise NotImplementedError

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        *,
        provide_automatic_options: bool | None = None,
        methods: list[str] | tuple[str, ...] | set[str] | None = None,
        defaults: dict[str, Any] | None = None,
        strict_slashes: bool | None = None,
    ) -> None:
        """Register a rule: see `App.add_url_rule`."""
        raise NotImplementedError

    def route(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Register the decorated function as the view of a rule.

        Args:
            rule: The path, such as `/user/<int:id>`.
            options: As for `add_url_rule`: `endpoint`, `methods`, `defaults`, `strict_slashes`.

        Raises:
            RegistrationError: See `add_url_rule`.
        """
        endpoint = options.pop("endpoint", None)

        def register(view: F) -> F:
            self.add_url_rule(rule, endpoint, view, **options)
            return view

        return register

    def _method_route(self, method: str, rule: str, options: dict[str, Any]) -> Callable[[F], F]:
        if "methods" in options:
            raise RegistrationError(f".{method.lower()}() has its method; use .route() for others")
        return self.route(rule, methods=[method], **options)

    def get(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Register a view for GET, and HEAD: see `route`."""
        return self._method_route("GET", rule, options)

    def post(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Register a view for POST: see `route`."""
        return self._method_route("POST", rule, options)

    def put(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Register a view for PUT: see `route`."""
        return self._method_route("PUT", rule, options)

    def patch(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Register a view for PATCH: see `route`."""
        return self._method_route("PATCH", rule, options)

    def delete(self, rule: str, **options: Any) -> Callable[[F], F]:
        """Register a view for DELETE: see `route`."""
        return self._method_route("DELETE", rule, options)

    def before_request(self, function: F) -> F:
        """Call a function before each view; what it returns, unless None, is the answer."""
        self.check_open("a before_request hook")
        self.before_hooks.append(function)
        return function

    def after_request(self, function: F) -> F:
        """Call a function with each response; it returns the response to send."""
        self.check_open("an after_request hook")
        self.after_hooks.append(function)
        return function

    def teardown_request(self, function: F) -> F:
        """Call a function at the end of each request, with the exception that ended it, or None."""
        self.check_open("a teardown_request hook")
        self.teardown_hooks.append(function)
        return function

    def context_processor(self, function: F) -> F:
        """Call a function before a template is rendered; its dict is added to the values."""
        self.check_open("a context processor")
        self.context_processors.append(function)
        return function

    def errorhandler(self, key: int | type[Exception]) -> Callable[[F], F]:
        """Register the decorated function as the handler of a status code or exception class."""

        def register(handler: F) -> F:
            self.register_error_handler(key, handler)
            return handler

        return register

    def register_error_handler(self, key: int | type[Exception], handler: ErrorHandler) -> None:
        """Register a handler: it gets the exception, and returns what a view returns."""
        self.check_open("an error handler")
        self.error_handlers.add(key, handler)


def find_root_path(import_name: str) -> str:
    """Give the folder of a module that is loaded or can be found; else the current folder."""
    module = sys.modules.get(import_name)
    if module is None:
        from importlib.util import find_spec  # only for a module that is not loaded

        spec = find_spec(import_name)
        filename = spec.origin if spec else None
    else:
        filename = getattr(module, "__file__", None)
    return os.path.dirname(os.path.abspath(filename)) if filename else os.getcwd()
