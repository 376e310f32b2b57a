"""Parameters of a command: options and arguments, and how each comes to its value."""

import os
from collections.abc import Callable, Sequence
from typing import Any, cast

from microweb.commands.context import Context
from microweb.commands.errors import BadParameter, MissingParameter
from microweb.commands.prompting import confirm, prompt
from microweb.commands.types import BOOL, INT, Choice, Tuple, make_type

__all__ = ["MISSING", "Argument", "Option", "Parameter"]

MISSING: Any = object()
"""Stands for a value that the command line does not have."""

ParameterCallback = Callable[[Context, "Parameter", Any], Any]


class Parameter:
    """What options and arguments share.

    Attributes:
        name: The name of the callback's argument.
        type: Turns text into the value.
        nargs: How many values there are; -1 for any number.
        multiple: Whether it may be given several times.
        is_eager: Whether it is handled before the others, as `--help` is.
        expose_value: Whether the callback gets it.
    """

    name: str
    kind = "parameter"

    def __init__(
        self,
        *,
        type: Any,  # click's name
        default: Any,
        required: bool,
        nargs: int | None,
        multiple: bool,
        envvar: str | Sequence[str] | None,
        callback: ParameterCallback | None,
        help: str | None,  # noqa: A002  # click's name
        metavar: str | None,
        is_eager: bool,
        expose_value: bool,
    ) -> None:
        self.type = make_type(type, _sample(default, is_many=multiple or nargs not in (None, 1)))
        arity = self.type.arity if isinstance(self.type, Tuple) else 1
        self.nargs = arity if nargs is None else nargs
        self.default: Any = default
        self.required = required
        self.multiple = multiple
        self.envvar = envvar
        self.callback = callback
        self.help = help
        self.metavar = metavar
        self.is_eager = is_eager
        self.expose_value = expose_value

    @property
    def is_many(self) -> bool:
        """Whether its value is a tuple of any length."""
        return self.multiple or self.nargs == -1

    def describe(self) -> str:
        """Name it for a message."""
        return f"'{self.name}'"

    def get_default(self) -> Any:
        """Give the default; a function is called."""
        return self.default() if callable(self.default) else self.default

    def handle(self, ctx: Context, raw: Any) -> Any:
        """Give the value: of the command line, else the environment, else asked for, else default.

        Args:
            ctx: The call.
            raw: What the command line has, or `MISSING`.

        Raises:
            BadParameter: It is refused, or missing.
        """
        try:
            value = self._convert(self._find(raw), ctx)
            if self.required and (value is None or (self.is_many and not value)):
                raise MissingParameter(self._missing())
            return value if self.callback is None else self.callback(ctx, self, value)
        except BadParameter as error:
            error.ctx = error.ctx or ctx
            error.param_hint = error.param_hint or self.describe()
            raise

    def _find(self, raw: Any) -> Any:
        if raw is not MISSING:
            return raw
        given = self._from_environment()
        return self.get_default() if given is None else given

    def _from_environment(self) -> Any:
        names = (self.envvar,) if isinstance(self.envvar, str) else self.envvar or ()
        text = next((os.environ[name] for name in names if os.environ.get(name)), None)
        return text.split() if text is not None and (self.is_many or self.nargs != 1) else text

    def _convert(self, value: Any, ctx: Context) -> Any:
        if self.multiple:
            return tuple(self._convert_one(one, ctx) for one in value or ())
        return None if value is None and self.nargs != -1 else self._convert_one(value, ctx)

    def _convert_one(self, value: Any, ctx: Context) -> Any:
        if self.nargs == 1:
            return self.type.convert(value, self, ctx)
        values = tuple(value or ())
        if self.nargs not in (-1, len(values)):
            raise BadParameter(f"Takes {self.nargs} values, not {len(values)}.", ctx, self)
        if isinstance(self.type, Tuple):
            return self.type.convert(values, self, ctx)
        return tuple(self.type.convert(one, self, ctx) for one in values)

    def _missing(self) -> str:
        listed = ""
        if isinstance(self.type, Choice):
            listed = f" Choose from {', '.join(map(str, self.type.choices))}."
        return f"Missing {self.kind} {self.describe()}.{listed}"

    def prompts(self) -> bool:
        """Say whether a missing value is asked for."""
        return False


def _sample(default: Any, *, is_many: bool) -> Any:
    """Give a value that a type can be told by."""
    if is_many and isinstance(default, list | tuple) and default:
        return cast("Sequence[object]", default)[0]
    return cast("object", default)


class Option(Parameter):
    """A parameter with a name on the command line, such as `--port 80`.

    Attributes:
        opts: Its spellings.
        secondary_opts: The spellings that turn a switch off.
        is_flag: Whether it takes no value.
        flag_value: What it stands for when it is given.
        count: Whether its value is how often it is given.
        hidden: Whether the help leaves it out.
    """

    kind = "option"

    def __init__(
        self,
        param_decls: Sequence[str],
        *,
        type: Any = None,  # click's name
        default: Any = None,
        required: bool = False,
        is_flag: bool | None = None,
        flag_value: Any = None,
        multiple: bool = False,
        count: bool = False,
        nargs: int | None = None,
        envvar: str | Sequence[str] | None = None,
        prompt: bool | str = False,
        confirmation_prompt: bool | str = False,
        hide_input: bool = False,
        show_default: bool | str = False,
        show_envvar: bool = False,
        callback: ParameterCallback | None = None,
        help: str | None = None,  # noqa: A002  # click's name
        metavar: str | None = None,
        hidden: bool = False,
        is_eager: bool = False,
        expose_value: bool = True,
    ) -> None:
        """Declare an option: see `decorators.option`."""
        self.name, self.opts, self.secondary_opts = _read_declarations(param_decls)
        is_switch = is_flag is True and flag_value is None
        self.is_flag = bool(self.secondary_opts) or flag_value is not None or bool(is_flag)
        self.flag_value = True if self.is_flag and flag_value is None else flag_value
        if self.is_flag and flag_value is None:
            is_switch = True
        if is_switch:
            type = BOOL  # click's name
            if default is None and not required:
                default = False
        elif self.is_flag and type is None:
            type = make_type(None, flag_value)  # click's name
            default = flag_value if default is True else default
        if count:
            type, default = type or INT, default or 0  # click's name
        super().__init__(
            type=type,
            default=default,
            required=required,
            nargs=nargs,
            multiple=multiple,
            envvar=envvar,
            callback=callback,
            help=help,
            metavar=metavar,
            is_eager=is_eager,
            expose_value=expose_value,
        )
        self.count = count
        self.hidden = hidden
        self.prompt = self.name.replace("_", " ").capitalize() if prompt is True else prompt
        self.confirmation_prompt = confirmation_prompt
        self.hide_input = hide_input
        self.show_default = show_default
        self.show_envvar = show_envvar

    @property
    def takes_value(self) -> bool:
        """Whether a value follows it on the command line."""
        return not self.is_flag and not self.count

    def describe(self) -> str:
        """Name it by its spellings."""
        return " / ".join(f"'{opt}'" for opt in self.opts)

    def prompts(self) -> bool:
        """Say whether a missing value is asked for."""
        return bool(self.prompt)

    def _find(self, raw: Any) -> Any:
        if raw is MISSING and self.prompt and self._from_environment() is None:
            return self._ask()
        return super()._find(raw)

    def _ask(self) -> Any:
        default = self.get_default()
        if self.is_flag:
            return confirm(str(self.prompt), default)
        return prompt(
            str(self.prompt),
            default,
            type=self.type,
            hide_input=self.hide_input,
            confirmation_prompt=self.confirmation_prompt,
        )


class Argument(Parameter):
    """A parameter by its place on the command line."""

    kind = "argument"

    def __init__(
        self,
        name: str,
        *,
        type: Any = None,  # click's name
        default: Any = None,
        required: bool | None = None,
        nargs: int | None = None,
        envvar: str | Sequence[str] | None = None,
        callback: ParameterCallback | None = None,
        help: str | None = None,  # noqa: A002  # click's name
        metavar: str | None = None,
        is_eager: bool = False,
        expose_value: bool = True,
    ) -> None:
        """Declare an argument: see `decorators.argument`."""
        self.name = name.replace("-", "_").lower()
        self.label = metavar or name.replace("-", "_").upper()
        super().__init__(
            type=type,
            default=default,
            required=(default is None and nargs != -1) if required is None else required,
            nargs=nargs,
            multiple=False,
            envvar=envvar,
            callback=callback,
            help=help,
            metavar=metavar,
            is_eager=is_eager,
            expose_value=expose_value,
        )

    def describe(self) -> str:
        """Name it as the usage line does."""
        return f"'{self.label}'"

    def get_usage(self) -> str:
        """Give its part of the usage line."""
        label = self.label if self.required else f"[{self.label}]"
        return f"{label}..." if self.nargs != 1 else label


def _read_declarations(declarations: Sequence[str]) -> tuple[str, list[str], list[str]]:
    """Read spellings such as `-h`, `--host` or `--on/--off`, and the name if there is one."""
    opts: list[str] = []
    secondary: list[str] = []
    name: str | None = None
    for text in declarations:
        if text.isidentifier():
            name = text
            continue
        first, _, second = text.partition("/")
        opts.append(first.strip())
        if second.strip():
            secondary.append(second.strip())
    if not opts or not all(opt.startswith("-") for opt in (*opts, *secondary)):
        raise TypeError(f"an option is declared as '--name' or '-n', not {declarations!r}")
    # The longest spelling names the argument: of `-h, --host` that is `host`.
    longest = max(opts, key=lambda opt: len(opt) - len(opt.lstrip("-")))
    return name or longest.lstrip("-").replace("-", "_").lower(), opts, secondary
