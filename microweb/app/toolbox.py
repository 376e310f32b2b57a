"""The half of an app that views and programs call: URLs, templates, files, contexts, the logger."""

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from typing import IO, Any, TextIO
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb import exceptions
from microweb.app import late
from microweb.app.plan import Plan
from microweb.app.rendering import Rendering
from microweb.context import Context, current_environ
from microweb.exceptions import HTTPException
from microweb.requests.request import MATCH_KEY
from microweb.responses.response import Response
from microweb.routing import SlashMissing

__all__ = ["Toolbox"]


class Toolbox(Rendering):
    """What an app offers to its views, and to programs that use it.

    Attributes:
        test_client_class: What `test_client` makes; None for `testing.AppClient`.
        test_cli_runner_class: What `test_cli_runner` makes; None for the one of `testing.runner`.
    """

    test_client_class: "type[late.AppClient] | None" = None
    test_cli_runner_class: Callable[..., Any] | None = None

    _cli: "late.Group | None" = None

    @property
    def plan(self) -> Plan:
        """What follows from the settings, worked out when it is first needed."""
        raise NotImplementedError

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the server."""
        raise NotImplementedError

    def close_context(self, context: Context, error: BaseException | None) -> None:
        """Run the teardown hooks."""
        raise NotImplementedError

    def make_response(self, value: Any) -> Response:
        """Turn what a view may return into a response: see `AnswerMaker`."""
        return self.plan.answers.make(value, current_environ(), self.plan.unmatched)

    def send_static_file(self, filename: str) -> Response:
        """Give a response with a file of the static folder.

        Raises:
            NotFound: There is no such file.
        """
        if self.static_folder is None:
            raise exceptions.NotFound
        return self.make_static_view(self.static_folder)(filename)

    def make_static_view(self, folder: str) -> Callable[[str], Response]:
        """Give a view that serves the files of a folder, such as a blueprint's."""

        def send_static_file(filename: str) -> Response:
            from microweb.files.static import find_static_folder  # 5 ms, for who serves files

            return find_static_folder(folder).respond(
                filename,
                current_environ(),
                max_age=self.get_send_file_max_age(filename),
                is_hashed=self.config["STATIC_HASHED_URLS"],
                defaults=self.plan.page_fields[1:],
            )

        return send_static_file

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Give the seconds for which a client may use a file without asking; None: it must ask.

        A subclass may decide by the name of the file.
        """
        age: timedelta | int | None = self.config["SEND_FILE_MAX_AGE_DEFAULT"]
        return int(age.total_seconds()) if isinstance(age, timedelta) else age

    @property
    def permanent_session_lifetime(self) -> timedelta:
        """How long a permanent session lasts: `config["PERMANENT_SESSION_LIFETIME"]`."""
        lifetime: timedelta | float = self.config["PERMANENT_SESSION_LIFETIME"]
        return lifetime if isinstance(lifetime, timedelta) else timedelta(seconds=lifetime)

    @permanent_session_lifetime.setter
    def permanent_session_lifetime(self, value: timedelta | float) -> None:
        self.config["PERMANENT_SESSION_LIFETIME"] = value

    def app_context(self) -> Context:
        """Give a context without a request, for `with`."""
        return Context(self, None)

    def request_context(self, environ: WSGIEnvironment) -> Context:
        """Give the context of a request, for `with`; its rule is found as for a real one."""
        request = self.request_class(environ, self.plan.limits)
        request.bound_app = self
        with suppress(HTTPException, SlashMissing):
            environ[MATCH_KEY] = self.url_map.match(
                request.method, request.path, self.find_host(request)
            )
        return Context(self, request)

    def test_request_context(self, path: str = "/", **options: Any) -> Context:
        """Give the context of a made-up request, for `with`: see `testing.make_app_environ`."""
        environ = late.make_app_environ(self.config, self.json.dumps, path, **options)
        return self.request_context(environ)

    def test_client(self, *, use_cookies: bool = True, **options: Any) -> "late.AppClient":
        """Give a client that sends requests to this app without a server.

        Args:
            use_cookies: Whether it keeps cookies.
            options: For `test_client_class`, if that is a class of your own.
        """
        make = self.test_client_class or late.AppClient
        return make(self, use_cookies=use_cookies, **options)

    def test_cli_runner(self, **options: Any) -> Any:
        """Give what runs the app's commands in a test.

        Args:
            options: For `test_cli_runner_class`, by default `testing.runner.CliRunner`.
        """
        if self.test_cli_runner_class is not None:
            return self.test_cli_runner_class(self, **options)
        return late.CliRunner(self, **options)

    @property
    def cli(self) -> "late.Group":
        """The app's commands; they run in its context."""
        if self._cli is None:
            self._cli = late.Group(self.name, scope=self.app_context)
        return self._cli

    def open_instance_resource(
        self, resource: str | os.PathLike[str], mode: str = "rb", encoding: str | None = None
    ) -> IO[Any]:
        """Open a file below the instance folder, to read or to write: see `open_resource`."""
        return late.open_resource(self.instance_path, resource, mode, encoding, for_reading=False)

    def run(self, host: str = "127.0.0.1", port: int = 8000, *, debug: bool | None = None) -> None:
        """Serve the app until it is told to stop: see `microweb.server.run`."""
        from microweb.server import run  # only a program that serves pays for the server

        if debug is not None:
            self.debug = debug
        run(self, host=host, port=port, debug=self.debug)

    @cached_property
    def logger(self) -> "late.Logger":
        """The app's logger, named after it; unless logging is set up it has a handler of its own.

        That one writes to the error log of the server while it serves, else to standard error.
        """
        return late.make_logger(self.name, debug=self.debug, find_stream=_find_error_stream)

    def log_info(self, message: str) -> None:
        """Log what somebody asked to know."""
        self.logger.info("%s", message)

    def log_error(self, message: str) -> None:
        """Log one line."""
        self.logger.error("%s", message)


def _find_error_stream() -> TextIO:
    """Give the server's error log (PEP 3333, "environ Variables")."""
    return current_environ().get("wsgi.errors") or sys.stderr
