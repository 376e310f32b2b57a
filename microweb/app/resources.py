"""Open the files that belong to a program: beside its modules, or to its installation."""

import os
from typing import IO, Any

__all__ = ["open_resource"]


def open_resource(
    folder: str,
    resource: str | os.PathLike[str],
    mode: str = "rb",
    encoding: str | None = None,
    *,
    for_reading: bool = True,
) -> IO[Any]:
    """Open a file by its path below a folder.

    Args:
        folder: The folder, absolute.
        resource: The path, chosen by the program: one that a client sent may lead anywhere.
        mode: As for `open`.
        encoding: Of text; by default UTF-8.
        for_reading: Whether other modes are refused: what lies beside a module is not the
            program's to change.

    Raises:
        ValueError: The mode is not one for reading.
        OSError: There is no such file, or it cannot be opened.
    """
    if for_reading and mode not in ("r", "rt", "rb"):
        raise ValueError(f"a resource is opened for reading ('r', 'rt', 'rb'), not with {mode!r}")
    path = os.path.join(folder, resource)
    return open(path, mode, encoding=None if "b" in mode else encoding or "utf-8")
