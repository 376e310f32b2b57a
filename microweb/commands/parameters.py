"""Parameters of a command: how each comes to its value; those that go by their place."""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypedDict, Unpack, cast

from microweb.commands.context import Context
from microweb.commands.errors import BadParameter, MissingParameter
from microweb.commands.types import Choice, Tuple, make_type

__all__ = ["MISSING", "Argument", "Parameter", "ParameterOptions"]

MISSING: Any = object()
"""Stands for a value that the command line does not have."""

ParameterCallback = Callable[[Context, "Parameter", Any], Any]


class ParameterOptions(TypedDict, total=False):
    """What can be said of any parameter.

    Attributes:
        type: Turns text into the value: see `types.make_type`; by default told by the default.
        default: Its value where none is given, or a function that gives it.
        required: Whether it is an error to give none.
        nargs: How many values there are; -1 for any number.
        envvar: The environment variable, or the first of several, that stands in for it.
        callback: Called with the context, the parameter and the value; gives the value.
        help: What it is for, on the help page.
        metavar: What stands for the value there.
        is_eager: Whether it is handled before the others, as `--help` is.
        expose_value: Whether the command's function gets it.
    """

    type: Any
    default: Any
    required: bool
    nargs: int | None
    envvar: str | Sequence[str] | None
    callback: ParameterCallback | None
    help: str | None
    metavar: str | None
    is_eager: bool
    expose_value: bool


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
        type: Any = None,  # click's name
        default: Any = None,
        required: bool = False,
        nargs: int | None = None,
        multiple: bool = False,
        envvar: str | Sequence[str] | None = None,
        callback: ParameterCallback | None = None,
        help: str | None = None,  # noqa: A002  # click's name
        metavar: str | None = None,
        is_eager: bool = False,
        expose_value: bool = True,
    ) -> None:
        """Take the options: `multiple`, and those of `ParameterOptions`."""
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
            source = self._variable() if raw is MISSING else None
            hint = self.describe() if source is None else f"{self.describe()} (from {source})"
            error.param_hint = error.param_hint or hint
            raise

    def _find(self, raw: Any) -> Any:
        if raw is not MISSING:
            return raw
        given = self._from_environment()
        return self.get_default() if given is None else given

    def _variable(self) -> str | None:
        """Name the environment variable that has its value, if one has."""
        names = (self.envvar,) if isinstance(self.envvar, str) else self.envvar or ()
        return next((name for name in names if os.environ.get(name)), None)

    def _from_environment(self) -> Any:
        name = self._variable()
        text = None if name is None else os.environ[name]
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


def _sample(default: Any, *, is_many: bool) -> Any:
    """Give a value that a type can be told by."""
    if is_many and isinstance(default, list | tuple) and default:
        return cast("Sequence[object]", default)[0]
    return cast("object", default)


class Argument(Parameter):
    """A parameter by its place on the command line."""

    kind = "argument"

    def __init__(self, name: str, **options: Unpack[ParameterOptions]) -> None:
        """Declare an argument: see `decorators.argument`."""
        if options.get("required") is None:
            options["required"] = options.get("default") is None and options.get("nargs") != -1
        super().__init__(multiple=False, **options)
        self.name = name.replace("-", "_").lower()
        self.label = self.metavar or name.replace("-", "_").upper()

    def describe(self) -> str:
        """Name it as the usage line does."""
        return f"'{self.label}'"

    def get_usage(self) -> str:
        """Give its part of the usage line."""
        label = self.label if self.required else f"[{self.label}]"
        return f"{label}..." if self.nargs != 1 else label
