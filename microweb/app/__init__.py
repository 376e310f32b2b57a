"""The application: registers routes, hooks and blueprints, and answers the server.

`Blueprint` is imported when it is first asked for; `__init__.pyi` lists both for type checkers.
"""

from microweb.app.application import App
from microweb.late_names import late_names

__all__ = ["App", "Blueprint"]  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, {"Blueprint": "microweb.app.blueprints"})
