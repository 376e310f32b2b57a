"""Finding: one thing an audit has to say."""

from typing import Literal, NamedTuple

__all__ = ["Finding", "Level"]

Level = Literal["error", "warning", "hint"]


class Finding(NamedTuple):
    """One thing an audit has to say.

    Attributes:
        level: `error`: it is wrong or unsafe; `warning`: it probably is; `hint`: worth a thought.
        code: What kind it is, for programs, such as `template-syntax`.
        message: What is the matter, and where.
        fix: What to do about it.
    """

    level: Level
    code: str
    message: str
    fix: str
