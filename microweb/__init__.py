"""microweb: a WSGI micro-framework with Flask's API and no dependencies.

`App` comes with the package, and with it whatever a plain answer needs. The other names are
imported when they are first asked for, which takes 2 ms off the start of a program that asks for
none; `__init__.pyi` lists them for type checkers.
"""

from microweb import json
from microweb.app import App
from microweb.config import Config
from microweb.context import Context
from microweb.late_names import late_names
from microweb.requests.request import Request
from microweb.responses.response import Response

_LATE = {
    "microweb.app.blueprints": ("Blueprint",),
    "microweb.globals": (
        "current_app",
        "g",
        "has_app_context",
        "has_request_context",
        "request",
        "session",
    ),
    "microweb.helpers": (
        "abort",
        "after_this_request",
        "copy_current_request_context",
        "flash",
        "get_flashed_messages",
        "get_template_attribute",
        "jsonify",
        "make_response",
        "redirect",
        "render_template",
        "render_template_string",
        "send_file",
        "send_from_directory",
        "stream_template",
        "stream_template_string",
        "stream_with_context",
        "url_for",
    ),
    "microweb.security": ("check_password_hash", "generate_password_hash"),
    "microweb.templating.markup": ("Markup", "escape"),
}
_HOMES = {name: module for module, names in _LATE.items() for name in names}

# pyright: reportUnsupportedDunderAll=false
__all__ = ["App", "Config", "Context", "Request", "Response", "json", *_HOMES]

__getattr__, __dir__ = late_names(__name__, _HOMES)
