"""Send files: with validators that let a browser keep them, whole or in parts."""

import os
from collections.abc import Callable
from datetime import datetime
from io import SEEK_END
from typing import IO
from wsgiref.types import WSGIEnvironment

from microweb.exceptions import NotFound, PreconditionFailed, RequestedRangeNotSatisfiable
from microweb.http import values
from microweb.media_types import guess_media_type
from microweb.paths import open_below, open_regular, safe_join
from microweb.responses.file_body import FileBody, PipeBody
from microweb.responses.response import Response

__all__ = [
    "FileSource",
    "MaxAge",
    "check_conditions",
    "format_caching",
    "format_file_tag",
    "safe_join",
    "send_file",
    "send_from_directory",
]

FileSource = str | os.PathLike[str] | IO[bytes]
"""What can be sent: a path, or a file open for reading bytes."""

MaxAge = int | Callable[[str | None], int | None] | None
"""How long a client may use a file without asking, in seconds, or what tells it for a file name."""


def send_file(
    path_or_file: FileSource,
    environ: WSGIEnvironment,
    *,
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: MaxAge = None,
) -> Response:
    """Give a response with a file.

    Args:
        path_or_file: A path the program chose, never one that a client sent; or an open file, which
            is closed with the response.
        environ: The request's.
        mimetype: The media type; by default what the name tells. Text gets a charset.
        as_attachment: Whether the browser saves the file in place of showing it.
        download_name: The name to save it under; by default the path's last part. Given, it is
            sent for a file to show as well.
        conditional: Whether to answer 304, 412 and 206 where the request asks for them.
        etag: The entity tag; True makes one of the time and the size of a file with a path.
        last_modified: Unix time in seconds, or a moment; by default the file's.
        max_age: How long the client may use it without asking; None: it must ask.

    Raises:
        FileNotFoundError: There is no regular file at the path.
        PreconditionFailed: The request's condition does not hold.
        RequestedRangeNotSatisfiable: None of the ranges asked for lies in the file.
        TypeError: A file has no name to tell its type by, or one for an attachment.

    RFC 9110 sections 8.8, 13 and 14.
    """
    info: os.stat_result | None = None
    file: IO[bytes]
    name: str | None
    if isinstance(path_or_file, str | os.PathLike):
        path = os.fspath(path_or_file)
        number = open_regular(path)
        if number is None:
            raise FileNotFoundError(f"send_file({path!r}): there is no regular file")
        info, file = os.fstat(number), os.fdopen(number, "rb")
        name = download_name or os.path.basename(path)
        last_modified = info.st_mtime if last_modified is None else last_modified
        etag = format_file_tag(info) if etag is True else etag
    else:
        file, name = path_or_file, download_name
    try:
        response = Response(mimetype=_choose_type(mimetype, name))
        size = _put_body(response, file, info)
        if as_attachment or download_name:
            response.content_disposition = _choose_disposition(name, as_attachment)
        response.last_modified = last_modified
        if isinstance(etag, str):
            response.set_etag(etag)
        age = max_age(name) if callable(max_age) else max_age
        response.headers.set("Cache-Control", format_caching(age))
        if conditional:
            response.make_conditional(environ, accept_ranges=size is not None)
            check_conditions(response)
    except BaseException:
        file.close()
        raise
    return response


def send_from_directory(
    directory: str | os.PathLike[str],
    path: str,
    environ: WSGIEnvironment,
    *,
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: MaxAge = None,
) -> Response:
    """Give a response with a file below a folder, by a path that a client may have sent.

    Args:
        directory: The folder.
        path: The file below it, with slashes, as it comes from a URL.
        environ: The request's.
        mimetype: As for `send_file`, as are those that follow.
        as_attachment: Whether the browser saves the file in place of showing it.
        download_name: The name to save it under; by default the path's last part.
        conditional: Whether to answer 304, 412 and 206 where the request asks for them.
        etag: The entity tag; True makes one of the file's time and size.
        last_modified: Unix time in seconds, or a moment; by default the file's.
        max_age: How long the client may use it without asking; None: it must ask.

    Raises:
        NotFound: There is no such regular file below the folder: see `paths.open_below`.

    OWASP Path Traversal; RFC 9110 sections 8.8, 13 and 14.
    """
    number = open_below(os.fspath(directory), path)
    if number is None:
        raise NotFound
    info, file = os.fstat(number), os.fdopen(number, "rb")
    name = path.rpartition("/")[2]
    return send_file(
        file,
        environ,
        mimetype=mimetype or guess_media_type(name),
        as_attachment=as_attachment,
        download_name=download_name or (name if as_attachment else None),
        conditional=conditional,
        etag=format_file_tag(info) if etag is True else etag,
        last_modified=info.st_mtime if last_modified is None else last_modified,
        max_age=max_age(name) if callable(max_age) else max_age,
    )


def check_conditions(response: Response) -> None:
    """Raise the error that a failed condition is, so that the app's handlers see it.

    Raises:
        PreconditionFailed: The response is a 412.
        RequestedRangeNotSatisfiable: It is a 416.
    """
    if response.status_code == 412:
        raise PreconditionFailed
    if response.status_code == 416:
        raise RequestedRangeNotSatisfiable(response.content_range.length)


def format_file_tag(info: os.stat_result) -> str:
    """Give the opaque tag of a file: another for another time or size."""
    return f"{info.st_mtime_ns:x}-{info.st_size:x}"


def format_caching(max_age: int | None) -> str:
    """Write the Cache-Control of a file that a client may use for some seconds without asking."""
    return "no-cache" if max_age is None else f"public, max-age={int(max_age)}"


def _choose_type(mimetype: str | None, name: str | None) -> str:
    if mimetype is not None:
        return mimetype
    if name is None:
        raise TypeError("send_file(file) needs a mimetype or a download_name: a file has no name")
    return guess_media_type(name)


def _choose_disposition(name: str | None, as_attachment: bool) -> "values.ContentDisposition":
    if not name:
        raise TypeError("send_file(file, as_attachment=True) needs a download_name for the file")
    return values.ContentDisposition("attachment" if as_attachment else "inline", name)


def _put_body(response: Response, file: IO[bytes], info: os.stat_result | None) -> int | None:
    """Make a file the body; give its size, None for one that cannot be searched, as a pipe."""
    if info is None and not file.seekable():
        response.response = PipeBody(file)
        return None
    size = file.seek(0, SEEK_END) if info is None else info.st_size
    response.response = FileBody(file, size)
    response.direct_passthrough = True
    response.headers.set("Content-Length", size)
    return size
