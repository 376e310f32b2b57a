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

import microweb
import microweb.cli
import microweb.config
import microweb.json
import microweb.sessions
import microweb.testing
import microweb.testing.runner
import microweb.views
from microweb.context import Namespace
from tests.parity.flask_names import DIFFERS, INSTEAD, OURS

PAGE = Path(__file__).parents[2] / "docs" / "flask.md"
INTRODUCTION = Path(__file__).with_name("flask_page.md")

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
    ("Configuration keys", flask.Flask.default_config, microweb.config.DEFAULTS),
]


def names_of(thing: object) -> list[str]:
    """Give the public names that Flask documents: keys, or attributes that are no modules."""
    if isinstance(thing, dict):
        return sorted(thing)
    if thing is flask.cli:
        return COMMANDS  # the others of this module are its own
    names = [name for name in dir(thing) if not name.startswith("_")]
    if isinstance(thing, types.ModuleType):
        names = [
            name
            for name in names
            if name != "annotations" and not isinstance(getattr(thing, name), types.ModuleType)
        ]
    return sorted(names, key=str.lower)


def has(thing: object, name: str) -> bool:
    """Say whether microweb has a name, an instance's own attributes included."""
    if isinstance(thing, dict):
        return name in thing
    instance = INSTANCES.get(thing) if isinstance(thing, type) else None
    return hasattr(thing, name) or (instance is not None and name in vars(instance))


INSTANCES: dict[object, object] = {
    microweb.App: microweb.App("names"),
    microweb.Blueprint: microweb.Blueprint("names", "names"),
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


def make_page() -> str:
    """Give the text of the page."""
    parts = [INTRODUCTION.read_text(encoding="utf-8").strip(), ""]
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
