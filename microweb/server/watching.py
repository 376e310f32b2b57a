"""Find out which files changed, by looking at when they were last written, for the reloader.

Looking works everywhere, on network disks and in containers too, where the systems' own ways to be
told of a change differ or fall silent. It is paced by what it costs: each look is followed by a
rest of at least a hundred times its length, so that it takes less than 1 % of one processor
however many the files.
"""

import os
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator
from os import PathLike

__all__ = ["Files", "Watcher", "list_modules", "list_project", "name_files", "walk"]

_INTERVAL = 0.3
_MAX_INTERVAL = 3.0
_REST = 120

# An editor that saves writes several files, or one in several steps; seconds.
_SETTLING = 0.1
_MAX_SETTLING = 2.0

_MAX_FILES = 5000

_PROJECT_SUFFIXES = (".py", ".toml", ".ini", ".cfg", ".json", ".yaml", ".yml", ".html")
_FOREIGN_FOLDERS = ("__pycache__", "node_modules", "site-packages")

_STDLIB = os.path.join(sysconfig.get_path("stdlib"), "")
_PACKAGES = os.path.join(sysconfig.get_path("purelib"), "")

_Stamp = tuple[int, int] | None


class Files:
    """Files, and when each was last written.

    Args:
        listing: Gives their paths; called at every look.
        news: Whether a file that turns up later is a change.
        started: When the process began that has read the files, Unix time in seconds: what was
            written between then and the first look is a change.
    """

    def __init__(
        self, listing: Callable[[], Iterable[str]], *, news: bool, started: float | None = None
    ) -> None:
        self._listing = listing
        self._news = news
        self._stamps = {path: _stamp(path) for path in listing()}
        self._early = [] if started is None else self._find_written_since(started)

    def find_changes(self) -> list[str]:
        """Give the paths that changed, came or went since the last call."""
        changed, self._early = self._early, []
        for path in {*self._stamps, *self._listing()}:
            stamp = _stamp(path)
            if self._news if path not in self._stamps else stamp != self._stamps[path]:
                changed.append(path)
            self._stamps[path] = stamp
        return changed

    def _find_written_since(self, started: float) -> list[str]:
        # Not one from the future, by a clock that is wrong: it would count at every start.
        first, last = int(started * 1e9), time.time_ns()
        return [path for path, stamp in self._stamps.items() if stamp and first < stamp[0] <= last]


class Watcher:
    """Looks at files from time to time, and waits for changes to come to rest."""

    def __init__(self, *files: Files) -> None:
        self._files = files
        self._next = time.monotonic() + _INTERVAL
        self._changed: set[str] = set()
        self._first_change = 0.0

    def poll(self) -> list[str]:
        """Look, if it is time to.

        Returns:
            The paths that changed, once no more do; until then, and else, none.
        """
        began = time.monotonic()
        if began < self._next:
            return []
        found = {path for files in self._files for path in files.find_changes()}
        took = time.monotonic() - began
        self._next = began + took + min(max(_INTERVAL, took * _REST), _MAX_INTERVAL)
        if found and not self._changed:
            self._first_change = began
        self._changed |= found
        if self._changed and found and began < self._first_change + _MAX_SETTLING:
            self._next = began + took + _SETTLING
            return []
        changed, self._changed = sorted(self._changed), set()
        return changed


def _stamp(path: str) -> _Stamp:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


class _Modules:
    """The source files of what is imported; listed anew only when more is."""

    def __init__(self) -> None:
        self._count = -1
        self._paths: list[str] = []

    def __call__(self) -> list[str]:
        if len(sys.modules) != self._count:
            self._count = len(sys.modules)
            self._paths = list(_find_sources())
        return self._paths


def list_modules() -> Callable[[], Iterable[str]]:
    """Make a listing of the imported modules' files, but for the standard library's."""
    return _Modules()


def _find_sources() -> Iterator[str]:
    for module in list(sys.modules.values()):
        # Not by `getattr`, at which a lazy module would begin to load.
        path = getattr(module, "__dict__", {}).get("__file__")
        if isinstance(path, str) and (not path.startswith(_STDLIB) or path.startswith(_PACKAGES)):
            yield os.path.abspath(path)


def walk(paths: Iterable[str | PathLike[str]], *, suffixes: tuple[str, ...] = ()) -> Iterator[str]:
    """Give files, and those in folders, 5,000 at most.

    Args:
        paths: Files and folders; a file need not exist.
        suffixes: Of the files in folders; all of them without.
    """
    pending = [os.path.abspath(path) for path in paths]
    found = 0
    while pending and found < _MAX_FILES:
        path = pending.pop()
        try:
            entries = list(os.scandir(path))
        except OSError:
            yield path
            found += 1
            continue
        if any(entry.name == "pyvenv.cfg" for entry in entries):
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name in _FOREIGN_FOLDERS:
                continue
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)
            elif entry.name.endswith(suffixes or ("",)):
                yield entry.path
                found += 1


def list_project() -> Iterator[str]:
    """Give what a program that cannot start may lack: its sources, templates and settings."""
    main = sys.path[0] if sys.path else ""
    return walk({os.path.abspath(main), os.getcwd()}, suffixes=_PROJECT_SUFFIXES)


def name_files(paths: list[str]) -> str:
    """Write paths for a person, in one line: "app.py changed"."""
    here = os.path.join(os.getcwd(), "")
    first = paths[0].removeprefix(here)
    more = len(paths) - 1
    if not more:
        return f"{first} changed"
    return f"{first} and {more} more file{'s' if more > 1 else ''} changed"
