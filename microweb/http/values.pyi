from microweb.http.authorization import Authorization
from microweb.http.byteranges import ByteRanges, BytesSource, Source, StreamSource
from microweb.http.cache_control import CacheControl, RequestCacheControl, ResponseCacheControl
from microweb.http.conditions import Preconditions, Validators
from microweb.http.content_disposition import ContentDisposition
from microweb.http.content_range import ContentRange
from microweb.http.etags import ETags, quote_etag, unquote_etag
from microweb.http.forwarded import parse_forwarded, parse_forwarded_for, parse_node
from microweb.http.header_set import HeaderSet
from microweb.http.if_range import IfRange
from microweb.http.negotiation import (
    Accept,
    CharsetAccept,
    EncodingAccept,
    LanguageAccept,
    MIMEAccept,
)
from microweb.http.ranges import Range
from microweb.http.user_agent import UserAgent
from microweb.http.www_authenticate import WWWAuthenticate

__all__ = [
    "Accept",
    "Authorization",
    "ByteRanges",
    "BytesSource",
    "CacheControl",
    "CharsetAccept",
    "ContentDisposition",
    "ContentRange",
    "ETags",
    "EncodingAccept",
    "HeaderSet",
    "IfRange",
    "LanguageAccept",
    "MIMEAccept",
    "Preconditions",
    "Range",
    "RequestCacheControl",
    "ResponseCacheControl",
    "Source",
    "StreamSource",
    "UserAgent",
    "Validators",
    "WWWAuthenticate",
    "parse_forwarded",
    "parse_forwarded_for",
    "parse_node",
    "quote_etag",
    "unquote_etag",
]
