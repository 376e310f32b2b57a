"""What the compiler hands to a template."""

from types import CodeType
from typing import Any, NamedTuple

__all__ = ["Compiled"]


class Compiled(NamedTuple):
    """What a template was compiled to.

    Attributes:
        code: Defines the function of the template and those of its blocks.
        namespace: The objects of this template that the code refers to.
        blocks: The names of the functions of the blocks, by the name of the block.
        source: The generated source, for those who want to read it.
    """

    code: CodeType
    namespace: dict[str, Any]
    blocks: dict[str, str]
    source: str
