"""The application: registers routes, hooks and blueprints, and answers the server."""

from microweb.app.application import App
from microweb.app.blueprints import Blueprint

__all__ = ["App", "Blueprint"]
