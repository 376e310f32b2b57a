"""What a request without query string, form and cookies does not need, imported when first used.

`late.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names

_HOMES = {
    "FileStorage": "microweb.requests.uploads",
    "Parameters": "microweb.requests.parameters",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)
