"""Routing: which view a request is for, and which URL a view has."""

from microweb.routing.converters import (
    AnyConverter,
    BaseConverter,
    FloatConverter,
    IntegerConverter,
    PathConverter,
    UnicodeConverter,
    UUIDConverter,
    ValidationError,
)
from microweb.routing.matcher import SlashMissing
from microweb.routing.router import Router
from microweb.routing.rules import Rule

__all__ = [
    "AnyConverter",
    "BaseConverter",
    "FloatConverter",
    "IntegerConverter",
    "PathConverter",
    "Router",
    "Rule",
    "SlashMissing",
    "UUIDConverter",
    "UnicodeConverter",
    "ValidationError",
]
