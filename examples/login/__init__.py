"""A small site with accounts: log in, register, change the password, list the users.

    python serve.py                   this, on microweb's own server
    gunicorn examples.login:app       this, on any other

Users are rows of an SQLite file, named by the config key `DATABASE`, else by the environment's
`LOGIN_DATABASE`, else `login.db` in the instance folder.

    views, admin       the pages
    access             who is logged in
    throttling         who may try how often
    users, rules       the accounts, and which names and passwords they may have
    storage            the file
"""

import os
from functools import partial
from pathlib import Path
from typing import Any

from examples.login import access, admin, storage, views
from examples.login.secret_key import load_secret_key
from examples.login.users import seed_users
from microweb import App
from microweb.security.passwords import DEFAULT_METHOD

__all__ = ["WELCOME", "app", "create_app", "prepare"]

WELCOME = "Log in as test_user with the password test123456"

_READY = "login"

# No page has a script or a style of its own, so a browser need not run any.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def create_app(*, instance_path: str | None = None, **config: Any) -> App:
    """Make the site. No file is touched before `prepare`, or else the first request.

    Args:
        instance_path: The folder of the secret key and, by default, of the database.
        **config: Settings by upper-case name, microweb's and these: `DATABASE`; `PASSWORD_METHOD`;
            `LOGIN_TRIES` that one client has for one account, 10, in `LOGIN_PERIOD`, 900 seconds.
            None stands for the default.
    """
    app = App(__name__, instance_path=instance_path)
    app.config.from_mapping(
        CONTENT_SECURITY_POLICY=_POLICY,
        DATABASE=os.environ.get("LOGIN_DATABASE") or os.path.join(app.instance_path, "login.db"),
        LOGIN_PERIOD=15 * 60,
        LOGIN_TRIES=10,
        PASSWORD_METHOD=DEFAULT_METHOD,
    )
    app.config.from_mapping({key: value for key, value in config.items() if value is not None})
    app.before_request(partial(prepare, app))
    storage.init_app(app)
    access.init_app(app)
    app.register_blueprint(views.pages)
    app.register_blueprint(admin.pages)
    for code in (403, 404):
        app.register_error_handler(code, views.show_error)
    return app


def prepare(app: App) -> None:
    """Open the secret key and the database, which are made on first run; once for each app."""
    if _READY in app.extensions:
        return
    instance = Path(app.instance_path)
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.secret_key = app.secret_key or load_secret_key(instance / "secret_key")
    seed = partial(seed_users, method=app.config["PASSWORD_METHOD"])
    storage.create_database(app.config["DATABASE"], seed=seed)
    app.extensions[_READY] = True


app = create_app()
