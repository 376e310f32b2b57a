"""The half of an app that is busy before the first request: settings, routes, hooks, blueprints."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from microweb.blueprints import Blueprint, RouteRecord
from microweb.config import DEFAULTS, Config
from microweb.endpoints import Endpoint, View, check_parameters, locate
from microweb.exceptions import RegistrationError
from microweb.json import JSONProvider
from microweb.request import Request
from microweb.response import Response
from microweb.routing import Router, Rule
from microweb.scaffold import Scaffold, find_root_path
from microweb.sessions import ConfiguredSessions, SessionInterface

__all__ = ["Middleware", "Registration"]

F = TypeVar("F", bound=Callable[..., Any])
Middleware = Callable[[Request, Callable[[Request], Response]], Response]


class Registration(Scaffold):
    """Takes in what an app is made of, and refuses contradictions where they are made.

    Attributes:
        name: The name of the app, from its module.
        config: The settings.
        url_map: The route table.
        view_functions: The views, by endpoint.
        blueprints: The registered blueprints, by name.
        extensions: A place for what extensions keep, by their names.
        instance_path: The folder for files of this installation, such as a database.
        session_interface: How sessions are kept.
        json: How JSON is written.
    """

    request_class: type[Request] = Request
    response_class: type[Response] = Response

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

        Raises:
            ValueError: The instance path is not absolute.
        """
        super().__init__(
            import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        self.name = _app_name(import_name)
        if instance_path is not None and not os.path.isabs(instance_path):
            raise ValueError(f"instance_path is an absolute path, not {instance_path!r}")
        self.instance_path = os.fspath(instance_path or _find_instance_path(import_name))
        self.config = Config(
            self.instance_path if instance_relative_config else self.root_path,
            DEFAULTS,
            on_change=self.forget_plan,
        )
        self.url_map: Router[Endpoint] = Router()
        self.endpoints: dict[str, Endpoint] = {}
        self.blueprints: dict[str, Blueprint] = {}
        self.extensions: dict[str, Any] = {}
        self.middleware: list[Middleware] = []
        self.session_interface: SessionInterface = ConfiguredSessions()
        self.json = JSONProvider()
        self.context_teardown_hooks: list[Callable[[BaseException | None], object]] = []
        self.is_serving = False

    def forget_plan(self) -> None:
        """Make the next request work out anew what follows from the settings."""
        raise NotImplementedError

    def make_static_view(self, folder: str) -> View:
        """Give a view that serves the files of a folder."""
        raise NotImplementedError

    def check_open(self, what: str) -> None:
        """Refuse a registration after the first request, which would reach some requests only."""
        if self.is_serving:
            raise RegistrationError(
                f"{what} was added to the app {self.name!r} after its first request: "
                "register everything before the app serves"
            )

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

    @property
    def view_functions(self) -> dict[str, View]:
        """The views, by endpoint."""
        return {name: endpoint.view for name, endpoint in self.endpoints.items()}

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
        blueprints: tuple[str, ...] = (),
    ) -> None:
        """Register a rule.

        Args:
            rule: The path, such as `/user/<int:id>`.
            endpoint: The name for `url_for`; by default the view's.
            view_func: The view.
            provide_automatic_options: Whether OPTIONS is answered for it; by default yes.
            methods: The methods it answers; by default GET. HEAD comes with GET.
            defaults: Arguments for the view beside the captured ones.
            strict_slashes: Whether a missing slash at the end is a redirect; by default yes.
            blueprints: The names of its blueprints, innermost first.

        Raises:
            RegistrationError: The rule cannot be read, another rule has its paths and methods, the
                endpoint belongs to another view, or the view's parameters are not what the rule
                gives.
        """
        self.check_open(f"the route {rule}")
        where = locate(view_func) if view_func is not None else _caller()
        endpoint = endpoint or getattr(view_func, "__name__", "")
        if not endpoint:
            raise RegistrationError(f"the route {rule} needs an endpoint ({where})")
        target = self._claim(endpoint, view_func, blueprints)
        if provide_automatic_options is None:
            provide_automatic_options = getattr(view_func, "provide_automatic_options", None)
        added = self.url_map.add(
            rule,
            endpoint=endpoint,
            target=target,
            where=where,
            methods=_checked_methods(
                getattr(view_func, "methods", None) if methods is None else methods, rule, where
            ),
            defaults=defaults,
            strict_slashes=strict_slashes is not False,
            automatic_options=provide_automatic_options is not False,
        )
        _check_view(target, added)

    def _claim(self, name: str, view: View | None, blueprints: tuple[str, ...]) -> Endpoint:
        known = self.endpoints.setdefault(name, Endpoint(name, view, blueprints))
        if view is not None:
            known.set_view(view)
        return known

    def endpoint(self, name: str) -> Callable[[F], F]:
        """Register the decorated function as the view of an endpoint, whose rules come apart."""

        def register(view: F) -> F:
            self.check_open(f"the endpoint {name!r}")
            target = self._claim(name, view, ())
            for rule in self.url_map.iter_rules(name):
                _check_view(target, rule)
            return view

        return register

    def register_blueprint(
        self, blueprint: Blueprint, *, url_prefix: str | None = None, name: str | None = None
    ) -> None:
        """Register all that a blueprint holds.

        Args:
            blueprint: The blueprint.
            url_prefix: What stands before its rules, instead of its own prefix.
            name: The name to register it under, instead of its own.

        Raises:
            RegistrationError: A blueprint has that name; or see `add_url_rule`.
        """
        self.check_open(f"the blueprint {blueprint.name!r}")
        name = name or blueprint.name
        if "." in name:
            raise RegistrationError(f"a blueprint's name is a word without dots, not {name!r}")
        if name in self.blueprints:
            raise RegistrationError(
                f"a blueprint named {name!r} is registered already, from "
                f"{self.blueprints[name].import_name}; give this one ({blueprint.import_name}) "
                "another: register_blueprint(..., name='...')"
            )
        is_first = blueprint not in self.blueprints.values()
        self.blueprints[name] = blueprint
        blueprint.is_registered = True
        prefix = (url_prefix if url_prefix is not None else blueprint.url_prefix or "").rstrip("/")
        for record in blueprint.routes:
            self._add_record(record, blueprint, name, prefix)
        if blueprint.static_folder is not None:
            self.add_url_rule(
                f"{prefix}{blueprint.static_url_path}/<path:filename>",
                f"{name}.static",
                self.make_static_view(blueprint.static_folder),
                blueprints=(name,),
            )
        if is_first:
            self._add_app_hooks(blueprint)

    def _add_app_hooks(self, blueprint: Blueprint) -> None:
        self.before_hooks += blueprint.app_before_hooks
        self.after_hooks += blueprint.app_after_hooks
        self.context_processors += blueprint.app_context_processors
        for key, handler in blueprint.app_error_handlers:
            self.register_error_handler(key, handler)

    def _add_record(
        self, record: RouteRecord, blueprint: Blueprint, name: str, prefix: str
    ) -> None:
        options = dict(record.options)
        if blueprint.url_defaults:
            options["defaults"] = {**blueprint.url_defaults, **(options.get("defaults") or {})}
        rule = record.rule
        if prefix:
            rule = f"{prefix}/{rule.lstrip('/')}" if rule else prefix
        endpoint = f"{name}.{record.endpoint}"
        self.add_url_rule(rule, endpoint, record.view, blueprints=(name,), **options)

    def use(self, middleware: Middleware) -> Middleware:
        """Wrap every request in `middleware(request, call_next)`; the first one is outermost."""
        self.check_open("a middleware")
        self.middleware.append(middleware)
        return middleware

    def teardown_appcontext(self, function: F) -> F:
        """Call a function at the end of each context, with the exception that ended it, or None."""
        self.check_open("a teardown_appcontext hook")
        self.context_teardown_hooks.append(function)
        return function


def _checked_methods(methods: Iterable[str] | None, rule: str, where: str) -> set[str]:
    if methods is None:
        return {"GET"}
    if isinstance(methods, str):
        raise RegistrationError(f"the route {rule}: methods is a list such as ['POST'] ({where})")
    checked = {method.upper() for method in methods}
    if not checked:
        raise RegistrationError(f"the route {rule} has an empty list of methods ({where})")
    return checked


def _check_view(target: Endpoint, rule: Rule[Endpoint]) -> None:
    if target.has_view:
        check_parameters(target.view, rule=rule.rule, arguments=rule.arguments, where=rule.where)


def _caller() -> str:
    """Give the place outside of this package that called into it."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]  # the documented way there is
    package = os.path.join(os.path.dirname(__file__), "")
    while frame.f_back is not None and frame.f_code.co_filename.startswith(package):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def _app_name(import_name: str) -> str:
    if import_name != "__main__":
        return import_name
    filename = getattr(sys.modules["__main__"], "__file__", None)
    return os.path.splitext(os.path.basename(filename))[0] if filename else import_name


def _find_instance_path(import_name: str) -> str:
    """Give `instance`, beside the outermost package of a module."""
    package = import_name.partition(".")[0]
    folder = find_root_path(package)
    module = sys.modules.get(package)
    if hasattr(module, "__path__"):
        folder = os.path.dirname(folder)
    if os.path.basename(folder) in ("site-packages", "dist-packages"):
        return os.path.join(sys.prefix, "var", f"{package}-instance")
    return os.path.join(folder, "instance")
