from microweb.http.authorization import (
    Authorization as Authorization,
)
from microweb.http.byteranges import (
    ByteRanges as ByteRanges,
)
from microweb.http.byteranges import (
    BytesSource as BytesSource,
)
from microweb.http.byteranges import (
    Source as Source,
)
from microweb.http.byteranges import (
    StreamSource as StreamSource,
)
from microweb.http.cache_control import (
    CacheControl as CacheControl,
)
from microweb.http.cache_control import (
    RequestCacheControl as RequestCacheControl,
)
from microweb.http.cache_control import (
    ResponseCacheControl as ResponseCacheControl,
)
from microweb.http.conditions import (
    Preconditions as Preconditions,
)
from microweb.http.conditions import (
    Validators as Validators,
)
from microweb.http.content_disposition import (
    ContentDisposition as ContentDisposition,
)
from microweb.http.content_range import (
    ContentRange as ContentRange,
)
from microweb.http.etags import (
    ETags as ETags,
)
from microweb.http.etags import (
    quote_etag as quote_etag,
)
from microweb.http.etags import (
    unquote_etag as unquote_etag,
)
from microweb.http.forwarded import (
    parse_forwarded as parse_forwarded,
)
from microweb.http.forwarded import (
    parse_forwarded_for as parse_forwarded_for,
)
from microweb.http.forwarded import (
    parse_node as parse_node,
)
from microweb.http.header_set import (
    HeaderSet as HeaderSet,
)
from microweb.http.if_range import (
    IfRange as IfRange,
)
from microweb.http.negotiation import (
    Accept as Accept,
)
from microweb.http.negotiation import (
    CharsetAccept as CharsetAccept,
)
from microweb.http.negotiation import (
    EncodingAccept as EncodingAccept,
)
from microweb.http.negotiation import (
    LanguageAccept as LanguageAccept,
)
from microweb.http.negotiation import (
    MIMEAccept as MIMEAccept,
)
from microweb.http.ranges import (
    Range as Range,
)
from microweb.http.user_agent import (
    UserAgent as UserAgent,
)
from microweb.http.www_authenticate import (
    WWWAuthenticate as WWWAuthenticate,
)
