"""Answers that the server gives by itself, when no application is asked."""

import time
from wsgiref.types import StartResponse, WSGIEnvironment

from microweb.server.errors import PHRASES
from microweb.server.response import format_date

__all__ = ["answer_for_server", "format_refusal"]


def format_refusal(status: int, reason: str) -> bytes:
    """Write a whole response that ends the connection.

    Args:
        status: A key of `PHRASES`.
        reason: One sentence for the client.

    RFC 9112 section 4.
    """
    line = f"{status} {PHRASES[status]}"
    body = f"{line}\n\n{reason}\n"
    return (
        f"HTTP/1.1 {line}\r\n"
        f"Date: {format_date(int(time.time()))}\r\n"
        "Server: microweb\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Connection: close\r\n"
        f"\r\n{body}"
    ).encode("ascii")


def answer_for_server(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer ``OPTIONS *``, which asks whether there is a server at all.

    RFC 9110 section 9.3.7.
    """
    start_response("204 No Content", [])
    return []
