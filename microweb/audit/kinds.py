"""Check that settings are of the kind that they are read as, before others look into them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from microweb.audit.findings import Finding
from microweb.config import DEFAULTS

__all__ = ["audit_kinds", "sound_settings"]


class _Kind(NamedTuple):
    fits: Callable[[Any], bool]
    wanted: str


def _is_key(value: object) -> bool:
    return isinstance(value, str | bytes)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_list_of(fits: Callable[[object], bool]) -> Callable[[Any], bool]:
    def check(value: object) -> bool:
        if not isinstance(value, list | tuple | set | frozenset):
            return False
        return all(fits(item) for item in cast("tuple[object, ...]", value))

    return check


def _or_none(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or fits(value)


_KINDS = {
    "CONTENT_SECURITY_POLICY": _Kind(_or_none(_is_text), "a text, or None"),
    "CSRF_TRUSTED_ORIGINS": _Kind(_is_list_of(_is_text), 'a list, as ["https://shop.example"]'),
    "SECRET_KEY": _Kind(_or_none(_is_key), "a text or bytes, as `microweb secret` prints"),
    "SECRET_KEY_FALLBACKS": _Kind(_or_none(_is_list_of(_is_key)), "a list of texts or bytes"),
    "TRUSTED_HOSTS": _Kind(_or_none(_is_list_of(_is_text)), 'a list, as ["shop.example"]'),
}


def audit_kinds(config: Mapping[str, Any]) -> Iterator[Finding]:
    """Check the settings whose kind is easily mistaken."""
    for key, kind in _KINDS.items():
        if not kind.fits(config[key]):
            given = type(config[key]).__name__
            message = f"{key} is of the type {given}, which nothing can be made of"
            yield Finding("error", "setting-kind", message, f"Write {kind.wanted}.")


def sound_settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """Give the settings, with the default of each that is of the wrong kind."""
    wrong = {key: DEFAULTS[key] for key, kind in _KINDS.items() if not kind.fits(config[key])}
    return {**config, **wrong}
