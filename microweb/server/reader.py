"""Read the requests of a connection, bytes in and events out: the sans-I/O core of the server.

    feed(bytes) --> next_event() --> RequestHead
                                     bytes          a piece of its body
                                     END            the request is whole
                                     None           more bytes are needed
                    start_next() --> the same for the next request

Any way to cut the input gives the same events, adjacent pieces of a body joined. What follows a
request stays unread until `start_next`: of a connection that is to be closed nothing more is
looked at, whatever its client has sent (RFC 9112 section 9.3.2).
"""

from enum import Enum
from typing import Final, Literal

from microweb.server.chunks import ChunkDecoder
from microweb.server.errors import ProtocolError
from microweb.server.heads import HeadReader, RequestHead
from microweb.server.limits import Limits
from microweb.server.quick import read_quickly

__all__ = ["END", "Event", "RequestReader"]


class _End(Enum):
    END = "the request is whole"


END: Final = _End.END
Event = RequestHead | bytes | Literal[_End.END] | None

_OPENING_SIZE = 200
_TLS_HANDSHAKE = b"\x16\x03"


class RequestReader:
    """Turns the stream of one client into requests, one after the other.

    Args:
        limits: Sizes that heads and trailers must keep to.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._data: bytes = b""
        self._at = 0
        self._slow_head: HeadReader | None = None
        self._slow_from: bytes = b""
        self._left = 0
        self._chunks: ChunkDecoder | None = None
        self._in_body = False
        self._is_done = False

    def feed(self, data: bytes) -> None:
        """Take more of the stream."""
        self._data = self._data[self._at :] + data if self._at < len(self._data) else data
        self._at = 0

    def next_event(self) -> Event:
        """Give what the bytes so far hold.

        Raises:
            ProtocolError: As soon as they cannot become a request that is served; the
                connection is of no more use then.
        """
        if self._is_done:
            return None
        if not self._in_body:
            return self._read_head()
        if self._chunks is not None:
            return self._read_chunks(self._chunks)
        return self._read_length()

    def start_next(self) -> None:
        """Go on to the next request, after `END`."""
        self._is_done = False
        self._in_body = False
        self._chunks = None

    @property
    def size(self) -> int:
        """How many bytes wait to be read."""
        return len(self._data) - self._at

    @property
    def has_begun(self) -> bool:
        """Whether a byte of a request has come, and its head is not whole."""
        return self._slow_head is not None or self.size > 0

    @property
    def opening(self) -> str:
        """The line that was being read first, to show in a log what was refused; latin-1."""
        data = self._slow_from or self._data[self._at : self._at + _OPENING_SIZE]
        return data.lstrip(b"\r\n").partition(b"\n")[0].decode("latin-1").rstrip()

    def body_left(self) -> int | None:
        """Tell how many bytes of the body are still to come; None when it is in chunks."""
        if self._is_done:
            return 0
        return None if self._chunks is not None else self._left

    def describe_missing(self) -> str:
        """Say what is missing of the body when its client has ended."""
        left = self.body_left()
        amount = "in the middle of a chunk" if left is None else f"{left} bytes early"
        return f"the body ended {amount} (RFC 9112 section 8)"

    def _read_head(self) -> RequestHead | None:
        if self._at == len(self._data):
            return None
        if self._slow_head is None:
            found = self._read_quickly()
            if found is not None:
                return found
            self._slow_head = HeadReader(self._limits)
        if len(self._slow_from) < _OPENING_SIZE:
            self._slow_from += self._data[self._at :][: _OPENING_SIZE - len(self._slow_from)]
        if self._slow_from.startswith(_TLS_HANDSHAKE):
            raise ProtocolError(400, "a TLS handshake, but this port speaks http:// only")
        data, self._data, self._at = self._data[self._at :], b"", 0
        head = self._slow_head.feed(data)
        if head is None:
            return None
        self._data = self._slow_head.rest
        self._slow_head = None
        self._slow_from = b""
        self._start_body(head)
        return head

    def _read_quickly(self) -> RequestHead | None:
        found = read_quickly(self._data, self._at, self._limits)
        if found is None:
            return None
        head, self._at = found
        self._start_body(head)
        return head

    def _start_body(self, head: RequestHead) -> None:
        self._in_body = True
        if head.content_length is None:
            self._chunks = ChunkDecoder(self._limits)
        else:
            self._left = head.content_length

    def _read_length(self) -> Event:
        if not self._left:
            self._is_done = True
            return END
        data = self._data[self._at : self._at + self._left]
        self._at += len(data)
        self._left -= len(data)
        return data or None

    def _read_chunks(self, decoder: ChunkDecoder) -> Event:
        if decoder.is_complete:
            self._is_done = True
            return END
        if self._at == len(self._data):
            return None
        data, self._data, self._at = self._data[self._at :], b"", 0
        body = decoder.feed(data)
        if decoder.is_complete:
            self._data, decoder.rest = decoder.rest, b""
        return body or self.next_event()
