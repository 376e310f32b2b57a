"""Find out what a folder has to serve, without importing anything."""

import re
from pathlib import Path
from typing import NamedTuple

__all__ = ["Found", "find_targets"]

_FILES = ("wsgi.py", "app.py")
_PACKAGES = ("*/__init__.py", "src/*/__init__.py")
_NAME = r"(?:app|application|create_app|make_app)\b"
# At the left margin: a factory, a name with a value, an import of one, or any name of an `App`. The
# text is searched rather than parsed, so that a package with a syntax error is found, and says it.
_APP_RE = re.compile(
    rf"^(?:def[ ]+{_NAME}"
    rf"|{_NAME}[ ]*(?::[^=\n]+)?=(?!=)"
    rf"|\w+[ ]*(?::[^=\n]+)?=[ ]*(?:\w+\.)?App\("
    rf"|from[ ]+[\w.]+[ ]+import[ ]+(?:\([^)]*|.*)\b{_NAME})",
    re.MULTILINE,
)


class Found(NamedTuple):
    """What a folder has to serve.

    Attributes:
        usual: `wsgi.py` or `app.py`, where there is one.
        packages: The packages with an application in them; not looked for beside a usual file.
        modules: Other modules that have one, for a hint.
    """

    usual: str | None
    packages: list[str]
    modules: list[str]


def find_targets(folder: Path) -> Found:
    """Look for applications in a folder, and for packages in its `src`.

    Returns:
        Targets as `load_app` takes them.
    """
    usual = next((name for name in _FILES if (folder / name).exists()), None)
    if usual is not None:
        return Found(usual, [], [])
    packages = [path for form in _PACKAGES for path in sorted(folder.glob(form)) if _has_app(path)]
    modules = [path.stem for path in sorted(folder.glob("*.py")) if _has_app(path)]
    return Found(None, [_name(folder, path.parent) for path in packages], modules)


def _has_app(path: Path) -> bool:
    name = path.parent.name if path.name == "__init__.py" else path.stem
    if not name.isidentifier() or name == "tests":
        return False
    try:
        return _APP_RE.search(path.read_text(encoding="utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False


def _name(folder: Path, package: Path) -> str:
    """Give the name of a package; of one that is not importable from here, its path."""
    return package.name if package.parent == folder else package.relative_to(folder).as_posix()
