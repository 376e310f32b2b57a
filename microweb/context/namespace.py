"""Namespace: what `g` is."""

from collections.abc import Iterator
from typing import Any

__all__ = ["Namespace"]


class Namespace:
    """What `g` is: attributes for as long as one request."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"g has no {name!r}: nothing set it in this request")

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def get(self, name: str, default: Any = None) -> Any:
        """Give an attribute or the default."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, *default: Any) -> Any:
        """Take an attribute out; without a default a missing one is a `KeyError`."""
        return self.__dict__.pop(name, *default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Set an attribute unless it is there; give its value."""
        return self.__dict__.setdefault(name, default)

    def __delattr__(self, name: str) -> None:
        if name not in self.__dict__:
            raise AttributeError(f"g has no {name!r}: nothing set it in this request")
        del self.__dict__[name]

    def __repr__(self) -> str:
        return f"<g with {', '.join(self.__dict__) or 'nothing'}>"

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)
