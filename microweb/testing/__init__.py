"""What tests send requests with: clients without a server, and the environs they make.

The names are imported when they are first asked for, so that an app that serves does not pay for
its tests; `__init__.pyi` lists them for type checkers.
"""

from importlib import import_module

_HOMES = {
    "AppClient": "app_client",
    "Client": "client",
    "Cookie": "cookies",
    "CookieJar": "cookies",
    "TestResponse": "client",
    "make_app_environ": "app_client",
    "make_environ": "environ",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    """Import a public name from its module, once. PEP 562."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
