"""`microweb explain`: follow one request through the application."""

import json
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
@option("--base-url", default="http://localhost/", show_default=True, help="Scheme and host.")
@option("--output-json", is_flag=True, help="Write the steps as JSON.")
@argument("method")
@argument("url", required=False)
@pass_context
def command(
    ctx: Context,
    method: str,
    url: str | None,
    data: tuple[str, ...],
    json_text: str | None,
    header: tuple[str, ...],
    cookie: tuple[str, ...],
    base_url: str,
    output_json: bool,
) -> None:
    """Follow one request through the application, step by step with times.

    The request is really answered: what its view writes is written. Times are those of a request
    that is watched; they tell where the time goes, not how fast the app is. Values whose names
    tell of a secret are masked.

    Examples:
      microweb explain /login
      microweb explain POST /login --data name=ann --data password=x
      microweb explain PUT /items/3 --json '{"count": 2}' -H 'Accept: text/html'
    """
    if url is None:
        method, url = "GET", method
    options: dict[str, Any] = {"headers": _headers(ctx, header, cookie), "base_url": base_url}
    if json_text is not None:
        options["json"] = _parse_json(ctx, json_text)
    elif data:
        options["data"] = _form(data)
    app = loaded_app(ctx)
    environ = make_environ(url, method=method.upper(), **options)
    explanation = explain(app, environ)
    if output_json:
        echo(json.dumps(asdict(explanation), indent=2))
    else:
        color = is_terminal(sys.stdout)
        echo(format_explanation(explanation, width=terminal_width(), color=color))
    if explanation.error:
        ctx.exit(1)


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
