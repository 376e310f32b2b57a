"""Read JSON strictly, for `json` and the bodies of requests: what could be misread is refused."""

import json as _json
import re
from itertools import chain
from typing import Any, NoReturn

__all__ = ["MAX_DEPTH", "parse_json"]

MAX_DEPTH = 100
"""How many lists and objects may stand in each other."""

_MAX_DIGITS = 4300  # of an integer; reading one takes the square of them, and Python's own limit
# A \u escape for one half of a surrogate pair without the other; high halves come first. Escaped
# backslashes are taken out before, so that every \u is one.           RFC 8259 section 7
_HALF_RE = re.compile(
    r"\\u[dD](?:[89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F])"
)


def parse_json(text: str | bytes, *, max_items: int | None = None) -> Any:
    """Read JSON strictly: what another reader could take for something else is refused.

    Args:
        text: The document; bytes must be UTF-8.
        max_items: The most names and values to accept, from `MAX_JSON_ITEMS`. Their number is what
            reading costs: `[]` takes as long as a text of thousands of characters.

    Raises:
        ValueError: It is not UTF-8 or not JSON, has NaN, Infinity or a number too large for a
            float, names a key twice, has half of a surrogate pair, holds an integer of more than
            4300 digits, lists and objects more than 100 deep in each other, or too many names and
            values. The message says which.

    RFC 8259; RFC 7493 (I-JSON) sections 2.1 to 2.3.
    """
    if not isinstance(text, str):
        text = _decode(text)
    # An item takes a character or more: most documents need not be counted.
    if max_items is not None and len(text) > max_items and _count_items(text) > max_items:
        raise ValueError(f"it has more than {max_items} names and values (MAX_JSON_ITEMS)")
    try:
        value = _STRICT.decode(text)
    except RecursionError:  # it can follow some hundreds
        raise _too_deep() from None
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(value)
    if "\\u" in text and _HALF_RE.search(text.replace("\\\\", ".")):
        raise ValueError("JSON text has half of a surrogate pair")
    return value


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise ValueError(f"JSON is not UTF-8 at byte {exc.start}") from None


def _count_items(text: str) -> int:
    """Count names and values, or a few more, without reading them."""
    # Without escaped quotes, every other piece between quotes is outside of a string.
    outside = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    return 1 + sum(map(outside.count, ",:[{"))


def _too_deep() -> ValueError:
    return ValueError(f"JSON is nested too deeply: more than {MAX_DEPTH} levels")


def _check_depth(value: Any) -> None:
    """Go down level by level, all containers of a level at once."""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH + 1):
        lists = [item for item in level if item.__class__ is list]
        objects = [item for item in level if item.__class__ is dict]
        if not lists and not objects:
            return
        level = [*chain.from_iterable(lists)]
        level += [member for item in objects for member in item.values()]
    raise _too_deep()


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


def _parse_float(text: str) -> float:
    value = float(text)
    if value - value != 0.0:
        raise ValueError(f"JSON number {text[:40]} is too large")
    return value


def _parse_int(text: str) -> int:
    if len(text) > _MAX_DIGITS and len(text.lstrip("-")) > _MAX_DIGITS:
        raise ValueError(f"JSON integer has more than {_MAX_DIGITS} digits")
    return int(text)


def _build_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise ValueError(f"JSON object names {name[:80]!r} twice")
            seen.add(name)
    return result


_STRICT = _json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_float=_parse_float,
    parse_int=_parse_int,
    object_pairs_hook=_build_object,
)
