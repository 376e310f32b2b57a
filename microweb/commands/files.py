"""Types of parameters that name files and folders."""

import os
import stat
import sys
from typing import IO, Any, cast

from microweb.commands.errors import FileError
from microweb.commands.types import ParamType

__all__ = ["File", "Path"]


class Path(ParamType):
    """The name of a file or a folder."""

    def __init__(
        self,
        exists: bool = False,
        file_okay: bool = True,
        dir_okay: bool = True,
        writable: bool = False,
        readable: bool = True,
        resolve_path: bool = False,
        allow_dash: bool = False,
        path_type: type[Any] | None = None,
    ) -> None:
        """Say what is accepted.

        Args:
            exists: It must be there.
            file_okay: It may be a file.
            dir_okay: It may be a folder.
            writable: If it is there, it can be written.
            readable: If it is there, it can be read.
            resolve_path: Give it absolute, without links.
            allow_dash: `-` stands for standard input or output.
            path_type: What to make of the name, such as `pathlib.Path`.
        """
        self.name = "file" if not dir_okay else "directory" if not file_okay else "path"
        self.exists = exists
        self.file_okay = file_okay
        self.dir_okay = dir_okay
        self.writable = writable
        self.readable = readable
        self.resolve_path = resolve_path
        self.allow_dash = allow_dash
        self.path_type = path_type

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the name, checked."""
        path = os.fspath(cast("str | os.PathLike[str]", value))
        if not (self.allow_dash and path == "-"):
            if self.resolve_path:
                path = os.path.realpath(path)
            self._check(path, param, ctx)
        return path if self.path_type is None else self.path_type(path)

    def _check(self, path: str, param: Any, ctx: Any) -> None:
        kind = self.name.title()
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError):
            if self.exists:
                self.fail(f"{kind} {path!r} does not exist.", param, ctx)
            return
        problems = {
            "is a file": not self.file_okay and stat.S_ISREG(mode),
            "is a directory": not self.dir_okay and stat.S_ISDIR(mode),
            "is not readable": self.readable and not os.access(path, os.R_OK),
            "is not writable": self.writable and not os.access(path, os.W_OK),
        }
        for problem, is_so in problems.items():
            if is_so:
                self.fail(f"{kind} {path!r} {problem}.", param, ctx)


class File(ParamType):
    """An open file, closed at the end of the command; `-` is standard input or output."""

    name = "filename"

    def __init__(
        self, mode: str = "r", encoding: str | None = None, errors: str | None = "strict"
    ) -> None:
        """Say how it is opened.

        Args:
            mode: As for `open`.
            encoding: Of a text file; by default UTF-8.
            errors: What to do with bytes that are none in the encoding, as for `open`.
        """
        self.mode = mode
        self.encoding = encoding or "utf-8"
        self.errors = errors

    def convert(self, value: Any, param: Any, ctx: Any) -> IO[Any]:
        """Open the file."""
        if hasattr(value, "read") or hasattr(value, "write"):
            opened: IO[Any] = value
            return opened
        binary = "b" in self.mode
        path = os.fspath(cast("str | os.PathLike[str]", value))
        if path == "-":
            stream = sys.stdin if "r" in self.mode else sys.stdout
            return stream.buffer if binary else stream
        try:
            file: IO[Any] = open(  # noqa: SIM115  # closed with the context
                path,
                self.mode,
                encoding=None if binary else self.encoding,
                errors=None if binary else self.errors,
            )
        except OSError as error:
            raise FileError(path, error.strerror or str(error)) from error
        if ctx is not None:
            ctx.call_on_close(file.close)
        return file
