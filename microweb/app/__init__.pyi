from microweb.app.application import App
from microweb.app.blueprints import Blueprint

__all__ = ["App", "Blueprint"]
