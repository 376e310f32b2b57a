"""A task manager: pages for people, JSON for programs, on one SQLite file.

python -m microweb --app examples.tasks run --debug

pages       the HTML pages
api         the same as JSON, below /api
store       the tasks: what they are, how they are checked, read and written
database    one connection for each request
"""

import os
import secrets
from typing import Any

from examples.tasks import api, database, pages
from microweb import App

__all__ = ["create_app"]


def create_app(**config: Any) -> App:
    """Make the app.

    Args:
        **config: Settings by upper-case name, such as `DATABASE`, the path of the file.
    """
    app = App(__name__)
    app.config.from_mapping(
        DATABASE=os.path.join(app.instance_path, "tasks.db"),
        # New at each start: that loses a message not shown yet. Logins need a key that stays.
        SECRET_KEY=secrets.token_hex(32),
    )
    app.config.from_mapping(config)
    database.init_app(app)
    app.register_blueprint(pages.pages)
    app.register_blueprint(api.api)
    return app
