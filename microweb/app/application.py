"""App: an application, from its registration to its answers.

One request, end to end:

    server --environ, start_response--> App.__call__
        Request(environ, limits)               one per request, held in one ContextVar
        -> middleware(request, call_next)      the user's, outermost first
           -> dispatch: route -> CSRF -> before hooks -> view -> after hooks
        -> seal: the session and the page's policy, into the Response
        every exception on the way             becomes a Response
        Response(environ, start_response) -> Iterable[bytes] -> server
        teardown                               when the body is closed
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NoReturn
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb import exceptions
from microweb.app import late
from microweb.app.endpoints import Endpoint, locate
from microweb.app.plan import Plan
from microweb.app.planning import Planning
from microweb.app.registration import Middleware
from microweb.context import (
    Context,
    bind,
    context_of,
    current_context,
    release_context,
    replace_request,
    unbind,
)
from microweb.exceptions import HTTPException
from microweb.requests.payload import UPLOADS_KEY
from microweb.requests.request import MATCH_KEY, Request
from microweb.responses.response import Response
from microweb.routing import SlashMissing
from microweb.security.csrf import SAFE_METHODS

__all__ = ["App"]


class App(Planning):
    """A WSGI application.

        app = App(__name__)

        @app.get("/")
        def index():
            return "Hello!"

    PEP 3333.
    """

    @staticmethod
    def aborter(status: int | WSGIApplication, *args: object, **kwargs: object) -> NoReturn:
        """Leave the view with an error answer: see `abort`."""
        exceptions.abort(status, *args, **kwargs)

    # Answering, from the outside in.

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the server, through whatever `wsgi_app` was wrapped in."""
        return self.wsgi_app(environ, start_response)

    def wsgi_app(  # noqa: C901  # inlined: 0.1 us of 1.6
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request; wrap WSGI middleware around this, as `app.wsgi_app = M(app.wsgi_app)`.

        A streamed body keeps its context until the server closes it.
        """
        plan = self._plan or self._make_plan()
        if (
            plan.mounts is not None
            and (mounted := plan.mounts.answer(environ, start_response)) is not None
        ):
            return mounted
        respond = plan.respond
        try:
            request = self.request_class(environ, plan.limits)
        except Exception as error:  # noqa: BLE001  # answered below, as any other
            request, respond = Request(environ, plan.limits), _raise_later(error)
        request.bound_app = self
        token = bind(request)
        try:
            body: Iterable[bytes]
            try:
                answer = respond(request, plan)
            except Exception as error:  # noqa: BLE001  # the last place that can answer
                answer = plan.add_hsts(self.answer_late(error, environ, plan), environ)
            if isinstance(answer, bytes):
                size = ("Content-Length", str(len(answer)))
                start_response("200 OK", [*plan.page_fields, size])
                body = [answer] if environ["REQUEST_METHOD"] != "HEAD" else []
            else:
                if not answer.has_defaults:
                    plan.add_defaults(answer)
                body = answer(environ, start_response)
            if body.__class__ is not list:
                body = context_of(request).stream(body)
            elif plan.has_teardown or UPLOADS_KEY in environ:
                context_of(request).close()
        except BaseException as error:
            context_of(request).close(None if self.should_ignore_error(error) else error)
            raise
        else:
            return body
        finally:
            unbind(token)
            if request.bound_context is not None:
                release_context(request)

    def dispatch(self, request: Request, plan: Plan) -> Response | bytes:  # noqa: C901  # inlined: 0.3 us
        """Find the view, and call it between its hooks.

        Returns:
            The response. A view's text that nothing else wants to see is given as bytes: to make
            no response of it saves 0.4 us of 1.8.
        """
        environ = request.environ
        method = environ["REQUEST_METHOD"]
        # A set look-up in place of a call and a regex: 0.05 us instead of 0.7.
        if environ.get("HTTP_HOST") not in plan.known_hosts:
            plan.admission.check_host(environ)
        path = environ.get("PATH_INFO") or "/"
        try:
            # A path without variables needs no decoding and no call: 0.1 us of 1.5.
            fixed = plan.fixed.get(path)
            rule = None if fixed is None else fixed.get(method)
            if rule is not None:
                arguments = rule.defaults.copy() if rule.defaults else {}
            else:
                if not (path.isascii() and path.isprintable()):
                    path = request.path
                host = None if plan.domains is None else plan.domains.find(request)
                rule, arguments = plan.match(method, path, host)
            environ[MATCH_KEY] = rule, arguments
            endpoint = rule.target
        except (HTTPException, SlashMissing) as outcome:
            endpoint, arguments = self._explain_miss(outcome, request, plan), {}
        try:
            if method != "GET":
                endpoint, arguments = self._check_method(endpoint, arguments, request, plan)
            value: Any = self._call_hooks(endpoint) if endpoint.before else None
            if value is None:
                value = endpoint.call(**arguments) if arguments else endpoint.call()
        except Exception as error:  # noqa: BLE001  # handlers are found for all of them
            value = self.answer_error(error)
        context = request.bound_context
        if endpoint.is_watched or (context is not None and context.is_watched):
            response = plan.answers.make(value, environ, endpoint)
            return self._finish(response, context_of(request), endpoint, plan)
        if value.__class__ is str:
            return value.encode()
        return plan.answers.make(value, environ, endpoint)

    def _explain_miss(self, outcome: Exception, request: Request, plan: Plan) -> Endpoint:
        """Give an endpoint that says why there is no view, so that the app's hooks still run."""
        if isinstance(outcome, SlashMissing):
            return plan.make_endpoint(partial(late.mend_slashes, request, outcome))
        request.environ.pop(MATCH_KEY, None)  # another app may have left its own
        if self.debug:
            outcome = late.name_near_rules(outcome, request.path, self.url_map.iter_rules())
        return plan.make_endpoint(partial(late.raise_error, outcome))

    def _check_method(
        self, endpoint: Endpoint, arguments: dict[str, Any], request: Request, plan: Plan
    ) -> tuple[Endpoint, dict[str, Any]]:
        """Refuse what another site sent; answer OPTIONS where the view does not."""
        if request.method not in SAFE_METHODS:
            if not endpoint.csrf_exempt:
                admission = plan.admission
                admission.check_csrf(request)
                if admission.has_tokens:
                    admission.check_token(context_of(request))
        elif (
            request.method == "OPTIONS" and request.url_rule and request.url_rule.automatic_options
        ):
            methods = sorted(self.url_map.allowed_methods(request.path, self.find_host(request)))
            shown = plan.make_endpoint(partial(late.show_methods, methods))
            shown.before, shown.after = endpoint.before, endpoint.after
            return shown, {}
        return endpoint, arguments

    def _call_hooks(self, endpoint: Endpoint) -> object:
        for hook in endpoint.before:
            value = hook()
            if value is not None:
                if isinstance(value, bool):
                    raise TypeError(
                        f"the before_request hook {locate(hook)} returned {value}; it returns None "
                        "to go on, or what answers in place of the view"
                    )
                return value
        return None

    def _finish(
        self, response: Response, context: Context, endpoint: Endpoint, plan: Plan
    ) -> Response:
        """Run the after hooks. The session is saved by what is outermost."""
        after = map(self.ensure_sync, context.after_functions)
        for hook in (*after, *endpoint.after):
            response = _checked(hook(response), "after_request hook", hook)
        finish = self._mark if self.middleware else self._seal
        return finish(response, context, plan)

    def _seal(self, response: Response, context: Context, plan: Plan) -> Response:
        """Save the session, whoever wrote to it last."""
        if context.opened_session is not None:
            self.session_interface.save_session(self, context.opened_session, response)
        return self._mark(response, context, plan)

    def _mark(self, response: Response, context: Context, plan: Plan) -> Response:
        """Say in the response what the page allows, and that it is for one client alone.

        A middleware sees this, and may leave such a page alone.
        """
        if context.nonce is not None:
            plan.add_page_policy(response, context.nonce)
        if context.opened_session is not None:
            response.mark_private()
        return response

    # The middleware.

    def _wrap_dispatch(self) -> Callable[[Request, Plan], Response | bytes]:
        """Put the middleware around the dispatch, the first outermost."""
        if not self.middleware:
            return self.dispatch

        def innermost(request: Request) -> Response:
            replace_request(request)
            plan = self.plan
            try:
                answer = self.dispatch(request, plan)
            except Exception as error:  # noqa: BLE001  # what is outside sees a response
                return self.answer_late(error, request.environ, plan)
            return plan.answers.make_page(answer) if isinstance(answer, bytes) else answer

        call_next = innermost
        for function in reversed(self.middleware):
            call_next = partial(self._call_middleware, function, call_next)
        outermost = call_next
        return lambda request, plan: self._seal(outermost(request), current_context(), plan)

    def _call_middleware(
        self, function: Middleware, call_next: Callable[[Request], Response], request: Request
    ) -> Response:
        """Let a middleware answer; one around it sees its failure as a response."""
        try:
            return _checked(function(request, call_next), "middleware", function)
        except Exception as error:  # noqa: BLE001  # as above
            return self.answer_late(error, request.environ, self.plan)

    # The end of a context.

    def close_context(self, context: Context, error: BaseException | None) -> None:
        """Run the teardown hooks, the last registered first; what they raise is logged."""
        hooks = list(reversed(self.context_teardown_hooks))
        if context.environ is not None:
            for scope in (self, *reversed(self._matched_blueprints(context.environ))):
                hooks = [*reversed(scope.teardown_hooks), *hooks]
        for hook in hooks:
            try:
                self.ensure_sync(hook)(error)
            except Exception:
                self.logger.exception("The teardown hook %s failed", locate(hook))


def _checked(response: object, kind: str, function: Callable[..., object]) -> Response:
    if isinstance(response, Response):
        return response
    raise TypeError(
        f"the {kind} {locate(function)} returned no Response, but {response!r:.80}: end it with "
        "`return response`"
    )


def _raise_later(error: Exception) -> Callable[[Request, Plan], NoReturn]:
    def respond(_request: Request, _plan: Plan) -> NoReturn:
        raise error

    return respond
