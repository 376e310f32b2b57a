"""Ask the person at the terminal: a value, a password, yes or no."""

import sys
from collections.abc import Callable
from typing import Any

from microweb.commands.errors import Abort, CommandError
from microweb.commands.terminal import echo, is_terminal
from microweb.commands.types import Choice, make_type

__all__ = ["confirm", "prompt"]

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


def prompt(
    text: str,
    default: Any = None,
    *,
    hide_input: bool = False,
    confirmation_prompt: bool | str = False,
    type: Any = None,  # click's name
    value_proc: Callable[[str], Any] | None = None,
    prompt_suffix: str = ": ",
    show_default: bool = True,
    show_choices: bool = True,
    err: bool = False,
) -> Any:
    """Ask for a value until a good one is given.

    Args:
        text: The question.
        default: What an empty answer stands for; without one the question is repeated.
        hide_input: Do not show what is typed.
        confirmation_prompt: Ask a second time, and whether both agree; or the second question.
        type: See `option`.
        value_proc: Turns the text into the value, instead of the type.
        prompt_suffix: What stands behind the question.
        show_default: Show what an empty answer stands for.
        show_choices: Show the words to choose from.
        err: Ask on standard error.

    Raises:
        Abort: The input has ended, or Ctrl-C was pressed.
    """
    kind = make_type(type, default)
    question = text
    if show_choices and isinstance(kind, Choice):
        question += f" ({', '.join(map(str, kind.choices))})"
    if default is not None and show_default and not hide_input:
        question += f" [{default}]"
    while True:
        answer = _read(question + prompt_suffix, hide_input=hide_input, err=err)
        if not answer and default is None:
            continue
        try:
            given: Any = answer or default
            value = value_proc(given) if value_proc else kind.convert(given, None, None)
        except CommandError as error:
            # A hidden value is not repeated on the screen.
            reason = "The value you entered was invalid." if hide_input else error.message
            echo(f"Error: {reason}", err=err)
            continue
        if not confirmation_prompt or _repeats(answer, confirmation_prompt, prompt_suffix, err):
            return value


def _repeats(answer: str, question: bool | str, suffix: str, err: bool) -> bool:
    """Ask for the same again, hidden."""
    text = question if isinstance(question, str) else "Repeat for confirmation"
    if _read(text + suffix, hide_input=True, err=err) == answer:
        return True
    echo("Error: The two entered values do not match.", err=err)
    return False


def confirm(
    text: str,
    default: bool | None = False,
    *,
    abort: bool = False,
    prompt_suffix: str = ": ",
    show_default: bool = True,
    err: bool = False,
) -> bool:
    """Ask yes or no.

    Args:
        text: The question.
        default: What an empty answer stands for; None repeats the question.
        abort: End the command when the answer is no.
        prompt_suffix: What stands behind the question.
        show_default: Show what an empty answer stands for.
        err: Ask on standard error.

    Raises:
        Abort: The answer is no and `abort` is set; or see `prompt`.
    """
    choices = {None: "y/n", True: "Y/n", False: "y/N"}[default]
    question = f"{text} [{choices}]{prompt_suffix}" if show_default else text + prompt_suffix
    while True:
        answer = _read(question, hide_input=False, err=err).strip().lower()
        value = default if not answer else _ANSWERS.get(answer)
        if value is not None:
            break
        echo("Error: invalid input", err=err)
    if abort and not value:
        raise Abort
    return value


def _read(question: str, *, hide_input: bool, err: bool) -> str:
    """Read one line, without its end.

    What comes from a file or a pipe is written behind the question unless it is hidden, so that
    the output reads like that of a terminal.
    """
    try:
        if not is_terminal(sys.stdin):
            echo(question, nl=False, err=err)
            line = sys.stdin.readline()
            echo("" if hide_input else line.rstrip("\r\n"), err=err)
            if not line:
                raise Abort
            return line.rstrip("\r\n")
        if hide_input:
            from getpass import getpass  # brings in termios

            return getpass(question)
        if err:
            echo(question, nl=False, err=True)
        return input("" if err else question)
    except (KeyboardInterrupt, EOFError):
        echo(err=err)
        raise Abort from None
