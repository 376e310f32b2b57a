"""The part of an app that takes in rules, endpoints, blueprints and mounts."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar, Unpack
from wsgiref.types import WSGIApplication

from microweb.app import late
from microweb.app.domains import Domains, Hosts, Subdomains
from microweb.app.endpoints import Endpoint, GuardedEndpoint, View, ViewFunctions, locate
from microweb.app.mounts import Mounts
from microweb.app.origins import find_caller
from microweb.app.scaffold import RuleOptions, Scaffold
from microweb.app.signatures import check_view, read_methods, refuse_misplaced
from microweb.config import Config
from microweb.exceptions import RegistrationError
from microweb.responses.response import Response
from microweb.routing import Router, Rule

__all__ = ["Routes"]

F = TypeVar("F", bound=Callable[..., Any])


class Routes(Scaffold):
    """The route table of an app, and what it leads to.

    Attributes:
        config: The settings.
        domains: What the hosts of rules stand for; None where rules have none.
        url_map: The route table.
        endpoints: What the rules lead to, by name.
        guarded: What those rules lead to that have a redirect before their view.
        view_functions: The views, by endpoint.
        blueprints: The registered blueprints, by name.
        mounts: The applications mounted on it.
    """

    config: Config
    domains: Domains | None = None

    def __init__(self, import_name: str, **options: Any) -> None:
        super().__init__(import_name, **options)
        self.url_map: Router[Endpoint] = Router()
        self.endpoints: dict[str, Endpoint] = {}
        self.guarded: list[GuardedEndpoint] = []
        self.view_functions = ViewFunctions(self.endpoints, self.forget_plan)
        self.blueprints: dict[str, late.Blueprint] = {}
        self.mounts = Mounts()

    def forget_plan(self) -> None:
        """Make the next request work out anew what follows from the settings."""
        raise NotImplementedError

    def send_static_file(self, filename: str) -> Response:
        """Give a response with a file of the static folder."""
        raise NotImplementedError

    def make_static_view(self, folder: str) -> View:
        """Give a view that serves the files of a folder."""
        raise NotImplementedError

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: View | None = None,
        provide_automatic_options: bool | None = None,
        **options: Unpack[RuleOptions],
    ) -> None:
        """Register a rule.

        Args:
            rule: The path, such as `/user/<int:id>`.
            endpoint: The name for `url_for`; by default the view's.
            view_func: The view. Its attributes `methods`, `required_methods` and
                `provide_automatic_options` count where the arguments say nothing.
            provide_automatic_options: Whether OPTIONS is answered for it; by default as
                `PROVIDE_AUTOMATIC_OPTIONS` says.
            options: See `RuleOptions`.

        Raises:
            RegistrationError: The rule cannot be read, another rule has its paths and methods, an
                application is mounted there, the endpoint belongs to another view, or the view's
                parameters are not what the rule gives.
            TypeError: There is no such option.
        """
        if not options.keys() <= RuleOptions.__optional_keys__:
            raise TypeError(_describe_unknown(options))
        self.check_open(f"the route {rule}")
        refuse_misplaced(endpoint, view_func)
        where = locate(view_func) if view_func is not None else find_caller()
        endpoint = endpoint or getattr(view_func, "__name__", "")
        if not endpoint:
            raise RegistrationError(f"the route {rule} needs an endpoint ({where})")
        self.mounts.check(rule, endpoint=endpoint, where=where)
        target = self._claim(endpoint, view_func)
        strict = options.get("strict_slashes")
        asked = read_methods(view_func, options.get("methods"), rule, where)
        if provide_automatic_options is None:
            provide_automatic_options = getattr(view_func, "provide_automatic_options", None)
        added = self.url_map.add(
            rule,
            endpoint=endpoint,
            target=target,
            where=where,
            methods=asked,
            defaults=options.get("defaults"),
            strict_slashes=self.url_map.strict_slashes if strict is None else strict,
            automatic_options=bool(
                self.config["PROVIDE_AUTOMATIC_OPTIONS"]
                if provide_automatic_options is None
                else provide_automatic_options
            ),
            host=self._read_host(rule, options, where),
            redirect_to=options.get("redirect_to"),
            alias=options.get("alias", False),
            build_only=options.get("build_only", False),
            # An endpoint that no view stands for may name the address of another.
            gives_way=not target.has_view and options.get("redirect_to") is None,
        )
        self._guard(added)
        self._check_view(target, added)

    def _claim(self, name: str, view: View | None) -> Endpoint:
        known = self.endpoints.get(name)
        if known is None:
            blueprints = self.find_blueprints(name) if "." in name else ()
            known = self.endpoints[name] = Endpoint(name, view, blueprints)
        elif view is not None:
            known.set_view(view)
        return known

    def find_blueprints(self, endpoint: str) -> tuple[str, ...]:
        """Give the names of an endpoint's blueprints, innermost first."""
        names: list[str] = []
        name = endpoint.rpartition(".")[0]
        while name:
            # An endpoint of the app may have a dot in it, and no blueprint.
            if name in self.blueprints:
                names.append(name)
            name = name.rpartition(".")[0]
        return tuple(names)

    def _read_host(self, rule: str, options: RuleOptions, where: str) -> str | None:
        """Give what the route table is to compare with the host; None for any."""
        host, subdomain = options.get("host"), options.get("subdomain")
        if host is not None and not isinstance(self.domains, Hosts):
            raise RegistrationError(
                f"the route {rule} has a host, but the app was not made with host_matching=True "
                f"({where})"
            )
        if isinstance(self.domains, Subdomains):
            return subdomain or ""
        if subdomain is not None:
            raise RegistrationError(
                f"the route {rule} has a subdomain, but the app was not made with "
                f"subdomain_matching=True ({where})"
            )
        return host

    def _guard(self, added: Rule[Endpoint]) -> None:
        """Put the redirects that the route table asks for before the views."""
        if added.redirect_to is not None:
            guard = partial(late.follow_redirect, self, added)
            added.target = GuardedEndpoint(added.target, guard)
            self.guarded.append(added.target)
        for rule in self.url_map.overruled(added.endpoint):
            if not isinstance(rule.target, GuardedEndpoint):
                sender = partial(late.send_to_preferred, self, rule)
                rule.target = GuardedEndpoint(rule.target, sender)
                self.guarded.append(rule.target)

    def _check_reach(self, rule: Rule[Endpoint], view: View) -> None:
        """Refuse a view for a rule that gave way to another."""
        if rule.build_only:
            raise RegistrationError(
                f"the endpoint {rule.endpoint!r} ({rule.where}) gets the view {locate(view)}, but "
                f"its rule {rule.rule} is for building URLs alone: another rule had its paths"
            )

    def _check_view(self, target: Endpoint, rule: Rule[Endpoint]) -> None:
        scopes = [self, *(self.blueprints[name] for name in target.blueprints)]
        # What these take out or add cannot be known.
        if target.has_view and not any(scope.value_preprocessors for scope in scopes):
            check_view(
                target.view,
                rule=rule.rule,
                arguments=rule.arguments,
                methods=rule.explicit_methods,
                where=rule.where,
            )

    def endpoint(self, name: str) -> Callable[[F], F]:
        """Register the decorated function as the view of an endpoint, whose rules come apart."""

        def register(view: F) -> F:
            self.check_open(f"the endpoint {name!r}")
            target = self._claim(name, view)
            for rule in self.url_map.iter_rules(name):
                self._check_reach(rule, view)
                self._check_view(target, rule)
            return view

        return register

    def register_blueprint(
        self, blueprint: "late.Blueprint", **options: "Unpack[late.BlueprintOptions]"
    ) -> None:
        """Register all that a blueprint holds.

        Args:
            blueprint: The blueprint.
            options: `url_prefix`, `subdomain`, `name` and `cli_group` stand in place of its own;
                `url_defaults` are added to its own.

        Raises:
            RegistrationError: A blueprint has that name; or see `add_url_rule`.
        """
        if not hasattr(blueprint, "register"):
            raise RegistrationError(
                f"register_blueprint() takes a Blueprint, not {blueprint!r:.80}"
            )
        self.check_open(f"the blueprint {blueprint.name!r}")
        blueprint.register(self, options)

    def iter_blueprints(self) -> "Iterable[late.Blueprint]":
        """Give the blueprints in order of registration."""
        return self.blueprints.values()

    def mount(self, prefix: str, app: WSGIApplication) -> None:
        """Let another WSGI application answer for a path and all that is below it.

        Nothing of this app touches its answers: no hook, no middleware, no error handler. It knows
        its place by `SCRIPT_NAME`. Of several mounts the longest path counts.

        Raises:
            RegistrationError: A rule or another mount has the path.
        """
        self.check_open(f"the mount {prefix}")
        self.mounts.add(prefix, app, where=find_caller(), rules=self.url_map.iter_rules())


def _describe_unknown(options: Iterable[str]) -> str:
    from difflib import get_close_matches  # only on the way to an error

    known = sorted(RuleOptions.__optional_keys__)
    name = next(name for name in options if name not in known)
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    return f"a rule has no option {name!r}; {hint}"
