"""Read a request from the words of a command line, for `explain`."""

import json
import re
from typing import Any

from microweb.commands import UsageError
from microweb.http import check_field

__all__ = ["BASE_URL", "parse_body", "parse_headers", "parse_target"]

BASE_URL = "http://localhost/"
"""Scheme and host, where nobody says."""

# scheme "://" host [ ":" port ] and the rest; the host as browsers send it. RFC 3986 section 3.2
_ORIGIN = r"(?P<origin>https?://(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?)"
_URL_RE = re.compile(rf"{_ORIGIN}(?P<path>[/?#].*)?", re.IGNORECASE | re.DOTALL)
_BASE_URL_RE = re.compile(rf"{_ORIGIN}(?:/[^?#]*)?", re.IGNORECASE)
_METHOD_RE = re.compile(r"[A-Za-z]+")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def parse_target(method: str | None, url: str | None, base_url: str | None) -> dict[str, Any]:
    """Give method, base URL and path as `make_environ` takes them.

    Args:
        method: The method; where it stands alone, the URL.
        url: A path, or a whole URL.
        base_url: What `--base-url` says.

    Raises:
        UsageError: They are none, or do not fit each other.
    """
    if method is None:
        raise UsageError("Name a path, as in: explain /login")
    if url is None:
        if method.upper() in _METHODS:
            raise UsageError(f"{method} what? Name a path, as in: explain {method.upper()} /login")
        method, url = "GET", method
    if not _METHOD_RE.fullmatch(method):
        raise UsageError(f"{method!r} is no method; it comes first, as in: explain POST /login")
    if any("\udc80" <= letter <= "\udcff" for letter in url):  # PEP 383
        raise UsageError(f"{url!a} is no text in UTF-8: write such a byte as %FF")
    place, path = _split_place(url, base_url)
    return {"method": method.upper(), "base_url": place, "path": path}


def _split_place(url: str, base_url: str | None) -> tuple[str, str]:
    """Give the base URL and the path of a URL, or of a path."""
    if base_url is not None and not _BASE_URL_RE.fullmatch(base_url):
        raise UsageError(f"--base-url {base_url!r} is not like {BASE_URL}")
    if "://" not in url.partition("?")[0]:
        return base_url or BASE_URL, url
    match = _URL_RE.fullmatch(url)
    if match is None:
        raise UsageError(f"{url!r} is neither a path nor a URL like https://shop.example/cart")
    if base_url is not None:
        raise UsageError(f"{url} says the host already: leave out --base-url, or give a path.")
    return match["origin"], match["path"] or "/"


def parse_headers(fields: tuple[str, ...], cookies: tuple[str, ...]) -> list[tuple[str, str]]:
    """Give header fields of `NAME:VALUE`, and one of cookies of `NAME=VALUE`.

    Raises:
        UsageError: One is not of that form, or not to be sent.
    """
    headers = [_parse_field(field) for field in fields]
    for cookie in cookies:
        if not cookie.partition("=")[1]:
            raise UsageError(f"A cookie is NAME=VALUE, not {cookie!r}.")
    return [*headers, ("Cookie", "; ".join(cookies))] if cookies else headers


def _parse_field(field: str) -> tuple[str, str]:
    name, colon, value = field.partition(":")
    if not colon:
        raise UsageError(f"A header is NAME:VALUE, not {field!r}.")
    try:
        check_field(name.strip(), value.strip())
    except ValueError as error:
        raise UsageError(f"The header {field!r} cannot be sent: {error}.") from None
    return name.strip(), value.strip()


def parse_body(data: tuple[str, ...], json_text: str | None) -> dict[str, Any]:
    """Give the body as `make_environ` takes it: a form, text as it is, or JSON.

    Raises:
        UsageError: It is no JSON, or both are given.
    """
    if json_text is None:
        return {"data": _parse_form(data)} if data else {}
    if data:
        raise UsageError("--data and --json are two bodies: leave out one.")
    try:
        return {"json": json.loads(json_text)}
    except ValueError as error:
        raise UsageError(
            f"--json is no JSON: {error}. Quote it for the shell, as '{{\"count\": 2}}'."
        ) from None


def _parse_form(data: tuple[str, ...]) -> dict[str, list[str]] | str:
    if len(data) == 1 and "=" not in data[0]:
        return data[0]
    form: dict[str, list[str]] = {}
    for field in data:
        name, _, value = field.partition("=")
        form.setdefault(name, []).append(value)
    return form
