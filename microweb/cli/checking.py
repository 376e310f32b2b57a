"""`microweb check`: mistakes in the app, and what is unsafe in production."""

import json

from microweb.audit import Finding, audit, audit_deployment
from microweb.cli.options import app_option, debug_option, loaded_app
from microweb.commands import Context, echo, option, pass_context, style, terminal_width
from microweb.commands import command as make_command

__all__ = ["command"]

_COLORS = {"error": "red", "warning": "yellow", "hint": "cyan"}


@make_command("check")
@app_option
@debug_option
@option("--deploy", is_flag=True, help="Look at the settings as for the internet, too.")
@option("--json", "as_json", is_flag=True, help="Write JSON.")
@pass_context
def command(ctx: Context, deploy: bool, as_json: bool) -> None:
    """Look for mistakes in the application and its settings.

    Ends with 1 if there is an error; warnings and hints leave it at 0.

    Examples:
      microweb check
      microweb --app shop:create_app check --deploy
    """
    app = loaded_app(ctx)
    findings = audit(app) + (audit_deployment(app) if deploy else [])
    findings.sort(key=lambda found: list(_COLORS).index(found.level))
    if as_json:
        echo(json.dumps([found._asdict() for found in findings], indent=2))
    else:
        _show(findings)
    if any(found.level == "error" for found in findings):
        ctx.exit(1)


def _show(findings: list[Finding]) -> None:
    from textwrap import fill

    width = terminal_width()
    for found in findings:
        head = f"{found.level.upper()} {found.code}"
        echo(style(head, fg=_COLORS[found.level], bold=True))
        for text in (found.message, found.fix):
            indent = "  " if text is found.message else "  > "
            echo(
                fill(
                    text,
                    width,
                    initial_indent=indent,
                    subsequent_indent=" " * len(indent),
                    break_long_words=False,
                    break_on_hyphens=False,
                )
            )
        echo()
    echo(_summary(findings))


def _summary(findings: list[Finding]) -> str:
    if not findings:
        return "Nothing was found."
    counts = {level: sum(one.level == level for one in findings) for level in _COLORS}
    parts = [f"{count} {level}{'s' * (count != 1)}" for level, count in counts.items() if count]
    return f"Found {', '.join(parts)}."
