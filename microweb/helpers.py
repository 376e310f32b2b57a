"""What a view calls: a thin layer that finds the request and hands it to the framework."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import wraps
from typing import IO, Any, ParamSpec, TypeVar, cast, overload

from microweb.app import App
from microweb.app.flashing import add_flash, take_flashes
from microweb.app.redirection import make_redirect
from microweb.context import (
    AfterFunction,
    current_context,
    current_owner,
    has_context,
)
from microweb.exceptions import abort
from microweb.responses.response import Response

__all__ = [
    "abort",
    "after_this_request",
    "copy_current_request_context",
    "flash",
    "get_flashed_messages",
    "get_template_attribute",
    "jsonify",
    "make_response",
    "redirect",
    "render_template",
    "render_template_string",
    "send_file",
    "send_from_directory",
    "stream_template",
    "stream_template_string",
    "stream_with_context",
    "url_for",
]

P = ParamSpec("P")
T = TypeVar("T")


def _app() -> App:
    return cast("App", current_owner())


def url_for(
    endpoint: str,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: Any,
) -> str:
    """Give the URL of an endpoint.

    Args:
        endpoint: The name of the view; `.name` for one of the same blueprint.
        _anchor: The fragment.
        _method: The method that the rule must answer.
        _scheme: The scheme; makes the URL absolute.
        _external: Whether the URL has scheme and host.
        values: The arguments of the rule; others become the query string.

    Raises:
        BuildError: There is no such endpoint, or a value is missing or refused.
    """
    return _app().url_for(
        endpoint,
        _anchor=_anchor,
        _method=_method,
        _scheme=_scheme,
        _external=_external,
        **values,
    )


def redirect(location: str, code: int = 303) -> Response:
    """Give a response that sends the client on.

    Args:
        location: A path of this site, or an http(s) URL.
        code: The status; by default 303, which makes a GET of whatever was asked.

    Raises:
        BadRequest: A browser would read the location otherwise than it is written.
        ValueError: The code is not one of a redirect.

    RFC 9110 section 15.4; OWASP Unvalidated Redirects and Forwards.
    """
    if not has_context():
        return make_redirect(location, code)
    return _app().redirect(location, code)


def make_response(*args: Any) -> Response:
    """Turn what a view may return into a response, to set headers or cookies on it."""
    value = args[0] if len(args) == 1 else args or ""
    return _app().make_response(value)


def jsonify(*args: Any, **kwargs: Any) -> Response:
    """Give a JSON response: of one value, of several as a list, or of keywords as an object.

    Raises:
        TypeError: Both values and keywords are given, or a value has no form in JSON.
    """
    return _app().json.response(*args, **kwargs)


def flash(message: Any, category: str = "message") -> None:
    """Keep a message for the next page that asks for it: see `get_flashed_messages`."""
    add_flash(current_context(), message, category)


def get_flashed_messages(
    *, with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[Any]:
    """Take the messages that `flash` kept.

    Args:
        with_categories: Give `(category, message)` pairs.
        category_filter: Give those of these categories alone.
    """
    return take_flashes(
        current_context(), with_categories=with_categories, category_filter=category_filter
    )


def render_template(template_name_or_list: str | list[str], /, **values: Any) -> str:
    """Render a template file with the given values; of a list the first that exists."""
    return _app().render(template_name_or_list, current_context(), values)


def render_template_string(source: str, /, **values: Any) -> str:
    """Render a template given as text; autoescaped like a file."""
    return _app().render_string(source, current_context(), values)


def stream_template(template_name_or_list: str | list[str], /, **values: Any) -> Iterator[str]:
    """Render a template file piece by piece, to be returned from a view: see `render_template`.

    The pieces are made while they are sent, after the headers: what the template does to the
    session is not kept, and an error in it breaks the page off.
    """
    return _app().stream(template_name_or_list, current_context(), values)


def stream_template_string(source: str, /, **values: Any) -> Iterator[str]:
    """Render a template given as text piece by piece: see `stream_template`."""
    return _app().stream_string(source, current_context(), values)


def get_template_attribute(template_name: str, attribute: str) -> Any:
    """Give what a template file exports, such as a macro, to be called from Python.

    Raises:
        AttributeError: The template exports no such name.
    """
    return getattr(_app().jinja_env.get_template(template_name).module, attribute)


@overload
def stream_with_context(generator_or_function: Iterable[T]) -> Iterator[T]: ...
@overload
def stream_with_context(
    generator_or_function: Callable[P, Iterable[T]],
) -> Callable[P, Iterator[T]]: ...
def stream_with_context(
    generator_or_function: Iterable[Any] | Callable[..., Iterable[Any]],
) -> Iterator[Any] | Callable[..., Iterator[Any]]:
    """Make an iterable, or what a generator function gives, in the context of now.

    The body that a view returns is made in its context anyhow; this is for what something else
    iterates over, such as another thread.

    Args:
        generator_or_function: An iterable; or a function, as a decorator.

    Raises:
        RuntimeError: There is no context; for a function, when it is called.
    """
    if not callable(generator_or_function):
        return current_context().keep(generator_or_function)

    @wraps(generator_or_function)
    def stream(*args: Any, **kwargs: Any) -> Iterator[Any]:
        return current_context().keep(generator_or_function(*args, **kwargs))

    return stream


def copy_current_request_context(f: Callable[P, T]) -> Callable[P, T]:
    """Let a function run in another thread with the request and the session of this one.

    Each call has a `g` of its own, and ends with the teardown functions. Request and session are
    the same objects: read them before the threads part, or under a lock.

    Raises:
        RuntimeError: There is no request.
    """
    context = current_context()
    _ = context.request

    call = _app().ensure_sync(f)

    @wraps(f)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with context.copy():
            return cast("T", call(*args, **kwargs))

    return run


def after_this_request(function: AfterFunction) -> Callable[[Response], Response]:
    """Call a function with the response of this request; usable as a decorator."""
    current_context().call_after(function)
    return function


def send_file(
    path_or_file: str | os.PathLike[str] | IO[bytes],
    mimetype: str | None = None,
    *,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
) -> Response:
    """Give a response with a file that the program chose: see `files.send_file`.

    Args:
        path_or_file: A path, relative to the app's folder, or a file open for reading bytes. Never
            a path that a client sent: for that there is `send_from_directory`.
        mimetype: The media type; by default what the name tells. Text gets a charset.
        as_attachment: Whether the browser saves the file in place of showing it.
        download_name: The name to save it under; by default the path's last part.
        conditional: Whether to answer 304, 412 and 206 where the request asks for them.
        etag: The entity tag; True makes one of the time and the size of a file with a path.
        last_modified: Unix time in seconds, or a moment; by default the file's.
        max_age: How long the client may use it without asking, in seconds; by default
            `SEND_FILE_MAX_AGE_DEFAULT`.

    Raises:
        FileNotFoundError: There is no regular file at the path.
        TypeError: A file has no name to tell its type by, or one for an attachment.
    """
    from microweb.files.sending import send_file as send  # 2 ms, for who sends files

    app = _app()
    if isinstance(path_or_file, str | os.PathLike):
        path_or_file = os.path.join(app.root_path, path_or_file)
    return send(
        path_or_file,
        current_context().environ or {},
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=download_name,
        conditional=conditional,
        etag=etag,
        last_modified=last_modified,
        max_age=app.get_send_file_max_age if max_age is None else max_age,
    )


def send_from_directory(
    directory: str | os.PathLike[str],
    path: str,
    *,
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
) -> Response:
    """Give a response with a file below a folder, by a path that a client may have sent.

    Args:
        directory: The folder, relative to the app's.
        path: The file below it, with slashes. No traversal, no link out, no hidden file.
        mimetype: As for `send_file`, as are those that follow.
        as_attachment: Whether the browser saves the file in place of showing it.
        download_name: The name to save it under; by default the path's last part.
        conditional: Whether to answer 304, 412 and 206 where the request asks for them.
        etag: The entity tag; True makes one of the file's time and size.
        last_modified: Unix time in seconds, or a moment; by default the file's.
        max_age: How long the client may use it without asking, in seconds; by default
            `SEND_FILE_MAX_AGE_DEFAULT`.

    Raises:
        NotFound: There is no such regular file below the folder.

    OWASP Path Traversal.
    """
    from microweb.files.sending import send_from_directory as send  # 2 ms, for who sends files

    app = _app()
    return send(
        os.path.join(app.root_path, directory),
        path,
        current_context().environ or {},
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=download_name,
        conditional=conditional,
        etag=etag,
        last_modified=last_modified,
        max_age=app.get_send_file_max_age if max_age is None else max_age,
    )
