"""Receive a multipart form: from a stream, through the parser, into fields and files."""

from collections.abc import Callable
from typing import NamedTuple

from microweb.exceptions import BadRequest, RequestEntityTooLarge
from microweb.http.multipart import Data, Event, MultipartParser, parse_boundary
from microweb.http.parts import MultipartError, MultipartLimitError, Part
from microweb.requests.body import READ_SIZE
from microweb.requests.limits import Limits
from microweb.requests.uploads import FileStorage, open_spool

__all__ = ["Form", "receive_form"]

_MAX_FILE_IN_MEMORY = 512 * 1024
_MAX_FILES_IN_MEMORY = 16 * 1024 * 1024
_LARGE_READ_SIZE = 256 * 1024  # writing to disk takes a fifth less than in pieces of 64 KiB
# Limits whose passing means that the form is too large, rather than malformed.
_SIZES = frozenset({"max_form_parts", "max_form_memory_size"})


class Form(NamedTuple):
    """What a form held, in order."""

    fields: list[tuple[str, str]]
    files: list[tuple[str, FileStorage]]

    def close(self) -> None:
        """Close the files."""
        for _, file in self.files:
            file.close()


def receive_form(read: Callable[[int], bytes], content_type: str, limits: Limits) -> Form:
    """Read a `multipart/form-data` body to its end.

    A file is kept in memory up to 512 KiB, all files of a form together up to 16 MiB; what is
    larger goes to disk as it comes.

    Args:
        read: Gives up to so many bytes of the body; none at its end.
        content_type: The request's, with the boundary.
        limits: How much is accepted.

    Raises:
        BadRequest: The form is malformed, a head in it too large, or a field not UTF-8.
        RequestEntityTooLarge: It has more parts or larger fields than accepted.
    """
    receiver = _Receiver()
    try:
        piece = read(READ_SIZE)
        if piece:
            _parse(piece, read, _make_parser(content_type, limits), receiver)
    except MultipartLimitError as exc:
        receiver.form.close()
        error = RequestEntityTooLarge if exc.limit in _SIZES else BadRequest
        key = f" ({exc.limit.upper()})" if exc.limit in Limits._fields else ""
        raise error(f"The form has {exc}{key}.") from None
    except MultipartError as exc:
        receiver.form.close()
        raise BadRequest(f"The form is malformed: {exc}.") from None
    except BaseException:
        receiver.form.close()
        raise
    return receiver.form


def _make_parser(content_type: str, limits: Limits) -> MultipartParser:
    return MultipartParser(
        parse_boundary(content_type),
        max_form_parts=limits.max_form_parts,
        max_form_memory_size=limits.max_form_memory_size,
        max_part_headers=limits.max_part_headers,
        max_part_header_size=limits.max_part_header_size,
    )


def _parse(
    piece: bytes, read: Callable[[int], bytes], parser: MultipartParser, receiver: "_Receiver"
) -> None:
    while piece:
        for event in parser.receive_data(piece):
            receiver.take(event)
        piece = read(_LARGE_READ_SIZE if receiver.is_on_disk else READ_SIZE)
    parser.finish()


class _Receiver:
    """Takes the events of a form, and keeps what they tell."""

    def __init__(self) -> None:
        self.form = Form([], [])
        self._spare = _MAX_FILES_IN_MEMORY
        self._name = ""
        self._file: FileStorage | None = None
        self._pieces: list[bytes] = []
        self._write: Callable[[bytes], object] = self._pieces.append

    @property
    def is_on_disk(self) -> bool:
        """Whether a file is being received that has outgrown memory."""
        return self._file is not None and self._file.stream.tell() > _MAX_FILE_IN_MEMORY

    def take(self, event: Event) -> None:
        """Take the next event."""
        if isinstance(event, Data):
            self._write(event.data)
        elif isinstance(event, Part):
            self._begin(event)
        elif self._file is not None:
            self._end_file(self._file)
        else:
            self._end_field()

    def _begin(self, part: Part) -> None:
        self._name = part.name
        if part.filename is None:
            self._file, self._pieces = None, []
            self._write = self._pieces.append
        else:
            stream = open_spool(max(1, min(self._spare, _MAX_FILE_IN_MEMORY)))
            self._file = FileStorage(stream, part.filename, part.name, headers=part.headers)
            self._write = stream.write
            self.form.files.append((part.name, self._file))

    def _end_file(self, file: FileStorage) -> None:
        size = file.stream.tell()
        if size <= _MAX_FILE_IN_MEMORY:
            self._spare = max(0, self._spare - size)
        file.stream.seek(0)

    def _end_field(self) -> None:
        try:
            value = b"".join(self._pieces).decode("utf-8")
        except UnicodeDecodeError:
            raise MultipartError(f"the field {self._name[:80]!r} is not UTF-8") from None
        self.form.fields.append((self._name, value))
