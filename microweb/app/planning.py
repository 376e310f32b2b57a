"""The part of an app that works out, before its first request, what follows from its settings."""

from collections.abc import Callable
from functools import partial

from microweb.app.endpoints import Endpoint
from microweb.app.failures import Failures
from microweb.app.guarding import check_guards
from microweb.app.mounts import Mounts
from microweb.app.plan import Plan
from microweb.app.scaffold import ValuePreprocessor
from microweb.context import current_context
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security.policy import REPORT_PATH

__all__ = ["Planning"]


class Planning(Failures):
    """Makes the plan of an app, and equips its endpoints with their hooks."""

    _plan: Plan | None = None

    def _wrap_dispatch(self) -> Callable[[Request, Plan], Response | bytes]:
        """Put the middleware around the dispatch."""
        raise NotImplementedError

    @property
    def plan(self) -> Plan:
        """What follows from the settings; kept once the app serves, when no more is registered."""
        return self._plan or self._work_out_plan()

    def _make_plan(self) -> Plan:
        """Work the plan out for the first request, after which nothing more may be registered."""
        self.is_serving = True
        self._plan = self._work_out_plan()
        return self._plan

    def _work_out_plan(self) -> Plan:
        plan = Plan(
            self.config,
            response_class=self.response_class,
            json=self.json,
            before=map(self.ensure_sync, self.before_hooks),
            after=map(self.ensure_sync, reversed(self.after_hooks)),
            has_teardown=bool(
                self.teardown_hooks
                or self.context_teardown_hooks
                or any(blueprint.teardown_hooks for blueprint in self.blueprints.values())
            ),
            router=self.url_map,
            domains=self.domains,
            mounts=self._find_mounts(),
            respond=self._wrap_dispatch(),
        )
        for endpoint in self.endpoints.values():
            self._equip(endpoint, plan)
        for guarded in self.guarded:
            guarded.equip()
        return plan

    def _find_mounts(self) -> Mounts | None:
        """Give what is mounted on the app; in debug mode, that is where pages report to as well."""
        if not self.debug:
            return self.mounts or None
        from microweb.security.reports import PolicyReports  # in debug mode alone

        return self.mounts.with_own(REPORT_PATH, PolicyReports())

    def _equip(self, endpoint: Endpoint, plan: Plan) -> None:
        """Put the hooks of the app and its blueprints around a view."""
        check_guards(endpoint)
        blueprints = [self.blueprints[name] for name in endpoint.blueprints]
        outer_first = [*reversed(blueprints)]
        before = [hook for bp in outer_first for hook in bp.before_hooks]
        after = [hook for bp in blueprints for hook in reversed(bp.after_hooks)]
        endpoint.before = (*plan.before, *map(self.ensure_sync, before))
        endpoint.after = (*map(self.ensure_sync, after), *plan.after)
        preprocessors = [one for bp in (self, *outer_first) for one in bp.value_preprocessors]
        if preprocessors:
            endpoint.before = (partial(_preprocess_values, preprocessors), *endpoint.before)
        endpoint.call = self.ensure_sync(endpoint.view)
        endpoint.is_watched = bool(endpoint.after) or self.response_class is not Response
        endpoint.csrf_exempt = bool(getattr(endpoint.view, "csrf_exempt", False))

    def forget_plan(self) -> None:
        """Make the next request work out anew what follows from the settings."""
        self._plan = None


def _preprocess_values(functions: list[ValuePreprocessor]) -> None:
    """Let the functions change what the rule gave: a hook that comes before the others."""
    request = current_context().request
    for function in functions:
        function(request.endpoint, request.view_args)
