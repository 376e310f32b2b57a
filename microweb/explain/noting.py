"""Explained: tells with an exception that leaves the app how its request went."""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.app import App
from microweb.explain.following import following
from microweb.explain.narrating import narrate
from microweb.explain.text import format_steps

__all__ = ["Explained"]


class Explained:
    """WSGI middleware for debug mode: an exception gets the steps of its request as a note.

    Whatever shows the exception shows them: the debug page, a log, a test.

    PEP 678.
    """

    def __init__(self, app: App) -> None:
        """Wrap an app, which must let exceptions out, as in debug mode."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the app does."""
        with following(self._app) as calls:
            try:
                return self._app(environ, start_response)
            except Exception as error:
                steps = narrate(self._app, environ, calls)
                error.add_note(f"How the request went:\n\n{format_steps(steps)}")
                raise
