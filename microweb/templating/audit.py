"""Find the values of a template that stand where escaping cannot make them safe.

Escaped text is safe between tags and in an attribute between quotes. It is not in an attribute
without quotes, as the address of a link, in a script or in a style. The command line lists what is
found here; nothing is refused, for only the author knows what a value can be.

OWASP Cross Site Scripting Prevention Cheat Sheet, rules 1 to 5.
"""

import re
from typing import NamedTuple

from microweb.templating import nodes
from microweb.templating.environment import Environment
from microweb.templating.following import follow

__all__ = ["Doubt", "audit_source"]

_OPENING_RE = re.compile(r"<!--|<(/?[a-zA-Z][^\s/>]*)")
# Possessive, and from the start of a name: linear on a megabyte without an end.
_IN_TAG_RE = re.compile(r"""(?<![^\s"'>/=])([^\s"'>/=]++)\s*+=\s*+(["']?)|>""")
_UNQUOTED_END_RE = re.compile(r"[\s>]")
_RAW_TEXT = frozenset({"script", "style"})
_URLS = frozenset(
    {"action", "cite", "data", "formaction", "href", "ping", "poster", "src", "xlink:href"}
)
# What these filters give is a number, text without `:`, or safe where it stands.
_HARMLESS = frozenset({"count", "float", "int", "length", "tojson", "urlencode", "xmlattr"})
_ADVICE = {
    "tag": "a value within a tag can add attributes: use the filter `xmlattr`",
    "unquoted": "the value of an attribute without quotes can add attributes: put it in quotes",
    "url": "an address from outside may start with `javascript:`: check it, or use `url_for`",
    "script": "escaping does not make a value safe in a script: use the filter `tojson`",
    "style": "escaping does not make a value safe in a style: choose among classes instead",
    "safe": "`safe` switches escaping off: be sure that the value is HTML you made",
}


class Doubt(NamedTuple):
    """A value that may be unsafe where it stands.

    Attributes:
        lineno: Its line in the template, from 1.
        kind: `tag`, `unquoted`, `url`, `script`, `style` or `safe`.
        advice: What to do about it, a sentence without its full stop.
    """

    lineno: int
    kind: str
    advice: str


class _Place(NamedTuple):
    """Where in HTML the text has come to.

    Attributes:
        until: What ends it: `-->`, `</name`, `>` in a tag, a quote or a space in an attribute.
        tag: Within a tag, its name.
        attribute: Within the value of an attribute, its name.
        begun: Whether something of that value is written.
    """

    until: str = ""
    tag: str = ""
    attribute: str = ""
    begun: bool = False


_TEXT = _Place()


def audit_source(
    source: str, environment: Environment | None = None, name: str | None = None
) -> list[Doubt]:
    """Give the values of a template that may be unsafe where they stand, by line.

    Args:
        source: The template.
        environment: Whose syntax it is written in; by default Jinja's own.
        name: Its name, for errors.

    Raises:
        TemplateSyntaxError: The source is no template.
    """
    tree = (environment or Environment()).parse(source, name)
    found: list[Doubt] = []

    def output(node: nodes.Output, place: _Place) -> _Place:
        for part in node.parts:
            if isinstance(part, nodes.Data):
                place = _read(part.text, place)
            elif isinstance(part, nodes.Expression):
                kind = _kind(part, place)
                if kind:
                    found.append(Doubt(part.lineno, kind, _ADVICE[kind]))
                place = place._replace(begun=True)
        return place

    follow(tree.body, _TEXT, output, _TEXT)
    return sorted(found)


def _kind(node: nodes.Expression, place: _Place) -> str:
    """Give why a value is in doubt at a place, or nothing."""
    if isinstance(node, nodes.FilterCall) and node.name == "safe":
        inner = node.target
        return "safe" if inner is None or not _is_harmless(inner) else ""
    if _is_harmless(node):
        return ""
    if place.until.startswith("</"):
        return place.tag
    if not place.attribute:
        return "tag" if place.tag else ""
    if place.until == " ":
        return "unquoted"
    if place.attribute.startswith("on") or place.attribute == "srcdoc":
        return "script"
    if place.attribute == "style":
        return "style"
    is_address = place.attribute in _URLS and not place.begun
    return "url" if is_address and not _is_own_address(node) else ""


def _is_harmless(node: nodes.Expression) -> bool:
    """Whether a value is a number, JSON, or one of the texts of the template."""
    if isinstance(node, nodes.Condition):
        return _is_harmless(node.then) and (node.otherwise is None or _is_harmless(node.otherwise))
    if isinstance(node, nodes.FilterCall):
        return node.name in _HARMLESS
    return isinstance(node, nodes.Constant) or _called(node) in {"csp_nonce", "loop.cycle"}


def _is_own_address(node: nodes.Expression) -> bool:
    """Whether a value is an address of the app, or starts with text of the template."""
    if isinstance(node, nodes.Concatenation):
        return isinstance(node.parts[0], nodes.Constant)
    return _called(node) == "url_for"


def _called(node: nodes.Expression) -> str:
    """Give the name of the function that a value is a call of, or nothing."""
    function = node.function if isinstance(node, nodes.Call) else None
    if isinstance(function, nodes.Attribute) and isinstance(function.target, nodes.Name):
        return f"{function.target.name}.{function.name}"
    return function.name if isinstance(function, nodes.Name) else ""


def _read(text: str, place: _Place) -> _Place:
    """Give the place to which text leads from a place."""
    position = 0
    while position < len(text):
        place, position = _step(text, position, place)
    return place


def _step(text: str, position: int, place: _Place) -> tuple[_Place, int]:
    """Go to the next place; return it and its position."""
    if not place.until:
        opening = _OPENING_RE.search(text, position)
        if opening is None:
            return place, len(text)
        tag = (opening[1] or "").lower()
        return _Place(">" if tag else "-->", tag), opening.end()
    if place.until == ">":
        return _step_in_tag(text, position, place)
    if place.until == " ":
        end = _UNQUOTED_END_RE.search(text, position)
        if end is None:
            return place._replace(begun=True), len(text)
        return _Place(">", place.tag), end.start()
    return _step_until(text, position, place)


def _step_in_tag(text: str, position: int, place: _Place) -> tuple[_Place, int]:
    found = _IN_TAG_RE.search(text, position)
    if found is None:
        return place, len(text)
    if found[0] == ">":
        raw = place.tag in _RAW_TEXT
        return _Place(f"</{place.tag}", place.tag) if raw else _TEXT, found.end()
    return _Place(found[2] or " ", place.tag, found[1].lower()), found.end()


def _step_until(text: str, position: int, place: _Place) -> tuple[_Place, int]:
    """Go to the end of a comment, of a text in quotes, of a script or a style."""
    if place.until.startswith("</"):
        ending = re.compile(place.until, re.IGNORECASE).search(text, position)
        return (_TEXT, ending.start()) if ending is not None else (place, len(text))
    end = text.find(place.until, position)
    if end < 0:
        return place._replace(begun=True), len(text)
    after = _Place(">", place.tag) if place.attribute else _TEXT
    return after, end + len(place.until)
