"""SessionApp: what sessions need of their app; beside them, for who only names that type."""

from collections.abc import Mapping
from typing import Any, Protocol

__all__ = ["SessionApp", "complain"]


class SessionApp(Protocol):
    """What a session interface needs of an app."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The settings."""
        ...

    def log_error(self, message: str) -> None:
        """Log one line."""
        ...


def complain(app: SessionApp, error: Exception) -> None:
    """Tell of a session that cannot be kept: by the error in debug mode and tests, else in the log.

    Raises:
        Exception: The error itself.
    """
    if app.config["DEBUG"] or app.config["TESTING"]:
        raise error
    app.log_error(str(error))
