"""`microweb routes`: the routes of the application as a table."""

import json
from operator import itemgetter
from typing import Any

from microweb.app import App
from microweb.cli.options import app_option, debug_option, loaded_app
from microweb.cli.tables import format_table
from microweb.commands import Choice, Context, echo, option, pass_context
from microweb.commands import command as make_command

__all__ = ["command"]


@make_command("routes")
@app_option
@debug_option
@option(
    "--sort",
    type=Choice(["endpoint", "rule", "match"]),
    default="endpoint",
    show_default=True,
    help="The order: by name, by rule, or as a path tries them.",
)
@option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS where they are automatic.")
@option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_context
def command(ctx: Context, sort: str, all_methods: bool, as_json: bool) -> None:
    """List the routes of the application.

    Examples:
      microweb routes --sort match
      microweb --app shop:create_app routes --json
    """
    rows = list_routes(loaded_app(ctx), sort=sort, all_methods=all_methods)
    if as_json:
        echo(json.dumps(rows, indent=2))
        return
    if not rows:
        echo("No routes were registered.")
        return
    cells = [[row["endpoint"], ", ".join(row["methods"]), row["rule"]] for row in rows]
    headings = ["Endpoint", "Methods", "Rule"]
    if any(row["host"] for row in rows):
        headings.insert(2, "Host")
        for cell, row in zip(cells, rows, strict=True):
            cell.insert(2, row["host"])
    echo(format_table(headings, cells))


def list_routes(app: App, *, sort: str = "endpoint", all_methods: bool = False) -> list[Any]:
    """Give the routes as dicts: endpoint, methods, rule, host, defaults, where.

    Args:
        app: The app.
        sort: `endpoint`, `rule`, or `match`: the most specific first.
        all_methods: Give HEAD and OPTIONS where they are automatic.
    """
    rules = list(app.url_map.iter_rules())
    if sort == "match":
        rules.sort(key=_specificity)
    rows = [
        {
            "endpoint": rule.endpoint,
            "methods": sorted(rule.methods if all_methods else rule.explicit_methods),
            "rule": rule.rule,
            "host": getattr(rule, "host", None) or "",
            "defaults": {name: str(value) for name, value in rule.defaults.items()},
            "where": rule.where,
        }
        for rule in rules
    ]
    return rows if sort == "match" else sorted(rows, key=itemgetter(sort))


def _specificity(rule: Any) -> Any:
    """Compare rules place by place: literal text, text with variables, a variable, a tail."""
    return [segment.weight for segment in rule.segments]
