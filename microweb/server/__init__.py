"""A threaded WSGI server on `wsgiref` and `socketserver`, for development and small internal use.

It serves any WSGI callable and knows nothing of the rest of the package.

    run ----------> serving ------> listener ------> connection ------> handler --> application
    signals         Server          accepts          reads, closes       PEP 3333
                                      `-- roster       `-- reader (sans-I/O), body, transport
"""

from microweb.server.errors import (
    ApplicationError,
    BindError,
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
    "ClientDisconnected",
    "ClientTooSlow",
    "Limits",
    "Server",
    "ServerError",
    "run",
]
