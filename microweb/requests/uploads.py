"""FileStorage: a file that came with a form, in memory while small and on disk above."""

import os
from collections.abc import Iterator
from typing import IO, Any, Self, cast

from microweb import http
from microweb.http import Headers

__all__ = ["FileStorage", "open_spool"]

_COPY_SIZE = 64 * 1024


class FileStorage:
    """A file of a form.

    What is not named here is the stream's: `read`, `seek`, `tell`, `readline` and so on. A request
    closes its files when it ends: `save` what has to stay.

    Attributes:
        stream: The content, open for reading; in a temporary file that nobody else can open and
            that has no name, once it is larger than 512 KiB.
        filename: The name that the client gave, as sent: never use it as a path, see
            `secure_filename`. Empty where the form was sent with no file chosen.
        name: The name of the form's field.
        headers: The header fields of the part.
    """

    def __init__(
        self,
        stream: IO[bytes] | None = None,
        filename: str | None = None,
        name: str | None = None,
        content_type: str | None = None,
        content_length: int | None = None,
        headers: Headers | None = None,
    ) -> None:
        """Describe a file.

        Args:
            stream: Its content; None for an empty file.
            filename: Its name; None takes the stream's own, if it has one.
            name: The name of the form's field.
            content_type: Its media type, put into the headers.
            content_length: Its size in bytes; None has it measured when asked for.
            headers: The header fields of the part.
        """
        if stream is None:
            from io import BytesIO  # every request has it loaded; an empty file is for tests

            stream = BytesIO()
        self.stream = stream
        self.name = name
        self.filename = _name_of(stream) if filename is None else filename
        self.headers = Headers() if headers is None else headers
        if content_type is not None:
            self.headers.set("Content-Type", content_type)
        self._content_length = content_length

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.filename!r} ({self.content_type!r})>"

    def __bool__(self) -> bool:
        """Whether a file was chosen."""
        return bool(self.filename)

    def __getattr__(self, name: str) -> Any:
        if name == "stream":  # a copy that is being made has none yet
            raise AttributeError(name)
        return getattr(self.stream, name)

    def __iter__(self) -> Iterator[bytes]:
        """Give the lines."""
        return iter(self.stream)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def content_type(self) -> str | None:
        """The media type with its parameters, as the client sent it: a guess by the file name."""
        return self.headers.get("Content-Type")

    @property
    def mimetype(self) -> str:
        """The media type in lower case, without parameters; empty if there is none."""
        return http.parse_options(self.content_type or "")[0]

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The parameters of the media type."""
        return http.parse_options(self.content_type or "")[1]

    @property
    def content_length(self) -> int:
        """The size of the content in bytes, counted here; 0 where the stream cannot seek."""
        if self._content_length is None:
            if not self.stream.seekable():
                return 0
            position = self.stream.tell()
            self._content_length = self.stream.seek(0, os.SEEK_END)
            self.stream.seek(position)
        return self._content_length

    def save(self, dst: str | os.PathLike[str] | IO[bytes], buffer_size: int = _COPY_SIZE) -> None:
        """Write the content, from where the stream stands, to a path or an open file.

        Args:
            dst: Where to: never the client's file name as it is. A file there is replaced.
            buffer_size: Bytes to copy at a time.

        Raises:
            OSError: The file cannot be written.
        """
        if isinstance(dst, str | os.PathLike):
            with open(dst, "wb") as file:
                self._copy(file, buffer_size)
        else:
            self._copy(dst, buffer_size)

    def _copy(self, target: IO[bytes], size: int) -> None:
        while piece := self.stream.read(size):
            target.write(piece)

    def close(self) -> None:
        """Close the stream; a temporary file is gone then."""
        self.stream.close()


def _name_of(stream: IO[bytes]) -> str | None:
    """Give the name of an open file; one that was opened by number, or has no name, gives None."""
    name = getattr(stream, "name", None)
    if not isinstance(name, str | os.PathLike):
        return None
    text = os.fspath(cast("str | os.PathLike[str]", name))
    return None if text.startswith("<") and text.endswith(">") else text


def open_spool(max_size: int) -> IO[bytes]:
    """Open a file to write and read: in memory, and on disk once it is larger than `max_size`.

    On disk it has mode 0600 and, where the system knows such files, no name.

    Args:
        max_size: Bytes; 1 or more.
    """
    from tempfile import SpooledTemporaryFile  # 5 ms, for requests with files alone

    return cast("IO[bytes]", SpooledTemporaryFile(max_size=max_size))
