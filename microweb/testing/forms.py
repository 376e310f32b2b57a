"""Encode the body of a form for the test client, with or without files, as a browser does."""

from collections.abc import Iterable, Mapping
from typing import IO, Any, cast

from microweb.http import MultiDict, format_query, parse_options
from microweb.requests.uploads import FileStorage

__all__ = ["encode_form", "spread_values"]

_FORM_TYPE = "application/x-www-form-urlencoded"
_MULTIPART_TYPE = "multipart/form-data"
_DEFAULT_TYPE = "application/octet-stream"


def spread_values(values: Mapping[str, Any]) -> Iterable[tuple[str, object]]:
    """Give pairs; a list gives one for each of its items, None gives none."""
    if isinstance(values, MultiDict):
        yield from cast("MultiDict[object]", values).items(multi=True)
        return
    for name, value in values.items():
        if isinstance(value, list | tuple) and not _is_file(cast("object", value)):
            yield from ((name, item) for item in cast("Iterable[object]", value))
        elif value is not None:
            yield name, value


def encode_form(data: Mapping[str, Any], content_type: str | None) -> tuple[bytes, str]:
    """Encode a form.

    Args:
        data: Values by name. A file is a `FileStorage`, an open file, or a tuple of an open file, a
            file name and, if you like, a media type.
        content_type: The form's, if it is not to follow from what is in it: multipart if there is a
            file. A boundary is added to a multipart type without one.

    Returns:
        The body and its Content-Type.
    """
    pairs = list(spread_values(data))
    kind, options = parse_options(content_type or "")
    if kind != _MULTIPART_TYPE and not any(_is_file(value) for _, value in pairs):
        return format_query(pairs).encode(), content_type or _FORM_TYPE
    parts = [_encode_part(name, value) for name, value in pairs]
    boundary = options.get("boundary")
    if boundary is None:
        boundary = _find_boundary(parts)
        content_type = f"{_MULTIPART_TYPE}; boundary={boundary}"
    delimiter = f"--{boundary}\r\n".encode()
    body = b"".join(delimiter + part + b"\r\n" for part in parts)
    return body + f"--{boundary}--\r\n".encode(), cast("str", content_type)


def _is_file(value: object) -> bool:
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        return len(items) in (2, 3) and hasattr(items[0], "read")
    return isinstance(value, FileStorage) or hasattr(value, "read")


def _encode_part(name: str, value: object) -> bytes:
    head = f'Content-Disposition: form-data; name="{_escape(name)}"'
    if not _is_file(value):
        return f"{head}\r\n\r\n{value}".encode()
    file = _as_storage(value)
    filename = file.filename or ""
    content_type = file.content_type or _guess_type(filename)
    head = f'{head}; filename="{_escape(filename)}"\r\nContent-Type: {content_type}\r\n\r\n'
    return head.encode() + _read(file.stream)


def _as_storage(value: object) -> FileStorage:
    if isinstance(value, FileStorage):
        return value
    if isinstance(value, tuple):
        stream, filename, *rest = cast("tuple[Any, ...]", value)
        return FileStorage(stream, filename, content_type=rest[0] if rest else None)
    return FileStorage(cast("IO[bytes]", value))


def _read(stream: IO[bytes]) -> bytes:
    """Read a file to its end, and go back: a redirect may have it sent again."""
    if not stream.seekable():
        return stream.read()
    position = stream.tell()
    data = stream.read()
    stream.seek(position)
    return data


def _guess_type(filename: str) -> str:
    from mimetypes import guess_type  # 4 ms, for tests with files alone

    return guess_type(filename)[0] or _DEFAULT_TYPE


def _escape(text: str) -> str:
    """Escape a name as browsers do.

    HTML, "multipart/form-data encoding algorithm".
    """
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _find_boundary(parts: list[bytes]) -> str:
    number = 0
    while any(f"----microweb{number}".encode() in part for part in parts):
        number += 1
    return f"----microweb{number}"
