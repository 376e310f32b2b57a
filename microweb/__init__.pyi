from microweb import json
from microweb.app import App
from microweb.app.blueprints import Blueprint
from microweb.config import Config
from microweb.context import Context
from microweb.globals import (
    current_app,
    g,
    has_app_context,
    has_request_context,
    request,
    session,
)
from microweb.helpers import (
    abort,
    after_this_request,
    copy_current_request_context,
    flash,
    get_flashed_messages,
    get_template_attribute,
    jsonify,
    make_response,
    redirect,
    render_template,
    render_template_string,
    send_file,
    send_from_directory,
    stream_template,
    stream_template_string,
    stream_with_context,
    url_for,
)
from microweb.requests.request import Request
from microweb.responses.response import Response
from microweb.security import check_password_hash, generate_password_hash
from microweb.templating.markup import Markup, escape

__all__ = [
    "App",
    "Blueprint",
    "Config",
    "Context",
    "Markup",
    "Request",
    "Response",
    "abort",
    "after_this_request",
    "check_password_hash",
    "copy_current_request_context",
    "current_app",
    "escape",
    "flash",
    "g",
    "generate_password_hash",
    "get_flashed_messages",
    "get_template_attribute",
    "has_app_context",
    "has_request_context",
    "json",
    "jsonify",
    "make_response",
    "redirect",
    "render_template",
    "render_template_string",
    "request",
    "send_file",
    "send_from_directory",
    "session",
    "stream_template",
    "stream_template_string",
    "stream_with_context",
    "url_for",
]
