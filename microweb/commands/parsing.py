"""Sort a command line into options and arguments, as text.

POSIX.1-2017 section 12.2 (Utility Syntax Guidelines), with GNU's long options.
"""

from collections.abc import Sequence
from typing import Any

from microweb.commands.context import Context
from microweb.commands.errors import NoSuchOption, UsageError, suggest
from microweb.commands.options import Option
from microweb.commands.parameters import MISSING, Argument, Parameter

__all__ = ["parse_line"]


def parse_line(
    ctx: Context,
    params: Sequence[Parameter],
    args: Sequence[str],
    *,
    stops_early: bool = False,
    keeps_unknown: bool = False,
    keeps_extra: bool = False,
) -> tuple[dict[Parameter, Any], list[str], list[Parameter]]:
    """Sort the words of a command line.

    Args:
        ctx: The call, for messages.
        params: The parameters of the command.
        args: The words.
        stops_early: The first word that is no option ends the options, as for a group.
        keeps_unknown: An unknown option is left over, rather than refused.
        keeps_extra: Words too many are left over, rather than refused.

    Returns:
        The text of each parameter given, what is left over, and the parameters given, in order.

    Raises:
        UsageError: An option is unknown or lacks its value, or there are words too many.
    """
    reader = _Reader(ctx, params, list(args), keeps_unknown=keeps_unknown)
    words = reader.read(stops_early=stops_early)
    left = words if stops_early else _deal(ctx, params, words, reader.values)
    if left and not (stops_early or keeps_extra):
        plural = "s" if len(left) > 1 else ""
        raise UsageError(f"Got unexpected extra argument{plural} ({' '.join(left)})", ctx)
    return reader.values, left, reader.order


class _Reader:
    """Reads options from the front, and collects the other words."""

    def __init__(
        self, ctx: Context, params: Sequence[Parameter], words: list[str], *, keeps_unknown: bool
    ) -> None:
        self.values: dict[Parameter, Any] = {}
        self.order: list[Parameter] = []
        self._ctx = ctx
        self._words = words
        self._keeps_unknown = keeps_unknown
        options = [param for param in params if isinstance(param, Option)]
        self._on = {opt: option for option in options for opt in option.opts}
        self._off = {opt: option for option in options for opt in option.secondary_opts}

    def read(self, *, stops_early: bool) -> list[str]:
        """Read all options; give the other words."""
        others: list[str] = []
        while self._words:
            word = self._words.pop(0)
            if word == "--":
                return others + self._words
            if len(word) > 1 and word.startswith("-"):
                others += self._read_option(word)
            elif stops_early:
                return [word, *self._words]
            else:
                others.append(word)
        return others

    def _read_option(self, word: str) -> list[str]:
        """Read one word with its values; give it back if it is unknown and to be kept."""
        name, equals, value = word.partition("=")
        try:
            if name in self._on or name in self._off or word.startswith("--"):
                self._set(name, value if equals else None)
            else:
                self._read_letters(word)
        except NoSuchOption:
            if not self._keeps_unknown:
                raise
            return [word]
        return []

    def _read_letters(self, word: str) -> None:
        """Read letters in one word: `-vp80` is `-v -p 80`."""
        for at, letter in enumerate(word[1:], start=2):
            option = self._on.get(f"-{letter}")
            rest = word[at:]
            if option is not None and option.takes_value and rest:
                self._set(f"-{letter}", rest)
                return
            self._set(f"-{letter}", None, typed=word if at == 2 else None)

    def _set(self, name: str, value: str | None, typed: str | None = None) -> None:
        option = self._on.get(name) or self._off.get(name)
        if option is None:
            known = [*self._on, *self._off]
            shown = typed or name
            raise NoSuchOption(shown, suggest(shown, known), self._ctx)
        if option.takes_value:
            self._store(option, self._take_values(option, name, value))
            return
        if value is not None:
            raise UsageError(f"Option '{name}' does not take a value.", self._ctx)
        if option.count:
            self.values[option] = self.values.get(option, 0) + 1
            self.order.append(option)
        else:
            self._store(option, option.flag_value if name in self._on else False)

    def _take_values(self, option: Option, name: str, value: str | None) -> Any:
        words = [] if value is None else [value]
        missing = option.nargs - len(words)
        if len(self._words) < missing:
            wanted = "an argument" if option.nargs == 1 else f"{option.nargs} arguments"
            raise UsageError(f"Option '{name}' requires {wanted}.", self._ctx)
        words += self._words[:missing]
        del self._words[:missing]
        return words[0] if option.nargs == 1 else tuple(words)

    def _store(self, option: Option, value: Any) -> None:
        self.order.append(option)
        if option.multiple:
            self.values[option] = [*self.values.get(option, ()), value]
        else:
            self.values[option] = value


def _deal(
    ctx: Context,
    params: Sequence[Parameter],
    words: list[str],
    values: dict[Parameter, Any],
) -> list[str]:
    """Give each argument its words, from the front up to one of any number, then from the back."""
    arguments = [param for param in params if isinstance(param, Argument)]
    greedy = next((at for at, one in enumerate(arguments) if one.nargs == -1), len(arguments))
    words = list(words)
    for argument in arguments[:greedy]:
        values[argument] = _take(ctx, argument, words, from_end=False)
    for argument in reversed(arguments[greedy + 1 :]):
        values[argument] = _take(ctx, argument, words, from_end=True)
    if greedy == len(arguments):
        return words
    values[arguments[greedy]] = tuple(words) or MISSING
    return []


def _take(ctx: Context, argument: Argument, words: list[str], *, from_end: bool) -> Any:
    count = argument.nargs
    if not words:
        return MISSING
    if len(words) < count:
        raise UsageError(
            f"Argument {argument.describe()} takes {count} values, not {len(words)}.", ctx
        )
    place = slice(len(words) - count, None) if from_end else slice(0, count)
    taken = words[place]
    del words[place]
    return taken[0] if count == 1 else tuple(taken)
