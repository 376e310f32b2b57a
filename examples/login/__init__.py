"""A small site with accounts: sign up, log in, look after sessions and users.

    python serve.py                   this, on microweb's own server
    gunicorn examples.login:app       this, on any other

There is one account at first, a sample that everybody may know; whoever reads the code on the
console makes the admin's, at `/setup`.
Users and sessions are rows of an SQLite file, named by the config key `DATABASE`, else by the
environment's `LOGIN_DATABASE`, else `login.db` in the instance folder.

    views, sessions, admin, setup,
    resets, deletion                  the pages
    access                            who is logged in, and how often one may try
    users, rules                      the accounts, and which names and passwords they may have
    storage, secret_key               the files
    wording                           times and browsers as people call them
"""

import os
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from examples.login import (
    access,
    admin,
    deletion,
    resets,
    sessions,
    setup,
    storage,
    views,
    wording,
)
from examples.login.secret_key import load_secret_key
from examples.login.users import SAMPLE_NAME, SAMPLE_PASSWORD, add_sample_user, has_admin
from microweb import App
from microweb.rate_limits import rate_limit
from microweb.security.passwords import DEFAULT_METHOD
from microweb.stores import SQLiteStore

__all__ = ["WELCOME", "create_app"]

WELCOME = f"Log in as {SAMPLE_NAME} with the password {SAMPLE_PASSWORD}"

# No page has a script. The style sheet's link gets the nonce from the template engine.
_POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_RATES = {"pages.submit_register": "20/hour", "resets.submit": "20/hour", "setup.submit": "20/hour"}
_ERRORS = (400, 403, 404, 413, 429, 500)


def create_app(*, instance_path: str | None = None, **config: Any) -> App:
    """Make the site, with its secret key and its database if they are not there.

    Args:
        instance_path: The folder of the secret key and, by default, of the database.
        **config: Settings by upper-case name, microweb's and these: `DATABASE`; `PASSWORD_METHOD`;
            `LOGIN_TRIES` that one client has for one account, 10, in `LOGIN_PERIOD`, 900 seconds.
            None stands for the default.
    """
    app = App(__name__, instance_path=instance_path)
    app.config.from_mapping(
        CONTENT_SECURITY_POLICY=_POLICY,
        CSRF_TOKENS=True,
        DATABASE=os.environ.get("LOGIN_DATABASE") or os.path.join(app.instance_path, "login.db"),
        LOGIN_PERIOD=15 * 60,
        LOGIN_TRIES=10,
        PASSWORD_METHOD=DEFAULT_METHOD,
        X_FRAME_OPTIONS="DENY",
    )
    app.config.from_mapping({key: value for key, value in config.items() if value is not None})
    _open_files(app)
    wording.init_app(app)
    storage.init_app(app)
    access.init_app(app)
    for room in (views, sessions, admin, setup, resets, deletion):
        app.register_blueprint(room.pages)
    for endpoint, rate in _RATES.items():
        limited = rate_limit(rate, store=app.config["SESSION_STORE"])
        app.view_functions[endpoint] = limited(app.view_functions[endpoint])
    for code in _ERRORS:
        app.register_error_handler(code, views.show_error)
    _tell_setup_code(app)
    return app


def _open_files(app: App) -> None:
    instance = Path(app.instance_path)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.secret_key = app.secret_key or load_secret_key(instance / "secret_key")
    seed = partial(add_sample_user, method=app.config["PASSWORD_METHOD"])
    storage.create_database(app.config["DATABASE"], seed=seed)
    app.config["SESSION_STORE"] = SQLiteStore(app.config["DATABASE"])


def _tell_setup_code(app: App) -> None:
    with closing(storage.connect(app.config["DATABASE"])) as db:
        if not has_admin(db):
            code = setup.make_code(app.secret_key or "")
            text = f"To be the admin, open /setup and enter the code {code}"
            print(text, file=sys.stderr, flush=True)


def __getattr__(name: str) -> App:
    """Make `app` when a server first asks for it, so that an import alone touches no file."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    app = globals()["app"] = create_app()
    return app
