"""What can go wrong between the server and the world, the bottom of the server.

    ServerError
    |-- BindError            the address cannot be listened on: the operator's to mend
    |-- CertificateError     the TLS certificate or key cannot be used: the operator's to mend
    |-- ProtocolError        the request is refused before the application sees it
    |-- NotTLS               the client speaks plain HTTP on a port for TLS
    `-- ApplicationError     the application broke PEP 3333; nothing unsafe is sent
    OSError
    |-- ClientDisconnected   (ConnectionError) the client left before its request was whole
    `-- ClientTooSlow        (TimeoutError) the client kept us waiting past a deadline

The last two reach an application out of ``wsgi.input`` and are the client's doing: one that lets
them escape is not blamed, the client gets a 400 or a 408 where it still listens.
"""

__all__ = [
    "PHRASES",
    "ApplicationError",
    "BindError",
    "CertificateError",
    "ClientDisconnected",
    "ClientTooSlow",
    "NotTLS",
    "ProtocolError",
    "ServerError",
]

PHRASES = {
    400: "Bad Request",
    408: "Request Timeout",
    414: "URI Too Long",
    417: "Expectation Failed",
    431: "Request Header Fields Too Large",
    501: "Not Implemented",
    503: "Service Unavailable",
    505: "HTTP Version Not Supported",
}


class ServerError(Exception):
    """Base of the errors that are the server's own."""


class BindError(ServerError):
    """The address cannot be listened on; the message says why and what to do."""


class CertificateError(ServerError):
    """The certificate or its key cannot be used; the message says why and what to do."""


class ProtocolError(ServerError):
    """A request that must not reach the application.

    Attributes:
        status: The status code to answer with, a key of `PHRASES`.
        reason: One sentence for the client, free of anything the client sent.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {PHRASES[status]}: {reason}")
        self.status = status
        self.reason = reason


class NotTLS(ServerError):
    """A client speaks plain HTTP on a port for TLS."""


class ApplicationError(ServerError):
    """The application answered in a way that PEP 3333 or HTTP forbids."""


class ClientDisconnected(ConnectionError):
    """The client closed or reset the connection."""


class ClientTooSlow(TimeoutError):
    """The client did not send, or take, its bytes in time."""
