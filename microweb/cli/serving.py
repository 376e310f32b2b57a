"""`microweb run`: serve the application on this machine."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from wsgiref.types import WSGIApplication, WSGIEnvironment

from microweb.app import App
from microweb.cli.options import Switch, app_option, debug_option, loaded_app
from microweb.cli.script_info import ScriptInfo
from microweb.commands import Context, IntRange, Path, UsageError, option, pass_context
from microweb.commands import command as make_command

__all__ = ["command"]


@make_command(
    "run",
    epilog="""The flags win over the environment, and that over the app's own configuration. Files
    such as .env are not read: set variables in the shell, or in the service's unit.""",
)
@app_option
@option("-h", "--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@option(
    "-p",
    "--port",
    type=IntRange(0, 65535),
    default=8000,
    envvar="PORT",
    show_default=True,
    show_envvar=True,
    help="The port; 0 takes any that is free.",
)
@option(
    "--unix",
    "socket",
    type=Path(dir_okay=False),
    metavar="PATH",
    help="Listen on a unix socket instead.",
)
@option(
    "--cert",
    type=Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="A certificate (PEM), to speak https.",
)
@option(
    "--key",
    type=Path(exists=True, dir_okay=False),
    metavar="FILE",
    help="Its private key, if the certificate's file does not have it.",
)
@option(
    "--threads",
    type=IntRange(1),
    metavar="N",
    help="How many requests are answered at once; the others wait. A stream of events takes one "
    "for as long as it is open.  [default: 40]",
)
@debug_option
@option(
    "--reload/--no-reload",
    cls=Switch,
    help="Start again when a file changes. By default where --debug or MICROWEB_DEBUG is given.",
)
@pass_context
def command(
    ctx: Context,
    host: str,
    port: int,
    socket: str | None,
    cert: str | None,
    key: str | None,
    threads: int | None,
    reload: bool | None,
) -> None:
    """Serve the application on this machine.

    For development and small internal use; on the internet run it under gunicorn, waitress, uWSGI
    or mod_wsgi, behind nginx.

    Examples:
      microweb run --debug
      microweb run --app shop:create_app --port 8080
      microweb run --cert cert.pem --key key.pem
    """
    if key is not None and cert is None:
        raise UsageError("--key is of no use without --cert.", ctx)
    address = host if socket is None else f"unix:{socket}"
    if reload is None:
        reload = bool(ctx.ensure_object(ScriptInfo).wanted_debug)
    if ctx.ensure_object(ScriptInfo).wanted_debug:
        from microweb.server.reach import refuse_debug_on_network  # else it would wait for a change

        refuse_debug_on_network(address)
    if reload:
        from microweb.server.reloader import start_reloader  # before the app, which may not start

        inherited = start_reloader(host=address, port=port, certificate=cert, key=key)
        ctx.ensure_object(ScriptInfo).is_quiet = not inherited.is_first  # it was said before
    app = loaded_app(ctx)
    from microweb.server import run  # after the app: a mistake in it shows sooner

    run(
        _explained(app) if app.debug else app,
        host=address,
        port=port,
        debug=app.debug,
        debug_sections=_describe_submission,
        certificate=cert,
        key=key,
        reload=reload,
        extra_files=_template_folders(app),
        **_limits(threads, reload=reload),
    )


def _limits(threads: int | None, *, reload: bool) -> dict[str, Any]:
    """Give the server's options for so many threads."""
    if threads is None:
        return {}
    from microweb.server.limits import RELOAD_LIMITS, Limits  # as the server itself

    return {"limits": replace(RELOAD_LIMITS if reload else Limits(), max_workers=threads)}


def _explained(app: App) -> WSGIApplication:
    """Let the debug page tell how the request went."""
    from microweb.explain import Explained  # brings in dataclasses, for debug mode alone

    return Explained(app)


def _describe_submission(environ: WSGIEnvironment, error: Exception) -> Iterable[tuple[str, str]]:
    from microweb.explain import describe_submission  # as above
    from microweb.explain.unseen import describe_unseen_view

    return [*describe_unseen_view(environ, error), *describe_submission(environ, error)]


def _template_folders(app: App) -> list[str]:
    folders = (scope.template_folder for scope in (app, *app.blueprints.values()))
    return [folder for folder in folders if folder is not None]
