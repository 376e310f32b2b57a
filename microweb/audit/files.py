"""Look at the files of an app that nobody else on the machine is to read."""

import os
import stat
from collections.abc import Iterator

from microweb.app import App
from microweb.audit.findings import Finding

__all__ = ["audit_files"]

_DATABASES = (".db", ".sqlite", ".sqlite3")


def audit_files(app: App) -> Iterator[Finding]:
    """Check the permissions of the databases, settings and keys that the app is known to have."""
    if os.name != "posix":
        return  # elsewhere the mode does not say who may read a file
    for path in sorted({*_private_files(app.instance_path), *_databases(app)}):
        if os.stat(path).st_mode & stat.S_IROTH:
            yield Finding(
                "warning",
                "readable-by-all",
                f"every user of this machine can read {path}",
                f"chmod o-rwx {path}",
            )


def _databases(app: App) -> Iterator[str]:
    """Give the database files that the settings name, or have as a store of sessions."""
    for value in app.config.values():
        name: object = getattr(value, "path", value)
        if isinstance(name, str) and name.endswith(_DATABASES):
            name = name.removeprefix("sqlite:///")
            # A store's path begins where the program was started, an app's own often elsewhere.
            paths = {os.path.abspath(name), os.path.join(app.instance_path, name)}
            yield from (path for path in paths if os.path.isfile(path))


def _private_files(folder: str) -> Iterator[str]:
    """Give the databases, settings and keys in the instance folder."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = entry.name.lower()
        if entry.is_file() and (
            name.endswith((*_DATABASES, ".py", ".toml", ".json", ".key", ".pem"))
            or "secret" in name
        ):
            yield entry.path
