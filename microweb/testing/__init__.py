"""What tests send requests with: clients without a server, and the environs they make.

The names are imported when they are first asked for, so that an app that serves does not pay for
its tests; `__init__.pyi` lists them for type checkers.
"""

from microweb.late_names import late_names

_HOMES = {
    "AppClient": "microweb.testing.app_client",
    "Client": "microweb.testing.client",
    "Cookie": "microweb.testing.cookies",
    "CookieJar": "microweb.testing.cookies",
    "TestResponse": "microweb.testing.client",
    "make_app_environ": "microweb.testing.app_client",
    "make_environ": "microweb.testing.environ",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)
