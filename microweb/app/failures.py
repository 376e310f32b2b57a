"""The part of an app that answers for exceptions."""

from types import TracebackType
from typing import Any
from wsgiref.types import WSGIEnvironment

from microweb import exceptions
from microweb.app import late
from microweb.app.endpoints import locate
from microweb.app.errors import ErrorHandler, find_handler
from microweb.app.plan import Plan
from microweb.app.toolbox import Toolbox
from microweb.context import current_context, current_environ
from microweb.exceptions import HTTPException
from microweb.http import FieldError
from microweb.requests.request import MATCH_KEY
from microweb.responses.response import Response

__all__ = ["Failures"]

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Failures(Toolbox):
    """What becomes of an exception: each `handle_...` may be overridden."""

    def answer_error(self, error: Exception) -> Any:
        """Give what answers an exception, to be made a response of."""
        traceback = error.__traceback__
        try:
            return self.handle_user_exception(error)
        except Exception as unhandled:  # noqa: BLE001  # answered below
            failure = unhandled
        if failure is error:
            # Who reads the traceback wants to know of the view, not of this search.
            error.__traceback__ = traceback
        elif isinstance(failure, HTTPException) and not self.trap_http_exception(failure):
            return self.handle_http_exception(failure)  # the handler aborted
        return self.handle_exception(failure)

    def handle_user_exception(self, error: Exception) -> Any:
        """Give what the handler of an exception returns.

        Raises:
            Exception: There is no handler: the exception itself.
        """
        if isinstance(error, HTTPException) and not self.trap_http_exception(error):
            return self.handle_http_exception(error)
        handler = self._find_handler(error)
        if handler is None:
            raise error
        return self._call_handler(handler, error)

    def handle_http_exception(self, error: HTTPException) -> Any:
        """Give what the handler of an error with a status returns; without one, its own page."""
        if error.response is not None:
            return error.response
        handler = self._find_handler(error)
        if handler is None:
            return error.get_response(current_environ())
        return self._call_handler(handler, error)

    def handle_exception(self, error: Exception) -> Any:
        """Log an exception that has no handler, and answer 500.

        Raises:
            Exception: The exception itself, in tests and for the debug page.
        """
        if isinstance(error, FieldError):
            # A view put what it was sent into a header. The same view answers better input.
            self.log_exception((type(error), error, error.__traceback__))
            return self.handle_http_exception(exceptions.BadRequest(f"{error}."))
        if not self.should_ignore_error(error):
            current_context().failure = error
        if self.propagates_exceptions:
            raise error
        self.log_exception((type(error), error, error.__traceback__))
        return self.handle_http_exception(exceptions.InternalServerError(original_exception=error))

    def trap_http_exception(self, error: HTTPException) -> bool:
        """Say whether an error with a status is to be treated as any other exception."""
        if self.config["TRAP_HTTP_EXCEPTIONS"]:
            return True
        if self.config["TRAP_BAD_REQUEST_ERRORS"]:
            return isinstance(error, exceptions.BadRequest)
        return False

    def should_ignore_error(self, error: BaseException | None) -> bool:
        """Say whether the teardown hooks should not hear of an exception that left the app."""
        return False

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log an exception that has no handler, with its traceback and the request it ended."""
        environ = current_environ()
        method, path = environ.get("REQUEST_METHOD"), environ.get("PATH_INFO", "")
        self.logger.error("Exception on %s %a", method, path, exc_info=exc_info)

    @property
    def propagates_exceptions(self) -> bool:
        """Whether an unhandled exception leaves the app: in tests, and for the debug page."""
        wanted = self.config["PROPAGATE_EXCEPTIONS"]
        return self.testing or self.debug if wanted is None else bool(wanted)

    def _find_handler(self, error: Exception) -> ErrorHandler | None:
        scopes = (*self._matched_blueprints(current_environ()), self)
        return find_handler(error, [scope.error_handlers for scope in scopes])

    def _matched_blueprints(self, environ: WSGIEnvironment) -> "list[late.Blueprint]":
        """Give the blueprints of the rule that a request has led to, innermost first."""
        match = environ.get(MATCH_KEY)
        names: tuple[str, ...] = match[0].target.blueprints if match is not None else ()
        # What another app matched before is none of ours.
        return [self.blueprints[name] for name in names if name in self.blueprints]

    def _call_handler(self, handler: ErrorHandler, error: Exception) -> Any:
        value = self.ensure_sync(handler)(error)
        if value is None:
            raise TypeError(f"the error handler {locate(handler)} returned None")
        return value

    def answer_late(self, error: Exception, environ: WSGIEnvironment, plan: Plan) -> Response:
        """Answer for an error in a middleware, a hook after the view, or an error handler."""
        traceback = error.__traceback__
        try:
            return plan.answers.make(self.answer_error(error), environ, plan.unmatched)
        except Exception as second:
            if isinstance(second, HTTPException) and not self.trap_http_exception(second):
                return second.get_response(environ)
            if self.propagates_exceptions:
                if second is error:
                    error.__traceback__ = traceback  # as above
                raise
            self.log_exception((type(second), second, second.__traceback__))
            return exceptions.InternalServerError().get_response(environ)
