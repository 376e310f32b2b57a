"""Cache-Control of requests and responses, with a property for each directive."""

import re
from collections.abc import Callable, Iterator, MutableMapping

from microweb.http.lists import format_parameters, parse_directives

__all__ = ["CacheControl", "RequestCacheControl", "ResponseCacheControl"]

_MAX_DELTA = 2**31  # seconds; RFC 9111 section 1.2.2 takes anything above as this
# delta-seconds = 1*DIGIT                              RFC 9111 section 1.2.2
_DELTA_RE = re.compile(r"[0-9]+")


class CacheControl(MutableMapping[str, str | None]):
    """Directives by name, in order; a change is written back to the response they came from.

    RFC 9111 section 5.2.
    """

    __slots__ = ("_directives", "_on_change")

    def __init__(
        self,
        directives: dict[str, str | None] | None = None,
        on_change: "Callable[[CacheControl], object] | None" = None,
    ) -> None:
        """Hold directives.

        Args:
            directives: Values by name; None for a directive without a value.
            on_change: Called after each change.
        """
        self._directives = dict(directives or {})
        self._on_change = on_change

    def __iter__(self) -> Iterator[str]:
        return iter(self._directives)

    def __len__(self) -> int:
        return len(self._directives)

    def __contains__(self, name: object) -> bool:
        return name in self._directives

    def __getitem__(self, name: str) -> str | None:
        return self._directives[name]

    def __setitem__(self, name: str, value: str | int | None) -> None:
        self._directives[name] = None if value is None else str(value)
        self._changed()

    def __delitem__(self, name: str) -> None:
        del self._directives[name]
        self._changed()

    def discard(self, name: str) -> None:
        """Take a directive out; a missing one is no error."""
        if name in self._directives:
            del self[name]

    def clear(self) -> None:
        """Take out everything."""
        self._directives.clear()
        self._changed()

    def _changed(self) -> None:
        if self._on_change is not None:
            self._on_change(self)

    def __str__(self) -> str:
        return self.to_header()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.to_header()!r}>"

    def to_header(self) -> str:
        """Write the header."""
        return format_parameters(self._directives.items())


class _Flag:
    """A directive that is there or not."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, cache: CacheControl | None, _owner: object = None) -> bool:
        return cache is not None and self._name in cache

    def __set__(self, cache: CacheControl, value: bool) -> None:
        if value:
            cache[self._name] = None
        else:
            cache.discard(self._name)


class _Seconds:
    """A directive with a number of seconds; None when it is missing or no number."""

    def __init__(self, name: str, *, bare: int | None = None) -> None:
        """Name it, and say what it means without a number."""
        self._name = name
        self._bare = bare

    def __get__(self, cache: CacheControl | None, _owner: object = None) -> int | None:
        if cache is None or self._name not in cache:
            return None
        text = cache[self._name]
        if text is None:
            return self._bare
        if not _DELTA_RE.fullmatch(text):
            return None
        digits = text.lstrip("0") or "0"
        return min(int(digits), _MAX_DELTA) if len(digits) < 11 else _MAX_DELTA

    def __set__(self, cache: CacheControl, value: int | None) -> None:
        if value is None:
            cache.discard(self._name)
        elif value < 0:
            raise ValueError(f"Cache-Control {self._name}={value}: seconds are never negative")
        else:
            cache[self._name] = str(int(value))


class _FieldNames:
    """A directive that is there, or not, or there for some header fields alone."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, cache: CacheControl | None, _owner: object = None) -> bool | str:
        return cache is not None and (cache.get(self._name) or self._name in cache)

    def __set__(self, cache: CacheControl, value: bool | str | None) -> None:
        if value is None or value is False:
            cache.discard(self._name)
        else:
            cache[self._name] = value if isinstance(value, str) else None


class RequestCacheControl(CacheControl):
    """What a client asks of caches; times are in seconds.

    RFC 9111 section 5.2.1; RFC 5861.
    """

    __slots__ = ()

    max_age = _Seconds("max-age")
    max_stale = _Seconds("max-stale", bare=_MAX_DELTA)
    min_fresh = _Seconds("min-fresh")
    no_cache = _Flag("no-cache")
    no_store = _Flag("no-store")
    no_transform = _Flag("no-transform")
    only_if_cached = _Flag("only-if-cached")
    stale_if_error = _Seconds("stale-if-error")

    @classmethod
    def from_header(cls, value: str | None) -> "RequestCacheControl":
        """Read the header."""
        return cls(parse_directives(value or ""))


class ResponseCacheControl(CacheControl):
    """What a server asks of caches; times are in seconds.

    `no_cache` and `private` may name header fields, as text.

    RFC 9111 section 5.2.2; RFC 5861; RFC 8246.
    """

    __slots__ = ()

    immutable = _Flag("immutable")
    max_age = _Seconds("max-age")
    must_revalidate = _Flag("must-revalidate")
    must_understand = _Flag("must-understand")
    no_cache = _FieldNames("no-cache")
    no_store = _Flag("no-store")
    no_transform = _Flag("no-transform")
    private = _FieldNames("private")
    proxy_revalidate = _Flag("proxy-revalidate")
    public = _Flag("public")
    s_maxage = _Seconds("s-maxage")
    stale_if_error = _Seconds("stale-if-error")
    stale_while_revalidate = _Seconds("stale-while-revalidate")

    @classmethod
    def from_header(
        cls, value: str | None, on_change: Callable[[CacheControl], object] | None = None
    ) -> "ResponseCacheControl":
        """Read the header; `on_change` is called after each change."""
        return cls(parse_directives(value or ""), on_change)
