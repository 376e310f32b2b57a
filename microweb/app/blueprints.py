"""Blueprint: a group of routes, hooks and error handlers, registered on an app as one."""

import os
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar, Unpack

from microweb import commands  # its parts come in when the first command does
from microweb.app.endpoints import View, locate
from microweb.app.hooks import AppHooks
from microweb.app.scaffold import RuleOptions
from microweb.app.signatures import refuse_misplaced
from microweb.exceptions import RegistrationError

__all__ = ["Blueprint", "BlueprintOptions", "BlueprintSetupState"]

F = TypeVar("F", bound=Callable[..., Any])
_OWN_GROUP = "\0"  # the commands go into a group named after the blueprint


class BlueprintOptions(TypedDict, total=False):
    """What a registration may say of a blueprint: see `App.register_blueprint`."""

    name: str
    url_prefix: str | None
    subdomain: str | None
    url_defaults: dict[str, Any] | None
    cli_group: str | None


class BlueprintSetupState:
    """One registration of a blueprint on an app, as the functions given to `record` get it.

    Attributes:
        app: The app, of which this module knows nothing.
        blueprint: The blueprint.
        options: What the registration said.
        first_registration: Whether the app had not registered this blueprint before.
        name: Its whole name, such as `admin.users`.
        url_prefix: What stands before its rules, those of the blueprints around it included.
        subdomain: Of its rules, likewise.
        url_defaults: Arguments for its views beside the captured ones.
    """

    def __init__(
        self,
        blueprint: "Blueprint",
        app: Any,
        options: BlueprintOptions,
        *,
        first_registration: bool,
        name: str,
    ) -> None:
        self.app = app
        self.blueprint = blueprint
        self.options = options
        self.first_registration = first_registration
        self.name = name
        prefix, subdomain = options.get("url_prefix"), options.get("subdomain")
        self.url_prefix = blueprint.url_prefix if prefix is None else prefix
        self.subdomain = blueprint.subdomain if subdomain is None else subdomain
        self.url_defaults = {**blueprint.url_values_defaults, **(options.get("url_defaults") or {})}

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        **options: Any,
    ) -> None:
        """Register a rule on the app, below the prefix: see `App.add_url_rule`."""
        if self.url_prefix is not None:
            rule = f"{self.url_prefix.rstrip('/')}/{rule.lstrip('/')}" if rule else self.url_prefix
        options.setdefault("subdomain", self.subdomain)
        endpoint = endpoint or getattr(view_func, "__name__", "")
        options["defaults"] = {**self.url_defaults, **(options.get("defaults") or {})}
        self.app.add_url_rule(rule, f"{self.name}.{endpoint}", view_func, **options)

    def nested_options(self, blueprint: "Blueprint", options: BlueprintOptions) -> BlueprintOptions:
        """Give what is said of a blueprint inside of this one: prefixes and subdomains joined."""
        nested = options.copy()
        inner = options.get("url_prefix")
        inner = blueprint.url_prefix if inner is None else inner
        parts = [part for part in (self.url_prefix, inner) if part is not None]
        if len(parts) == 2:
            nested["url_prefix"] = f"{parts[0].rstrip('/')}/{parts[1].lstrip('/')}"
        elif parts:
            nested["url_prefix"] = parts[0]
        below = options.get("subdomain")
        below = blueprint.subdomain if below is None else below
        names = [name for name in (below, self.subdomain) if name]
        if names:
            nested["subdomain"] = ".".join(names)
        return nested


DeferredFunction = Callable[[BlueprintSetupState], object]


class Blueprint(AppHooks):
    """A group of routes, hooks and error handlers.

    Its endpoints are `name.view`; its hooks and error handlers apply to its routes, and to those of
    the blueprints registered on it.
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
        subdomain: str | None = None,
        url_defaults: dict[str, Any] | None = None,
        root_path: str | None = None,
        cli_group: str | None = _OWN_GROUP,
    ) -> None:
        """Make a blueprint.

        Args:
            name: What stands before the dot in its endpoints.
            import_name: `__name__` of the module.
            static_folder: A folder of static files below the module's.
            static_url_path: The path at which they are served; by default the folder's name.
            template_folder: A folder of templates, searched after the app's.
            url_prefix: What stands before its rules.
            subdomain: Of its rules, for an app with `subdomain_matching`.
            url_defaults: Arguments for its views beside the captured ones.
            root_path: The module's folder, where it cannot be found.
            cli_group: The group of its commands, by default named after it; None for the app's own.

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
        self.name = _check_name(name)
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        self.url_values_defaults = url_defaults or {}
        self.cli_group = cli_group
        self._cli: commands.Group | None = None
        self._deferred: list[DeferredFunction] = []
        self._blueprints: list[tuple[Blueprint, BlueprintOptions]] = []
        self._is_registered = False

    @property
    def cli(self) -> "commands.Group":
        """The commands that come with it."""
        if self._cli is None:
            self._cli = commands.Group(self.name)
        return self._cli

    def check_open(self, what: str) -> None:
        """Refuse a registration after the blueprint was registered."""
        if self._is_registered:
            raise RegistrationError(
                f"{what} was added to the blueprint {self.name!r} after the blueprint was "
                "registered, and would have no effect: register the blueprint last"
            )

    # What happens when it is registered.

    def record(self, function: DeferredFunction) -> None:
        """Call a function with the `BlueprintSetupState` of each registration."""
        self.check_open("a recorded function")
        self._deferred.append(function)

    def record_once(self, function: DeferredFunction) -> None:
        """Call a function with the state of the first registration on each app."""
        self.record(lambda state: function(state) if state.first_registration else None)

    def register_blueprint(
        self, blueprint: "Blueprint", **options: Unpack[BlueprintOptions]
    ) -> None:
        """Register another blueprint inside of this one: see `App.register_blueprint`."""
        self.check_open(f"the blueprint {blueprint.name!r}")
        if blueprint is self:
            raise RegistrationError(f"the blueprint {self.name!r} cannot be registered on itself")
        self._blueprints.append((blueprint, options))

    def register(self, app: Any, options: BlueprintOptions, *, around: str = "") -> None:
        """Register all that it holds, and the blueprints inside of it.

        Args:
            app: The app.
            options: What the registration says.
            around: The whole name of the blueprint around it.

        Raises:
            RegistrationError: A blueprint has that name; or see `App.add_url_rule`.
        """
        name = _check_name(options.get("name", self.name))
        name = f"{around}.{name}" if around else name
        if name in app.blueprints:
            raise RegistrationError(
                f"a blueprint named {name!r} is registered already, from "
                f"{app.blueprints[name].import_name}; give this one ({self.import_name}) "
                "another: register_blueprint(..., name='...')"
            )
        is_first = self not in app.blueprints.values()
        app.blueprints[name] = self
        self._is_registered = True
        state = self.make_setup_state(app, options, first_registration=is_first, name=name)
        if self.static_folder is not None:
            state.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                "static",
                app.make_static_view(self.static_folder),
            )
        for function in self._deferred:
            function(state)
        self._add_commands(app, options, name)
        for blueprint, inner in self._blueprints:
            blueprint.register(app, state.nested_options(blueprint, inner), around=name)

    def make_setup_state(
        self, app: Any, options: BlueprintOptions, *, first_registration: bool, name: str
    ) -> BlueprintSetupState:
        """Make what recorded functions get; a subclass may make another."""
        return BlueprintSetupState(
            self, app, options, first_registration=first_registration, name=name
        )

    def _add_commands(self, app: Any, options: BlueprintOptions, name: str) -> None:
        if self._cli is None or not self._cli.commands:
            return
        group = options.get("cli_group", self.cli_group)
        if group is None:
            app.cli.commands.update(self._cli.commands)
        else:
            self._cli.name = name if group == _OWN_GROUP else group
            app.cli.add_command(self._cli)

    # What it holds for its own routes.

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        provide_automatic_options: bool | None = None,
        **options: Unpack[RuleOptions],
    ) -> None:
        """Register a rule, relative to the prefix: see `App.add_url_rule`."""
        self.check_open(f"the route {rule}")
        refuse_misplaced(endpoint, view_func)
        name = endpoint or getattr(view_func, "__name__", "")
        if not name or "." in name:
            raise RegistrationError(
                f"the route {rule} of the blueprint {self.name!r} needs an endpoint without dots, "
                f"not {name!r} ({locate(view_func)})"
            )
        self.record(
            lambda state: state.add_url_rule(
                rule,
                name,
                view_func,
                provide_automatic_options=provide_automatic_options,
                **options,
            )
        )

    def endpoint(self, name: str) -> Callable[[F], F]:
        """Register the decorated function as the view of an endpoint, whose rules come apart."""

        def register(view: F) -> F:
            self.record(lambda state: state.app.endpoint(f"{state.name}.{name}")(view))
            return view

        return register


def _check_name(name: str) -> str:
    if not name or "." in name:
        raise RegistrationError(f"a blueprint's name is a word without dots, not {name!r}")
    return name
