"""Give the tags of a template that a content security policy guards a place for their nonce.

Only what stands literally in the source of a template is looked at: `script` and `style` tags and
`link` tags of stylesheets. Values are written after this, so an injected tag never gets a nonce.
The text is followed as a browser would: a tag within a comment, an attribute or a script is none.

Content Security Policy Level 3 section 3.1. HTML section 13.2.5.
"""

import re
from typing import NamedTuple

from microweb.templating import nodes
from microweb.templating.following import follow

__all__ = ["add_nonces", "may_need_nonces"]

_CANDIDATE_RE = re.compile(r"<(?:script|style|link)\b", re.IGNORECASE)
_OPENING_RE = re.compile(r"<!--|<(/?[a-zA-Z][^\s/>]*)")
_MARK_RE = re.compile(r"[\"'>]")
_HAS_NONCE_RE = re.compile(r"\bnonce\s*=", re.IGNORECASE)
_STYLESHEET_RE = re.compile(
    r"""\brel\s*=\s*(?:"[^"]*\bstylesheet\b|'[^']*\bstylesheet\b|stylesheet\b)""", re.IGNORECASE
)
_RAW_TEXT = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title"})

_Parts = list[nodes.Data | nodes.Nonce | nodes.Expression]


def may_need_nonces(source: str) -> bool:
    """Whether a source has a tag that could need a nonce; most parts of pages have none."""
    return _CANDIDATE_RE.search(source) is not None


def add_nonces(tree: nodes.Template) -> None:
    """Put a `Nonce` into the tags of a template that need one."""
    follow(tree.body, _TEXT, _output, _TEXT)


class _Place(NamedTuple):
    """Where in HTML the text has come to.

    Attributes:
        until: What ends it: a quote or `>` within a tag, `-->`, `</name`, or nothing in text.
        tag: Within a tag, its name.
    """

    until: str
    tag: str = ""


_TEXT = _Place("")


def _output(node: nodes.Output, place: _Place) -> _Place:
    parts: _Parts = []
    for number, part in enumerate(node.parts):
        if not isinstance(part, nodes.Data):
            parts.append(part)
            continue
        start = 0
        position = 0
        while position < len(part.text):
            place, position, opened = _step(part.text, position, place)
            if opened and _needs_nonce(opened, part.text[position:], node.parts[number + 1 :]):
                parts += [nodes.Data(part.lineno, part.text[start:position])]
                parts += [nodes.Nonce(part.lineno)]
                start = position
        if start < len(part.text):
            parts.append(nodes.Data(part.lineno, part.text[start:]))
    node.parts = parts
    return place


def _step(text: str, position: int, place: _Place) -> tuple[_Place, int, str]:
    """Go to the next place; return it, its position, and the name of a tag that starts there."""
    if not place.until:
        opening = _OPENING_RE.search(text, position)
        if opening is None:
            return place, len(text), ""
        if opening[0] == "<!--":
            return _Place("-->"), opening.end(), ""
        name = opening[1].lower()
        return _Place(">", name), opening.end(), name
    if place.tag and place.until == ">":
        mark = _MARK_RE.search(text, position)
        if mark is None:
            return place, len(text), ""
        if mark[0] != ">":
            return _Place(mark[0], place.tag), mark.end(), ""
        raw = place.tag in _RAW_TEXT
        return _Place(f"</{place.tag}") if raw else _TEXT, mark.end(), ""
    return _until(text, position, place)


def _until(text: str, position: int, place: _Place) -> tuple[_Place, int, str]:
    """Go to the end of a comment, of a text in quotes, or of a script and its like."""
    if place.until.startswith("</"):
        found = re.compile(re.escape(place.until), re.IGNORECASE).search(text, position)
        end = found.start() if found is not None else -1
    else:
        end = text.find(place.until, position)
    if end < 0:
        return place, len(text), ""
    if place.tag:
        return _Place(">", place.tag), end + 1, ""
    if place.until == "-->":
        return _TEXT, end + 3, ""
    return _TEXT, end, ""


def _needs_nonce(name: str, rest: str, following: _Parts) -> bool:
    """Whether a tag needs a nonce, by its name and what stands in it."""
    if name not in {"script", "style", "link"}:
        return False
    attributes = _tag_text(rest, following)
    if _HAS_NONCE_RE.search(attributes):
        return False
    return name != "link" or _STYLESHEET_RE.search(attributes) is not None


def _tag_text(rest: str, following: _Parts) -> str:
    """Give the literal text of a tag up to its end, across the values in it."""
    collected: list[str] = []
    quote = ""
    texts = [rest, *(part.text if isinstance(part, nodes.Data) else "" for part in following)]
    for text in texts:
        for mark in _MARK_RE.finditer(text):
            if mark[0] == quote:
                quote = ""
            elif not quote and mark[0] == ">":
                return "".join([*collected, text[: mark.start()]])
            elif not quote:
                quote = mark[0]
        collected.append(text)
    return "".join(collected)
