"""The typed values of header fields, each imported when it is first asked for.

`Request` and `Response` have a property for each; a program that looks at none of them starts
without these modules. `values.pyi` lists the names for type checkers.
"""

from microweb.late_names import late_names

_HOMES = {
    "Accept": "microweb.http.negotiation",
    "Authorization": "microweb.http.authorization",
    "ByteRanges": "microweb.http.byteranges",
    "BytesSource": "microweb.http.byteranges",
    "CacheControl": "microweb.http.cache_control",
    "CharsetAccept": "microweb.http.negotiation",
    "ContentDisposition": "microweb.http.content_disposition",
    "ContentRange": "microweb.http.content_range",
    "ETags": "microweb.http.etags",
    "EncodingAccept": "microweb.http.negotiation",
    "HeaderSet": "microweb.http.header_set",
    "IfRange": "microweb.http.if_range",
    "LanguageAccept": "microweb.http.negotiation",
    "MIMEAccept": "microweb.http.negotiation",
    "Preconditions": "microweb.http.conditions",
    "Range": "microweb.http.ranges",
    "RequestCacheControl": "microweb.http.cache_control",
    "ResponseCacheControl": "microweb.http.cache_control",
    "Source": "microweb.http.byteranges",
    "StreamSource": "microweb.http.byteranges",
    "UserAgent": "microweb.http.user_agent",
    "Validators": "microweb.http.conditions",
    "WWWAuthenticate": "microweb.http.www_authenticate",
    "parse_forwarded": "microweb.http.forwarded",
    "parse_forwarded_for": "microweb.http.forwarded",
    "parse_node": "microweb.http.forwarded",
    "quote_etag": "microweb.http.etags",
    "unquote_etag": "microweb.http.etags",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__, __dir__ = late_names(__name__, _HOMES)
