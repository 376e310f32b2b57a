"""Describe values for the debug page, with secrets masked and sizes bounded.

What is secret is told by names: of variables, keys, attributes, headers and query fields. Inside
containers each key is looked at; in any other text, such as the repr of an object, whatever
follows such a name is masked.
"""

import re
from dataclasses import fields, is_dataclass
from itertools import islice
from reprlib import Repr
from typing import Any

__all__ = ["MASK", "describe", "is_secret", "mask_text"]

MASK = "********"

_MAX_TEXT = 2000

_HIDDEN = (
    r"pass(?:word|wd|phrase|code)|pwd|secret|token|key|cookie|session|credential|signature"
    r"|bearer|csrf|auth(?!ors?(?![a-z]))|(?<![a-z])(?:otp|pin)(?![a-z])"
)
_SECRET_RE = re.compile(_HIDDEN, re.IGNORECASE)

# All of a Cookie header, whatever its cookies are called.
_COOKIES_IN_TEXT_RE = re.compile(
    r"""(?P<start>cookie\\?["']?\s{0,3}[=:,]\s{0,3}\\?b?["']?)[^"'\n]*""", re.IGNORECASE
)

# A name, a separator and a value, in the shapes that text gives them: 'password': 'x',
# password='x', ('password', 'x'), password=x&..., Authorization: Basic x. Bounded, so linear.
_SECRET_IN_TEXT_RE = re.compile(
    rf"""(?P<start>(?:{_HIDDEN})[\w\-]{{0,40}}\\?["']?\s{{0,3}}[=:,]\s{{0,3}}[\[(]?)"""
    r"""(?P<value>\\?b?'[^'\n]*'?|\\?b?"[^"\n]*"?|(?:(?:Basic|Bearer|Digest)\s)?[^\s&;,'"()\[\]{}<>]+)""",
    re.IGNORECASE,
)


def is_secret(name: str) -> bool:
    """Tell whether a value of this name is to be hidden."""
    return _SECRET_RE.search(name) is not None


def mask_text(text: str) -> str:
    """Hide what follows a secret's name in a text."""
    text = _COOKIES_IN_TEXT_RE.sub(rf"\g<start>{MASK}", text)
    return _SECRET_IN_TEXT_RE.sub(rf"\g<start>{MASK}", text)


def describe(name: str, value: object) -> str:
    """Write a value as its repr, in 2,000 characters at most, whatever its class does.

    Args:
        name: Of the variable; a secret's value is not looked at.
        value: Anything.
    """
    if is_secret(name):
        return MASK
    return mask_text(_describer.repr(value))[:_MAX_TEXT]


class _Describer(Repr):
    """A `repr` that is short, looks at the keys inside, and survives objects without one."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxdict = self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = 30
        self.maxstring = self.maxother = 400

    def repr1(self, x: Any, level: int) -> str:
        """Describe one value, inside of others `level` levels from the depth limit."""
        try:
            if is_dataclass(x.__class__):
                return self._repr_dataclass(x, level)
            if issubclass(x.__class__, dict):
                return self.repr_dict(x, level)
            return super().repr1(x, level)
        except Exception as error:  # noqa: BLE001  any class may stand here, with any __repr__
            return f"<{type(x).__name__}: its repr raised {type(error).__name__}>"

    def repr_dict(self, x: dict[Any, Any], level: int) -> str:
        """Describe a mapping without the values of secret keys."""
        if level <= 0:
            return "{...}"
        pairs = list(islice(x.items(), self.maxdict + 1))
        shown = [
            f"{self.repr1(key, level - 1)}: {self._value(key, value, level)}"
            for key, value in pairs[: self.maxdict]
        ]
        return "{" + ", ".join(shown + ["..."] * (len(pairs) > self.maxdict)) + "}"

    def repr_str(self, x: str, level: int) -> str:
        """Describe the beginning of a string.

        The base keeps the end as well, which may be the end of a secret whose name is cut out.
        """
        shown = repr(x[: self.maxstring])
        return f"{shown}..." if len(x) > self.maxstring else shown

    def repr_instance(self, x: Any, level: int) -> str:
        """Describe any other object by the beginning of its repr."""
        text = repr(x)
        return f"{text[: self.maxother]}..." if len(text) > self.maxother else text

    def repr_tuple(self, x: tuple[Any, ...], level: int) -> str:
        """Describe a tuple; in a pair the first may be the name of the second."""
        if len(x) == 2 and isinstance(x[0], str) and level > 0:
            return f"({self.repr1(x[0], level - 1)}, {self._value(x[0], x[1], level)})"
        return super().repr_tuple(x, level)

    def _repr_dataclass(self, x: Any, level: int) -> str:
        if level <= 0:
            return f"{type(x).__name__}(...)"
        shown = [
            f"{field.name}={self._value(field.name, getattr(x, field.name), level)}"
            for field in fields(x)
            if field.repr
        ]
        return f"{type(x).__name__}({', '.join(shown)})"

    def _value(self, key: object, value: object, level: int) -> str:
        if isinstance(key, str | bytes) and is_secret(str(key)):
            return MASK
        return self.repr1(value, level - 1)


_describer = _Describer()
