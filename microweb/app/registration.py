"""The half of an app that is busy before the first request: settings, hooks, routes."""

import os
from collections.abc import Callable
from types import CodeType
from typing import Any, TypeVar, cast

from microweb import sessions
from microweb.app.asynchronous import is_async, run_async
from microweb.app.domains import choose_domains
from microweb.app.origins import find_app_name, find_instance_path
from microweb.app.routes import Routes
from microweb.app.signatures import require_argument
from microweb.config import DEFAULTS, Config
from microweb.exceptions import BuildError, RegistrationError
from microweb.json import JSONProvider
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.routing import Router

__all__ = ["Middleware", "Registration"]

F = TypeVar("F", bound=Callable[..., Any])
URLBuildErrorHandler = Callable[[BuildError, str, dict[str, Any]], str | None]
Middleware = Callable[[Request, Callable[[Request], Response]], Response]


class Registration(Routes):
    """Takes in what an app is made of, and refuses contradictions where they are made.

    Attributes:
        name: The name of the app, from its module.
        extensions: A place for what extensions keep, by their names.
        instance_path: The folder for files of this installation, such as a database.
        json: How JSON is written.
    """

    request_class: type[Request] = Request
    response_class: type[Response] = Response
    _session_interface: "sessions.SessionInterface | None" = None

    def __init__(
        self,
        import_name: str,
        *,
        static_folder: str | os.PathLike[str] | None = "static",
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | os.PathLike[str] | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
        host_matching: bool = False,
        static_host: str | None = None,
        subdomain_matching: bool = False,
    ) -> None:
        """Make an app.

        Args:
            import_name: `__name__` of the module.
            static_folder: The folder of static files, below the module's; None for none.
            static_url_path: The path at which they are served; by default the folder's name.
            template_folder: The folder of templates, below the module's; None for none.
            instance_path: The folder for files of this installation, absolute.
            instance_relative_config: Look up config files there, not below the module's folder.
            root_path: The module's folder, where it cannot be found.
            host_matching: Whether rules may name a host; one that does not is for every host.
            static_host: The host of the static files; by default every host.
            subdomain_matching: Whether rules may name a subdomain of `SERVER_NAME`; one that does
                not is for the domain itself.

        Raises:
            ValueError: The instance path is not absolute, or the three about hosts contradict each
                other.
        """
        super().__init__(
            import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        self.name = find_app_name(import_name)
        if instance_path is not None and not os.path.isabs(instance_path):
            raise ValueError(f"instance_path is an absolute path, not {instance_path!r}")
        self.instance_path = os.fspath(instance_path or find_instance_path(import_name))
        self.config = Config(
            self.instance_path if instance_relative_config else self.root_path,
            DEFAULTS,
            on_change=self.forget_plan,
        )
        if static_host and not host_matching:
            raise ValueError("static_host takes host_matching")
        self.domains = choose_domains(self.config, hosts=host_matching, below=subdomain_matching)
        if self.domains is not None:
            self.url_map = Router(has_hosts=True)
        self.extensions: dict[str, Any] = {}
        self.middleware: list[Middleware] = []
        self.json = JSONProvider()
        self.context_teardown_hooks: list[Callable[[BaseException | None], object]] = []
        self.shell_context_processors: list[Callable[[], dict[str, Any]]] = []
        self.url_build_error_handlers: list[URLBuildErrorHandler] = []
        self.is_serving = False
        if self.static_folder is not None:
            self.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                "static",
                self.send_static_file,
                host=static_host,
            )

    def check_open(self, what: str) -> None:
        """Refuse a registration after the first request, which would reach some requests only."""
        if self.is_serving:
            raise RegistrationError(
                f"{what} was added to the app {self.name!r} after its first request: "
                "register everything before the app serves"
            )

    @property
    def session_interface(self) -> "sessions.SessionInterface":
        """How sessions are kept: `ConfiguredSessions` unless it is set."""
        found = self._session_interface
        if found is None:
            # The first of several threads makes it for all: two might have a store in memory each.
            mine = sessions.ConfiguredSessions()
            found = vars(self).setdefault("_session_interface", mine)
        return found

    @session_interface.setter
    def session_interface(self, interface: "sessions.SessionInterface") -> None:
        self._session_interface = interface

    @property
    def secret_key(self) -> str | bytes | None:
        """What sessions are signed with: `config["SECRET_KEY"]`."""
        return cast("str | bytes | None", self.config["SECRET_KEY"])

    @secret_key.setter
    def secret_key(self, value: str | bytes | None) -> None:
        self.config["SECRET_KEY"] = value

    @property
    def debug(self) -> bool:
        """Whether errors show their cause: `config["DEBUG"]`."""
        return bool(self.config["DEBUG"])

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value

    @property
    def testing(self) -> bool:
        """Whether errors reach the test: `config["TESTING"]`."""
        return bool(self.config["TESTING"])

    @testing.setter
    def testing(self, value: bool) -> None:
        self.config["TESTING"] = value

    def use(self, middleware: Middleware) -> Middleware:
        """Wrap every request in `middleware(request, call_next)`; the first one is outermost."""
        self.check_open("a middleware")
        _check_middleware(middleware)
        self.middleware.append(middleware)
        return middleware

    def teardown_appcontext(self, function: F) -> F:
        """Call a function at the end of each context, with the exception that ended it, or None."""
        self.check_open("a teardown_appcontext hook")
        require_argument(function, "teardown_appcontext hook", "error")
        self.context_teardown_hooks.append(function)
        return function

    def ensure_sync(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that can be called without `await`: an `async def` in `async_to_sync`."""
        return self.async_to_sync(function) if is_async(function) else function

    def async_to_sync(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give what runs an `async def` to its end: see `run_async`."""
        return run_async(function)

    def shell_context_processor(self, function: F) -> F:
        """Call a function for the names that a shell has; they are added to `app`."""
        self.check_open("a shell_context_processor")
        self.shell_context_processors.append(function)
        return function

    def make_shell_context(self) -> dict[str, Any]:
        """Give the names that a shell has."""
        names: dict[str, Any] = {"app": self}
        for processor in self.shell_context_processors:
            names.update(processor())
        return names


def _check_middleware(given: object) -> None:
    """Refuse the class of a middleware, and a middleware of WSGI, which stands elsewhere.

    Raises:
        RegistrationError: It is one of these; the message says what to write.
    """
    cls = given if isinstance(given, type) else type(given)
    code: CodeType | None = getattr(getattr(cls, "__call__", None), "__code__", None)  # noqa: B004
    if code is not None and "start_response" in code.co_varnames[: code.co_argcount]:
        name = cls.__name__
        raise RegistrationError(f"{name} goes around: app.wsgi_app = {name}(app.wsgi_app, ...)")
    if isinstance(given, type):
        raise RegistrationError(
            f"app.use() takes a middleware, not its class: app.use({cls.__name__}(...))"
        )


# Who gives an App wrong arguments reads of App, not of the half of it that takes them.
Registration.__init__.__qualname__ = "App.__init__"
