"""The logger of an app, made on first use because `logging` takes 8 ms to import."""

import sys
from typing import Any, Protocol, cast

__all__ = ["Logger", "make_logger"]


class Logger(Protocol):
    """What of `logging.Logger` an app's users see."""

    name: str
    level: int

    def debug(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log what helps to find a mistake."""

    def info(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log that something works."""

    def warning(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log something odd."""

    def error(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log that something failed."""

    def exception(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log that something failed, with the traceback of the current exception."""

    def critical(self, msg: object, *args: object, **kwargs: Any) -> None:
        """Log that the program cannot go on."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Log with a given level."""

    def setLevel(self, level: int | str) -> None:  # noqa: N802  # the stdlib's name
        """Set the lowest level that is logged."""

    def addHandler(self, hdlr: Any) -> None:  # noqa: N802  # the stdlib's name
        """Add a handler."""

    def removeHandler(self, hdlr: Any) -> None:  # noqa: N802  # the stdlib's name
        """Take a handler out."""


def make_logger(name: str, *, debug: bool) -> Logger:
    """Give the logger of a name; it writes to standard error unless logging is set up."""
    import logging

    logger = logging.getLogger(name)
    if debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not logger.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(
            logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")
        )
        logger.addHandler(handler)
    # The stdlib's own keyword arguments are narrower than any mapping of them.
    return cast("Logger", logger)
