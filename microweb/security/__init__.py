"""What keeps an application safe: passwords, signed values, throttling.

Passwords are imported with the first one, 0.7 ms; `__init__.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names
from microweb.security.csrf import csrf_exempt

__all__ = [
    "check_password_hash",  # pyright: ignore[reportUnsupportedDunderAll]
    "csrf_exempt",
    "generate_password_hash",  # pyright: ignore[reportUnsupportedDunderAll]
    "password_needs_rehash",  # pyright: ignore[reportUnsupportedDunderAll]
    "verify_login",  # pyright: ignore[reportUnsupportedDunderAll]
]

__getattr__, __dir__ = late_names(
    __name__,
    {
        "check_password_hash": "microweb.security.passwords",
        "generate_password_hash": "microweb.security.passwords",
        "password_needs_rehash": "microweb.security.passwords",
        "verify_login": "microweb.security.passwords",
    },
)
