"""`microweb explain`: follow one request through the application."""

import json
import sys
from dataclasses import asdict

from microweb.cli.options import app_option, debug_option, loaded_app
from microweb.cli.request_options import BASE_URL, parse_body, parse_headers, parse_target
from microweb.commands import (
    Context,
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
@option(
    "--base-url",
    metavar="URL",
    help=f"Scheme and host, and the path that the app is mounted at. By default {BASE_URL}, or "
    "those of a whole URL.",
)
@option("--output-json", is_flag=True, help="Write the steps as JSON.")
@argument("method", required=False, metavar="METHOD")
@argument("url", required=False, metavar="URL")
@pass_context
def command(
    ctx: Context,
    method: str | None,
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
    environ = make_environ(
        **parse_target(method, url, base_url),
        **parse_body(data, json_text),
        headers=parse_headers(header, cookie),
    )
    explanation = explain(loaded_app(ctx), environ)
    if output_json:
        echo(json.dumps(asdict(explanation), indent=2))
    else:
        color = is_terminal(sys.stdout)
        echo(format_explanation(explanation, width=terminal_width(), color=color))
    if explanation.error:
        ctx.exit(1)
