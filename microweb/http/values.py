"""The typed values of header fields, each imported when it is first asked for.

`Request` and `Response` have a property for each; a program that looks at none of them starts
without these modules. `values.pyi` lists the names for type checkers.
"""

from importlib import import_module

_HOMES = {
    "Accept": "negotiation",
    "Authorization": "authorization",
    "ByteRanges": "byteranges",
    "BytesSource": "byteranges",
    "CacheControl": "cache_control",
    "CharsetAccept": "negotiation",
    "ContentDisposition": "content_disposition",
    "ContentRange": "content_range",
    "ETags": "etags",
    "EncodingAccept": "negotiation",
    "HeaderSet": "header_set",
    "IfRange": "if_range",
    "LanguageAccept": "negotiation",
    "MIMEAccept": "negotiation",
    "Preconditions": "conditions",
    "Range": "ranges",
    "RequestCacheControl": "cache_control",
    "ResponseCacheControl": "cache_control",
    "Source": "byteranges",
    "StreamSource": "byteranges",
    "UserAgent": "user_agent",
    "Validators": "conditions",
    "WWWAuthenticate": "www_authenticate",
    "parse_forwarded": "forwarded",
    "parse_forwarded_for": "forwarded",
    "parse_node": "forwarded",
    "quote_etag": "etags",
    "unquote_etag": "etags",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> object:
    """Import a value's class from its module, once. PEP 562."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"microweb.http.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_HOMES]
