"""TLS: the certificate, and a transport that speaks it.

RFC 8446.
"""

import socket
import ssl
from contextlib import suppress
from os import PathLike
from typing import TypeAlias

from microweb.server.errors import CertificateError, ClientDisconnected, NotTLS
from microweb.server.transport import Transport

__all__ = ["TLSTransport", "load_certificate"]

_Path: TypeAlias = str | PathLike[str]


def load_certificate(certificate: _Path, key: _Path | None) -> ssl.SSLContext:
    """Make what TLS needs, with the defaults of Python for a server.

    Args:
        certificate: PEM file with the certificate and those between it and its root.
        key: PEM file with the private key; None when the first file has it too.

    Raises:
        CertificateError: When a file cannot be used.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["http/1.1"])
    # A client could ask for one handshake after another, which cost it little (CVE-2011-1473).
    context.options |= ssl.OP_NO_RENEGOTIATION
    try:
        # Without a function for it OpenSSL asks for a passphrase at the terminal.
        context.load_cert_chain(certificate, key, password=_refuse_passphrase)
    except FileNotFoundError as error:
        missing = certificate if key is None else f"{certificate} or {key}"
        raise CertificateError(f"There is no file {missing}.") from error
    except (OSError, ValueError) as error:
        needed = "a certificate in PEM with its key, without passphrase"
        raise CertificateError(
            f"{certificate} is not {needed}: {error}. If the key is in another file, use --key."
            if key is None
            else f"{certificate} and {key} are not {needed}: {error}."
        ) from error
    return context


def _refuse_passphrase() -> str:
    raise ValueError("the key needs a passphrase")


class TLSTransport(Transport):
    """A transport inside of TLS.

    Args:
        sock: Accepted.
        context: Of `load_certificate`.
    """

    def __init__(self, sock: socket.socket, context: ssl.SSLContext) -> None:
        sock.setblocking(False)
        secured = context.wrap_socket(
            sock, server_side=True, do_handshake_on_connect=False, suppress_ragged_eofs=True
        )
        super().__init__(secured)
        self._secured = secured

    def handshake(self) -> bool:
        """Do a step of the handshake; True when it is done.

        Raises:
            NotTLS: When the client speaks HTTP without TLS; the transport is a plain one then.
            ClientDisconnected: When the handshake fails.
        """
        try:
            self._secured.do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except ssl.SSLError as error:
            if error.reason == "HTTP_REQUEST":
                self._socket = socket.socket(fileno=self._secured.detach())
                self._socket.setblocking(False)
                raise NotTLS from None
            raise ClientDisconnected("the TLS handshake failed") from error
        except OSError as error:
            raise ClientDisconnected("the connection broke during the TLS handshake") from error
        return True

    def receive(self, size: int) -> bytes | None:
        """Take what has arrived, as of the base."""
        try:
            return self._socket.recv(size)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return None
        except ssl.SSLZeroReturnError:
            return b""
        except OSError as error:
            raise ClientDisconnected("the connection broke while receiving") from error

    def has_more(self) -> bool:
        """Tell whether a record has been read of which a part is left."""
        return self._socket is self._secured and self._secured.pending() > 0

    def send(self, data: bytes | memoryview) -> int:
        """Send what the client takes at once, as of the base."""
        try:
            return self._socket.send(data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return 0
        except OSError as error:
            raise ClientDisconnected("the connection broke while sending") from error

    def end(self) -> None:
        """Say in TLS, then in TCP, that nothing more will be sent.

        RFC 8446 section 6.1.
        """
        if self._socket is self._secured:
            # Sends our close_notify, then wants the client's, for which nobody waits.
            with suppress(OSError, ValueError):
                self._secured.unwrap()
        super().end()
