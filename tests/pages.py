"""The pages of the documentation: their Python, and the files that a reader of one would have."""

import re
from pathlib import Path
from types import CodeType
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK_RE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """Code between fences.

    Attributes:
        language: The first word behind the fence.
        name: The file it belongs to, as in "```python app.py"; several of one name are one file.
        line: The line of the page before its first.
        source: What stands between the fences.
    """

    language: str
    name: str
    line: int
    source: str

    def compile(self, page: Path) -> CodeType:
        """Compile it, with the line numbers of the page."""
        return compile("\n" * self.line + self.source, str(page), "exec")


def read_blocks(page: Path) -> list[Block]:
    """Give the blocks of a page that say their language, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(match[1], match[2] or "", text.count("\n", 0, match.start(3)), match[3])
        for match in _BLOCK_RE.finditer(text)
    ]


def add_to_file(block: Block, folder: Path) -> None:
    """Write a block to the end of its file, with two empty lines before."""
    path = folder / block.name
    path.parent.mkdir(parents=True, exist_ok=True)
    known = path.read_text(encoding="utf-8") + "\n\n" if path.exists() else ""
    path.write_text(known + block.source, encoding="utf-8")
