"""Parameters: what a query string or a form holds, as a request offers it."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import Any, ClassVar, NoReturn, TypeVar

from microweb import exceptions, http
from microweb.http import MultiDict

__all__ = ["Cookies", "Parameters"]

T = TypeVar("T")
V = TypeVar("V")


class Parameters(MultiDict[V]):
    """What a query string or form holds: a `MultiDict` that cannot be changed.

    A missing key is a 400 that names it, as well as a `KeyError`.
    """

    __slots__ = ("_about",)

    _about: tuple[str, str, str]

    # `of` and `parse` use it: as it is, in C, it takes 0.1 us less than one of Python.
    __init__: Callable[..., None] = dict[Any, Any].__init__

    @staticmethod
    def of(
        pairs: Iterable[tuple[str, T]], source: str, *, kind: str = "value for", hint: str = ""
    ) -> "Parameters[T]":
        """Hold pairs.

        Args:
            pairs: Names and values, decoded, in order.
            source: Where they come from, for messages, such as `"form"`.
            kind: What is missing with a key, for its message.
            hint: A sentence to add to that message.
        """
        self: Parameters[T] = Parameters()
        self._more = {}
        self._about = source, kind, hint
        self._add_pairs(list(pairs))
        return self

    @staticmethod
    def parse(data: bytes, source: str, max_fields: int) -> "Parameters[str]":
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
            texts = http.split_query(data, max_fields)
        except http.TooManyFieldsError as exc:
            error = exceptions.RequestEntityTooLarge if source == "form" else exceptions.BadRequest
            raise error(f"The {source} has {exc} (MAX_FORM_PARTS).") from None
        except UnicodeDecodeError:
            raise exceptions.BadRequest(f"The {source} is not UTF-8.") from None
        # Ten take 0.6 us like this, and 1.4 as pairs: hardly any form has a name twice.
        turns = iter(texts)
        self: Parameters[str] = Parameters(zip(turns, turns))  # noqa: B905  # `strict` takes 0.1 us
        self._more = {}
        self._about = source, "value for", ""
        if 2 * len(self) != len(texts):
            turns = iter(texts)
            self._add_pairs(list(zip(turns, turns, strict=True)))
        return self

    def __missing__(self, key: str) -> NoReturn:
        source, kind, hint = self._about
        message = f"The {source} has no {kind} {key!r}."
        nearest = _find_nearest(key, self)
        if nearest is not None:
            message = f"{message} It has {nearest!r}: is that meant?"
        raise exceptions.BadRequestKeyError(f"{message} {hint}".rstrip(), key=key)

    def __hash__(self) -> int:  # type: ignore[override]  # what cannot be changed has a hash
        return hash(frozenset(self.items(multi=True)))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it was made of."""
        source, kind, hint = self._about
        make = partial(Parameters.of, kind=kind, hint=hint)
        return make, (list(self.items(multi=True)), source)

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        """Refuse: see `copy`, which gives a dict to change."""
        raise TypeError("what a request says cannot be changed; use .copy()")

    __setitem__ = __delitem__ = __ior__ = _refuse
    add = setlist = pop = poplist = popitem = popitemlist = clear = update = setdefault = _refuse


class Cookies(Parameters[str]):
    """The cookies of a request, made of a dict: each has one value.

    What all have in common stands here: to set it for each request took 0.3 us of 1.9.
    """

    __slots__ = ()

    _about = "request", "cookie", ""
    _more: ClassVar[dict[str, list[str]]] = {}  # type: ignore[misc]  # and stays so


def _find_nearest(key: str, names: Iterable[str]) -> str | None:
    """Find the name that is most like a key, among as many as take less than a millisecond."""
    from difflib import get_close_matches  # 4 ms, for a mistake alone

    few = [name for name in islice(names, 20) if len(name) < 40]
    return next(iter(get_close_matches(key[:40], few, 1)), None)
