"""Scaffold: what an app and a blueprint share, registering routes, hooks and error handlers."""

import os
from collections.abc import Callable, Iterable
from typing import IO, Any, TypedDict, TypeVar, Unpack

from microweb.app import late
from microweb.app.endpoints import View, locate
from microweb.app.errors import ErrorHandler, ErrorHandlers
from microweb.app.origins import find_root_path
from microweb.app.signatures import require_argument
from microweb.exceptions import RegistrationError
from microweb.routing.rules import RedirectTarget

__all__ = ["RouteOptions", "RuleOptions", "Scaffold", "URLDefaults", "ValuePreprocessor"]

F = TypeVar("F", bound=Callable[..., Any])
ValuePreprocessor = Callable[[str | None, dict[str, Any] | None], object]
URLDefaults = Callable[[str, dict[str, Any]], object]


class RuleOptions(TypedDict, total=False):
    """What can be said of a rule.

    Attributes:
        methods: The methods it answers; by default GET. HEAD comes with GET.
        defaults: Arguments for the view beside the captured ones. A URL that captures the same for
            another rule of the endpoint is a redirect to this one.
        strict_slashes: Whether a missing slash at the end is a redirect; by default yes.
        subdomain: The subdomain it is for, for an app with `subdomain_matching`.
        host: The host it is for, for an app with `host_matching`.
        redirect_to: Where to send clients instead of calling a view: a path below the mount point,
            or a URL, with the variables of the rule in it; or a function that is called with
            something that can `build(endpoint, values)` and with the arguments, and gives one.
        alias: Whether it is a redirect to the other rule of its endpoint.
        build_only: Whether it is for `url_for` alone.
    """

    methods: Iterable[str] | None
    defaults: dict[str, Any] | None
    strict_slashes: bool | None
    subdomain: str | None
    host: str | None
    redirect_to: RedirectTarget | None
    alias: bool
    build_only: bool


class RouteOptions(RuleOptions, total=False):
    """What can be said of a rule where its view is decorated."""

    endpoint: str | None
    provide_automatic_options: bool | None


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
        self.value_preprocessors: list[ValuePreprocessor] = []
        self.url_default_functions: list[URLDefaults] = []

    def _absolute(self, folder: str | os.PathLike[str] | None) -> str | None:
        return None if folder is None else os.path.join(self.root_path, os.fspath(folder))

    def _static_url_path(self, given: str | None) -> str | None:
        if given is not None:
            return given.rstrip("/")
        return self.static_folder and "/" + os.path.basename(self.static_folder.rstrip("/\\"))

    @property
    def has_static_folder(self) -> bool:
        """Whether there is a folder of static files."""
        return self.static_folder is not None

    def open_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = None
    ) -> IO[Any]:
        """Open a file beside the module for reading: see `resources.open_resource`."""
        return late.open_resource(self.root_path, resource, mode, encoding)

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
        provide_automatic_options: bool | None = None,
        **options: Unpack[RuleOptions],
    ) -> None:
        """Register a rule: see `App.add_url_rule`."""
        raise NotImplementedError

    def route(self, rule: str, **options: Unpack[RouteOptions]) -> Callable[[F], F]:
        """Register the decorated function as the view of a rule.

        Args:
            rule: The path, such as `/user/<int:id>`.
            options: As for `add_url_rule`, such as `endpoint`, `methods` and `defaults`.

        Raises:
            RegistrationError: See `add_url_rule`.
        """
        _check_parentheses(rule, "a route", "@app.get('/path')")

        def register(view: F) -> F:
            self.add_url_rule(rule, view_func=view, **options)
            return view

        return register

    def _method_route(self, method: str, rule: str, options: RouteOptions) -> Callable[[F], F]:
        if "methods" in options:
            raise RegistrationError(f".{method.lower()}() has its method; use .route() for others")
        options["methods"] = [method]
        return self.route(rule, **options)

    def get(self, rule: str, **options: Unpack[RouteOptions]) -> Callable[[F], F]:
        """Register a view for GET, and HEAD: see `route`."""
        return self._method_route("GET", rule, options)

    def post(self, rule: str, **options: Unpack[RouteOptions]) -> Callable[[F], F]:
        """Register a view for POST: see `route`."""
        return self._method_route("POST", rule, options)

    def put(self, rule: str, **options: Unpack[RouteOptions]) -> Callable[[F], F]:
        """Register a view for PUT: see `route`."""
        return self._method_route("PUT", rule, options)

    def patch(self, rule: str, **options: Unpack[RouteOptions]) -> Callable[[F], F]:
        """Register a view for PATCH: see `route`."""
        return self._method_route("PATCH", rule, options)

    def delete(self, rule: str, **options: Unpack[RouteOptions]) -> Callable[[F], F]:
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
        require_argument(function, "after_request hook", "response")
        self.after_hooks.append(function)
        return function

    def teardown_request(self, function: F) -> F:
        """Call a function at the end of each request, with the exception that ended it, or None."""
        self.check_open("a teardown_request hook")
        require_argument(function, "teardown_request hook", "error")
        self.teardown_hooks.append(function)
        return function

    def context_processor(self, function: F) -> F:
        """Call a function before a template is rendered; its dict is added to the values."""
        self.check_open("a context processor")
        self.context_processors.append(function)
        return function

    def url_value_preprocessor(self, function: F) -> F:
        """Call a function with the endpoint and the arguments that its rule gave, to change these.

        That is before the hooks of `before_request`, and only where a rule matched. Register it
        before the routes: a view may lack an argument that such a function takes out.
        """
        self.check_open("a url_value_preprocessor")
        self.value_preprocessors.append(function)
        return function

    def url_defaults(self, function: F) -> F:
        """Call a function with the endpoint and the values of `url_for`, to add to these."""
        self.check_open("a url_defaults function")
        self.url_default_functions.append(function)
        return function

    def errorhandler(self, key: int | type[Exception]) -> Callable[[F], F]:
        """Register the decorated function as the handler of a status code or exception class."""
        if not isinstance(key, type):
            _check_parentheses(key, "an error handler", "@app.errorhandler(404)")

        def register(handler: F) -> F:
            self.register_error_handler(key, handler)
            return handler

        return register

    def register_error_handler(self, key: int | type[Exception], handler: ErrorHandler) -> None:
        """Register a handler: it gets the exception, and returns what a view returns."""
        self.check_open("an error handler")
        self.error_handlers.add(key, handler)


def _check_parentheses(given: object, what: str, form: str) -> None:
    """Refuse a decorator that stands on a function without its parentheses.

    Raises:
        RegistrationError: It does. Without this check it would register nothing, silently.
    """
    if callable(given):
        raise RegistrationError(f"{what} is written with parentheses, as {form} ({locate(given)})")
