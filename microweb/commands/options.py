"""Options of a command: parameters with a name on the command line."""

from collections.abc import Sequence
from typing import Any, Unpack

from microweb.commands.parameters import MISSING, Parameter, ParameterOptions
from microweb.commands.prompting import confirm, prompt
from microweb.commands.types import BOOL, INT, make_type

__all__ = ["Option"]


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
        is_flag: bool | None = None,
        flag_value: Any = None,
        multiple: bool = False,
        count: bool = False,
        prompt: bool | str = False,
        confirmation_prompt: bool | str = False,
        hide_input: bool = False,
        show_default: bool | str = False,
        show_envvar: bool = False,
        hidden: bool = False,
        **options: Unpack[ParameterOptions],
    ) -> None:
        """Declare an option: see `decorators.option`."""
        self.name, self.opts, self.secondary_opts = _read_declarations(param_decls)
        is_switch = flag_value is None and bool(self.secondary_opts or is_flag)
        self.is_flag = is_switch or flag_value is not None
        self.flag_value = True if is_switch else flag_value
        self.count = count
        if is_switch:
            options["type"] = BOOL
            if options.get("default") is None and not options.get("required"):
                options["default"] = False
        elif self.is_flag:
            _type_by_value(options, flag_value)
        if count:
            options["type"] = options.get("type") or INT
            options["default"] = options.get("default") or 0
        super().__init__(multiple=multiple, **options)
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


def _type_by_value(options: ParameterOptions, flag_value: object) -> None:
    """Say what type an option is of whose name stands for a value."""
    if options.get("type") is None:
        options["type"] = make_type(None, flag_value)
        if options.get("default") is True:
            options["default"] = flag_value


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
