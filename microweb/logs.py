"""The logger of an app, made on first use because `logging` takes 8 ms to import."""

import sys
from collections.abc import Callable
from typing import Any, Protocol, TextIO, cast

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


def _standard_error() -> TextIO:
    return sys.stderr


def make_logger(
    name: str, *, debug: bool, find_stream: Callable[[], TextIO] = _standard_error
) -> Logger:
    """Give the logger of a name, with a handler of its own unless logging is set up.

    Args:
        name: The name.
        debug: Whether its level is DEBUG, unless it has one.
        find_stream: Gives the stream to write to, asked for with every record; by default what
            `sys.stderr` is by then.
    """
    import logging

    logger = logging.getLogger(name)
    if debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not _has_level_handler(logger):
        handler = _make_handler(find_stream)
        handler.setFormatter(
            logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s")
        )
        logger.addHandler(handler)
    # The stdlib's own keyword arguments are narrower than any mapping of them.
    return cast("Logger", logger)


def _has_level_handler(logger: Any) -> bool:
    """Say whether a handler, here or further up, takes what the logger lets pass."""
    level: int = logger.getEffectiveLevel()
    while logger is not None:
        if any(handler.level <= level for handler in logger.handlers):
            return True
        logger = logger.parent if logger.propagate else None
    return False


def _make_handler(find_stream: Callable[[], TextIO]) -> Any:
    import logging

    class Handler(logging.Handler):
        """Writes each record to the stream that is found for it."""

        def emit(self, record: logging.LogRecord) -> None:
            try:
                stream = find_stream()
                stream.write(f"{self.format(record)}\n")
                stream.flush()
            except Exception:  # noqa: BLE001  # a log that fails must not end the request
                self.handleError(record)

    return Handler()
