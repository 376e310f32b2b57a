"""A WSGI server that no client holds up, for development and small internal use.

It serves any WSGI callable and knows nothing of the rest of the package.

    run ------> serving ------> loop -----------> connection ------> exchange --> application
    signals     Server          accepts, waits    what bytes mean    PEP 3333, in a worker
                                                    |-- reader --> heads, chunks    (sans-I/O)
                                                    |-- response                    (sans-I/O)
                                                    `-- delivery --> outbox --> transport, tls
    reloader -> handover, watching                  starts the program anew when a file changes
    debugpage -> debughtml, tracebacks, describing  shows what an application raises
"""

from microweb.server.errors import (
    ApplicationError,
    BindError,
    CertificateError,
    ClientDisconnected,
    ClientTooSlow,
    ServerError,
)
from microweb.server.limits import Limits
from microweb.server.running import run
from microweb.server.serving import Server

__all__ = [
    "ApplicationError",
    "BindError",
    "CertificateError",
    "ClientDisconnected",
    "ClientTooSlow",
    "Limits",
    "Server",
    "ServerError",
    "run",
]
