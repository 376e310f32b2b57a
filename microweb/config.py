"""Config: an app's settings, a dict with loaders, and the defaults of all keys."""

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from types import ModuleType
from typing import IO, Any, NoReturn, Self, cast

__all__ = ["DEFAULTS", "Config"]

DEFAULTS: dict[str, Any] = {
    "APPLICATION_ROOT": "/",
    "CONTENT_SECURITY_POLICY": "base-uri 'self'; frame-ancestors 'self'; object-src 'none'",
    "CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "CROSS_ORIGIN_RESOURCE_POLICY": "same-origin",
    "CSRF_PROTECTION": True,
    "CSRF_TOKENS": False,
    "CSRF_TRUSTED_ORIGINS": (),
    "DEBUG": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
    "MAX_COOKIE_SIZE": 4093,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "MAX_FORM_PARTS": 1000,
    "MAX_JSON_ITEMS": 100_000,
    "MAX_JSON_SIZE": 1024 * 1024,
    "MAX_PART_HEADERS": 32,
    "MAX_PART_HEADER_SIZE": 8 * 1024,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
    "PERMISSIONS_POLICY": None,
    "PREFERRED_URL_SCHEME": "http",
    "PROPAGATE_EXCEPTIONS": None,
    "PROVIDE_AUTOMATIC_OPTIONS": True,
    "REFERRER_POLICY": "strict-origin-when-cross-origin",
    "REMEMBER_COOKIE_DURATION": timedelta(days=31),
    "REMEMBER_COOKIE_NAME": "remember_token",
    "SECRET_KEY": None,
    "SECRET_KEY_FALLBACKS": (),
    "SEND_FILE_MAX_AGE_DEFAULT": None,
    "SERVER_NAME": None,
    "SESSION_ABSOLUTE_LIFETIME": timedelta(hours=12),
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_COOKIE_PATH": None,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_SECURE": None,
    "SESSION_IDLE_LIFETIME": timedelta(hours=2),
    "SESSION_REFRESH_EACH_REQUEST": True,
    "SESSION_STORE": None,
    "STATIC_HASHED_URLS": True,
    "STRICT_TRANSPORT_SECURITY": None,
    "TEMPLATES_AUTO_RELOAD": None,
    "TESTING": False,
    "TRAP_BAD_REQUEST_ERRORS": None,
    "TRAP_HTTP_EXCEPTIONS": False,
    "TRUSTED_HOSTS": None,
    "X_CONTENT_TYPE_OPTIONS": "nosniff",
    "X_FRAME_OPTIONS": "SAMEORIGIN",
}
"""Every key that microweb reads, with its default."""


class Config(dict[str, Any]):
    """Settings by upper-case name. A change takes effect with the next request."""

    def __init__(
        self,
        root_path: str | os.PathLike[str],
        defaults: Mapping[str, Any] | None = None,
        *,
        on_change: Callable[[], object] = lambda: None,
    ) -> None:
        """Start with the defaults.

        Args:
            root_path: The folder that relative file names are looked up in.
            defaults: The first values.
            on_change: Called after each change.
        """
        super().__init__(defaults or {})
        self.root_path = root_path
        self._on_change = on_change

    def __missing__(self, key: str) -> Any:
        """Say which key may have been meant, where one is asked for that is not there."""
        near = _nearest(key, self)
        hint = f"; did you mean {near!r}?" if near else ""
        raise KeyError(f"the config has no {key!r}{hint}")

    def __getattr__(self, name: str) -> NoReturn:
        """Say how a setting is read, where it is asked for as an attribute."""
        kind = type(self).__name__
        hint = f"; a setting is an item: app.config[{name!r}]" if name.isupper() else ""
        raise AttributeError(
            f"{kind!r} object has no attribute {name!r}{hint}", name=name, obj=self
        )

    def misspelt(self) -> dict[str, str]:
        """Give the keys that look like misspelt ones of the framework, each with that one.

        A key of the app's own may look so too: this is for a check, not for an error.
        """
        found: dict[str, str] = {}
        for key in self:
            near = _nearest(key, DEFAULTS, cutoff=0.88) if key not in DEFAULTS else None
            if near is not None:
                found[key] = near
        return found

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self._on_change()

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self._on_change()

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Take in a mapping or pairs, and keywords."""
        super().update(*args, **kwargs)
        self._on_change()

    def setdefault(self, key: str, default: Any = None) -> Any:
        """Set a key unless it is there; give its value."""
        value = super().setdefault(key, default)
        self._on_change()
        return value

    def pop(self, *args: Any) -> Any:
        """Take a key out."""
        value = super().pop(*args)
        self._on_change()
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take the last key out."""
        item = super().popitem()
        self._on_change()
        return item

    def clear(self) -> None:
        """Take all keys out."""
        super().clear()
        self._on_change()

    def __ior__(self, other: Any) -> Self:  # type: ignore[override,misc]  # one of dict's two
        self.update(other)
        return self

    def from_mapping(self, mapping: Mapping[str, Any] | None = None, **kwargs: Any) -> bool:
        """Take in the upper-case keys of a mapping and of the keywords; always True."""
        merged = {**(mapping or {}), **kwargs}
        self.update({key: value for key, value in merged.items() if key.isupper()})
        return True

    def from_object(self, source: object | str) -> None:
        """Take in the upper-case attributes of an object, or of what a dotted name imports."""
        if isinstance(source, str):
            source = _import_string(source)
        self.update({key: getattr(source, key) for key in dir(source) if key.isupper()})

    def from_pyfile(self, filename: str | os.PathLike[str], *, silent: bool = False) -> bool:
        """Run a Python file and take in its upper-case names.

        Args:
            filename: The file, relative to the root path.
            silent: Give False for a missing file, rather than raise.

        Raises:
            OSError: The file cannot be read.
        """
        file = self._open(filename, text=False, silent=silent)
        if file is None:
            return False
        with file:
            code = compile(file.read(), file.name, "exec")
        module = ModuleType("config")
        module.__file__ = file.name
        exec(code, module.__dict__)  # nosec B102  # noqa: S102  # a config file is a program of the app's own
        self.from_object(module)
        return True

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[IO[Any]], Mapping[str, Any]],
        *,
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Take in the upper-case keys of a file that `load` reads, such as `json.load`.

        Args:
            filename: The file, relative to the root path.
            load: Reads an open file into a mapping.
            silent: Give False for a missing file, rather than raise.
            text: Open the file as UTF-8 text; `tomllib.load` wants False.

        Raises:
            OSError: The file cannot be read.
        """
        file = self._open(filename, text=text, silent=silent)
        if file is None:
            return False
        with file:
            return self.from_mapping(load(file))

    def _open(
        self, filename: str | os.PathLike[str], *, text: bool, silent: bool
    ) -> IO[Any] | None:
        """Open a file; None for a missing one that may be missing."""
        path = os.path.join(self.root_path, filename)
        try:
            return open(path, "r" if text else "rb", encoding="utf-8" if text else None)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            if silent:
                return None
            raise

    def from_envvar(self, variable: str, *, silent: bool = False) -> bool:
        """Run the Python file that an environment variable names: see `from_pyfile`.

        Raises:
            RuntimeError: The variable is not set.
        """
        filename = os.environ.get(variable)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise RuntimeError(f"the environment variable {variable!r} does not name a config file")

    def from_prefixed_env(
        self, prefix: str = "MICROWEB", *, loads: Callable[[str], Any] | None = None
    ) -> bool:
        """Take in environment variables such as `MICROWEB_SECRET_KEY`; always True.

        Args:
            prefix: What stands before the key and an underscore. Two underscores in the rest lead
                into a nested dict.
            loads: Reads a value; JSON if not given. What it refuses with ValueError is text.

        Raises:
            TypeError: A name with two underscores leads into a value that is no dict.
        """
        if loads is None:
            import json  # config from the environment is the exception

            loads = json.loads
        start = f"{prefix}_"
        for name in sorted(os.environ):
            if not name.startswith(start):
                continue
            text = os.environ[name]
            try:
                value = loads(text)
            except ValueError:
                value = text
            self._set_nested(name.removeprefix(start).split("__"), value)
        return True

    def _set_nested(self, path: list[str], value: Any) -> None:
        target: dict[str, Any] = self
        for key in path[:-1]:
            inner: object = target.setdefault(key, {})
            if not isinstance(inner, dict):
                kind = type(inner).__name__
                raise TypeError(f"cannot set {'__'.join(path)}: {key} is a {kind}, not a dict")
            target = cast("dict[str, Any]", inner)
        target[path[-1]] = value
        self._on_change()

    def get_namespace(
        self, namespace: str, *, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, Any]:
        """Give the keys that start with a prefix, by default trimmed and in lower case."""
        found: dict[str, Any] = {}
        for key, value in self.items():
            if key.startswith(namespace):
                name = key.removeprefix(namespace) if trim_namespace else key
                found[name.lower() if lowercase else name] = value
        return found

    def __repr__(self) -> str:
        return f"<Config {_masked(self.items())!r}>"


def _nearest(key: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    from difflib import get_close_matches  # only on the way to a message

    near = get_close_matches(key, known, 1, cutoff)
    return near[0] if near else None


# Not compiled here: that takes 0.3 ms, and hardly any program shows its settings.
_MASKED = "SECRET|PASSWORD|PASSWD|TOKEN|KEY|CREDENTIAL"
# userinfo = user ":" password, before "@" in a URL    RFC 3986 section 3.2.1
_USERINFO = r"(://[^/?#@:\s]*:)[^/?#@\s]*@"


def _masked(items: Iterable[tuple[object, object]]) -> dict[object, object]:
    """Leave out what must not stand in a log or a traceback."""
    return {
        key: "***" if value and re.search(_MASKED, str(key), re.IGNORECASE) else _mask_value(value)
        for key, value in items
    }


def _mask_value(value: object) -> object:
    if isinstance(value, dict):
        return _masked(cast("dict[object, object]", value).items())
    if isinstance(value, str):
        return re.sub(_USERINFO, r"\1***@", value)
    return value


def _import_string(name: str) -> object:
    """Import `package.module` or `package.module.attribute`."""
    module, _, attribute = name.rpartition(".")
    try:
        __import__(name)
        return sys.modules[name]
    except ModuleNotFoundError as exc:
        if not module or not name.startswith(exc.name or ""):
            raise
    __import__(module)
    return cast("object", getattr(sys.modules[module], attribute))
