"""Open files by paths that come from outside: only regular ones, and only below a root.

A path is first judged as text, so that nothing odd ever reaches the system. Then each of its
segments is opened below the one before it without following a link, so that whoever swaps a file
for a link in between gains nothing. A path with a link on it is resolved, judged again and opened
in the same way.
"""

import errno
import os
import stat

__all__ = ["open_below", "open_regular", "safe_join"]

_WINDOWS_NAMES = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
    + [f"{stem}{digit}" for stem in ("COM", "LPT") for digit in "0123456789¹²³"]
)
# Without O_NONBLOCK a named pipe would block. Windows has only the last of these.
_FILE_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
# What the systems say of a link that must not be followed: as a file, and as a folder.
_LINK_ERRORS = frozenset({errno.ELOOP, errno.ENOTDIR, errno.EMLINK, getattr(errno, "EFTYPE", -1)})
_CAN_WALK = os.open in os.supports_dir_fd and bool(_NO_FOLLOW)


def safe_join(root: str, path: str) -> str | None:
    """Join a path from a URL to a root; None when it could lead anywhere but below it.

    Refused on every system: empty, `.`, `..` and hidden segments, backslashes, colons, NUL,
    trailing dots and blanks, and the device names of Windows.

    Args:
        root: The folder.
        path: The rest, percent-decoded, with slashes.

    OWASP Path Traversal.
    """
    segments = path.split("/")
    if not all(map(_is_safe, segments)):
        return None
    return os.path.join(root, *segments)


def _is_safe(segment: str) -> bool:
    return not (
        not segment
        or segment[0] == "."
        or segment[-1] in ". "
        or any(char in segment for char in "\\:\x00")
        or segment.partition(".")[0].rstrip(" ").upper() in _WINDOWS_NAMES
    )


def open_regular(path: str | os.PathLike[str]) -> int | None:
    """Open a file at a trusted path; None where there is no regular file.

    Returns:
        A file descriptor, for reading.
    """
    try:
        return _checked(os.open(path, _FILE_FLAGS & ~_NO_FOLLOW))
    except (OSError, ValueError):
        return None


def open_below(root: str, path: str) -> int | None:
    """Open a regular file whose real place is below a root; None where there is none.

    Args:
        root: The folder; it may itself be a link.
        path: The rest, as for `safe_join`.

    Returns:
        A file descriptor, for reading.

    CWE-22; CWE-59; CWE-367.
    """
    joined = safe_join(root, path)
    if joined is None:
        return None
    if not _CAN_WALK:
        return _open_resolved(root, joined)
    try:
        return _checked(_walk(root, path.split("/")))
    except OSError as exc:
        # A link is on the way, which may stay below the root; else there is no such file.
        return _open_resolved(root, joined) if exc.errno in _LINK_ERRORS else None
    except ValueError:
        return None


def _walk(root: str, segments: list[str]) -> int:
    """Open segment by segment, each in the folder that is held open, never through a link."""
    *folders, name = segments
    folder = os.open(root, _FOLDER_FLAGS)
    try:
        for segment in folders:
            inner = os.open(segment, _FOLDER_FLAGS | _NO_FOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        return os.open(name, _FILE_FLAGS, dir_fd=folder)
    finally:
        os.close(folder)


def _open_resolved(root: str, joined: str) -> int | None:
    """Open the real place of a path, if that is below the root and could be asked for by name."""
    try:
        real_root = os.path.realpath(root)
        real = os.path.realpath(joined, strict=True)
        if os.path.commonpath([real_root, real]) != real_root:
            return None
        segments = os.path.relpath(real, real_root).split(os.sep)
        if not all(map(_is_safe, segments)):
            return None
        if _CAN_WALK:
            return _checked(_walk(real_root, segments))
        number = _checked(os.open(real, _FILE_FLAGS))
    except (OSError, ValueError):
        return None
    # Where a folder cannot be held open, a link put on the way in between is seen afterwards.
    if number is not None and os.path.realpath(joined) != real:
        os.close(number)
        return None
    return number


def _checked(number: int) -> int | None:
    """Let a regular file pass; close anything else."""
    if stat.S_ISREG(os.fstat(number).st_mode):
        return number
    os.close(number)
    return None
