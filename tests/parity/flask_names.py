"""What docs/flask.md says of the names that are not the same here as in Flask."""

from microweb.audit.flask_names import INSTEAD as OF_CLASSES

# Names that are here under another name.
OURS = {
    "flask.Flask": "App",
    "werkzeug.exceptions.RequestURITooLarge": "RequestURITooLong",
}

_SIGNAL = "there are no signals; "
_INSIDE = "an inside of Flask's that apps do not call; "
_CLASS = "the class is not exchangeable; "

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
    "werkzeug.exceptions.RequestURITooLarge": "it is called `RequestURITooLong`",
    "Headers.pop": "None for a name that is not there; no look-up by place",
    "FileStorage.content_length": "the size of the content, counted, whatever the client said",
    "Accept.best_match": "see Negotiation above",
    "Response.www_authenticate": "None where there is no such header: set a `WWWAuthenticate`",
    "Response.status": "`404 Not Found`, where Flask has `404 NOT FOUND`",
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
    "werkzeug.exceptions.Aborter": _CLASS + "raise your own `HTTPException`",
    "werkzeug.exceptions.BadHost": "`BadRequest`",
    "werkzeug.exceptions.ClientDisconnected": "`BadRequest`",
    "werkzeug.exceptions.MisdirectedRequest": "`abort(Response(status=421))`",
    "werkzeug.exceptions.SecurityError": "`BadRequest`",
    "werkzeug.exceptions.default_exceptions": "`errorhandler(HTTPException)` sees all of them",
    "HTTPException.get_body": "`error.get_response().get_data()`",
    "HTTPException.get_description": "`error.description`, which is no HTML",
    "MultiDict.setlistdefault": "`setlist` where the key is not there: `getlist` gives a copy",
    "Headers.popitem": "`pop(name)`",
    "RequestCacheControl.cache_property": _INSIDE + "`cache[name]` for directives of your own",
    "RequestCacheControl.copy": "`dict(request.cache_control)`",
    "RequestCacheControl.fromkeys": "`dict.fromkeys`",
    "RequestCacheControl.on_update": _INSIDE + "each change is written to the response",
    "ResponseCacheControl.cache_property": _INSIDE + "`cache[name]` for directives of your own",
    "ResponseCacheControl.copy": "`dict(response.cache_control)`",
    "ResponseCacheControl.fromkeys": "`dict.fromkeys`",
    "ResponseCacheControl.on_update": _INSIDE + "each change is written to the response",
    "HeaderSet.find": "`list(...).index`",
    "HeaderSet.index": "`list(...).index`",
    "Configuration keys.USE_X_SENDFILE": "`wsgi.file_wrapper` is used where the server has one",
}

# The lists and dicts in which Flask keeps what was registered.
_KEPT = {
    "after_request_funcs": "after_request",
    "before_request_funcs": "before_request",
    "error_handler_spec": "register_error_handler",
    "teardown_request_funcs": "teardown_request",
    "template_context_processors": "context_processor",
    "url_value_preprocessors": "url_value_preprocessor",
}

INSTEAD |= {
    f"{group}.{name}": f"`{target}.{method}(function)`"
    for group, target in (("Flask", "app"), ("Blueprint", "blueprint"))
    for name, method in _KEPT.items()
}
INSTEAD |= {
    "Flask.teardown_appcontext_funcs": "`app.teardown_appcontext(function)`",
    "Flask.subdomain_matching": "`App(subdomain_matching=True)`",
    "Blueprint.deferred_functions": "`blueprint.record(function)`",
    "Blueprint.view_functions": "`app.view_functions`",
    "Request.server": "`request.environ['SERVER_NAME']` and `['SERVER_PORT']`",
    "Request.shallow": "the body is read when it is asked for",
    "test client.allow_subdomain_redirects": _INSIDE + "redirects to subdomains are followed",
    "test client.preserve_context": _INSIDE + "`with client:`",
    "test client.response_wrapper": "`app.response_class`",
    "test runner.capture": _INSIDE + "`invoke` captures",
    "test runner.catch_exceptions": "`invoke(catch_exceptions=False)`",
    "test runner.charset": "always UTF-8",
    "test runner.echo_stdin": _INSIDE + "`invoke(input=...)`",
}
INSTEAD |= dict.fromkeys(
    [
        *("Accept.append", "Accept.clear", "Accept.copy", "Accept.count", "Accept.extend"),
        *("Accept.find", "Accept.index", "Accept.insert", "Accept.pop", "Accept.remove"),
        *("Accept.reverse", "Accept.sort"),
    ],
    "a list's own: `list(request.accept_languages)`, which may be changed",
)

_CALLED = "it is the first argument; leave the name out"
_SCOPE = "the headers depend on no request"
_CHANGE = "each change is written to the response"

# By function and option.
NOT_TAKEN = {
    "Flask.run(load_dotenv)": "`.env` files are not read",
    "redirect(Response)": "change what `redirect` gives",
    "Request(populate_request)": "the environ stays as it is",
    "Request(shallow)": "the body is read when it is asked for",
    "ScriptInfo(load_dotenv_defaults)": "`.env` files are not read",
    "ScriptInfo(set_debug_flag)": "`app.debug`",
    "BadRequestKeyError(arg)": "`key=`",
    "RequestedRangeNotSatisfiable(units)": "always bytes",
    "HTTPException.get_headers(environ)": _SCOPE,
    "HTTPException.get_headers(scope)": _SCOPE,
    "HTTPException.get_response(scope)": _SCOPE,
    "MultiDict(mapping)": _CALLED,
    "MultiDict.deepcopy(memo)": "`copy.deepcopy` knows it",
    "Headers(defaults)": _CALLED,
    "Headers.pop(key)": _CALLED,
    "Accept(values)": _CALLED,
    "RequestCacheControl(values)": _CALLED,
    "RequestCacheControl(on_update)": _CHANGE,
    "ResponseCacheControl(values)": _CALLED,
    "ResponseCacheControl(on_update)": _CHANGE,
    "HeaderSet(headers)": _CALLED,
    "HeaderSet(on_update)": _CHANGE,
    "ContentRange(on_update)": _CHANGE,
}
