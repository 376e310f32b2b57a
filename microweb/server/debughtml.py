"""Write the debug page as HTML; every value goes through `escape`.

Its one script copies the traceback; it is a constant, and the page works without it.
"""

from collections.abc import Iterable, Sequence
from html import escape as _escape
from itertools import groupby
from typing import Any

from microweb.server.log import escape_lines
from microweb.server.masking import MASK, is_secret, mask_text
from microweb.server.tracebacks import Failure, Frame, Line

__all__ = ["render_page"]

_STYLE = """
:root { color-scheme: light dark; --line: #d8dbe0; --soft: #f4f5f7; --mark: #ffe9e6;
  --accent: #b3261e; --dim: #5d6470; }
@media (prefers-color-scheme: dark) { :root { --line: #3a3f47; --soft: #20242a; --mark: #4a211d;
  --accent: #ff8a7d; --dim: #a2a9b4; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.1rem; color: var(--accent); overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1rem; }
.message { margin: .25rem 0 .5rem; font-size: 1.35rem; line-height: 1.3; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.dim, .dim a { color: var(--dim); overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; }
summary { padding: .5rem .75rem; cursor: pointer; overflow-wrap: anywhere; }
details details { margin: .5rem .75rem; }
pre { margin: 0; padding: .5rem 0; overflow-x: auto; background: var(--soft);
  font: .85rem/1.5 ui-monospace, monospace; }
pre.text { padding: .75rem; }
#copy { float: right; margin: 0 0 .5rem .5rem; }
button { padding: .35rem .75rem; border: 1px solid var(--line); border-radius: .4rem;
  background: var(--soft); color: inherit; font: inherit; font-size: .85rem; cursor: pointer; }
pre span { display: block; min-width: max-content; padding: 0 .75rem; }
pre .current { background: var(--mark); font-weight: 600; }
pre i { display: inline-block; width: 4ch; margin-right: 1ch; text-align: right; font-style: normal;
  color: var(--dim); }
table { width: 100%; border-collapse: collapse; table-layout: fixed;
  font: .85rem/1.5 ui-monospace, monospace; }
td, th { padding: .25rem .75rem; border-top: 1px solid var(--line); text-align: left;
  vertical-align: top; font-weight: 400; overflow-wrap: anywhere; white-space: pre-wrap; }
th { width: 30%; color: var(--dim); }
"""

_SCRIPT = """
const button = document.getElementById("copy");
const source = document.getElementById("traceback");
button.hidden = false;
button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    document.getElementById("as-text").open = true;
    getSelection().selectAllChildren(source);
    button.textContent = "Selected: press Ctrl+C";
  }
});
"""

_MAX_VALUE = 2000


def render_page(
    failures: list[Failure],
    *,
    text: str,
    sections: Sequence[tuple[str, str]],
    request: dict[str, Any],
    nonce: str,
) -> str:
    """Write the whole page.

    Args:
        failures: The exception, then what led to it.
        text: The same as Python writes it, for copying.
        sections: Titles and texts of what else there is to tell.
        request: The environ.
        nonce: Permits the style sheet and the script in the Content-Security-Policy.
    """
    heading = escape(f"{failures[0].kind}: {failures[0].message}".partition("\n")[0])
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<title>{heading}</title><style nonce="{nonce}">{_STYLE}</style></head><body><main>',
        '<button type="button" id="copy" hidden>Copy as text</button>',
        *map(_render_failure, failures),
        '<details id="as-text"><summary>Traceback as text</summary>',
        f'<pre class="text" id="traceback">{escape(text)}</pre></details>',
        *(_render_text(title, content) for title, content in sections),
        _render_table("Request", _describe_request(request)),
        _render_table("Headers", _describe_headers(request)),
        '<p class="dim">Shown on this machine only, because debug mode is on.</p>',
        f'</main><script nonce="{nonce}">{_SCRIPT}</script></body></html>\n',
    ]
    return "\n".join(parts)


def escape(value: str) -> str:
    """Escape a text for HTML, control characters made visible."""
    return _escape(escape_lines(value))


def _render_failure(failure: Failure) -> str:
    link = f"<h2>{escape(failure.link)}</h2>" if failure.link else ""
    notes = "".join(map(_render_note, failure.notes))
    groups = groupby(failure.frames, key=lambda frame: _is_aside(frame, failure))
    frames = "\n".join(
        _render_asides(list(frames)) if is_aside else "\n".join(map(_render_frame, frames))
        for is_aside, frames in groups
    )
    return (
        f"<section>{link}<h1>{escape(failure.kind)}</h1>"
        f'<p class="message">{escape(failure.message)}</p>{notes}{frames}</section>'
    )


def _is_aside(frame: Frame, failure: Failure) -> bool:
    """Tell whether a call is of others' code; where all are, the last is worth a look."""
    has_own = not all(each.is_library for each in failure.frames)
    return frame.is_library and (has_own or frame is not failure.frames[-1])


def _render_note(note: str) -> str:
    title, _, rest = note.strip().partition("\n")
    if not rest:
        return f'<p class="message">{escape(title)}</p>'
    return _render_text(title.rstrip(":"), rest.strip("\n"))


def _render_text(title: str, text: str) -> str:
    return (
        f"<details><summary>{escape(title)}</summary>"
        f'<pre class="text">{escape(text)}</pre></details>'
    )


def _render_asides(frames: list[Frame]) -> str:
    if len(frames) == 1:
        return _render_frame(frames[0], is_open=False)
    inner = "\n".join(_render_frame(frame, is_open=False) for frame in frames)
    return (
        f'<details><summary class="dim">{len(frames)} calls in libraries</summary>{inner}</details>'
    )


def _render_frame(frame: Frame, *, is_open: bool = True) -> str:
    lines = "".join(map(_render_line, frame.lines))
    variables = ""
    if frame.variables:
        rows = _render_rows(frame.variables)
        variables = f"<details><summary>Variables</summary><table>{rows}</table></details>"
    return (
        f"<details{' open' if is_open else ''}><summary><b>{escape(frame.function)}</b> "
        f'<span class="dim">{escape(frame.file)}:{frame.line}</span></summary>'
        f"<pre>{lines}</pre>{variables}</details>"
    )


def _render_line(line: Line) -> str:
    mark = ' class="current"' if line.is_current else ""
    return f"<span{mark}><i>{line.number}</i>{escape(line.text) or ' '}</span>"


def _render_table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    return f"<h2>{title}</h2><table>{_render_rows(rows)}</table>"


def _render_rows(rows: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows
    )


def _describe_request(request: dict[str, Any]) -> list[tuple[str, str]]:
    names = {
        "Method": "REQUEST_METHOD",
        "Path": "PATH_INFO",
        "Query": "QUERY_STRING",
        "Mounted at": "SCRIPT_NAME",
        "Protocol": "SERVER_PROTOCOL",
        "Client": "REMOTE_ADDR",
    }
    values = [(title, str(request.get(name, ""))) for title, name in names.items()]
    return [(title, _bound(mask_text(value))) for title, value in values if value]


def _describe_headers(request: dict[str, Any]) -> list[tuple[str, str]]:
    headers = [
        (name.removeprefix("HTTP_").replace("_", "-").title(), str(value))
        for name, value in sorted(request.items())
        if name.startswith("HTTP_") or (name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
    ]
    return [
        (name, MASK if is_secret(name) else _bound(mask_text(value))) for name, value in headers
    ]


def _bound(value: str) -> str:
    return value if len(value) <= _MAX_VALUE else f"{value[:_MAX_VALUE]}..."
