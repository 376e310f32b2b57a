"""Who is at the two ends of a connection, as the environ and the log name them."""

import socket
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Address", "Endpoints", "name_endpoints"]


# What `accept` says about a client: address and port, with more for IPv6, or a path.
Address: TypeAlias = tuple[str, int] | tuple[str, int, int, int] | str | bytes


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The ends of one connection.

    Attributes:
        client: Address; empty for a unix socket, whose clients have none.
        client_port: A number in text, empty as well.
        server: Address, never empty.
        server_port: A number in text, never empty.
        scheme: "http" or "https".
    """

    client: str
    client_port: str
    server: str
    server_port: str
    scheme: str


def name_endpoints(sock: socket.socket, client: Address, scheme: str) -> Endpoints:
    """Describe an accepted socket.

    Args:
        sock: The socket.
        client: What `accept` said about it.
        scheme: "http" or "https".
    """
    if isinstance(client, (str, bytes)):
        # PEP 3333: SERVER_NAME and SERVER_PORT "can never be empty strings".
        return Endpoints("", "", "localhost", "443" if scheme == "https" else "80", scheme)
    address: tuple[str, int] = sock.getsockname()[:2]
    return Endpoints(client[0], str(client[1]), address[0], str(address[1]), scheme)
