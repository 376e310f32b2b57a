"""Write session values as JSON and read them back, with types that JSON does not have.

A tuple, bytes, Markup, UUID, datetime, date or Decimal becomes an object with one name, a blank and
a letter: `{" t": [1, 2]}`. A dict that looks like that is wrapped in one more: `{" o": {...}}`, so
that every value comes back as it was. Nothing that is read can run code.

`{" ` stands nowhere in compact JSON but at such an object, because a quotation mark inside of text
is escaped. Where it is missing, which is the rule, JSON's own C reader did all the work.
"""

from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from datetime import date, datetime
from json import JSONDecoder
from typing import Any, cast

from microweb.json import JSONProvider

__all__ = ["dump_values", "load_values"]

_PLAIN: frozenset[type] = frozenset({str, int, float, bool, type(None)})
_MARK = b'{" '


def dump_values(values: dict[str, Any], *head: float | str) -> bytes:
    """Write an array of `head` and the values.

    Raises:
        TypeError: They hold something of a type that is not known here.
        ValueError: They hold themselves, are nested too deeply, or have a float that is no number.
    """
    try:
        return _JSON.dumps([*head, _tag_dict(values)]).encode()
    except RecursionError:
        raise ValueError("the session holds itself or is nested too deeply") from None
    except TypeError as exc:
        raise TypeError(f"session[{_find_unwritable(values)!r}]: {exc}") from None


def _find_unwritable(values: dict[str, Any]) -> str | None:
    for name, value in values.items():
        try:
            _JSON.dumps(_tag_dict({name: value}))
        except TypeError:
            return name
    return None


def load_values(data: bytes) -> list[Any]:
    """Read what `dump_values` wrote.

    Raises:
        ValueError: Something else wrote it.
    """
    # Not the strict reader for what clients send: this is signed, or was never out of our hands.
    try:
        document, end = _DECODER.raw_decode(data.decode())
        if _MARK in data:
            document = _untag(document)
    except (TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as exc:
        raise ValueError(f"these are no session values: {exc}") from None
    if end != len(data) or not isinstance(document, list):
        raise ValueError("these are no session values: they are no array")
    return cast("list[Any]", document)


class _SessionJSON(JSONProvider):
    def default(self, value: object) -> object:
        """Tag bytes, UUIDs, dates and numbers; write an Enum or a dataclass as JSON does."""
        for kind, tag, write in _rare_kinds():
            if isinstance(value, kind):
                return {tag: write(value)}
        return super().default(value)


_JSON = _SessionJSON()
_DECODER = JSONDecoder()


def _tag(value: Any) -> Any:
    """Tag tuples and Markup, which JSON would take for arrays and text; give the rest as it is."""
    if isinstance(value, dict):
        return _tag_dict(cast("dict[Any, Any]", value))
    if isinstance(value, tuple):
        return {" t": [_tag(item) for item in cast("tuple[Any, ...]", value)]}
    if isinstance(value, list):
        items = cast("list[Any]", value)
        return items if _PLAIN.issuperset(map(type, items)) else [_tag(item) for item in items]
    if isinstance(value, str) and hasattr(value, "__html__"):
        return {" m": str(value)}
    return value


def _tag_dict(values: dict[Any, Any]) -> dict[Any, Any]:
    if len(values) == 1:
        ((key, value),) = values.items()
        if isinstance(key, str) and key[:1] == " ":
            return {" o": {key: _tag(value)}}
    # Most sessions end here: 0.3 us, where a look at each value takes 1.1.
    if _PLAIN.issuperset(map(type, values.values())):
        return values
    return {key: _tag(value) for key, value in values.items()}


def _rare_kinds() -> tuple[tuple[type, str, Callable[[Any], str]], ...]:
    from decimal import Decimal  # late, as in `_read_uuid`: few sessions have one
    from uuid import UUID

    return (
        (bytes, " b", lambda value: b2a_base64(value, newline=False).decode()),
        (datetime, " d", datetime.isoformat),
        (date, " y", date.isoformat),
        (UUID, " u", lambda value: value.hex),
        (Decimal, " n", str),
    )


def _untag(value: Any) -> Any:
    if isinstance(value, list):
        return [_untag(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    values = cast("dict[str, Any]", value)
    if len(values) == 1:
        ((key, inner),) = values.items()
        read = _READERS.get(key)
        if read is not None:
            return read(inner)
    return {key: _untag(inner) for key, inner in values.items()}


def _read_markup(value: str) -> object:
    from microweb.templating.markup import Markup

    return Markup(value)


def _read_uuid(value: str) -> object:
    from uuid import UUID

    return UUID(hex=value)


def _read_decimal(value: str) -> object:
    from decimal import Decimal

    return Decimal(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    " b": lambda value: a2b_base64(value, strict_mode=True),
    " d": datetime.fromisoformat,
    " m": _read_markup,
    " n": _read_decimal,
    " o": lambda value: {key: _untag(inner) for key, inner in value.items()},
    " t": lambda value: tuple([_untag(item) for item in value]),
    " u": _read_uuid,
    " y": date.fromisoformat,
}
