"""`microweb explain`: follow one request through the application."""

import json
import re
import sys
from dataclasses import asdict
from typing import Any

from microweb.cli.options import app_option, debug_option, loaded_app
from microweb.commands import (
    Context,
    UsageError,
    argument,
    echo,
    is_terminal,
    option,
    pass_context,
    terminal_width,
)
from microweb.commands import command as make_command
from microweb.explain import explain, format_explanation
from microweb.testing import make_environ

__all__ = ["command"]

_BASE_URL = "http://localhost/"
# scheme "://" host [ ":" port ] and the rest; the host as browsers send it. RFC 3986 section 3.2
_ORIGIN = r"(?P<origin>https?://(?:\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?)"
_URL_RE = re.compile(rf"{_ORIGIN}(?P<path>[/?#].*)?", re.IGNORECASE | re.DOTALL)
_BASE_URL_RE = re.compile(rf"{_ORIGIN}(?:/[^?#]*)?", re.IGNORECASE)
_METHOD_RE = re.compile(r"[A-Za-z]+")
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@make_command("explain")
@app_option
@debug_option
@option(
    "-d",
    "--data",
    multiple=True,
    metavar="NAME=VALUE",
    help="A field of a form; or, without '=', the body as it is.",
)
@option("--json", "json_text", metavar="TEXT", help="A body of JSON.")
@option("-H", "--header", multiple=True, metavar="NAME:VALUE", help="A header field.")
@option("-b", "--cookie", multiple=True, metavar="NAME=VALUE", help="A cookie.")
@option(
    "--base-url",
    metavar="URL",
    help=f"Scheme and host, and the path that the app is mounted at. By default {_BASE_URL}, or "
    "those of a whole URL.",
)
@option("--output-json", is_flag=True, help="Write the steps as JSON.")
@argument("method", metavar="[METHOD]")
@argument("url", required=False, metavar="URL")
@pass_context
def command(
    ctx: Context,
    method: str,
    url: str | None,
    data: tuple[str, ...],
    json_text: str | None,
    header: tuple[str, ...],
    cookie: tuple[str, ...],
    base_url: str | None,
    output_json: bool,
) -> None:
    """Follow one request through the application, step by step with times.

    The request is really answered: what its view writes is written. Times are those of a request
    that is watched; they tell where the time goes, not how fast the app is. Values whose names
    tell of a secret are masked.

    A whole URL says scheme and host, too, which the rules for hosts, TRUSTED_HOSTS and links are
    about.

    Examples:
      microweb explain /login
      microweb explain POST /login --data name=ann --data password=x
      microweb explain PUT /items/3 --json '{"count": 2}' -H 'Accept: text/html'
      microweb explain https://shop.example/cart?page=2
    """
    method, url = _parse_request(ctx, method, url)
    place, path = _place(ctx, url, base_url)
    options: dict[str, Any] = {"headers": _headers(ctx, header, cookie), "base_url": place}
    if json_text is not None:
        options["json"] = _parse_json(ctx, json_text)
    elif data:
        options["data"] = _form(data)
    app = loaded_app(ctx)
    environ = make_environ(path, method=method, **options)
    explanation = explain(app, environ)
    if output_json:
        echo(json.dumps(asdict(explanation), indent=2))
    else:
        color = is_terminal(sys.stdout)
        echo(format_explanation(explanation, width=terminal_width(), color=color))
    if explanation.error:
        ctx.exit(1)


def _parse_request(ctx: Context, method: str, url: str | None) -> tuple[str, str]:
    """Give method and URL, of which the first may be left out."""
    if url is None and _METHOD_RE.fullmatch(method) and method.upper() in _METHODS:
        raise UsageError(f"{method} what? Name a path, as in: explain {method.upper()} /login", ctx)
    if url is None:
        return "GET", method
    if not _METHOD_RE.fullmatch(method):
        raise UsageError(
            f"{method!r} is no method; it comes first, as in: explain POST /login", ctx
        )
    return method.upper(), url


def _place(ctx: Context, url: str, base_url: str | None) -> tuple[str, str]:
    """Give the base URL and the path of a URL, or of a path."""
    if base_url is not None and not _BASE_URL_RE.fullmatch(base_url):
        raise UsageError(f"--base-url {base_url!r} is not like {_BASE_URL}", ctx)
    if "://" not in url.partition("?")[0]:
        return base_url or _BASE_URL, url
    match = _URL_RE.fullmatch(url)
    if match is None:
        raise UsageError(f"{url!r} is neither a path nor a URL like https://shop.example/cart", ctx)
    if base_url is not None:
        raise UsageError(f"{url} says the host already: leave out --base-url, or give a path.", ctx)
    return match["origin"], match["path"] or "/"


def _headers(
    ctx: Context, fields: tuple[str, ...], cookies: tuple[str, ...]
) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    for field in fields:
        name, colon, value = field.partition(":")
        if not colon:
            raise UsageError(f"A header is NAME:VALUE, not {field!r}.", ctx)
        headers.append((name.strip(), value.strip()))
    if cookies:
        headers.append(("Cookie", "; ".join(cookies)))
    return headers


def _parse_json(ctx: Context, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(f"--json is no JSON: {error}.", ctx) from None


def _form(data: tuple[str, ...]) -> dict[str, list[str]] | str:
    if len(data) == 1 and "=" not in data[0]:
        return data[0]
    form: dict[str, list[str]] = {}
    for field in data:
        name, _, value = field.partition("=")
        form.setdefault(name, []).append(value)
    return form
