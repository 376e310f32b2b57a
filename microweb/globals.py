"""The proxies `request`, `session`, `g` and `current_app`: a courtesy to the author of a view.

They find the request that is being served in this thread or task. Nothing below this module uses
them: inside the framework everything takes its context as an argument.
"""

from typing import cast

from microweb.app import App
from microweb.context import (
    Namespace,
    current_context,
    current_owner,
    current_request,
    current_session,
    has_context,
    has_request,
)
from microweb.proxies import make_proxy
from microweb.requests.request import Request
from microweb.sessions import Session

__all__ = [
    "current_app",
    "g",
    "has_app_context",
    "has_request_context",
    "request",
    "session",
]


request: Request = make_proxy(Request, current_request)
session: Session = make_proxy(Session, current_session)
g: Namespace = make_proxy(Namespace, lambda: current_context().g)
current_app: App = make_proxy(App, lambda: cast("App", current_owner()))


def has_request_context() -> bool:
    """Say whether a request is being served here."""
    return has_request()


def has_app_context() -> bool:
    """Say whether there is a context here, with a request or without."""
    return has_context()
