"""`microweb openapi`: the OpenAPI document of the application."""

import json
from pathlib import Path as FilePath

from microweb.cli.options import app_option, debug_option, loaded_app
from microweb.commands import Context, FileError, Path, echo, option, pass_context
from microweb.commands import command as make_command
from microweb.openapi import openapi_document

__all__ = ["command"]


@make_command("openapi")
@app_option
@debug_option
@option("--title", help="Of the API; by default the app's name.")
@option("--version", default="0.1.0", show_default=True, help="Of the API.")
@option(
    "-o",
    "--output",
    type=Path(dir_okay=False, path_type=FilePath),
    metavar="FILE",
    help="Write to a file.",
)
@pass_context
def command(ctx: Context, title: str | None, version: str, output: FilePath | None) -> None:
    """Write an OpenAPI document of the application, as JSON.

    It is of version 3.1, and has the paths, methods, captured values and docstrings. What a view
    reads from the body and what it answers is left open.

    Examples:
      microweb openapi --output openapi.json
      microweb --app shop:create_app openapi --title "The shop" --version 1.2
    """
    document = openapi_document(loaded_app(ctx), title=title, version=version)
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if output is None:
        echo(text)
    else:
        try:
            output.write_text(f"{text}\n", encoding="utf-8")
        except OSError as error:
            raise FileError(str(output), error.strerror or str(error)) from None
        echo(f"Wrote {output}.", err=True)
