"""Sessions whose response is on its way: a write to one is lost, and is told of.

The cookie goes with the head of a response, and the row on the server is written just before it. So
what a streamed body puts into the session afterwards reaches nobody.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from microweb.exceptions import MicrowebError
from microweb.sessions.app import SessionApp, complain
from microweb.sessions.session import NullSession, Session

__all__ = ["SessionSentError", "mark_sent"]


class SessionSentError(MicrowebError, RuntimeError):
    """The session was written to when the head of the response had gone."""


def mark_sent(session: Session, app: SessionApp, answered: str) -> None:
    """Let a session tell of the first write that comes from now on.

    In debug mode and tests it is an error, where it stands. Else one line is logged and the page
    goes on, since what a visitor sees is not worse for it.

    Args:
        session: The session, which has been saved.
        app: Says whether it is in debug mode or a test, and logs.
        answered: What is being answered, for the message.
    """
    if isinstance(session, NullSession | _Sent):
        return  # the first refuses every write
    session.__dict__["_report"] = lambda: _report(app, answered)
    # The class is changed rather than asked at each write: all other sessions pay nothing.
    session.__class__ = _sent_class(type(session))


class _Sent:
    """What stands before the class of such a session."""

    __slots__ = ()  # with attributes of its own no session could become one

    @property
    def modified(self) -> bool:
        """Whether it was written to in time. All methods that write set it, as a view may."""
        return bool(self.__dict__.get("modified", False))

    @modified.setter
    def modified(self, value: bool) -> None:
        report = cast("Callable[[], None] | None", self.__dict__.get("_report"))
        if value and report is not None:
            report()
            self.__dict__["_report"] = None  # one line for a body of a million pieces


@lru_cache(maxsize=16)
def _sent_class(kind: type[Session]) -> Any:
    return type(kind.__name__, (_Sent, kind), {"__module__": kind.__module__})


def _report(app: SessionApp, answered: str) -> None:
    message = (
        f"the session was written to while the body of {answered} was being sent. Its cookie went "
        "with the head before the body, so this is lost: write to the session before the view "
        "returns, and call get_flashed_messages(), which takes messages out of it, there too"
    )
    complain(app, SessionSentError(message))
