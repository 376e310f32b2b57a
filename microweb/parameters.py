"""Parameters: what a query string or a form holds, as a request offers it."""

from typing import NoReturn, TypeVar

from microweb.exceptions import BadRequest, BadRequestKeyError, RequestEntityTooLarge
from microweb.http import MultiDict, TooManyFieldsError, parse_query

__all__ = ["Parameters", "parse_parameters"]

V = TypeVar("V")


class Parameters(MultiDict[V]):
    """What a query string or form holds: a `MultiDict` that cannot be changed.

    A missing key is a 400 that names it, as well as a `KeyError`.
    """

    __slots__ = ("_hint", "_kind", "_source")

    def __init__(
        self, pairs: list[tuple[str, V]], source: str, *, kind: str = "value for", hint: str = ""
    ) -> None:
        """Hold the pairs.

        Args:
            pairs: Names and values, decoded, in order.
            source: Where they come from, for messages, such as `"form"`.
            kind: What is missing with a key, for its message.
            hint: A sentence to add to that message.
        """
        super().__init__(pairs)
        self._source = source
        self._kind = kind
        self._hint = hint

    def __getitem__(self, key: str) -> V:
        values = self._lists.get(key)
        if values is None:
            message = f"The {self._source} has no {self._kind} {key!r}. {self._hint}"
            raise BadRequestKeyError(message.rstrip(), key=key)
        return values[0]

    def _refuse(self) -> NoReturn:
        raise TypeError(f"the {self._source} of a request cannot be changed; use .copy()")

    def __setitem__(self, key: str, value: V) -> None:
        self._refuse()

    def __delitem__(self, key: str) -> None:
        self._refuse()

    def add(self, key: str, value: V) -> None:
        """Refuse: see `MultiDict.copy`."""
        self._refuse()

    def setlist(self, key: str, values: object) -> None:
        """Refuse: see `MultiDict.copy`."""
        self._refuse()


def parse_parameters(data: bytes, source: str, *, max_fields: int) -> Parameters[str]:
    """Parse what was sent as `application/x-www-form-urlencoded`.

    Args:
        data: The octets.
        source: `"form"` or `"query string"`.
        max_fields: The most fields to accept, from `MAX_FORM_PARTS`.

    Raises:
        BadRequest: It is not UTF-8, or is a query string with too many fields.
        RequestEntityTooLarge: It is a form with too many fields.
    """
    try:
        return Parameters(parse_query(data, max_fields=max_fields), source)
    except TooManyFieldsError as exc:
        error = RequestEntityTooLarge if source == "form" else BadRequest
        raise error(f"The {source} has {exc} (MAX_FORM_PARTS).") from None
    except UnicodeDecodeError:
        raise BadRequest(f"The {source} is not UTF-8.") from None
