"""Raise the exception of a status code."""

from typing import NoReturn, cast
from wsgiref.types import WSGIApplication

from microweb.exceptions import client, server
from microweb.exceptions.base import HTTPException
from microweb.exceptions.client import MethodNotAllowed

__all__ = ["abort", "default_exceptions"]


default_exceptions: dict[int, type[HTTPException]] = {
    cls.code: cls
    for cls in (*vars(client).values(), *vars(server).values())
    if isinstance(cls, type) and issubclass(cls, HTTPException)
    # A class that narrows a status, such as BadRequestKeyError, has no code of its own.
    if "code" in vars(cls) and cls.code is not None
}
"""The exception class of each status code."""


def abort(status: int | WSGIApplication, *args: object, **kwargs: object) -> NoReturn:
    """Leave the view with an error answer.

    Args:
        status: A code of 400 or above, or a ready response.
        args: Given to the exception of that code: first of all a description.
        kwargs: Likewise, such as `retry_after=60` for 429.

    Raises:
        HTTPException: Always.
        LookupError: There is no exception for the code.
        TypeError: The status is neither a code nor a response.
    """
    if not isinstance(status, int):
        if not callable(status):
            raise TypeError(f"abort({status!r}) takes a status code, such as 404, or a response")
        raise HTTPException(response=status)
    cls = default_exceptions.get(status)
    if cls is None:
        raise LookupError(
            f"abort({status}): no exception for that code; "
            f"give a response instead, such as abort(Response('...', {status}))"
        )
    if cls is MethodNotAllowed and args and isinstance(args[0], str):
        kwargs["description"], args = args[0], args[1:]
    raise cast("type[Exception]", cls)(*args, **kwargs)
