"""Write and read JSON, with the types that an application has beside JSON's own.

The standard library's `json` is imported with the first value that is written or read, 2 ms.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import IO, Any, cast

from microweb import http
from microweb.responses.response import Response

__all__ = ["JSONProvider", "dump", "dumps", "load", "loads"]


def encode_value(value: object) -> object:
    """Turn a value that JSON does not have into one that it has.

    A datetime becomes ISO 8601 with its offset (one without a zone is read as UTC), a date or time
    ISO 8601, a UUID or Decimal its text, an Enum its value, a dataclass an object of its fields,
    and anything with `__html__` the text that gives.

    Raises:
        TypeError: The value is none of these.
    """
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if fields := getattr(type(value), "__dataclass_fields__", None):
        return {name: getattr(value, name) for name in cast("dict[str, object]", fields)}
    if to_html := getattr(value, "__html__", None):
        return str(to_html())
    return _encode_rare(value)


def _encode_rare(value: object) -> object:
    # Nothing else at start-up needs these three modules.
    from decimal import Decimal
    from enum import Enum
    from uuid import UUID

    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(
        f"a value of type {type(value).__name__} has no form in JSON: {value!r:.80}; "
        f"{_advise(value)} (or in `JSONProvider.default`)"
    )


def _advise(value: object) -> str:
    """Say what to make of a value that has no form in JSON."""
    if isinstance(value, set | frozenset):
        return "make it a list: sorted(...)"
    if isinstance(value, bytes | bytearray):
        return "make it text: base64.b64encode(...).decode()"
    if hasattr(value, "keys"):
        return "make it a dict: dict(...)"
    return "make it text, a number, a list or a dict"


class JSONProvider:
    """How an app writes and reads JSON; subclass it and set `app.json` to change that."""

    mimetype = "application/json"
    sort_keys = True
    ensure_ascii = True

    def __init__(self, app: object = None, *, indent: int | None = None) -> None:
        """Keep what the encoder needs, which is made with the first value and serves all after.

        Args:
            app: The app, for a subclass that wants to know it.
            indent: Spaces for each level; None writes everything on one line without spaces.
        """
        self.app = app
        self._indent = indent
        self._encode: Callable[[object], str] = self._encode_first

    def default(self, value: object) -> object:
        """Turn a value that JSON does not have into one that it has: see `encode_value`."""
        return encode_value(value)

    def _encode_first(self, value: object) -> str:
        self._encode = self._make_encoder(self._indent)
        return self._encode(value)

    def _make_encoder(self, indent: int | None) -> Callable[[object], str]:
        from json import encoder as json_encoder

        encoder = json_encoder.JSONEncoder(
            default=self.default,
            sort_keys=self.sort_keys,
            ensure_ascii=self.ensure_ascii,
            allow_nan=False,
            indent=indent,
            separators=(",", ":") if indent is None else None,
        )
        make = getattr(json_encoder, "c_make_encoder", None)
        if make is None or indent is not None or not self.ensure_ascii:
            return encoder.encode
        # JSONEncoder.encode builds this C encoder anew at each call; kept, a small object is
        # written in half the time. Its first argument, None, is "no dict of seen containers", so
        # that a cycle ends as RecursionError.
        kept = make(
            None, self.default, json_encoder.encode_basestring_ascii, None, ":", ",",
            self.sort_keys, False, False,
        )  # fmt: skip
        return lambda value: "".join(kept(value, 0))

    def dumps(self, value: object, **options: Any) -> str:
        """Write a value as JSON.

        Args:
            value: The value.
            options: As of the standard library's `json.dumps`, in place of the provider's own.

        Raises:
            TypeError: A value has no form in JSON.
            ValueError: A float is NaN or infinite (RFC 8259 section 6), or a value holds itself.
        """
        try:
            return self._dump_with(value, options) if options else self._encode(value)
        except RecursionError:
            raise ValueError("the value holds itself or is nested too deeply for JSON") from None

    def _dump_with(self, value: object, options: dict[str, Any]) -> str:
        from json import dumps

        own: dict[str, Any] = {
            "default": self.default,
            "sort_keys": self.sort_keys,
            "ensure_ascii": self.ensure_ascii,
            "allow_nan": False,
        }
        return dumps(value, **{**own, **options})

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Make a response: of one value, of several as a list, or of keywords as an object.

        Raises:
            TypeError: Both values and keywords are given, or a value has no form in JSON.
        """
        if args and kwargs:
            raise TypeError("a JSON response is made of values or of keywords, not both")
        value = args[0] if len(args) == 1 else list(args) if args else kwargs or None
        return Response(self.dumps(value) + "\n", mimetype=self.mimetype)

    def loads(self, text: str | bytes) -> Any:
        """Read JSON: see `microweb.http.strict_json.parse_json`."""
        return http.parse_json(text)

    def dump(self, value: object, file: IO[str], **options: Any) -> None:
        """Write a value as JSON into a file that takes text: see `dumps`."""
        file.write(self.dumps(value, **options))

    def load(self, file: IO[str] | IO[bytes]) -> Any:
        """Read a file as JSON: see `loads`."""
        return self.loads(file.read())


_DEFAULT = JSONProvider()
dumps = _DEFAULT.dumps
loads = _DEFAULT.loads
dump = _DEFAULT.dump
load = _DEFAULT.load
