"""Collect the lines of generated Python, each with the line of the template it stands for."""

__all__ = ["Slot", "Writer"]


class Slot:
    """A place among the lines that is filled later, when it is known what is needed there."""

    __slots__ = ("indentation", "lineno", "lines")

    def __init__(self, indentation: int, lineno: int) -> None:
        self.indentation = indentation
        self.lineno = lineno
        self.lines: list[str] = []


class Writer:
    """Python source under construction.

    Attributes:
        lineno: The line of the template that is being compiled.
    """

    def __init__(self) -> None:
        self.lineno = 1
        self._indentation = 0
        self._lines: list[tuple[str, int] | Slot] = []

    def line(self, source: str) -> None:
        """Add one line; a line end in it starts no new statement."""
        self._lines.append((" " * self._indentation + source, self.lineno))

    def slot(self) -> Slot:
        """Add a place that is filled later."""
        slot = Slot(self._indentation, self.lineno)
        self._lines.append(slot)
        return slot

    def indent(self) -> None:
        """Start a suite."""
        self._indentation += 1

    def dedent(self) -> None:
        """End a suite."""
        self._indentation -= 1

    def finish(self) -> tuple[str, list[int]]:
        """Give the source and, for each of its lines, the line of the template."""
        lines: list[str] = []
        linenos: list[int] = []
        for item in self._lines:
            if isinstance(item, Slot):
                lines.extend(" " * item.indentation + line for line in item.lines)
                linenos.extend([item.lineno] * len(item.lines))
            else:
                lines.append(item[0])
                linenos.append(item[1])
        return "\n".join(lines) + "\n", linenos
