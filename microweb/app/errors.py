"""Find the handler of an exception: by class, the nearest first, or by status code."""

from collections.abc import Callable
from typing import Any

from microweb.app.signatures import require_argument
from microweb.exceptions import HTTPException, RegistrationError

__all__ = ["ErrorHandler", "ErrorHandlers"]

ErrorHandler = Callable[[Any], Any]


class ErrorHandlers:
    """The error handlers of an app or a blueprint."""

    def __init__(self) -> None:
        self._by_code: dict[int | None, dict[type[Exception], ErrorHandler]] = {}

    def add(self, key: int | type[Exception], handler: ErrorHandler) -> None:
        """Register a handler for a status code or an exception class.

        Raises:
            RegistrationError: The key is neither, or the handler takes no argument.
        """
        cls, code = _class_and_code(key)
        require_argument(handler, "error handler", "error")
        self._by_code.setdefault(code, {})[cls] = handler

    def find(self, error: Exception, code: int | None) -> ErrorHandler | None:
        """Give the handler of the nearest class among those registered for the code.

        Args:
            error: The exception.
            code: A status code, or None for the handlers of classes that stand for no one code.
        """
        handlers = self._by_code.get(code)
        if handlers:
            for cls in type(error).__mro__:
                handler = handlers.get(cls)
                if handler is not None:
                    return handler
        return None


def _class_and_code(key: object) -> tuple[type[Exception], int | None]:
    if isinstance(key, int):
        from microweb.exceptions.aborting import default_exceptions  # 1 ms

        cls = default_exceptions.get(key)
        if cls is None:
            raise RegistrationError(
                f"errorhandler({key}): no error has that status; "
                f"there are {', '.join(map(str, sorted(default_exceptions)))}"
            )
        return cls, key
    if isinstance(key, type) and issubclass(key, Exception):
        return key, key.code if issubclass(key, HTTPException) else None
    raise RegistrationError(
        f"errorhandler({key!r}) takes an exception class or a status code, such as 404"
    )


def find_handler(error: Exception, scopes: list[ErrorHandlers]) -> ErrorHandler | None:
    """Give the handler for an exception.

    Args:
        error: The exception.
        scopes: Those of the view's blueprints, innermost first, then those of the app.
    """
    code = error.code if isinstance(error, HTTPException) else None
    for wanted in (code, None) if code is not None else (None,):
        for scope in scopes:
            handler = scope.find(error, wanted)
            if handler is not None:
                return handler
    return None
