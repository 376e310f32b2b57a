"""SessionApp: what sessions need of their app; beside them, for who only names that type."""

from collections.abc import Mapping
from typing import Any, Protocol

__all__ = ["SessionApp"]


class SessionApp(Protocol):
    """What a session interface needs of an app."""

    @property
    def config(self) -> Mapping[str, Any]:
        """The settings."""
        ...

    def log_error(self, message: str) -> None:
        """Log one line."""
        ...
