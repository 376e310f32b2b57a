"""What one request owns, and how it is found from anywhere below the app."""

from microweb.context.context import KEEP_KEY, AfterFunction, Context
from microweb.context.current import (
    context_of,
    current_context,
    current_environ,
    current_owner,
    current_request,
    current_session,
    find_context,
    has_context,
    has_request,
    release_context,
    replace_request,
)
from microweb.context.namespace import Namespace
from microweb.context.variable import bind, unbind

__all__ = [
    "KEEP_KEY",
    "AfterFunction",
    "Context",
    "Namespace",
    "bind",
    "context_of",
    "current_context",
    "current_environ",
    "current_owner",
    "current_request",
    "current_session",
    "find_context",
    "has_context",
    "has_request",
    "release_context",
    "replace_request",
    "unbind",
]
