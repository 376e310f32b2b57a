"""What docs/flask.md says of the names that are not the same here as in Flask."""

from microweb.audit.flask_names import INSTEAD as OF_CLASSES

# Names that are here under another name.
OURS = {
    "flask.Flask": "App",
}

_SIGNAL = "there are no signals; "
_INSIDE = "an inside of Flask's that apps do not call; "

DIFFERS = {
    "flask.Flask": "it is called `App`: `from microweb import App as Flask`",
    "flask.redirect": "303 by default; a target that a browser would read otherwise is a 400",
    "flask.url_for": "outside of a request it gives the path",
    "flask.abort": "bodies by what the client accepts: page, problem+json or text",
    "Flask.run": "port 8000 by default; `debug=True` shows a page without a console",
    "Flask.add_url_rule": "a rule that clashes with another is an error at once",
    "Flask.route": "a rule that clashes with another is an error at once",
    "Flask.redirect": "303 by default, as `redirect`",
    "Response.set_cookie": "`HttpOnly; SameSite=Lax` unless told otherwise; the value is checked",
    "session.new": "true where the client brought no session",
    "session.permanent": "also sets how long the server takes it",
}

_GROUPS = {"App": "Flask", "JSONProvider": "app.json"}

INSTEAD = {
    f"{_GROUPS.get(kind, kind)}.{name}": text
    for kind, names in OF_CLASSES.items()
    for name, text in names.items()
}
INSTEAD |= {
    "flask.appcontext_popped": _SIGNAL + "`teardown_appcontext`",
    "flask.appcontext_pushed": _SIGNAL + "`before_request`",
    "flask.appcontext_tearing_down": _SIGNAL + "`teardown_appcontext`",
    "flask.before_render_template": _SIGNAL + "`context_processor`",
    "flask.got_request_exception": _SIGNAL + "`errorhandler(Exception)`",
    "flask.message_flashed": _SIGNAL + "call your own function beside `flash`",
    "flask.request_finished": _SIGNAL + "`after_request`",
    "flask.request_started": _SIGNAL + "`before_request`",
    "flask.request_tearing_down": _SIGNAL + "`teardown_request`",
    "flask.template_rendered": _SIGNAL + "in tests, read the answer's text",
    "session.on_update": "`session.modified = True`",
    "test client.resolve_redirect": _INSIDE + "`follow_redirects=True`",
    "test client.run_wsgi_app": _INSIDE + "`client.open`",
    "test runner.get_default_prog_name": "the name of the group",
    "test runner.isolated_filesystem": "pytest's `tmp_path`",
    "test runner.isolation": "`invoke` isolates",
    "test runner.make_env": "`invoke(env=...)`",
    "flask.cli.FlaskGroup": "`AppGroup`; the program is `microweb`",
    "flask.cli.load_dotenv": "`.env` files are not read: set variables in the shell",
    "flask.cli.pass_script_info": "`ScriptInfo` is `context.obj`",
    "flask.cli.run_command": "`microweb run`",
    "flask.cli.shell_command": "`microweb shell`",
    "Configuration keys.USE_X_SENDFILE": "`wsgi.file_wrapper` is used where the server has one",
}
