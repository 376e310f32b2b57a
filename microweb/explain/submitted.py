"""Tell what form a failed request had sent, for the debug page."""

import traceback
from collections.abc import Iterator
from wsgiref.types import WSGIEnvironment

from microweb.exceptions import HTTPException
from microweb.requests.request import Request
from microweb.server.masking import describe

__all__ = ["describe_submission"]

_MAX_FIELDS = 50


def describe_submission(environ: WSGIEnvironment, error: BaseException) -> list[tuple[str, str]]:
    """Describe the fields of the form and its files, secrets masked.

    Args:
        environ: The request that failed.
        error: What left the app; its frames know the request.

    Returns:
        A title and a text, or nothing where no form was sent.
    """
    request = _find_request(environ, error)
    if request is None:
        return []
    try:
        lines = list(_list_fields(request))
    except (HTTPException, OSError):
        return []
    more = [f"... and {len(lines) - _MAX_FIELDS} more"] if len(lines) > _MAX_FIELDS else []
    return [("Form", "\n".join(lines[:_MAX_FIELDS] + more))] if lines else []


def _find_request(environ: WSGIEnvironment, error: BaseException) -> Request | None:
    for frame, _ in traceback.walk_tb(error.__traceback__):
        for value in frame.f_locals.values():
            if isinstance(value, Request) and value.environ is environ:
                return value
    return None


def _list_fields(request: Request) -> Iterator[str]:
    for name, values in request.form.lists():
        for value in values:
            yield f"{name} = {describe(name, value)}"
    for name, files in request.files.lists():
        for file in files:
            yield f"{name} = file {file.filename!r}"
