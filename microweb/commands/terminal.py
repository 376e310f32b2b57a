"""Write to the terminal: text, colour where there is a terminal, its width."""

import os
import re
import sys
from typing import IO, Any

__all__ = ["echo", "is_terminal", "secho", "style", "terminal_width", "unstyle"]

# In the order of their codes: ECMA-48 section 8.3.117.
_COLOR_NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_COLORS = {name: code for code, name in enumerate(_COLOR_NAMES)}
_STYLES = {
    "bold": 1,
    "dim": 2,
    "italic": 3,
    "underline": 4,
    "blink": 5,
    "reverse": 7,
    "strikethrough": 9,
}
_RESET = "\x1b[0m"
# ECMA-48 section 5.4: control sequences are ESC [ parameters, intermediate bytes, a final byte.
_SEQUENCE_RE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_MAX_WIDTH = 80


def style(
    text: object,
    fg: str | None = None,
    bg: str | None = None,
    *,
    reset: bool = True,
    **styles: bool | None,
) -> str:
    """Give text with the control sequences for colours and styles around it.

    Args:
        text: The text.
        fg: The colour of the letters: black, red, green, yellow, blue, magenta, cyan or white,
            with `bright_` before it for the brighter one.
        bg: The colour behind them.
        reset: Go back to normal at the end.
        styles: `bold`, `dim`, `italic`, `underline`, `blink`, `reverse`, `strikethrough`; True
            turns one on.

    Raises:
        TypeError: There is no such colour or style.

    ECMA-48 section 8.3.117.
    """
    codes: list[int] = []
    if fg is not None:
        codes.append(_color_code(fg, 30))
    if bg is not None:
        codes.append(_color_code(bg, 40))
    for name, wanted in styles.items():
        if name not in _STYLES:
            raise TypeError(f"style() knows no {name!r}, but {', '.join(_STYLES)}")
        if wanted:
            codes.append(_STYLES[name])
    start = "".join(f"\x1b[{code}m" for code in codes)
    return f"{start}{text}{_RESET if reset else ''}"


def _color_code(name: str, base: int) -> int:
    plain = name.removeprefix("bright_")
    if plain not in _COLORS:
        raise TypeError(f"there is no colour {name!r}; the colours are {', '.join(_COLORS)}")
    return base + _COLORS[plain] + (60 if name != plain else 0)


def unstyle(text: str) -> str:
    """Take the control sequences out of a text."""
    return _SEQUENCE_RE.sub("", text)


def echo(
    message: object = None,
    file: IO[Any] | None = None,
    nl: bool = True,
    err: bool = False,
    color: bool | None = None,
) -> None:
    """Write a message and flush.

    What the stream's encoding has no letter for is written as an escape. Colours are left out
    where the stream is no terminal, and where `NO_COLOR` is set.

    Args:
        message: Anything; bytes are written as they are.
        file: The stream; by default standard output.
        nl: End with a line feed.
        err: Write to standard error instead.
        color: Keep colours, or leave them out, whatever the stream.
    """
    chosen: IO[Any] | None = sys.stderr if err else sys.stdout
    stream = file if file is not None else chosen
    if stream is None:  # the program was started with its output closed
        return
    if isinstance(message, bytes | bytearray):
        _write_bytes(stream, bytes(message) + (b"\n" if nl else b""))
        return
    text = ("" if message is None else str(message)) + ("\n" if nl else "")
    if "\x1b" in text and not (_shows_color(stream) if color is None else color):
        text = unstyle(text)
    try:
        stream.write(text)
    except UnicodeEncodeError:
        encoding: str = getattr(stream, "encoding", None) or "ascii"
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def secho(
    message: object = None,
    file: IO[Any] | None = None,
    nl: bool = True,
    err: bool = False,
    color: bool | None = None,
    **styles: Any,
) -> None:
    """Write a message with colours and styles: see `echo` and `style`."""
    text = message if message is None or isinstance(message, bytes) else style(message, **styles)
    echo(text, file=file, nl=nl, err=err, color=color)


def is_terminal(stream: object) -> bool:
    """Say whether a person sees what is written to a stream."""
    isatty = getattr(stream, "isatty", None)
    try:
        return bool(isatty and isatty())
    except ValueError:  # it is closed
        return False


def terminal_width() -> int:
    """Give the number of columns for text that is to be read, at most 80."""
    from shutil import get_terminal_size  # not for a command that only prints

    return min(get_terminal_size((_MAX_WIDTH, 24)).columns, _MAX_WIDTH)


def _shows_color(stream: object) -> bool:
    if os.environ.get("NO_COLOR") or not is_terminal(stream):
        return False
    # Windows 10 and later understand the sequences where the terminal says so.
    return os.name != "nt" or bool(os.environ.keys() & {"WT_SESSION", "ANSICON", "TERM"})


def _write_bytes(stream: IO[Any], data: bytes) -> None:
    stream.flush()
    buffer = getattr(stream, "buffer", stream)
    buffer.write(data)
    buffer.flush()
