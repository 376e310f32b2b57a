from microweb.app.blueprints import Blueprint, BlueprintOptions
from microweb.app.links import build_link, resolve_endpoint
from microweb.app.misses import mend_slashes, name_near_rules, raise_error, show_methods
from microweb.app.redirection import make_redirect
from microweb.app.resources import open_resource
from microweb.app.rule_redirects import follow_redirect, send_to_preferred
from microweb.app.template_loading import ScopedLoader
from microweb.app.templates import find_nonce, template_globals, template_values
from microweb.commands import Group
from microweb.logs import Logger, make_logger
from microweb.security.tokens import FIELD, HEADER, is_good_token, make_token
from microweb.templating import Environment
from microweb.testing import AppClient, make_app_environ
from microweb.testing.runner import CliRunner

__all__ = [
    "FIELD",
    "HEADER",
    "AppClient",
    "Blueprint",
    "BlueprintOptions",
    "CliRunner",
    "Environment",
    "Group",
    "Logger",
    "ScopedLoader",
    "build_link",
    "find_nonce",
    "follow_redirect",
    "is_good_token",
    "make_app_environ",
    "make_logger",
    "make_redirect",
    "make_token",
    "mend_slashes",
    "name_near_rules",
    "open_resource",
    "raise_error",
    "resolve_endpoint",
    "send_to_preferred",
    "show_methods",
    "template_globals",
    "template_values",
]
