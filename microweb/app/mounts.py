"""Mounts: other WSGI applications that answer for a part of an app's paths."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from microweb.exceptions import RegistrationError
from microweb.routing import Rule

__all__ = ["Mounts"]


class Mount(NamedTuple):
    """An application and its place.

    Attributes:
        prefix: The path, without a slash at the end.
        path: The prefix as it stands in an environ, WSGI latin-1.
        app: The application.
        where: Where it was mounted, as `file:line`.
    """

    prefix: str
    path: str
    app: WSGIApplication
    where: str


class Mounts:
    """The applications mounted on an app, the longest prefix first."""

    def __init__(self) -> None:
        self._mounts: list[Mount] = []

    def __bool__(self) -> bool:
        return bool(self._mounts)

    def add(
        self, prefix: str, app: WSGIApplication, *, where: str, rules: Iterable[Rule[Any]]
    ) -> None:
        """Mount an application.

        Args:
            prefix: The path it answers for, with all that is below.
            app: The application.
            where: Where it is mounted, as `file:line`.
            rules: Those of the app so far.

        Raises:
            RegistrationError: The prefix is no path, or is claimed by a rule or another mount.
        """
        prefix = prefix.rstrip("/")
        if not prefix.startswith("/") or "//" in prefix or "<" in prefix:
            raise RegistrationError(
                f"mount({prefix!r}): a mount needs a path such as '/admin', without variables "
                f"({where}); to put an application around all of this one, wrap app.wsgi_app"
            )
        path = prefix.encode().decode("latin-1")
        new = Mount(prefix, path, app, where)
        for other in self._mounts:
            if other.prefix == prefix:
                raise RegistrationError(
                    f"two applications are mounted at {prefix!r}: {other.where} and {where}"
                )
        for rule in rules:
            _check(new, rule.rule, endpoint=rule.endpoint, where=rule.where)
        self._mounts.append(new)
        self._mounts.sort(key=lambda mount: -len(mount.path))

    def with_own(self, prefix: str, app: WSGIApplication) -> "Mounts":
        """Give these mounts and one of the framework's own, which no rule is checked against."""
        mounts = Mounts()
        mounts._mounts = [*self._mounts, Mount(prefix, prefix, app, "the framework")]
        return mounts

    def check(self, rule: str, *, endpoint: str, where: str) -> None:
        """Refuse a rule whose paths an application answers for.

        Args:
            rule: Its text.
            endpoint: What it leads to.
            where: Where it is registered, as `file:line`.

        Raises:
            RegistrationError: The message names both places.
        """
        for mount in self._mounts:
            _check(mount, rule, endpoint=endpoint, where=where)

    def answer(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes] | None:
        """Let the application answer that a path belongs to; None if there is none.

        It gets the part of the path that is its own as `PATH_INFO`, the rest in `SCRIPT_NAME`, and
        what it raises is the server's to see.

        PEP 3333, "environ Variables".
        """
        path: str = environ.get("PATH_INFO", "")
        for mount in self._mounts:
            rest = path[len(mount.path) :]
            if path.startswith(mount.path) and rest[:1] in ("", "/"):
                root = environ.get("SCRIPT_NAME", "").rstrip("/") + mount.path
                return mount.app(
                    {**environ, "SCRIPT_NAME": root, "PATH_INFO": rest}, start_response
                )
        return None


def _check(mount: Mount, rule: str, *, endpoint: str, where: str) -> None:
    if f"{rule}/".startswith(f"{mount.prefix}/"):
        raise RegistrationError(
            f"the rule {rule} of {endpoint!r} ({where}) would never be reached: "
            f"an application is mounted at {mount.prefix} ({mount.where})"
        )
