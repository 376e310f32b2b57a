"""What a request without body, query string and cookies does not need, imported when first used.

`late.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names

_HOMES = {
    "Body": "microweb.requests.body",
    "Cookies": "microweb.requests.parameters",
    "FileStorage": "microweb.requests.uploads",
    "Parameters": "microweb.requests.parameters",
    "open_body": "microweb.requests.body",
    "parse_content_length": "microweb.requests.body",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)
