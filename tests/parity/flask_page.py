"""Writes docs/flask.md: every public name of Flask, and what microweb has for it.

`python -m tests.parity.flask_page` writes the page anew. A name that the installed Flask has and
microweb has not must be in `tests/parity/flask_names.py` with what to use instead.
"""

import types
from collections.abc import Iterator
from pathlib import Path

import flask
import flask.cli
import flask.config
import flask.ctx
import flask.json.provider
import flask.sessions
import flask.testing
import flask.views
import werkzeug.datastructures
import werkzeug.exceptions
import werkzeug.routing
import werkzeug.user_agent

import microweb
import microweb.cli
import microweb.config
import microweb.exceptions
import microweb.http
import microweb.json
import microweb.routing
import microweb.sessions
import microweb.testing
import microweb.testing.runner
import microweb.views
from microweb.context import Namespace
from microweb.http import values
from microweb.requests.uploads import FileStorage
from tests.parity.flask_names import DIFFERS, INSTEAD, NOT_TAKEN, OURS
from tests.parity.signatures import by_keyword_alone, not_taken

PAGE = Path(__file__).parents[2] / "docs" / "flask.md"
INTRODUCTION = Path(__file__).with_name("flask_page.md")

OPTIONS = """## Options

These functions take options in another way than those of Flask. Every other takes the same options,
by position too.

| Flask | microweb |
|---|---|"""

# What the chapter "Command Line Interface" of Flask's API documentation lists.
COMMANDS = [
    "AppGroup",
    "FlaskGroup",
    "load_dotenv",
    "pass_script_info",
    "run_command",
    "ScriptInfo",
    "shell_command",
    "with_appcontext",
]

GROUPS: list[tuple[str, object, object]] = [
    ("flask", flask, microweb),
    ("Flask", flask.Flask, microweb.App),
    ("Blueprint", flask.Blueprint, microweb.Blueprint),
    ("Request", flask.Request, microweb.Request),
    ("Response", flask.Response, microweb.Response),
    ("Config", flask.Config, microweb.Config),
    ("session", flask.sessions.SecureCookieSession, microweb.sessions.Session),
    (
        "SessionInterface",
        flask.sessions.SecureCookieSessionInterface,
        microweb.sessions.SignedCookieSessions,
    ),
    ("g", flask.ctx._AppCtxGlobals, Namespace),
    ("View", flask.views.View, microweb.views.View),
    ("MethodView", flask.views.MethodView, microweb.views.MethodView),
    ("app.json", flask.json.provider.DefaultJSONProvider, microweb.json.JSONProvider),
    ("test client", flask.testing.FlaskClient, type(microweb.App("names").test_client())),
    ("test runner", flask.testing.FlaskCliRunner, microweb.testing.runner.CliRunner),
    ("flask.cli", flask.cli, microweb.cli),
    ("werkzeug.exceptions", werkzeug.exceptions, microweb.exceptions),
    ("HTTPException", werkzeug.exceptions.HTTPException, microweb.exceptions.HTTPException),
    ("MultiDict", werkzeug.datastructures.MultiDict, microweb.http.MultiDict),
    ("Headers", werkzeug.datastructures.Headers, microweb.http.Headers),
    ("FileStorage", werkzeug.datastructures.FileStorage, FileStorage),
    ("Accept", werkzeug.datastructures.Accept, values.Accept),
    ("Authorization", werkzeug.datastructures.Authorization, values.Authorization),
    ("WWWAuthenticate", werkzeug.datastructures.WWWAuthenticate, values.WWWAuthenticate),
    (
        "RequestCacheControl",
        werkzeug.datastructures.RequestCacheControl,
        values.RequestCacheControl,
    ),
    (
        "ResponseCacheControl",
        werkzeug.datastructures.ResponseCacheControl,
        values.ResponseCacheControl,
    ),
    ("HeaderSet", werkzeug.datastructures.HeaderSet, values.HeaderSet),
    ("ETags", werkzeug.datastructures.ETags, values.ETags),
    ("Range", werkzeug.datastructures.Range, values.Range),
    ("ContentRange", werkzeug.datastructures.ContentRange, values.ContentRange),
    ("IfRange", werkzeug.datastructures.IfRange, values.IfRange),
    ("UserAgent", werkzeug.user_agent.UserAgent, values.UserAgent),
    ("Configuration keys", flask.Flask.default_config, microweb.config.DEFAULTS),
]


def names_of(thing: object) -> list[str]:
    """Give the public names that Flask documents: keys, or attributes that are no modules.

    Those that an instance gets when it is made count as its class's.
    """
    if isinstance(thing, dict):
        return sorted(thing)
    if thing is flask.cli:
        return COMMANDS  # the others of this module are its own
    if thing is werkzeug.exceptions:
        return [name for name in sorted(vars(thing)) if _is_defined_in(thing, name)]
    names = [name for name in dir(THEIRS.get(thing, thing)) if not name.startswith("_")]
    if isinstance(thing, types.ModuleType):
        names = [
            name
            for name in names
            if name != "annotations" and not isinstance(getattr(thing, name), types.ModuleType)
        ]
    return sorted(names, key=str.lower)


def _is_defined_in(module: types.ModuleType, name: str) -> bool:
    """Say whether a name is a public one of the module, not one that it imports."""
    value = getattr(module, name)
    if name in ("abort", "default_exceptions"):
        return True
    return name[0] != "_" and isinstance(value, type) and value.__module__ == module.__name__


def has(thing: object, name: str) -> bool:
    """Say whether microweb has a name, an instance's own attributes included."""
    if isinstance(thing, dict):
        return name in thing
    instance = INSTANCES.get(thing) if isinstance(thing, type) else None
    return hasattr(thing, name) or (instance is not None and name in vars(instance))


THEIRS: dict[object, object] = {
    flask.Flask: flask.Flask("names"),
    flask.Blueprint: flask.Blueprint("names", "names"),
    flask.Request: flask.Request({"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}),
    flask.Response: flask.Response(),
    flask.testing.FlaskClient: flask.Flask("names").test_client(),
    flask.testing.FlaskCliRunner: flask.Flask("names").test_cli_runner(),
}
INSTANCES: dict[object, object] = {
    microweb.App: microweb.App("names"),
    microweb.Blueprint: microweb.Blueprint("names", "names"),
    microweb.Request: microweb.Request({"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http"}),
    microweb.Response: microweb.Response(),
    microweb.testing.AppClient: microweb.App("names").test_client(),
    microweb.testing.runner.CliRunner: microweb.App("names").test_cli_runner(),
    microweb.json.JSONProvider: microweb.App("names").json,
}


def rows_of(group: str, theirs: object, ours: object) -> Iterator[tuple[str, str]]:
    """Give each name of a group with what a user of Flask finds here.

    Raises:
        LookupError: A name is missing here, and nothing says what to use instead.
    """
    for name in names_of(theirs):
        key = f"{group}.{name}"
        instead = INSTEAD.get(key)
        if has(ours, OURS.get(key, name)):
            if instead is not None:
                raise LookupError(f"{key} is here: it needs no word on what to use instead")
            yield name, f"differs: {DIFFERS[key]}" if key in DIFFERS else "same"
        elif instead is not None:
            yield name, f"not here: {instead}"
        else:
            raise LookupError(f"{key} is not here, and nothing says what to use instead")


def functions_of(group: str, theirs: object, ours: object) -> Iterator[tuple[str, object, object]]:
    """Give what both have and can be called, by its name on the page; a class itself first."""
    if isinstance(theirs, type):
        yield group, theirs, ours
    for name in [] if isinstance(theirs, dict) else names_of(theirs):
        key = f"{group}.{name}"
        their = getattr(theirs, name, None)
        ours_too = getattr(ours, OURS.get(key, name), None)
        has_its_own_group = any(their is other for _, other, _ in GROUPS)
        if callable(their) and ours_too is not None and not has_its_own_group:
            yield (name if isinstance(theirs, types.ModuleType) else key), their, ours_too


def option_rows() -> Iterator[tuple[str, str]]:
    """Give each function that takes its options in another way, with what to write.

    Raises:
        LookupError: An option is not taken, and nothing says what to do instead.
    """
    for group, theirs, ours in GROUPS:
        for name, their, our in functions_of(group, theirs, ours):
            remarks: list[str] = []
            keywords = by_keyword_alone(their, our)
            if keywords:
                remarks.append("by keyword: " + " ".join(f"`{option}=`" for option in keywords))
            missing: dict[str, list[str]] = {}
            for option in not_taken(their, our):
                if f"{name}({option})" not in NOT_TAKEN:
                    raise LookupError(f"{name} does not take {option}, and nothing says why")
                missing.setdefault(NOT_TAKEN[f"{name}({option})"], []).append(f"`{option}`")
            remarks += [f"not taken: {' '.join(names)}: {why}" for why, names in missing.items()]
            if remarks:
                yield name, "; ".join(remarks)


def make_page() -> str:
    """Give the text of the page."""
    parts = [INTRODUCTION.read_text(encoding="utf-8").strip(), ""]
    parts += [OPTIONS]
    parts += [f"| `{name}` | {remark} |" for name, remark in option_rows()]
    parts += [""]
    for group, theirs, ours in GROUPS:
        parts += [f"## {group}", "", "| Flask | microweb |", "|---|---|"]
        same = []
        for name, status in rows_of(group, theirs, ours):
            if status == "same":
                same.append(f"`{name}`")
            else:
                parts.append(f"| `{name}` | {status} |")
        parts += [f"| {' '.join(same)} | same |", ""]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
