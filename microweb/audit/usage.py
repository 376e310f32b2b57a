"""Find out whether an app signs anything: sessions, flashed messages, tokens, logins."""

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from microweb.app import App
from microweb.sessions import ConfiguredSessions
from microweb.sessions.cookie import SignedCookieSessions
from microweb.templating import Environment, TemplateSyntaxError
from microweb.templating.tree import Node

__all__ = ["find_key_use", "signs_sessions"]

# Where each comes from, since a module may have a `session` of its own.
_HELPERS = {"flash": "microweb.helpers", "get_flashed_messages": "microweb.helpers"}
_PROXY = ("microweb.proxies", "SessionProxy")
_NAMES = frozenset({"csrf_token", "get_flashed_messages", "session"})


def find_key_use(app: App) -> str:
    """Say what of an app needs a secret key; empty where nothing is known to.

    Nothing of the app is run: its modules tell by what they import, its templates by their names.
    """
    if "auth" in app.extensions:
        return "logins are signed with it"
    if not signs_sessions(app):
        return ""
    if app.config["CSRF_TOKENS"]:
        return "CSRF_TOKENS keeps its tokens in the session"
    return next(_find_in_modules(app), "") or next(_find_in_templates(app), "")


def signs_sessions(app: App) -> bool:
    """Tell whether sessions live in signed cookies."""
    interface = app.session_interface
    if isinstance(interface, ConfiguredSessions):
        return app.config["SESSION_STORE"] is None
    return isinstance(interface, SignedCookieSessions)


def _find_in_modules(app: App) -> Iterator[str]:
    for module in _modules(app):
        names: dict[str, object] = vars(module)
        for name, value in names.items():
            if (type(value).__module__, type(value).__name__) == _PROXY:
                yield f"{module.__name__} uses session"
            elif _HELPERS.get(name, "?") == getattr(value, "__module__", ""):
                yield f"{module.__name__} uses {name}()"


def _modules(app: App) -> list[ModuleType]:
    """Give the modules of the packages that views and hooks come from."""
    scopes: list[Any] = [app, *app.blueprints.values()]
    functions: list[object] = [endpoint.view for endpoint in app.endpoints.values()]
    for scope in scopes:
        functions += [*scope.before_hooks, *scope.after_hooks]
    roots = {str(getattr(one, "__module__", "")).partition(".")[0] for one in functions}
    roots -= {"microweb"}
    # A copy, for other threads may import.
    loaded = sys.modules.copy()
    return [loaded[name] for name in sorted(loaded) if name.partition(".")[0] in roots]


def _find_in_templates(app: App) -> Iterator[str]:
    environment = app.jinja_env
    for name in environment.list_templates():
        used = _names_in_template(environment, name) & _NAMES
        if used:
            yield f"the template {name!r} uses {min(used)}"


def _names_in_template(environment: Environment, name: str) -> set[str]:
    """Give the variables that a template reads; none of one that is no template."""
    if environment.loader is None:
        return set()
    try:
        source, filename, _ = environment.loader.get_source(environment, name)
        return set(_names_in(environment.parse(source, name, filename)))
    except (TemplateSyntaxError, UnicodeDecodeError):
        return set()


def _names_in(node: Node) -> Iterator[str]:
    name = getattr(node, "name", None)
    if type(node).__name__ == "Name" and isinstance(name, str):
        yield name
    for child in node.children():
        yield from _names_in(child)
