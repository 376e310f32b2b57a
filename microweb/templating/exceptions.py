"""The errors of the template engine, from a missing template to an undefined value.

TemplateError
├── TemplateNotFound            also a LookupError and an OSError
│   └── TemplatesNotFound       none of several names
├── TemplateSyntaxError         the source cannot be read: name, line and source line
│   └── TemplateAssertionError  it can be read but asks for something that does not exist
└── TemplateRuntimeError        rendering failed
    ├── UndefinedError          an operation on a value that is not there
    ├── SecurityError           a name or method that templates may not reach
    └── FilterArgumentError     a filter was given what it cannot use
"""

from collections.abc import Iterable, Sequence

__all__ = [
    "FilterArgumentError",
    "SecurityError",
    "TemplateAssertionError",
    "TemplateError",
    "TemplateNotFound",
    "TemplateRuntimeError",
    "TemplateSyntaxError",
    "TemplatesNotFound",
    "UndefinedError",
    "nearest",
]


class TemplateError(Exception):
    """The base of every error of the template engine."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message)

    @property
    def message(self) -> str | None:
        """The message without any location, or None."""
        return self.args[0] if self.args else None


class TemplateNotFound(OSError, LookupError, TemplateError):
    """No loader knows the template.

    Attributes:
        name: The name asked for; of several names the last.
        templates: Every name that was tried.
    """

    def __init__(self, name: str | None, message: str | None = None) -> None:
        OSError.__init__(self, name)
        self.name = name
        self.templates: list[str | None] = [name]
        self._message = message if message is not None else name

    @property
    def message(self) -> str | None:
        """What was not found, and the nearest name where there is one."""
        return self._message

    def __str__(self) -> str:
        return str(self._message)


class TemplatesNotFound(TemplateNotFound):
    """None of the templates of a list is known."""

    def __init__(self, names: Sequence[str] = (), message: str | None = None) -> None:
        if message is None:
            message = f"none of the templates given were found: {', '.join(names)}"
        super().__init__(names[-1] if names else None, message)
        self.templates = list(names)


class TemplateSyntaxError(TemplateError):
    """The source of a template cannot be compiled.

    Attributes:
        lineno: The line in the template, from 1.
        name: The name of the template, or None for a string.
        filename: The file of the template, where it has one.
        source: The whole source, where it is known; the message shows its line `lineno`.
    """

    def __init__(
        self,
        message: str,
        lineno: int,
        name: str | None = None,
        filename: str | None = None,
    ) -> None:
        super().__init__(message)
        self.lineno = lineno
        self.name = name
        self.filename = filename
        self.source: str | None = None

    def __str__(self) -> str:
        where = self.filename or self.name
        location = f"line {self.lineno}"
        if where:
            location = f'File "{where}", {location}'
        lines = [str(self.message), f"  {location}"]
        source_line = self.source_line
        if source_line is not None:
            lines.append(f"    {source_line.strip()}")
        return "\n".join(lines)

    @property
    def source_line(self) -> str | None:
        """The line of the template at fault, where the source is known."""
        if self.source is None:
            return None
        lines = self.source.splitlines()
        return lines[self.lineno - 1] if 0 < self.lineno <= len(lines) else None

    def __reduce__(self) -> tuple[object, ...]:
        state = {"source": self.source}
        return type(self), (self.message, self.lineno, self.name, self.filename), state


class TemplateAssertionError(TemplateSyntaxError):
    """The source asks for something that does not exist, as an unknown filter."""


class TemplateRuntimeError(TemplateError):
    """Rendering a template failed."""


class UndefinedError(TemplateRuntimeError):
    """A template used a value that is not defined."""


class SecurityError(TemplateRuntimeError):
    """A template reached for what templates may not reach."""


class FilterArgumentError(TemplateRuntimeError):
    """A filter was called with arguments it cannot use."""


def nearest(name: str, known: Iterable[str]) -> str:
    """Give a hint that names the nearest known name, or an empty string.

    Args:
        name: The name that was not found.
        known: The names there are.
    """
    # Only an error pays for the import (4 ms).
    from difflib import get_close_matches

    found = get_close_matches(name[:200], [each for each in known if len(each) < 200], n=1)
    return f" Did you mean {found[0]!r}?" if found else ""
